"""Where a line may end without a hyphen being added: at spaces, behind dashes, within web addresses.

The rules are those of UAX 14 (Unicode line breaking) that matter to running text, as far as good setting keeps them: a
line never begins with a dash, nor ends with one that opens. The tests hold them against the engine's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["ADDRESS", "HYPHENS", "after_marks", "at_space"]

HYPHENS = "-\u2010"
ADDRESS = re.compile(r"(?:https?|ftp|mailto)://?\w|www\.\w|\w@\w+\.\w|^(?:doi:)?10\.\d{4,}/|\w\.(?:com|org|net|edu)/\w")
_DASHES = "–—―"
_JOINING = HYPHENS + "/"
_CLOSING = frozenset(")]}!?/,.;:»›”’…%")
_OPENING = frozenset("([{¿¡“‘„‚«‹")
# Behind a slash, before the other marks (Chicago Manual of Style, 17th edition, 7.46).
_BEFORE = frozenset(".,_-~?#%=&+@")


def at_space(before: str, after: str) -> bool:
    """Return whether a line may end at a space between two texts (UAX 14, LB13 to LB15: signs that belong to a word).

    A closing sign behind a space, as French has before its guillemets and question marks, is not parted from its word,
    nor an opening one from the word that it opens.
    """
    last, first = before[-1:], after[:1]
    if last in ("(", "[", "{", "¿", "¡"):
        return False
    if first in (")", "]", "}", "!", "?", "/", ",", ";", ":"):
        return False
    if last in ("“", "‘", "«", "‹") and not before[-2:-1].isalnum():
        return False
    return not (first in ("”", "»", "›") and all(sign in _CLOSING for sign in after))


def after_marks(word: str) -> Iterator[int]:
    """Return the places in what stands between two spaces behind which a line may end as it is written."""
    if ADDRESS.search(word):
        yield from _address(word)
        return
    for at in range(1, len(word)):
        before, after = word[at - 1], word[at]
        if before == "\u200b" or (before in _DASHES and _parts(word, at)):
            yield at
        # Not before a number, which may be a sign and its figure, a date, a fraction (UAX 14, LB25).
        if before in _JOINING and after.isalpha() and _parts(word, at):
            yield at


def _parts(word: str, at: int) -> bool:
    """Return whether the mark before a place parts two words: one stands before it, and one begins behind it."""
    before, after = word[at - 2 : at - 1], word[at]
    begins = after.isalnum() or after in _OPENING or unicodedata.category(after) == "Pi"
    return begins and bool(before) and (before.isalnum() or before in _CLOSING or unicodedata.combining(before) > 0)


def _address(word: str) -> Iterator[int]:
    """Return the places in a web address."""
    for at in range(3, len(word) - 1):
        before, after = word[at - 1], word[at]
        behind_slash = before == "/" and after != "/" and word[at - 2] != ":"
        if (behind_slash and at < len(word) - 1) or (after in _BEFORE and before.isalnum() and at < len(word) - 2):
            yield at
