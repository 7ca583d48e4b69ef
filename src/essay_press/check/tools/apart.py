"""A call in a process of its own, for libraries that begin threads: those do not survive when their process forks.

Editions are made in processes forked from one that may have proved a file before. A library whose threads were begun
there would wait for them in every child, for ever.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from functools import partial
from typing import IO, Any, TypeVar

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EssayPressError, LimitError, ToolError
from essay_press.forking import OUT_OF_MEMORY, can_fork, fork

__all__ = ["apart"]

T = TypeVar("T")


def apart(what: str, function: Callable[..., T], *arguments: Any) -> T:
    """Return what a function returns that was called in a forked process, or in this one where none can be forked.

    Raises what it raises if that is of the house; MemoryError or LimitError when the process wants more than this one
    may use, whose limits are its own; ToolError when it ends without a word. `what` names it.
    """
    if not can_fork():
        return function(*arguments)
    pid, reading = fork(partial(_answer, function, arguments))
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == OUT_OF_MEMORY:
        raise MemoryError(what)
    if code == -signal.SIGXCPU:
        message = f"{what} was not done after the seconds of computing that it may use"
        raise LimitError(Diagnostic(Severity.ERROR, "EP363", message, None, "allow more: --max-seconds"))
    try:
        value, error = pickle.loads(data)
    except Exception as fault:  # nothing, or half of it: the child died
        message = f"{what} ended with status {code} and without a verdict"
        raise ToolError(Diagnostic(Severity.ERROR, "EP620", message)) from fault
    if error is not None:
        raise error
    found: T = value
    return found


def _answer(function: Callable[..., Any], arguments: tuple[Any, ...], pipe: IO[bytes]) -> int:
    """Call, and send what comes of it; return the exit status."""
    try:
        data = pickle.dumps((function(*arguments), None), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return OUT_OF_MEMORY
    except EssayPressError as error:
        data = pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
    pipe.write(data)
    return 0
