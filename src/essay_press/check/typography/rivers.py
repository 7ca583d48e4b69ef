"""Rivers: word spaces that stand above each other on lines in turn, so that white runs down through the text.

What the eye follows was found with samples labelled by looking at them (`tests/rivers.json`): at least four spaces,
each of them loose, white straight through from one to the next, and much of it in all. Spaces of the usual width stand
above each other on every page, and nobody sees a river in them; nor does one gaping line make a river of its
neighbours.

On 104 other samples, most of them the loosest that could be had (`tests/rivers_held_out.json`), all 3 rivers are found,
and 19 of 96 samples without one are told of too: 3 of 22 rivers told are rivers. It is a place to look at, not a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from essay_press.check.typography.typeset import Gap, Kind, Line, Typeset

__all__ = ["DEPTH", "River", "in_reach", "rivers"]

DEPTH = 4  # lines
WIDE = 1.5  # times the font's own space: what is not loose is no river
THROUGH = 0.75  # times the font's own space: white that goes straight through from one line to the next
MOST = 2.5  # spaces beyond the font's own that one line counts for
WHITE = 7.0  # spaces beyond the font's own, in all: labelled rivers have 7.6 and more, no other sample over 6.4
NEXT = 1.3  # leadings to the next line; what stands further off is apart


@dataclass(frozen=True, slots=True)
class River:
    """A river: its lines from the top, and the space of each that it runs through."""

    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]

    @property
    def white(self) -> float:
        """Return how much white it has beyond the font's own spaces, as a multiple of these."""
        return sum(min(gap.ratio - 1, MOST) for gap in self.gaps)


def rivers(typeset: Typeset) -> tuple[River, ...]:
    """Return the rivers of a document in reading order, each once, at its full length."""
    lines = [line for line in typeset.lines if line.kind is Kind.TEXT]
    out: list[River] = []
    for _, column in groupby(lines, key=lambda line: (line.page, line.column)):
        out += _apart(_chains(list(column), typeset.leading))
    return tuple(out)


def in_reach(typeset: Typeset) -> int:
    """Return how many word spaces are wide enough for a river."""
    return sum(gap.ratio >= WIDE for line in typeset.lines if line.kind is Kind.TEXT for gap in line.gaps)


def _chains(lines: Sequence[Line], leading: float) -> list[River]:
    """Return the chains of loose spaces of a column that end at each of its spaces: the one with most white for each.

    A chain may be part of another.
    """
    done: list[River] = []
    above: list[River] = []
    before: Line | None = None
    for line in lines:
        if before is not None and not 0 < before.y - line.y <= NEXT * leading:
            above = []
        here = [_longest(above, line, gap) for gap in line.gaps if gap.ratio >= WIDE]
        done += here
        above, before = here, line
    return [river for river in done if len(river.lines) >= DEPTH and river.white >= WHITE]


def _longest(above: Iterable[River], line: Line, gap: Gap) -> River:
    """Return the chain that ends with a space: with most white of those above that lead to it."""
    leading = [river for river in above if _meet(river.gaps[-1], gap)]
    best = max(leading, key=lambda river: river.white, default=River((), ()))
    return River((*best.lines, line), (*best.gaps, gap))


def _meet(above: Gap, below: Gap) -> bool:
    shared = min(above.right, below.right) - max(above.left, below.left)
    return shared >= THROUGH * min(above.nominal, below.nominal)


def _apart(found: Sequence[River]) -> list[River]:
    """Return the rivers that share no space with one of more white, from the top."""
    out: list[River] = []
    taken: set[tuple[float, float]] = set()
    for river in sorted(found, key=lambda river: -river.white):
        places = {(line.y, gap.left) for line, gap in zip(river.lines, river.gaps, strict=True)}
        if not places & taken:
            out.append(river)
            taken |= places
    return sorted(out, key=lambda river: -river.lines[0].y)
