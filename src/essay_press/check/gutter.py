"""Whether what is read keeps clear of the fold, as far as the printer asks for so many pages."""

from __future__ import annotations

from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition
from essay_press.presets import named

__all__ = ["gutter"]

MM = 72 / 25.4
NAME = "clear of the fold"
SLACK = 0.2  # mm that no binder can tell
EDGE = 1.0  # points from the trim within which a picture runs off the page, and is meant to


def gutter(document: Document, edition: Edition) -> Report:
    """Return whether words and pictures of each page stay as far from the fold as the preset asks.

    Measured from the ink, against the pages that the file has: page 1 is a recto, with the fold on its left. Pictures
    that run off the page are no reading matter.
    """
    if not edition.preset or not edition.double_sided:
        return Report(NAME, not_run=f"edition {edition.name} is not bound for a printer")
    preset = named(edition.preset)
    wanted = preset.inside(len(document.pages))
    if not wanted:
        return Report(NAME, not_run=f"preset {preset.name} asks for no gutter")
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        runs = [run for run in page.runs if run.text.strip() and not run.hidden and page.trim.meets(run.box)]
        boxes = [(run.box, f"“{run.text.strip()[:40]}”") for run in runs]
        boxes += [(item.box, "a picture") for item in page.pictures if page.trim.holds(item.box, -EDGE)]
        recto = page.index % 2 == 0
        rooms = [
            ((box.left - page.trim.left if recto else page.trim.right - box.right) / MM, words) for box, words in boxes
        ]
        count += len(rooms)
        room, words = min(rooms, default=(wanted, ""))
        if room < wanted - SLACK:
            message = (
                f"{page.name}: {words} stands {room:.1f} mm from the fold; preset {preset.name} asks for {wanted:g} mm"
                f" in a book of {len(document.pages)} pages"
            )
            hint = "the inner margin of a layout must be var(--gutter) at least"
            out.append(Diagnostic(Severity.ERROR, "EP586", message, hint=hint))
    return Report(NAME, tuple(out), count)
