"""Outcomes and diagnostics as JSON, and back: what is kept is read as data, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Ignored, Outcome, Status

__all__ = ["diagnostic", "diagnostic_from", "ignored", "ignored_from", "outcome", "outcome_from"]


def outcome(item: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON has it."""
    return {
        "essay": item.essay,
        "edition": item.edition,
        "status": item.status.value,
        "path": str(item.path) if item.path is not None else None,
        "sha256": item.sha256,
        "pages": item.pages,
        "size": item.size,
        "diagnostics": [diagnostic(each) for each in item.diagnostics],
        "ignored": [ignored(each) for each in item.ignored],
    }


def outcome_from(entry: dict[str, Any]) -> Outcome:
    """Return the outcome that was kept; raises KeyError, TypeError or ValueError where it is none."""
    return Outcome(
        essay=entry["essay"],
        edition=entry["edition"],
        status=Status(entry["status"]),
        path=Path(entry["path"]) if entry["path"] is not None else None,
        sha256=entry["sha256"],
        pages=entry["pages"],
        size=entry["size"],
        diagnostics=tuple(diagnostic_from(each) for each in entry["diagnostics"]),
        ignored=tuple(ignored_from(each) for each in entry["ignored"]),
    )


def ignored(item: Ignored) -> list[Any]:
    """Return a finding that is accepted, and the reason."""
    return [diagnostic(item.diagnostic), item.reason]


def ignored_from(entry: list[Any]) -> Ignored:
    """Return the accepted finding that was kept."""
    return Ignored(diagnostic_from(entry[0]), entry[1])


def diagnostic(item: Diagnostic) -> list[Any]:
    """Return a diagnostic as a row of words and numbers."""
    place = [item.place.path, item.place.line, item.place.column] if item.place is not None else None
    return [item.severity.value, item.code, item.message, place, item.hint]


def diagnostic_from(entry: list[Any]) -> Diagnostic:
    """Return the diagnostic that was kept."""
    severity, code, message, place, hint = entry
    return Diagnostic(Severity(severity), code, message, Place(*place) if place is not None else None, hint)
