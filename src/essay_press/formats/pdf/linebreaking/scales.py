"""How wide each line is scaled: as it would like to be, yet never much wider or narrower than its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["NEIGHBOURS", "level"]

# Two lines that differ by more could be told apart.
NEIGHBOURS = 0.02
ROUNDS = 25


def level(wanted: Sequence[float], least: float, most: Sequence[float]) -> list[float]:
    """Return the scales nearest to those wanted, in sum of squares, that are possible.

    None is below `least` or above its `most`, beyond which a line is overfull, and no two neighbours differ by more
    than 2 %. (Dykstra, *An algorithm for restricted least squares regression*, 1983: each limit is met in turn, and
    what it took away is given back before it is met again.)
    """
    found = list(wanted)
    ends = [0.0] * len(found)
    pairs = [0.0] * len(found)
    for _ in range(ROUNDS):
        moved = 0.0
        for number in range(1, len(found)):
            apart = found[number] - found[number - 1] + 2 * pairs[number]
            excess = max(0.0, abs(apart) - NEIGHBOURS) / 2
            taken = excess if apart > 0 else -excess
            step = pairs[number] - taken
            found[number - 1] -= step
            found[number] += step
            pairs[number] = taken
            moved += abs(step)
        for number, value in enumerate(found):
            free = value + ends[number]
            found[number] = max(least, min(most[number], free))
            ends[number] = free - found[number]
            moved += abs(value - found[number])
        if moved < NEIGHBOURS / 1000:
            break
    return _held(found, most)


def _held(scales: Sequence[float], most: Sequence[float]) -> list[float]:
    """Return scales that keep the limits to the last digit: what is left over is taken from the wider line."""
    found = [min(pair) for pair in zip(scales, most, strict=True)]
    for number in range(1, len(found)):
        found[number] = min(found[number], found[number - 1] + NEIGHBOURS)
    for number in range(len(found) - 2, -1, -1):
        found[number] = min(found[number], found[number + 1] + NEIGHBOURS)
    return found
