"""Which pages stand where on a contact sheet, in pixels, and on how many sheets: no picture is drawn here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError

__all__ = ["MADE", "SOFTWARE", "Layout", "Leaf", "Sheet", "Unit", "Wishes", "numbers", "sheets"]

SOFTWARE = "essay-press"
"""What a contact sheet says made it."""
MADE = re.compile(rb"\x89PNG\r\n\x1a\n.{,200}tEXtSoftware\0" + SOFTWARE.encode(), re.DOTALL)
"""How a contact sheet begins, which may be replaced by another: no picture of the author's does."""

POINTS = 72
# A sheet that a viewer opens without complaint, and that is held in memory at once (three bytes a pixel).
MOST_PIXELS, LONGEST = 48_000_000, 16_000
SHAPE = 1.5  # width to height of the sheet that is aimed at, about that of a screen
# In points, so that a sheet only grows with its resolution.
MARGIN, GAP, FOOT, HEAD = 28.0, 22.0, 26.0, 46.0
LEGEND = 16.0
SPAN = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+)?)?")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for: guides drawn over the pages, pixels per inch, pages (`1-8,12`), units in a row (0: fit)."""

    overlay: bool = False
    ppi: int = 72
    pages: str = ""
    columns: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet: PNG bytes, its size in pixels, the pages on it (from 1), which of how many sheets it is."""

    data: bytes = field(repr=False)
    width: int
    height: int
    pages: tuple[int, ...]
    number: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as it is shown: its index from 0, and its size in points."""

    index: int
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands together: a spread of two pages, of which one may be lacking, or a page by itself (`right` only)."""

    left: Leaf | None
    right: Leaf | None
    is_spread: bool

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Return the pages that are there."""
        return tuple(leaf for leaf in (self.left, self.right) if leaf is not None)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where pages stand on one sheet: (page, left, top) in pixels, where spines are (x, top, bottom), the sheet's size.

    `head` is the height of the head in pixels.
    """

    width: int
    height: int
    head: int
    places: tuple[tuple[Leaf, int, int], ...]
    spines: tuple[tuple[int, int, int], ...]


def numbers(text: str, count: int) -> tuple[int, ...]:
    """Return the indices, from 0, of the pages that `text` names (`3`, `1-8`, `5-`, `1-4,9`; empty: all).

    Raises EditionError when it cannot be read or names pages that are not among the `count` there are.
    """
    if not text.strip():
        return tuple(range(count))
    chosen: set[int] = set()
    for part in text.split(","):
        found = SPAN.fullmatch(part.strip())
        if found is None:
            raise _error("EP345", f"`{part.strip()}` names no pages", "write --pages 1-8, --pages 3 or --pages 1-4,9-")
        first = int(found[1])
        last = int(found[2]) if found[2] else (count if re.search("[-–]", part) else first)
        if not 1 <= first <= last <= count:
            there = f"the file has {count} page{'s' if count > 1 else ''}"
            raise _error("EP345", f"pages {part.strip()} are not there: {there}", f"name pages from 1 to {count}")
        chosen.update(range(first - 1, last))
    return tuple(sorted(chosen))


def sheets(units: Sequence[Unit], wishes: Wishes) -> tuple[Layout, ...]:
    """Return the layout of each sheet: units in rows of even gutters, as many rows as a picture may hold.

    Raises EditionError when not even one row fits.
    """
    scale = wishes.ppi / POINTS
    cell = _cell(units)
    columns = wishes.columns or _columns(len(units), cell, scale)
    columns = min(columns, len(units))
    width, one = _size(columns, 1, cell, wishes)
    if width > LONGEST or one > LONGEST or width * one > MOST_PIXELS:
        cure = f"--ppi {_fitting(columns, cell, wishes)}"
        hint = f"{cure}, or fewer --columns" if columns > 1 else cure
        raise _error("EP346", f"a row of the sheet would be {width:,} × {one:,} pixels, too many for a picture", hint)
    rows = 1
    while rows * columns < len(units):
        height = _size(columns, rows + 1, cell, wishes)[1]
        if height > LONGEST or width * height > MOST_PIXELS:
            break
        rows += 1
    # Sheets of about the same number of rows look better than a full one and a rest.
    needed = math.ceil(len(units) / columns)
    rows = math.ceil(needed / math.ceil(needed / rows))
    step = rows * columns
    return tuple(_layout(units[at : at + step], columns, cell, wishes) for at in range(0, len(units), step))


def _cell(units: Sequence[Unit]) -> tuple[float, float]:
    """Return width and height, in points, of the room that every unit gets."""
    page = max(leaf.width for unit in units for leaf in unit.leaves)
    height = max(leaf.height for unit in units for leaf in unit.leaves)
    return (2 * page if any(unit.is_spread for unit in units) else page), height


def _columns(count: int, cell: tuple[float, float], scale: float) -> int:
    """Return how many units in a row bring a sheet of them nearest to the shape of a screen."""
    room = (cell[0] + GAP) * (cell[1] + FOOT + GAP) * scale * scale
    held = min(count, max(1, int(MOST_PIXELS / room)))

    def apart(columns: int) -> float:
        rows = math.ceil(held / columns)
        width, height = columns * (cell[0] + GAP), rows * (cell[1] + FOOT + GAP) + HEAD
        # A row that is not full is a hole in the picture.
        return abs(math.log(width / height / SHAPE)) + 0.15 * (rows * columns - held) / columns

    return min(range(1, held + 1), key=lambda columns: (apart(columns), columns))


def _size(columns: int, rows: int, cell: tuple[float, float], wishes: Wishes) -> tuple[int, int]:
    """Return width and height of a sheet in pixels."""
    scale = wishes.ppi / POINTS
    width = columns * cell[0] + (columns - 1) * GAP + 2 * MARGIN
    height = _head(wishes) + rows * (cell[1] + FOOT) + (rows - 1) * GAP + 2 * MARGIN - FOOT / 2
    return math.ceil(width * scale), math.ceil(height * scale)


def _head(wishes: Wishes) -> float:
    return HEAD + (LEGEND if wishes.overlay else 0.0)


def _fitting(columns: int, cell: tuple[float, float], wishes: Wishes) -> int:
    """Return the greatest resolution at which a row fits."""
    width, height = _size(columns, 1, cell, Wishes(wishes.overlay, POINTS))
    return max(1, int(min(LONGEST / width, LONGEST / height, math.sqrt(MOST_PIXELS / width / height)) * POINTS * 0.99))


def _layout(units: Sequence[Unit], columns: int, cell: tuple[float, float], wishes: Wishes) -> Layout:
    """Return where the pages of these units stand."""
    scale = wishes.ppi / POINTS
    places: list[tuple[Leaf, int, int]] = []
    spines: list[tuple[int, int, int]] = []
    for number, unit in enumerate(units):
        row, column = divmod(number, columns)
        left = MARGIN + column * (cell[0] + GAP)
        top = round((MARGIN + _head(wishes) + row * (cell[1] + FOOT + GAP)) * scale)
        middle = round((left + cell[0] / 2) * scale)
        if not unit.is_spread:
            places += [(leaf, round((left + (cell[0] - leaf.width) / 2) * scale), top) for leaf in unit.leaves]
            continue
        if unit.left:
            places.append((unit.left, middle - math.ceil(unit.left.width * scale), top))
        if unit.right:
            places.append((unit.right, middle, top))
        if len(unit.leaves) == 2:
            spines.append((middle, top, top + math.ceil(min(leaf.height for leaf in unit.leaves) * scale)))
    width, height = _size(columns, math.ceil(len(units) / columns), cell, wishes)
    return Layout(width, height, round(_head(wishes) * scale), tuple(places), tuple(spines))


def _error(code: str, message: str, hint: str) -> EditionError:
    return EditionError(Diagnostic(Severity.ERROR, code, message, hint=hint))
