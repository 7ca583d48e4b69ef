"""Words of the essay, found again: folded text, whole words, pieces of a cut, and copies of them as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from essay_press.markup.tree import append_text, drop, leaves, plain_text, remove, unwrap

__all__ = ["Folded", "copy_of", "cut_from", "find", "fold", "locate", "nearest_sentence", "sentences"]

FOLDS = {
    # Of one kind: which of them a language opens with is the typographer's business.
    **dict.fromkeys('‘’‚‛′‹›`´“”„‟″«»"', "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_IGNORED = re.compile("[\\s\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_CUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*")
_SENTENCE = re.compile(r".+?(?:[.!?…][\"'”’»)]*(?=\s)|$)", re.DOTALL)
_NEAR = 0.3
"""Sentences less alike than this are no help."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in which quotes, dashes and spaces make no difference, and where each character of it came from."""

    text: str
    origins: tuple[int, ...]


def copy_of(span: etree._Element) -> etree._Element:
    """Return what a reader of the copy gets: the words and their emphasis; no note calls, links, ids."""
    copy = deepcopy(span)
    copy.tail = None
    for element in list(copy.iter()):
        if element is copy:
            continue
        if element.tag == "a" and element.get("role") == "doc-noteref":
            remove(element)
        elif element.tag in ("a", "img"):
            unwrap(element)
        elif element.tag == "br":
            element.tail = " " + (element.tail or "").lstrip()
            unwrap(element)
        else:
            drop(element, "id")
            if element.tag == "span" and not element.keys():
                unwrap(element)
    copy.attrib.clear()
    return copy


def fold(text: str) -> Folded:
    """Return folded text: all spaces out, quotes and dashes of one kind, three dots as an ellipsis."""
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        if _IGNORED.match(character):
            continue
        folded = FOLDS.get(character, character)
        if folded == "-" and characters and characters[-1] == "-":
            continue
        characters.append(folded)
        origins.append(index)
    return Folded("".join(characters), tuple(origins))


def cut_from(cut: str, source: etree._Element) -> etree._Element | None:
    """Return the pieces of `cut` as they stand in `source`, emphasis and all, or None if one is not there."""
    copy = copy_of(source)
    spans = locate(cut, "".join(str(piece) for piece in copy.itertext()))
    if spans is None:
        return None
    gaps = [gap.group() for gap in _CUT.finditer(cut.strip())]
    result = etree.Element("span")
    for number, (piece, span) in enumerate(zip(_CUT.split(cut.strip()), spans, strict=True)):
        if span is not None:
            _append(result, _slice(copy, *span), piece.strip()[:1])
        if number < len(gaps):
            append_text(result, re.sub(r"\[?(?:…|\.\.\.)\]?", "…", gaps[number]))
    return result


def locate(cut: str, text: str) -> list[tuple[int, int] | None] | None:
    """Return where each piece of `cut` begins and ends in `text`, None for an empty piece; None if one is not there."""
    folded = fold(text)
    spans: list[tuple[int, int] | None] = []
    position = 0
    for piece in _CUT.split(cut.strip()):
        wanted = fold(piece).text
        if not wanted:
            spans.append(None)
            continue
        start = find(folded, wanted, position, text)
        if start < 0:
            return None
        position = start + len(wanted)
        spans.append((folded.origins[start], folded.origins[position - 1] + 1))
    return spans


def find(folded: Folded, wanted: str, position: int, text: str) -> int:
    """Return where `wanted` stands as whole words from `position` on, the case of its first letter aside; or -1."""
    for start in range(position, len(folded.text) - len(wanted) + 1):
        if folded.text[start + 1 : start + len(wanted)] != wanted[1:]:
            continue
        if folded.text[start].casefold() != wanted[0].casefold():
            continue
        begin, last = folded.origins[start], folded.origins[start + len(wanted) - 1]
        if begin and text[begin - 1].isalnum() and text[begin].isalnum():
            continue
        if last + 1 < len(text) and text[last].isalnum() and text[last + 1].isalnum():
            continue
        return start
    return -1


def _slice(source: etree._Element, begin: int, end: int) -> etree._Element:
    """Return a copy of `source` that keeps only its characters from `begin` up to `end`."""
    piece = deepcopy(source)
    position = 0

    def kept(text: str | None) -> str | None:
        nonlocal position
        if not text:
            return text
        start, position = position, position + len(text)
        return text[max(begin - start, 0) : max(end - start, 0)]

    def walk(element: etree._Element) -> None:
        element.text = kept(element.text)
        for child in element:
            walk(child)
            child.tail = kept(child.tail)

    walk(piece)
    for empty in [e for e in piece.iterdescendants() if not "".join(str(text) for text in e.itertext())]:
        remove(empty)
    return piece


def _append(result: etree._Element, piece: etree._Element, first: str) -> None:
    """Add a piece to the copy; its first letter is as its author wrote it in the cut."""
    for element in piece.iter():
        if element.text:
            if element.text[:1].casefold() == first.casefold():
                element.text = first + element.text[1:]
            break
    append_text(result, piece.text or "")
    for child in list(piece):
        result.append(child)


def sentences(body: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield each sentence of the body and the id of its block."""
    for leaf in leaves(body):
        if leaf.tag != "pre":
            for sentence in _SENTENCE.finditer(plain_text(leaf)):
                if plain := sentence.group().strip():
                    yield plain, str(leaf.get("id") or "")


def nearest_sentence(body: etree._Element, words: str) -> tuple[str, str]:
    """Return the sentence that `words` most resemble and the id of its block, or two empty texts."""
    wanted = fold(words).text.casefold()
    best, best_score = ("", ""), _NEAR
    for sentence, identifier in sentences(body):
        matcher = SequenceMatcher(None, fold(sentence).text.casefold(), wanted, autojunk=False)
        if matcher.real_quick_ratio() <= best_score or matcher.quick_ratio() <= best_score:
            continue
        if (score := matcher.ratio()) > best_score:
            best, best_score = (sentence, identifier), score
    return best
