"""What the house says about a file: a severity, a code, a place, a message and a hint that cures it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Diagnostic", "Place", "Severity", "errors_in", "sort"]


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the file, a warning stops it under `--strict`, a note never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a text file: a path as the user wrote it, and a line and column counted from 1."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path:line:column`, leaving out what is not known (0)."""
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: `content/a.md:7:1: error EP104: …` and, below it, the hint."""

    severity: Severity
    code: str
    message: str
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        """Return the one or two lines a person reads."""
        head = f"{self.place}: " if self.place else ""
        text = f"{head}{self.severity.value} {self.code}: {self.message}"
        return f"{text}\n  hint: {self.hint}" if self.hint else text


def errors_in(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those diagnostics that are errors, in their order."""
    return tuple(item for item in diagnostics if item.severity is Severity.ERROR)


def sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by path, line and column, those without a place last, equal ones once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda item: (item.place is None, item.place or Place(""), item.code)))
