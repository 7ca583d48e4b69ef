"""What a photocopier keeps: black and white, lines and letters thick enough, nothing at the edge of the sheet.

A layout says of itself that it is made to be copied (`copier = true`); what the author's pictures draw is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pikepdf

from essay_press.check.content import BLACK, WHITE, Box, Colour, Run
from essay_press.check.press_walk import Paint, paints
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Layout

__all__ = ["copies_well", "reports"]

POINTS = 72 / 25.4
LINE = 1.0
"""Points. SWOP 2007 asks ½ pt of line art on a press; a copy of a copy is given twice that."""
LETTER = 7.0
"""Points: what newspapers ask of an advertiser's text (Chicago Tribune, newsprint recommendations)."""
REVERSED = 10.0
"""Points, of letters cut out of black (USA Today and Chicago Tribune: sans serif, no less than 10 point)."""
EDGE = 5.0
"""Millimetres that most office printers leave blank round a sheet."""
SLACK = 0.05  # points
TONE = 0.02  # a share of black that no eye and no copier sees
EXCERPT = 40  # characters of a text that a message quotes
HINT = "a layout with `copier = true` keeps to black and white, thick lines and large letters"


def reports(pdf: pikepdf.Pdf, document: Document, layout: Layout | None) -> tuple[Report, ...]:
    """Return the report on pages of a layout that is made for the copier; other pages are not asked."""
    return (copies_well(pdf, document),) if layout is not None and layout.copier else ()


def copies_well(pdf: pikepdf.Pdf, document: Document) -> Report:
    """Return whether a copy would lose anything that the layout draws: of each page, the first fault of a kind."""
    figures = {id(item.run) for item in document.tagged if "Figure" in item.roles}
    out: list[Diagnostic] = []
    count = 0
    for index, page in enumerate(document.pages):
        runs = [run for run in page.runs if any(map(str.isalnum, run.text)) and not run.hidden]
        letters = [run for run in runs if id(run) not in figures]
        lines = [paint for paint in paints(pdf.pages[index], index) if _is_drawn(paint)]
        count += len(letters) + len(lines)
        first: dict[str, str] = {}
        for kind, words in (*_letters(letters), *_lines(lines), *_edges(page, letters, lines)):
            first.setdefault(kind, words)
        out += [Diagnostic(Severity.WARNING, "EP585", f"{page.name}: {words}", hint=HINT) for words in first.values()]
    return Report("copies well", tuple(out), count)


def _letters(runs: Iterable[Run]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with text: its kind and the words for it."""
    for run in runs:
        words = f"“{run.text.strip()[:EXCERPT]}”"
        if not (_is_pure(run.colour) and _is_pure(run.ground)):
            yield "tone", f"{words} is neither black nor white, or stands on what is neither"
        if run.size < LETTER - SLACK:
            yield "letter", f"{words} is {run.size:.1f} pt, and a copy keeps letters of {LETTER:g} pt"
        elif _is_reversed(run) and run.size < REVERSED - SLACK:
            yield "reversed", f"{words} is cut out of black at {run.size:.1f} pt, and a copy keeps {REVERSED:g} pt"


def _lines(drawn: Iterable[Paint]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with lines and areas."""
    for paint in drawn:
        if paint.kind == "gradient":
            yield "gradient", "a gradient, of which a copier makes blots"
        elif not _is_pure(_colour(paint)):
            yield "area", "a line or an area is neither black nor white"
        elif paint.box is not None and SLACK < min(paint.box.width, paint.box.height) < LINE - SLACK:
            thin = min(paint.box.width, paint.box.height)
            yield "line", f"a line of {thin:.2f} pt, and a copy keeps lines of {LINE:g} pt"


def _edges(page: Page, runs: Iterable[Run], drawn: Iterable[Paint]) -> Iterator[tuple[str, str]]:
    """Yield what stands where an office printer prints nothing."""
    boxes = [(f"“{run.text.strip()[:EXCERPT]}”", run.box) for run in runs]
    boxes += [("a line or an area", paint.box) for paint in drawn if paint.box and not _is_white(paint)]
    for words, box in boxes:
        if page.trim.meets(box) and not page.trim.holds(box, SLACK - EDGE * POINTS):
            away = _distance(page.trim, box)
            yield "edge", f"{words} stands {away:.1f} mm from the edge, and printers leave {EDGE:g}"


def _distance(trim: Box, box: Box) -> float:
    """Return how far inside the trim a box stands where it is nearest, in mm."""
    away = (box.left - trim.left, box.bottom - trim.bottom, trim.right - box.right, trim.top - box.top)
    return max(min(away), 0.0) / POINTS


def _is_drawn(paint: Paint) -> bool:
    """Return whether a layout draws it: no text (looked at as it is read), no figure, no picture that decorates."""
    return paint.kind in ("fill", "stroke", "gradient") and paint.mark not in ("/Figure", "/Layout")


def _is_white(paint: Paint) -> bool:
    return paint.kind != "gradient" and min(_colour(paint)) > 1 - TONE


def _is_reversed(run: Run) -> bool:
    return sum(run.colour) > sum(run.ground)


def _is_pure(colour: Colour) -> bool:
    """Return whether a colour is black or white."""
    return any(max(abs(one - two) for one, two in zip(colour, pure, strict=True)) < TONE for pure in (BLACK, WHITE))


def _colour(paint: Paint) -> Colour:
    """Return the colour of a line or an area; of what is no device colour, one that is neither black nor white."""
    if paint.space == "gray" and len(paint.values) == 1:
        return (paint.values[0],) * 3
    if paint.space == "rgb" and len(paint.values) == 3:
        return (paint.values[0], paint.values[1], paint.values[2])
    if paint.space == "cmyk" and len(paint.values) == 4:
        cyan, magenta, yellow, black = paint.values
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    return (0.5, 0.5, 0.5)
