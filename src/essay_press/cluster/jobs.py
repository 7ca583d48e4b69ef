"""What is sent to a worker and what comes back: an essay as files, its outcomes with the bytes of theirs."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from essay_press.build import Request
from essay_press.build.selection import OF_ALL
from essay_press.diagnostics import Diagnostic
from essay_press.model import Essay, Ignored, Outcome

__all__ = ["ESSAYS", "OUT", "Done", "Job", "of_project", "pack", "put_back", "unpack"]

ESSAYS, OUT = "essay", "out"
"""The folders, in a worker's own, of what it builds from and of what it makes."""
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Job:
    """An essay to build: the name of its manuscript, what is asked for, its files by their paths from its folder."""

    name: str
    request: Request
    files: Files


@dataclass(frozen=True, slots=True)
class Done:
    """How the editions of an essay ended, and the bytes of those that were made, by the names of their files."""

    outcomes: tuple[Outcome, ...]
    files: Files = ()
    mismatch: tuple[str, ...] = ()
    """What differs between the worker and the client, where the worker has built nothing for that."""


def pack(essay: Essay, request: Request) -> bytes:
    """Return the job of building an essay, which was read from what is sent; raises OSError where that is gone."""
    path = Path(essay.path)
    folder = path.resolve().parent
    pictures = {each for asset in essay.assets for each in (asset.path, *asset.copies)}
    named = {each.resolve().relative_to(folder).as_posix(): each for each in pictures}
    files = [(path.name, path.read_bytes()), *((name, named[name].read_bytes()) for name in sorted(named))]
    alone = replace(request, out=Path(OUT), target=None, project=Path(), jobs=1, cache=None, fail_fast=False)
    return pickle.dumps(Job(path.name, alone, tuple(files)), pickle.HIGHEST_PROTOCOL)


def of_project(folder: Path) -> bytes:
    """Return the files of a project that its essays are built with."""
    found: list[tuple[str, bytes]] = []
    for name in OF_ALL:
        path = folder / name
        below = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        found += [(each.relative_to(folder).as_posix(), each.read_bytes()) for each in below if each.is_file()]
    return pickle.dumps(tuple(found), pickle.HIGHEST_PROTOCOL)


def unpack(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write files below a folder; raises ValueError for a name that leads out of it."""
    for name, data in files:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            message = f"a file named {name}"
            raise ValueError(message)
        path = folder / parts
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def put_back(outcome: Outcome, essay: str, path: Path | None) -> Outcome:
    """Return an outcome as if its essay had been built here: its manuscript's name is `essay`, its file at `path`."""
    there = f"{ESSAYS}/{Path(essay).name}"

    def here(item: Diagnostic) -> Diagnostic:
        place = item.place
        return replace(item, place=replace(place, path=essay)) if place is not None and place.path == there else item

    return replace(
        outcome,
        essay=essay,
        path=path,
        diagnostics=tuple(here(item) for item in outcome.diagnostics),
        ignored=tuple(Ignored(here(item.diagnostic), item.reason) for item in outcome.ignored),
    )
