"""A figure or table that does not fit waits for the next page, and the text after it comes forward to fill this one."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from essay_press.formats.pdf.constraints import columns, quotes
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.markup import tree

__all__ = ["refine"]

HOLE = 30.0
# The share of a page that may stay empty above a figure that begins the next.
SMALLEST_HOLE = 0.18
# The same in a column, in lines.
FEWEST_LINES = 2.5
WAITING = ("figure", "table", "pre")


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the block after which each figure stands that left a hole in the page before it."""
    waiting, pads = dict(constraints.waiting), dict(constraints.pads)
    findings: list[Finding] = []
    tried = list(constraints.tried)
    if scene.layout.columns and columns.moves(scene, constraints):
        return constraints, ()
    for section in scene.html.iterfind(".//section"):
        for block in section:
            key = block.get("id") or ""
            if block.tag not in WAITING and not tree.has_class(block, "spans"):
                continue
            if key in waiting and not scene.layout.columns:
                continue
            gap = _gap(scene, block)
            follower = _follower(scene, block, gap) if gap and (key, "") not in constraints.tried else ""
            if follower:
                waiting[key] = follower
                after = block.getnext()
                pads.pop(str(after.get("id") or "") if after is not None else "", None)
                findings.append(Finding(HOLE))
            elif gap and waiting.pop(key, ""):
                # What comes after it cannot fill the hole; where the essay has it, there may be none any more.
                tried.append((key, ""))
                findings.append(Finding(HOLE))
    return replace(constraints, waiting=waiting, pads=pads, tried=tuple(tried)), tuple(findings)


def _gap(scene: Scene, block: etree._Element) -> float:
    """Return the height, in CSS px, left empty before a block that begins a page; 0 when it is none worth filling."""
    found = scene.layout.fragments.get(block.get("id") or "", ())
    before = block.getprevious()
    if scene.layout.columns:
        return _gap_in_columns(scene, block)
    if not found or not found[0].page or before is None:
        return 0.0
    above = scene.layout.fragments.get(before.get("id") or "", ())
    if not above or above[-1].page != found[0].page - 1:
        return 0.0
    page = scene.layout.pages[above[-1].page]
    gap = page.notes_top - above[-1].bottom
    return gap if gap > SMALLEST_HOLE * (page.bottom - page.top) else 0.0


def _gap_in_columns(scene: Scene, block: etree._Element) -> float:
    """Return the height, in CSS px, left empty in the columns before a block that begins a column or a page."""
    layout = scene.layout
    found = layout.fragments.get(block.get("id") or "", ())
    before = block.getprevious()
    while before is not None and before.tag == "aside":
        before = before.getprevious()
    above = layout.fragments.get(before.get("id") or "", ()) if before is not None else ()
    if not found or not above or (above[-1].page, above[-1].column) == (found[0].page, found[0].column):
        return 0.0
    last, page = above[-1], layout.pages[above[-1].page]
    if found[0].page == last.page and not found[0].column:
        return 0.0
    run = next((run for run in columns.runs(scene) if run.page == last.page and last.column in run.numbers()), None)
    if run is None:
        return 0.0
    if found[0].column:
        bottom = run.bottom if found[0].page == last.page else page.notes_top
        gap = bottom - last.bottom
    else:
        gap = len(run.columns) * (page.notes_top - run.bottom)
    return gap if gap > FEWEST_LINES * quotes.lead(layout) else 0.0


def _follower(scene: Scene, block: etree._Element, gap: float) -> str:
    """Return the id of the last of the paragraphs that fill the gap: a figure does not pass a heading or a break."""
    filled, last = 0.0, ""
    for sibling in block.itersiblings():
        if sibling.tag == "aside":
            continue
        introduces = tree.text_of(sibling).rstrip().endswith(":")
        if sibling.tag != "p" or introduces or filled >= gap:
            break
        found = scene.layout.fragments.get(sibling.get("id") or "", ())
        filled += sum(part.bottom - part.top for part in found)
        last = sibling.get("id") or ""
    return last
