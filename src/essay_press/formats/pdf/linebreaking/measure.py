"""Widths of text as the engine will set it: HarfBuzz with the layout's own faces, in Pango's units.

Words are measured one by one. Pango shapes what stands between two spaces by itself wherever spaces are stretched, so
that kerning with a space is lost there as it is here; the tests hold whole lines against the engine's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from essay_press.formats.pdf.linebreaking import margins

__all__ = ["Face", "UnmeasurableError", "Voice", "opened", "voice"]

# Pango counts in 1024ths of a CSS px, and HarfBuzz rounds each advance to them.
UNITS = 1024
# What Pango switches off where letters are spaced.
_LIGATURES = ("liga", "clig", "dlig")
# Scripts that are written from left to right, in words with spaces, one letter after another.
_SIMPLE = frozenset({"Latn", "Grek", "Cyrl"})
_ANY = frozenset({"Zyyy", "Zinh"})
_SOFT_HYPHEN = "\u00ad"
# A run with more words than an essay has was made by no essay.
_MOST = 100_000


class UnmeasurableError(ValueError):
    """Text that the engine sets in a way that is not known here."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, its number in a collection, its axes where it varies, and the files that lend what it lacks."""

    path: Path
    index: int = 0
    fallback: tuple[Path, ...] = ()
    variations: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A face as HarfBuzz has it: in its own units, and the characters that it knows."""

    face: Any
    font: Any
    known: frozenset[int]

    @property
    def em(self) -> int:
        """Return how many of its units make an em."""
        return int(self.face.upem)


class Voice:
    """A face at a size, with features, language and spacing: all that makes the width of a word, and words measured."""

    def __init__(
        self, face: Face, size: float, features: tuple[tuple[str, int], ...], language: str, letter_spacing: float
    ) -> None:
        """Open the faces; `size` and `letter_spacing` in CSS px."""
        keys = ((face.path, face.index, face.variations), *((path, 0, ()) for path in face.fallback))
        self._opened = [opened(*key) for key in keys]
        self._fonts = [_scaled(*key, size) for key in keys]
        self.size, self._language, self._spacing = size, language, letter_spacing
        self._features = dict(features) | (dict.fromkeys(_LIGATURES, 0) if letter_spacing else {})
        self._widths: dict[str, float] = {}
        self.space = self.width(" ")

    def width(self, text: str) -> float:
        """Return the width of a text without spaces, or of one, in CSS px; raises `UnmeasurableError`.

        Soft hyphens are not there: what is not seen is not to come between letters that are kerned.
        """
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) > _MOST:
                self._widths.clear()
            found = self._widths[text] = sum(self._shape(*part) for part in self._parts(text.replace(_SOFT_HYPHEN, "")))
        return found

    def gap(self, sign: str, before: str) -> float:
        """Return the width in CSS px of a space or a tie behind a character, whose face it takes."""
        sign = sign if sign == "\u00a0" else " "
        font = 0 if before.isascii() else self._font_of(before)
        return self.width(sign) if font == 0 else self._shape(sign, font, "Latn")

    def hyphen(self, wanted: str) -> str:
        """Return the hyphen that is wanted, or the one on every keyboard where the face does not have it."""
        return wanted if all(ord(char) in self._opened[0].known for char in wanted) else "-"

    def shares(self, char: str) -> tuple[float, float]:
        """Return the shares of a character's width that hang on the left and on the right."""
        its = self._opened[0 if char.isascii() else self._font_of(char)]
        return margins.shares(its.font, its.em, char)

    def _parts(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Yield a text in parts of one face and one script, as Pango itemizes it."""
        if text.isascii() and all(ord(char) in self._opened[0].known for char in text):
            if text:
                yield text, 0, "Latn"
            return
        from fontTools.unicodedata import script as script_of

        part, font, script = "", 0, ""
        for char in text:
            its = str(script_of(char))
            if its not in _SIMPLE and its not in _ANY:
                raise UnmeasurableError(f"the script {its}")
            its_font = font if part and _follows(char) else self._font_of(char)
            if part and (its_font != font or (script and its in _SIMPLE and its != script)):
                yield part, font, script or "Latn"
                part = ""
            part, font, script = part + char, its_font, its if its in _SIMPLE else script
        yield part, font, script or "Latn"

    def _font_of(self, char: str) -> int:
        """Return the number of the first face that has a character; raises `UnmeasurableError`."""
        for number, its in enumerate(self._opened):
            if ord(char) in its.known:
                return number
        if _follows(char):
            return 0
        raise UnmeasurableError(f"no face has U+{ord(char):04X}")

    def _shape(self, text: str, font: int, script: str) -> float:
        """Return the advance of a part in CSS px."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script = "ltr", script
        if self._language:
            buffer.language = self._language
        uharfbuzz.shape(self._fonts[font], buffer, self._features)
        spaced = len({info.cluster for info in buffer.glyph_infos}) * self._spacing if self._spacing else 0.0
        advance: int = sum(position.x_advance for position in buffer.glyph_positions)
        return advance / UNITS + spaced


@cache
def voice(
    face: Face, size: float, features: tuple[tuple[str, int], ...], language: str, letter_spacing: float
) -> Voice:
    """Return the voice of a run; paragraphs share it, and with it the words that it measured."""
    return Voice(face, size, features, language, letter_spacing)


def _follows(char: str) -> bool:
    """Return whether a character takes the face of the one before it: spaces and marks have no look of their own."""
    return unicodedata.category(char) in ("Zs", "Cc", "Cf", "Mn", "Me")


@cache
def opened(path: Path, index: int, variations: tuple[tuple[str, float], ...]) -> _Opened:
    """Return a face in its own units."""
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index)
    font = uharfbuzz.Font(face)
    if variations:
        font.set_variations(dict(variations))
    return _Opened(face, font, frozenset(face.unicodes))


@cache
def _scaled(path: Path, index: int, variations: tuple[tuple[str, float], ...], size: float) -> Any:
    """Return a face at a size in CSS px, counted in Pango's units."""
    import uharfbuzz

    font = uharfbuzz.Font(opened(path, index, variations).face)
    font.scale = (round(size * UNITS), round(size * UNITS))
    if variations:
        font.set_variations(dict(variations))
    return font
