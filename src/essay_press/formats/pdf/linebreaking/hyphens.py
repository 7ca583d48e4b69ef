"""Where words may be divided: by the patterns and habits of a language, the essay's own list, marks in the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import pyphen

from essay_press.formats.pdf.linebreaking.marks import ADDRESS, HYPHENS, after_marks

__all__ = ["Cut", "cuts"]

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_](?:[\u00ad’'\u0300-\u036f]?[^\W\d_]|[\u0300-\u036f])*")
_LANGUAGES = "hyphens.toml"


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where a line may end, after so many characters of what stands between two spaces.

    With `hyphen` one is added; `flagged` is an end that shows one, added or written. `reluctant` are those that good
    setting avoids until nothing else fits: in names, and in words that have a hyphen already.
    """

    offset: int
    hyphen: bool
    flagged: bool
    reluctant: bool = False


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a language asks of a division; see the table."""

    before: int = 2
    after: int = 2
    nouns: bool = False
    mute: str = ""
    patterns: str = ""


@lru_cache(maxsize=100_000)
def cuts(word: str, language: str, hyphenate: bool, exceptions: frozenset[str]) -> tuple[Cut, ...]:
    r"""Return where a line may end within what stands between two spaces, in order.

    `exceptions` are words as TeX's \hyphenation has them: with a hyphen at each place where they may be divided.
    Without `hyphenate` only what the author wrote counts: dashes, slashes, soft hyphens.
    """
    found = {at: Cut(at, False, word[at - 1] in HYPHENS) for at in after_marks(word)}
    if not ADDRESS.search(word):
        for match in _WORD.finditer(word):
            neighbours = word[: match.start()][-1:], word[match.end() : match.end() + 1]
            joined = any(sign and sign in HYPHENS for sign in neighbours)
            named = match[0][0].isupper() and not _rules(language).nouns
            for at in _divisions(match[0], language, hyphenate, exceptions):
                by_author = match[0][at - 1] == SOFT_HYPHEN
                found[match.start() + at] = Cut(match.start() + at, True, True, (named or joined) and not by_author)
    return tuple(found[at] for at in sorted(found))


def _divisions(word: str, language: str, hyphenate: bool, exceptions: frozenset[str]) -> tuple[int, ...]:
    """Return where a word of letters may be divided; an author's soft hyphens stand in place of all others."""
    if SOFT_HYPHEN in word:
        return tuple(at for at in range(1, len(word)) if word[at - 1] == SOFT_HYPHEN)
    if not hyphenate:
        return ()
    listed = _listed(exceptions).get(word.casefold().replace("’", "'"))
    if listed is not None:
        return listed
    rules, dictionary = _rules(language), _dictionary(language)
    if dictionary is None or len(word) < rules.before + rules.after:
        return ()
    return tuple(
        at
        for at in dictionary.positions(word)
        if rules.before <= at <= len(word) - rules.after
        and word[at - 1].isalpha()
        and word[at].isalpha()
        and not (rules.mute and re.fullmatch(rules.mute, word[at:], re.IGNORECASE))
    )


@cache
def _listed(exceptions: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """Return the places of the exceptions by word, in small letters without hyphens."""
    found = {}
    for entry in sorted(exceptions):
        parts = re.split(f"[{HYPHENS}{SOFT_HYPHEN}]", entry.casefold().replace("’", "'"))
        found["".join(parts)] = tuple(sum(map(len, parts[:number])) for number in range(1, len(parts)))
    return found


@cache
def _dictionary(language: str) -> pyphen.Pyphen | None:
    """Return the patterns of a language, of its region where they are there, or None."""
    tag = _rules(language).patterns if "-" not in language else ""
    name = pyphen.language_fallback(tag or language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=name, left=1, right=1) if name else None


@cache
def _rules(language: str) -> _Rules:
    """Return the entry of a language in the table, its region left out."""
    text = resources.files("essay_press.formats.pdf.linebreaking").joinpath(_LANGUAGES).read_text(encoding="utf-8")
    return _Rules(**tomllib.loads(text).get(language.partition("-")[0].casefold(), {}))
