"""Which sentences may be suggested at all: whole, the essay's own, standing alone, and giving nothing away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from essay_press.quotes.features import general, leans, listed
from essay_press.quotes.rules import LONG, SHORT
from essay_press.quotes.sentences import Sentence, words_of
from essay_press.typography.languages import find

__all__ = ["fit"]

FEWEST_WORDS = 5
MOST_QUOTED = 4
"""Words between quotation marks that are a phrase held up to be looked at, not somebody's sentence."""
NEAR_THE_START = 3
"""Words within which one that points back points out of its sentence."""

_ENDS = (".", "!", "?", "…", "؟")
_MARKS = "\"'”’“‘»«›‹)] \u00a0\u202f"
_DASHES = ("–", "—", "-", "―")
_BRACKETS = (("(", ")"), ("[", "]"))


def fit(found: Sequence[Sentence], language: str, terms: Iterable[str] = ()) -> list[Sentence]:
    """Return the sentences of an essay that may be suggested; none holds a word of `terms`, which give a plot away."""
    forbidden = [_small(term) for term in terms]
    out = []
    # The essay's first sentence has been read large enough.
    for _, group in groupby(found[1:], key=lambda sentence: sentence.paragraph):
        members = list(group)
        for sentence, quoted in zip(members, _quoted(members, language), strict=True):
            own = not sentence.holds and quoted <= MOST_QUOTED
            if own and _whole(sentence.text) and not _points(sentence.text, language):
                words = _small(sentence.text)
                if not any(_holds(words, term) for term in forbidden):
                    out.append(sentence)
    return out


def _whole(text: str) -> bool:
    """Tell whether a text reads as one sentence of the right length."""
    first = next((character for character in text if character.isalnum()), "")
    return (
        SHORT <= len(text) <= LONG
        and len(words_of(text)) >= FEWEST_WORDS
        and text.rstrip(_MARKS).endswith(_ENDS)
        and not text.startswith(_DASHES)
        and not first.islower()
        and all(text.count(opening) == text.count(closing) for opening, closing in _BRACKETS)
    )


def _points(text: str, language: str) -> bool:
    """Tell whether a sentence leans on the one before it, or a pronoun near its start stands for what it does not say.

    Beyond the first word that is asked of English alone: elsewhere such words are articles and adverbs too.
    """
    if leans(text, language):
        return True
    words = words_of(text)
    if general(text, language):
        words = words[2:]
    start = " ".join(words[:NEAR_THE_START])
    outward = any(listed(start, name, language) for name in ("others", "showing"))
    return outward or bool(listed(text, "referring", language))


def _quoted(members: Sequence[Sentence], language: str) -> list[int]:
    """Return for each sentence of a paragraph how many of its words stand between quotation marks.

    A quotation may run over several sentences; one that is never closed runs to the paragraph's end.
    """
    marks = find(language).quotes[:2] or '""'
    opening, closing = marks[0], marks[1]
    out, inside = [], False
    for sentence in members:
        text, kept = sentence.text, []
        for index, character in enumerate(text):
            apostrophe = character == "’" and text[index + 1 : index + 2].isalnum()
            if character in (opening, closing) and not apostrophe and (character == opening or inside):
                inside = not inside if opening == closing else character == opening
                kept.append(" ")
            else:
                kept.append(character if inside else " ")
        out.append(len(words_of("".join(kept))))
    return out


def _holds(words: Sequence[str], term: Sequence[str]) -> bool:
    """Tell whether a term, or a longer form of it such as its plural, stands among words."""
    size = len(term)
    return size > 0 and any(
        list(words[at : at + size - 1]) == list(term[:-1]) and words[at + size - 1].startswith(term[-1])
        for at in range(len(words) - size + 1)
    )


def _small(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in words_of(text)]
