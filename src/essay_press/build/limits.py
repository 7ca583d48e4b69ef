"""What one job may use: memory, seconds of computing, seconds on the clock. An essay that wants more ends alone.

Depth of nesting, sizes of texts and pictures are looked at before, each where it is read. What remains, say a table
that the engine never finishes, is held by the system: the job's process ends, and the others go on.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from essay_press.build import litter
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EssayPressError, LimitError

if TYPE_CHECKING:
    from essay_press.build.workers import End

__all__ = ["EXIT_LIMIT", "MEMORY", "PATIENCE", "SECONDS", "Limits", "allowed", "apart", "exceeded"]

EXIT_LIMIT = 5
"""The exit status of a job that wanted more than it may use."""
MEMORY, SECONDS, PATIENCE = 3000, 600, 5
"""Megabytes and seconds of computing that a job may use; on the clock it may take so many times as long."""
NEARLY = 0.8  # of its memory used, from which on a process that broke off is taken to have broken off for that
# Libraries in C that get no memory end the process, each in its own way.
_ENDS_OF_LIBRARIES = tuple(-getattr(signal, name, 0) for name in ("SIGABRT", "SIGSEGV", "SIGTRAP", "SIGBUS"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a job may use: megabytes, seconds of computing, seconds on the clock; 0 is without limit."""

    megabytes: int = MEMORY
    seconds: int = SECONDS
    patience: int = SECONDS * PATIENCE

    def apply(self) -> None:
        """Set the limits on this process, for good; where the system has none, nothing is set."""
        try:
            import resource
        except ImportError:  # Windows
            return
        if self.megabytes:
            # Not the addresses: fonts and libraries are mapped, and threads keep room that they never use.
            _lower(resource.RLIMIT_DATA, self.megabytes * 2**20)
        if self.seconds:
            _lower(resource.RLIMIT_CPU, self.seconds)
            _lower(resource.RLIMIT_CORE, 0)


def allowed(megabytes: int | None, seconds: int | None) -> Limits:
    """Return the limits that are asked for; the usual ones where nothing is."""
    seconds = SECONDS if seconds is None else seconds
    return Limits(MEMORY if megabytes is None else megabytes, seconds, seconds * PATIENCE)


def _lower(which: int, value: int) -> None:
    """Lower a limit of this process, if it is not lower already."""
    import resource

    soft, hard = resource.getrlimit(which)
    known = [each for each in (soft, hard, value) if each != resource.RLIM_INFINITY]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (min(known), hard))


def exceeded(what: str, end: End, limits: Limits) -> Diagnostic | None:
    """Return which limit a job has run into, `what` says what was not made; None when it ended for another reason."""
    if end.overdue:
        message = f"{what}: it was not done after {limits.patience} seconds, and was stopped"
        return _fault("EP364", message, limits)
    if end.status == -getattr(signal, "SIGXCPU", 0):
        return _fault("EP363", f"{what}: it was not done after {limits.seconds} seconds of computing", limits)
    died = end.status in _ENDS_OF_LIBRARIES and end.megabytes >= NEARLY * limits.megabytes > 0
    if end.out_of_memory or died:
        return _fault("EP362", f"{what}: it takes more than {limits.megabytes} megabytes of memory", limits)
    return None


def _fault(code: str, message: str, limits: Limits) -> Diagnostic:
    """Return the error of a limit that was reached."""
    more = f"--max-memory {limits.megabytes * 2}" if code == "EP362" else f"--max-seconds {limits.seconds * 2}"
    hint = f"look for an enormous picture or table in it, or divide it; if it has to be so large: {more}"
    return Diagnostic(Severity.ERROR, code, message, None, hint)


def apart(place: Place, what: str, limits: Limits, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function returns that is called in a process of its own, within limits.

    Raises its EssayPressError, LimitError when it wants more than it may use, and RuntimeError when it fails in another
    way; `place` and `what` say what is not done. Where processes cannot fork it is called here, watched.
    """
    from essay_press.build.workers import Call, Workers

    with litter.scratch(), Workers(1, apart=True, limits=limits) as workers:
        workers.submit(Call("", _caught, (function, arguments)))
        end = workers.next()
    if (fault := exceeded(what, end, limits)) is not None:
        raise LimitError(replace(fault, place=place))
    if end.fault:
        raise RuntimeError(end.fault)
    value, error = end.value
    if isinstance(error, LimitError):  # of a process that it had begun
        raise LimitError(replace(item, place=item.place or place) for item in error.diagnostics)
    if error is not None:
        raise error
    return value


def _caught(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, EssayPressError | None]:
    """Return what a function returns, or the error of the house that it raises."""
    try:
        return function(*arguments), None
    except EssayPressError as error:
        return None, error
