"""How wide each line is scaled: as its breaks were chosen, yet never much wider or narrower than its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["NEIGHBOURS", "level"]

# Two lines that differ by more could be told apart.
NEIGHBOURS = 0.02
TINY = 1e-9
# Halving comes near enough soon: what is left of a difference is taken from the wider line.
ROUNDS = 20


def level(scales: Sequence[float], most: Sequence[float]) -> list[float]:
    """Return scales of which no two neighbours differ by more than 2 %, nor one is above its `most`.

    Two that do meet half way. A line that is made narrower finds the room in its spaces; one that is made wider might
    become overfull, so that where a line has no more to give its neighbours follow it.
    """
    found = list(scales)
    for _ in range(ROUNDS):
        far = [number for number in range(1, len(found)) if abs(found[number] - found[number - 1]) > NEIGHBOURS + TINY]
        if not far:
            break
        for number in far:
            before, after = found[number - 1], found[number]
            excess = (abs(after - before) - NEIGHBOURS) / 2
            step = excess if after > before else -excess
            found[number - 1], found[number] = before + step, after - step
    found = [min(pair) for pair in zip(found, most, strict=True)]
    for number in range(1, len(found)):
        found[number] = min(found[number], found[number - 1] + NEIGHBOURS)
    for number in range(len(found) - 2, -1, -1):
        found[number] = min(found[number], found[number + 1] + NEIGHBOURS)
    return found
