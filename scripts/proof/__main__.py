"""Prove every edition of every essay and write the report; the exit status says whether all of it is green."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

from essay_press.errors import EssayPressError
from proof import judging, making, plan, telling
from proof.record import Cell, Check, Fault, Tool, verdict

__all__ = ["main"]


def main() -> int:
    """Make, judge and tell; return 0 when nothing failed, 1 when something did, 2 for a command that cannot be."""
    wishes = _wishes()
    start = time.perf_counter()
    try:
        jobs = [job for folder in wishes.essays for job in plan.jobs(folder, wishes.out, every_layout=True)]
        if wishes.corpus:
            jobs += plan.jobs(wishes.corpus, wishes.out, wishes.corpus_edition, every_layout=False)
        faults = _faults(wishes.faults)
    except (EssayPressError, OSError, subprocess.SubprocessError, TypeError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    shutil.rmtree(wishes.out / "files", ignore_errors=True)
    # Spawned, not forked: a forked worker would inherit locks of the libraries' threads.
    with ProcessPoolExecutor(wishes.jobs, multiprocessing.get_context("spawn")) as pool:
        cells = _make(pool, jobs)
        cells, tools = _judge(pool, cells, samples=wishes.samples)
    telling.write(cells, tools, faults, wishes.out)
    total = verdict(cells, tools)
    _say_findings(cells)
    print(f"{total.built} built, {total.skipped} skipped, {total.failed} failed; {total.pages:,} pages")
    print(f"{telling.sentence(total)} {time.perf_counter() - start:.0f} s: {wishes.out / 'index.html'}")
    return 0 if total.green else 1


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="proof", description=__doc__)
    parser.add_argument("essays", type=Path, nargs="*", help="folders of essays, made in every edition and layout")
    parser.add_argument("-o", "--out", type=Path, default=Path("build/proof"), help="[build/proof]")
    parser.add_argument("--samples", action="store_true", help="slow validators see one essay per edition and layout")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="more essays, each edition in its own layout")
    parser.add_argument("--corpus-edition", action="append", default=[], metavar="NAME", help="only in this edition")
    parser.add_argument(
        "--faults", type=Path, metavar="FILE", help="JSON: the planted faults of the tests, for the report"
    )
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4), help="[one per core, up to four]")
    wishes = parser.parse_args()
    wishes.out = wishes.out.resolve()
    return wishes


def _faults(path: Path | None) -> list[Fault]:
    """Return the table of planted faults: of a file, else of the script beside us that knows those of the tests."""
    script = Path(__file__).parents[1] / "seeded_faults.py"
    if path is not None:
        text = path.read_text(encoding="utf-8")
    elif script.is_file():
        text = subprocess.run([sys.executable, script, "--json"], capture_output=True, text=True, check=True).stdout
    else:
        return []
    return [Fault(**{**row, "outside": tuple(row.get("outside", ()))}) for row in json.loads(text)]


def _make(pool: ProcessPoolExecutor, jobs: Sequence[plan.Job]) -> list[Cell]:
    """Return the cells of all jobs in the order of the jobs, the longest essays begun first."""
    order = sorted(range(len(jobs)), key=lambda at: -jobs[at].essay.stat().st_size)
    running = {pool.submit(making.make, jobs[at]): at for at in order}
    made: dict[int, tuple[Cell, ...]] = {}
    for done, future in enumerate(as_completed(running), 1):
        at = running[future]
        made[at] = future.result()
        _say(f"made {done}/{len(jobs)}: {jobs[at].essay.stem} {jobs[at].layout}")
    return [cell for at in range(len(jobs)) for cell in made[at]]


def _judge(pool: ProcessPoolExecutor, cells: list[Cell], *, samples: bool) -> tuple[list[Cell], list[Tool]]:
    """Return the cells with what outside validators say of them, and the validators with the time they took."""
    tools = {tool.name: tool for tool in judging.tools()}
    errands, left_out = judging.errands(cells, samples=samples)
    answers: dict[int, list[tuple[tuple[Check, ...], tuple[str, ...]]]] = {}
    running = {pool.submit(judging.judge, errand): errand for errand in errands}
    for done, future in enumerate(as_completed(running), 1):
        errand, answer = running[future], future.result()
        tool = tools[errand.tool]
        tools[errand.tool] = replace(tool, seconds=tool.seconds + (0.0 if tool.missing else answer.seconds))
        for cell, checks, strips in zip(errand.cells, answer.checks, answer.strips, strict=True):
            answers.setdefault(id(cell), []).append((checks, strips))
        _say(f"judged {done}/{len(errands)}: {errand.tool}, {len(errand.cells)} files")
    for cell, check in left_out:
        answers.setdefault(id(cell), []).append(((check,), ()))
    order = {name: at for at, name in enumerate(tools)}
    return [_told(cell, answers.get(id(cell), []), order) for cell in cells], list(tools.values())


def _told(cell: Cell, answers: Iterable[tuple[Any, Any]], order: dict[str, int]) -> Cell:
    """Return a cell with the checks of its validators, in the order of the validators."""
    found = tuple(answers)
    checks = sorted((check for each, _ in found for check in each), key=lambda check: order[check.tool])
    strips = tuple(strip for _, each in found for strip in each)
    return replace(cell, checks=(*cell.checks, *checks), strips=(*cell.strips, *strips))


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def _say_findings(cells: Iterable[Cell]) -> None:
    """Print each error, with the cell it was found in."""
    for cell in cells:
        for item in (*cell.said, *(found for check in cell.checks for found in check.report.diagnostics)):
            if item.severity == "error":
                print(f"{cell.name}: {item}")


if __name__ == "__main__":
    sys.exit(main())
