"""Set the texts with every engine, read the pages, and say who sets them evenly: `make bench-typography`.

The tables, `figures.json` and `loose-hyphenated` (SVG and PNG) are written to build/typography. What other engines set
is kept there, so that a run after a change of ours sets our pages alone. Exit status 1 when an engine failed or set
another text than it was given.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from typography import plot, samples, tables
from typography.engines import ENGINES
from typography.goals import goals
from typography.matrix import Cell, jobs, run
from typography.setting import FACES, MEASURES, Setting

__all__ = ["main"]

OUT = samples.ROOT / "build" / "typography"
WORDS = 2000
"""Of each text, to the end of the paragraph."""
KEPT = "kept"
"""The folder in that of the results for what need not be set again."""
QUICK = 800
"""The same where there is no time: with fewer, marks that hang cannot be told from lines that run over."""


def main() -> int:
    """Run the bench, print the pooled tables and the goals, write all of it."""
    given = _arguments()
    corpus = Path(given.corpus) if given.corpus else None
    texts = samples.load(corpus, QUICK if given.quick else given.words)
    faces = list(FACES.values())[:1] if given.quick else list(FACES.values())
    settings = [Setting(face, measure) for face in faces for measure in MEASURES]
    absent = {name: why for name, engine in ENGINES.items() if (why := engine.missing())}
    engines = [name for name in given.engine or ENGINES if name not in absent]
    _say(_opening(texts, corpus, engines, absent))
    start = time.perf_counter()
    work = jobs(texts, settings, engines)
    cells = run(work, given.jobs, _Progress(len(work)).tell, None if given.anew else Path(given.out) / KEPT)
    report = _report(cells, engines, absent)
    _write(Path(given.out), cells, engines, absent, texts, report)
    _say(f"{report}\n\n{len(work)} settings in {time.perf_counter() - start:.0f} s; all of it is in {given.out}")
    faults = _faults(cells)
    _say("\n".join(faults))
    return 1 if faults else 0


def _arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="typography", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", default=os.environ.get("ESSAY_PRESS_CORPUS", ""), help="a folder of essays")
    parser.add_argument("--out", default=str(OUT), help="the folder to write to (default build/typography)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one per core)")
    parser.add_argument("--words", type=int, default=WORDS, help=f"words of each text, 0 for all (default {WORDS})")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this engine; may be repeated")
    parser.add_argument("--quick", action="store_true", help=f"one face, {QUICK} words of each text")
    parser.add_argument("--anew", action="store_true", help="set everything, whatever was kept from the last time")
    return parser.parse_args()


class _Progress:
    """A line that counts the jobs, where somebody watches."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def tell(self, cell: Cell) -> None:
        """Count one job."""
        self.done += 1
        if sys.stderr.isatty():
            told = f"{self.done}/{self.total} {cell.engine}, {cell.face}, {cell.measure} mm, {cell.language}"
            sys.stderr.write(f"\r\x1b[K{told}" if self.done < self.total else "\r\x1b[K")
            sys.stderr.flush()


def _opening(texts: tuple[samples.Sample, ...], corpus: Path | None, engines: list[str], absent: dict[str, str]) -> str:
    """Return what is about to be compared."""
    words: dict[str, int] = {}
    for text in texts:
        words[text.language.partition("-")[0]] = words.get(text.language.partition("-")[0], 0) + text.words
    listed = ", ".join(f"{count} words in {name}" for name, count in words.items())
    told = [f"{len(texts)} {'text' if len(texts) == 1 else 'texts'}: {listed}"]
    if corpus is None:
        told.append("No corpus: name a folder of essays with CORPUS=… to compare on more than texts of ours.")
    told += [f"{name}: {ENGINES[name].version()}" for name in engines]
    told += [f"{name}: left out; {why}" for name, why in absent.items()]
    return "\n".join(told)


def _report(cells: list[Cell], engines: list[str], absent: dict[str, str]) -> str:
    """Return the pooled tables and the goals."""
    told = [
        "## By measure, all languages and faces",
        tables.reading_table(tables.rows(cells, engines, ["measure"])),
        "## By language",
        tables.reading_table(tables.rows(cells, engines, ["language", "measure"])),
        "## By face",
        tables.reading_table(tables.rows(cells, engines, ["face", "measure"])),
        "## Goals",
        tables.goal_table(goals(tables.by_measure(cells)), absent),
    ]
    return "\n\n".join(told)


def _write(
    out: Path,
    cells: list[Cell],
    engines: list[str],
    absent: dict[str, str],
    texts: tuple[samples.Sample, ...],
    report: str,
) -> None:
    """Write the tables, with one for each single setting, the figures and the picture."""
    out.mkdir(parents=True, exist_ok=True)
    single = tables.reading_table(tables.rows(cells, engines, ["language", "face", "measure"]))
    (out / "tables.md").write_text(f"{report}\n\n## Each setting\n\n{single}\n", encoding="utf-8")
    found = tables.by_measure(cells)
    figures = {
        "engines": {name: ENGINES[name].version() for name in engines},
        "absent": absent,
        "texts": [{"name": text.name, "language": text.language, "words": text.words} for text in texts],
        "cells": [_figures(cell) for cell in cells],
        "goals": [asdict(goal) | {"reached": goal.reached} for goal in goals(found)],
    }
    (out / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    picture = plot.draw(found)
    (out / "loose-hyphenated.svg").write_text(picture, encoding="utf-8")
    (out / "loose-hyphenated.png").write_bytes(plot.rendered(picture))


def _figures(cell: Cell) -> dict[str, Any]:
    """Return a cell as JSON has it."""
    reading = asdict(cell.reading)
    del reading["spaces"]
    names = ("mean", "sd", "p95", "most", "loose", "hyphens")
    derived = {name: round(getattr(cell.reading, name), 4) for name in names}
    place = {"engine": cell.engine, "language": cell.language, "face": cell.face, "measure": cell.measure}
    return place | derived | reading | {"seconds": round(cell.seconds, 2), "fault": cell.fault}


def _faults(cells: list[Cell]) -> list[str]:
    """Return what went wrong: engines that failed, and pages that do not have the text they were given."""
    told = []
    for cell in cells:
        where = f"{cell.engine}, {cell.face}, {cell.measure} mm, {cell.language}"
        if cell.fault:
            told.append(f"{where}: failed: {cell.fault}")
        elif not cell.reading.same:
            told.append(f"{where}: the letters on its pages are not those it was given")
    return told


def _say(text: str) -> None:
    """Print a text, if there is any."""
    if text:
        sys.stdout.write(f"{text}\n\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
