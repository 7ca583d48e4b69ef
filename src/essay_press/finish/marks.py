"""What a binder goes by: cut marks, fold marks and register marks, outside the pages where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from essay_press.finish.folding import Side
from essay_press.model import Imposition

__all__ = ["MM", "Block", "marks"]

MM = 72 / 25.4
GAP = 2 * MM  # from the pages, or their bleed, to a mark
LENGTH = 5 * MM
SHORTEST = 2 * MM
RADIUS = 1.4 * MM  # of a register mark
KAPPA = 0.5523  # from a quarter circle's ends to its control points, in radii
BEGIN, END = "q /Register CS 1 SCN 0.25 w", "Q"
DASHED = "[2 2] 0 d"
# What is printed in an office and copied: a hair line would be lost.
HEAVY = "1 w"
STOP = 2 * MM  # half of the bar across the end of a cut
EDGE = 6 * MM  # what office printers leave blank
CREASE = 4 * MM


@dataclass(frozen=True, slots=True)
class Block:
    """The pages on a side, in points: the rectangle of their trims, the bleed round it, the sheet's width and height.

    The block stands in the middle of the sheet.
    """

    left: float
    bottom: float
    right: float
    top: float
    bleed: float
    width: float
    height: float

    @property
    def beside(self) -> float:
        """Return the room for marks at the left and at the right."""
        return self.left - self.bleed - GAP

    @property
    def above(self) -> float:
        """Return the room for marks at the head and at the foot."""
        return self.bottom - self.bleed - GAP


def marks(block: Block, side: Side, imposition: Imposition) -> str:
    """Return the operators that draw the marks of a side in the colour `/Register`, or an empty text.

    Without room outside the pages, the fold is marked on the middle spread alone, where it is folded and stapled. A
    zine's cut and folds are always drawn: they run between pages, and where it is cut the line is gone.
    """
    columns, rows = imposition.grid
    folds = [block.left + (block.right - block.left) * number / columns for number in range(1, columns)]
    middle = block.height / 2
    whole: list[str] = []
    dashed: list[str] = []
    if block.above >= SHORTEST:
        whole += [_upright(block, x) for x in (block.left, block.right)]
        dashed += [_upright(block, x) for x in folds]
    elif side.middle:
        dashed += [_in_the_fold(block, x) for x in folds]
    if block.beside >= SHORTEST:
        whole += [_level(block, y) for y in (block.bottom, block.top)]
        dashed += [_level(block, middle)] * (rows > 1)
    if block.beside >= 3 * RADIUS and rows == 1:
        edge = (block.left - block.bleed) / 2
        whole += [_register(x, middle) for x in (edge, block.width - edge)]
    if imposition.scheme == "zine":
        whole += [HEAVY, *_cut(folds, middle)]
        dashed += _creases(block, folds, middle)
    if dashed:
        whole += [DASHED, *dashed]
    return "\n".join([BEGIN, *whole, END]) if whole else ""


def _cut(folds: list[float], middle: float) -> list[str]:
    """Return the line along which a zine is cut, and a bar across each of its ends: so far and no farther."""
    ends = [_line(x, middle - STOP, x, middle + STOP) for x in (folds[0], folds[-1])]
    return [_line(folds[0], middle, folds[-1], middle), *ends]


def _creases(block: Block, folds: list[float], middle: float) -> list[str]:
    """Return where a zine is folded, as short marks as near to the edges of the sheet as an office printer prints."""
    near, far = EDGE, EDGE + CREASE
    upright = [
        _line(x, block.top - near, x, block.top - far) + " " + _line(x, block.bottom + near, x, block.bottom + far)
        for x in folds
    ]
    left = _line(block.left + near, middle, block.left + far, middle)
    right = _line(block.right - near, middle, block.right - far, middle)
    return [*upright, left, right]


def _upright(block: Block, x: float) -> str:
    """Return a mark at the head and one at the foot."""
    start = GAP + block.bleed
    end = start + min(LENGTH, block.above)
    return f"{_line(x, block.top + start, x, block.top + end)} {_line(x, block.bottom - start, x, block.bottom - end)}"


def _level(block: Block, y: float) -> str:
    """Return a mark at the left and one at the right."""
    start = GAP + block.bleed
    end = start + min(LENGTH, block.beside)
    return f"{_line(block.left - start, y, block.left - end, y)} {_line(block.right + start, y, block.right + end, y)}"


def _in_the_fold(block: Block, x: float) -> str:
    """Return two short marks from the edges of the pages inwards."""
    return f"{_line(x, block.top, x, block.top - LENGTH)} {_line(x, block.bottom, x, block.bottom + LENGTH)}"


def _register(x: float, y: float) -> str:
    """Return a circle with a cross through it."""
    r, k, arm = RADIUS, RADIUS * KAPPA, RADIUS * 1.4
    points = [
        (r, k, k, r, 0, r),
        (-k, r, -r, k, -r, 0),
        (-r, -k, -k, -r, 0, -r),
        (k, -r, r, -k, r, 0),
    ]
    curves = [" ".join(f"{(x, y)[i % 2] + value:.3f}" for i, value in enumerate(curve)) + " c" for curve in points]
    circle = " ".join([f"{x + r:.3f} {y:.3f} m", *curves, "S"])
    return f"{circle} {_line(x - arm, y, x + arm, y)} {_line(x, y - arm, x, y + arm)}"


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S"
