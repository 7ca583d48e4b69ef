"""Sheets, folded and leafed through: the pages of an imposed file in the order in which a reader meets them.

Worked out from the paper, not from how the file was made: which side lies on which, and what a turned leaf shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from essay_press.check.content import Box, Run
from essay_press.check.reading import Document, Page, Tagged
from essay_press.model import Edition

__all__ = ["leafed"]

POINTS = 72 / 25.4
# Where a finger comes by when it leafs through a sheet folded in eight: column and row, from the outside inwards.
ZINE = ((3, 0), (3, 1), (2, 1), (1, 1), (0, 1), (0, 0), (1, 0), (2, 0))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place for a page: the side (an index of the file), the cell, whether it stands on its head."""

    side: int
    column: int
    row: int = 0
    turned: bool = False


def leafed(document: Document, edition: Edition) -> Document:
    """Return the pages of an imposed file in reading order, each with its own trim and what stands inside it.

    All that is no artifact counts as tagged, in the order in which it is drawn: the file has no structure.
    """
    assert edition.impose is not None
    assert edition.trim is not None
    pages = []
    for index, spot in enumerate(_spots(len(document.pages), edition)):
        side = document.pages[spot.side]
        columns, rows = edition.impose.grid
        width, height = edition.trim.width * POINTS, edition.trim.height * POINTS
        left = (side.media.left + side.media.right - columns * width) / 2 + spot.column * width
        bottom = (side.media.bottom + side.media.top - rows * height) / 2 + spot.row * height
        cell = Box(left, bottom, left + width, bottom + height)
        runs = tuple(_turned(run, cell, index, spot.turned) for run in side.runs if _stands_in(run.box, cell))
        drawn = tuple(replace(item, page=index) for item in side.pictures if _stands_in(item.box, cell))
        pages.append(Page(index, str(index + 1), cell, cell, cell, runs, drawn, painted=bool(runs or drawn)))
    tagged = tuple(Tagged(run, ("P",), run.page) for page in pages for run in page.runs if not run.artifact)
    return Document(tuple(pages), tagged, (), has_structure=False)


def _spots(sides: int, edition: Edition) -> Iterator[_Spot]:
    """Yield the places of the pages in reading order."""
    assert edition.impose is not None
    if edition.impose.scheme == "zine":
        for column, row in ZINE:
            yield _Spot(0, column, row, turned=row == 1)
        return
    sheets = sides // 2
    together = edition.impose.signature // 4 or sheets
    for first in range(0, sheets, together or 1):
        pile = range(first, min(first + together, sheets))
        # Through the first half of a signature a leaf is the right half of a sheet: its front, then its back.
        for sheet in pile:
            yield _Spot(2 * sheet, 1)
            yield _Spot(2 * sheet + 1, 0)
        # Past the middle it is the left half of the same sheets, from the innermost out.
        for sheet in reversed(pile):
            yield _Spot(2 * sheet + 1, 1)
            yield _Spot(2 * sheet, 0)


def _stands_in(box: Box, cell: Box) -> bool:
    """Return whether the middle of something stands in a cell."""
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return cell.left <= x < cell.right and cell.bottom <= y < cell.top


def _turned(run: Run, cell: Box, page: int, turned: bool) -> Run:
    """Return a run on its page, put upright within its cell."""
    if not turned:
        return replace(run, page=page)
    across, up = cell.left + cell.right, cell.bottom + cell.top
    return replace(run, page=page, x0=across - run.x1, x1=across - run.x0, y=up - run.y)
