"""Build essays in some editions and print one table of their pages: what is amiss, and how much was looked at.

All is read from the finished PDFs, as `essay-press check --typography` reads them. What is amiss is named below the
table, with its page; the exit status is 1 where anything is. Usage: `sweep.py FOLDER… [-e a5] [-e a4]
[--set NAME=VALUE] [--jobs 2] [-o build/sweep]`; with `--read`, what a sweep before has built is read again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from essay_press.check.typography import pages
from essay_press.check.typography.reading import read
from essay_press.check.typography.statistics import filled, ladders, overfull, runts
from essay_press.check.typography.typeset import Kind, Line, Typeset

__all__ = ["Count", "Swept", "main", "sweep", "table"]

EDITIONS = ("a5", "a4", "trade")
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Count:
    """What a rule looked at, and the places where it is broken: page, counted from 0, and first words."""

    name: str
    examined: int
    places: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Swept:
    """What was read of one file: its edition, pages and lines, and what each rule found."""

    name: str
    edition: str
    pages: int
    lines: int
    counts: tuple[Count, ...]


def main() -> None:
    """Build, read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("essays", nargs="+", type=Path)
    parser.add_argument("-e", "--edition", action="append", help=f"{', '.join(EDITIONS)} unless given")
    parser.add_argument("--layout", help="instead of the editions' own")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="an option of the layout")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("-o", "--output", type=Path, default=Path("build/sweep"))
    parser.add_argument("--read", action="store_true", help="read what is there, build nothing")
    given = parser.parse_args()
    editions = tuple(given.edition or EDITIONS)
    if not given.read:
        _build(given, editions)
    files = sorted(path for edition in editions for path in given.output.glob(f"*-{edition}.pdf"))
    with ProcessPoolExecutor(given.jobs) as pool:
        found = list(pool.map(sweep, files))
    for line in table(found):
        print(line)
    sys.exit(any(count.places for each in found for count in each.counts))


def _build(given: argparse.Namespace, editions: Iterable[str]) -> None:
    """Build the essays as a user does; what fails is said by the program, and the rest is read."""
    command = [sys.executable, "-m", "essay_press", "build", "--no-cache", "--jobs", str(given.jobs), "-o"]
    command += [str(given.output), *(word for name in editions for word in ("-e", name))]
    command += ["--layout", given.layout] if given.layout else []
    command += [word for option in given.set for word in ("--set", option)]
    subprocess.run([*command, *map(str, given.essays)], check=False)


def sweep(path: Path) -> Swept:
    """Return what the pages of a finished PDF show."""
    found = read(path.read_bytes())
    name, _, edition = path.stem.rpartition("-")
    lines = [line for line in found.lines if line.kind in (Kind.TEXT, Kind.NOTE)]
    return Swept(name, edition, len(found.pages), len(lines), tuple(_counts(found, lines)))


def _counts(found: Typeset, lines: Sequence[Line]) -> Iterator[Count]:
    """Yield what each rule looked at and found."""
    spreads, uneven = pages.uneven(found, 0)
    yield Count("unlevel", spreads, tuple(_at(item.line) for item in uneven))
    yield Count("overfull", len(lines), tuple(map(_at, overfull(found))))
    parted = len(pages.parted(found))
    yield Count("widow", parted, tuple(map(_at, pages.widows(found))))
    yield Count("orphan", parted, tuple(map(_at, pages.orphans(found))))
    justified = sum(paragraph.is_justified for paragraph in found.text)
    yield Count("runt", justified, tuple(map(_at, runts(found))))
    headings = sum(paragraph.kind is Kind.HEADING for paragraph in found.paragraphs)
    yield Count("heading at foot", headings, tuple(map(_at, pages.headings_at_foot(found))))
    hyphenated = sum(line.is_hyphenated for line in filled(found))
    yield Count("ladder", hyphenated, tuple(_at(run[0]) for run in ladders(found)))
    turns = [parts[:-1] for parts in pages.parted(found)]
    rectos = [part[-1] for parts in turns for part in parts if part[-1].page % 2 == 0]
    yield Count("recto ends in a hyphen", len(rectos), tuple(_at(line) for line in rectos if line.is_hyphenated))
    yield Count("short last page", len(found.pages), tuple(_at(part[0]) for part in pages.short_pages(found)))


def table(found: Sequence[Swept]) -> Iterator[str]:
    """Yield the rows of a table, one for each edition and one for all, and what is amiss where."""
    names = [count.name for count in found[0].counts] if found else []
    editions = list(dict.fromkeys(each.edition for each in found))
    rows = [("edition", "files", "pages", "lines", *names)]
    for edition in [*editions, "all"]:
        own = [each for each in found if edition in ("all", each.edition)]
        cells = []
        for name in names:
            counts = [count for each in own for count in each.counts if count.name == name]
            cells.append(f"{sum(len(count.places) for count in counts)}/{sum(count.examined for count in counts)}")
        sums = (len(own), sum(each.pages for each in own), sum(each.lines for each in own))
        rows.append((edition, *map(str, sums), *cells))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
    for each in found:
        for count in each.counts:
            for page, words in count.places:
                yield f"{each.name}-{each.edition}, page {page + 1}: {count.name} (“{words}”)"


def _at(line: Line) -> tuple[int, str]:
    """Return the page of a line, and how it begins."""
    return line.page, line.text[:SHOWN].replace("\u00ad", "-")


if __name__ == "__main__":
    main()
