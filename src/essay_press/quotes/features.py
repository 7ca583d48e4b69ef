"""What can be counted in a sentence, and whether that speaks for lifting it: plain numbers, no models, no network."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log
from pathlib import Path

from essay_press.quotes.sentences import Sentence, words_of

__all__ = ["FEATURES", "features", "general", "knows", "leans", "listed"]

LONG_WORD = 8
"""Letters from which a word is slow to read."""
ECHO = 4
"""Letters from which a word that stands twice is heard twice."""

FEATURES = (
    "length", "length_squared", "word_length", "long_words", "opens", "closes", "alone", "heads", "early", "late",
    "commas", "semicolons", "colons", "dashes", "question", "exclamation", "digits", "names", "brackets", "quotation",
    "echo", "common_words", "pointing", "joining",
    "others", "thing", "self", "we", "you", "showing", "sweeping", "denying", "contrast", "being", "past", "must",
    "most", "person", "said", "idea", "whoever", "article", "to_do",
)  # fmt: skip
"""The names of what is counted, in the order of the weights; from `others` on in English only."""

_LISTS = (
    "others", "thing", "self", "we", "you", "showing", "sweeping", "denying", "being", "past", "must", "most", "person",
    "said", "idea",
)  # fmt: skip
_CONTRAST = re.compile(r"\b(?:not|never|no)\b.*\b(?:but|only)\b|\b(?:than|rather)\b|, not \b", re.IGNORECASE)
_WHOEVER = re.compile(
    r"^[\"“‘]?(?:(?:he|she|they|those|one|whoso|a man|the man|people|men) (?:only )?who|whoever|whoso|who)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^[\"“‘]?(?:the|a|an|every|all|no|nothing|nobody|there is no)\b", re.IGNORECASE)
_TO_DO = re.compile(r"^[\"“‘]?to [a-z]+\b", re.IGNORECASE)
_INSIDE = re.compile(r"(?<=[\w,;] )[^\W\d_a-zà-öø-ÿ]\w{2,}")
_NOUNS_LARGE = ("de",)


@cache
def _lexicon() -> dict[str, dict[str, frozenset[str]]]:
    """Return the word lists of each language."""
    data = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    return {
        tag: {name: frozenset(words.split() if isinstance(words, str) else words) for name, words in table.items()}
        for tag, table in data.items()
    }


def leans(text: str, language: str) -> str:
    """Return how a sentence leans on the one before it: `pointing`, `joining`, or not at all, an empty text."""
    if general(text, language):
        return ""
    lists = _lexicon().get(_base(language), {})
    forms = _forms(next(iter(words_of(text)), ""))
    return next((name for name in ("pointing", "joining") if forms & lists.get(name, frozenset())), "")


def general(text: str, language: str) -> bool:
    """Return whether a sentence begins with two words that only look as if they pointed back: `he who`."""
    return " ".join(_plain(text)[:2]) in _lexicon().get(_base(language), {}).get("general", ())


def listed(text: str, name: str, language: str) -> list[str]:
    """Return the words of a text that stand in one of the language's lists, each once, as they are written."""
    words = _lexicon().get(_base(language), {}).get(name, frozenset())
    return list(dict.fromkeys(word for word in words_of(text) if _forms(word) & words))


def knows(language: str) -> bool:
    """Return whether there are words by which to tell if a sentence of this language leans on another."""
    return _base(language) in _lexicon()


def features(found: Sequence[Sentence], language: str) -> list[dict[str, float]]:
    """Return what can be counted in each sentence of an essay; a list that the language lacks is left out."""
    base = _base(language)
    plain = [_plain(sentence.text) for sentence in found]
    often = Counter(word for words in plain for word in words if len(word) > ECHO)
    return [
        _shape(sentence, words) | _context(sentence, words, often) | _words(sentence, words, base)
        for sentence, words in zip(found, plain, strict=True)
    ]


def _shape(sentence: Sentence, words: Sequence[str]) -> dict[str, float]:
    """Return what any language's sentence shows: its length, its signs."""
    text, count = sentence.text, max(1, len(words))
    size = log(count / 14)
    return {
        "length": size,
        "length_squared": size * size,
        "word_length": sum(map(len, words)) / count,
        "long_words": sum(len(word) >= LONG_WORD for word in words) / count,
        "commas": text.count(",") / count,
        "semicolons": float(";" in text),
        "colons": float(":" in text),
        "dashes": float(bool(re.search("[—–]", text))),
        "question": float("?" in text),
        "exclamation": float("!" in text),
        "digits": float(bool(re.search(r"\d", text))),
        "brackets": float("(" in text or "[" in text),
        "quotation": float(bool(re.search('[“”„«»"]', text))),
    }


def _context(sentence: Sentence, words: Sequence[str], often: Counter[str]) -> dict[str, float]:
    """Return where a sentence stands, and how much it shares with the rest of the essay."""
    counted = Counter(word for word in words if len(word) >= ECHO)
    long = [often[word] for word in words if len(word) > ECHO]
    return {
        "opens": float(sentence.opens),
        "closes": float(sentence.closes),
        "alone": float(sentence.opens and sentence.closes),
        "heads": float(sentence.opens and sentence.heads),
        "early": float(sentence.at < 0.05),
        "late": float(sentence.at > 0.9),
        "echo": float(any(number > 1 for number in counted.values())),
        "common_words": sum(log(number) for number in long) / len(long) if long else 0.0,
    }


def _words(sentence: Sentence, words: Sequence[str], base: str) -> dict[str, float]:
    """Return what depends on a language's words."""
    lists = _lexicon().get(base, {})
    text, count = sentence.text, max(1, len(words))
    found = {}
    if base not in _NOUNS_LARGE:
        found["names"] = min(3.0, float(len(_INSIDE.findall(text))))
    for name in ("pointing", "joining"):
        if name in lists:
            found[name] = float(leans(text, base) == name)
    for name in _LISTS:
        if name in lists:
            found[name] = sum(word in lists[name] for word in words) / count
    if base == "en":
        found["contrast"] = float(bool(_CONTRAST.search(text)))
        found["whoever"] = float(bool(_WHOEVER.match(text)))
        found["article"] = float(bool(_ARTICLE.match(text)))
        found["to_do"] = float(bool(_TO_DO.match(text)))
    return found


def _plain(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return [word.casefold().replace("’", "'") for word in words_of(text)]


def _forms(word: str) -> frozenset[str]:
    """Return a word in small letters, and what stands before its apostrophe: `he` of `he's`."""
    small = word.casefold().replace("’", "'")
    return frozenset({small, small.partition("'")[0]})


def _base(language: str) -> str:
    return language.partition("-")[0].casefold()
