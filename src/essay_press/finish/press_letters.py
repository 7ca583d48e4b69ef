"""How far letters go: their widths as the file gives them, their heights as the embedded font draws them."""

from __future__ import annotations

import io
from typing import Any

from pikepdf import Array, Name, Stream

__all__ = ["Letters"]

EM = (-1000.0, 1000.0)
"""What is taken for the depth and height of letters whose font cannot be read."""


class Letters:
    """The letters of one font of a file; reads its tables once."""

    def __init__(self, font: Any) -> None:
        """Take the widths of a font, and the extents of its glyphs where it is a TrueType font (the house's are)."""
        self.composite = font.get("/Subtype") == Name.Type0
        self.extents: tuple[tuple[float, float], ...] = ()
        if not self.composite:
            first = int(font.get("/FirstChar", 0))
            self.table = {first + i: float(width) for i, width in enumerate(font.get("/Widths", []))}
            self.usual = 0.0
            return
        below = font.DescendantFonts[0]
        self.table, self.usual = _composite(below.get("/W", [])), float(below.get("/DW", 1000))
        program = below.get("/FontDescriptor", {}).get("/FontFile2")
        if isinstance(program, Stream) and below.get("/CIDToGIDMap", Name.Identity) == Name.Identity:
            self.extents = _extents(program.read_bytes())

    def widths(self, string: bytes) -> list[float]:
        """Return the widths of a string's letters in thousandths of an em (ISO 32000-1, 9.2.4, 9.7.4.3)."""
        return [self.table.get(code, self.usual) for code in self._codes(string)]

    def heights(self, string: bytes) -> tuple[float, float]:
        """Return how far the ink of a string goes below and above its baseline, in thousandths of an em."""
        if not self.extents:
            return EM
        found = [self.extents[code] for code in self._codes(string) if code < len(self.extents)]
        return min((low for low, _ in found), default=0.0), max((high for _, high in found), default=0.0)

    def _codes(self, string: bytes) -> list[int]:
        if not self.composite:
            return list(string)
        return [int.from_bytes(string[at : at + 2]) for at in range(0, len(string), 2)]


def _extents(program: bytes) -> tuple[tuple[float, float], ...]:
    """Return depth and height of each glyph of a TrueType font; nothing where it cannot be read."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font = TTFont(io.BytesIO(program), lazy=True)
        scale = 1000 / font["head"].unitsPerEm
        table = font["glyf"]
        glyphs = [table[name] for name in font.getGlyphOrder()]
        return tuple((getattr(one, "yMin", 0) * scale, getattr(one, "yMax", 0) * scale) for one in glyphs)
    except (TTLibError, KeyError, AssertionError, AttributeError, IndexError, ValueError):
        return ()


def _composite(table: Any) -> dict[int, float]:
    """Return code → width of a composite font."""
    found: dict[int, float] = {}
    items, at = list(table), 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], Array):
            found |= {first + i: float(width) for i, width in enumerate(items[at + 1])}
            at += 2
        else:
            found |= dict.fromkeys(range(first, int(items[at + 1]) + 1), float(items[at + 2]))
            at += 3
    return found
