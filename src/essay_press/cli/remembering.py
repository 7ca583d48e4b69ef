"""What was built before: the cache of a command, and its answer kept for the next time there is nothing to do."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from essay_press.cache import environment, replay, stamps
from essay_press.cache.store import Store
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Outcome, Status

__all__ = ["Outcomes", "answer", "opened", "watch"]

MOST = 20_000
"""Outcomes of which the answer is kept for the next time: more would take longer to compare than to look up."""


def opened(console: Console, wanted: bool) -> Store | None:
    """Return the cache of the project in this folder, or None where none is wanted, or it cannot be written to."""
    if not wanted:
        return None
    store = Store(Path.cwd())
    if why := store.obstacle():
        message = f"nothing is kept for the next build: {why}"
        hint = "--no-cache leaves the cache alone"
        console.say([Diagnostic(Severity.NOTE, "EP351", message, Place(stamps.FOLDER), hint)])
        return None
    return store


def watch(store: Store | None, paths: Iterable[Path]) -> None:
    """Take the stamps of what a command line names, and of the files in a folder that could become essays."""
    if store is None:
        return
    for path in paths:
        store.seen[str(path)] = stamps.stamp(str(path))
        if path.is_dir():
            store.seen.update((str(item), stamps.stamp(str(item))) for item in path.iterdir() if item.is_file())


@dataclass(slots=True)
class Outcomes:
    """What a command has printed, as long as it is little enough to be kept whole; of an archive nothing is."""

    store: Store | None
    essays: Sequence[Path]
    kept: list[Outcome] = field(default_factory=list)
    _full: bool = False

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome, or let go of all when there are too many."""
        self._full = self._full or self.store is None or len(self.kept) >= MOST or len(self.essays) >= MOST
        if self._full:
            self.kept.clear()
            if self.store is not None:
                self.store.seen.clear()
        else:
            self.kept.append(outcome)


def answer(
    store: Store | None, voice: dict[str, bool], notes: Sequence[Diagnostic], outcomes: Sequence[Outcome]
) -> None:
    """Keep what this command prints when it is given again and nothing has changed."""
    words = click.get_current_context().find_root().obj
    if store is None or not outcomes or not isinstance(words, list):
        return
    if not {item.essay for item in outcomes} <= store.known:
        return
    out, err = _Like(sys.stdout), _Like(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err):
        console = Console(**voice)
        console.say(notes)
        for item in outcomes:
            console.outcome(replace(item, status=Status.CACHED, seconds=0.0) if item.status is Status.BUILT else item)
        console.close(0)
    replay.keep(words, store.seen.items(), environment.digest(), out.encoded(), err.encoded())


class _Like(io.StringIO):
    """Takes what would be printed on a stream, as that stream would have it."""

    def __init__(self, stream: object) -> None:
        """Remember the stream."""
        super().__init__()
        self._stream = stream

    def isatty(self) -> bool:
        """Return whether the stream is a terminal: that decides on colours."""
        return bool(getattr(self._stream, "isatty", bool)())

    def encoded(self) -> bytes:
        """Return the text as the stream writes it."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        return self.getvalue().replace("\n", os.linesep).encode(encoding, "backslashreplace")
