"""A block's Markdown beside the text it makes: for each visible character, where in the source it was written.

This reads only what stands inside a paragraph, and takes no decision: whatever it finds is proved by parsing anew.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from essay_press.quotes.words import FOLDS

__all__ = ["Spelled", "matched", "spelled"]

# What a paragraph's Markdown holds besides its words. Emphasis and code marks are dropped on both sides, so that it
# does not matter whether one of them was meant as a sign.
_UNSEEN = re.compile(
    r"""(?P<line>(?:\r\n?|\n)[ \t]*(?:>[ ]?)*[ \t]*)   # a new line, and the marks of a quotation
    | (?P<note>\[\^[^\]\s]+\])                         # the call of a note
    | (?P<tag><!--.*?-->|</?[A-Za-z][^>]*>)
    | (?P<target>\]\([^()]*(?:\([^()]*\)[^()]*)*\)(?:\{[^{}]*\})?)
    | (?P<span>\]\{(?:[^{}"]|"[^"]*")*\})
    | (?P<label>\]\[[^\]]*\])
    | (?P<bracket>!?\[|\])
    | (?P<entity>&(?:\#\d+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)
    | (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<line_break>\\(?=\r|\n))""",
    re.VERBOSE | re.DOTALL,
)
_DROPPED = re.compile("[\\s*_~`\u00ad\u200b\u2060]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """Letters as they can be compared, and from where to where in the source each was written."""

    text: str
    spans: tuple[tuple[int, int], ...]


def spelled(source: str, begin: int, end: int) -> Spelled:
    """Return the visible letters of the Markdown in `source` from `begin` up to `end`."""
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    position = begin
    while position < end:
        found = _UNSEEN.match(source, position, end)
        if found is None:
            shown, after = source[position], position + 1
        else:
            after = found.end()
            shown = html.unescape(found["entity"]) if found["entity"] else (found["escape"] or "")[1:]
        for character in shown:
            _add(character, (position, after), letters, spans)
        position = after
    return Spelled("".join(letters), tuple(spans))


def matched(where: Spelled, paragraph: str, begin: int, end: int) -> tuple[int, int] | None:
    """Return which letters of a block's source make `paragraph[begin:end]`, or None when its text is not there."""
    whole = _letters(paragraph)
    start = where.text.find(whole)
    if start < 0 or not whole:
        return None
    first = start + len(_letters(paragraph[:begin]))
    last = start + len(_letters(paragraph[:end]))
    # A dash that was written as three hyphens is one letter here and there; a cut through it is none of ours.
    return (first, last) if where.text[first:last] == _letters(paragraph[begin:end]) and first < last else None


def _letters(text: str) -> str:
    letters: list[str] = []
    for character in text:
        _add(character, (0, 0), letters, [])
    return "".join(letters)


def _add(character: str, span: tuple[int, int], letters: list[str], spans: list[tuple[int, int]]) -> None:
    """Add a character in the form in which it can be compared: three for an ellipsis, none for a space."""
    if _DROPPED.match(character):
        return
    alike = "..." if character == "…" else FOLDS.get(character, character)
    if alike == "-" and letters and letters[-1] == "-":
        if spans:
            spans[-1] = (spans[-1][0], span[1])
        return
    for letter in alike:
        letters.append(letter)
        spans.append(span)
