"""The nearest known word to an unknown one, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest", "neighbours"]

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


def neighbours(code: str, codes: Iterable[str], most: int = 1) -> tuple[str, ...]:
    """Return the codes whose numbers are nearest to that of `code`, in their order; of its own hundred if there are."""
    number = int(code[2:])
    known = list(codes)
    own = [item for item in known if item[:3] == code[:3]] or known
    return tuple(sorted(sorted(own, key=lambda item: (abs(int(item[2:]) - number), item))[:most]))


def _plain(word: str) -> str:
    """Return the word in one case, with one joint."""
    return word.strip().casefold().replace("-", "_").replace(" ", "_")
