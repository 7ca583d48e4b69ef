"""Where things will stand once a pull-quote has left its place for another.

Below the one the text comes up, below the other it goes down, and over the edge of a page in either direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from essay_press.formats.pdf.measure import Fragment, PageArea

__all__ = ["Forecast", "Move", "Slot", "apart"]

# In CSS px: what two layouts may differ by through rounding.
SLACK = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a page, in CSS px."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Move:
    """A quote that takes `extent`, in CSS px, from the text leaves `old` for `new`: both a page and a height on it."""

    extent: float
    old: tuple[int, float]
    new: tuple[int, float]

    def shift(self, place: tuple[int, float]) -> float:
        """Return by how much, in CSS px, what stands at a place goes down; less than nothing for up."""
        return self.extent * ((place > self.new) - (place > self.old))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What becomes of a layout of these pages by some moves, all told as things stand now."""

    pages: Sequence[PageArea]
    moves: tuple[Move, ...] = ()

    def at(self, page: int, top: float) -> tuple[int, float]:
        """Return the page and the height at which what stands there now will stand."""
        shift = sum(move.shift((page, top + SLACK)) for move in self.moves)
        return self._turned(page, top + shift) if shift else (page, top)

    def place(self, move: Move) -> tuple[int, float]:
        """Return where the new place of a quote will be, when it moves after the others."""
        page, top = move.new
        others = sum(other.shift((page, top + SLACK)) for other in self.moves)
        return self._turned(page, top + others - move.extent * (move.new > move.old))

    def after(self, move: Move) -> Forecast:
        """Return what becomes of the layout by one move more."""
        return replace(self, moves=(*self.moves, move))

    def moved(self, part: Fragment) -> Fragment:
        """Return a fragment where it will stand, as high as it is now."""
        page, top = self.at(part.page, part.top)
        return replace(part, page=page, top=top, bottom=top + part.bottom - part.top)

    def _turned(self, page: int, top: float) -> tuple[int, float]:
        """Return a place that may lie above or below its page as one on the page before or after."""
        area = self.pages[page]
        if top < area.top - SLACK and page:
            before = self.pages[page - 1]
            return page - 1, before.notes_top - (area.top - top)
        if top > area.notes_top - SLACK and page + 1 < len(self.pages):
            return page + 1, self.pages[page + 1].top + max(0.0, top - area.notes_top)
        return page, top


def apart(slot: Slot, parts: Sequence[Fragment], pages: Sequence[PageArea]) -> float:
    """Return how many pages lie between the middles of a place and of some fragments; infinite where there are none."""
    if not parts:
        return float("inf")
    ends = [part.page + edge / pages[part.page].height for part in parts for edge in (part.top, part.bottom)]
    middle = slot.page + (slot.top + slot.bottom) / 2 / pages[slot.page].height
    return abs(middle - (min(ends) + max(ends)) / 2)
