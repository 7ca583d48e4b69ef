"""First fit: each line takes what it can. What most programs do; here to be compared with."""

from __future__ import annotations

from collections.abc import Sequence

from essay_press.formats.pdf.linebreaking.items import FORCED, Item
from essay_press.formats.pdf.linebreaking.total_fit import EPSILON, Demands, breakpoints

__all__ = ["first_fit"]


def first_fit(items: Sequence[Item], widths: Sequence[float], demands: Demands) -> tuple[int, ...] | None:
    """Return the items at which the lines end when each is filled as far as it goes; None where one is overfull."""
    breaks = breakpoints(items)
    chosen: list[int] = []
    start, final = 0, len(breaks) - 1
    while start < final:
        room = widths[min(len(chosen), len(widths) - 1)]
        best = None
        for end in range(start + 1, len(breaks)):
            natural, _, shrink = (to - begun for to, begun in zip(breaks[end].to, breaks[start].start, strict=True))
            if (natural - demands.tightness * shrink) * (1 - demands.expansion) <= room + EPSILON:
                best = end
            if breaks[end].penalty.cost == FORCED:
                break
        if best is None:
            return None
        chosen.append(breaks[best].item)
        start = best
    return tuple(chosen)
