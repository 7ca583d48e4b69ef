"""Essays in turn, their editions side by side: what is known of one goes to those that wait for it.

However many are made at once, and in whatever order they end, outcomes come in the order of essays and editions, and
every edition is told the same: what those before it found that it waits for, and nothing else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from essay_press.build.judging import Judged
from essay_press.build.limits import Limits
from essay_press.build.workers import Call, End, Workers
from essay_press.model import Edition, Essay, Outcome, PageMap, Settled, portable

__all__ = ["Known", "Made", "Opened", "Runner", "Starting", "Steps", "run", "twins"]

AHEAD = 4
"""How many essays per job may be begun before the first of them is told."""
Starting = Callable[[Path, str, int], None]
"""Called before a job with the essay, the edition (empty: the essay is being read) and how many editions it has."""


@dataclass(frozen=True, slots=True)
class Known:
    """What editions have found that others can use: page maps and settled pages, by edition or setting and layout."""

    maps: dict[tuple[str, str], PageMap] = field(default_factory=dict)
    settled: dict[object, Settled] = field(default_factory=dict)

    def join(self, other: Known) -> Known:
        """Return what both know; what was known first stays."""
        return Known({**other.maps, **self.maps}, {**other.settled, **self.settled})


@dataclass(frozen=True, slots=True)
class Opened:
    """An essay that was read: the editions to make, those each waits for, how soon it begins. Or why it cannot be.

    `judged` is what was found in the manuscript.
    """

    path: Path
    failed: Outcome | None = None
    essay: Essay | None = None
    chosen: tuple[Edition, ...] = ()
    judged: Judged = field(default_factory=Judged)
    needs: tuple[tuple[int, ...], ...] = ()
    ranks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """How an edition ended, and what it found."""

    outcome: Outcome
    known: Known = field(default_factory=Known)


class Steps(Protocol):
    """What is done, each step in a process of its own where that can be."""

    def warm(self) -> None:
        """Load here what all editions need, so that it is there in their processes."""

    def prepare(self, opened: Opened) -> None:
        """Load here what the editions of an essay need, none of it from the essay itself."""

    def recall(self, path: Path) -> tuple[Outcome, ...]:
        """Return the outcomes of an essay that was made before and is unchanged, or none."""

    def open(self, path: Path) -> Opened:
        """Return an essay, read, and the editions to make of it."""

    def keep(self, opened: Opened, outcomes: Sequence[Outcome]) -> None:
        """Keep the outcomes of an essay for the next time."""

    def make(self, opened: Opened, number: int, known: Known) -> Made:
        """Return how the edition of that number ended."""

    def broken(self, path: Path, edition: str, end: End) -> Outcome:
        """Return the outcome of a step that never returned."""

    def close(self, opened: Opened, outcomes: Sequence[Outcome]) -> Outcome:
        """Return the last of an essay's outcomes with what can be said once all of them are there."""


class Runner(Protocol):
    """Takes essays through the steps, on whatever machines."""

    def __call__(self, paths: Iterable[Path], steps: Steps, on_start: Starting | None = None) -> Generator[Outcome]:
        """Yield the outcome of every edition of every essay, in order."""


@dataclass(slots=True)
class _Work:
    """An essay under way: how its editions ended, which have begun, and of which the outcome was told."""

    opened: Opened | None = None
    made: dict[int, Made] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    told: list[Outcome] = field(default_factory=list)
    recalled: tuple[Outcome, ...] = ()

    @property
    def done(self) -> bool:
        """Return whether all has been told."""
        if self.recalled:
            return len(self.told) == len(self.recalled)
        return self.opened is not None and len(self.told) == max(1, len(self.opened.chosen))


