"""How preflight speaks: what was painted, in words, and a cure for each kind of fault."""

from __future__ import annotations

from collections.abc import Iterable

from essay_press.check.press_walk import Paint
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["NEEDS_PRESET", "OLD", "called", "report", "titled"]

OLD = "pdf/x-1a:2001"
"""The standard without transparency, of PDF 1.3; any other is held to PDF/X-4."""
NEEDS_PRESET = "needs the edition, which names the printer's preset (--against)"
HINTS = {
    "EP520": "build it again: the boxes are set by the press pass",
    "EP521": "a printer needs to know which paper and inks the colours are meant for",
    "EP522": "give colours as #rrggbb and pictures as PNG, JPEG or SVG: the build turns them into ink",
    "EP523": "too much ink does not dry: use a lighter colour or picture",
    "EP524": "marks stand in the slug, outside the bleed, on every page",
    "EP525": "a file that claims PDF/X has all of this, and takes none of it from the clock",
    "EP526": "on paper nothing can be followed, and PDF/X allows no such thing on a page",
    "EP527": "text in one ink is sharp, in four it has coloured edges",
    "EP529": "let it run on by the bleed, in the layout's press.css, or keep it clear of the trim",
}
NAMES = {"fill": "an area", "stroke": "a line", "group": "a transparent group", "text": "text"}


def report(name: str, code: str, messages: Iterable[str], examined: int) -> Report:
    """Return a report whose findings are errors of one kind, each told once."""
    errors = (Diagnostic(Severity.ERROR, code, message, hint=HINTS[code]) for message in dict.fromkeys(messages))
    return Report(name, tuple(errors), examined)


def called(paint: Paint) -> str:
    """Return what a message calls something painted."""
    return NAMES.get(paint.kind, f"a {paint.kind}")


def titled(standard: str) -> str:
    """Return a standard as people write it: PDF/X-4, PDF/X-1a:2001."""
    return standard.upper().replace("X-1A", "X-1a")
