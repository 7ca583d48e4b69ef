"""Fonts that tell: glyphs in reading order spell the text, and a letter too many hints at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from essay_press.check import hostile
from essay_press.check.fonts import UNREADABLE
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["Subset", "in_pdf", "program", "tells"]

FEW = 12
"""Letters below which an order proves nothing."""
MANY = 16
"""Letters below which the order of a single passage proves nothing: there are many passages."""
ALIKE = 0.9
"""Kendall's tau from which two orders are one; two orders of a dozen letters come as near once in 100,000 times."""
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SECTIONS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Subset:
    """The characters of a font in the order in which the file lists them."""

    name: str
    characters: tuple[str, ...]


def program(name: str, data: bytes) -> Iterator[Subset]:
    """Yield the characters of a font program in the order of its glyphs; none where it maps none."""
    try:
        with hostile.font(data) as font:
            glyphs = {glyph: number for number, glyph in enumerate(font.getGlyphOrder())}
            mapped = font.getBestCmap() or {}
    except UNREADABLE:
        return
    ranked = sorted((glyphs[glyph], chr(code)) for code, glyph in mapped.items() if glyph in glyphs)
    yield Subset(name, tuple(character for _, character in ranked))


def in_pdf(pdf: pikepdf.Pdf) -> Iterator[Subset]:
    """Yield the characters of each font of a PDF as its program has them, and as its `ToUnicode` map lists them."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary):
            name = str(item.get("/BaseFont", item.get("/FontName", ""))).lstrip("/")
            for key in ("/FontFile2", "/FontFile3"):
                if key in item:
                    yield from program(name, item[key].read_bytes())
            if "/ToUnicode" in item:
                yield Subset(name, tuple(_listed(item.ToUnicode)))


def _listed(stream: Any) -> Iterator[str]:
    """Yield the characters of a map in its order."""
    for section in _SECTIONS.findall(stream.read_bytes()):
        for _, value in _MAPPED.findall(section):
            text = bytes.fromhex(value.decode("ascii").zfill(4)).decode("utf-16-be", "ignore")
            if len(text) == 1:
                yield text


def tells(subset: Subset, texts: Sequence[str], passages: Iterable[str], shown: str) -> Iterator[Diagnostic]:
    """Yield what a subset gives away: the order of `texts` or of a removed passage, or a letter that no `shown` has."""
    passages = list(passages)
    order = list(dict.fromkeys(character for character in subset.characters if character.isalpha()))
    if len(order) >= FEW and order != sorted(order):
        named = [(text, FEW) for text in texts] + [(text, MANY) for text in passages]
        if any(_alike(order, text, least) for text, least in named):
            message = f"the font {subset.name} lists its letters in the order in which they are read"
            yield Diagnostic(Severity.ERROR, "EP709", message, None, "subset it by the numbers of its glyphs")
    # As it is, too: the small and the great form of `ß` and of ligatures are other letters.
    seen = set(shown) | set(shown.casefold()) | set(shown.upper())
    hidden = {c for text in passages for c in text if c.isalpha()} & set(order)
    if lost := sorted(c for c in hidden if c not in seen and c.casefold() not in seen):
        message = f"the font {subset.name} has letters that only the removed text has: {' '.join(lost)}"
        yield Diagnostic(Severity.ERROR, "EP709", message, None, "subset it to the letters of this edition")


def _alike(order: Sequence[str], text: str, least: int) -> bool:
    """Return whether letters stand in the order in which a text first has them."""
    first: dict[str, int] = {}
    for at, character in enumerate(text):
        first.setdefault(character, at)
    ranks = [first[character] for character in order if character in first]
    return len(ranks) >= least and _tau(ranks) >= ALIKE


def _tau(ranks: Sequence[int]) -> float:
    """Return Kendall's tau of a sequence of different numbers with the rising order: 1 rising, -1 falling."""
    pairs = len(ranks) * (len(ranks) - 1) / 2
    rising = sum(later > earlier for at, earlier in enumerate(ranks) for later in ranks[at + 1 :])
    return 2 * rising / pairs - 1
