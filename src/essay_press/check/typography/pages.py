"""What stands where on its page: first and last lines alone, headings at the foot, short last pages, facing depths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from essay_press.check.typography.typeset import Kind, Line, Paragraph, Typeset

__all__ = ["Depth", "headings_at_foot", "orphans", "parted", "short_pages", "uneven", "widows"]

BELOW = 2  # lines that a heading wants below it
LAST = 4  # lines that a last page has at least
FULL = 5.5  # lines from the foot, within which a page is full though no paragraph is parted there
SAME = 0.6  # em within which two baselines are those of one line


@dataclass(frozen=True, slots=True)
class Depth:
    """Two pages that face each other and differ in depth, by so many lines; the last line of the shorter one."""

    line: Line
    lines: int


def parted(typeset: Typeset) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    """Return the paragraphs that a page or a column parts, as the lines in each."""
    found = (_parts(paragraph) for paragraph in typeset.text)
    return tuple(parts for parts in found if len(parts) > 1)


def orphans(typeset: Typeset) -> tuple[Line, ...]:
    """Return the first lines of paragraphs that stand alone at the foot of a page or a column."""
    return tuple(parts[0][0] for parts in parted(typeset) if _rows(parts[0]) == 1)


def widows(typeset: Typeset) -> tuple[Line, ...]:
    """Return the last lines of paragraphs that stand alone at the head of a page or a column."""
    return tuple(parts[-1][0] for parts in parted(typeset) if _rows(parts[-1]) == 1)


def headings_at_foot(typeset: Typeset) -> tuple[Line, ...]:
    """Return the last lines of headings that have fewer than two lines of text below them, while text follows."""
    flow = [paragraph for paragraph in typeset.paragraphs if paragraph.kind in (Kind.TEXT, Kind.HEADING)]
    out = []
    for number, paragraph in enumerate(flow):
        if paragraph.kind is not Kind.HEADING:
            continue
        last = paragraph.lines[-1]
        following: list[Line] = []
        for after in flow[number + 1 :]:
            if after.kind is Kind.HEADING and following:
                break
            following += after.lines if after.kind is Kind.TEXT else ()
        here = [line for line in following if (line.page, line.column) == (last.page, last.column) and line.y < last.y]
        if _rows(here) < min(BELOW, _rows(following)):
            out.append(last)
    return tuple(out)


def short_pages(typeset: Typeset) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of pages on which a text ends, and that hold hardly anything of it and nothing else."""
    out = []
    for page, lines in _by_page(typeset):
        begins = lines[0].kind is Kind.TEXT and not _opens(typeset, lines[0])
        ends = page + 1 >= len(typeset.pages) or not _goes_on(typeset, page)
        own = [line for line in lines if line.kind is Kind.TEXT]
        if begins and ends and len(own) == len(lines) and _rows(own) < LAST and not typeset.pages[page].pictures:
            out.append(tuple(own))
    return tuple(out)


def uneven(typeset: Typeset, most: int = 1) -> tuple[int, tuple[Depth, ...]]:
    """Return how many pairs of facing pages go on overleaf, and those that differ by more lines than `most`."""
    if not typeset.leading:
        return 0, ()
    lines = dict(_by_page(typeset))
    out = []
    count = 0
    for left in range(1, len(typeset.pages) - 1, 2):
        pair = [lines.get(page, []) for page in (left, left + 1)]
        if not all(pair) or not all(_goes_on(typeset, page) for page in (left, left + 1)):
            continue
        count += 1
        lowest = [min(side, key=lambda line: line.y) for side in pair]
        apart = abs(lowest[0].y - lowest[1].y) / typeset.leading
        # A note stands at the very foot of its page, the last line of text on the grid, up to a line above.
        apart = int(apart) if any(line.kind is Kind.NOTE for line in lowest) else round(apart)
        if apart > most:
            out.append(Depth(max(lowest, key=lambda line: line.y), apart))
    return count, tuple(out)


def _by_page(typeset: Typeset) -> Iterator[tuple[int, list[Line]]]:
    """Yield the pages that have anything but running heads on them, with what it is."""
    seen = [line for line in typeset.lines if line.kind not in (Kind.HEAD, Kind.FOLIO)]
    for page, group in groupby(sorted(seen, key=lambda line: line.page), key=lambda line: line.page):
        yield page, list(group)


def _opens(typeset: Typeset, line: Line) -> bool:
    """Return whether a line is the first of a paragraph that begins a page after one that was not full."""
    return line.page == 0 or not _goes_on(typeset, line.page - 1)


def _goes_on(typeset: Typeset, page: int) -> bool:
    """Return whether the text of a page goes on overleaf: a paragraph is parted there, or the page is full."""
    here = [line for line in typeset.lines if line.page == page and line.kind is Kind.TEXT]
    after = [line for line in typeset.lines if line.page == page + 1 and line.kind is not Kind.HEAD]
    if not here or not after:
        return False
    if {line.paragraph for line in here} & {line.paragraph for line in after}:
        return True
    lows = [line.y for line in typeset.lines if line.kind is Kind.TEXT]
    opens = next((line for line in after if line.kind is not Kind.FOLIO), after[0])
    is_new = opens.kind is Kind.DISPLAY or opens.kind is Kind.HEADING
    return not is_new and min(line.y for line in here) < min(lows) + FULL * typeset.leading


def _parts(paragraph: Paragraph) -> tuple[tuple[Line, ...], ...]:
    parts = groupby(paragraph.lines, key=lambda line: (line.page, line.column))
    return tuple(tuple(part) for _, part in parts)


def _rows(lines: Sequence[Line]) -> int:
    """Return how many lines the eye sees: pieces that stand beside each other are one."""
    rows: list[tuple[int, int, float]] = []
    for line in lines:
        beside = (
            row for row in rows if row[:2] == (line.page, line.column) and abs(row[2] - line.y) < SAME * line.size
        )
        if next(beside, None) is None:
            rows.append((line.page, line.column, line.y))
    return len(rows)
