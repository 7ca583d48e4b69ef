"""The progress display on a terminal: how many editions are done, which one is at work, and how long it still takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from essay_press.cli.plain import behind, plain
from essay_press.model import Outcome

__all__ = ["display"]


@contextmanager
def display(
    essays: int, editions: int, tell: Callable[[Outcome], None]
) -> Iterator[tuple[Callable[[Outcome], None], Callable[[Path, str, int], None]]]:
    """Yield what is to be called with each outcome and before each job; lines go above the display.

    `editions` is how many an essay is expected to have; an essay that says otherwise corrects the total.
    """
    work = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), work, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    screen = Console(file=behind(sys.stderr))
    with Progress(*columns, console=screen, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        total = essays * editions
        task = progress.add_task("", total=total)
        counted: set[Path] = set()

        def begin(essay: Path, edition: str, count: int) -> None:
            nonlocal total
            if count and essay not in counted:
                counted.add(essay)
                total += count - editions
            progress.update(task, total=total, description=plain(f"{essay.stem} {edition}".strip()))

        def end(outcome: Outcome) -> None:
            progress.advance(task, 1 if outcome.edition else editions)
            # Out of the way while lines are printed: they may go to a file (`> log`), or to this very terminal.
            progress.stop()
            tell(outcome)
            progress.start()

        yield end, begin
