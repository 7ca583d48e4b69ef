"""Limits that a process keeps by itself, where it cannot have a child for each call: a look at the clock now and then.

A child is stopped by the system whatever it does. Here a signal of this process is raised four times a second, and what
is called is left as soon as it is found to have had too much. A library in C is not left before it returns.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from essay_press.build.limits import Limits

__all__ = ["Watch", "watched"]

OFTEN = 0.25  # seconds between two looks


@dataclass(slots=True)
class Watch:
    """What was found at the last look: whether the time was up, the computing, or the memory."""

    overdue: bool = False
    out_of_time: bool = False
    out_of_memory: bool = False


class _Over(BaseException):
    """Raised in what has had too much; no handler of errors is to take it for one."""


def watched(limits: Limits, function: Callable[..., Any], *arguments: Any) -> tuple[Any, Watch]:
    """Return what a function returns, or None once it has had more than `limits`, and what that was.

    Without timers, and beside the main thread, it is just called. Memory is the most that this process ever had: what
    was had before is nothing new.
    """
    watch = Watch()
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return function(*arguments), watch
    begun, computed, had = time.monotonic(), time.process_time(), _megabytes()

    def look(_: int, __: FrameType | None) -> None:
        watch.overdue = 0 < limits.patience < time.monotonic() - begun
        watch.out_of_time = 0 < limits.seconds < time.process_time() - computed
        watch.out_of_memory = 0 < max(limits.megabytes, had) < _megabytes() if limits.megabytes else False
        if watch.overdue or watch.out_of_time or watch.out_of_memory:
            raise _Over

    before = signal.signal(signal.SIGALRM, look)
    try:
        signal.setitimer(signal.ITIMER_REAL, OFTEN, OFTEN)
        return function(*arguments), watch
    except _Over:
        return None, watch
    except MemoryError:
        return None, Watch(out_of_memory=True)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _megabytes() -> int:
    """Return the most memory that this process has had: macOS counts in bytes, others in kilobytes."""
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 if sys.platform != "darwin" else 2**20)
