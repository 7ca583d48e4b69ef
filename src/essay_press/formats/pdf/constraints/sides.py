"""The side of a pull-quote: the outer one, which is the left of a verso and the right of a recto."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints

__all__ = ["refine"]

SIDES = ("left", "right")
WRONG_SIDE = 500.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with each pull-quote on the outer side of the page on which it now stands.

    In a single-sided edition a layout's own CSS says which side is the outer one, and nothing is asked.
    """
    if not scene.composition.edition.double_sided:
        return constraints, ()
    shapes = dict(constraints.shapes)
    findings = []
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        key = f"pq{number}"
        found = scene.layout.fragments.get(key)
        if not found or quote.where in SIDES or "full" in shapes.get(key, ()):
            continue
        side = "right" if found[0].page % 2 == 0 else "left"
        if side not in shapes.get(key, ()):
            shapes[key] = (*(name for name in shapes.get(key, ()) if name not in SIDES), side)
            findings.append(Finding(WRONG_SIDE, last=True))
    return replace(constraints, shapes=shapes), tuple(findings)
