"""Text made comparable: what a line break, a ligature, a capital or a hyphen changes on a page is taken out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["FOLIO", "folded", "holds", "is_right_to_left", "lost_words"]

# Hyphens come and go at line ends: soft, U+2010, no-break, ASCII. Marks without width come and go in copied text.
_DROPPED = frozenset("\u00ad\u2010\u2011-\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff\u034f\u061c")
_UNSEEN = frozenset({"Cc", "Cf"})
FOLIO = re.compile(r"[\s\W_]*([0-9]+|[ivxlcdm]+)[\s\W_]*", re.IGNORECASE)
"""All that a folio is: a number, Roman ones too, and whatever marks stand beside it."""
_WORD = re.compile(r"[^\W_]+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LAM_ALEF = re.compile("\u0627\u0644")  # as they stand in a line drawn backwards


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return `text` without spaces and hyphens, case folded, compatibility characters (ligatures …) taken apart.

    Decomposed form (NFKD), so that a letter and its accent may come in two runs.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in _DROPPED and unicodedata.category(c) not in _UNSEEN)


def is_right_to_left(text: str) -> bool:
    """Return whether `text` holds a letter of a script that runs from right to left."""
    return bool(_RIGHT_TO_LEFT.search(text))


def holds(space: str, text: str) -> bool:
    """Return whether drawn text `space` (folded) holds `text`: whole, or word by word where it runs right to left."""
    return not lost_words(text, space) if is_right_to_left(text) else folded(text) in space


def lost_words(text: str, space: str) -> list[str]:
    """Return the words of `text` that drawn text `space` (folded) lacks, forwards and backwards.

    Right-to-left text is drawn backwards, and its lines mix directions; its vowel signs are left out.
    """
    drawn = _unmarked(space)
    return [word for word in _WORD.findall(_unmarked(text)) if not _either_way(folded(word), drawn)]


def _either_way(word: str, space: str) -> bool:
    return word in space or (is_right_to_left(word) and bool(_backwards(word).search(space)))


@lru_cache(maxsize=4096)
def _backwards(word: str) -> re.Pattern[str]:
    """Return what finds a word that is drawn backwards: lam and alef may be one glyph, which keeps them in order."""
    return re.compile(_LAM_ALEF.sub("(?:\u0627\u0644|\u0644\u0627)", re.escape(word[::-1])))


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
