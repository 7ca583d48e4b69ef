"""The breaks of a paragraph that are best as a whole (Knuth and Plass, *Breaking Paragraphs into Lines*, 1981).

The names are the paper's; the sizes of penalties and demerits are TeX's, as it adds them up (*The TeXbook*, chapter 14):
(10 + badness)² + penalty². Added to the paper: a line may be scaled a little (pdfTeX's font expansion); the state
carries the run of hyphens, so that three in a row are impossible rather than dear; the last line has a size that it
should have.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty

__all__ = ["Break", "Demands", "Fit", "breakpoints", "demerits_of", "fit", "total_fit"]

LINE_PENALTY = 10.0
ADJACENT = 10_000.0
DOUBLE_HYPHEN = 10_000.0
LAST_HYPHEN = 5_000.0
ALIKE = 3_000.0
RUNT = 1_000_000.0
LADDER = 3
AWFUL = 10_000.0
# Rounding must not decide whether a line fits.
EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of the lines of a paragraph.

    `tolerance` is the largest ratio of stretch; `expansion` the share by which a line may be scaled either way;
    `emergency` is stretch in CSS px that every line is given in secret; `last_line_min` the width in CSS px under which
    the last line is a runt; `looseness` the lines wanted above the best number; lines `whole` end without a hyphen, and
    with `whole_last` the last but one does too. With `ragged` the spaces keep their width and that is the stretch of
    each line in CSS px.
    """

    tolerance: float = 1.0
    expansion: float = 0.0
    emergency: float = 0.0
    last_line_min: float = 0.0
    looseness: int = 0
    whole: Collection[int] = ()
    whole_last: bool = False
    ragged: float = 0.0


@dataclass(frozen=True, slots=True)
class Break:
    """A legal breakpoint: its item; the sums of width, stretch and shrink to a line that ends there, or starts."""

    item: int
    penalty: Penalty
    width: float
    stretch: float
    shrink: float
    next_width: float
    next_stretch: float
    next_shrink: float


@dataclass(frozen=True, slots=True)
class Fit:
    """How a line fits: the ratio by which its glue is set (negative: shrunk), its scale, its badness, its class."""

    ratio: float
    scale: float
    badness: float
    fitness: int


@dataclass(slots=True)
class Node:
    """A feasible breakpoint as the end of a line, with the best way to it (the paper's active and passive nodes)."""

    index: int
    line: int
    fitness: int
    hyphens: int
    demerits: float
    before: Node | None


def breakpoints(items: Sequence[Item]) -> list[Break]:
    """Return the legal breakpoints in order; the first stands before the paragraph, the last at its end.

    Legal are penalties that are not forbidden, and glue behind a box. Glue and penalties behind a break are dropped up
    to the next box.
    """
    width = stretch = shrink = 0.0
    found: list[tuple[int, Penalty, float, float, float]] = [(-1, Penalty(0.0, 0.0), 0.0, 0.0, 0.0)]
    starts: list[tuple[float, float, float]] = []
    for number, item in enumerate(items):
        if isinstance(item, Box):
            starts.extend([(width, stretch, shrink)] * (len(found) - len(starts)))
            width += item.width
        elif isinstance(item, Glue):
            if number and isinstance(items[number - 1], Box):
                found.append((number, Penalty(0.0, 0.0), width, stretch, shrink))
            width, stretch, shrink = width + item.width, stretch + item.stretch, shrink + item.shrink
        elif item.cost < FORBIDDEN:
            found.append((number, item, width + item.width, stretch, shrink))
    starts.extend([(width, stretch, shrink)] * (len(found) - len(starts)))
    return [
        Break(number, penalty, width, stretch, shrink, begun[0] - penalty.after, begun[1], begun[2])
        for (number, penalty, width, stretch, shrink), begun in zip(found, starts, strict=True)
    ]


