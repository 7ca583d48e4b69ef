"""Which page stands where on a sheet, so that the sheets, folded, are read in order."""

from __future__ import annotations

from dataclasses import dataclass

from essay_press.model import Imposition

__all__ = ["Cell", "Side", "sides"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A page on a side: its index from 0, its column from the left, its row from the foot, whether it is turned."""

    page: int
    column: int
    row: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a sheet: its pages, how many sheets lie round it when folded, whether it is a signature's middle."""

    cells: tuple[Cell, ...]
    depth: int = 0
    middle: bool = False


def sides(pages: int, imposition: Imposition) -> tuple[Side, ...]:
    """Return the sides for this many pages, front and back of each sheet by turns; cells past the last are blank."""
    if imposition.scheme == "zine":
        return (_zine(),)
    padded = -(-pages // 4) * 4
    signature = imposition.signature or padded
    found: list[Side] = []
    for first in range(0, padded, signature):
        found += _signature(first, min(signature, padded - first))
    return tuple(found)


def _signature(first: int, count: int) -> list[Side]:
    """Return the sides of one signature, its outermost sheet first: outside the last page and the first, and inwards.

    Each sheet is turned over its short edge, so that the back of the first page is the second.
    """
    found: list[Side] = []
    last = first + count - 1
    for depth in range(count // 4):
        low, high = first + 2 * depth, last - 2 * depth
        found.append(Side((Cell(high, 0), Cell(low, 1)), depth))
        found.append(Side((Cell(low + 1, 0), Cell(high - 1, 1)), depth, middle=depth == count // 4 - 1))
    return found


def _zine() -> Side:
    """Return the one side of a sheet of eight pages: the upper row stands on its head, the middle of the fold is cut.

    Leaves are the pages above each other at both ends (1 and 2, 5 and 6) and beside each other at the cut (3 and 4,
    7 and 8); the front and the back cover are neighbours.
    """
    foot, head = (6, 7, 8, 1), (5, 4, 3, 2)
    cells = [Cell(page - 1, column) for column, page in enumerate(foot)]
    cells += [Cell(page - 1, column, 1, turned=True) for column, page in enumerate(head)]
    return Side(tuple(cells))
