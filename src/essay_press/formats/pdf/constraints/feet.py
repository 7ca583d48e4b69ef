"""Columns that end at one height: where they would not, the page is set a line or two shorter, or one longer.

A column ends early where the next lines must stay together: a heading with its text, the last two of a paragraph. What
pages of another height would hold is worked out from the lines of this layout, as the engine will break them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from lxml import etree

from essay_press.formats.pdf.constraints import columns, quotes
from essay_press.formats.pdf.constraints.columns import Run
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import HEADINGS, Constraints
from essay_press.formats.pdf.measure import Fragment, Line
from essay_press.markup import tree

__all__ = ["refine"]

UNEVEN, STRAY = 8.0, 40.0
# By how many lines levelled columns may differ. The engine levels them only if they fit, and whether one that ends in
# the midst of a paragraph does, it decides by comparing sums of fractions: a hair less room, in CSS px, and it does so.
LEVEL, HAIR = 2, 0.37
# By how many lines a page may differ from the others, the likeliest first; longer ones run into the margin.
CHANGES = (0, -1, 1, -2, -3)
TEXT = ("p", "ul", "ol", "dl", "blockquote", "div")
KEPT = 2
ROUNDING = 0.5


@dataclass(frozen=True, slots=True)
class _Row:
    """What no column can break: a line, a heading, a figure. Heights are in CSS px.

    `gap` is the space above it, unless it begins a column; `tied` says that it may not begin one.
    """

    place: tuple[int, int]
    height: float
    gap: float
    tied: bool


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the bottom margin, in CSS px, of each page whose columns end at different heights."""
    if not scene.layout.columns or columns.moves(scene, constraints):
        return constraints, ()
    feet = dict(constraints.feet)
    findings: list[Finding] = []
    for section in scene.html.iterfind(".//section"):
        if tree.has_class(section, "essay"):
            rows = _rows(scene, section)
            for page, change, weight in _changes(scene, rows, feet):
                if weight:
                    findings.append(Finding(weight))
                if change is not None:
                    feet[page] = change
    return replace(constraints, feet=feet), tuple(findings)


def _changes(scene: Scene, rows: Sequence[_Row], feet: dict[int, float]) -> Iterator[tuple[int, float | None, float]]:
    """Yield pages, the bottom margin that each should have if another, and what it weighs that it is as it is."""
    lead, usual = quotes.lead(scene.layout), _usual(scene, feet)
    own = {row.place for row in rows}
    last = {run.page: run for run in columns.runs(scene) if any((run.page, number) in own for number in run.numbers())}
    start: int | None = None
    stray = list(_stray(last, rows, feet, usual))
    if stray:
        yield from ((page, foot - lead, STRAY / len(stray)) for page, foot in stray)
        return
    for page, run in last.items():
        here = [number for number, row in enumerate(rows) if row.place[0] == page]
        if start is not None and run.above:
            return
        if here[-1] + 1 == len(rows):
            uneven = _seen(scene, run, lead)
            if uneven > LEVEL and start is None:
                yield page, feet.get(page, usual) + HAIR, UNEVEN * uneven
            return
        begin = next(number for number in here if rows[number].place[1] in run.numbers()) if start is None else start
        depth = scene.layout.pages[page].height - usual - run.top
        given = round((usual - feet.get(page, usual)) / lead)
        ends, uneven = _set(rows, begin, depth + given * lead, len(run.columns), lead)
        if start is None and ends != _ends(rows, run):
            # The engine has broken them otherwise, for a reason that is not known here.
            yield page, None, UNEVEN * _seen(scene, run, lead)
            continue
        change = given
        if uneven:
            costs = {d: _cost(rows, begin, depth + d * lead, len(run.columns), lead) + abs(d - given) for d in CHANGES}
            change = min(CHANGES, key=lambda d: costs[d])
            ends, _ = _set(rows, begin, depth + change * lead, len(run.columns), lead)
        yield page, (usual - change * lead if change != given else None), UNEVEN * uneven if start is None else 0.0
        if change != given or start is not None:
            start = ends[-1]


