"""The breaks of a paragraph that are best as a whole (Knuth and Plass, *Breaking Paragraphs into Lines*, 1981).

The names are the paper's; sizes of penalties and demerits are TeX's, as it adds them up (*The TeXbook*, chapter 14):
(10 + badness)² + penalty². Added to the paper: a line may be scaled a little (pdfTeX's font expansion); the state
carries the run of hyphens, so that three in a row are impossible rather than dear; the last line has a size that it
should have. Badness has no upper end: TeX's, at 10,000, makes one hopeless line as good as another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty

__all__ = ["RUNT", "Break", "Chosen", "Demands", "Fit", "breakpoints", "demerits_of", "fit", "fit_between", "total_fit"]

LINE_PENALTY = 10.0
ADJACENT = 10_000.0
DOUBLE_HYPHEN = 10_000.0
LAST_HYPHEN = 5_000.0
# Not TeX's: two lines that begin or end with the same word; a last line that is none. The latter is worse than any line
# that passes as text, and better than spaces two and a half times as wide as they should be.
ALIKE = 3_000.0
RUNT = 4_000_000.0
# The classes of lines, in order. Neighbours may be one step apart; without scaling there are no steps between these.
TIGHT, DECENT, LOOSE, VERY_LOOSE = -2, 0, 2, 3
LADDER = 3
# Rounding must not decide whether a line fits.
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the lines of a paragraph; lengths in CSS px.

    `tolerance` is the largest ratio of stretch; `expansion` the share by which a line may be scaled either way; `give`
    the stretch that a line has besides its glue (ragged text has no other); under `last_line_min` the last line is a
    runt; `looseness` is the number of lines wanted above the best; lines `whole`, counted from 0, end without a hyphen,
    and with `whole_last` the last but one does too.
    """

    tolerance: float = 1.0
    expansion: float = 0.0
    give: float = 0.0
    last_line_min: float = 0.0
    looseness: int = 0
    whole: frozenset[int] = frozenset()
    whole_last: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items at which the lines end, and their demerits in all."""

    ends: tuple[int, ...]
    demerits: float


@dataclass(frozen=True, slots=True)
class Break:
    """A legal breakpoint: its item; sums of width, stretch and shrink for a line that ends there (`to`) or starts."""

    item: int
    penalty: Penalty
    to: tuple[float, float, float]
    start: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a line fits: the ratio by which its glue is set (negative: shrunk), its scale, its badness, its class."""

    ratio: float
    scale: float
    badness: float
    fitness: int


@dataclass(slots=True)
class _Node:
    """A feasible breakpoint with the best way to it (the paper's active and passive nodes)."""

    index: int
    line: int
    fitness: int
    hyphens: int
    demerits: float
    before: _Node | None


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


def fit(natural: float, stretch: float, shrink: float, room: float, expansion: float, last: bool) -> Fit | None:
    """Return how a line of a natural width fits a room, or None where it is overfull; lengths in CSS px.

    Scaling comes first, as in pdfTeX: what it can do is not asked of the spaces. A last line stands as it is if it can.
    """
    if last and natural <= room:
        return Fit(0.0, 1.0, 0.0, DECENT)
    scale = min(1 + expansion, max(1 - expansion, room / natural)) if natural > 0 else 1.0
    short = room / scale - natural
    if abs(short) < EPSILON:
        ratio = 0.0
    elif short < 0:
        ratio = short / shrink if shrink else -inf
        if ratio < -1 - EPSILON:
            return None
    else:
        ratio = short / stretch if stretch else inf
    return Fit(ratio, scale, 100 * abs(ratio) ** 3, _fitness(ratio, (scale - 1) / expansion if expansion else 0.0))


def _fitness(ratio: float, scaled: float) -> int:
    """Return the class of a line: tight, decent, loose or very loose, the decent ones by their scale (-1 to 1) too.

    Scaling fills a line before its spaces give way, so that narrow, as it is, and wide are steps between tight and
    loose: lines that differ in more than one of them cannot be set alike.
    """
    if ratio < -0.5:
        return TIGHT
    if ratio > 0.5:
        return LOOSE if ratio <= 1 else VERY_LOOSE
    return DECENT - (scaled < -0.5) + (scaled > 0.5)


def total_fit(items: Sequence[Item], widths: Sequence[float], demands: Demands) -> Chosen | None:
    """Return the breaks with the least demerits in all; None where none are feasible. The last width repeats."""
    breaks = breakpoints(items)
    best = _walk(breaks, widths, demands)
    if best is None:
        return None
    ends = []
    node: _Node | None = best
    while node is not None and node.before is not None:
        ends.append(breaks[node.index].item)
        node = node.before
    return Chosen(tuple(reversed(ends)), best.demerits)


def demerits_of(items: Sequence[Item], ends: Sequence[int], widths: Sequence[float], demands: Demands) -> float:
    """Return the total demerits of other breaks; infinite where a line is overfull or in the way of what is asked."""
    breaks = breakpoints(items)
    at = {found.item: number for number, found in enumerate(breaks)}
    node = _Node(0, 0, DECENT, 0, 0.0, None)
    for end in (at[item] for item in ends):
        natural, how = fit_between(breaks, node.index, end, widths[min(node.line, len(widths) - 1)], demands)
        if how is None:
            return inf
        alone = _alone(breaks, node.index, end, natural, how, demands)
        following = _follow(node, end, how, alone, breaks[end].penalty.flagged, demands)
        if following is None:
            return inf
        node = following
    return node.demerits


