"""Sentences worth lifting, the likeliest first: scored by fitted weights, spread over the essay, each with its reasons.

The weights come from `scripts/quotes/fit.py`; what they reach stands in `weights.toml` and in the command's help.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from essay_press.model import Essay
from essay_press.quotes.features import features, listed
from essay_press.quotes.fitness import fit
from essay_press.quotes.sentences import Sentence, sentences, words_of

__all__ = ["Suggestion", "suggest"]

APART, SHARE = 400, 12
"""Words between two suggestions: this many, or in a shorter essay this part of it."""
LEAST = 0.0
"""The score of an average sentence: what has less is not worth a reader's eye."""
SHORT_WORDS = 14
WORTH = 0.02
"""A feature that adds less to a score is no reason."""
MOST_REASONS = 4

_REASONS = {
    "opens": "opens its paragraph",
    "closes": "closes its paragraph",
    "being": "says what something is",
    "person": "speaks of people",
    "whoever": "speaks of whoever it fits",
    "to_do": "says what doing something is",
    "denying": "says no",
    "sweeping": "sweeping",
    "contrast": "turns on a contrast",
    "idea": "has a large word in it",
    "we": "speaks of us all",
    "echo": "sounds a word twice",
    "common_words": "uses the words that the essay keeps coming back to",
    "names": "no proper name in it",
}
"""What a feature says for a sentence, in plain words; the others speak against one."""
_SHOWN = ("person", "denying", "sweeping", "idea")
"""Lists whose words a reason repeats."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence worth lifting: its number in the list, from 1, its score (larger is likelier), and why."""

    number: int
    sentence: Sentence
    score: float
    reasons: tuple[str, ...]


@cache
def _weights() -> dict[str, tuple[float, float, float]]:
    """Return each feature's weight, mean and standard deviation."""
    data = tomllib.loads(Path(__file__).with_name("weights.toml").read_text(encoding="utf-8"))
    return {name: (weight, middle, scale) for name, (weight, middle, scale) in data["features"].items()}


def suggest(essay: Essay, most: int = 5) -> tuple[Suggestion, ...]:
    """Return up to `most` sentences of a lifted essay; a longer list begins with the same ones as a shorter.

    None is a pull-quote already, or stands within the usual distance of one.
    """
    body = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    found = sentences(body)
    language = essay.metadata.language
    terms = essay.metadata.spoilers.terms if essay.metadata.spoilers else ()
    allowed = {id(sentence) for sentence in fit(found, language, terms)}
    ranked = [
        (sum(parts.values()), sentence, parts)
        for sentence, parts in zip(found, map(_parts, features(found, language)), strict=True)
        if id(sentence) in allowed
    ]
    ranked.sort(key=lambda item: (-item[0], item[1].before))
    apart = min(APART, sum(len(words_of(sentence.text)) for sentence in found) // SHARE)
    taken = [sentence for sentence in found if "pull" in sentence.holds]
    chosen: list[Suggestion] = []
    for score, sentence, parts in ranked:
        if len(chosen) == most or score < LEAST:
            break
        if _is_free(sentence, taken, apart):
            taken.append(sentence)
            chosen.append(Suggestion(len(chosen) + 1, sentence, round(score, 3), _reasons(sentence, parts, language)))
    return tuple(chosen)


def _parts(counted: dict[str, float]) -> dict[str, float]:
    """Return what each feature adds to a sentence's score; one that its language lacks adds nothing."""
    return {
        name: weight * (counted[name] - middle) / scale
        for name, (weight, middle, scale) in _weights().items()
        if name in counted
    }


def _is_free(sentence: Sentence, taken: Sequence[Sentence], apart: int) -> bool:
    return all(
        sentence.paragraph != other.paragraph and abs(sentence.before - other.before) >= apart for other in taken
    )


def _reasons(sentence: Sentence, parts: dict[str, float], language: str) -> tuple[str, ...]:
    """Return why a sentence is suggested: what can be seen in it, then what the weights count most."""
    count = len(words_of(sentence.text))
    out = [f"{count} words"]
    if count <= SHORT_WORDS:
        out = [f"short: {count} words"]
    best = sorted((name for name in _REASONS if parts.get(name, 0.0) > WORTH), key=lambda name: -parts[name])
    if sentence.opens and sentence.closes:
        out.append("a paragraph by itself")
        best = [name for name in best if name not in ("opens", "closes")]
    best.sort(key=lambda name: name not in ("opens", "closes"))
    out += [_said(name, sentence, language) for name in best[:MOST_REASONS]]
    return tuple(out)


def _said(name: str, sentence: Sentence, language: str) -> str:
    """Return a reason, with the words that it is about."""
    words = listed(sentence.text, name, language) if name in _SHOWN else []
    return f"{_REASONS[name]}: {', '.join(f'“{word}”' for word in words)}" if words else _REASONS[name]
