"""Where words may be divided: dictionaries and the habits of languages, the essay's own list, marks in the text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyphen

__all__ = ["Cut", "cuts"]

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[\u00ad’'][^\W\d_]+)*")
# Marks after which a line may end: what may stand before and after them is looked at below.
_DASHES = "-\u2010–—/"
_ADDRESS = re.compile(r"https?://|www\.|\w+@\w+\.\w")
_ADDRESS_MARKS = "/.?&=#:-_~@%+,"
_OPENING = "([{¿¡“‘‹«„‚"


@dataclass(frozen=True, slots=True)
class Cut:
    """A place in a word where a line may end: after so many characters; with a hyphen added; only in need."""

    offset: int
    hyphen: bool
    flagged: bool
    reluctant: bool = False


@cache
def cuts(word: str, language: str, hyphenate: bool, exceptions: frozenset[str]) -> tuple[Cut, ...]:
    r"""Return where a line may end within what stands between two spaces, in order.

    `exceptions` are words of the essay as TeX's \hyphenation has them: hyphens where they may be divided.
    """
    if _ADDRESS.search(word):
        return tuple(Cut(at, False, False) for at in _address(word))
    found = {at: Cut(at, False, word[at - 1] in "-\u2010") for at in _marked(word)}
    if hyphenate or SOFT_HYPHEN in word:
        for match in _WORD.finditer(word):
            part = match[0]
            joined = word[match.end() : match.end() + 1] in ("-", "\u2010") or word[: match.start()][-1:] in (
                "-",
                "\u2010",
            )
            for at in _divisions(part, language, hyphenate, exceptions):
                named = part[0].isupper() and not _rules(language).get("nouns")
                found.setdefault(match.start() + at, Cut(match.start() + at, True, True, named or joined))
    return tuple(found[at] for at in sorted(found))


def _address(word: str) -> Iterator[int]:
    """Return the places in a web address: behind its slashes, before its other marks (Chicago 17, 7.46)."""
    for at in range(3, len(word) - 2):
        before, after = word[at - 1], word[at]
        if (before == "/" and after != "/") or (after in _ADDRESS_MARKS and after not in "/:" and before != "/"):
            yield at


def _marked(word: str) -> Iterator[int]:
    """Return the places behind dashes, slashes and hyphens that are written."""
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        if before == "\u200b":
            yield at
        elif before in _DASHES and (after.isalnum() or after in _OPENING):
            opens = at < 2 or not (word[at - 2].isalnum() or word[at - 2] in "’”'\"»›.,;:!?)]…")
            number = after.isdigit() and before in "-\u2010/"
            if not opens and not number:
                yield at


def _divisions(word: str, language: str, hyphenate: bool, exceptions: frozenset[str]) -> tuple[int, ...]:
    """Return where a word of letters may be divided; an author's soft hyphens stand in place of all others."""
    if SOFT_HYPHEN in word:
        return tuple(at for at in range(1, len(word)) if word[at - 1] == SOFT_HYPHEN)
    listed = _listed(exceptions).get(word.lower().replace("’", "'"))
    if listed is not None:
        return listed
    if not hyphenate:
        return ()
    dictionary = _dictionary(language)
    if dictionary is None:
        return ()
    rules = _rules(language)
    before, after = int(rules.get("before", 2)), int(rules.get("after", 3))
    return tuple(at for at in dictionary.positions(word) if before <= at <= len(word) - after)


@cache
def _listed(exceptions: frozenset[str]) -> dict[str, tuple[int, ...]]:
    """Return the exceptions by word, in lower case without their hyphens."""
    found = {}
    for entry in sorted(exceptions):
        places, word = [], ""
        for char in entry.lower().replace("’", "'"):
            if char in ("-", "\u2010", SOFT_HYPHEN):
                places.append(len(word))
            else:
                word += char
        found[word] = tuple(places)
    return found


@cache
def _dictionary(language: str) -> pyphen.Pyphen | None:
    """Return the patterns of a language, or of its nearest relative, or None."""
    name = pyphen.language_fallback(language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=name, left=1, right=1) if name else None


@cache
def _rules(language: str) -> dict[str, int | bool]:
    """Return the entry of a language in the table."""
    table = tomllib.loads(resources.files(__package__).joinpath("hyphens.toml").read_text(encoding="utf-8"))
    found: dict[str, int | bool] = table.get(language.partition("-")[0].lower(), {})
    return found
