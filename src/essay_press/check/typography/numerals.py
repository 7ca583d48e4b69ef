"""Old-style and lining figures, told apart by their outlines in the font that is in the file.

Old-style figures are as high as small letters, and 3, 4, 5, 7, 9 hang below the line; lining ones are all as high as
capitals. 6 and 8 look alike in both.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

__all__ = ["Numeral", "shapes"]

HANGING = frozenset("34579")
LOW = frozenset("012")
BELOW = 0.08  # em below the line: round figures overshoot it by 0.02 at most
SMALL, HIGH = 0.55, 0.61  # em above it: small letters are lower, capitals higher; between them it cannot be told


class Numeral(StrEnum):
    """What a figure looks like."""

    OLD_STYLE = "old-style"
    LINING = "lining"


def shapes(font: Any, texts: Mapping[int, str]) -> dict[int, Numeral]:
    """Return what the figures of a PDF's font look like, by their codes; nothing of what cannot be told.

    Read are composite fonts whose codes are the glyphs' own numbers, as all but old programs write them.
    """
    wanted = {code: text for code, text in texts.items() if text in HANGING | LOW}
    if not wanted or font.get("/Subtype") != "/Type0" or font.get("/Encoding") != "/Identity-H":
        return {}
    below = font.DescendantFonts[0]
    descriptor = below.get("/FontDescriptor", {})
    if "/FontFile2" in descriptor and below.get("/CIDToGIDMap", "/Identity") == "/Identity":
        bounds = _bounds(descriptor["/FontFile2"].read_bytes(), tuple(wanted))
    elif "/FontFile3" in descriptor:
        bounds = _compact(descriptor["/FontFile3"].read_bytes(), tuple(wanted))
    else:
        return {}
    told = {code: _shape(wanted[code], *found) for code, found in bounds.items()}
    return {code: shape for code, shape in told.items() if shape is not None}


def _shape(digit: str, bottom: float, top: float) -> Numeral | None:
    if digit in HANGING:
        return Numeral.OLD_STYLE if bottom < -BELOW else Numeral.LINING
    return Numeral.OLD_STYLE if top < SMALL else Numeral.LINING if top > HIGH else None


@lru_cache(maxsize=64)
def _bounds(data: bytes, codes: tuple[int, ...]) -> dict[int, tuple[float, float]]:
    """Return bottom and top, in em, of glyphs of a TrueType program by their numbers; nothing of a broken one."""
    from essay_press.check import hostile

    try:
        font = hostile.font(data)
        glyphs, em = font.getGlyphSet(), float(font["head"].unitsPerEm)
        return _measured({code: glyphs[font.getGlyphName(code)] for code in codes}, em, glyphs)
    except hostile.BROKEN_FONT:
        return {}


@lru_cache(maxsize=64)
def _compact(data: bytes, codes: tuple[int, ...]) -> dict[int, tuple[float, float]]:
    """Return the same of a bare CFF program, whose glyphs are named after their numbers."""
    from fontTools.cffLib import CFFFontSet

    from essay_press.check import hostile

    try:
        found = CFFFontSet()
        found.decompile(io.BytesIO(data), None)
        top = found[0]
        em = 1 / float(top.rawDict.get("FontMatrix", [0.001])[0])
        return _measured({code: top.CharStrings[f"cid{code:05}"] for code in codes}, em)
    except hostile.BROKEN_FONT:
        return {}


def _measured(glyphs: Mapping[int, Any], em: float, glyphset: Any = None) -> dict[int, tuple[float, float]]:
    from fontTools.pens.boundsPen import BoundsPen

    out = {}
    for code, glyph in glyphs.items():
        pen = BoundsPen(glyphset)
        glyph.draw(pen)
        if pen.bounds is not None:
            out[code] = (pen.bounds[1] / em, pen.bounds[3] / em)
    return out
