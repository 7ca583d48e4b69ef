"""One baseline grid: what follows a figure, a table or any block of its own height is brought back onto the lines.

The columns of a page share it: below a block that spans them, all go down together, and so the block is moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import pairwise

from lxml import etree

from essay_press.formats.pdf.constraints import columns
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement
from essay_press.markup import tree

__all__ = ["Grid", "find", "refine"]

# 0.1 pt: what two layouts may differ by through rounding.
TOLERANCE = 0.13
OFF_GRID = 5.0
# Lines of columns stand beside each other, where the eye sees it.
OFF_BESIDE = 20.0
# Headings, tables, figures and quotations in display have heights of their own; what follows them is brought back.
TEXT = ("p", "ul", "ol", "dl", "blockquote", "div")


@dataclass(frozen=True, slots=True)
class Grid:
    """The distance between two baselines, and that of the first from the top of the text, in CSS px."""

    lead: float
    phase: float

    def holds(self, line: Line) -> bool:
        """Return whether a line is a line of text like any other, which has to stand on the grid."""
        return line.in_flow and line.key[:1] == "b" and abs(line.bottom - line.top - self.lead) < TOLERANCE

    def away(self, line: Line, layout: Measurement) -> float:
        """Return how far above the next grid line a baseline stands, in CSS px; 0 when it is on one."""
        need = -(line.baseline - layout.pages[line.page].top - self.phase) % self.lead
        return 0.0 if need < TOLERANCE or self.lead - need < TOLERANCE else need


def find(scene: Scene) -> Grid | None:
    """Return the grid that most lines of a document stand on, or None for a document without text."""
    layout = scene.layout
    keys = {item.get("id") for tag in ("p", "li", "dd", "dt") for item in scene.html.iter(tag)}
    keys -= {item.get("id") for table in scene.html.iter("table") for item in table.iter()}
    lines = [line for line in layout.lines if line.in_flow and line.key[:1] == "b" and line.key in keys]
    if not lines:
        return None
    heights = [line.bottom - line.top for line in lines]
    usual = Counter(round(height, 2) for height in heights).most_common(1)[0][0]
    # The exact height, not the rounded one: a hundredth of a pixel a line adds up over a page.
    lead = next(height for height in heights if abs(height - usual) < TOLERANCE / 10)
    body = [line for line in lines if abs(line.bottom - line.top - lead) < TOLERANCE]
    # A page that begins in the middle of a paragraph shows where the grid begins.
    tops = [line for line in body if line.top - layout.pages[line.page].top < TOLERANCE]
    offsets = [(line.baseline - layout.pages[line.page].top) % lead for line in tops or body]
    common = Counter(round(offset, 1) for offset in offsets).most_common(1)[0][0]
    near = [offset for offset in offsets if abs(offset - common) <= TOLERANCE]
    return Grid(lead, sum(near) / len(near) if near else common)


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the top margin, in CSS px, of each block that must move down to the next line."""
    grid = find(scene)
    if grid is None:
        return constraints, ()
    pads = dict(constraints.pads)
    moved = 0
    for key in _stale(scene, pads.keys() - set(constraints.anchors.values())):
        del pads[key]
        moved += 1
    shifts = _spans(scene, grid, pads)
    moved += sum(1 for need in shifts.values() if need)
    for blocks in _stacks(scene):
        shift = _carried(blocks, shifts)
        for above, (block, line) in pairwise(blocks):
            if line is None or not grid.holds(line):
                continue
            if _moves_on(scene, constraints, above[0].key):
                continue
            need = (grid.away(line, scene.layout) - shift) % grid.lead
            if need < TOLERANCE or grid.lead - need < TOLERANCE:
                continue
            # A quote that is about to move takes along the space that it needs below it.
            pads[constraints.anchors.get(above[0].key, block.key)] = block.top - above[0].bottom + need
            shift += need
            moved += 1
    weight = OFF_BESIDE if scene.layout.columns else OFF_GRID
    return replace(constraints, pads=pads), tuple(Finding(weight) for _ in range(moved))


