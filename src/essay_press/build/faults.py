"""What to say when the program itself is at fault, a process that it started broke off, or two essays share a name."""

from __future__ import annotations

import errno
import tempfile
import traceback
from pathlib import Path

from essay_press.build.exits import EXIT_FAILED
from essay_press.build.workers import End
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Outcome, Status

__all__ = ["broken", "clash", "ours"]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def ours(error: Exception) -> tuple[Diagnostic, ...]:
    """Return what to say of an exception that no essay is to blame for, its traceback as a note."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        message = f"a file that a build needs for a while cannot be written: {error.strerror}"
        hint = f"make room in {tempfile.gettempdir()}, or set TMPDIR to a folder where there is some"
        return (Diagnostic(Severity.ERROR, "EP361", message, None, hint),)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    message = f"{type(error).__name__}: {error} ({Path(frame.filename).name}, line {frame.lineno})"
    return _fault(message, "".join(traceback.format_exception(error)).rstrip())


def broken(what: str, end: End) -> tuple[Diagnostic, ...]:
    """Return why something was not made, `what` says it, whose process ended without its value."""
    if not end.status:
        return _fault(end.fault.splitlines()[-1], end.fault)
    hint = "with too little memory the system stops processes: try again with --jobs 1"
    return (Diagnostic(Severity.ERROR, "EP350", f"{what}: {end.fault}", None, hint),)


def _fault(message: str, trace: str) -> tuple[Diagnostic, ...]:
    """Return a fault of the program and where it came from."""
    hint = "this is a fault of essay-press, not of the essay: run again with --verbose and report what it prints"
    return (Diagnostic(Severity.ERROR, "EP349", message, None, hint), Diagnostic(Severity.NOTE, "EP349", trace))


def clash(path: Path, twin: Path) -> Outcome:
    """Return the failure of an essay whose files would have the name of another's."""
    message = f"its editions would overwrite those of {twin}"
    fault = Diagnostic(Severity.ERROR, "EP313", message, Place(str(path)), "rename one of the two manuscripts")
    return Outcome(str(path), "", Status.FAILED, diagnostics=(fault,), exit_code=EXIT_FAILED)
