"""What is found while one manuscript is read, gathered so that a writer sees all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from essay_press.diagnostics import Diagnostic, Place, Severity, errors_in

__all__ = ["Findings"]

MOST_PER_CODE = 50
"""A file with more findings of one kind is broken in one way, not in thousands."""


@dataclass(slots=True)
class Findings:
    """The diagnostics of one file, in the order found; those past the fiftieth of a code are counted, not kept."""

    items: list[Diagnostic] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def error(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Add an error."""
        self._add(Diagnostic(Severity.ERROR, code, message, place, hint))

    def warning(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Add a warning."""
        self._add(Diagnostic(Severity.WARNING, code, message, place, hint))

    def note(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Add a note."""
        self._add(Diagnostic(Severity.NOTE, code, message, place, hint))

    @property
    def failed(self) -> bool:
        """Return whether an error is among the findings."""
        return bool(errors_in(self.items))

    def _add(self, item: Diagnostic) -> None:
        count = self.counts.get(item.code, 0) + 1
        self.counts[item.code] = count
        if count <= MOST_PER_CODE:
            self.items.append(item)
        elif count == MOST_PER_CODE + 1:
            rest = f"there are more of these; the first {MOST_PER_CODE} are shown"
            self.items.append(Diagnostic(item.severity, item.code, rest, item.place))
