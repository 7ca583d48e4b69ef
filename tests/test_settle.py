"""Settling: one loop, bounded, and what each constraint asks for, on layouts made by hand and on one real page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from compose_samples import composed, essay, paragraphs, quote
from essay_press import model
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.formats.pdf import document, settle
from essay_press.formats.pdf.constraints import balance, costs, finding, grid, notes, quotes, sides
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement, PageArea, call_of

# A page of 30 lines, in CSS px.
LEFT, TOP, RIGHT, LEAD, LINES = 40.0, 50.0, 440.0, 20.0, 30
BOTTOM = TOP + LINES * LEAD
TEXT = "forty letters stand on a line like this"


class Sheets:
    """A layout made by hand: pages of 30 lines, to which blocks are added from line to line."""

    def __init__(self, pages: int = 1, notes_top: Mapping[int, float] | None = None) -> None:
        """Begin with empty pages; `notes_top` says where the notes of a page begin."""
        tops = notes_top or {}
        self.pages = tuple(PageArea(LEFT, TOP, RIGHT, BOTTOM, tops.get(n, BOTTOM), 480, 700) for n in range(pages))
        self.fragments: dict[str, tuple[Fragment, ...]] = {}
        self.lines: list[Line] = []

    def box(self, key: str, page: int, line: float, count: float, *, left: float = LEFT, flows: bool = True) -> Sheets:
        """Add a box from a line on, so many lines high."""
        top = TOP + line * LEAD
        part = Fragment(key, page, left, top, RIGHT, top + count * LEAD, flows)
        self.fragments[key] = (*self.fragments.get(key, ()), part)
        return self

    def text(self, key: str, page: int, line: float, count: int, *, words: str = TEXT, right: float = RIGHT) -> Sheets:
        """Add a block of lines of text from a line on."""
        self.box(key, page, line, count)
        for number in range(count):
            top = TOP + (line + number) * LEAD
            self.lines.append(Line(key, page, LEFT, top, right, top + LEAD, top + 15, words, True))
        return self

    def measured(self) -> Measurement:
        """Return the layout as numbers."""
        return Measurement(self.pages, self.fragments, tuple(self.lines))


def scene(composition: model.Composition, sheets: Sheets, constraints: Constraints | None = None) -> finding.Scene:
    """Return what a constraint looks at."""
    return finding.Scene(composition, document.build(composition, constraints or Constraints()), sheets.measured())


# ---------------------------------------------------------------- the loop
Script = Callable[[list[tuple[float, bool]]], list[Constraints]]


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[settle.Settled, list[Constraints]]]:
    """Return a function that settles with one constraint, which finds what is written down for each layout.

    A layout is a weight (0: nothing is found) and whether something else is wanted of the next one.
    """

    def run(
        *layouts: tuple[float, bool], diagnostic: Diagnostic | None = None
    ) -> tuple[settle.Settled, list[Constraints]]:
        asked: list[Constraints] = []

        def refine(_: finding.Scene, given: Constraints) -> tuple[Constraints, tuple[finding.Finding, ...]]:
            weight, more = layouts[len(asked) - 1]
            told = replace(diagnostic, message=f"layout {len(asked)}") if diagnostic else None
            wanted = replace(given, pads={"b1": float(len(asked))}) if more else given
            return wanted, (finding.Finding(weight, told),) if weight else ()

        def lay_out(constraints: Constraints) -> tuple[Any, Measurement]:
            asked.append(constraints)
            return f"layout {len(asked)}", Sheets().measured()

        monkeypatch.setattr(settle, "CONSTRAINTS", (refine,))
        monkeypatch.setattr(settle, "LATE", (refine,))
        return settle.settle(composed(essay(paragraphs(2))), lay_out), asked

    return run


Scripted = Callable[..., tuple[settle.Settled, list[Constraints]]]


def test_one_layout_is_enough_when_nothing_is_asked(scripted: Scripted) -> None:
    """Most pages are right at once."""
    settled, asked = scripted((0, False))
    assert (str(settled.kept), settled.layouts, asked) == ("layout 1", 1, [Constraints()])


def test_what_is_asked_goes_into_the_next_layout(scripted: Scripted) -> None:
    """And the one that breaks no rule is kept."""
    settled, asked = scripted((5, True), (0, False))
    assert [dict(each.pads) for each in asked] == [{}, {"b1": 1.0}]
    assert (str(settled.kept), dict(settled.constraints.pads), settled.layouts) == ("layout 2", {"b1": 1.0}, 2)


def test_at_most_three_layouts_are_made(scripted: Scripted) -> None:
    """However much is asked for."""
    settled, asked = scripted((5, True), (4, True), (3, True), (2, True))
    assert (str(settled.kept), len(asked)) == ("layout 3", 3)


def test_the_layout_that_breaks_least_is_kept(scripted: Scripted) -> None:
    """With what is said of it, and of no other; the earlier one where two are as good."""
    warning = Diagnostic(Severity.WARNING, "EP421", "")
    settled, _ = scripted((5, True), (2, True), (2, True), diagnostic=warning)
    assert (str(settled.kept), [item.message for item in settled.diagnostics]) == ("layout 2", ["layout 2"])


def test_a_note_that_strays_is_worth_more_layouts(scripted: Scripted) -> None:
    """A few: a note away from its call is worse than the time that takes."""
    _, asked = scripted(*[(notes.STRAYED, True)] * 20)
    assert settle.MOST_LAYOUTS < len(asked) <= 2 * settle.MOST_LAYOUTS


def test_what_is_far_too_long_for_its_sheet_is_laid_out_once() -> None:
    """However much there would be to mend; what may still fit is settled as ever."""
    wanted = iter(range(100))

    def lay_out(pages: int) -> settle.LayOut:
        def laid(constraints: Constraints) -> tuple[Any, Measurement]:
            made.append(constraints)
            return None, page_of_quotes(next(wanted) % 3, pages=pages).measured()

        return laid

    counts = []
    for pages in (15, 16):
        made: list[Constraints] = []
        found = settle.settle(composed(quoted().essay, "zine", "zine"), lay_out(pages))
        counts.append((len(made) > 1, len(found.measurement.pages)))
    assert counts == [(True, 15), (False, 16)]


def test_notes_begin_where_the_option_says(scripted: Scripted) -> None:
    """`notes: end` is a wish of the essay, not something that settling finds."""
    asked: list[Constraints] = []

    def lay_out(constraints: Constraints) -> tuple[Any, Measurement]:
        asked.append(constraints)
        return None, Sheets().text("b1", 0, 0, 2).measured()

    settle.settle(composed(essay(paragraphs(1)), notes="end"), lay_out)
    assert asked[0].endnotes


# ---------------------------------------------------------------- sides
@pytest.mark.parametrize(("page", "side"), [(0, "right"), (1, "left"), (4, "right")])
def test_a_quote_goes_to_the_outer_side(page: int, side: str) -> None:
    """The right of a recto, the left of a verso; page 0 is a recto."""
    made = composed(essay(paragraphs(3), pull_quotes=(quote(),)))
    looked = scene(made, Sheets(page + 1).box("pq1", page, 5, 4))
    wanted, found = sides.refine(looked, Constraints())
    assert (wanted.shapes, len(found)) == ({"pq1": (side,)}, 1)
    assert sides.refine(looked, wanted) == (wanted, ())


def test_a_quote_that_changes_pages_changes_sides() -> None:
    """Other classes that were settled stay."""
    made = composed(essay(paragraphs(3), pull_quotes=(quote(),)))
    looked = scene(made, Sheets(2).box("pq1", 1, 5, 4))
    wanted, _ = sides.refine(looked, Constraints(shapes={"pq1": ("narrow", "right")}))
    assert wanted.shapes == {"pq1": ("narrow", "left")}


def test_a_quote_ends_on_its_side_though_all_else_moves_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each layout sends a quote to another page, one more is made in which nothing changes but its side."""
    asked: list[Constraints] = []

    def restless(_: finding.Scene, given: Constraints) -> tuple[Constraints, tuple[finding.Finding, ...]]:
        return replace(given, pads={"b1": float(len(asked))}), (finding.Finding(notes.STRAYED),)

    def lay_out(constraints: Constraints) -> tuple[Any, Measurement]:
        asked.append(constraints)
        page = int(constraints.pads.get("b1", 0)) % 2
        return f"layout {len(asked)}", Sheets(2).box("pq1", page, 5, 4).measured()

    monkeypatch.setattr(settle, "CONSTRAINTS", (restless, sides.refine))
    monkeypatch.setattr(settle, "LATE", (restless, sides.refine))
    settled = settle.settle(composed(essay(paragraphs(2), pull_quotes=(quote(),))), lay_out)
    page = settled.measurement.fragments["pq1"][0].page
    assert settled.constraints.shapes == {"pq1": ("left" if page % 2 else "right",)}
    assert (len(asked), str(settled.kept)) == (settle.MOST_FOR_FAULTS + 1, f"layout {len(asked)}")


