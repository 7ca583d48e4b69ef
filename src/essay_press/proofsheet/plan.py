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
HOLE = 0.15  # what an empty place in the last row weighs against the shape
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
    grid = _grid(units, wishes)
    columns = min(wishes.columns or _columns(len(units), grid), len(units))
    width, height = grid.size(columns, 1)
    if not _fits(width, height):
        cure = f"--ppi {_fitting(width, height, wishes.ppi)}"
        hint = f"{cure}, or fewer --columns" if columns > 1 else cure
        message = f"a row of the sheet would be {width:,} × {height:,} pixels, too many for a picture"
        raise _error("EP346", message, hint)
    needed = math.ceil(len(units) / columns)
    rows = next(rows for rows in range(needed, 0, -1) if _fits(*grid.size(columns, rows)))
    # Sheets of about the same number of rows look better than a full one and a rest.
    step = columns * math.ceil(needed / math.ceil(needed / rows))
    return tuple(_layout(units[at : at + step], columns, grid) for at in range(0, len(units), step))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The measures of a sheet in whole pixels, so that its gutters are even; `scale` is pixels in a point."""

    scale: float
    width: int
    height: int
    margin: int
    gap: int
    foot: int
    head: int

    def size(self, columns: int, rows: int) -> tuple[int, int]:
        """Return width and height of a sheet of so many units."""
        width = columns * (self.width + self.gap) - self.gap + 2 * self.margin
        height = self.head + rows * (self.height + self.foot + self.gap) - self.gap + 2 * self.margin - self.foot // 2
        return width, height

    def pixels(self, points: float) -> int:
        """Return how many pixels a renderer needs for a length."""
        return math.ceil(points * self.scale)


def _grid(units: Sequence[Unit], wishes: Wishes) -> _Grid:
    """Return the measures of a sheet on which every unit gets the room of the largest."""
    scale = wishes.ppi / POINTS
    page = math.ceil(max(leaf.width for unit in units for leaf in unit.leaves) * scale)
    height = math.ceil(max(leaf.height for unit in units for leaf in unit.leaves) * scale)
    width = 2 * page if any(unit.is_spread for unit in units) else page
    head = HEAD + (LEGEND if wishes.overlay else 0.0)
    margin, gap, foot, above = (round(length * scale) for length in (MARGIN, GAP, FOOT, head))
    return _Grid(scale, width, height, margin, gap, foot, above)


def _fits(width: int, height: int) -> bool:
    return max(width, height) <= LONGEST and width * height <= MOST_PIXELS


def _columns(count: int, grid: _Grid) -> int:
    """Return how many units in a row bring a sheet of them nearest to the shape of a screen."""
    held = min(count, max(1, MOST_PIXELS // ((grid.width + grid.gap) * (grid.height + grid.foot + grid.gap))))

    def apart(columns: int) -> float:
        rows = math.ceil(held / columns)
        width, height = grid.size(columns, rows)
        # A row that is not full is a hole in the picture.
        return abs(math.log(width / height / SHAPE)) + HOLE * (rows * columns - held) / columns

    return min(range(1, held + 1), key=lambda columns: (apart(columns), columns))


def _fitting(width: int, height: int, ppi: int) -> int:
    """Return the greatest resolution at which a row fits that has this size at `ppi`."""
    least = min(LONGEST / width, LONGEST / height, math.sqrt(MOST_PIXELS / width / height))
    return max(1, int(least * ppi * 0.99))


def _layout(units: Sequence[Unit], columns: int, grid: _Grid) -> Layout:
    """Return where the pages of these units stand."""
    places: list[tuple[Leaf, int, int]] = []
    spines: list[tuple[int, int, int]] = []
    for number, unit in enumerate(units):
        row, column = divmod(number, columns)
        left = grid.margin + column * (grid.width + grid.gap)
        top = grid.margin + grid.head + row * (grid.height + grid.foot + grid.gap)
        middle = left + grid.width // 2
        if not unit.is_spread:
            places += [(leaf, middle - grid.pixels(leaf.width) // 2, top) for leaf in unit.leaves]
            continue
        if unit.left:
            places.append((unit.left, middle - grid.pixels(unit.left.width), top))
        if unit.right:
            places.append((unit.right, middle, top))
        if len(unit.leaves) == 2:
            spines.append((middle, top, top + grid.pixels(min(leaf.height for leaf in unit.leaves))))
    width, height = grid.size(columns, math.ceil(len(units) / columns))
    return Layout(width, height, grid.head, tuple(places), tuple(spines))


def _error(code: str, message: str, hint: str) -> EditionError:
    return EditionError(Diagnostic(Severity.ERROR, code, message, hint=hint))