def _stray(
    last: dict[int, Run], rows: Sequence[_Row], feet: dict[int, float], usual: float
) -> Iterator[tuple[int, float]]:
    """Yield the pages, each with its bottom margin, that could take over the few lines on the last page of a part."""
    page = max(last)
    count = len(last[page].columns)
    left = sum(1 for row in rows if row.place[0] == page)
    before = sorted(last)[-1 - ceil(left / count) : -1]
    if last[page].above or left > count * len(before):
        return
    for other in before:
        if feet.get(other, usual) > usual - 1:
            yield other, feet.get(other, usual)


def _cost(rows: Sequence[_Row], begin: int, depth: float, count: int, lead: float) -> float:
    """Return what it costs that columns of this depth end at different heights."""
    return 4.0 * _set(rows, begin, depth, count, lead)[1]


def _set(rows: Sequence[_Row], begin: int, depth: float, count: int, lead: float) -> tuple[tuple[int, ...], int]:
    """Return the row that follows each of some columns of this depth, and by how many lines these are uneven."""
    ends, filled = [], []
    for _ in range(count):
        begin, height = _fill(rows, begin, depth)
        ends.append(begin)
        filled.append(height)
    return tuple(ends), round((max(filled) - min(filled)) / lead)


def _fill(rows: Sequence[_Row], begin: int, depth: float) -> tuple[int, float]:
    """Return the row that follows a column of this depth, and how high the column is filled."""
    heights = [0.0]
    end = begin
    while end < len(rows):
        height = heights[-1] + rows[end].height + (rows[end].gap if end > begin else 0.0)
        if height > depth + ROUNDING:
            break
        heights.append(height)
        end += 1
    while begin < end < len(rows) and rows[end].tied:
        end -= 1
    return end, heights[end - begin]


def _ends(rows: Sequence[_Row], run: Run) -> tuple[int, ...]:
    """Return the row that follows each column as it was laid out."""
    return tuple(
        max(number for number, row in enumerate(rows) if row.place <= (run.page, column.number)) + 1
        for column in run.columns
    )


def _seen(scene: Scene, run: Run, lead: float) -> int:
    """Return by how many lines the columns of a run are uneven as they were laid out."""
    bottoms = [
        max((line.bottom for line in scene.layout.lines if (line.page, line.column) == (run.page, number)), default=0.0)
        for number in run.numbers()
    ]
    return round((max(bottoms) - min(bottoms)) / lead)


def _usual(scene: Scene, feet: dict[int, float]) -> float:
    """Return the bottom margin of pages of which nothing was asked, in CSS px."""
    pages = {column.page for column in scene.layout.columns} - set(feet)
    areas = [scene.layout.pages[page] for page in sorted(pages)]
    return areas[0].height - areas[0].bottom if areas else max(feet.values())


def _rows(scene: Scene, section: etree._Element) -> list[_Row]:
    """Return what a part sets in columns, row by row."""
    lines: dict[str, list[Line]] = {}
    for line in scene.layout.lines:
        if line.in_flow and line.column:
            lines.setdefault(line.key, []).append(line)
    lead = quotes.lead(scene.layout)
    rows: list[_Row] = []
    below: tuple[tuple[int, int], float] = ((-1, 0), 0.0)
    keep = True
    for block in section:
        parts = [part for part in scene.layout.fragments.get(tree.get(block, "id"), ()) if part.column]
        for top, bottom, place, tied in _pieces(block, parts, lines):
            gap = top - below[1] if place == below[0] else 0.0
            if place != below[0] and (not rows or not tied) and block.tag in HEADINGS:
                gap = lead
            rows.append(_Row(place, bottom - top, max(0.0, gap), tied or keep))
            below, keep = (place, bottom), False
        keep = bool(parts) and (block.tag in HEADINGS or tree.has_class(block, "break"))
    return rows


def _pieces(
    block: etree._Element, parts: Sequence[Fragment], lines: dict[str, list[Line]]
) -> Iterator[tuple[float, float, tuple[int, int], bool]]:
    """Yield top, bottom, page and column of each row of a block, and whether it is tied to the one above."""
    if block.tag not in TEXT or tree.has_class(block, "break"):
        for part in parts:
            yield part.top, part.bottom, (part.page, part.column), False
        return
    first = True
    for item in block.iter():
        own = lines.get(tree.get(item, "id"), [])
        together = tree.has_class(item, "attribution")
        for number, line in enumerate(own):
            tied = (together and not first) or 0 < number < KEPT or (0 < len(own) - number < KEPT and number > 0)
            yield line.top, line.bottom, (line.page, line.column), tied
            first = False
