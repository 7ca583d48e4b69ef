"""Where pull-quotes stand on their pages: amid text, not cut, not between a heading and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from essay_press.check.content import Box, Run
from essay_press.check.lines import Line, document_lines, setting
from essay_press.check.pullquotes import copies
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay, PullQuote

__all__ = ["beside", "excerpt", "pull_quotes_on_pages", "round_box"]

SLACK = 1.5  # points by which a line must clear a quote to stand above or below it
HINT = "mark another sentence, or give it `place=before`"
FEWEST_LINES = 4  # of text above a quote on its page, and below it
EXCERPT = 48  # characters of a quote that a message repeats


def pull_quotes_on_pages(essay: Essay, document: Document) -> Report:
    """Return whether each pull-quote stands on one page, four lines from its head and foot, away from headings."""
    found = [line for line in document_lines(document) if not line.is_note]
    half = setting(found).leading / 2
    out: list[Diagnostic] = []
    count = 0
    for item in copies(essay, document):
        for copy in item.copies:
            count += 1
            pages = sorted({run.page for run in copy})
            if len(pages) > 1:
                said = f"{document.pages[pages[0]].name}: the pull-quote", "is cut in two at the foot"
                out.append(_finding(Severity.ERROR, "EP577", item.quote, essay, said))
                continue
            page = pages[0]
            here = [line for line in found if line.page == page]
            pictures = [picture.box for picture in document.pages[page].pictures if not picture.artifact]
            first, last = _ends_page(copy, here, pictures, half)
            subject = f"{document.pages[page].name}: the pull-quote"
            for wrong, what in ((first, "first"), (last, "last")):
                if wrong:
                    said = subject, f"is the {what} thing on its page"
                    out.append(_finding(Severity.WARNING, "EP576", item.quote, essay, said))
            if not (first or last):
                out += (
                    _finding(Severity.WARNING, "EP576", item.quote, essay, (subject, said))
                    for said in _near_edge(copy, here, pictures, half)
                )
            heading = "" if first or last else _parted(copy, here)
            if heading:
                said = subject, f"stands between the heading “{heading}” and its text"
                out.append(_finding(Severity.WARNING, "EP578", item.quote, essay, said))
    return Report("pull-quotes on their pages", tuple(out), count)


def _parted(copy: Sequence[Run], here: Sequence[Line]) -> str:
    """Return the words of the heading that a quote parts from its text, or nothing; each column has a line above it."""
    box = round_box(copy)
    if beside(box, here):
        return ""
    above = [line for line in here if line.y > max(run.y for run in copy)]
    columns = {line.column for line in above} - {0} or {0}
    for column in sorted(columns):
        nearest = min((line for line in above if line.column == column), key=lambda line: line.y)
        if nearest.is_heading:
            return nearest.text.strip()[:40]
    return ""


def _ends_page(copy: Sequence[Run], here: Sequence[Line], pictures: Sequence[Box], half: float) -> tuple[bool, bool]:
    """Return whether a quote is the first and whether it is the last thing on its page.

    In the column something must begin above it and, unless text runs beside it down to its foot, something stand
    below; in the margin it may be level with the first and the last line. `half` a line, in points, is level.
    """
    if not here:
        return True, True
    box = round_box(copy)
    column = _in_column(box, here)
    high, low = max(run.y for run in copy), min(run.y for run in copy)
    top = high + SLACK if column else high - half
    foot = low - SLACK if column and not beside(box, here) else low + half
    first = max(line.y for line in here) < top and not any(picture.top > box.top for picture in pictures)
    last = min(line.y for line in here) > foot and not any(picture.bottom < box.bottom for picture in pictures)
    return first, last


def _near_edge(copy: Sequence[Run], here: Sequence[Line], pictures: Sequence[Box], half: float) -> Iterator[str]:
    """Yield what is to be said of a quote with too few lines above or below it, where no picture stands there.

    Lines that begin or end with the quote do not count; those of one height are one. `half` a line is in points.
    """
    box = round_box(copy)
    high, low = max(run.y for run in copy), min(run.y for run in copy)
    above = {round(line.y / half) for line in here if line.y > high + half}
    below = {round(line.y / half) for line in here if line.y < low - half}
    for lines, pictured, where in (
        (above, any(picture.bottom > box.top for picture in pictures), "above"),
        (below, any(picture.top < box.bottom for picture in pictures), "below"),
    ):
        if len(lines) < FEWEST_LINES and not pictured:
            yield f"has {len(lines)} line{'' if len(lines) == 1 else 's'} {where} it on its page"


def beside(box: Box, here: Sequence[Line]) -> list[Line]:
    """Return the lines at the height of a quote."""
    return [line for line in here if line.box.top > box.bottom + SLACK and line.box.bottom < box.top - SLACK]


def _in_column(box: Box, here: Sequence[Line]) -> bool:
    """Return whether most of a quote's width lies in that of the page's text."""
    left, right = min(line.box.left for line in here), max(line.box.right for line in here)
    return min(box.right, right) - max(box.left, left) > box.width / 2


def round_box(runs: Sequence[Run]) -> Box:
    """Return the box round some runs."""
    boxes = [run.box for run in runs]
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def excerpt(quote: PullQuote) -> str:
    """Return the first words of a quote, in quotation marks."""
    return f"“{quote.text if len(quote.text) <= EXCERPT else quote.text[: EXCERPT - 1] + '…'}”"


def _finding(severity: Severity, code: str, quote: PullQuote, essay: Essay, said: tuple[str, str]) -> Diagnostic:
    message = f"{said[0]} {excerpt(quote)} {said[1]}"
    return Diagnostic(severity, code, message, quote.place or Place(essay.path), HINT)