@pytest.mark.parametrize(
    ("edition", "where", "shapes"),
    [("a4", "", {}), ("a5", "left", {}), ("a5", "", {"pq1": ("full",)})],
    ids=["single-sided", "the author's side", "full measure"],
)
def test_a_side_is_asked_for_only_where_there_is_one(
    edition: str, where: str, shapes: dict[str, tuple[str, ...]]
) -> None:
    """Nothing is asked of other quotes."""
    made = composed(essay(paragraphs(3), pull_quotes=(quote(where=where),)), edition)
    constraints = Constraints(shapes=shapes)
    assert sides.refine(scene(made, Sheets().box("pq1", 0, 5, 4)), constraints) == (constraints, ())


# ---------------------------------------------------------------- quotes
def page_of_quotes(top: float, *, source: float = 0, pages: int = 1) -> Sheets:
    """Return a page of five paragraphs of six lines, the quote in the margin at a line, its source at another."""
    sheets = Sheets(pages)
    for number in range(5):
        sheets.text(f"b{number + 1}", 0, number * 6, 6)
    return sheets.box("q1", 0, source, 1, left=LEFT).box("pq1", 0, top, 3, left=RIGHT + 10, flows=False)


def quoted() -> model.Composition:
    """Return five paragraphs with a quote from the first."""
    body = paragraphs(5).replace("Seven words", '<span class="pull" id="q1">Seven words</span>', 1)
    return composed(essay(body, pull_quotes=(quote(source="b1"),)), layout="modern")


