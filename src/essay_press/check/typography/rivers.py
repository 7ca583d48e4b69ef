"""Rivers: word spaces that stand above each other on lines in turn, so that white runs down through the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from essay_press.check.typography.typeset import Gap, Kind, Line, Typeset

__all__ = ["River", "rivers"]

DEPTH = 4  # lines
OVERLAP = 0.5  # of the narrower of two spaces


@dataclass(frozen=True, slots=True)
class River:
    """A river: its lines from the top, and the space of each that it runs through."""

    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]


def rivers(typeset: Typeset) -> tuple[River, ...]:
    """Return the rivers of a document in reading order, each once, at its full length."""
    lines = [line for line in typeset.lines if line.kind is Kind.TEXT]
    out: list[River] = []
    for _, column in groupby(lines, key=lambda line: (line.page, line.column)):
        out += _in_column(list(column), typeset.leading)
    return tuple(out)


def _in_column(lines: Sequence[Line], leading: float) -> list[River]:
    done: list[River] = []
    open_: list[River] = []
    above: Line | None = None
    for line in lines:
        if above is not None and not 0 < above.y - line.y <= 1.3 * leading:
            done += open_
            open_ = []
        longest: dict[int, River] = {}
        ended = []
        for river in open_:
            on = [at for at, gap in enumerate(line.gaps) if _meet(river.gaps[-1], gap)]
            if not on:
                ended.append(river)
            for at in on:
                longer = River((*river.lines, line), (*river.gaps, line.gaps[at]))
                if at not in longest or len(longest[at].lines) < len(longer.lines):
                    longest[at] = longer
        done += ended
        open_ = [longest.get(at, River((line,), (gap,))) for at, gap in enumerate(line.gaps)]
        above = line
    done += open_
    return _apart([river for river in done if len(river.lines) >= DEPTH])


def _meet(above: Gap, below: Gap) -> bool:
    shared = min(above.right, below.right) - max(above.left, below.left)
    return shared > OVERLAP * min(above.width, below.width)


def _apart(found: Sequence[River]) -> list[River]:
    """Return the rivers that share no line and space with a longer one."""
    out: list[River] = []
    taken: set[tuple[float, float]] = set()
    for river in sorted(found, key=lambda river: -len(river.lines)):
        places = {(line.y, gap.left) for line, gap in zip(river.lines, river.gaps, strict=True)}
        if not places & taken:
            out.append(river)
            taken |= places
    return sorted(out, key=lambda river: -river.lines[0].y)
