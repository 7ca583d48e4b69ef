"""A gutter that follows the page count: the more pages, the further from the fold a printer wants the text."""

from __future__ import annotations

from dataclasses import replace

from essay_press import presets
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.model import Edition

__all__ = ["least", "refine"]

# No layout that will be bound too tightly is better than one that will not, whatever else is wrong with that.
TOO_NARROW = 10_000.0
MM = 25.4 / 96
ROUNDING = 0.01  # mm


def least(edition: Edition) -> float:
    """Return the gutter, in mm, to begin with: that of the shortest book, below which no page count can fall."""
    preset = _preset(edition)
    return preset.inside(1) if preset else 0.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the inner margin that the preset asks for at the page count of this layout.

    A gutter never becomes narrower again: it would take pages away, and with them the reason why it was widened, and
    two steps could be asked for in turn for ever. What is asked for only rises, and there are only so many steps.
    """
    edition = scene.composition.edition
    preset = _preset(edition)
    if preset is None:
        return constraints, ()
    count = len(scene.layout.pages)
    wanted = preset.inside(count)
    found = _inner(scene.layout)
    if found is None or found >= wanted - ROUNDING:
        return constraints, ()
    narrow = Diagnostic(
        Severity.WARNING,
        "EP443",
        f"{count} pages with {found:.1f} mm between text and fold; preset {preset.name} asks for {wanted:g} mm",
        hint=f"the inner margins of layout {scene.composition.layout.name} must be var(--gutter) at least",
    )
    return replace(constraints, gutter=max(constraints.gutter, wanted)), (Finding(TOO_NARROW, narrow),)


def _preset(edition: Edition) -> presets.Preset | None:
    """Return the preset of a double-sided edition; a single-sided one has no fold."""
    return presets.named(edition.preset) if edition.preset and edition.double_sided else None


def _inner(layout: Measurement) -> float | None:
    """Return the narrowest inner margin in mm, or None where no page has margins; a cover that has none is art."""
    margins = [
        page.left if index % 2 == 0 else page.width - page.right
        for index, page in enumerate(layout.pages)
        if page.left > 0 or page.right < page.width
    ]
    return min(margins) * MM if margins else None
