"""Every engine × language × face × measure, set and read, over some processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from typography.engines import ENGINES
from typography.keeping import keep, kept
from typography.reading import Reading, read
from typography.samples import Sample
from typography.setting import Setting

__all__ = ["Cell", "Job", "cell", "jobs", "run"]


NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class Job:
    """Texts of one language to set in one setting by one engine."""

    engine: str
    language: str
    setting: Setting
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of a job: the reading, the seconds that setting took, or why it failed."""

    engine: str
    language: str
    face: str
    measure: int
    reading: Reading = NOTHING
    seconds: float = 0.0
    fault: str = ""


def jobs(samples: Sequence[Sample], settings: Sequence[Setting], engines: Sequence[str]) -> list[Job]:
    """Return the jobs, those of the slowest engines (ours, then TeX) first, so that none is left over at the end."""
    languages = dict.fromkeys(sample.language.partition("-")[0] for sample in samples)
    grouped = {name: tuple(item for item in samples if item.language.partition("-")[0] == name) for name in languages}
    return [
        Job(engine, language, setting, texts)
        for engine in reversed(engines)
        for language, texts in grouped.items()
        for setting in settings
    ]


def run(work: Iterable[Job], processes: int, told: Callable[[Cell], None], folder: Path | None = None) -> list[Cell]:
    """Return a cell for each job, in the order of the jobs; `told` hears of each as it is done.

    With one process, that is this one. In `folder` is kept what need not be done again.
    """
    work = list(work)
    made = partial(cell, folder=folder)
    if processes == 1:
        return [_heard(made(job), told) for job in work]
    with ProcessPoolExecutor(processes) as pool:
        waiting = {pool.submit(made, job): number for number, job in enumerate(work)}
        done: dict[int, Cell] = {}
        for future in as_completed(waiting):
            done[waiting[future]] = future.result()
            told(future.result())
    return [done[number] for number in range(len(work))]


def _heard(found: Cell, told: Callable[[Cell], None]) -> Cell:
    """Return a cell, after `told` has heard of it."""
    told(found)
    return found


def cell(job: Job, folder: Path | None = None) -> Cell:
    """Return what comes of a job, or came of it before; an engine that fails leaves a fault and stops no other."""
    face = job.setting.face
    if (before := kept(job, folder)) is not None:
        return Cell(job.engine, job.language, face.family, job.setting.measure, *before)
    start = time.perf_counter()
    try:
        documents = ENGINES[job.engine].set(job.samples, job.setting)
        seconds = time.perf_counter() - start
        found = read(documents, face, job.samples)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        return Cell(job.engine, job.language, face.family, job.setting.measure, fault=fault)
    keep(job, found, seconds, folder)
    return Cell(job.engine, job.language, face.family, job.setting.measure, found, seconds)
