"""What must be nowhere in an edition without spoilers: every removed passage, its runs of four words, each term.

Mere presence proves nothing, since removed and kept text share turns of phrase. A hit is what occurs on a surface more
often than the redacted essay accounts for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from essay_press.check.leak_vocabulary import NAMES
from essay_press.diagnostics import Place

__all__ = ["Account", "Kind", "Secret", "Surface", "Voice", "hunted", "voice"]

RUN = 4
"""Words in a row by which a passage is known again."""
WINDOW = 10
"""Characters in a row, for scripts that do not part words."""
DISTINCT = 12
"""Letters from which a string is hardly ever found by chance, in whatever stands between its words."""
TELLING = 8
"""Letters of several words from which a string means something in a name or a style sheet."""
CHANCE = 5
"""Letters from which a term hardly ever stands among bytes by chance."""

# Where a word is broken at a line end, a reader of the file finds one of these: PDFium writes U+0002 or U+FFFE.
_JOINS = re.compile("[\u2010\u0002\ufffe\u00ad]\\s*|[\u200b-\u200f\u2060-\u2064\ufeff\u034f\u061c]")
_WORD = re.compile(r"[^\W_]+")
_CASES = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Voice:
    """Text with only its letters and figures left, folded, and the positions between them where a word may end."""

    letters: str
    edges: frozenset[int]
    words: tuple[tuple[int, int], ...]

    def count(self, other: Voice) -> int:
        """Return how often `other` stands in this; what is short must stand there as whole words."""
        wanted = other.letters
        if not wanted:
            return 0
        if len(wanted) >= DISTINCT and len(other.words) > 1:
            return self.letters.count(wanted)
        return sum(1 for _ in self.places(wanted))

    def places(self, wanted: str) -> Iterator[int]:
        """Yield where folded letters stand as whole words."""
        at = self.letters.find(wanted)
        while at >= 0:
            if at in self.edges and at + len(wanted) in self.edges:
                yield at
            at = self.letters.find(wanted, at + 1)


def voice(text: str, *, name: bool = False) -> Voice:
    """Return the text folded; in a `name` (`theLamp_goesOut`) a capital begins a word."""
    if name:
        text = _CASES.sub(" ", text)
    plain = unicodedata.normalize("NFKD", _JOINS.sub("", text)).casefold()
    if not plain.isascii():
        plain = "".join(character for character in plain if not unicodedata.combining(character))
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for found in _WORD.finditer(plain):
        pieces.append(found[0])
        spans.append((length, length + len(found[0])))
        length += len(found[0])
    edges = frozenset(at for span in spans for at in span)
    return Voice("".join(pieces), edges, tuple(spans))


@dataclass(frozen=True)
class Secret:
    """A removed passage, or a term: how it reads, where the author wrote it, what is looked for."""

    text: str
    place: Place | None
    needles: tuple[Voice, ...]
    term: bool = False

    @cached_property
    def short(self) -> bool:
        """Return whether it is too short to be known again by counting: a word or two."""
        return not self.term and len(self.needles) == 1 and len(self.needles[0].letters) < DISTINCT


def hunted(passages: Iterable[tuple[str, Place | None]], terms: Iterable[tuple[str, Place | None]]) -> list[Secret]:
    """Return what to look for; the same passage once, a lone letter or figure (which numbers pages, too) never."""
    found: dict[str, Secret] = {}
    for text, place in passages:
        spoken = voice(text)
        if len(spoken.letters) > 1 and not (spoken.letters.isdigit() and len(spoken.letters) < RUN):
            found.setdefault(spoken.letters, Secret(text, place, tuple(_needles(spoken))))
    named = {term: Secret(term, place, (voice(term),), term=True) for term, place in terms if voice(term).letters}
    return [*named.values(), *found.values()]


def _needles(spoken: Voice) -> Iterator[Voice]:
    """Yield the runs of four words of a passage, or all of it where it is shorter; long words bit by bit."""
    words = spoken.words
    seen: set[str] = set()
    for first in range(max(1, len(words) - RUN + 1)):
        run = words[first : first + RUN]
        start, end = run[0][0], run[-1][1]
        step = end - start
        if len(run) < RUN and any(stop - begin > 3 * WINDOW for begin, stop in run):
            step = WINDOW
        for at in range(start, max(start + 1, end - step + 1)):
            letters = spoken.letters[at : at + step]
            if letters not in seen:
                seen.add(letters)
                spans = (
                    tuple((a - start, b - start) for a, b in run) if step == end - start else ((0, step), (step, step))
                )
                yield Voice(letters, frozenset((0, step)), spans)


class Kind(StrEnum):
    """How a surface is judged: running text by counting, other words by presence.

    In names made by machines, and in bytes that may be anything, what is short means nothing.
    """

    PROSE = "prose"
    WORDS = "words"
    MACHINE = "machine"
    BYTES = "bytes"


@dataclass(frozen=True)
class Surface:
    """Something of a file that can be read: how a message calls it, its text, the code of a leak there, its kind.

    `extra` is that part of running text which no kept block accounts for: there even a single word is looked for.
    """

    name: str
    text: str
    code: str
    kind: Kind = Kind.WORDS
    extra: str = ""

    @cached_property
    def spoken(self) -> Voice:
        """Return the text folded."""
        return voice(self.text, name=self.kind is Kind.MACHINE)


class Account:
    """What the redacted essay accounts for: words that may stand anywhere, running text that stands there once."""

    def __init__(self, anywhere: Iterable[str], prose: Iterable[str], titles: Iterable[str]) -> None:
        """Fold all of it; `titles` of works may be named, whatever terms are in them."""
        self.anywhere = voice("\n".join(anywhere))
        self.prose = voice("\n".join(prose))
        self.titles = [voice(title) for title in titles]

    def kept(self, term: Secret) -> bool:
        """Return whether a term stands in what is kept: that is the author's error, told once."""
        needle = term.needles[0]
        return any(self._term(text, needle) for text in (self.anywhere, self.prose))

    def leaks(self, secret: Secret, surface: Surface) -> Voice | None:
        """Return what of a secret stands on a surface more often than it may, or None."""
        if secret.term:
            needle = secret.needles[0]
            if surface.kind in (Kind.MACHINE, Kind.BYTES) and (needle.letters in NAMES or len(needle.letters) < 2):
                return None
            seen = surface.kind is not Kind.BYTES or len(needle.letters) >= CHANCE
            return needle if seen and self._term(surface.spoken, needle) else None
        spoken = surface.spoken
        if secret.short and surface.kind is Kind.PROSE:
            spoken = voice(surface.extra)
        for needle in secret.needles:
            named = surface.kind in (Kind.MACHINE, Kind.BYTES)
            if named and (len(needle.words) < 2 or len(needle.letters) < TELLING):
                continue
            count = spoken.count(needle)
            if count and not self.anywhere.count(needle):
                allowed = self.prose.count(needle) if surface.kind is Kind.PROSE and not secret.short else 0
                if count > allowed:
                    return needle
        return None

    def _term(self, text: Voice, needle: Voice) -> bool:
        """Return whether a term stands in a text outside the title of a work."""
        found = list(text.places(needle.letters))
        if not found:
            return False
        shown = [(at, at + len(title.letters)) for title in self.titles for at in text.places(title.letters)]
        return any(not any(a <= at and at + len(needle.letters) <= b for a, b in shown) for at in found)
