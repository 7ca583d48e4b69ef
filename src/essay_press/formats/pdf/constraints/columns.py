"""Columns: where text stands that is set in several, between blocks that span them all.

The engine keeps the space above a block that begins a
column; here it is taken away, as it is at the top of a page, so that the columns begin at one height.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from essay_press.compose import quotes as places
from essay_press.formats.pdf.constraints import quotes
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Column, Fragment
from essay_press.markup import tree

__all__ = ["Run", "beginning", "moves", "refine", "runs", "spanning"]

LOW, UNEVEN = 40.0, 8.0
# In lines: the greatest hole at the foot of a column whose next block was told to begin another; how near to the foot a
# heading can stand with two lines of its text.
MOST_LINES, LOWEST = 8, 8
ROUNDING = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """Columns that stand beside each other, and the block above them that spans them all: its id, or empty."""

    page: int
    columns: tuple[Column, ...]
    above: str = ""

    @property
    def top(self) -> float:
        """Return where its columns begin, in CSS px."""
        return self.columns[0].top

    @property
    def bottom(self) -> float:
        """Return where its columns end, in CSS px: the same for all of them."""
        return self.columns[0].bottom

    def numbers(self) -> frozenset[int]:
        """Return the numbers of its columns on their page."""
        return frozenset(column.number for column in self.columns)


def runs(scene: Scene) -> tuple[Run, ...]:
    """Return the runs of a layout in reading order; none where no text is set in columns."""
    found: dict[tuple[int, int], list[Column]] = {}
    for column in scene.layout.columns:
        found.setdefault((column.page, column.run), []).append(column)
    spans = spanning(scene)
    out = []
    for (page, _), columns in sorted(found.items()):
        above = [part for part in spans if part.page == page and part.top < columns[0].top]
        key = max(above, key=lambda part: part.top).key if above else ""
        out.append(Run(page, tuple(columns), key))
    return tuple(out)


def spanning(scene: Scene) -> tuple[Fragment, ...]:
    """Return the fragments of the blocks that span the columns of their page, in reading order."""
    pages = {column.page for column in scene.layout.columns}
    found = [
        part
        for section in scene.html.iterfind(".//section")
        for block in section
        for part in scene.layout.fragments.get(tree.get(block, "id"), ())
        if part.in_flow and not part.column and part.page in pages
    ]
    return tuple(sorted(found, key=lambda part: (part.page, part.top)))


def beginning(scene: Scene) -> dict[tuple[int, int], Fragment]:
    """Return the first top-level block of each column, by page and number of the column."""
    found: dict[tuple[int, int], Fragment] = {}
    for section in scene.html.iterfind(".//section"):
        for block in section:
            for part in scene.layout.fragments.get(tree.get(block, "id"), ()):
                if part.in_flow and part.column:
                    found.setdefault((part.page, part.column), part)
    return found


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with no space above each block that begins a column.

    Without its space a block may fit at the foot of the column before, where it would want it again: there it is told
    to begin the next, as long as that leaves no hole.
    """
    layout = scene.layout
    if not layout.columns:
        return constraints, ()
    pads, kept = dict(constraints.pads), set() if moves(scene, constraints) else set(constraints.tops)
    tops, begin = {(column.page, column.number): column.top for column in layout.columns}, beginning(scene)
    first = {part.key: place for place, part in begin.items()}
    findings = []
    for place, hole in _holes(scene).items():
        key = begin[place].key if place in begin else ""
        if key in kept and hole > MOST_LINES:
            findings.append(Finding(UNEVEN * hole))
            kept.discard(key)
            pads.pop(key, None)
    for key in sorted(key for key, pad in pads.items() if not pad and key not in first):
        findings.append(Finding(LOW))
        if key not in kept and _is_low(scene, key):
            kept.add(key)
        else:
            del pads[key]
            kept.discard(key)
    for place, part in begin.items():
        if part.top - tops[place] > ROUNDING and layout.fragments[part.key][0] == part:
            pads[part.key] = 0.0
            findings.append(Finding(LOW))
    return replace(constraints, pads=pads, tops=tuple(sorted(kept))), tuple(findings)


def _holes(scene: Scene) -> dict[tuple[int, int], int]:
    """Return, for each column that another comes before, by how many lines that other one ends above its foot."""
    layout, holes, lead = scene.layout, {}, quotes.lead(scene.layout)
    bottoms: dict[tuple[int, int], float] = {}
    for line in layout.lines:
        if line.in_flow and line.column:
            place = (line.page, line.column)
            bottoms[place] = max(bottoms.get(place, 0.0), line.bottom)
    all_runs = runs(scene)
    for run, after in zip(all_runs, (*all_runs[1:], None), strict=True):
        places = [(run.page, column.number) for column in run.columns]
        lowest = max((bottoms.get(place, 0.0) for place in places), default=0.0)
        for place, following in pairwise(places):
            holes[following] = round((lowest - bottoms.get(place, lowest)) / lead)
        if after is not None and after.page == run.page + 1 and after.columns[0].number == 1:
            last = bottoms.get(places[-1], lowest)
            holes[after.page, 1] = int((layout.pages[run.page].notes_top - last) / lead)
    return holes


def _is_low(scene: Scene, key: str) -> bool:
    """Return whether a block stands so low in its column that it may have come back from the next one."""
    parts = [part for part in scene.layout.fragments.get(key, ()) if part.column]
    feet = {(column.page, column.number): column.bottom for column in scene.layout.columns}
    room = LOWEST * quotes.lead(scene.layout)
    return bool(parts) and feet[parts[0].page, parts[0].column] - parts[0].top < room


def moves(scene: Scene, constraints: Constraints) -> bool:
    """Return whether a pull-quote, a figure or a table will stand elsewhere in the next layout, or across columns."""
    for key, anchor in constraints.anchors.items():
        aside = tree.by_id(scene.html, key)
        if aside is not None and places.follower(aside) != anchor:
            return True
    for key, follower in constraints.waiting.items():
        figure = tree.by_id(scene.html, key)
        before = figure.getprevious() if figure is not None else None
        if figure is not None and (before is None or tree.get(before, "id") != follower):
            return True
    return any(tree.by_id(scene.html, f"span-{key}") is None for key in constraints.spans)
