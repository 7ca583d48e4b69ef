"""Widths of text as the engine will set it: HarfBuzz with the layout's own faces, in Pango's units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools import unicodedata

__all__ = ["Face", "UnmeasurableError", "Voice", "voice"]

# Pango counts in 1024ths of a device unit, HarfBuzz rounds each advance to them.
UNITS = 1024
# What Pango switches off where letters are spaced.
_LIGATURES = ("liga", "clig", "dlig")
# Scripts that are written from left to right, in words with spaces, one glyph after another.
_SIMPLE = frozenset({"Latn", "Grek", "Cyrl", "Zyyy", "Zinh"})


class UnmeasurableError(ValueError):
    """Text that cannot be measured as the engine sets it."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, the place in a collection, its axes where it varies, and the files that lend what it lacks."""

    path: Path
    index: int = 0
    fallback: tuple[Path, ...] = ()
    variations: tuple[tuple[str, float], ...] = ()


class Voice:
    """A face at a size, with features, language and spacing: what makes the width of a word. Keeps what it measured."""

    def __init__(
        self, face: Face, size: float, features: tuple[tuple[str, int], ...], language: str, letter_spacing: float
    ) -> None:
        """Open the faces; `size` and `letter_spacing` in CSS px."""
        paths = ((face.path, face.index, face.variations), *((path, 0, ()) for path in face.fallback))
        self.fonts = [_font(path, index, variations, size) for path, index, variations in paths]
        self.size, self.language, self.spacing = size, language, letter_spacing
        self.features = dict(features) | (dict.fromkeys(_LIGATURES, 0) if letter_spacing else {})
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return the width of a text without spaces in CSS px; raises `UnmeasurableError`."""
        found = self._widths.get(text)
        if found is None:
            found = sum(self._shape(*part) for part in self._parts(text)) / UNITS + self.spacing * len(text)
            self._widths[text] = found
        return found

    @property
    def space(self) -> float:
        """Return the width of a space in CSS px."""
        return self.width(" ")

    def _parts(self, text: str) -> Iterator[tuple[str, int, str]]:
        """Return a text in parts of one script and one face, as Pango itemizes it."""
        if text.isascii():
            yield text, 0, "Latn"
            return
        part, font, script = "", 0, "Zyyy"
        for char in text:
            its = str(unicodedata.script(char))
            if its not in _SIMPLE:
                raise UnmeasurableError(f"script {its}")
            its_font = font if part and _follows(char) else self._font_of(char)
            strange = its not in ("Zyyy", "Zinh", script) and script != "Zyyy"
            if part and (its_font != font or strange):
                yield part, font, script
                part = ""
            part, font = part + char, its_font
            script = script if its in ("Zyyy", "Zinh") else its
        if part:
            yield part, font, script

    def _font_of(self, char: str) -> int:
        """Return the number of the first face that has a character; raises `UnmeasurableError`."""
        for number, (_, known) in enumerate(self.fonts):
            if ord(char) in known:
                return number
        if _follows(char):
            return 0
        raise UnmeasurableError(f"no face has U+{ord(char):04X}")

    def _shape(self, text: str, font: int, script: str) -> int:
        """Return the advance of a part in Pango's units."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "ltr"
        buffer.script = "Latn" if script == "Zyyy" else script
        buffer.language = self.language or "und"
        uharfbuzz.shape(self.fonts[font][0], buffer, self.features)
        return sum(position.x_advance for position in buffer.glyph_positions)


@cache
def voice(
    face: Face, size: float, features: tuple[tuple[str, int], ...], language: str, letter_spacing: float
) -> Voice:
    """Return the voice of a run; paragraphs share it, and with it the words measured."""
    return Voice(face, size, features, language, letter_spacing)


def _follows(char: str) -> bool:
    """Return whether a character takes the face of the one before it: spaces and marks of format have no look."""
    return unicodedata.category(char) in ("Zs", "Cc", "Cf", "Mn", "Me")


@cache
def _face(path: Path, index: int) -> tuple[Any, frozenset[int]]:
    """Return an opened face and the characters that it has."""
    import uharfbuzz

    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path), index)
    return face, frozenset(face.unicodes)


@cache
def _font(path: Path, index: int, variations: tuple[tuple[str, float], ...], size: float) -> tuple[Any, frozenset[int]]:
    """Return a face at a size in CSS px, scaled to Pango's units, and the characters that it has."""
    import uharfbuzz

    face, known = _face(path, index)
    font = uharfbuzz.Font(face)
    font.scale = (round(size * UNITS), round(size * UNITS))
    if variations:
        font.set_variations(dict(variations))
    return font, known
