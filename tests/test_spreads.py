"""Facing pages end level: what other depths would hold is foreseen, the best is asked for, and the page shows it."""

from __future__ import annotations

import io
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from compose_samples import composed, essay
from essay_press import build, editions, layouts, model
from essay_press.check.reading import read
from essay_press.compose import compose
from essay_press.finish import finish
from essay_press.formats.pdf import document, settle
from essay_press.formats.pdf.constraints import rows, spreads
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.render import Laid, lay_out, pdf
from essay_press.formats.pdf.settle import Settled

CORPUS = Path(os.environ.get("ESSAY_PRESS_CORPUS", "")) / "emerson"
LEAD = 20.0
WORDS = ("rain", "boats", "the house in the hills", "a morning", "of nobody", "and again", "then", "slowly, as ever,")


def text(count: int, first: int = 1) -> str:
    """Return paragraphs of four to nine lines, no two alike."""
    blocks = []
    for number in range(first, first + count):
        words = " ".join(WORDS[(number * 5 + step * 3) % len(WORDS)] for step in range(20 + number * 7 % 31))
        start = ' class="first"' if number == 1 else ""
        blocks.append(f'<p id="b{number}"{start}>The {words} ended.</p>')
    return "\n".join(blocks)


def sectioned() -> model.Composition:
    """Return an essay with headings, a quotation, verse and a note."""
    call = '<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a>'
    verse = "".join(f'<span class="line">Line {number} of the song,</span>' for number in range(9))
    body = (
        text(9)
        + f'<h2 id="s1">The First</h2><p class="first" id="b60">It began.{call}</p>{text(14, 10)}'
        + f'<blockquote><p id="b61">{"A word from elsewhere. " * 12}</p></blockquote>{text(8, 24)}'
        + f'<blockquote class="verse"><p class="stanza" id="b62">{verse}</p></blockquote>{text(9, 32)}'
        + f'<h2 id="s2">The Second</h2>{text(12, 41)}'
    )
    note = model.Note("n1", 1, '<p id="b70">A note of a few words.</p>', ("r1",))
    return composed(essay(body, notes=(note,)))


@pytest.fixture(scope="module")
def unlevel() -> tuple[model.Composition, Settled]:
    """Return an essay settled as it would be without a look at its spreads."""
    kept: list[Settled] = []

    def keep(best: Settled, *_: object) -> Settled:
        kept.append(best)
        return best

    composition = sectioned()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "_level", keep)
        lay_out(composition)
    return composition, kept[-1]


@pytest.fixture(scope="module")
def level() -> Laid:
    """Return the same essay settled whole."""
    return lay_out(sectioned())


def scene(composition: model.Composition, settled: Settled) -> Scene:
    """Return what the spreads are seen in."""
    return Scene(composition, document.build(composition, settled.constraints), settled.measurement, 0)


# ---------------------------------------------------------------- rows
def lines(*tied: bool) -> list[rows.Row]:
    """Return rows a line high, some of which may not begin a page."""
    return [rows.Row(f"b{number}", 0, LEAD, 0.0, tie) for number, tie in enumerate(tied)]


def test_a_page_takes_what_fits() -> None:
    """And the space above its first row is dropped."""
    found = [rows.Row("b1", 0, LEAD, LEAD, False), *lines(False, False)]
    assert rows.fill(found, 0, 2 * LEAD, 0.0) == (2, 2 * LEAD)
    assert rows.fill(found, 0, 2 * LEAD - 1, 0.0) == (1, LEAD)


def test_a_row_that_is_tied_takes_the_one_above_along() -> None:
    """As often as it must; but no page is left empty."""
    assert rows.fill(lines(False, False, False, True, False), 0, 3 * LEAD, 0.0) == (2, 2 * LEAD)
    assert rows.fill(lines(False, True, True, True), 0, 2 * LEAD, 0.0)[0] == 1


def test_notes_take_room_from_the_page_of_their_call() -> None:
    """With the rule above them, once."""
    found = [rows.Row(f"b{number}", 0, LEAD, 0.0, False, notes=10.0) for number in range(4)]
    assert rows.fill(found, 0, 4 * LEAD, 5.0)[0] == 2


def test_the_pages_are_foreseen_as_the_engine_breaks_them(unlevel: tuple[model.Composition, Settled]) -> None:
    """Every page of a text with headings, a quotation, verse and a note ends where it is said to."""
    looked = scene(*unlevel)
    (section,) = [each for each in looked.html.iterfind(".//section") if "essay" in (each.get("class") or "").split()]
    found = rows.rows(looked, section)
    counted, begin, foreseen = Counter(row.page for row in found), 0, []
    for page in sorted(counted):
        area = looked.layout.pages[page]
        end, _ = rows.fill(found, begin, area.bottom - area.top, spreads._rule(looked))
        foreseen.append(end - begin)
        begin = end
    assert (foreseen, len(foreseen) > 6) == ([counted[page] for page in sorted(counted)], True)


