"""A figure or table that does not fit waits for the next page, and the text after it comes forward to fill this one."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.markup import tree

__all__ = ["refine"]

HOLE = 30.0
# The share of a page that may stay empty above a figure that begins the next.
SMALLEST_HOLE = 0.18
WAITING = ("figure", "table", "pre")


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the block after which each figure stands that left a hole in the page before it."""
    waiting, pads = dict(constraints.waiting), dict(constraints.pads)
    findings = []
    for section in scene.html.iterfind(".//section"):
        for block in section:
            key = block.get("id") or ""
            if block.tag not in WAITING or key in waiting:
                continue
            gap = _gap(scene, block)
            follower = _follower(scene, block, gap) if gap else ""
            if follower:
                waiting[key] = follower
                after = block.getnext()
                pads.pop(str(after.get("id") or "") if after is not None else "", None)
                findings.append(Finding(HOLE))
    return replace(constraints, waiting=waiting, pads=pads), tuple(findings)


def _gap(scene: Scene, block: etree._Element) -> float:
    """Return the height, in CSS px, left empty before a block that begins a page; 0 when it is none worth filling."""
    found = scene.layout.fragments.get(block.get("id") or "", ())
    before = block.getprevious()
    if not found or not found[0].page or before is None:
        return 0.0
    above = scene.layout.fragments.get(before.get("id") or "", ())
    if not above or above[-1].page != found[0].page - 1:
        return 0.0
    page = scene.layout.pages[above[-1].page]
    gap = page.notes_top - above[-1].bottom
    return gap if gap > SMALLEST_HOLE * (page.bottom - page.top) else 0.0


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
