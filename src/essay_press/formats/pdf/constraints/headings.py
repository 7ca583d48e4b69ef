"""Two lines below a heading at the foot of a page, also where its first paragraph has only one."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import HEADINGS, Constraints
from essay_press.markup import tree

__all__ = ["refine"]

LONELY = 30.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the paragraphs of one line that keep the next one with them, below a heading."""
    if scene.layout.columns:
        return constraints, ()
    joined = set(constraints.joined)
    findings = []
    counts: dict[str, int] = {}
    for line in scene.layout.lines:
        counts[line.key] = counts.get(line.key, 0) + 1
    for section in scene.html.iterfind(".//section"):
        flow = [block for block in section if block.tag != "aside"]
        for heading, block, after in zip(flow, flow[1:], flow[2:], strict=False):
            key, following = tree.get(block, "id"), scene.layout.fragments.get(tree.get(after, "id"), ())
            if heading.tag not in HEADINGS or block.tag != "p" or counts.get(key) != 1 or not following:
                continue
            if scene.layout.fragments[key][0].page != following[0].page and key not in joined:
                joined.add(key)
                findings.append(Finding(LONELY))
    return replace(constraints, joined=tuple(sorted(joined))), tuple(findings)
