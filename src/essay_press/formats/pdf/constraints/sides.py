"""The side of a pull-quote: the outer one, which is the left of a verso and the right of a recto."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment

__all__ = ["refine"]

SIDES = ("left", "right")
WRONG_SIDE = 500.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with each pull-quote on the outer side of the page on which it now stands.

    In a single-sided edition a layout's own CSS says which side is the outer one, and nothing is asked. The author's
    `place=left` or `right` is kept to, unless the quote would hang at the fold there, and be cut.
    """
    if not scene.composition.edition.double_sided:
        return constraints, ()
    shapes = dict(constraints.shapes)
    findings = []
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        key = f"pq{number}"
        found = scene.layout.fragments.get(key)
        if not found or "full" in shapes.get(key, ()):
            continue
        if quote.where in SIDES and key not in shapes and not _hangs_at_fold(scene, found[0]):
            continue
        side = "right" if found[0].page % 2 == 0 else "left"
        if side not in shapes.get(key, ()):
            shapes[key] = (*(name for name in shapes.get(key, ()) if name not in SIDES), side)
            findings.append(Finding(WRONG_SIDE, last=True))
    return replace(constraints, shapes=shapes), tuple(findings)


def _hangs_at_fold(scene: Scene, found: Fragment) -> bool:
    """Return whether a quote reaches further into the inner margin of its page than into the text."""
    page, middle = scene.layout.pages[found.page], (found.left + found.right) / 2
    return middle < page.left if found.page % 2 == 0 else middle > page.right