def test_a_quote_that_stands_well_is_left_alone() -> None:
    """Text above and below it, and its own sentence elsewhere."""
    assert quotes.refine(scene(quoted(), page_of_quotes(12)), Constraints()) == (Constraints(), ())


@pytest.mark.parametrize(
    ("top", "source", "rules"),
    [(-1, 20, [costs.EDGE]), (28, 5, [costs.WHOLE, costs.EDGE]), (12, 13, [costs.ECHO])],
    ids=["first on its page", "past its foot", "beside its own sentence"],
)
def test_a_quote_that_stands_badly_is_moved(top: float, source: float, rules: list[costs.Rule]) -> None:
    """To another paragraph, before which no rule is broken."""
    wanted, found = quotes.refine(scene(quoted(), page_of_quotes(top, source=source)), Constraints())
    assert [item.weight for item in found] == [costs.weight(rules)]
    assert list(wanted.anchors) == ["pq1"]


def test_a_quote_that_stays_badly_is_told_with_page_and_place() -> None:
    """What no layout mends, the author hears of."""
    told = replace(quote(source="b1"), place=Place("a.md", 9, 4))
    made = composed(replace(quoted().essay, pull_quotes=(told,)), layout="modern")
    _, found = quotes.refine(scene(made, page_of_quotes(28, source=5)), Constraints())
    (item,) = (each.diagnostic for each in found)
    assert item is not None
    assert (str(item.place), item.code, item.severity) == ("a.md:9:4", "EP421", Severity.WARNING)
    assert item.message == "page 1: the pull-quote “Lifted words” is cut by the end of a page"


def test_too_few_letters_beside_a_quote_set_it_full() -> None:
    """At least 28 stand beside a float."""
    sheets = Sheets()
    for number in range(5):
        sheets.text(f"b{number + 1}", 0, number * 6, 6, words="twenty-five letters here.")
    sheets.box("pq1", 0, 12, 3, left=LEFT + 200, flows=False)
    wanted, _ = quotes.refine(scene(quoted(), sheets), Constraints())
    assert wanted.shapes == {"pq1": ("full",)}


