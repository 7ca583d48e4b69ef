"""The text of a paragraph as boxes, glue and penalties, and what stands on a line of it, measured anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty
from essay_press.formats.pdf.linebreaking.marks import at_space
from essay_press.formats.pdf.linebreaking.measure import UnmeasurableError, Voice, voice
from essay_press.formats.pdf.linebreaking.words import Found, Habits, Place, Run, Word, find, word

__all__ = ["SHRINK", "Spot", "Text"]

# TeX's space stretches by a half and shrinks by a third (Computer Modern's own figures, and fontspec's for others).
STRETCH, SHRINK = 1 / 2, 1 / 3
# Below this, in em, words run into each other. A face whose own space is wide may shrink it further than by a third.
NARROWEST = 1 / 8
# Ragged text shows its ends: a word of one or two letters is not to stand there.
SHORT_COST, SHORT = 300.0, 2
# A last line of fewer letters is none.
FEWEST = 4
# What would end a line or run against it.
_ALIEN = re.compile(r"[\u000b\u0085\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TIED = Penalty(0.0, FORBIDDEN)


@dataclass(frozen=True, slots=True)
class Spot:
    """A breakpoint: behind so many characters of a word, with a hyphen added or none; what hangs at it in CSS px."""

    word: int
    offset: int
    hyphen: str
    hang_right: float
    hang_left: float


class Text:
    """A paragraph ready to be broken. Raises `UnmeasurableError` for text that the engine sets in ways unknown here."""

    def __init__(
        self, runs: Sequence[Run], hang: Mapping[str, tuple[float, float]] | None, exceptions: frozenset[str],
        hyphen: str, justified: bool, indented: bool,
    ) -> None:  # fmt: skip
        """Find the voices of the runs, and the words in them."""
        if any(_ALIEN.search(run.text) for run in runs if run.width is None):
            raise UnmeasurableError("marks of lines or of direction")
        voices = [
            voice(run.face, run.size, run.features, run.language, run.letter_spacing) if run.width is None else None
            for run in runs
        ]
        self._justified, self._indented = justified, indented
        self._habits = _habits(exceptions, hyphen, None if hang is None else tuple(sorted(hang.items())), not justified)
        self._found = list(find(runs, voices))
        self._languages = [runs[_most(found)].language for found in self._found]
        spoken = Counter[Voice]()
        for run, one in zip(runs, voices, strict=True):
            if one is not None:
                spoken[one] += len(run.text)
        # The space of the face that most is set in, and how far it may shrink in need, in parts of its shrink.
        most = spoken.most_common(1)[0][0] if spoken else None
        self.space = most.space if most else 0.0
        self.tightness = max(1.0, (1 - NARROWEST * most.size / most.space) / SHRINK) if most and most.space else 1.0
        # Where each word begins on a line without end, in CSS px, and the gaps before it.
        self._ahead = list(accumulate((found.space + found.width(0, found.length) for found in self._found), initial=0))
        self._gaps = list(accumulate(found.gaps for found in self._found))

    def items(self, level: int) -> tuple[list[Item], dict[int, Spot]]:
        """Return the paragraph as items, words divided as far as a level goes, and the spots of its breaks by item."""
        items: list[Item] = []
        spots: dict[int, Spot] = {}
        words = [
            word(each.pieces, it, level, self._habits) for each, it in zip(self._found, self._languages, strict=True)
        ]
        if not words:
            return items, spots
        glues: dict[tuple[float, int], Glue] = {}
        rest = sum(found.length for found in self._found)
        for number, one in enumerate(words):
            last = number == len(words) - 1
            if number:
                self._part(items, spots, number, words[number - 1], one, last or rest < FEWEST)
                kind = self._found[number].space, self._found[number].gaps
                items.append(glues.get(kind) or glues.setdefault(kind, self._glue(*kind)))
            elif not self._indented:
                items.append(Box(-one.hang_left))
            for division in one.divisions:
                hangs = division.hang_right, division.hang_left
                spots[len(items) + division.item] = Spot(number, division.cut.offset, division.hyphen, *hangs)
            items += one.items if not last else one.lonely.items
            rest -= self._found[number].length
        spots[len(items)] = Spot(len(words) - 1, self._found[-1].length, "", words[-1].hang_right, 0.0)
        items.append(Penalty(-words[-1].hang_right, FORCED))
        return items, spots

    def begin(self) -> Spot:
        """Return the spot before the first word."""
        first = self._found[0]
        one = word(first.pieces, self._languages[0], 0, self._habits)
        return Spot(-1, 0, "", 0.0, 0.0 if self._indented else one.hang_left)

    def segment(self, start: Spot, end: Spot) -> tuple[float, int]:
        """Return the width of what stands between two breaks, in CSS px with nominal spaces, and its gaps."""
        first, offset = self._behind(start)
        if first == end.word:
            return self._found[first].width(offset, end.offset, end.hyphen), 0
        head, tail = self._found[first], self._found[end.word]
        between = self._ahead[end.word] - self._ahead[first + 1] + tail.space
        natural = head.width(offset, head.length) + between + tail.width(0, end.offset, end.hyphen)
        return natural, self._gaps[end.word] - self._gaps[first]

    def places(self, start: Spot, end: Spot) -> tuple[Place, Place]:
        """Return where a line between two breaks starts and ends in the runs."""
        first, offset = self._behind(start)
        return self._found[first].place(offset, after=True), self._found[end.word].place(end.offset, after=False)

    def _behind(self, spot: Spot) -> tuple[int, int]:
        """Return the word and the character with which a line begins behind a break."""
        if spot.word < 0 or spot.offset == self._found[spot.word].length:
            return spot.word + 1, 0
        return spot.word, spot.offset

    def _part(
        self, items: list[Item], spots: dict[int, Spot], number: int, before: Word, after: Word, lonely: bool
    ) -> None:
        """Add the place between two words: a line may end there, or they are tied."""
        if not (self._found[number].parted and at_space(before.text, after.text)):
            items.append(_TIED)
            return
        length = self._found[number - 1].length
        spots[len(items)] = Spot(number - 1, length, "", before.hang_right, after.hang_left)
        cost = SHORT_COST if length <= SHORT and not self._justified else 0.0
        items.append(Penalty(-before.hang_right, cost, False, -after.hang_left, before.text, after.text, lonely))

    def _glue(self, width: float, gaps: int) -> Glue:
        """Return the glue of gaps; all spaces of a paragraph stretch alike, as the engine stretches them."""
        give = gaps * self.space if self._justified else 0.0
        return Glue(width, give * STRETCH, give * SHRINK)


def _most(found: Found) -> int:
    """Return the run in which most of a word stands: a quotation mark before it does not say how it is divided."""
    return max(zip(found.pieces, found.origins, strict=True), key=lambda each: len(each[0].text))[1][0]


@lru_cache(maxsize=64)
def _habits(
    exceptions: frozenset[str], hyphen: str, hang: tuple[tuple[str, tuple[float, float]], ...] | None, ragged: bool
) -> Habits:
    """Return the habits of paragraphs; those that share them share their words."""
    return Habits(exceptions, hyphen, None if hang is None else dict(hang), ragged)
