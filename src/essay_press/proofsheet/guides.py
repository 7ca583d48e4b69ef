"""What guides the eye of a designer: the page's boxes, its text block and its grid, measured on the finished pages."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from essay_press.check.content import Box
from essay_press.check.lines import Line, Setting, body_lines, document_lines, setting
from essay_press.check.reading import Document

__all__ = ["Block", "measure"]

ENOUGH = 4  # lines of text on a page, from which its edges can be told
CAPITAL = 0.7  # em; the height of a capital
INDENT = 2.5  # em; the first line of a paragraph
SHARED = 1.0  # points within which two edges are one
SHARE = 0.25  # of the lines of a side: an edge on which so many stand is that of the block, not of one line


@dataclass(frozen=True, slots=True)
class Block:
    """The text block of a page, from the top of its first capitals to its last baseline, and the baselines in it."""

    box: Box
    baselines: tuple[float, ...]


def measure(document: Document, *, facing: bool) -> dict[int, Block]:
    """Return the text block of each page that has body text, by the page's index; empty for a file without tags.

    Left and right pages of a spread have edges of their own; top, foot and grid are those of all pages.
    """
    found = document_lines(document)
    body = setting(found)
    lines = body_lines(found, body)
    sides: dict[int, list[Line]] = {}
    for line in lines:
        sides.setdefault(line.page % 2 if facing else 0, []).append(line)
    filled = {page for page, count in Counter(line.page for line in lines).items() if count >= ENOUGH}
    notes = [line for line in found if line.is_note and line.page in filled]
    text = [line for line in lines if line.page in filled]
    if not text or not body.leading:
        return {}
    top = max(line.y for line in text) + CAPITAL * body.size
    foot = min(line.y for line in [*text, *notes])
    edges = {side: _edges(group) for side, group in sides.items()}
    levels = _levels(text, body, top, foot)
    blocks = {}
    for line in lines:
        left, right = edges[line.page % 2 if facing else 0]
        # What is centred on a page of its own (a title) stands in another block than the text.
        begins = left - SHARED <= line.box.left <= left + INDENT * body.size
        if begins or abs(line.box.right - right) <= SHARED:
            blocks[line.page] = Block(Box(left, foot, right, top), levels)
    return blocks


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Return where the lines of a side begin and end: where many do, else where the outermost does."""
    lefts, rights = [line.box.left for line in lines], [line.box.right for line in lines]
    return _usual(lefts, outermost=min(lefts)), _usual(rights, outermost=max(rights))


def _usual(places: Sequence[float], outermost: float) -> float:
    """Return the place, in points, that most of `places` share, or the outermost."""
    counts = Counter(round(place) for place in places)
    near = max(counts, key=lambda value: (counts[value] + counts[value - 1] + counts[value + 1], -value))
    kept = [place for place in places if abs(place - near) <= SHARED]
    return statistics.median(kept) if len(kept) >= SHARE * len(places) else outermost


def _levels(lines: Iterable[Line], body: Setting, top: float, foot: float) -> tuple[float, ...]:
    """Return the baselines of the grid between top and foot, from the one on which most lines stand."""
    phases = [line.y % body.leading for line in lines]
    steps = Counter(round(phase * 4) for phase in phases)
    usual = max(steps, key=lambda value: (steps[value], -value)) / 4
    near = [phase for phase in phases if abs(phase - usual) <= 0.25]
    level = statistics.median(near) if near else usual
    first = int((foot - level) // body.leading)
    heights = (level + step * body.leading for step in range(first, first + int((top - foot) / body.leading) + 3))
    return tuple(height for height in heights if foot - 0.5 <= height <= top)
