"""A long text laid out in stretches: the pages are those of one piece, and the bytes, however many processes work."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import IO, Any

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from compose_samples import composed, essay, paragraphs
from essay_press import editions, model
from essay_press.finish import finish
from essay_press.forking import can_fork
from essay_press.formats import pdf
from essay_press.formats.pdf import engine, joining, paging, stretches, typefaces, writer
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.render import lay_out, print_stretch

SCALE = 0.7
TITLES = ("Of Rivers", "Of Boats, by Èmile", "Of Ωmega", "Of the Sea")
NOTE = '<a class="noteref" role="doc-noteref" id="r{0}" href="#n{0}">{0}</a>'
needs_forks = pytest.mark.skipif(not can_fork(), reason="processes cannot fork here")


def chapter(number: int) -> str:
    """Return a chapter of some pages: a note, links to other chapters, a heading below, words of its own."""
    first, before = 100 * number, number - 1 or len(TITLES)
    links = f'<a href="#s{before}">the one before</a>, <a href="https://example.org/{number}">a page</a>'
    start = f'<p id="b{first}" class="first">Chapter {number}{NOTE.format(number)} names {links}.</p>'
    more = f'<h3 id="s{number}0">More <em>of it</em></h3>' if number % 2 else ""
    text = paragraphs(20 + 5 * number, first + 1, 14)
    return f'<h2 id="s{number}">{TITLES[number - 1]}</h2>{start}{text}{more}{paragraphs(3, first + 80, 9)}'


@cache
def book(**front: Any) -> model.Composition:
    """Return a book of four chapters, composed as a draft."""
    numbers = range(1, len(TITLES) + 1)
    body = "".join(["<p id='b1' class='first'>Before all.</p>", *map(chapter, numbers)])
    headings = tuple(model.Heading(f"s{i}", f"s{i}", 2, title, title) for i, title in enumerate(TITLES, 1))
    notes = tuple(model.Note(f"n{i}", i, f'<p id="b{i}99">Note {i}.</p>', (f"r{i}",)) for i in numbers)
    return composed(essay(body, front, headings=headings, notes=notes), "draft", chapters="true")


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a process of its own pay for a short text."""
    monkeypatch.setattr(stretches, "LONG", 1000)


@cache
def made(jobs: int) -> bytes:
    """Return the draft, laid out by so many processes."""
    found = pdf.render(book(), model.Inputs(jobs=jobs))
    return found.data


@cache
def engines() -> bytes:
    """Return the same pages as the engine lays them out and writes them, whole."""
    laid = lay_out(book())
    return writer.write(laid.document, book().metadata, (), tagged=False)


# ---------------------------------------------------------------- the same
@needs_forks
def test_the_bytes_do_not_depend_on_how_many_processes_there_are() -> None:
    """One, two, three, and more than there are chapters."""
    assert {made(jobs) for jobs in (2, 3, 4, 9)} == {made(1)}


@needs_forks
def test_stretches_were_laid_out_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nothing is proved by the above; two processes that may take a third each lay out two stretches each."""
    counts: list[int] = []
    whole = made(1)
    monkeypatch.setattr(stretches, "GREATEST", len(book().essay.body) // 3 + 1)
    monkeypatch.setattr(joining, "join", counted(joining.join, counts))
    assert [pdf.render(book(), model.Inputs(jobs=jobs)).data for jobs in (3, 2)] == [whole, whole]
    assert counts == [3, 4]


def counted(join: Callable[..., bytes], counts: list[int]) -> Callable[..., bytes]:
    """Return `join`, which counts the pieces that have pages."""

    def joined(pieces: Any, bookmarks: Any) -> bytes:
        counts.append(sum(1 for piece in pieces if piece.data))
        return join(pieces, bookmarks)

    return joined


def test_each_page_looks_as_the_engines() -> None:
    """To the pixel."""
    ours, theirs = pypdfium2.PdfDocument(made(3)), pypdfium2.PdfDocument(engines())
    assert len(ours) == len(theirs) > 20
    differing = [
        number
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1)
        if bytes(one.render(scale=SCALE).buffer) != bytes(other.render(scale=SCALE).buffer)
    ]
    assert differing == []


def test_each_letter_stands_where_the_engine_sets_it() -> None:
    """Characters and their boxes, as a reader's program finds them."""
    assert list(letters(made(3))) == list(letters(engines()))


