"""Characters of an essay that no face of its layout can print, found before anything is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lxml import etree

from essay_press.diagnostics import Diagnostic, Place, Severity, sort
from essay_press.formats.pdf.wording import character
from essay_press.model import Composition, Essay, FontFace

__all__ = ["check", "missing"]

# Spaces, controls, joiners, bidirectional and other format marks, surrogates: shaping needs no glyph for them.
_NO_GLYPH = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))
# HarfBuzz prints a no-break hyphen as a hyphen.
_STAND_INS = {"\u2011": ("\u2010", "-"), "\u2010": ("-",)}


def check(composition: Composition) -> tuple[Diagnostic, ...]:
    """Return an error for each character of the pages that no print face of the layout has, with its line."""
    faces = tuple(face for face in composition.layout.fonts if face.medium in ("", "print"))
    places = _places(composition.essay)
    texts = (text for part in composition.parts for text in _texts(part.xhtml, places))
    notes = (text for note in composition.essay.notes for text in _texts(note.xhtml, places, note.id))
    found = []
    for char, block in missing((*texts, *notes), faces):
        message = f"no face of the layout `{composition.layout.name}` has the character {character(char)}"
        hint = "replace the character, or choose a layout that has a fallback face for its script"
        found.append(Diagnostic(Severity.ERROR, "EP410", message, places.get(block), hint))
    return sort(found)


def missing(texts: Iterable[tuple[str, str]], faces: Iterable[FontFace]) -> tuple[tuple[str, str], ...]:
    """Return each character that no face has, with the first block it is in; `texts` are pairs of block id and text.

    Faces are opened one after the other, in their order, and only while a character is still unaccounted for.
    """
    first: dict[str, str] = {}
    for block, text in texts:
        for char in dict.fromkeys(unicodedata.normalize("NFC", text)):
            if _needs_glyph(char):
                first.setdefault(char, block)
    wanted = dict(first)
    for face in faces:
        if not wanted:
            break
        has = _coverage(face.path, face.sha256)
        ranges = _ranges(face.unicode_range) if face.unicode_range and face.role == "fallback" else None
        wanted = {char: block for char, block in wanted.items() if not _prints(char, has, ranges)}
    return tuple(wanted.items())


def _needs_glyph(char: str) -> bool:
    """Return whether a character shows on paper."""
    if unicodedata.category(char) in _NO_GLYPH:
        return False
    return not any(ord(char) in selectors for selectors in _VARIATION_SELECTORS)


def _prints(char: str, has: frozenset[int], ranges: tuple[range, ...] | None) -> bool:
    """Return whether a face with these code points, used for these ranges, prints a character, composed or in parts."""
    if ranges is not None and not any(ord(char) in one for one in ranges):
        return False
    if ord(char) in has or any(ord(other) in has for other in _STAND_INS.get(char, ())):
        return True
    parts = unicodedata.normalize("NFD", char)
    return len(parts) > 1 and all(ord(part) in has for part in parts)


@lru_cache(maxsize=64)
def _coverage(path: Path, sha256: str) -> frozenset[int]:
    """Return the code points that a font file maps; `sha256` is in the key so that a changed file is read again."""
    from fontTools.ttLib import TTFont

    del sha256
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=64)
def _ranges(unicode_range: str) -> tuple[range, ...]:
    """Return the code points of a CSS `unicode-range`, such as `U+0590-05FF, U+FB1?`."""
    found = []
    for item in unicode_range.split(","):
        first, _, last = item.strip().upper().removeprefix("U+").partition("-")
        if first:
            found.append(range(int(first.replace("?", "0"), 16), int((last or first).replace("?", "F"), 16) + 1))
    return tuple(found)


def _places(essay: Essay) -> dict[str, Place]:
    """Return where each block and note of the essay stands in the manuscript."""
    places = dict(essay.blocks)
    for note in essay.notes:
        if note.place is not None:
            places.setdefault(note.id, note.place)
    return places


def _texts(xhtml: str, places: dict[str, Place], block: str = "") -> Iterator[tuple[str, str]]:
    """Yield the text of a fragment piece by piece, each with the id of the nearest block whose place is known."""
    yield from _walk(etree.fromstring(f"<div>{xhtml}</div>"), places, block)


def _walk(element: etree._Element, places: dict[str, Place], block: str) -> Iterator[tuple[str, str]]:
    """Yield the texts below an element, in their order."""
    own = element.get("id") or ""
    inner = own if own in places else block
    if element.text and isinstance(element.tag, str):
        yield inner, element.text
    for child in element:
        yield from _walk(child, places, inner)
        if child.tail:
            yield inner, child.tail
