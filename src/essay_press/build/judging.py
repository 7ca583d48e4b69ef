"""What counts of what was found: the author may accept a finding, with a reason, and hears which entries were idle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from essay_press.codes import BINDING
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Essay, Ignore, Ignored, Outcome, Status

__all__ = ["Judged", "idle", "judge"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found, in two: what counts, and what the author accepts."""

    told: tuple[Diagnostic, ...] = ()
    ignored: tuple[Ignored, ...] = ()


def judge(found: Iterable[Diagnostic], ignore: tuple[Ignore, ...], *, strict: bool = False) -> Judged:
    """Return the diagnostics that count and those that the author accepts; under `strict` a warning is an error.

    What stops a stage (EP1xx to EP4xx errors), and what the reader has a right to, cannot be accepted away: an entry
    that tries is an error of its own.
    """
    accepted = {item.code: item for item in ignore}
    told: list[Diagnostic] = []
    ignored: list[Ignored] = []
    for item in dict.fromkeys(found):
        entry = accepted.get(item.code)
        if entry is not None and not _stands(item):
            ignored.append(Ignored(item, entry.reason))
            continue
        raised = strict and item.severity is Severity.WARNING
        told.append(replace(item, severity=Severity.ERROR) if raised else item)
        if entry is not None:
            message = f"`{item.code}` cannot be ignored here: it is an error that leaves nothing to print"
            hint = f"remove the entry; `essay-press explain {item.code}` says how to cure it"
            told.append(Diagnostic(Severity.ERROR, "EP342", message, entry.place, hint))
    return Judged(tuple(dict.fromkeys(told)), tuple(ignored))


def _stands(item: Diagnostic) -> bool:
    """Return whether a finding counts whatever the author says."""
    return item.code in BINDING or (item.severity is Severity.ERROR and not item.code.startswith("EP5"))


def idle(essay: Essay, outcomes: Iterable[Outcome]) -> tuple[Diagnostic, ...]:
    """Return a note for each entry of the ignore list that matched nothing in any edition of the essay.

    Nothing can be said when an edition failed, since it was not examined to its end.
    """
    ended = list(outcomes)
    if any(outcome.status is Status.FAILED for outcome in ended):
        return ()
    met = {item.diagnostic.code for outcome in ended for item in outcome.ignored}
    return tuple(
        Diagnostic(
            Severity.NOTE,
            "EP343",
            f"no edition gave {entry.code}, so there was nothing to ignore (“{entry.reason}”)",
            entry.place,
            "remove the entry, unless it is for `essay-press check`, which looks at more",
        )
        for entry in essay.metadata.ignore
        if entry.code not in met
    )
