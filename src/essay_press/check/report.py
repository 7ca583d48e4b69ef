"""What a check says: its findings, how much it looked at, or why it could not look."""

from __future__ import annotations

from dataclasses import dataclass

from essay_press.check.typography.statistics import Measured
from essay_press.diagnostics import Diagnostic

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one check.

    `examined` counts the candidates it looked at (words, notes, faces …): a check that looked at none has proved
    nothing. `not_run` says why a check could not run at all, and is empty when it ran. `typography` has the figures of
    the check of how pages are set.
    """

    name: str
    diagnostics: tuple[Diagnostic, ...] = ()
    examined: int = 0
    not_run: str = ""
    typography: Measured | None = None