def letters(data: bytes) -> Iterator[tuple[str, tuple[tuple[float, ...], ...]]]:
    """Yield the text of each page, and the box of every seventh of its characters in points."""
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        boxes = tuple(
            tuple(round(edge, 2) for edge in text.get_charbox(at))
            for at in islice(range(text.count_chars()), 0, None, 7)
        )
        yield text.get_text_range(), boxes


def test_links_names_and_bookmarks_lead_where_the_engines_do() -> None:
    """From chapter to chapter, out of the file, and from the outline; a section that goes on begins where it began."""
    ours, theirs = (pikepdf.open(io.BytesIO(data)) for data in (made(3), engines()))
    assert names(ours) == names(theirs)
    assert {"s1", "s4", "n2", "essay"} <= set(names(ours))
    assert links(ours) == links(theirs)
    assert len([link for link in links(ours) if link[1].startswith("s")]) == len(TITLES)
    assert outline(ours) == outline(theirs)
    assert [mark[1] for mark in outline(ours) if mark[0] == 1][: len(TITLES)] == list(TITLES)


def names(found: pikepdf.Pdf) -> dict[str, tuple[int, list[float]]]:
    """Return the names of a file: the page, from 0, and the place on it."""
    listed = found.Root.Names.Dests.Names
    pairs = [(str(listed[at]), listed[at + 1]) for at in range(0, len(listed), 2)]
    return {name: (page_of(found, place), [round(float(item), 3) for item in list(place)[2:]]) for name, place in pairs}


def page_of(found: pikepdf.Pdf, place: Any) -> int:
    """Return the page, from 0, that a place is on."""
    return [page.objgen for page in found.pages].index(place[0].objgen)


def links(found: pikepdf.Pdf) -> list[tuple[int, str, list[float]]]:
    """Return each link: its page, where it leads, its corners."""
    return [
        (number, str(item.get("/Dest", "")) or str(item.A.URI), [round(float(value), 3) for value in item.Rect])
        for number, page in enumerate(found.pages)
        for item in page.obj.get("/Annots", [])
    ]


def outline(found: pikepdf.Pdf) -> list[tuple[int, str, int, list[float], int]]:
    """Return each bookmark: its depth, words, page, place, and how many are open below it."""
    out: list[tuple[int, str, int, list[float], int]] = []

    def visit(mark: Any, depth: int) -> None:
        while mark is not None:
            place = [round(float(value), 3) for value in list(mark.Dest)[2:]]
            out.append((depth, str(mark.Title), page_of(found, mark.Dest), place, int(mark.Count)))
            visit(mark.get("/First"), depth + 1)
            mark = mark.get("/Next")

    visit(found.Root.Outlines.First, 0)
    return [*out, (-1, "", 0, [], int(found.Root.Outlines.Count))]


def test_boxes_language_and_what_the_file_says_of_itself_are_the_engines() -> None:
    """All that a page and the file have beside text."""
    ours, theirs = (pikepdf.open(io.BytesIO(data)) for data in (made(3), engines()))
    boxes = [[list(map(float, page.trimbox)) for page in found.pages] for found in (ours, theirs)]
    assert boxes[0] == boxes[1]
    assert ours.Root.Metadata.read_bytes() == theirs.Root.Metadata.read_bytes()
    assert (str(ours.Root.Lang), dict(ours.docinfo)) == (str(theirs.Root.Lang), dict(theirs.docinfo))
    assert [page.label for page in ours.pages] == [page.label for page in theirs.pages]


def test_each_face_is_in_the_file_once() -> None:
    """As many fonts as the engine embeds, not as many for each stretch; and hardly more bytes."""
    found = [pikepdf.open(io.BytesIO(data)) for data in (made(3), engines())]
    fonts = [
        [item for item in one.objects if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item] for one in found
    ]
    assert len(fonts[0]) == len(fonts[1]) > 1
    assert len(finish(made(3))) < 1.1 * len(finish(engines()))