def test_a_line_for_what_was_left_out_is_no_plain_text() -> None:
    """It has a rule beside it, so that no quote stands there."""
    composition = composed(essay(f'{paragraphs(2)}<p id="b3" class="removed">Left out.</p>'))
    assert quotes._ground(scene(composition, Sheets())).running == {"b1", "b2"}


# ---------------------------------------------------------------- notes
NOTE = model.Note("n1", 1, '<p id="b9">A note of words.</p>', ("r1",), Place("a.md", 20, 1))


def noted() -> model.Composition:
    """Return two paragraphs, the second with a note."""
    call = '<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a></p>'
    return composed(essay(paragraphs(2).removesuffix("</p>") + call, notes=(NOTE,)))


def sheets_of_notes(page: int, *, words: str = "A note of words.") -> Sheets:
    """Return two pages; the call stands on the first, in the last lines, its note on the page given."""
    sheets = Sheets(2, {page: BOTTOM - 2 * LEAD})
    sheets.text("b1", 0, 0, 25).text("b2", 0, 25, 3).text("b2", 1, 0, 3)
    sheets.box(call_of("n1"), 0, 27.2, 0.5).text("b9", page, 28, 1, words=words).box("n1", page, 28, 1)
    sheets.lines[-1] = replace(sheets.lines[-1], in_flow=False)
    return sheets


def test_a_note_below_its_call_is_left_alone() -> None:
    """On the same page, and whole."""
    assert notes.refine(scene(noted(), sheets_of_notes(0)), Constraints()) == (Constraints(), ())


def test_a_note_with_signs_that_xhtml_escapes_is_whole() -> None:
    """An ampersand is one sign, not the letters by which a file writes it."""
    signs = replace(NOTE, xhtml='<p id="b9">Smith &amp; Sons, 3 &lt; 4.</p>')
    made = noted()
    made = replace(made, essay=replace(made.essay, notes=(signs,)))
    sheets = sheets_of_notes(0, words="Smith & Sons, 3 < 4.")
    assert notes.refine(scene(made, sheets), Constraints()) == (Constraints(), ())


def test_a_note_on_no_page_for_which_nothing_can_be_asked_sends_all_to_the_end() -> None:
    """A note that is lost may never be printed so, however few layouts were tried."""
    sheets = sheets_of_notes(0)
    sheets.lines = [line for line in sheets.lines if line.key != "b9"]
    del sheets.fragments["n1"]
    before, wanted = None, Constraints()
    while wanted != before and not wanted.endnotes:
        before, (wanted, found) = wanted, notes.refine(replace(scene(noted(), sheets), left=5), wanted)
    assert wanted.endnotes
    assert [item.diagnostic and item.diagnostic.code for item in found] == ["EP420"]


def test_a_note_on_another_page_than_its_call_moves_the_call() -> None:
    """Something is asked of the next layout; if nothing helps, the check on the finished file says so."""
    wanted, found = notes.refine(scene(noted(), sheets_of_notes(1)), Constraints())
    assert [item.weight for item in found] == [notes.STRAYED]
    assert wanted != Constraints()
    assert [item.diagnostic for item in found] == [None]


def test_a_note_that_is_cut_sends_all_notes_to_the_end() -> None:
    """The engine drops what does not fit, without a word; that may never be printed."""
    wanted, found = notes.refine(scene(noted(), sheets_of_notes(0, words="A note")), Constraints())
    assert (wanted.endnotes, [item.weight for item in found]) == (True, [notes.LOST])
    assert [item.diagnostic and item.diagnostic.code for item in found] == ["EP420"]
    assert notes.refine(scene(noted(), sheets_of_notes(0), wanted), wanted) == (wanted, ())


def test_notes_that_fill_a_page_go_to_the_end() -> None:
    """More than six tenths of it."""
    sheets = sheets_of_notes(0)
    sheets.pages = (replace(sheets.pages[0], notes_top=TOP + 8 * LEAD), sheets.pages[1])
    assert notes.refine(scene(noted(), sheets), Constraints())[0].endnotes


