"""Calls made side by side: each in a child of its own, forked from this process with all that it has loaded.

A child per call, not a pool of them: one that dies takes its own call along and no other, what it leaves in memory goes
with it, limits set on it are the call's, and a call's arguments are there without being sent. A fork costs some 5 ms, a
layout some hundreds. Where processes cannot fork (Windows), or must not since system libraries forbid it (macOS), and
where one call at a time is wanted, calls are made in this process; limits are kept there as far as it can (`watching`).
"""

from __future__ import annotations

import contextlib
import gc
import math
import os
import pickle
import selectors
import signal
import time
import traceback
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import partial
from types import FrameType, TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from essay_press.build.watching import watched
from essay_press.forking import OUT_OF_MEMORY, can_fork, fork

if TYPE_CHECKING:
    from essay_press.build.limits import Limits

__all__ = ["Call", "End", "Workers", "can_fork", "cores"]

CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Call:
    """A function to be called, which returns something that pickles; `rank` orders calls, the greatest first."""

    key: Hashable
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    rank: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """How a call ended: with a `value`, or with `fault`, words that say why there is none.

    `status` is the exit status of its process, negative where a signal ended it; `megabytes` the most memory that it
    had. `overdue`: it was stopped, since its time was up. `out_of_memory`: it was refused more.
    """

    key: Hashable
    value: Any = None
    fault: str = ""
    status: int = 0
    megabytes: int = 0
    overdue: bool = False
    out_of_memory: bool = False


@dataclass(slots=True)
class _Child:
    """A process at work, and what it has sent until now."""

    call: Call
    pid: int
    sent: bytearray = field(default_factory=bytearray)
    until: float = math.inf
    overdue: bool = False


class Workers:
    """Makes calls in up to `jobs` processes at once; to be used in a `with`, at whose end none is left.

    `on_begin` hears the key of each call as it begins; `prepare` is called in each child before its call, `limits` are
    set on it. `submit` takes calls at any time, `next` waits for the end of one.
    """

    def __init__(
        self,
        jobs: int,
        on_begin: Callable[[Hashable], None] | None = None,
        prepare: Callable[[], None] | None = None,
        *,
        apart: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """Begin with nothing to do; `apart`: even a single job has a child, where processes can fork."""
        self.jobs = max(1, jobs) if can_fork() else 1
        self._forks = can_fork() and (apart or self.jobs > 1)
        self._on_begin = on_begin
        self._prepare = prepare
        self._limits = limits
        self._waiting: list[Call] = []
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        """Return these workers."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop what is still at work: a child told to stop removes what it has half written."""
        for child in self._children.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        for pipe, child in list(self._children.items()):
            self._part_with(pipe, child)
        self._selector.close()

    def __len__(self) -> int:
        """Return how many calls have not ended."""
        return len(self._waiting) + len(self._children)

    @property
    def has_room(self) -> bool:
        """Return whether another call could begin at once."""
        return len(self) < self.jobs

    def submit(self, call: Call) -> None:
        """Take a call; it begins as soon as there is room and none before it."""
        self._waiting.append(call)
        # From the greatest rank to the least, and among equals in the order in which they came.
        self._waiting.sort(key=lambda item: item.rank, reverse=True)
        self._begin()

    def next(self) -> End:
        """Return how the next call ended, once one has; there must be one that has not."""
        if not self._forks:
            return self._call_here(self._waiting.pop(0))
        self._begin()
        while True:
            for ready, _ in self._selector.select(self._until_next()):
                pipe = ready.fd
                child = self._children[pipe]
                if data := os.read(pipe, CHUNK):
                    child.sent += data
                    continue
                status, megabytes = self._part_with(pipe, child)
                self._begin()
                return replace(_end(child, status), megabytes=megabytes, overdue=child.overdue)
            self._stop_overdue()

    def _until_next(self) -> float | None:
        """Return how many seconds remain until the time of some child is up; None for never."""
        until = min((child.until for child in self._children.values() if not child.overdue), default=math.inf)
        return None if until == math.inf else max(0.0, until - time.monotonic())

    def _stop_overdue(self) -> None:
        """Stop the children whose time is up; their pipes say so when they have ended."""
        for child in self._children.values():
            if child.until <= time.monotonic() and not child.overdue:
                child.overdue = True
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)

    def _call_here(self, call: Call) -> End:
        """Return how a call ended that is made in this process."""
        if self._on_begin is not None:
            self._on_begin(call.key)
        if self._limits is None:
            return End(call.key, call.function(*call.arguments))
        value, watch = watched(self._limits, call.function, *call.arguments)
        status = -signal.SIGXCPU if watch.out_of_time else 0
        return End(call.key, value, "", status, 0, watch.overdue, watch.out_of_memory)

    def _begin(self) -> None:
        """Begin what there is room for."""
        while self._forks and self._waiting and len(self._children) < self.jobs:
            call = self._waiting.pop(0)
            if self._on_begin is not None:
                self._on_begin(call.key)
            # What is there already is the children's too and lasts: they need not go through it for garbage.
            gc.freeze()
            pid, reading = fork(partial(self._be_child, call, tuple(self._children)))
            patience = self._limits.patience if self._limits is not None else 0
            until = time.monotonic() + patience if patience else math.inf
            self._children[reading] = _Child(call, pid, until=until)
            self._selector.register(reading, selectors.EVENT_READ)

    def _be_child(self, call: Call, theirs: tuple[int, ...], pipe: IO[bytes]) -> int:
        """Make a call in this process, a child, and send what it returns; return the exit status."""
        signal.signal(signal.SIGTERM, _stop)
        for other in theirs:
            os.close(other)
        if self._prepare is not None:
            self._prepare()
        if self._limits is not None:
            # What a library in C has to say when it gets no memory is said better by whoever hears the exit status.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            self._limits.apply()
        try:
            end = pickle.dumps((call.function(*call.arguments), ""), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            return OUT_OF_MEMORY
        except Exception as error:
            end = pickle.dumps((None, "".join(traceback.format_exception(error)).rstrip()))
        pipe.write(end)
        return 0

    def _part_with(self, pipe: int, child: _Child) -> tuple[int, int]:
        """Wait for the end of a child; return its exit status, negative for a signal, and the megabytes it had."""
        self._selector.unregister(pipe)
        os.close(pipe)
        del self._children[pipe]
        _, status, used = os.wait4(child.pid, 0)
        return os.waitstatus_to_exitcode(status), used.ru_maxrss // 1024


def cores() -> int:
    """Return how many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _end(child: _Child, status: int) -> End:
    """Return how the call of a child ended, by what it has sent and its exit status."""
    key = child.call.key
    try:
        value, fault = pickle.loads(child.sent)
    except Exception:  # nothing, or half of it: the child died
        return End(key, None, _death(status), status, out_of_memory=status == OUT_OF_MEMORY)
    return End(key, value, fault, status)


def _death(status: int) -> str:
    """Return in words how a process ended that has sent nothing."""
    if status >= 0:
        return f"its process ended with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    return f"its process was ended by signal {name}"


def _stop(_: int, __: FrameType | None) -> None:
    """Stop as on Ctrl-C, so that files half written are removed."""
    raise KeyboardInterrupt