def fit_between(
    breaks: Sequence[Break], start: int, end: int, room: float, demands: Demands
) -> tuple[float, Fit | None]:
    """Return the natural width of the line between two breakpoints, given by number, and how it fits its room."""
    natural, stretch, shrink = (to - begun for to, begun in zip(breaks[end].to, breaks[start].start, strict=True))
    last = end == len(breaks) - 1
    return natural, fit(natural, stretch + demands.give, shrink, room, demands.expansion, last)


def _walk(breaks: Sequence[Break], widths: Sequence[float], demands: Demands) -> _Node | None:
    """Return the best node at the end of the paragraph: every break looks at the active ones before it."""
    final = len(breaks) - 1
    # From this line on the number of a line no longer matters: ways that differ in it alone are one.
    steady = final if demands.looseness else max(len(widths) - 1, *(line + 1 for line in demands.whole), 0)
    # How much less than its boxes a line may take up, by what hangs. A start is given up only beyond that.
    slack = max(0.0, -min(each.penalty.width for each in breaks))
    # Later starts make shorter lines: behind one that is too short no other need be looked at.
    ordered = steady == 0 and all(a.start[0] <= b.start[0] for a, b in pairwise(breaks))
    narrow, wide = 1 - demands.expansion, 1 + demands.expansion
    active: dict[tuple[int, int], list[_Node]] = {(0, 0): [_Node(0, 0, DECENT, 0, 0.0, None)]}
    for end in range(1, final + 1):
        b = breaks[end]
        to_width, to_stretch, to_shrink = b.to
        found: dict[tuple[int, int, int], _Node] = {}
        given_up = []
        for key, nodes in active.items():
            start, line = key
            width, stretch, shrink = breaks[start].start
            room = widths[line] if line < len(widths) else widths[-1]
            natural, least = to_width - width, to_width - width - to_shrink + shrink
            if least * narrow > room + EPSILON:
                if (least - b.penalty.width - slack) * narrow > room + EPSILON:
                    given_up.append(key)
                continue
            give = to_stretch - stretch + demands.give
            if room - natural * wide > demands.tolerance * give * wide and end != final:
                if ordered:
                    break
                continue
            how = fit(natural, give, to_shrink - shrink, room, demands.expansion, end == final)
            if how is not None:
                alone = _alone(breaks, start, end, natural, how, demands)
                for node in nodes:
                    new = _follow(node, end, how, alone, b.penalty.flagged, demands)
                    if new is not None:
                        # One way is enough for each line, class and run of hyphens: what follows asks for no more.
                        state = (min(new.line, steady), new.fitness, new.hyphens)
                        if state not in found or new.demerits < found[state].demerits:
                            found[state] = new
        for key in given_up:
            del active[key]
        if b.penalty.cost == FORCED:
            active.clear()
        for (line, _, _), node in found.items():
            active.setdefault((end, line), []).append(node)
        if not active:
            return None
    return _wanted([node for nodes in active.values() for node in nodes], demands.looseness)


def _alone(breaks: Sequence[Break], start: int, end: int, natural: float, how: Fit, demands: Demands) -> float:
    """Return the demerits of a line that do not depend on how the line before it is set."""
    before, penalty = breaks[start].penalty, breaks[end].penalty
    demerits = (LINE_PENALTY + how.badness) ** 2
    if end < len(breaks) - 1:
        demerits += penalty.cost * abs(penalty.cost) if penalty.cost != FORCED else 0.0
        if before.right and before.right == penalty.right:
            demerits += ALIKE
    elif start > 0:
        if before.lonely or natural < demands.last_line_min:
            demerits += RUNT
        if before.flagged:
            demerits += RUNT if demands.whole_last else LAST_HYPHEN
    if before.left and before.left == penalty.left:
        demerits += ALIKE
    return demerits


def _follow(node: _Node, end: int, how: Fit, alone: float, flagged: bool, demands: Demands) -> _Node | None:
    """Return the node that a line makes behind another, or None where a third hyphen in a row or a banned one would."""
    hyphens = node.hyphens + 1 if flagged else 0
    if flagged and (hyphens >= LADDER or node.line in demands.whole):
        return None
    demerits = node.demerits + alone
    if abs(node.fitness - how.fitness) > (1 if demands.expansion else 2):
        demerits += ADJACENT
    if hyphens > 1:
        demerits += DOUBLE_HYPHEN
    return _Node(end, node.line + 1, how.fitness, hyphens, demerits, node)


def _wanted(ends: Sequence[_Node], looseness: int) -> _Node:
    """Return the best of the last nodes, or the best of those nearest to the wanted number of lines."""
    best = min(ends, key=lambda node: node.demerits)
    wanted = best.line + looseness
    return min(ends, key=lambda node: (abs(node.line - wanted), node.demerits)) if looseness else best