def fit(natural: float, stretch: float, shrink: float, room: float, demands: Demands, last: bool) -> Fit | None:
    """Return how a line of a natural width fits a room, or None where it is overfull.

    Scaling comes first, as in pdfTeX: what 2 % can do is not asked of the spaces.
    """
    if demands.ragged:
        return _ragged(natural, room, demands, last)
    short = room - natural
    if short >= 0 and last:
        return Fit(0.0, 1.0, 0.0, 1)
    scale = min(1 + demands.expansion, max(1 - demands.expansion, room / natural)) if natural > 0 else 1.0
    short = room / scale - natural
    if short < 0:
        ratio = short / shrink if shrink else (0.0 if short > -EPSILON else -inf)
        if ratio < -1 - EPSILON:
            return None
    else:
        give = stretch + demands.emergency
        ratio = short / give if give else (0.0 if short < EPSILON else inf)
    badness = 100 * abs(ratio) ** 3 if ratio < inf else AWFUL
    return Fit(ratio, scale, badness, 0 if ratio < -0.5 else 1 if ratio <= 0.5 else 2 if ratio <= 1 else 3)


def _ragged(natural: float, room: float, demands: Demands, last: bool) -> Fit | None:
    """Return how a line with fixed spaces fits."""
    short = room - natural
    if short < -EPSILON:
        return None
    ratio = 0.0 if last else short / (demands.ragged + demands.emergency)
    return Fit(ratio, 1.0, min(100 * ratio**3, AWFUL), 1)


def line_demerits(breaks: Sequence[Break], start: int, end: int, found: Fit, natural: float, demands: Demands) -> float:
    """Return the demerits of a line in itself; those that neighbours have together are `_joint`."""
    penalty = breaks[end].penalty
    last = end == len(breaks) - 1
    cost = 0.0 if penalty.cost == FORCED else penalty.cost
    demerits = (LINE_PENALTY + found.badness) ** 2 + (cost * cost if cost > 0 else -cost * cost)
    before = breaks[start].penalty
    if last and start > 0 and (natural < demands.last_line_min or end - start == 1):
        demerits += RUNT
    if last and before.flagged:
        demerits += RUNT if demands.whole_last else LAST_HYPHEN
    if start > 0 and before.left and before.left == penalty.left:
        demerits += ALIKE
    if not last and before.right and before.right == penalty.right:
        demerits += ALIKE
    return demerits


def demerits_of(items: Sequence[Item], chosen: Sequence[int], widths: Sequence[float], demands: Demands) -> float:
    """Return the total demerits of breaks, given as items; infinite where a line is overfull, or a ladder stands."""
    breaks = breakpoints(items)
    at = {found.item: number for number, found in enumerate(breaks)}
    total, start, fitness, hyphens = 0.0, 0, 1, 0
    for line, item in enumerate(chosen):
        end = at[item]
        natural, found = _fitted(breaks, start, end, _room(widths, line), demands)
        flagged = breaks[end].penalty.flagged
        hyphens = hyphens + 1 if flagged else 0
        if found is None or hyphens >= LADDER or (flagged and line in demands.whole):
            return inf
        total += line_demerits(breaks, start, end, found, natural, demands)
        total += _joint(fitness, hyphens, found)
        start, fitness = end, found.fitness
    return total


def _joint(fitness: int, hyphens: int, found: Fit) -> float:
    """Return the demerits of a line beside the one before it: of that the class, and hyphens in a row by now."""
    return (ADJACENT if abs(fitness - found.fitness) > 1 else 0.0) + (DOUBLE_HYPHEN if hyphens > 1 else 0.0)


def _room(widths: Sequence[float], line: int) -> float:
    """Return the width of a line, counted from 0; the last one repeats."""
    return widths[line] if line < len(widths) else widths[-1]


