"""Text in columns: what is measured of the engine's boxes, and what settling asks of the next layout."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from compose_samples import composed, essay, paragraphs, quote
from essay_press import model
from essay_press.formats.pdf import document
from essay_press.formats.pdf.constraints import columns, costs, feet, figures, grid, quotes, spans, widths
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Column, Fragment, Line, Measurement, PageArea, measure
from essay_press.formats.pdf.render import lay_out
from pdf_samples import lay_out as lay_out_html

LEFT, RIGHT, GAP, TOP, LEAD, LINES = 40.0, 440.0, 20.0, 50.0, 20.0, 30
BOTTOM = TOP + LINES * LEAD
WIDTH = (RIGHT - LEFT - GAP) / 2
SENTENCE = "The quick brown fox jumps over the lazy dog and is not tired of it at all. "
CSS = """
@page { @bottom-center { content: counter(page) } }
body, p, aside { margin: 0 } section { column-count: 2; column-gap: 7mm } aside { column-span: all; height: 28pt }
"""
HTML = f"""<section id="essay"><p id="b1">{SENTENCE * 9}</p><aside id="pq1"><p id="b2">Across</p></aside>
<p id="b3">{SENTENCE * 40}</p></section>"""


@cache
def laid() -> Measurement:
    """Return the geometry of a document in two columns, with a block that spans them on its first page."""
    return measure(lay_out_html(HTML, CSS))


# ---------------------------------------------------------------- measuring: the contract
def test_columns_are_measured_with_their_runs() -> None:
    """Two above the spanning block, two below it; those beside each other are of one height."""
    first = [column for column in laid().columns if column.page == 0]
    assert [(column.number, column.run) for column in first] == [(1, 1), (2, 1), (3, 2), (4, 2)]
    for left, right in ((first[0], first[1]), (first[2], first[3])):
        assert (left.top, left.bottom) == pytest.approx((right.top, right.bottom))
        assert left.right < right.left


def test_columns_are_counted_anew_on_each_page() -> None:
    """A page without a spanning block has one run."""
    second = [(column.number, column.run) for column in laid().columns if column.page == 1]
    assert second == [(1, 1), (2, 1)]


def test_a_paragraph_has_a_fragment_in_each_of_its_columns() -> None:
    """And each of its lines stands in the column that it says."""
    parts = laid().fragments["b3"]
    assert [(part.page, part.column) for part in parts[:3]] == [(0, 3), (0, 4), (1, 1)]
    edges = {(column.page, column.number): column for column in laid().columns}
    for line in laid().lines:
        if line.key == "b3":
            column = edges[line.page, line.column]
            assert column.left - 1 < line.left < line.right < column.right + 1


def test_a_spanning_block_stands_in_no_column() -> None:
    """Nor does its text; it is as wide as the page."""
    (part,) = laid().fragments["pq1"]
    assert (part.column, part.in_flow) == (0, True)
    assert part.right - part.left == pytest.approx(laid().pages[0].right - laid().pages[0].left)
    assert [line.column for line in laid().lines if line.key == "b2"] == [0]


def test_every_word_is_measured_in_the_order_of_the_columns() -> None:
    """Down one, then down the next."""
    words = " ".join(line.text for line in laid().lines if line.key == "b3").replace("\u2010 ", "").split()
    assert words == (SENTENCE * 40).split()


# ---------------------------------------------------------------- settling, on layouts made by hand
class Spread:
    """A layout made by hand: pages of one run of two columns of 30 lines, or of as many as are given."""

    def __init__(self, pages: int = 1, runs: tuple[tuple[float, float], ...] = ((0, LINES),)) -> None:
        """Begin with empty columns; `runs` says from which line to which the columns of each run go."""
        self.pages = tuple(PageArea(LEFT, TOP, RIGHT, BOTTOM, BOTTOM, 480, 700) for _ in range(pages))
        self.fragments: dict[str, tuple[Fragment, ...]] = {}
        self.lines: list[Line] = []
        self.columns = tuple(
            Column(page, 2 * run + side + 1, run + 1, left, TOP + start * LEAD, left + WIDTH, TOP + end * LEAD)
            for page in range(pages)
            for run, (start, end) in enumerate(runs)
            for side, left in enumerate((LEFT, LEFT + WIDTH + GAP))
        )

    def box(self, key: str, page: int, column: int, line: float, count: float) -> Spread:
        """Add a box in a column, or across (0), from a line of the page on, so many lines high."""
        left, right = (LEFT, RIGHT) if not column else self._edges(column)
        part = Fragment(key, page, left, TOP + line * LEAD, right, TOP + (line + count) * LEAD, True, column)
        self.fragments[key] = (*self.fragments.get(key, ()), part)
        return self

    def text(self, key: str, page: int, column: int, line: float, count: int) -> Spread:
        """Add lines of text of a block."""
        self.box(key, page, column, line, count)
        left, right = self._edges(column)
        for number in range(count):
            top = TOP + (line + number) * LEAD
            self.lines.append(Line(key, page, left, top, right, top + LEAD, top + 15, "words " * 5, True, 25, column))
        return self

    def measured(self) -> Measurement:
        """Return the layout as numbers."""
        return Measurement(self.pages, self.fragments, tuple(self.lines), self.columns)

    @staticmethod
    def _edges(column: int) -> tuple[float, float]:
        left = LEFT if column % 2 else LEFT + WIDTH + GAP
        return left, left + WIDTH


def scene(composition: model.Composition, spread: Spread, constraints: Constraints | None = None) -> Scene:
    """Return what a constraint looks at."""
    return Scene(composition, document.build(composition, constraints or Constraints()), spread.measured())


def magazine(body: str, **rest: object) -> model.Composition:
    """Return an essay composed for A4 by the layout magazine."""
    return composed(essay(body, None, **rest), "a4", "magazine")


HEADED = paragraphs(2) + '<h2 id="s1">A head</h2>' + paragraphs(2, first=3)


def test_what_begins_a_column_has_no_space_above_it() -> None:
    """The engine would keep it, and the columns begin at two heights."""
    spread = Spread().text("b1", 0, 1, 0, 20).text("b2", 0, 1, 20, 10).box("s1", 0, 2, 1, 2).text("b3", 0, 2, 3, 20)
    wanted, found = columns.refine(scene(magazine(HEADED), spread), Constraints())
    assert (wanted.pads, [item.weight for item in found]) == ({"s1": 0.0}, [columns.LOW])


def test_a_heading_that_slips_back_without_its_space_is_told_to_begin_the_column() -> None:
    """At the foot of the column before, it would want its space again."""
    spread = Spread().text("b1", 0, 1, 0, 20).text("b2", 0, 1, 20, 5).box("s1", 0, 1, 25, 2).text("b3", 0, 1, 27, 3)
    spread.text("b3", 0, 2, 0, 4)
    wanted, _ = columns.refine(scene(magazine(HEADED), spread), Constraints(pads={"s1": 0.0}))
    assert (wanted.pads, wanted.tops) == ({"s1": 0.0}, ("s1",))


def test_a_heading_that_has_gone_elsewhere_gets_its_space_back() -> None:
    """What was asked of it holds where it stood, and nowhere else."""
    spread = Spread().text("b1", 0, 1, 0, 5).text("b2", 0, 1, 5, 5).box("s1", 0, 1, 10, 2).text("b3", 0, 1, 12, 18)
    wanted, _ = columns.refine(scene(magazine(HEADED), spread), Constraints(pads={"s1": 0.0}))
    assert (wanted.pads, wanted.tops) == ({}, ())


def test_a_heading_does_not_begin_a_column_at_the_price_of_a_hole() -> None:
    """Ten lines of white are worse than a heading further down."""
    spread = Spread().text("b1", 0, 1, 0, 20).box("s1", 0, 2, 0, 2).text("b3", 0, 2, 2, 28)
    given = Constraints(pads={"s1": 0.0}, tops=("s1",))
    wanted, _ = columns.refine(scene(magazine(HEADED), spread, given), given)
    assert (wanted.pads, wanted.tops) == ({}, ())


QUOTED = paragraphs(5).replace("Seven words", '<span class="pull" id="q1">Seven words</span>', 1)


def quoted() -> model.Composition:
    """Return five paragraphs with a quote from the first, which is set before the second."""
    return magazine(QUOTED, pull_quotes=(quote(source="b1"),))


def cut(line: int, first: int) -> Spread:
    """Return a page cut in two by a quote of four lines at a line, paragraphs of twelve lines from `first` on below."""
    spread = Spread(runs=((0, line), (line + 5, LINES)))
    for number in range(1, first):
        spread.text(f"b{number}", 0, 1 + number % 2, (number - 1) // 2 * 12, 12)
    spread.box("pq1", 0, 0, line, 4).box("q1", 0, 2, 0, 1)
    for number in range(first, 6):
        spread.text(f"b{number}", 0, 3 + number % 2, line + 5 + (number - first) // 2 * 12, 12)
    return spread


@pytest.mark.parametrize(
    ("line", "broken"), [(13, False), (2, True)], ids=["text above and below", "first on its page"]
)
def test_a_quote_across_the_page_has_text_above_and_below(line: int, broken: bool) -> None:
    """Four lines above it and four below, at the least."""
    given = Constraints(anchors={"pq1": "b3"})
    wanted, found = spans.refine(scene(quoted(), cut(line, 3), given), given)
    assert (sum(item.weight for item in found) >= costs.HOLLOW.weight) is broken
    assert (wanted.anchors["pq1"] != "b3") is broken
    assert (("pq1", "b3") in wanted.tried) is broken


def test_a_quote_does_not_return_to_a_place_that_it_left() -> None:
    """Else two bad places would take turns."""
    left = tuple(("pq1", f"b{number}") for number in (1, 2, 4, 5))
    given = Constraints(anchors={"pq1": "b3"}, tried=left)
    wanted, _ = spans.refine(scene(quoted(), cut(2, 3), given), given)
    assert wanted.anchors == {"pq1": "b3"}


def test_rules_for_one_column_leave_columns_alone() -> None:
    """A quote across the page is judged by its own rules."""
    looked = scene(quoted(), cut(2, 3))
    assert quotes.refine(looked, Constraints()) == (Constraints(), ())
    plain = replace(looked, layout=replace(looked.layout, columns=()))
    assert [
        spans.refine(plain, Constraints()),
        columns.refine(plain, Constraints()),
        feet.refine(plain, Constraints()),
    ] == [(Constraints(), ())] * 3


def test_below_what_goes_across_both_columns_go_down_together() -> None:
    """The quote is moved, by what brings the lines of either column onto the grid."""
    spread = cut(12, 3)
    lines = [
        replace(line, top=line.top + 5, bottom=line.bottom + 5, baseline=line.baseline + 5) for line in spread.lines
    ]
    spread.lines = [moved if line.column > 2 else line for line, moved in zip(spread.lines, lines, strict=True)]
    wanted, _ = grid.refine(scene(quoted(), spread, Constraints(anchors={"pq1": "b3"})), Constraints())
    assert list(wanted.pads) == ["pq1"]
    assert wanted.pads["pq1"] == pytest.approx(LEAD - 5)


def test_a_page_whose_columns_end_unlike_is_set_shorter() -> None:
    """The heading with two lines of its text does not fit the first column, so both end where it would begin."""
    spread = Spread(2).text("b1", 0, 1, 0, 28).box("s1", 0, 2, 0, 2).text("b3", 0, 2, 2, 28).text("b3", 1, 1, 0, 30)
    spread.text("b3", 1, 2, 0, 30)
    body = paragraphs(1) + '<h2 id="s1">A head</h2>' + paragraphs(1, first=3)
    wanted, found = feet.refine(scene(magazine(body), spread), Constraints())
    assert [item.weight for item in found] == [feet.UNEVEN * 2]
    assert wanted.feet == {0: pytest.approx(700 - BOTTOM + 2 * LEAD)}


def test_a_few_lines_on_a_last_page_are_brought_back() -> None:
    """The page before is set a line longer."""
    spread = Spread(2).text("b1", 0, 1, 0, 30).text("b1", 0, 2, 0, 30).text("b1", 1, 1, 0, 2)
    wanted, _ = feet.refine(scene(magazine(paragraphs(1)), spread), Constraints())
    assert wanted.feet == {0: pytest.approx(700 - BOTTOM - LEAD)}


TABLE = (
    '<table id="t1"><thead><tr><th id="b2" scope="col">One</th></tr></thead>'
    '<tbody><tr><td id="b3">Two</td></tr></tbody></table>'
)


@pytest.mark.parametrize(("lines", "spread_out"), [(2, ()), (4, ("t1",))], ids=["short cells", "long cells"])
def test_a_table_too_narrow_for_its_words_goes_across(lines: int, spread_out: tuple[str, ...]) -> None:
    """Cells of more than two lines stand in too narrow a column."""
    spread = Spread().text("b1", 0, 1, 0, 5).box("t1", 0, 1, 5, lines + 1).text("b3", 0, 1, 6, lines)
    wanted, _ = widths.refine(scene(magazine(paragraphs(1) + TABLE), spread), Constraints())
    assert wanted.spans == spread_out


def test_a_figure_that_begins_a_column_waits_for_the_text_that_fills_the_one_before() -> None:
    """As it does at a page turn."""
    body = paragraphs(1) + '<figure id="f1"><img src="i1.png" alt="x"/></figure>' + paragraphs(2, first=2)
    spread = Spread().text("b1", 0, 1, 0, 20).box("f1", 0, 2, 0, 12).text("b2", 0, 2, 13, 8).text("b3", 0, 2, 21, 9)
    wanted, _ = figures.refine(scene(magazine(body), spread), Constraints())
    assert wanted.waiting == {"f1": "b3"}


# ---------------------------------------------------------------- one real essay
def test_an_essay_in_columns_settles() -> None:
    """Level columns on one grid, the quote across the page with text above and below it."""
    body = "".join(paragraphs(1, first=number, length=7 + number % 4) for number in range(1, 30))
    body = body.replace('<p id="b9">Seven words', '<p id="b9"><span class="pull" id="q1">Seven words</span>')
    laid_out = lay_out(magazine(body, pull_quotes=(quote(source="b9"),))).measurement
    (part,) = laid_out.fragments["pq1"]
    flow = [line for line in laid_out.lines if line.in_flow and line.column and line.key[:1] == "b"]
    text = [line for line in flow if line.page == part.page]
    assert min(line.top for line in text) < part.top < part.bottom < max(line.bottom for line in text)
    heights = {round(line.baseline - laid_out.pages[line.page].top, 1) for line in text}
    steps = {round(below - above, 1) for above, below in pairwise(sorted(heights))}
    assert min(steps) > 18
