"""Where the text of a page may stand: its columns, and the edges to which their lines are filled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from essay_press.check.typography.segments import Segment

__all__ = ["Frame", "Hanging", "frames", "hang"]

GUTTER = 8.0  # points of white, from top to bottom, that part two columns
FEWEST = 3  # lines that make a column, or an edge
ALIKE = 0.6  # of the width of the widest column
EDGE = 0.6  # points by which ends of filled lines may differ: letters stand out a little where margins are optical
TOO_WIDE = 0.25  # of the measure by which a line too long can stick out; what is wider stands in another column
FILLED = 0.4  # of the lines that end at the right edge: fewer are chance, and the text is ragged
HANGING = {"—": 1.05, "–": 0.6, "…": 0.6}  # em that a mark may stand outside; other marks half an em
MARKS = frozenset(".,;:!?'\"’”“‘»«›‹-‐\u00ad)*]")
HUNG = 0.06  # em that a mark stands outside, from which it is hung
LETTER = 0.04  # em that a letter may stand outside
SIGN = 0.16  # em that any other sign may: what has its ink far from its edge, a slash or an equals sign


@dataclass(frozen=True, slots=True)
class Frame:
    """A column of a page: left and right, where most of its lines begin and end; its narrower right edges.

    `is_filled` says whether its text is justified at all.
    """

    left: float
    right: float
    others: tuple[float, ...] = ()
    is_filled: bool = True
    lines: int = 0

    def edge(self, segment: Segment) -> float | None:
        """Return the edge to which a line is filled, or None."""
        if not self.is_filled:
            return None
        outside = hang(segment)
        edges = (self.right, *self.others)
        return next((edge for edge in edges if edge - EDGE <= segment.right <= edge + max(EDGE, outside)), None)

    def holds(self, segment: Segment) -> bool:
        """Return whether a line stands in this column."""
        return self.left - GUTTER <= segment.left <= self.right


@dataclass(frozen=True, slots=True)
class Hanging:
    """How far marks do stand outside the measure in a document, in em, by mark; those that are seldom seen, at most.

    Where no mark hangs, none may: a comma that sticks out is then too long a line.
    """

    amounts: Mapping[str, float]
    hangs: bool

    @classmethod
    def of(cls, found: Iterable[tuple[Segment, Frame]]) -> Hanging:
        """Return what the lines of a document do, each with the column it stands in."""
        outside: dict[str, list[float]] = {}
        for line, frame in found:
            edge = frame.edge(line)
            if edge is not None and _last(line) in MARKS | HANGING.keys():
                outside.setdefault(_last(line), []).append((line.right - edge) / line.em)
        usual = {mark: median(values) for mark, values in outside.items() if len(values) >= FEWEST}
        # A short text has few of each mark: what all of them do tells more.
        every = [value for values in outside.values() for value in values]
        hangs = any(value > HUNG for value in usual.values()) or (len(every) >= FEWEST and median(every) > HUNG)
        return cls({mark: max(0.0, value) + LETTER for mark, value in usual.items()}, hangs)

    def allowed(self, line: Segment) -> float:
        """Return how many points the last letter of a line stands outside by design."""
        if not self.hangs:
            return 0.0
        return self.amounts.get(_last(line), hang(line) / line.em) * line.em


def hang(line: Segment) -> float:
    """Return how many points the last letter of a line may stand outside its measure: all of a mark, little else."""
    last = _last(line)
    other = SIGN if unicodedata.category(last or "a")[0] in "PS" else LETTER
    return HANGING.get(last, 0.5 if last in MARKS else other) * line.em


def _last(line: Segment) -> str:
    return line.words[-1].text[-1:]


def frames(pages: Sequence[Sequence[Segment]]) -> tuple[tuple[Frame, ...], ...]:
    """Return the columns of each page, given its lines of running text; at least one, also of an empty page."""
    found = [_page(page) for page in pages]
    if not _justified(found):
        return tuple(tuple(replace(frame, is_filled=False) for frame in page) for page in found)
    usual = [_usual([frame for page in found[side::2] for frame in page]) for side in (0, 1)]
    both = usual[0] or usual[1]
    out = []
    for number, page in enumerate(found):
        model = usual[number % 2] or both
        out.append(tuple(_mended(frame, model) for frame in page) if len(page) == 1 and model else page)
    return tuple(out)


def _justified(found: Sequence[Sequence[Frame]]) -> bool:
    """Return whether a document is justified: verse, or a few lines that end alike by chance, do not make it so."""
    full = [frame for page in found for frame in page if frame.lines > 2 * FEWEST]
    known = full or [frame for page in found for frame in page]
    return 2 * sum(frame.lines for frame in known if frame.is_filled) >= sum(frame.lines for frame in known)


def _page(lines: Sequence[Segment]) -> tuple[Frame, ...]:
    if not lines:
        return (Frame(0.0, 0.0, is_filled=False),)
    return tuple(_frame(group) for group in _columns(lines))


def _columns(lines: Sequence[Segment]) -> list[list[Segment]]:
    """Return the lines by column: parted by white that no line crosses, alike in width, beside each other."""
    groups: list[list[Segment]] = []
    right = float("-inf")
    for line in sorted(lines, key=lambda line: line.left):
        if line.left > right + GUTTER:
            groups.append([])
        groups[-1].append(line)
        right = max(right, line.right)
    widths = [max(line.right for line in group) - min(line.left for line in group) for group in groups]
    alike = all(width >= ALIKE * max(widths) for width in widths)
    many = all(len(group) >= FEWEST for group in groups)
    beside = all(
        min(line.y for line in first) < max(line.y for line in second)
        and min(line.y for line in second) < max(line.y for line in first)
        for first, second in pairwise(groups)
    )
    return groups if len(groups) > 1 and alike and many and beside else [list(lines)]


def _frame(lines: Sequence[Segment]) -> Frame:
    left = _commonest([line.left for line in lines])[0]
    # A line whose last letter may hang says less of where the edge is.
    plain = [line.right for line in lines if hang(line) <= LETTER * line.em]
    for ends in (plain, [line.right for line in lines]):
        right, count = _commonest(ends, high=True)
        # What ends well before the edge is the end of a paragraph, or ragged.
        near = sum(1 for value in ends if value > max(ends) - 0.25 * (max(ends) - left))
        if count >= max(FEWEST, FILLED * near):
            return Frame(left, right, _runs(lines, right), lines=len(lines))
    return Frame(left, max(line.right for line in lines), is_filled=False, lines=len(lines))


def _commonest(values: Sequence[float], *, high: bool = False) -> tuple[float, int]:
    """Return the commonest of some values, within EDGE, and how many there are; the greatest or smallest of equals."""
    best, count = 0.0, 0
    ordered = sorted(values, reverse=high)
    for value in ordered:
        near = [other for other in ordered if abs(other - value) <= EDGE]
        if len(near) > count:
            best, count = median(near), len(near)
    return best, count


def _runs(lines: Sequence[Segment], main: float) -> tuple[float, ...]:
    """Return the edges before the main one at which several lines in turn end, as beside a float or in a quotation."""
    ordered = sorted(lines, key=lambda line: -line.y)
    out: list[float] = []
    run: list[float] = []
    for line in [*ordered, None]:
        if line is not None and run and abs(line.right - run[-1]) <= max(EDGE, hang(line)):
            run.append(line.right)
            continue
        if len(run) >= FEWEST and main - median(run) > 2 * EDGE:
            out.append(median(run))
        run = [line.right] if line is not None else []
    return tuple(edge for edge, _ in groupby(sorted(out, reverse=True), key=lambda value: round(value, 1)))


def _usual(found: Sequence[Frame]) -> Frame | None:
    """Return the frame of the fullest page among those with filled lines."""
    full = [frame for frame in found if frame.is_filled]
    return max(full, key=lambda frame: frame.lines, default=None)


def _mended(frame: Frame, model: Frame) -> Frame:
    """Return the frame of a page that says little of its own, with few lines or with verse, as that of its like."""
    wider = frame.right - model.right > TOO_WIDE * (model.right - model.left)
    if wider or frame.left < model.left - GUTTER or frame.left > model.right:
        return frame
    if frame.is_filled and frame.right < model.right - 2 * EDGE:
        return replace(model, others=(frame.right, *frame.others), lines=frame.lines)
    if not frame.is_filled and (frame.lines <= 2 * FEWEST or frame.right <= model.right + EDGE):
        return replace(model, others=(), lines=frame.lines)
    return frame
