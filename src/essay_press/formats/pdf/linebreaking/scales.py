"""How wide each line is scaled: as its breaks were chosen, yet never much wider or narrower than its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["NEIGHBOURS", "level"]

# Two lines that differ by more could be told apart.
NEIGHBOURS = 0.02


def level(scales: Sequence[float]) -> list[float]:
    """Return scales of which no two neighbours differ by more than 2 %; none is larger than it was.

    A line that is made narrower finds the room in its spaces; one made wider might become overfull.
    """
    found = list(scales)
    for number in range(1, len(found)):
        found[number] = min(found[number], found[number - 1] + NEIGHBOURS)
    for number in range(len(found) - 2, -1, -1):
        found[number] = min(found[number], found[number + 1] + NEIGHBOURS)
    return found