def test_a_whole_build_has_the_draft_checked(tmp_path: Any) -> None:
    """From a manuscript to a proved file, in two processes."""
    from essay_press import build

    path = tmp_path / "book.md"
    text = "\n\n".join(f"## {title}\n\n" + "Words follow words, and more of them. " * 300 for title in TITLES)
    front = "title: A Book\nauthor: Ann Example\nlang: en\ndate: 2026-01-02\nlayout:\n  chapters: true\n"
    path.write_text(f"---\n{front}---\n\n{text}\n")
    sums = set()
    for jobs in (1, 2):
        (found,) = build.build(
            [path], build.Request(editions=("draft",), out=tmp_path / str(jobs), jobs=jobs, strict=True)
        )
        assert (found.status, [item.code for item in found.diagnostics]) == (model.Status.BUILT, [])
        sums.add(found.sha256)
    assert len(sums) == 1


# ---------------------------------------------------------------- where it cannot be
def test_why_a_text_is_one_piece() -> None:
    """Each reason is told; a note of it only where the text is long."""
    assert stretches.reason(book()) == ""
    options = tuple((name, value) for name, value in book().options if name != "chapters")
    assert "sections do not begin pages" in stretches.reason(replace(book(), options=options))
    draft = book().edition
    for changed in (replace(draft, tagged=True), replace(draft, settle=True), replace(draft, double_sided=False)):
        assert stretches.reason(replace(book(), edition=changed))
    film = model.Spoilers((model.Work("A Film", "film"),), model.Extent.ENDING, resume="s2")
    assert "names the page" in stretches.reason(book(spoilers=film))


def test_a_long_text_in_one_piece_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what would help; a short one is none the slower, and not told of."""
    plain = replace(book(), options=tuple((name, value) for name, value in book().options if name != "chapters"))
    assert [item.code for item in pdf.render(plain, model.Inputs(jobs=2)).diagnostics] == ["EP355"]
    monkeypatch.setattr(stretches, "LONG", 100_000)
    assert pdf.render(plain, model.Inputs(jobs=2)).diagnostics == ()


@needs_forks
def test_a_process_that_dies_costs_time_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was to lay out is laid out in one piece."""
    here, original = os.getpid(), stretches._ask

    def ask(pipe: IO[bytes], ear: IO[bytes], pages: int) -> int:
        before = original(pipe, ear, pages)
        if os.getpid() != here and before:
            os.kill(os.getpid(), signal.SIGKILL)
        return before

    monkeypatch.setattr(stretches, "_ask", ask)
    assert pdf.render(book(), model.Inputs(jobs=2)).data == made(1)


def test_what_the_engine_numbers_page_by_page_is_left_to_it() -> None:
    """Forms, patterns and blends have names that would clash; fonts that are not TrueType cannot be put together."""
    assert joining.joinable(made_unpacked())
    for sign in (b"/Subtype /Form", b"/PatternType 1", b"/FontFile3 3 0 R", b"/BM /Multiply", b"/Subtype /Type3"):
        assert not joining.joinable(made_unpacked() + sign)


@cache
def made_unpacked() -> bytes:
    """Return the engine's file with its streams unpacked."""
    laid = lay_out(book())
    return writer.write(laid.document, book().metadata, (), tagged=False, compress=False)


def test_a_page_that_names_another_cannot_be_cut() -> None:
    """The number of the other is not known where it is set."""
    film = model.Spoilers((model.Work("A Film", "film"),), model.Extent.ENDING, resume="s2")
    with pytest.raises(paging.Unsplittable):
        print_stretch(book(spoilers=film), paging.paging(0, 2, lambda _: 0))


def test_the_engine_is_left_as_it_was() -> None:
    """Also where laying out fails."""
    before = engine.document.layout_document
    with pytest.raises(RuntimeError), paging.paging(0, 2, lambda _: 0):
        raise RuntimeError
    assert engine.document.layout_document is before


