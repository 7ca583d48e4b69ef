"""Children forked from this process, each for one call: what they send, and how they end, is the caller's affair."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import IO

__all__ = ["OUT_OF_MEMORY", "can_fork", "fork"]

OUT_OF_MEMORY = 71
"""The exit status of a child that was refused memory: too little is left for words."""


def can_fork() -> bool:
    """Return whether calls may be made in forked processes: Windows has none, on macOS system libraries forbid them."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def fork(child: Callable[[IO[bytes]], int]) -> tuple[int, int]:
    """Return the number of a forked process, and the descriptor from which to read what it writes.

    It calls `child` with the other end of that pipe and ends with the exit status that this returns, 1 where it raises.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Other threads of this process hold nothing that a child needs, which makes its call and ends.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if not pid:
        status = 1
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                status = child(pipe)
        finally:
            # Not `sys.exit`: what the parent wants done at its end, and what it has yet to print, is the parent's.
            os._exit(status)
    os.close(writing)
    return pid, reading
