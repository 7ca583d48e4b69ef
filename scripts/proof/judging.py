"""Outside validators over finished files, some files at a time, so that two can work side by side."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from essay_press import editions
from essay_press.check.report import Report
from essay_press.check.tools import ace, calibre, epubcheck, reading_engine, renderers, verapdf
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError
from proof.making import strip
from proof.record import Cell, Check, Tool

__all__ = ["LEFT_OUT", "Answer", "Errand", "errands", "judge", "tools"]

LEFT_OUT = "left out: one essay in each edition and layout goes through it (make proof-all: all)"

Reports = tuple[tuple[Report, ...], ...]


@dataclass(frozen=True, slots=True)
class _Validator:
    """A validator: the format it reads, how many files it takes at once (0: all), whether samples are enough.

    `run` takes the files, the standards that each promises, and a folder for pictures.
    """

    name: str
    format: str
    at_once: int
    heavy: bool
    concerns: str
    missing: Callable[[], str]
    version: Callable[[], str]
    run: Callable[[Sequence[Path], Sequence[tuple[str, ...]], Path], Reports]


@dataclass(frozen=True, slots=True)
class Errand:
    """A validator, by name, and the cells whose files it is to judge."""

    tool: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a validator said of the files of an errand, in their order, and the seconds it took."""

    checks: tuple[tuple[Check, ...], ...]
    strips: tuple[tuple[str, ...], ...]
    seconds: float


def tools() -> tuple[Tool, ...]:
    """Return the validators, and which of them there are."""
    return tuple(Tool(item.name, item.concerns, item.version(), item.missing()) for item in _VALIDATORS)


def errands(cells: Sequence[Cell], *, samples: bool) -> tuple[tuple[Errand, ...], tuple[tuple[Cell, Check], ...]]:
    """Return what is to be judged, the longest errands first, and the checks that `samples` leaves out."""
    found, left = [], []
    chosen = {id(cell) for cell in _samples(cells)}
    for item in _VALIDATORS:
        concerned = [cell for cell in cells if _concerns(item, cell)]
        if samples and item.heavy:
            report = Report(item.name, not_run=LEFT_OUT)
            left += [(cell, Check(item.name, report)) for cell in concerned if id(cell) not in chosen]
            concerned = [cell for cell in concerned if id(cell) in chosen]
        step = item.at_once or len(concerned) or 1
        found += [Errand(item.name, tuple(concerned[at : at + step])) for at in range(0, len(concerned), step)]
    return tuple(sorted(found, key=lambda errand: -len(errand.cells))), tuple(left)


def judge(errand: Errand) -> Answer:
    """Return what a validator says; one that breaks down fails every file of the errand."""
    item = next(each for each in _VALIDATORS if each.name == errand.tool)
    start = time.perf_counter()
    paths = [cell.path for cell in errand.cells if cell.path is not None]
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        try:
            reports = item.run(paths, [cell.standards for cell in errand.cells], Path(folder))
        except ToolError as fault:
            reports = tuple((Report(item.name, fault.diagnostics),) for _ in paths)
        except Exception as fault:  # a fault of ours in a wrapper must be red, not the end of the report
            broken = Diagnostic(Severity.ERROR, "EP349", f"{item.name}: {type(fault).__name__}: {fault}")
            reports = tuple((Report(item.name, (broken,)),) for _ in paths)
        strips = tuple(_screens(Path(folder), at) for at in range(len(paths)))
    checks = tuple(tuple(Check(item.name, report) for report in each) for each in reports)
    return Answer(checks, strips, time.perf_counter() - start)


def _concerns(item: _Validator, cell: Cell) -> bool:
    if cell.path is None or editions.named(cell.edition).format != item.format:
        return False
    return item.run is not _verapdf or bool(verapdf.concerns(cell.standards))


def _samples(cells: Sequence[Cell]) -> list[Cell]:
    """Return one built cell of each edition and layout, the essays taking turns."""
    rows: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        if cell.path is not None:
            rows.setdefault((cell.set, cell.edition, cell.layout), []).append(cell)
    return [row[at % len(row)] for at, row in enumerate(rows.values())]


def _screens(folder: Path, book: int) -> tuple[str, ...]:
    """Return a strip by day and one by night of what the reading engine showed of a book."""
    found = []
    for scheme in ("light", "dark"):
        if files := sorted(folder.glob(f"{book}-{scheme}-*.png")):
            found.append(strip(Image.open(path).convert("RGB") for path in files))
    return tuple(found)


# ---------------------------------------------------------------- the validators
def _verapdf(paths: Sequence[Path], standards: Sequence[tuple[str, ...]], _: Path) -> Reports:
    return verapdf.run(paths, standards)


def _renderers(paths: Sequence[Path], _: Sequence[tuple[str, ...]], __: Path) -> Reports:
    return renderers.run(paths)


def _epubcheck(paths: Sequence[Path], _: Sequence[tuple[str, ...]], __: Path) -> Reports:
    if reason := epubcheck.missing():
        return tuple((Report(epubcheck.NAME, not_run=reason),) for _ in paths)
    return tuple((report,) for report in epubcheck.run_all(paths))


def _ace(paths: Sequence[Path], _: Sequence[tuple[str, ...]], __: Path) -> Reports:
    return tuple((report,) for report in ace.run(paths))


def _engine(paths: Sequence[Path], _: Sequence[tuple[str, ...]], folder: Path) -> Reports:
    return tuple((report,) for report in reading_engine.run(paths, folder))


def _calibre(paths: Sequence[Path], _: Sequence[tuple[str, ...]], __: Path) -> Reports:
    return tuple((report,) for report in calibre.run(paths))


_VALIDATORS = (
    _Validator(
        verapdf.NAME, "pdf", 0, False, "PDF/A and PDF/UA, the reference validator",
        verapdf.missing, verapdf.version, _verapdf,
    ),
    _Validator(
        "three renderers", "pdf", 4, True, "poppler, pdfium and mupdf draw the same pages",
        renderers.missing, renderers.version, _renderers,
    ),
    _Validator(
        epubcheck.NAME, "epub", 0, False, "EPUB 3, the W3C’s validator",
        epubcheck.missing, epubcheck.version, _epubcheck,
    ),
    _Validator(ace.NAME, "epub", 3, True, "EPUB Accessibility", ace.missing, ace.version, _ace),
    _Validator(
        reading_engine.NAME, "epub", 6, True, "a reading app: day, night, contents, notes, page numbers, fonts",
        reading_engine.missing, reading_engine.version, _engine,
    ),
    _Validator(
        calibre.NAME, "epub", 4, True, "a Kindle’s format, every word in it",
        calibre.missing, calibre.version, _calibre,
    ),
)  # fmt: skip
