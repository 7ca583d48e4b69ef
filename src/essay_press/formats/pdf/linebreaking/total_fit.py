"""The breaks of a paragraph that are best as a whole (Knuth and Plass, *Breaking Paragraphs into Lines*, 1981).

The names are the paper's; demerits are added up as TeX does it (*The TeXbook*, chapter 14): (line penalty + badness)² +
penalty². Added to the paper: a line may be scaled a little (pdfTeX's font expansion); the state carries the run of
hyphens, so that three in a row are impossible rather than dear; the last line has a size that it should have. Badness
has no upper end: TeX's, at 10,000, makes one hopeless line as good as another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, inf

from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty
from essay_press.formats.pdf.linebreaking.scales import NEIGHBOURS

__all__ = ["RUNT", "Break", "Chosen", "Demands", "Fit", "breakpoints", "demerits_of", "fit", "total_fit"]

# The weights of a line. TeX's badness is 100 |r|³, so that it minds the worst line and hardly any other; what makes a
# page even is that every line is a little better. With a power of 1.25 demerits grow about as the square of what a
# space is off, whose sum the standard deviation is. TeX's line penalty is 10, its hyphens 50, its demerits for
# neighbours of unlike classes 10,000: these were found on nine texts in four languages, three faces and three measures,
# and are the same for all of them (`scripts/typography`).
LINE_PENALTY = 20.0
BADNESS_POWER = 1.25
ADJACENT = 3_000.0
# Not TeX's: a space over 1.6 times its own width, at which the page lint begins to warn; a scale that is further from
# its neighbour's than it should be.
LOOSE_RATIO, GAPING = 1.2, 10_000.0
CONTRAST = 10_000.0
DOUBLE_HYPHEN = 10_000.0
LAST_HYPHEN = 5_000.0
# Not TeX's: two lines that begin or end with the same word; a last line that is none. The latter is worse than any line
# that passes as text, and better than spaces two and a half times as wide as they should be.
ALIKE = 1_000.0
RUNT = 4_000_000.0
# The classes of lines, in the paper's order. A line and its neighbour are not to be further apart than one.
TIGHT, DECENT, LOOSE, VERY_LOOSE = range(4)
# Scales are chosen from none, narrowed and widened; how far each is set in the end is a matter of `scales`.
STEPS = 1
LADDER = 3
# Ragged lines that grow or shrink three times in a row, by a fifth of what is tolerated, make a staircase.
STAIRS, STEP, STAIRCASE = 3, 0.2, 5_000.0
# Rounding must not decide whether a line fits.
EPSILON = 1e-6


# What a way is judged by when others reach the same break: lines, class, scale, hyphens in a row, stairs.
_State = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the lines of a paragraph; lengths in CSS px.

    `tolerance` is the largest ratio of stretch, `tightness` that of shrink; `expansion` the share by which a line may
    be scaled either way; `give` the stretch that a line has besides its glue (ragged text has no other); under
    `last_line_min` the last line is a runt; `looseness` is the number of lines wanted above the best; lines `whole`,
    counted from 0, end without a hyphen,
    and with `whole_last` the last but one does too.
    """

    tolerance: float = 1.0
    tightness: float = 1.0
    expansion: float = 0.0
    give: float = 0.0
    last_line_min: float = 0.0
    looseness: int = 0
    whole: frozenset[int] = frozenset()
    whole_last: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items at which the lines end, their demerits in all, and the lines above or below the best number."""

    ends: tuple[int, ...]
    demerits: float
    looseness: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    """A legal breakpoint: its item; sums of width, stretch and shrink for a line that ends there (`to`) or starts."""

    item: int
    penalty: Penalty
    to: tuple[float, float, float]
    start: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a line fits: the ratio by which its glue is set (negative: shrunk), its badness, its class."""

    ratio: float
    badness: float
    fitness: int