def _moves_on(scene: Scene, constraints: Constraints, key: str) -> bool:
    """Return whether a figure, where it stands now, will be gone in the next layout."""
    figure = tree.by_id(scene.html, key) if key in constraints.waiting else None
    before = figure.getprevious() if figure is not None else None
    return figure is not None and (before is None or tree.get(before, "id") != constraints.waiting[key])


def _stale(scene: Scene, pads: Set[str]) -> list[str]:
    """Return the blocks moved down in an earlier layout that now follow a plain paragraph, and need it no longer."""
    stale = []
    for block in scene.html.iter("p"):
        before = block.getprevious()
        while before is not None and before.tag == "aside" and not _in_flow(scene, before):
            before = before.getprevious()
        if block.get("id") in pads and before is not None and before.tag == "p":
            stale.append(block.get("id") or "")
    return stale


def _in_flow(scene: Scene, block: etree._Element) -> bool:
    """Return whether a block takes up height of its own."""
    found = scene.layout.fragments.get(block.get("id") or "", ())
    return bool(found) and found[0].in_flow


def _spans(scene: Scene, grid: Grid, pads: dict[str, float]) -> dict[tuple[int, int], float]:
    """Move each block that spans columns down so that those below it stand on the grid, by its top margin in `pads`.

    Return how far each column moves down, in CSS px, by page and number of the column.
    """
    layout, shifts = scene.layout, {}
    page, shift, bottom = -1, 0.0, 0.0
    for run in columns.runs(scene):
        if run.page != page:
            page, shift, bottom = run.page, 0.0, layout.pages[run.page].top
        lines = [line for line in layout.lines if line.page == run.page and line.column in run.numbers()]
        first = next((line for line in lines if grid.holds(line)), None)
        above = next((part for part in layout.fragments.get(run.above, ()) if part.page == page), None)
        if first is not None and above is not None:
            need, gap = (grid.away(first, layout) - shift) % grid.lead, above.top - bottom
            if run.above in pads and gap > 2 * grid.lead:
                # It was moved down in an earlier layout, and by more than it takes now.
                need -= (gap // grid.lead - 1) * grid.lead
            if abs(need) >= TOLERANCE and abs(need - grid.lead) >= TOLERANCE:
                pads[run.above] = gap + need
                shift += need
        shifts.update(dict.fromkeys(((page, number) for number in run.numbers()), shift))
        bottom = run.bottom
    return shifts


def _carried(blocks: list[tuple[Fragment, Line | None]], shifts: dict[tuple[int, int], float]) -> float:
    """Return how far the column in which some blocks stand moves down, in CSS px."""
    return shifts.get((blocks[0][0].page, blocks[0][0].column), 0.0) if blocks else 0.0


def _stacks(scene: Scene) -> list[list[tuple[Fragment, Line | None]]]:
    """Return, for each page or column, the top-level blocks in it from the top down, with their first lines there."""
    layout = scene.layout
    stacks: dict[tuple[int, int], list[tuple[Fragment, Line | None]]] = {}
    first_lines: dict[tuple[str, int, int], Line] = {}
    for line in layout.lines:
        first_lines.setdefault((line.key, line.page, line.column), line)
    spread = {column.page for column in layout.columns}
    for section in scene.html.iterfind(".//section"):
        for block in section:
            keys = [tree.get(item, "id") for item in block.iter() if item.get("id")]
            for part in layout.fragments.get(block.get("id") or "", ()):
                if part.in_flow and (part.column or part.page not in spread):
                    found = (first_lines.get((key, part.page, part.column)) for key in keys)
                    first = next(filter(None, found), None) if block.tag in TEXT else None
                    stacks.setdefault((part.page, part.column), []).append((part, first))
    return [stacks[place] for place in sorted(stacks)]
