"""Where pull-quotes stand on their pages: not first, not last, not cut, not between a heading and its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from essay_press.check.content import Box, Run
from essay_press.check.lines import Line, document_lines
from essay_press.check.pullquotes import copies
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay, PullQuote

__all__ = ["pull_quotes_on_pages"]

SLACK = 1.5  # points: a quote in the margin may be level with a line


def pull_quotes_on_pages(essay: Essay, document: Document) -> Report:
    """Return whether each pull-quote stands on one page, with text above and below it, away from headings."""
    found = [line for line in document_lines(document) if not line.is_note]
    out: list[Diagnostic] = []
    count = 0
    for item in copies(essay, document):
        for copy in item.copies:
            count += 1
            pages = sorted({run.page for run in copy})
            if len(pages) > 1:
                name = document.pages[pages[0]].name
                out.append(_finding(Severity.ERROR, "EP577", item.quote, essay, f"is cut in two at the foot of {name}"))
                continue
            page = pages[0]
            here = [line for line in found if line.page == page]
            pictures = [picture.box for picture in document.pages[page].pictures if not picture.artifact]
            out += _placed(item.quote, essay, copy, here, pictures, document.pages[page].name)
    return Report("pull-quotes on their pages", tuple(out), count)


def _placed(
    quote: PullQuote, essay: Essay, copy: Sequence[Run], here: Sequence[Line], pictures: Sequence[Box], name: str
) -> Iterable[Diagnostic]:
    box = _round(copy)
    first, last = _ends_page(box, copy, here, pictures)
    for wrong, what in ((first, "first"), (last, "last")):
        if wrong:
            yield _finding(Severity.WARNING, "EP576", quote, essay, f"is the {what} thing on {name}")
    above = [line for line in here if line.y > max(run.y for run in copy)]
    beside = [line for line in here if line.box.top > box.bottom + SLACK and line.box.bottom < box.top - SLACK]
    nearest = min(above, key=lambda line: line.y, default=None)
    if nearest is not None and nearest.is_heading and not beside and not first and not last:
        message = f"stands between the heading “{nearest.text.strip()[:40]}” and its text on {name}"
        yield _finding(Severity.WARNING, "EP578", quote, essay, message)


def _ends_page(box: Box, copy: Sequence[Run], here: Sequence[Line], pictures: Sequence[Box]) -> tuple[bool, bool]:
    """Return whether a quote is the first and whether it is the last thing on its page.

    In the column something must begin above it and something end below; in the margin it may be level with the text.
    """
    if not here:
        return True, True
    slack = SLACK if _in_column(box, here) else -SLACK
    high, low = max(run.y for run in copy), min(run.y for run in copy)
    first = max(line.y for line in here) < high + slack and not any(picture.top > box.top for picture in pictures)
    last = min(line.y for line in here) > low - slack and not any(picture.bottom < box.bottom for picture in pictures)
    return first, last


def _in_column(box: Box, here: Sequence[Line]) -> bool:
    """Return whether most of a quote's width lies in that of the page's text."""
    left, right = min(line.box.left for line in here), max(line.box.right for line in here)
    return min(box.right, right) - max(box.left, left) > box.width / 2


def _round(runs: Sequence[Run]) -> Box:
    boxes = [run.box for run in runs]
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def _finding(severity: Severity, code: str, quote: PullQuote, essay: Essay, message: str) -> Diagnostic:
    return Diagnostic(severity, code, f"the pull-quote “{quote.text}” {message}", quote.place or Place(essay.path))