# ---------------------------------------------------------------- grid
def gridded() -> model.Composition:
    """Return a paragraph, a heading, and two paragraphs."""
    body = f'{paragraphs(1)}\n<h2 id="s1">A heading</h2>\n{paragraphs(2, 2)}'
    return composed(essay(body, headings=(model.Heading("s1", "a", 2, "A heading", "A heading"),)))


def test_text_on_the_grid_is_left_alone() -> None:
    """Every line stands a whole number of lines below the first."""
    sheets = Sheets(2).text("b1", 0, 0, 6).box("s1", 0, 6, 2).text("b2", 0, 8, 6).text("b3", 1, 0, 6)
    assert grid.refine(scene(gridded(), sheets), Constraints()) == (Constraints(), ())


def test_text_below_a_heading_is_brought_back() -> None:
    """Its top margin becomes what is missing to the next line, in CSS px; what follows needs nothing more."""
    sheets = Sheets(2).text("b1", 0, 0, 6).box("s1", 0, 6, 1.7).text("b2", 0, 7.7, 6).text("b3", 0, 13.7, 6)
    wanted, found = grid.refine(scene(gridded(), sheets.text("b4", 1, 0, 20)), Constraints())
    assert {key: round(pad, 3) for key, pad in wanted.pads.items()} == {"b2": 6.0}
    assert [item.weight for item in found] == [grid.OFF_GRID]


def test_a_tenth_of_a_point_is_no_departure() -> None:
    """Two layouts differ by that much through rounding."""
    sheets = Sheets(2).text("b1", 0, 0, 6).box("s1", 0, 6, 1.995).text("b2", 0, 7.995, 6).text("b3", 1, 0, 6)
    assert grid.refine(scene(gridded(), sheets), Constraints())[1] == ()


def test_a_document_without_text_has_no_grid() -> None:
    """A cover picture is such a document."""
    looked = scene(gridded(), Sheets())
    assert (grid.find(looked), grid.refine(looked, Constraints())) == (None, (Constraints(), ()))


# ---------------------------------------------------------------- balance
def titled(second: float) -> tuple[finding.Scene, str]:
    """Return a scene with a title of two lines, the second so wide in CSS px, and the title's id."""
    made = composed(essay(paragraphs(2)))
    html = document.build(made, Constraints())
    key = next(item.get("id") or "" for item in html.iter() if item.get("data-balance") is not None)
    sheets = Sheets().text(key, 0, 0, 1, words="A title of many words that is").text(key, 0, 1, 1, words="long")
    sheets.lines[1] = replace(sheets.lines[1], right=LEFT + second)
    return finding.Scene(made, html, sheets.measured()), key


def test_a_title_with_a_short_last_line_is_narrowed() -> None:
    """To the least width that keeps its number of lines; asked for once."""
    looked, key = titled(60)
    wanted, found = balance.refine(looked, Constraints())
    assert 200 < wanted.widths[key] < 340
    assert len(found) == 1
    assert balance.refine(looked, wanted) == (wanted, ())


def test_a_title_with_even_lines_is_left_alone() -> None:
    """Four fifths of the longest is even enough."""
    assert balance.refine(titled(330)[0], Constraints()) == (Constraints(), ())


# ---------------------------------------------------------------- for real
def test_a_quote_hangs_in_the_outer_margin_of_a_real_page() -> None:
    """In modern on A5: left of the text on a verso, right of it on a recto."""
    from essay_press.formats.pdf.render import lay_out

    count = 24
    body = paragraphs(count, length=9)
    for number, block in enumerate((4, 9, 16), 1):
        at = body.index(f'id="b{block}"')
        body = body[:at] + body[at:].replace("Seven words", f'<span class="pull" id="q{number}">Seven words</span>', 1)
    lifted = tuple(quote(number, f"b{block}") for number, block in enumerate((4, 9, 16), 1))
    laid = lay_out(composed(essay(body, pull_quotes=lifted), layout="modern"))
    found = [laid.measurement.fragments[f"pq{number}"][0] for number in (1, 2, 3)]
    outside = []
    for part in found:
        area = laid.measurement.pages[part.page]
        outside.append(part.left >= area.right - 1 if part.page % 2 == 0 else part.right <= area.left + 1)
    assert outside == [True, True, True]
    assert {part.page % 2 for part in found} == {0, 1}
