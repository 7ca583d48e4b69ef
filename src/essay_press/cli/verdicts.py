"""What the checks said of a file, kept by the hash of the file and of all that it was held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from essay_press.build import Judged
from essay_press.cache import codec
from essay_press.cache.store import Store
from essay_press.check.typography.statistics import Measured
from essay_press.model import Essay

__all__ = ["Said", "Verdict", "keep", "recall"]


@dataclass(frozen=True, slots=True)
class Said:
    """The report of one check, as it was judged."""

    name: str
    examined: int
    not_run: str
    found: Judged
    typography: Measured | None = None
    """How the text is set, where that was asked for; it is not kept."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in the essay that a file was held against, and what each check said of the file."""

    essay: Judged
    reports: tuple[Said, ...]


def recall(store: Store | None, key: str) -> Verdict | None:
    """Return the verdict that was kept under a key, or None."""
    entry = store.recall_verdict(key) if store is not None and key else None
    if entry is None:
        return None
    try:
        essay, reports = entry
        said = tuple(Said(name, examined, not_run, _judged_from(row)) for name, examined, not_run, row in reports)
        return Verdict(_judged_from(essay), said)
    except (KeyError, TypeError, ValueError):
        return None


def keep(store: Store | None, key: str, essay: Essay | None, verdict: Verdict) -> None:
    """Keep a verdict under a key, if there is a cache."""
    if store is not None and key:
        rows = [[item.name, item.examined, item.not_run, _judged(item.found)] for item in verdict.reports]
        store.keep_verdict(key, essay, [_judged(verdict.essay), rows])
        store.close(grown=False)


def _judged(found: Judged) -> list[Any]:
    """Return what was judged as JSON has it."""
    return [[codec.diagnostic(item) for item in found.told], [codec.ignored(item) for item in found.ignored]]


def _judged_from(entry: list[Any]) -> Judged:
    """Return what was judged, as it was kept."""
    told, ignored = entry
    return Judged(tuple(map(codec.diagnostic_from, told)), tuple(map(codec.ignored_from, ignored)))
