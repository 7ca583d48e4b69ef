"""Optical margins: how far the marks at a line's ends hang, taken from the shapes of the glyphs.

An edge looks straight when the white beside its letters is even, not when their boxes are. So the white between a
glyph's ink and the edge of its box is averaged over the height of small letters, less what a round letter has: that is
how much too far in the mark looks. Hàn Thế Thành describes the effect (*Micro-typographic extensions to the TeX
typesetting system*, 2000, chapter 4). Held against the table that microtype has for EB Garamond, made by eye
(mt-EBGaramond.cfg, 2021), the marks come out within a tenth of their width on the mean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import Any

__all__ = ["extent", "shares"]

# White further away than this, in em, is not seen as belonging to the edge. Fitted to microtype's table.
DEPTH = 0.25
# A letter is read by its body, so that little of it may leave the line: what microtype has for most that hang at all.
LETTER = 0.05
# Less than this is not seen.
LEAST = 0.02
SLICES = 32
STEPS = 6
# The letter that is at home at an edge.
ROUND = "o"

Point = tuple[float, float]


@lru_cache(maxsize=4096)
def shares(font: Any, upem: int, char: str) -> tuple[float, float]:
    """Return the shares of a character's width that go into the left and the right margin, 0 to 1.

    `font` is HarfBuzz's, scaled to `upem` units per em.
    """
    if unicodedata.category(char)[0] not in "LPS":
        return 0.0, 0.0
    advance, left, right = _white(font, upem, char)
    if not advance:
        return 0.0, 0.0
    _, round_left, round_right = _white(font, upem, ROUND)
    most = LETTER if char.isalpha() else 1.0
    both = ((left - round_left) / advance, (right - round_right) / advance)
    left_share, right_share = (min(share, most) if share >= LEAST else 0.0 for share in both)
    return round(left_share, 3), round(right_share, 3)


def extent(font: Any, glyph: int, low: float = -inf, high: float = inf) -> tuple[float, float] | None:
    """Return the leftmost and the rightmost ink of a glyph between two heights, in units of the font; None without."""
    found: list[float] = []
    for a, b in _outline(font, glyph):
        bottom, top = sorted((a[1], b[1]))
        if top < low or bottom > high:
            continue
        found += [x for x, y in (a, b) if low <= y <= high]
        found += [_crossing(a, b, level) for level in (low, high) if bottom < level < top]
    return (min(found), max(found)) if found else None


def _white(font: Any, upem: int, char: str) -> tuple[float, float, float]:
    """Return the advance of a character, and the mean white on its left and its right, in units of the font."""
    glyph = font.get_nominal_glyph(ord(char))
    if glyph is None:
        return 0.0, 0.0, 0.0
    advance = float(font.get_glyph_h_advance(glyph))
    lines = _outline(font, glyph)
    top = max([_height(font, upem, "x"), *(y for pair in lines for _, y in pair)])
    depth = DEPTH * upem
    left = right = 0.0
    for number in range(SLICES):
        level = top * (number + 0.5) / SLICES
        ink = [x for a, b in lines if (a[1] <= level) != (b[1] <= level) for x in [_crossing(a, b, level)]]
        left += min(depth, advance, min(ink) if ink else advance)
        right += min(depth, advance, advance - max(ink) if ink else advance)
    return advance, left / SLICES, right / SLICES


def _height(font: Any, upem: int, char: str) -> float:
    """Return the height of a character's ink, or half an em where there is none."""
    glyph = font.get_nominal_glyph(ord(char))
    extents = font.get_glyph_extents(glyph) if glyph is not None else None
    return float(extents.y_bearing) if extents else upem / 2


def _crossing(a: Point, b: Point, level: float) -> float:
    """Return where the line between two points crosses a height."""
    return a[0] + (b[0] - a[0]) * (level - a[1]) / (b[1] - a[1])


@lru_cache(maxsize=4096)
def _outline(font: Any, glyph: int) -> tuple[tuple[Point, Point], ...]:
    """Return the outline of a glyph as straight lines; a large letter is asked for two hundred times."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen({})
    font.draw_glyph_with_pen(glyph, pen)
    found: list[tuple[Point, Point]] = []
    here = begun = (0.0, 0.0)
    for name, points in pen.value:
        if name == "moveTo":
            here = begun = points[0]
        elif name in ("closePath", "endPath"):
            found.append((here, begun))
        else:
            for there in _flattened(here, points):
                found.append((here, there))
                here = there
    return tuple(found)


def _flattened(start: Point, points: Sequence[Point]) -> list[Point]:
    """Return points on a Bézier curve of any degree from `start` (de Casteljau)."""
    if len(points) == 1:
        return [points[0]]
    found = []
    for step in range(1, STEPS + 1):
        t, row = step / STEPS, [start, *points]
        while len(row) > 1:
            row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(row)]
        found.append(row[0])
    return found