def _fitted(breaks: Sequence[Break], start: int, end: int, room: float, demands: Demands) -> tuple[float, Fit | None]:
    """Return the natural width of a line and how it fits."""
    a, b = breaks[start], breaks[end]
    natural = b.width - a.next_width
    last = end == len(breaks) - 1
    return natural, fit(natural, b.stretch - a.next_stretch, b.shrink - a.next_shrink, room, demands, last)


def total_fit(items: Sequence[Item], widths: Sequence[float], demands: Demands) -> tuple[int, ...] | None:
    """Return the items at which the lines end, with the least demerits in all; None when no breaks are feasible."""
    breaks = breakpoints(items)
    best = _walk(breaks, widths, demands)
    if best is None:
        return None
    chosen = []
    node: Node | None = best
    while node is not None and node.before is not None:
        chosen.append(breaks[node.index].item)
        node = node.before
    return tuple(reversed(chosen))


def _walk(breaks: Sequence[Break], widths: Sequence[float], demands: Demands) -> Node | None:
    """Return the best node at the end of the paragraph."""
    # Beyond this line its number no longer matters, and ways that differ in it alone are one.
    steady = len(breaks) if demands.looseness else max(len(widths) - 1, *(line + 1 for line in demands.whole), 0)
    # How much less than its boxes a line may take up: what hangs. A line is given up only beyond that.
    slack = max(0.0, -min(found.penalty.width for found in breaks))
    # Starts further on make shorter lines: behind one that is too short no other need be looked at.
    ordered = steady == 0 and all(a.next_width <= b.next_width for a, b in pairwise(breaks))
    active: dict[tuple[int, int], list[Node]] = {(0, 0): [Node(0, 0, 1, 0, 0.0, None)]}
    final = len(breaks) - 1
    for end in range(1, len(breaks)):
        found: dict[tuple[int, int, int], Node] = {}
        for key in list(active):
            start, line = key
            room = _room(widths, line)
            natural, line_fit = _fitted(breaks, start, end, room, demands)
            if line_fit is None:
                a, b = breaks[start], breaks[end]
                least = b.width - b.penalty.width - a.next_width - slack - (b.shrink - a.next_shrink)
                if least * (1 - demands.expansion) > room + EPSILON:
                    del active[key]
            elif line_fit.ratio <= demands.tolerance:
                _extend(breaks, active[key], end, natural, line_fit, demands, found, steady)
            elif ordered and end != final:
                break
        if breaks[end].penalty.cost == FORCED:
            active.clear()
        for (counted, _, _), node in found.items():
            active.setdefault((end, counted), []).append(node)
        if not active:
            return None
    ends = [node for (index, _), nodes in active.items() if index == final for node in nodes]
    return _wanted(ends, demands.looseness) if ends else None


def _extend(
    breaks: Sequence[Break],
    nodes: Sequence[Node],
    end: int,
    natural: float,
    line_fit: Fit,
    demands: Demands,
    found: dict[tuple[int, int, int], Node],
    steady: int,
) -> None:
    """Add to `found` the best way to `end` from nodes at one start: one per count of lines, class, run of hyphens."""
    penalty = breaks[end].penalty
    alone = line_demerits(breaks, nodes[0].index, end, line_fit, natural, demands)
    for node in nodes:
        if penalty.flagged and (node.line in demands.whole or node.hyphens + 1 >= LADDER):
            continue
        hyphens = node.hyphens + 1 if penalty.flagged else 0
        total = node.demerits + alone + _joint(node.fitness, hyphens, line_fit)
        state = (min(node.line + 1, steady), line_fit.fitness, hyphens)
        if state not in found or total < found[state].demerits:
            found[state] = Node(end, node.line + 1, line_fit.fitness, hyphens, total, node)


def _wanted(ends: Sequence[Node], looseness: int) -> Node:
    """Return the best of the last nodes, or the best of those nearest to the wanted number of lines."""
    best = min(ends, key=lambda node: node.demerits)
    if not looseness:
        return best
    wanted = best.line + looseness
    return min(ends, key=lambda node: (abs(node.line - wanted), node.demerits))
