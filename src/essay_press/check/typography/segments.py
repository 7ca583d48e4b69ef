"""Letters → pieces of lines: what stands on one baseline without a hole in it, its words and the white between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from essay_press.check.typography.glyphs import Glyph
from essay_press.check.typography.typeset import Word

__all__ = ["Segment", "White", "draws_spaces", "segments"]

SAME = 0.06  # em by which letters on one baseline may differ in height
RAISED = 0.6  # em; a raised note call stands 0.3 to 0.5 em up, the next line at least 1 em down
SMALL = 0.85  # of the size beside it: from here down a letter off the baseline is raised or lowered, not another line
HOLE = 2.5  # em of white that part two pieces, where the rest of the line is not as loose
LOOSE = 2.0  # times the widest other gap of the line, which is then loose all over
BESIDE = 0.8  # em; pieces drawn one after the other elsewhere, and nearer than this, are one line
OVERLAP = 0.5  # em by which a letter may begin before the one before it ends (kerning, swashes)
WORD = 0.11  # em of white that part two words where a file draws no spaces: over half of the narrowest font's space
DRAWN = 0.08  # of all letters: from here a file draws its spaces (English has one in six)


@dataclass(frozen=True, slots=True)
class White:
    """The white between two words: from, to, the width of an em there, the font of the letter before it."""

    left: float
    right: float
    em: float
    font: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line: baseline, size and font of most of its letters, its words, what it is marked with."""

    order: int
    y: float
    size: float
    em: float
    font: str
    words: tuple[Word, ...]
    whites: tuple[White, ...]
    mcid: int
    artifact: str
    letters: int

    @property
    def left(self) -> float:
        """Return where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.words[-1].right


def draws_spaces(found: Iterable[Glyph]) -> bool:
    """Return whether a file has its spaces as letters, or only moves on between words, as TeX does."""
    counted = Counter(glyph.is_space for glyph in found)
    return counted[True] > DRAWN * counted.total()


def segments(found: Sequence[Glyph], *, spaces: bool) -> tuple[Segment, ...]:
    """Return the pieces of lines of one page in drawing order; `spaces` says whether the file draws them."""
    groups: list[list[Glyph]] = []
    for glyph in found:
        if groups and _continues(groups[-1], glyph):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    seen = [group for group in groups if any(not glyph.is_blank for glyph in group)]
    pieces = [piece for group in _joined(seen) for piece in _without_holes(group)]
    made = (_segment(piece, spaces=spaces) for piece in pieces)
    return tuple(sorted(made, key=lambda segment: segment.order))


def _continues(group: Sequence[Glyph], glyph: Glyph) -> bool:
    """Return whether a letter goes on with the line before it: on its baseline, or raised from it, and to its right."""
    last = group[-1]
    if glyph.x0 < last.x1 - OVERLAP * max(glyph.em, last.em):
        return False
    return _level(last, glyph) or _level(_main(group), glyph)


def _level(one: Glyph, other: Glyph) -> bool:
    apart, large = abs(one.y - other.y), max(one.size, other.size)
    return apart <= SAME * large or (apart < RAISED * large and min(one.size, other.size) < SMALL * large)


def _main(group: Sequence[Glyph]) -> Glyph:
    """Return a letter of the largest size of a line's first few: what the others are raised from."""
    return max(group[:12], key=lambda glyph: glyph.size)


def _joined(groups: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Return the lines with pieces put together that were drawn apart: on one baseline, of one size, close by."""
    out: list[list[Glyph]] = []
    for group in groups:
        beside = next((other for other in reversed(out) if _adjoin(other, group)), None)
        if beside is None:
            out.append(list(group))
        else:
            beside.extend(group)
            beside.sort(key=lambda glyph: glyph.x0)
    return out


def _adjoin(one: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    first, second = _main(one), _main(other)
    large = max(first.size, second.size)
    if abs(first.y - second.y) > SAME * large or min(first.size, second.size) < SMALL * large:
        return False
    between = max(_left(other) - _right(one), _left(one) - _right(other))
    return -OVERLAP * first.em <= between < BESIDE * first.em


def _left(group: Iterable[Glyph]) -> float:
    return min(glyph.x0 for glyph in group if not glyph.is_blank)


def _right(group: Iterable[Glyph]) -> float:
    return max(glyph.x1 for glyph in group if not glyph.is_blank)


def _without_holes(group: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return a line cut where a hole parts it, as between the cells of a table or a number and its text."""
    seen = [glyph for glyph in group if not glyph.is_blank]
    whites = [after.x0 - before.x1 for before, after in pairwise(seen)]
    wide = [white for white in whites if white > WORD * seen[0].em]
    out = [[seen[0]]]
    for glyph, white in zip(seen[1:], whites, strict=True):
        if white > HOLE * glyph.em:
            others = list(wide)
            others.remove(white)
            if not others or white >= LOOSE * median(others):
                out.append([])
        out[-1].append(glyph)
    if len(out) == 1:
        return [list(group)]
    blanks = [glyph for glyph in group if glyph.is_blank]
    for piece in out:
        left, right = piece[0].x0, piece[-1].x1
        piece += [blank for blank in blanks if left <= blank.x0 and blank.x0 < right]
        piece.sort(key=lambda glyph: (glyph.x0, glyph.order))
    return out


def _segment(group: Sequence[Glyph], *, spaces: bool) -> Segment:
    words: list[Word] = []
    whites: list[White] = []
    letters: list[Glyph] = []
    spaced = False
    for glyph in group:
        if glyph.is_blank:
            spaced |= glyph.is_space
            continue
        if letters:
            white = glyph.x0 - letters[-1].x1
            # A space may be of no width, a mark for who copies: what parts words is the white.
            if white > WORD / 2 * glyph.em if spaces and spaced else not spaces and white > WORD * glyph.em:
                whites.append(White(letters[-1].x1, glyph.x0, letters[-1].em, letters[-1].face.name))
                words.append(_word(letters))
                letters = []
        letters.append(glyph)
        spaced = False
    words.append(_word(letters))
    seen = [glyph for glyph in group if not glyph.is_blank]
    size = Counter(round(glyph.size, 2) for glyph in seen).most_common(1)[0][0]
    own = [glyph for glyph in seen if abs(glyph.size - size) < 0.02]
    marks = Counter((glyph.mcid, glyph.artifact) for glyph in seen).most_common(1)[0][0]
    font = Counter(glyph.face.name for glyph in own).most_common(1)[0][0]
    y = Counter(round(glyph.y, 2) for glyph in own).most_common(1)[0][0]
    order = min(glyph.order for glyph in seen)
    count = sum(len(glyph.text) for glyph in seen)
    return Segment(order, y, size, own[0].em, font, tuple(words), tuple(whites), marks[0], marks[1], count)


def _word(letters: Sequence[Glyph]) -> Word:
    return Word(
        "".join(glyph.text for glyph in letters),
        min(glyph.x0 for glyph in letters),
        max(glyph.x1 for glyph in letters),
        tuple((glyph.numeral, (glyph.x1 - glyph.x0) / glyph.em) for glyph in letters if glyph.numeral is not None),
    )
