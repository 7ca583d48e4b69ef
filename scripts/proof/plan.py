"""What is to be made: one job per essay and layout, which makes every edition that this layout may set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from essay_press import build, editions
from essay_press.errors import EditionError

__all__ = ["Job", "jobs"]


@dataclass(frozen=True, slots=True)
class Job:
    """An essay in a layout; no `layout` stands for the one that each edition chooses, no `editions` for all."""

    set: str
    essay: Path
    layout: str
    editions: tuple[str, ...]
    out: Path


def jobs(folder: Path, out: Path, names: Sequence[str] = (), *, every_layout: bool) -> tuple[Job, ...]:
    """Return the jobs for the essays of a folder, in the editions of these `names` or in all.

    Raises EditionError when there is no essay, or no edition of a name.
    """
    found, notes = build.essays_in([folder])
    if not found:
        raise EditionError(notes)
    known = [editions.named(name) for name in names] or list(editions.load().values())
    layouts = tuple(dict.fromkeys(layout for edition in known for layout in edition.layouts)) if every_layout else ("",)
    name = folder.resolve().name
    return tuple(
        Job(name, essay, layout, tuple(names), out / "files" / name / (layout or "own"))
        for essay in found
        for layout in layouts
    )
