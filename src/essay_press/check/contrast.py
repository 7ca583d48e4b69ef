"""Text can be told from what it stands on: the contrast of its colours, measured in the finished file."""

from __future__ import annotations

from essay_press.check.content import Colour, Run
from essay_press.check.lines import document_lines, setting
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["contrast", "ratio"]

LEAST = 4.5  # WCAG 2.2, 1.4.3 (AA)
LEAST_LARGE_PRINT = 7.0  # WCAG 2.2, 1.4.6 (AAA)
LARGE_PRINT = 16.0  # points; a body of this size is set for readers with low vision
EXCERPT = 40  # characters of a text that a message quotes


def contrast(document: Document, *, large_print: bool = True) -> Report:
    """Return whether all text, running heads and pull-quotes included, stands out from its ground.

    A file set large throughout is for readers with low vision, unless it is known to be none (`large_print` false).
    What a picture draws is its author's; text over a photograph is not judged.
    """
    drawn = {id(item.run) for item in document.tagged if "Figure" in item.roles}
    large = large_print and setting(document_lines(document)).size >= LARGE_PRINT
    least = LEAST_LARGE_PRINT if large else LEAST
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        pictures = [picture.box for picture in page.pictures]
        pale: dict[tuple[Colour, Colour], Run] = {}
        for run in page.runs:
            if not any(map(str.isalnum, run.text)) or run.hidden or id(run) in drawn:
                continue
            if any(box.meets(run.box) for box in pictures):
                continue
            count += 1
            if ratio(run.colour, run.ground) < least:
                pale.setdefault((run.colour, run.ground), run)
        for (colour, ground), run in pale.items():
            message = (
                f"{page.name}: “{run.text.strip()[:EXCERPT]}” is {_name(colour)} on {_name(ground)}, a contrast of"
                f" {ratio(colour, ground):.1f} to 1"
            )
            out.append(Diagnostic(Severity.WARNING, "EP507", message, hint=f"the layout owes its text {least:g} to 1"))
    return Report("contrast", tuple(out), count)


def ratio(first: Colour, second: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _name(colour: Colour) -> str:
    """Return a colour as style sheets write it."""
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in colour)