@dataclass(slots=True)
class _Node:
    """A feasible breakpoint with the best way to it (the paper's active and passive nodes).

    `line` counts the lines up to it; `fitness`, `scale` (in steps), `hyphens` (in a row), `ratio` and `stair` (lines in
    a row that grew, or, negative, shrank) are those of the last.
    """

    index: int
    line: int
    fitness: int
    scale: int
    hyphens: int
    demerits: float
    before: _Node | None
    ratio: float = 0.0
    stair: int = 0


_BEGIN = Penalty(0.0, 0.0)


def breakpoints(items: Sequence[Item]) -> list[Break]:
    """Return the legal breakpoints in order; the first stands before the paragraph, the last at its end.

    Legal are penalties that are not forbidden, and glue behind a box. Glue and penalties behind a break are dropped up
    to the next box.
    """
    width = stretch = shrink = 0.0
    found: list[tuple[int, Penalty, tuple[float, float, float]]] = [(-1, _BEGIN, (0.0, 0.0, 0.0))]
    starts: list[tuple[float, float, float]] = []
    boxed = False
    for number, item in enumerate(items):
        if isinstance(item, Box):
            if len(starts) < len(found):
                starts += [(width, stretch, shrink)] * (len(found) - len(starts))
            width += item.width
        elif isinstance(item, Glue):
            if boxed:
                found.append((number, _BEGIN, (width, stretch, shrink)))
            width, stretch, shrink = width + item.width, stretch + item.stretch, shrink + item.shrink
        elif item.cost < FORBIDDEN:
            found.append((number, item, (width + item.width, stretch, shrink)))
        boxed = isinstance(item, Box)
    starts += [(width, stretch, shrink)] * (len(found) - len(starts))
    return [
        Break(number, penalty, to, (start[0] - penalty.after, start[1], start[2]) if penalty.after else start)
        for (number, penalty, to), start in zip(found, starts, strict=True)
    ]


def fit(natural: float, stretch: float, shrink: float, target: float, tightness: float = 1.0) -> Fit | None:
    """Return how a line of a natural width fits what it should be wide, in CSS px; None where it is overfull.

    It is where its glue would have to shrink by more than `tightness` times what it likes to.
    """
    short = target - natural
    if abs(short) < EPSILON:
        ratio = 0.0
    elif short > 0:
        # A line without glue is as good as its shortness in CSS px: some line has to be the best of them.
        ratio = short / (stretch or 1.0)
    else:
        ratio = short / shrink if shrink else -inf
        if ratio < -tightness - EPSILON:
            return None
    fitness = TIGHT if ratio < -0.5 else DECENT if ratio <= 0.5 else LOOSE if ratio <= 1 else VERY_LOOSE
    return Fit(ratio, 100 * abs(ratio) ** BADNESS_POWER, fitness)


def total_fit(items: Sequence[Item], widths: Sequence[float], demands: Demands) -> Chosen | None:
    """Return the breaks with the least demerits in all; None where none are feasible. The last width repeats."""
    return _walk(breakpoints(items), widths, demands, None)


def demerits_of(items: Sequence[Item], ends: Sequence[int], widths: Sequence[float], demands: Demands) -> float:
    """Return the least demerits that other breaks can have; infinite where they are not feasible."""
    found = _walk(breakpoints(items), widths, demands, frozenset(ends))
    return found.demerits if found else inf


