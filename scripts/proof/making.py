"""One job: the editions of an essay in a layout, built, read back from the disk and put through our own checks."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from essay_press import build, check, editions, layouts
from essay_press.check.report import Report
from essay_press.check.tools import epubcheck, page_validation
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay, Outcome, Status
from proof.plan import Job
from proof.record import Cell, Check, Mark

__all__ = ["make", "strip"]

HEIGHT, SHOWN, GAP = 132, 36, 6
"""Pages of a strip: their height in pixels, how many at most, and the space between them."""
SKIPPED = "EP305"
"""The code of what is said of an edition that does not apply."""


def make(job: Job) -> tuple[Cell, ...]:
    """Return a cell per edition of a job, with the reports of our own checks on each file."""
    try:
        return _make(job)
    except Exception as fault:
        # A fault of the program in one job must be red in the report, not the end of it.
        said = Diagnostic(Severity.ERROR, "EP349", f"{type(fault).__name__}: {fault}")
        return (Cell(job.set, job.essay.stem, "", job.layout, Mark.FAILED, said=(said,)),)


def _make(job: Job) -> tuple[Cell, ...]:
    request = build.Request(editions=job.editions, layout=job.layout, out=job.out)
    outcomes = build.build([job.essay], request)
    cells = []
    for outcome in outcomes:
        if not outcome.edition:  # the manuscript itself
            cells.append(Cell(job.set, job.essay.stem, "", job.layout, Mark.FAILED, said=outcome.diagnostics))
            continue
        edition = editions.named(outcome.edition)
        cells.append(_cell(job, outcome, edition))
    return tuple(cells)


def strip(pictures: Iterable[Image.Image]) -> str:
    """Return small pictures of pages beside each other, as a data address."""
    small = [_reduced(each) for each in pictures]
    width = sum(each.width for each in small) + GAP * (len(small) - 1)
    sheet = Image.new("RGBA", (width, HEIGHT), (0, 0, 0, 0))
    left = 0
    for each in small:
        sheet.paste(each, (left, 0))
        left += each.width + GAP
    target = io.BytesIO()
    sheet.save(target, "WEBP", quality=55, method=6)
    return f"data:image/webp;base64,{base64.b64encode(target.getvalue()).decode()}"


def _cell(job: Job, outcome: Outcome, edition: Edition) -> Cell:
    """Return what became of one edition."""
    layout = job.layout
    if outcome.status is Status.BUILT and not layout:
        layout = editions.choose_layout(edition, build.read(job.essay), "")
    cell = Cell(job.set, job.essay.stem, edition.name, layout, outcome.status.value, seconds=outcome.seconds)
    skips = [item.message for item in outcome.diagnostics if item.code == SKIPPED]
    if outcome.status is Status.SKIPPED or (skips and outcome.status is Status.FAILED):
        # Asked for by name, an edition that does not apply is an error; here it is a cell of the matrix.
        return replace(cell, status=Mark.SKIPPED, reason=skips[0].partition(": ")[2] if skips else "")
    said = tuple(map(_placed, outcome.diagnostics))
    if outcome.path is None:
        return replace(cell, said=said)
    return replace(
        cell,
        said=said,
        path=outcome.path,
        pages=outcome.pages,
        size=outcome.size,
        sha256=outcome.sha256,
        standards=edition.standards,
        checks=_checks(outcome.path, build.read(job.essay), edition, layout),
        strips=(strip(_pages(outcome.path)),) if edition.format == "pdf" else (),
    )


def _checks(path: Path, essay: Essay, edition: Edition, layout: str) -> tuple[Check, ...]:
    """Return what our own checks say of a finished file, without what the essay's author accepts."""
    kind = check.PDF if edition.format == "pdf" else check.EPUB
    reports = check.check(
        path.read_bytes(), kind, essay=essay, layout=layouts.load(layout), edition=edition, typography="faults"
    )
    accepted = {item.code for item in essay.metadata.ignore}
    return tuple(Check(_tool(report), _without(report, accepted)) for report in reports if _counts(report))


def _tool(report: Report) -> str:
    """Return the outside validator that one of our checks hands a file to, or an empty text."""
    return page_validation.TOOL if report.name.endswith(f"({page_validation.TOOL})") else ""


def _counts(report: Report) -> bool:
    """Return whether a report belongs here: not EPUBCheck's, which comes later, nor on a standard not promised."""
    idle = report.name == epubcheck.NAME or (_tool(report) and report.not_run != page_validation.MISSING)
    return not (report.not_run and idle)


def _without(report: Report, accepted: set[str]) -> Report:
    kept = tuple(_placed(item) for item in report.diagnostics if item.code not in accepted)
    return Report(report.name, kept, report.examined, report.not_run, report.typography)


def _placed(item: Diagnostic) -> Diagnostic:
    """Return a diagnostic whose place names the file alone: the report says nothing of the machine."""
    if item.place is None:
        return item
    return replace(item, place=Place(Path(item.place.path).name, item.place.line, item.place.column))


def _pages(path: Path) -> list[Image.Image]:
    """Return the first pages of a PDF, twice as large as they are shown."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [
            document[at].render(scale=2 * HEIGHT / document[at].get_height()).to_pil().convert("RGB")
            for at in range(min(len(document), SHOWN))
        ]
    finally:
        document.close()


def _reduced(picture: Image.Image) -> Image.Image:
    width = max(1, round(picture.width * HEIGHT / picture.height))
    return picture.resize((width, HEIGHT), Image.Resampling.LANCZOS)
