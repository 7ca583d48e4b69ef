"""What stands between two spaces, measured and divided: the pieces of a paragraph that are worth remembering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from essay_press.formats.pdf.linebreaking.hyphens import Cut, cuts
from essay_press.formats.pdf.linebreaking.items import Box, Item, Penalty
from essay_press.formats.pdf.linebreaking.measure import Face, Voice

__all__ = [
    "ANYWHERE", "AS_WRITTEN", "DIVIDED", "Division", "Found", "Habits", "Piece", "Place", "Run", "Word", "find", "word",
]  # fmt: skip

# How far a word may be divided: as its author wrote it, where it is good, where nothing else fits.
AS_WRITTEN, DIVIDED, ANYWHERE = 0, 1, 2
# What TeX calls \hyphenpenalty and \exhyphenpenalty, and more for a place that is taken in need alone. Its own are 50;
# the badness that they are weighed against is another here (see `total_fit`).
HYPHEN_COST, MARK_COST, RELUCTANT_COST = 75.0, 75.0, 200.0
_TOKEN = re.compile(r"(?P<space>[ \t\n\r\f]+)|(?P<tie>\u00a0)|(?P<word>[^ \t\n\r\f\u00a0]+)")
# What an atom stands for where its neighbours are looked at.
_ATOM = "\ufffc"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face, size, language: what the engine shapes in one go. Sizes in CSS px.

    Spaces are as the engine has collapsed them; the layout adds `word_spacing` to each. With a `width` the run is an
    atom that is not measured (the call of a note, a picture in the line), whatever its text is. Where it is not
    `breakable` no line ends within it.
    """

    text: str
    face: Face
    size: float
    features: tuple[tuple[str, int], ...] = ()
    language: str = ""
    letter_spacing: float = 0.0
    breakable: bool = True
    width: float | None = None
    word_spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a word that stands in one run; an atom has a width and no voice."""

    text: str
    voice: Voice | None
    width: float = 0.0
    breakable: bool = True
    length: int = 1

    def measure(self, text: str) -> float:
        """Return the width of a part of it in CSS px."""
        return self.voice.width(text) if self.voice else self.width if text else 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A word in the text: its pieces and where each starts, the gaps before it, whether a line may end there."""

    pieces: tuple[Piece, ...]
    origins: tuple[Place, ...]
    space: float
    gaps: int
    parted: bool
    length: int

    def place(self, offset: int, after: bool) -> Place:
        """Return where a place in it is in the runs; between two, in the later one if it is for what follows."""
        for piece, (number, origin) in zip(self.pieces, self.origins, strict=True):
            size = len(piece.text)
            if offset < size or (offset == size and not after):
                return number, origin + (offset if piece.voice else offset * piece.length)
            offset -= size
        raise IndexError(offset)

    def width(self, start: int, end: int, hyphen: str = "") -> float:
        """Return the width of a part of it, with what is added at its end, in CSS px."""
        return _width(self.pieces, start, end, hyphen)


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """What holds for all words of a paragraph; habits are compared by identity. On ragged lines nothing hangs right."""

    exceptions: frozenset[str]
    hyphen: str
    hang: Mapping[str, tuple[float, float]] | None
    ragged: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """A place in a word: its penalty's number among the word's items, the hyphen that is added, what hangs there."""

    item: int
    cut: Cut
    hyphen: str
    hang_right: float
    hang_left: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word as items, its width in CSS px, the places where it may be divided, what hangs when it is first or last."""

    text: str
    width: float
    items: tuple[Item, ...]
    divisions: tuple[Division, ...]
    hang_left: float
    hang_right: float

    @property
    def lonely(self) -> Word:
        """Return it as the last word of a paragraph: what breaks within it leaves too little for a line."""
        items = (replace(item, lonely=True) if isinstance(item, Penalty) else item for item in self.items)
        return replace(self, items=tuple(items))


def find(runs: Sequence[Run], voices: Sequence[Voice | None]) -> Iterator[Found]:
    """Yield the words of a paragraph; a word goes on from run to run until a space comes."""
    pieces: list[Piece] = []
    origins: list[Place] = []
    space, gaps, parted, last = 0.0, 0, True, ""
    for number, (run, voice) in enumerate(zip(runs, voices, strict=True)):
        if voice is None:
            pieces.append(Piece(_ATOM, None, run.width or 0.0, True, len(run.text)))
            origins.append((number, 0))
            continue
        for match in _TOKEN.finditer(run.text):
            kind, text = match.lastgroup, match[0]
            if kind == "word":
                pieces.append(Piece(text, voice, 0.0, run.breakable))
                origins.append((number, match.start()))
                continue
            if pieces:
                yield _found(pieces, origins, space, gaps, parted)
                last = pieces[-1].text[-1] if pieces[-1].voice else " "
                pieces, origins, space, gaps, parted = [], [], 0.0, 0, True
            # Spaces that follow each other are one, as the engine collapses them; a tie is as wide as it is.
            if last and (kind == "tie" or not gaps):
                space, gaps = space + voice.gap(text[0], last) + run.word_spacing, gaps + 1
            parted = parted and kind == "space" and run.breakable
    if pieces:
        yield _found(pieces, origins, space, gaps, parted)


def _found(pieces: list[Piece], origins: list[Place], space: float, gaps: int, parted: bool) -> Found:
    """Return a word that has ended."""
    return Found(tuple(pieces), tuple(origins), space, gaps, parted, sum(len(piece.text) for piece in pieces))


@lru_cache(maxsize=100_000)
def word(pieces: tuple[Piece, ...], language: str, level: int, habits: Habits) -> Word:
    """Return a word with the places where it may be divided at a level."""
    text = "".join(piece.text for piece in pieces)
    items: list[Item] = []
    divisions: list[Division] = []
    whole = _width(pieces, 0, len(text))
    done = 0.0
    for cut in cuts(text, language, level > AS_WRITTEN, habits.exceptions):
        if (cut.reluctant and level < ANYWHERE) or not _breakable(pieces, cut.offset):
            continue
        before = _width(pieces, 0, cut.offset)
        speaker = _at(pieces, cut.offset - 1)[0].voice
        hyphen = speaker.hyphen(habits.hyphen) if speaker and cut.hyphen else ""
        ending = _width(pieces, 0, cut.offset, hyphen) if hyphen else before
        beginning = _width(pieces, cut.offset, len(text))
        right = _hang(pieces, cut.offset - 1, habits, hyphen)[1]
        left = _hang(pieces, cut.offset, habits)[0]
        cost = RELUCTANT_COST if cut.reluctant else HYPHEN_COST if cut.hyphen else MARK_COST
        divisions.append(Division(len(items) + 1, cut, hyphen, right, left))
        items.append(Box(before - done))
        items.append(Penalty(ending - before - right, cost, cut.flagged, beginning - (whole - before) - left))
        done = before
    items.append(Box(whole - done))
    hangs = _hang(pieces, 0, habits)[0], _hang(pieces, len(text) - 1, habits)[1]
    return Word(text, whole, tuple(items), tuple(divisions), *hangs)


def _width(pieces: Sequence[Piece], start: int, end: int, hyphen: str = "") -> float:
    """Return the width of a part of a word with what is added at its end, in CSS px, each piece shaped by itself."""
    total, offset = 0.0, 0
    for piece in pieces:
        part = piece.text[max(0, start - offset) : max(0, end - offset)]
        offset += len(piece.text)
        if part:
            total += piece.measure(part + (hyphen if end <= offset else ""))
    return total


def _at(pieces: Sequence[Piece], offset: int) -> tuple[Piece, int]:
    """Return the piece in which a character stands, and its place there."""
    for piece in pieces:
        if offset < len(piece.text):
            return piece, offset
        offset -= len(piece.text)
    raise IndexError(offset)


def _breakable(pieces: Sequence[Piece], offset: int) -> bool:
    """Return whether a line may end before a character: not within a run that is kept together."""
    (before, _), (after, place) = _at(pieces, offset - 1), _at(pieces, offset)
    return after.breakable if place else before.breakable or after.breakable


def _hang(pieces: Sequence[Piece], offset: int, habits: Habits, instead: str = "") -> tuple[float, float]:
    """Return how far a character, or the hyphen set behind it, goes into the left and the right margin in CSS px."""
    piece, place = _at(pieces, offset)
    if piece.voice is None:
        return 0.0, 0.0
    char = instead or piece.text[place]
    shares = piece.voice.shares(char) if habits.hang is None else habits.hang.get(char, (0.0, 0.0))
    if shares == (0.0, 0.0):
        return shares
    width = piece.voice.width(char)
    return shares[0] * width, 0.0 if habits.ragged else shares[1] * width
