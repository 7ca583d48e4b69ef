"""Finished PDFs → what is counted in them, by the same reading as `essay-press check --typography`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from math import ceil
from statistics import fmean, pstdev

from fontTools.ttLib import TTFont

from essay_press.check.typography.reading import read as read_pdf
from essay_press.check.typography.statistics import LOOSE, figures, filled
from essay_press.check.typography.typeset import Typeset
from typography.samples import Sample
from typography.setting import Face

__all__ = ["COUNTS", "Reading", "pooled", "read"]

COUNTS = ("pages", "lines", "filled", "hyphenated", "ladders", "overfull", "rivers", "widows", "orphans", "runts")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What some documents measure: word spaces of each filled line as multiples of the font's own, and counts.

    `hyphenated` counts filled lines. `same` says whether every letter of the texts was read, in order.
    """

    spaces: tuple[float, ...] = ()
    pages: int = 0
    lines: int = 0
    filled: int = 0
    hyphenated: int = 0
    ladders: int = 0
    overfull: int = 0
    rivers: int = 0
    widows: int = 0
    orphans: int = 0
    runts: int = 0
    same: bool = True

    @property
    def mean(self) -> float:
        """Return the mean word space."""
        return fmean(self.spaces) if self.spaces else 0.0

    @property
    def sd(self) -> float:
        """Return how far word spaces are from their mean: the standard deviation of them all, not of a sample."""
        return pstdev(self.spaces) if self.spaces else 0.0

    @property
    def p95(self) -> float:
        """Return the word space that 95 of 100 lines do not exceed."""
        return sorted(self.spaces)[ceil(0.95 * len(self.spaces)) - 1] if self.spaces else 0.0

    @property
    def most(self) -> float:
        """Return the widest word space."""
        return max(self.spaces, default=0.0)

    @property
    def loose(self) -> float:
        """Return which share of the lines is loose, from 0 to 1."""
        return sum(value > LOOSE for value in self.spaces) / len(self.spaces) if self.spaces else 0.0

    @property
    def hyphens(self) -> float:
        """Return which share of the filled lines ends in a hyphen, from 0 to 1."""
        return self.hyphenated / self.filled if self.filled else 0.0


def read(documents: Iterable[bytes], face: Face, samples: Sequence[Sample]) -> Reading:
    """Return what the documents measure in which an engine set the samples."""
    typesets = [read_pdf(data, spaces=_own_spaces(face)) for data in documents]
    found = pooled(map(_counted, typesets))
    wanted = _letters("".join(text for sample in samples for runs in sample.paragraphs for text, _ in runs))
    shown = _letters("".join(line.text for typeset in typesets for line in typeset.lines))
    return pooled([found, Reading(same=wanted == shown)])


def pooled(readings: Iterable[Reading]) -> Reading:
    """Return several readings as one."""
    every = list(readings)
    sums = {name: sum(getattr(reading, name) for reading in every) for name in COUNTS}
    spaces = tuple(value for reading in every for value in reading.spaces)
    return Reading(spaces, same=all(reading.same for reading in every), **sums)


def _counted(typeset: Typeset) -> Reading:
    """Return what one document measures."""
    told = figures(typeset)
    lines = filled(typeset)
    names = {field.name for field in fields(told)} & set(COUNTS) - {"filled", "hyphenated"}
    return Reading(
        spaces=tuple(line.stretch for line in lines if line.gaps),
        filled=len(lines),
        hyphenated=sum(line.is_hyphenated for line in lines),
        **{name: getattr(told, name) for name in names},
    )


@cache
def _own_spaces(face: Face) -> dict[str, float]:
    """Return the width of the space of each face in em, by PostScript name: TeX leaves the space out of its fonts."""
    found = {}
    for file in (face.roman, face.italic):
        font = TTFont(face.path / file)
        width = font["hmtx"][font.getBestCmap()[ord(" ")]][0]
        found[str(font["name"].getDebugName(6))] = width / font["head"].unitsPerEm
    return found


def _letters(text: str) -> str:
    """Return a text without what falls between words and at the ends of lines: spaces, hyphens, signs."""
    return _NO_LETTERS.sub("", text)
