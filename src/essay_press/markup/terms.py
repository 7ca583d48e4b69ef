"""The words that give a plot away (`spoilers.terms`), found in a text as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from essay_press.model import Metadata

__all__ = ["terms_in", "work_titles"]

_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_LINE_END = re.compile("\u2010\\s*")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u2011": "-"})


@lru_cache(maxsize=1024)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(_plain(term))}(?!\w)")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return text for a search by whole words: one case, one apostrophe, one space, no ligature or broken word."""
    seen = _LINE_END.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKC", text)))
    return " ".join(seen.translate(_QUOTES).casefold().split())


def terms_in(text: str, terms: Iterable[str], shown: Iterable[str] = ()) -> tuple[str, ...]:
    """Return those of the terms that stand in a text as whole words, the titles that may be `shown` aside."""
    plain = _plain(text)
    for title in shown:
        plain = re.sub(rf"(?<!\w){re.escape(_plain(title))}(?!\w)", " ", plain)
    return tuple(term for term in terms if _pattern(term).search(plain))


def work_titles(metadata: Metadata) -> tuple[str, ...]:
    """Return the titles of the works discussed: a warning has to name them, so they give nothing away."""
    return tuple(work.title for work in metadata.spoilers.works) if metadata.spoilers is not None else ()