def _walk(
    breaks: Sequence[Break], widths: Sequence[float], demands: Demands, only: frozenset[int] | None
) -> Chosen | None:
    """Return the best breaks, of all or of those given: every break looks at the active ones before it."""
    final = len(breaks) - 1
    # From this line on the number of a line no longer matters: ways that differ in it alone are one.
    steady = final if demands.looseness else max(len(widths) - 1, *(line + 1 for line in demands.whole), 0)
    # How much less than its boxes a line may take up, by what hangs. A start is given up only beyond that.
    slack = max(0.0, -min(each.penalty.width for each in breaks))
    # Later starts make shorter lines: behind one too short for the narrowest room no other need be looked at.
    ordered = all(a.start[0] <= b.start[0] for a, b in pairwise(breaks))
    narrowest = min(widths)
    narrow, wide = 1 - demands.expansion, 1 + demands.expansion
    active: dict[tuple[int, int], list[_Node]] = {(0, 0): [_Node(0, 0, DECENT, 0, 0, 0.0, None)]}
    for end in range(1, final + 1):
        b = breaks[end]
        if only is not None and b.item not in only:
            continue
        to_width, to_stretch, to_shrink = b.to
        found: dict[_State, _Node] = {}
        given_up = []
        for key, nodes in active.items():
            start, line = key
            width, stretch, shrink = breaks[start].start
            room = widths[line] if line < len(widths) else widths[-1]
            natural, shrunk = to_width - width, demands.tightness * (to_shrink - shrink)
            if (natural - shrunk) * narrow > room + EPSILON:
                if (natural - b.penalty.width - slack - shrunk) * narrow > room + EPSILON:
                    given_up.append(key)
                continue
            give = to_stretch - stretch + demands.give
            reached = (natural + demands.tolerance * give) * wide
            if end != final and room > reached:
                if ordered and narrowest > reached:
                    break
                continue
            _extend(nodes, _Line(breaks, start, end, natural, give, to_shrink - shrink, room), demands, steady, found)
        for key in given_up:
            del active[key]
        if b.penalty.cost == FORCED or only is not None:
            active.clear()
        for node in _worth(found):
            active.setdefault((end, min(node.line, steady)), []).append(node)
        if not active:
            return None
    ends = [node for nodes in active.values() for node in nodes]
    best = min(ends, key=lambda node: node.demerits)
    wanted = best.line + demands.looseness
    taken = min(ends, key=lambda node: (abs(node.line - wanted), node.demerits)) if demands.looseness else best
    return Chosen(tuple(_ends(taken, breaks)), taken.demerits, taken.line - best.line)


def _worth(found: Mapping[_State, _Node]) -> Iterator[_Node]:
    """Yield the ways to a break that may be part of the best one.

    Not one that another beats even where its class is the wrong one for what follows: of as many lines, the same scale
    and stair, and no more hyphens in a row.
    """
    least: dict[tuple[int, int, int, int], float] = {}
    for (line, _, scale, hyphens, stair), node in found.items():
        for number in range(hyphens, LADDER):
            key = line, scale, stair, number
            if node.demerits < least.get(key, inf):
                least[key] = node.demerits
    for (line, _, scale, hyphens, stair), node in found.items():
        if node.demerits <= least[line, scale, stair, hyphens] + ADJACENT:
            yield node


@dataclass(slots=True)
class _Line:
    """A line between two breakpoints, given by number, with its natural width, stretch and shrink, and its room."""

    breaks: Sequence[Break]
    start: int
    end: int
    natural: float
    stretch: float
    shrink: float
    room: float

    @property
    def last(self) -> bool:
        """Return whether the paragraph ends with it."""
        return self.end == len(self.breaks) - 1


def _extend(nodes: Sequence[_Node], line: _Line, demands: Demands, steady: int, found: dict[_State, _Node]) -> None:
    """Add the best ways to the end of a line: one for each state.

    A state is all that what follows asks of what went before; but for stairs, of which only the best way's are seen.
    """
    flagged = line.breaks[line.end].penalty.flagged
    ragged = demands.give and not line.last
    ways: dict[int, tuple[_Way, ...]] = {}
    for node in nodes:
        hyphens = node.hyphens + 1 if flagged else 0
        if flagged and (hyphens >= LADDER or node.line in demands.whole):
            continue
        if node.scale not in ways:
            ways[node.scale] = tuple(_ways(line, node.scale, demands))
        counted = node.line + 1 if node.line < steady else steady
        for way in ways[node.scale]:
            demerits = node.demerits + way.demerits
            if not -2 < node.fitness - way.fitness < 2:
                demerits += ADJACENT
            if hyphens > 1:
                demerits += DOUBLE_HYPHEN
            stair = _stair(node, way.ratio) if ragged else 0
            if abs(stair) >= STAIRS:
                demerits += STAIRCASE
            state = (counted, way.fitness, way.scale, hyphens, stair)
            best = found.get(state)
            if best is None or demerits < best.demerits:
                found[state] = _Node(
                    line.end, node.line + 1, way.fitness, way.scale, hyphens, demerits, node, way.ratio, stair
                )


