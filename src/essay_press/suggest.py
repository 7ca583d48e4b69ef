"""The nearest known word to an unknown one, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]

LONGEST = 64
"""Longer words are no slip of the finger, and comparing them takes quadratic time."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that `word` most probably stands for, or an empty string when none is near.

    Case does not count, nor whether a word's parts are joined by `-`, `_` or a space. Among equals the first one wins.
    """
    from difflib import SequenceMatcher  # here, because a run without mistakes never needs it

    wanted = _plain(word)
    if not wanted or len(wanted) > LONGEST:
        return ""
    best, best_score = "", 0.0
    for choice in choices:
        known = _plain(choice)
        score = 1.0 if known == wanted else SequenceMatcher(None, known, wanted, autojunk=False).ratio()
        if score > best_score:
            best, best_score = choice, score
    return best if best_score >= 0.6 else ""


def _plain(word: str) -> str:
    """Return the word in one case, with one joint."""
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
