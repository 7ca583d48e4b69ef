"""The letters of a finished page, one by one: each with its place, its size, its face, and how it is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from fontTools import agl

from essay_press.check.content import IDENTITY, INVISIBLE, Box, Matrix, State, Walk, _nearest, _Walker, times
from essay_press.check.decode import Decoder
from essay_press.check.typography.numerals import Numeral, shapes

__all__ = ["Face", "Glyph", "glyphs"]

SPACES = frozenset(" \u00a0")
LEVEL = 0.01  # of a letter's size: steeper lines are no horizontal text
UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Face(Decoder):
    """A font of the file: `space` is the width of its own space in em, None where the file has none.

    `numerals` are its figures, by their codes, of which it can be told what they look like. `measured` says whether the
    file gives widths: the old standard fonts may go without, and their lines stay unread.
    """

    space: float | None = None
    measured: bool = True
    numerals: Mapping[int, Numeral] = field(default_factory=dict)

    @classmethod
    def of(cls, font: Any) -> Face:
        """Return the face of a font dictionary, of whatever kind: composite, simple or Type 3."""
        if font.get("/Subtype") == "/Type0":
            # Explicit, since `super()` finds no class in one with slots.
            below = Decoder.of(font)
            return replace(cls._made(below, 1.0, measured=True), numerals=shapes(font, below.texts))
        plain = Decoder.of(font)
        unit = abs(float(font.FontMatrix[0])) * 1000 if font.get("/Subtype") == "/Type3" else 1.0
        if "/ToUnicode" not in font:
            plain = replace(plain, texts=plain.texts | _named(font))
        return cls._made(plain, unit, measured="/Widths" in font)

    @classmethod
    def _made(cls, plain: Decoder, unit: float, *, measured: bool) -> Face:
        widths = {code: width * unit for code, width in plain.widths.items()}
        default = plain.default_width * unit
        own = [widths.get(code, default) for code, text in sorted(plain.texts.items()) if text == " "]
        space = next((width / 1000 for width in own if width > 0), None)
        return cls(plain.name, plain.code_bytes, plain.texts, widths, default, space, measured=measured)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter: from `x0` to `x1` (its advance) on baseline `y`, `size` its height and `em` its width of an em, in pt.

    The two differ where letters are stretched. `order` counts the letters of a page as they are drawn.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    em: float
    face: Face
    order: int
    mcid: int = -1
    artifact: str = ""
    numeral: Numeral | None = None

    @property
    def is_blank(self) -> bool:
        """Return whether nothing is seen of it."""
        return not self.text.strip()

    @property
    def is_space(self) -> bool:
        """Return whether it is a space between words, which justification widens; thin and wide spaces are not."""
        return bool(self.text) and all(letter in SPACES for letter in self.text)


def glyphs(page: pikepdf.Page, index: int, media: Box, faces: dict[tuple[int, int], Decoder]) -> tuple[Glyph, ...]:
    """Return the letters that page `index` (from 0) shows on horizontal lines, in the order in which it draws them.

    `faces` caches the faces of a file over its pages.
    """
    walker = _Letters(index, Walk(), faces)
    walker.run(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), State(IDENTITY, media), (), 0)
    return tuple(walker.glyphs)


@dataclass(slots=True)
class _Letters(_Walker):
    """The walk over a page's content, which keeps letters and not runs."""

    page: int
    found: Walk
    fonts: dict[tuple[int, int], Decoder]
    glyphs: list[Glyph] = field(default_factory=list)

    def font(self, resources: Any, name: str) -> Decoder | None:
        """Return the face of a font resource."""
        fonts = resources.get("/Font", {})
        if name not in fonts:
            return None
        found = fonts[name]
        if found.objgen == (0, 0):
            return Face.of(found)
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = Face.of(found)
        return self.fonts[found.objgen]

    def fill(self, box: Box, state: State) -> None:
        """Pass over what is painted: it has no letters."""

    def show(self, operand: Any, state: State, text: Matrix, marks: Any) -> Matrix:
        """Keep the letters that Tj or TJ draws and return the text matrix after it."""
        face = state.font
        if not isinstance(face, Face):
            return text
        pen = 0.0
        hidden = state.mode in INVISIBLE
        mark = _nearest(marks)
        for item in operand if isinstance(operand, pikepdf.Array) else (operand,):
            if not isinstance(item, pikepdf.String):
                pen -= float(item) / 1000 * state.size
                continue
            data = bytes(item)
            for at in range(0, len(data), face.code_bytes):
                code = int.from_bytes(data[at : at + face.code_bytes])
                width = face.widths.get(code, face.default_width) / 1000 * state.size
                if not hidden:
                    self.letter(face, code, (pen, pen + width), state, text, mark)
                pen += width + state.spacing
                if face.code_bytes == 1 and code == 32:
                    pen += state.word_spacing
        return times((1, 0, 0, 1, pen * state.stretch, 0), text)

    def letter(
        self, face: Face, code: int, span: tuple[float, float], state: State, text: Matrix, mark: tuple[int, str]
    ) -> None:
        """Keep one letter, where it stands upright and inside what is clipped."""
        a, b, c, d, e, f = times(text, state.matrix)
        size, em = state.size * (c * c + d * d) ** 0.5, abs(a) * state.size * state.stretch
        if abs(b) > LEVEL * abs(a) or not size or not em:
            return
        x0, x1 = sorted(a * state.stretch * x + e for x in span)
        middle = (x0 + x1) / 2
        if not (state.clip.left <= middle <= state.clip.right and state.clip.bottom <= f + size / 2):
            return
        if f > state.clip.top:
            return
        words = face.texts.get(code, "" if face.texts else UNKNOWN)
        order = len(self.glyphs)
        numeral = face.numerals.get(code)
        self.glyphs.append(Glyph(words or UNKNOWN, x0, x1, f, size, em, face, order, mark[0], mark[1], numeral))


def _named(font: Any) -> dict[int, str]:
    """Return code → text of a simple font by the names of its glyphs (ISO 32000-1, 9.6.6; Adobe's glyph list)."""
    encoding = font.get("/Encoding")
    if not isinstance(encoding, pikepdf.Dictionary) or "/Differences" not in encoding:
        return {}
    out: dict[int, str] = {}
    code = 0
    for item in encoding.Differences:
        if isinstance(item, pikepdf.Name):
            words = agl.toUnicode(str(item).lstrip("/"))
            if words:
                out[code] = words
            code += 1
        else:
            code = int(item)
    return out
