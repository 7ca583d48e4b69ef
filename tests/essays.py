"""Short ways to parse a text in a test: `parse_text("A *word*.")` returns its essay, `errors_of` what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ManuscriptError
from essay_press.markup import parse
from essay_press.model import Essay, Manuscript, Metadata
from essay_press.quotes import lift

__all__ = ["attempt", "body_of", "codes_of", "errors_of", "lifted", "manuscript", "parse_text", "warnings_of"]

NOWHERE = Path("/nonexistent")


def manuscript(text: str, folder: Path = NOWHERE, body_line: int = 1, **front: Any) -> Manuscript:
    """Return a manuscript of this Markdown; `front` are fields of its metadata."""
    fields = {"title": "A Title", **front}
    return Manuscript("essay.md", folder, Metadata(**fields), text, body_line)


def parse_text(text: str, folder: Path = NOWHERE, body_line: int = 1, **front: Any) -> Essay:
    """Return the essay that this Markdown makes."""
    return parse(manuscript(text, folder, body_line, **front))


def body_of(text: str, folder: Path = NOWHERE, **front: Any) -> str:
    """Return the XHTML of this Markdown."""
    return parse_text(text, folder, **front).body


def lifted(text: str, **front: Any) -> Essay:
    """Return the essay with its pull-quotes lifted."""
    return lift(parse_text(text, **front))


def attempt(text: str, **front: Any) -> Essay | ManuscriptError:
    """Return the essay, or the error that parsing it raises."""
    try:
        return parse_text(text, **front)
    except ManuscriptError as error:
        return error


def _lines(items: tuple[Diagnostic, ...], severity: Severity) -> list[str]:
    return [
        f"{item.place.line if item.place else 0}:{item.place.column if item.place else 0} {item.code}"
        for item in items
        if item.severity is severity
    ]


def errors_of(text: str, folder: Path = NOWHERE, **front: Any) -> list[str]:
    """Return the errors of parsing and lifting as `line:column code`."""
    try:
        lift(parse_text(text, folder, **front))
    except ManuscriptError as error:
        return _lines(error.diagnostics, Severity.ERROR)
    return []


def warnings_of(text: str, folder: Path = NOWHERE, **front: Any) -> list[str]:
    """Return the warnings as `line:column code`."""
    return _lines(lift(parse_text(text, folder, **front)).diagnostics, Severity.WARNING)


def codes_of(error: ManuscriptError) -> list[str]:
    """Return the codes of an error's diagnostics."""
    return [item.code for item in error.diagnostics]