def _stair(node: _Node, ratio: float) -> int:
    """Return how many ragged lines in a row have grown, or, negative, have shrunk, by as much as the eye follows."""
    if node.before is None or abs(ratio - node.ratio) < STEP:
        return 0
    longer = ratio < node.ratio
    if longer:
        return max(node.stair, 0) + 1
    return min(node.stair, 0) - 1


@dataclass(slots=True)
class _Way:
    """A line as it is set behind one of a certain scale: its class and its own scale, in steps, and its demerits."""

    fitness: int
    scale: int
    demerits: float
    ratio: float


def _ways(line: _Line, before: int, demands: Demands) -> Iterator[_Way]:
    """Yield how a line may be set behind one of a scale, in steps: as even as can be, and unscaled for what follows.

    Nothing where it is overfull or not to be tolerated. Scaling comes first, as in pdfTeX: what it can do is not asked
    of the spaces. Where neighbours would differ too much the line gives in, unless it is overfull without: then it is
    narrowed all the same, and pays for it. A last line stands as it is if it can.
    """
    if line.last and line.natural <= line.room:
        yield _Way(DECENT, 0, _alone(line, 0.0, demands), 0.0)
        return
    step = demands.expansion / STEPS
    for scale, contrast in _scales(line, before, demands) if step else ((0, 0.0),):
        target = line.room / (1 + scale * step)
        how = fit(line.natural, line.stretch, line.shrink, target, demands.tightness)
        if how is not None and how.ratio <= demands.tolerance:
            gaping = GAPING if how.ratio > LOOSE_RATIO and not demands.give else 0.0
            yield _Way(how.fitness, scale, _alone(line, how.badness, demands) + contrast + gaping, how.ratio)


def _scales(line: _Line, before: int, demands: Demands) -> Iterator[tuple[int, float]]:
    """Yield the scales, in steps, worth looking at behind one of a scale, with the demerits of the contrast."""
    step = demands.expansion / STEPS
    reach = int(NEIGHBOURS / step + EPSILON)
    wanted = round((line.room / max(line.natural, EPSILON) - 1) / step)
    least = max(line.natural - demands.tightness * line.shrink, EPSILON)
    ceiling = max(-STEPS, floor((line.room / least - 1) / step + EPSILON))
    nearest = max(-STEPS, min(STEPS, ceiling, max(before - reach, min(before + reach, wanted))))
    yield nearest, CONTRAST if abs(before - nearest) > reach else 0.0
    # One that is not scaled leaves the next line free.
    if nearest and ceiling >= 0 and abs(before) <= reach:
        yield 0, 0.0


def _alone(line: _Line, badness: float, demands: Demands) -> float:
    """Return the demerits of a line that do not depend on how the line before it is set."""
    before, penalty = line.breaks[line.start].penalty, line.breaks[line.end].penalty
    demerits = (LINE_PENALTY + badness) ** 2
    if not line.last:
        demerits += penalty.cost * abs(penalty.cost) if penalty.cost != FORCED else 0.0
        if before.right and before.right == penalty.right:
            demerits += ALIKE
    elif line.start > 0:
        if before.lonely or line.natural < demands.last_line_min:
            demerits += RUNT
        if before.flagged:
            demerits += RUNT if demands.whole_last else LAST_HYPHEN
    if before.left and before.left == penalty.left:
        demerits += ALIKE
    return demerits


def _ends(node: _Node | None, breaks: Sequence[Break]) -> list[int]:
    """Return the items at which the lines end on the way to a node."""
    found = []
    while node is not None and node.before is not None:
        found.append(breaks[node.index].item)
        node = node.before
    return found[::-1]