def test_what_paging_relies_on() -> None:
    """The contract: how the engine keeps the state of pages, and what makes one."""
    seen: list[Any] = []
    original = engine.document.layout_document

    def watch(html: Any, root: Any, context: Any) -> Any:
        pages = list(original(html, root, context))
        seen.append((root, context))
        return pages

    engine.document.layout_document = watch
    try:
        lay_out(book())
    finally:
        engine.document.layout_document = original
    ((root, context),) = seen
    cuts, _ = paging._cuts(root)
    begun = [(entry[0], entry[1], entry[2]) for entry in context.page_maker]
    chapters = [cut for cut in cuts if len(cut.path) == 3]
    assert len(chapters) == len(TITLES)
    for cut in cuts:
        assert (cut.resume_at, {"break": "right", "page": cut.name}, True) in begun
    inside = next(entry for entry in context.page_maker if entry[0] == chapters[1].resume_at)
    assert [(name, at) for name, _, at in inside[3][3]] == [
        ("essay", {chapters[1].path[0]: {chapters[1].path[1]: None}})
    ]
    assert sorted(inside[4]) == ["anchors", "content_changed", "content_lookups", "pages_wanted"]


# ---------------------------------------------------------------- faces
def test_a_face_put_together_has_the_outlines_of_its_subsets() -> None:
    """Whatever the order and the spread; a glyph that no text uses has no width."""
    subsets = list(programs())
    both = typefaces.united(subsets)
    assert both == typefaces.united([*reversed(subsets), *subsets])
    found = TTFont(io.BytesIO(both))
    order = found.getGlyphOrder()
    for program, used in subsets:
        own = TTFont(io.BytesIO(program))
        for glyph in used:
            name = own.getGlyphName(glyph)
            assert found["hmtx"][order[glyph]] == own["hmtx"][name]
            assert contours(found, order[glyph]) == contours(own, name)
    idle = set(range(1, len(order))) - {glyph for _, used in subsets for glyph in used}
    assert {found["hmtx"][order[glyph]][0] for glyph in idle if not found["glyf"][order[glyph]].numberOfContours} == {0}


def contours(face: TTFont, name: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the points of a glyph, parts and all, and where its contours end."""
    points, ends, _ = face["glyf"][name].getCoordinates(face["glyf"])
    return list(points), list(ends)


def programs() -> Iterator[tuple[bytes, set[int]]]:
    """Yield two subsets of a face, with the glyphs that their text uses."""
    for text in ("Of rivers and boats.", "Ωmega, Èmile, sea"):
        body = f'<p id="b1" class="first">{text}</p>'
        laid = lay_out(composed(essay(body), "draft"))
        found = pikepdf.open(io.BytesIO(writer.write(laid.document, model.Metadata(title="T"), (), tagged=False)))
        fonts = [item for item in found.objects if isinstance(item, pikepdf.Dictionary) and "/DescendantFonts" in item]
        (inner,) = [one.DescendantFonts[0] for one in fonts if str(one.BaseFont).endswith("+EB-Garamond")]
        yield inner.FontDescriptor.FontFile2.read_bytes(), set(joining._widths(inner.W))


def test_a_draft_is_laid_out_once() -> None:
    """Twice where a note would be lost."""
    long = "Words of a note that is longer than its page. " * 400
    notes = (model.Note("n1", 1, f'<p id="b9">{long}</p>', ("r1",)),)
    plain = f'<p id="b1" class="first">Text{NOTE.format(1)}.</p>'
    short = (model.Note("n1", 1, '<p id="b9">Short.</p>', ("r1",)),)
    found = [lay_out(composed(essay(plain, notes=each), "draft")) for each in (short, notes)]
    assert [one.settled.constraints == Constraints(endnotes=True, by_engine=True) for one in found] == [False, True]
    assert found[0].settled.constraints == Constraints(by_engine=True)
    assert [item.code for item in found[1].diagnostics] == ["EP420"]
    assert editions.named("draft").settle is False