def run(
    paths: Iterable[Path], steps: Steps, jobs: int, on_start: Starting | None = None, limits: Limits | None = None
) -> Generator[Outcome]:
    """Yield the outcome of every edition of every essay, in order, each as soon as all before it are there.

    With one job, editions are made in their order, and without `limits` in this process.
    """
    names = dict(enumerate(paths))
    works: dict[int, _Work] = {}
    told = opened = 0

    def begin(key: Hashable) -> None:
        essay, edition = _parts(key)
        if on_start is not None:
            known = works[essay].opened
            chosen = known.chosen if known is not None else ()
            on_start(names[essay], chosen[edition].name if edition >= 0 else "", len(chosen))

    with Workers(jobs, begin, apart=limits is not None, limits=limits) as workers:
        warm = workers.jobs == 1 and limits is None
        while told < len(names):
            while opened < len(names) and workers.has_room and opened - told < AHEAD * workers.jobs:
                works[opened] = _Work(recalled=steps.recall(names[opened]))
                if not works[opened].recalled:
                    workers.submit(Call((opened, -1), steps.open, (names[opened],), (1.0, -opened)))
                elif on_start is not None:
                    on_start(names[opened], "", len(works[opened].recalled))
                opened += 1
            while told in works:
                yield from _tell(works[told], steps)
                if not works[told].done:
                    break
                del works[told]
                told += 1
            if not len(workers):
                continue
            if not warm:
                steps.warm()
                warm = True
            end = workers.next()
            essay, edition = _parts(end.key)
            _take(works[essay], edition, end, names[essay], steps)
            if edition < 0 and workers.jobs > 1:
                steps.prepare(works[essay].opened or Opened(names[essay]))
            for call in _ready(essay, works[essay], steps, in_turn=workers.jobs == 1):
                workers.submit(call)


def twins(paths: Iterable[Path]) -> dict[Path, Path]:
    """Return the essays whose files would have the names of another's, each with that other."""
    stems: dict[str, Path] = {}
    found = {}
    for path in paths:
        stem = unicodedata.normalize("NFC", portable(path.stem)).casefold()
        found[path] = stems.setdefault(stem, path)
    return {path: twin for path, twin in found.items() if twin != path}


def _parts(key: Hashable) -> tuple[int, int]:
    """Return the numbers of essay and edition that a call is for; the edition is -1 while the essay is read."""
    assert isinstance(key, tuple)
    essay, edition = key
    return int(essay), int(edition)


def _take(work: _Work, edition: int, end: End, path: Path, steps: Steps) -> None:
    """Keep what a step has returned, or how it broke off."""
    if edition < 0:
        opened = end.value if isinstance(end.value, Opened) else Opened(path, steps.broken(path, "", end))
        work.opened = opened
        return
    assert work.opened is not None
    name = work.opened.chosen[edition].name
    work.made[edition] = end.value if isinstance(end.value, Made) else Made(steps.broken(path, name, end))


def _ready(essay: int, work: _Work, steps: Steps, *, in_turn: bool) -> Iterator[Call]:
    """Yield the editions that wait for nothing any more; `in_turn`: in the order in which they stand."""
    if work.opened is None:
        return
    for number, needs in enumerate(work.opened.needs):
        if number in work.begun or not set(needs) <= work.made.keys():
            continue
        work.begun.add(number)
        known = Known()
        for before in needs:
            known = known.join(work.made[before].known)
        rank = -number if in_turn else work.opened.ranks[number]
        yield Call((essay, number), steps.make, (work.opened, number, known), (0.0, -essay, rank))


def _tell(work: _Work, steps: Steps) -> Iterator[Outcome]:
    """Yield the outcomes of an essay that can be told, and were not yet: all before the first that is missing."""
    opened = work.opened
    if work.recalled and not work.told:
        work.told += work.recalled
        yield from work.recalled
    if opened is None:
        return
    if opened.failed is not None:
        work.told.append(opened.failed)
        yield opened.failed
        return
    while (number := len(work.told)) in work.made:
        outcome = work.made[number].outcome
        if number == len(opened.chosen) - 1:
            outcome = steps.close(opened, [*work.told, outcome])
            steps.keep(opened, [*work.told, outcome])
        work.told.append(outcome)
        yield outcome
