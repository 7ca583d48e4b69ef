"""The progress display on a terminal: how many essays are done, which one is at work, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from essay_press.model import Outcome

__all__ = ["display"]


@contextmanager
def display(
    essays: tuple[Path, ...], editions: tuple[str, ...], tell: Callable[[Outcome], None]
) -> Iterator[Callable[[Outcome], None]]:
    """Yield a listener that moves the display on and hands each outcome to `tell`, above the bar."""
    from essay_press import editions as tables

    each = len(editions) or len(tables.load())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=True) as progress:
        task = progress.add_task("building", total=len(essays) * each)

        def listen(outcome: Outcome) -> None:
            progress.update(task, description=f"{Path(outcome.essay).stem} {outcome.edition}")
            progress.advance(task, 1 if outcome.edition else each)
            tell(outcome)

        yield listen
