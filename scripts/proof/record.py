"""What is proved: cells of the matrix edition × layout × essay, each with the checks of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["Cell", "Check", "Fault", "Mark", "Tool", "Verdict", "as_json", "verdict"]

VERSION = 1
"""Of `proof.json`: it grows when a reader of the former one would go wrong."""


MISFIT = re.compile(r"layout \S+ does not set it")
"""What `editions.skip_reason` says where an edition is not for a layout."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one check said of a file: `tool` names the outside validator, and is empty for our own."""

    tool: str
    report: Report

    @property
    def errors(self) -> int:
        """Return how many findings fail the file."""
        return sum(item.severity is Severity.ERROR for item in self.report.diagnostics)

    @property
    def warnings(self) -> int:
        """Return how many findings do not."""
        return sum(item.severity is Severity.WARNING for item in self.report.diagnostics)


class Mark:
    """How a cell ended, as the matrix and the JSON say it."""

    PASSED, WARNED, FAILED, SKIPPED = "passed", "warned", "failed", "skipped"


@dataclass(frozen=True, slots=True)
class Cell:
    """One essay in one edition and layout: built, skipped (why) or failed (`said`), and what its checks say.

    `set` groups essays (the folder they come from); `strips` are pictures of its pages, as data addresses.
    """

    set: str
    essay: str
    edition: str
    layout: str
    status: str
    reason: str = ""
    path: Path | None = None
    pages: int = 0
    size: int = 0
    sha256: str = ""
    seconds: float = 0.0
    standards: tuple[str, ...] = ()
    said: tuple[Diagnostic, ...] = ()
    checks: tuple[Check, ...] = ()
    strips: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """Return what the cell is called, in words."""
        return " · ".join(filter(None, (self.essay, self.edition, self.layout)))

    @property
    def is_misfit(self) -> bool:
        """Return whether there is nothing to make: the layout does not set the edition."""
        return self.status == Mark.SKIPPED and bool(MISFIT.match(self.reason))

    @property
    def mark(self) -> str:
        """Return how the cell ended, its checks counted in."""
        if self.status == Mark.SKIPPED:
            return Mark.SKIPPED
        if self.status != "built" or any(check.errors for check in self.checks):
            return Mark.FAILED
        warned = any(check.warnings for check in self.checks)
        return Mark.WARNED if warned or any(item.severity is Severity.WARNING for item in self.said) else Mark.PASSED


@dataclass(frozen=True, slots=True)
class Tool:
    """A validator: which one it is, why it did not run (or an empty text), and how long it took, in seconds."""

    name: str
    concerns: str
    version: str = ""
    missing: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that the tests plant in a clean file: what kind of file, which gate must turn red, with which code.

    `outside` are the outside validators that see it as well.
    """

    kind: str
    name: str
    gate: str
    code: str = ""
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sum of a proof: files built, those that could not be, editions skipped; of all, those that failed a check."""

    built: int
    unmade: int
    skipped: int
    failed: int
    warned: int
    pages: int
    checks: int
    examined: int
    not_run: tuple[str, ...]

    @property
    def green(self) -> bool:
        """Return whether nothing failed, and there was something that could have."""
        return self.failed == 0 and self.built > 0


def verdict(cells: Iterable[Cell], tools: Iterable[Tool]) -> Verdict:
    """Return the sum of what was proved."""
    found = tuple(cells)
    built = [cell for cell in found if cell.status == "built"]
    ran = [check for cell in built for check in cell.checks if not check.report.not_run]
    return Verdict(
        built=len(built),
        unmade=sum(cell.status not in ("built", Mark.SKIPPED) for cell in found),
        skipped=sum(cell.mark == Mark.SKIPPED and not cell.is_misfit for cell in found),
        failed=sum(cell.mark == Mark.FAILED for cell in found),
        warned=sum(cell.mark == Mark.WARNED for cell in found),
        pages=sum(cell.pages for cell in built),
        checks=len(ran),
        examined=sum(check.report.examined for check in ran),
        not_run=tuple(tool.name for tool in tools if tool.missing),
    )


def as_json(
    cells: Iterable[Cell], tools: Iterable[Tool], faults: Sequence[Fault], program: str, out: Path
) -> dict[str, Any]:
    """Return the machine-readable twin of the report; paths are relative to `out`."""
    found, known = tuple(cells), tuple(tools)
    total = verdict(found, known)
    return {
        "version": VERSION,
        "program": program,
        "green": total.green,
        "built": total.built,
        "skipped": total.skipped,
        "failed": total.failed,
        "pages": total.pages,
        "tools": [
            {
                "name": tool.name,
                "concerns": tool.concerns,
                "version": tool.version or None,
                "not_run": tool.missing or None,
                "seconds": round(tool.seconds, 1),
            }
            for tool in known
        ],
        "faults": [asdict(fault) for fault in faults],
        "cells": [_cell(cell, out) for cell in found],
    }


def _cell(cell: Cell, out: Path) -> dict[str, Any]:
    return {
        "set": cell.set,
        "essay": cell.essay,
        "edition": cell.edition,
        "layout": cell.layout or None,
        "result": cell.mark,
        "reason": cell.reason or None,
        "path": cell.path.relative_to(out).as_posix() if cell.path else None,
        "pages": cell.pages or None,
        "size": cell.size or None,
        "sha256": cell.sha256 or None,
        "seconds": round(cell.seconds, 2),
        "standards": list(cell.standards),
        "diagnostics": [_finding(item) for item in cell.said],
        "checks": [
            {
                "tool": check.tool or None,
                "name": check.report.name,
                "examined": check.report.examined,
                "errors": check.errors,
                "warnings": check.warnings,
                "not_run": check.report.not_run or None,
                "diagnostics": [_finding(item) for item in check.report.diagnostics],
            }
            for check in cell.checks
        ],
    }


def _finding(item: Diagnostic) -> dict[str, Any]:
    return {
        "severity": item.severity.value,
        "code": item.code,
        "message": item.message,
        "place": str(item.place) if item.place else None,
        "hint": item.hint or None,
    }
