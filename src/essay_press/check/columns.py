"""Columns of text on a finished page: level at their feet, on one grid, and read one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from essay_press.check.content import Box
from essay_press.check.lines import SAME_SIZE, Line, body_lines, document_lines, setting
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["apart", "level", "order"]

LEVEL = 2  # lines by which columns may differ and only be noted
LARGE = 1.5  # of the size of the text: from here an untagged text is a pull-quote
EXCERPT = 40  # characters of a line that a message repeats
ONE_COLUMN = "the text stands in one column"
WHITE = 0.6  # of the size of the text: the least white between columns, two or three spaces of a word
LEVEL_LINES = 0.5  # points between baselines of lines that stand beside each other


def level(document: Document) -> Report:
    """Return whether columns beside each other end at one height, above what goes across them and at the foot.

    A line or two are only noted: lines that belong together stay together.
    """
    found = document_lines(document)
    body = setting(found)
    if not body.leading or not any(line.column for line in found):
        return Report("columns end level", not_run=ONE_COLUMN)
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        for run in _runs(page, found, body.size):
            numbers = sorted({line.column for line in run})
            if len(numbers) < 2:
                continue
            count += 1
            feet = {number: _foot(page, [line for line in run if line.column == number]) for number in numbers}
            apart = round((max(feet.values()) - min(feet.values())) / body.leading)
            if apart:
                short = max(feet, key=lambda number: feet[number])
                last = min((line for line in run if line.column == short), key=lambda line: line.y)
                message = (
                    f"{page.name}: the column that ends at “{last.text.strip()[:EXCERPT]}” is {apart}"
                    f" line{'s' if apart > 1 else ''} shorter than the one beside it"
                )
                out.append(Diagnostic(Severity.WARNING if apart > LEVEL else Severity.NOTE, "EP596", message))
    return Report("columns end level", tuple(out), count)


def apart(document: Document) -> Report:
    """Return whether there is white between pieces of text that stand beside each other.

    Columns that touch are read as one wide column by whoever looks for the white between them, as `lines` does.
    """
    found = document_lines(document)
    body = setting(found)
    lines = sorted(body_lines(found, body), key=lambda line: (line.page, -round(line.y, 1), line.box.left))
    out = [
        Diagnostic(
            Severity.ERROR,
            "EP598",
            f"{document.pages[left.page].name}: “{left.text.strip()[-EXCERPT:]}” runs into the text beside it,"
            f" “{right.text.strip()[:EXCERPT]}”",
            hint="give the layout a `column-gap`",
        )
        for left, right in pairwise(lines)
        if left.page == right.page
        and abs(left.y - right.y) < LEVEL_LINES
        and right.box.left - left.box.right < WHITE * body.size
    ]
    return Report("text beside text", tuple(out), len(lines))


def order(document: Document) -> Report:
    """Return whether text in columns is read down one and then down the next, as the eye does."""
    found = document_lines(document)
    body = setting(found)
    lines = [line for line in body_lines(found, body) if line.column]
    if not lines:
        return Report("columns are read in order", not_run=ONE_COLUMN)
    out = [
        Diagnostic(
            Severity.ERROR,
            "EP597",
            f"{document.pages[below.page].name}: “{below.text.strip()[:EXCERPT]}” is read after"
            f" “{above.text.strip()[:EXCERPT]}”, and stands before it",
            hint="text goes down one column and then down the next",
        )
        for above, below in pairwise(lines)
        if above.page == below.page and above.column >= below.column and below.y > above.y + body.size / 2
    ]
    return Report("columns are read in order", tuple(out), len(lines))


def _runs(page: Page, found: Iterable[Line], size: float) -> Iterable[Sequence[Line]]:
    """Yield the lines of columns that stand beside each other: of one part, with nothing that goes across between."""
    here = [line for line in found if line.page == page.index and not line.is_note]
    across = [line.box for line in here if not line.column]
    across += [run.box for run in page.runs if run.artifact not in ("", "Pagination") and run.size > LARGE * size]
    across += [picture.box for picture in page.pictures if _column_of(picture.box, here) == 0]
    runs: dict[tuple[int, int], list[Line]] = {}
    for line in here:
        if line.column:
            above = sum(1 for box in across if box.bottom > line.box.bottom)
            runs.setdefault((line.section, above), []).append(line)
    # What is set smaller, notes and the colophon, is no running text.
    return [run for run in runs.values() if any(abs(line.size - size) < SAME_SIZE for line in run)]


def _foot(page: Page, column: Sequence[Line]) -> float:
    """Return the height of the lowest thing in a column, a picture among it."""
    left, right = min(line.box.left for line in column), max(line.box.right for line in column)
    low, high = min(line.y for line in column), max(line.y for line in column)
    pictures = [picture.box.bottom for picture in page.pictures if left <= _middle(picture.box) <= right]
    return min([low, *(bottom for bottom in pictures if bottom < high)])


def _column_of(box: Box, here: Sequence[Line]) -> int:
    """Return the number of the column in which a picture stands, or 0 when it goes across."""
    for number in sorted({line.column for line in here} - {0}):
        lines = [line.box for line in here if line.column == number]
        left, right = min(each.left for each in lines), max(each.right for each in lines)
        if left - 1 <= _middle(box) <= right + 1 and box.width < 1.2 * (right - left):
            return number
    return 0


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2