# ---------------------------------------------------------------- spreads
def test_unlevel_pages_are_counted_and_levelled(unlevel: tuple[model.Composition, Settled], level: Laid) -> None:
    """There were some before, there are none after, and the text takes no page more."""
    composition, settled = unlevel
    looked = scene(composition, settled)
    assert len(spreads.told(looked)) > 0
    wanted = spreads.refine(looked, settled.constraints)
    assert wanted.short
    after = Scene(composition, document.build(composition, wanted), level.measurement, 0)
    assert len(spreads.told(after)) == 0
    assert len(level.document.pages) == len(settled.measurement.pages)
    assert level.diagnostics == ()


def test_facing_pages_are_as_short_as_each_other(unlevel: tuple[model.Composition, Settled]) -> None:
    """By whole lines, so that the grid holds."""
    composition, settled = unlevel
    short = spreads.refine(scene(composition, settled), settled.constraints).short
    versos = [page for page in short if page % 2 == 1]
    assert versos
    assert [short[page] for page in versos] == [short.get(page + 1) for page in versos]
    assert {less % LEAD for less in short.values()} == {0.0}


def test_the_folio_stays_where_it_was_on_a_shorter_page(level: Laid) -> None:
    """Only the text ends higher: folios of all pages stand at one height."""
    data = finish(pdf(sectioned(), level))
    with pikepdf.open(io.BytesIO(data)) as opened:
        found = read(opened)
    heights = {
        round(run.y, 2)
        for run in found.runs
        if run.artifact == "Pagination" and run.text.strip().isdecimal() and run.page > 3
    }
    assert len(heights) == 1


def test_a_last_page_of_two_lines_is_filled() -> None:
    """Lines of the pages before go there; what is left is said."""
    for count in range(40, 60):
        composition = composed(essay(text(count)))
        found = lay_out(composition)
        pages = [line.page for line in found.measurement.lines if line.in_flow and line.key[:1] == "b"]
        few = len({line.top for line in found.measurement.lines if line.page == pages[-1] and line.in_flow})
        if any(item.code == "EP429" for item in found.diagnostics):
            assert few < spreads.FEWEST
        else:
            assert few >= spreads.FEWEST
        if count > 44:
            break


@pytest.mark.skipif(not CORPUS.is_dir(), reason="ESSAY_PRESS_CORPUS names no corpus")
@pytest.mark.parametrize("name", ["the-poet", "compensation", "heroism"])
def test_facing_pages_of_real_essays_end_level(name: str) -> None:
    """Nineteen in twenty, and more: with verse, speeches and notes among them."""
    source, edition, layout = build.read(CORPUS / f"{name}.md"), editions.named("a5"), layouts.load("classic")
    composition = compose(source, layout, edition, layouts.choose_options(layout, source.metadata))
    found = lay_out(composition)
    looked = Scene(composition, document.build(composition, Constraints()), found.measurement, 0)
    assert len(spreads.told(looked)) == 0


# ---------------------------------------------------------------- notes at the end
def noted(count: int = 60) -> model.Composition:
    """Return an essay with so many notes at its end, of one to four lines each, one of them with a list in it."""
    calls = "".join(f'<a class="noteref" id="r{n}" href="#n{n}">{n}</a>' for n in range(1, count + 1))
    words = [" ".join(WORDS[(n + step * 3) % len(WORDS)] for step in range(4 + n * 7 % 17)) for n in range(count)]
    texts = [f"<p>The {each} ended.</p>" for each in words]
    texts[7] += "<ul><li>One</li><li>Two</li></ul>"
    notes = tuple(model.Note(f"n{n}", n, text, (f"r{n}",)) for n, text in enumerate(texts, 1))
    return composed(essay(f'<p id="b1" class="first">It began.{calls}</p>', notes=notes), notes="end")


def test_facing_pages_of_notes_end_level_and_no_line_goes_elsewhere() -> None:
    """The space between notes takes up what one page is shorter: at most a line for each."""
    kept: list[Settled] = []
    composition, level = noted(), settle._level

    def keep(best: Settled, *rest: Any) -> Settled:
        kept.append(best)
        return level(best, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "_level", keep)
        after = lay_out(composition).measurement
    before = kept[-1].measurement
    assert [(line.page, line.text) for line in after.lines] == [(line.page, line.text) for line in before.lines]

    def apart(found: Measurement) -> list[float]:
        pages = {line.page for line in found.lines if line.key[:1] == "n"}
        feet = {page: max(line.bottom for line in found.lines if line.page == page and line.in_flow) for page in pages}
        return [abs(feet[page] - feet[page + 1]) for page in sorted(feet) if page % 2 and page + 1 in feet][:-1]

    assert len(apart(before)) == len(apart(after)) >= 1
    assert max(apart(before)) > 5
    assert max(apart(after)) < 0.5
