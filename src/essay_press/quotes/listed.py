"""Pull-quotes that the front matter lists: found in the running text, and marked there as an author would have."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.markup.marks import unfit_source
from essay_press.markup.tree import BLOCKS, append_text, drop, has_class, leaves
from essay_press.model import Essay, Wish
from essay_press.quotes.words import locate, nearest_sentence

__all__ = ["mark", "nearest_hint"]


def mark(essay: Essay, body: etree._Element) -> list[Diagnostic]:
    """Put a mark round each listed quote in `body`, number all marks anew, and return what is wrong with the list."""
    wishes = essay.metadata.pull_quotes
    found = [fault for wish in wishes if (fault := _mark(essay, body, wish)) is not None]
    if wishes:
        spans = (span for span in body.iter("span") if has_class(span, "pull"))
        for number, span in enumerate(spans, 1):
            span.set("id", f"q{number}")
    return found


def nearest_hint(essay: Essay, body: etree._Element, words: str, otherwise: str) -> str:
    """Return which sentence of the essay, and on which line, `words` may mean; or `otherwise`."""
    sentence, identifier = nearest_sentence(body, words)
    place = dict(essay.blocks).get(identifier)
    where = f" (line {place.line})" if place else ""
    return f"the nearest sentence{where} is: {sentence}" if sentence else otherwise


def _mark(essay: Essay, body: etree._Element, wish: Wish) -> Diagnostic | None:
    """Mark the first place in the running text where a wish stands word for word; return what is wrong with it."""
    refused = ""
    for leaf in leaves(body):
        characters = list(_characters(leaf))
        spans = locate(wish.text, "".join(character for character, _ in characters))
        kept = [span for span in spans or () if span is not None]
        if not kept:
            continue
        # Nowhere to be lifted from, it may still stand elsewhere.
        refused = "code" if leaf.tag == "pre" else unfit_source(leaf)
        if not refused:
            return _wrap(leaf, characters[kept[0][0]][1], characters[kept[-1][1] - 1][1] + 1, wish)
    if refused:
        return _error("EP170", f"a pull-quote cannot be taken from {refused}: “{wish.text}”", wish.place)
    hint = nearest_hint(essay, body, wish.text, "write the words as they stand in the essay, with … where you cut")
    return _error("EP173", f"the pull-quote is not in the essay: “{wish.text}”", wish.place, hint)


def _characters(leaf: etree._Element) -> Iterator[tuple[str, int]]:
    """Yield each character of a block that a reader of a copy meets, and where it stands in all of the block's text.

    The number of a note is no part of a sentence; a line break parts words as a space does; blocks inside a block (a
    list in an item) are blocks of their own.
    """
    position = 0

    def walk(element: etree._Element, shown: bool) -> Iterator[tuple[str, int]]:
        nonlocal position
        yield from texts(element.text, shown)
        for child in element:
            if child.tag == "br":
                yield " ", position
            called = child.tag == "a" and child.get("role") == "doc-noteref"
            yield from walk(child, shown and not called and child.tag not in BLOCKS)
            yield from texts(child.tail, shown)

    def texts(text: str | None, shown: bool) -> Iterator[tuple[str, int]]:
        nonlocal position
        for character in text or "":
            if shown:
                yield character, position
            position += 1

    return walk(leaf, True)


def _wrap(leaf: etree._Element, begin: int, end: int, wish: Wish) -> Diagnostic | None:
    """Put a mark round the text from `begin` up to `end`; return why there can be none."""
    parent, start = _innermost(leaf, begin, end)
    begin, end = begin - start, end - start
    span = etree.Element("span")
    if any(has_class(element, "pull") for element in (parent, *parent.iterancestors())):
        return _marked(wish)
    head, rest = _split(parent, begin, after=True)
    middle, tail = _split(rest, end - begin)
    if any(has_class(element, "pull") for element in middle.iterdescendants()):
        return _marked(wish)
    span.set("class", "pull")
    span.set("data-text", wish.text)
    if wish.where:
        span.set("data-place", wish.where)
    if wish.place is not None:
        span.set("data-at", f"{wish.place.line}:{wish.place.column}")
    span.text = middle.text
    span.extend(list(middle))
    span.tail = tail.text
    for child in list(parent):
        parent.remove(child)
    parent.text = head.text
    parent.extend([*head, span, *tail])
    return None


def _marked(wish: Wish) -> Diagnostic:
    message = f"the pull-quote “{wish.text}” is marked already, in the text or in the list"
    return _error("EP171", message, wish.place, "take it out of the list, or the mark out of the text")


def _innermost(leaf: etree._Element, begin: int, end: int) -> tuple[etree._Element, int]:
    """Return the innermost element that holds all text from `begin` up to `end`, and where its own text begins."""
    element, start = leaf, 0
    while True:
        for child, first, last in _extents(element):
            if start + first <= begin and end <= start + last and child.tag not in BLOCKS:
                element, start = child, start + first
                break
        else:
            return element, start


def _extents(element: etree._Element) -> list[tuple[etree._Element, int, int]]:
    """Return each child with where its text begins and ends in the element's text."""
    position, found = len(element.text or ""), []
    for child in element:
        length = sum(len(str(text)) for text in child.itertext())
        found.append((child, position, position + length))
        position += length + len(child.tail or "")
    return found


def _split(element: etree._Element, at: int, *, after: bool = False) -> tuple[etree._Element, etree._Element]:
    """Return an element in two: what stands before the character `at`, and the rest, which loses the ids it shares.

    A line break or picture right there goes with the rest, or, with `after`, with what stands before.
    """
    first_part, rest = etree.Element(element.tag), etree.Element(element.tag)
    for name, value in element.items():
        first_part.set(name, value)
        rest.set(name, value)
    drop(rest, "id")
    text = element.text or ""
    append_text(first_part, text[:at])
    append_text(rest, text[at:])
    for child, begin, end in _extents(element):
        if end < at or (end == at and (begin < at or after)):
            _copied(child, first_part)
        elif begin >= at:
            _copied(child, rest)
        else:
            for part, target in zip(_split(child, at - begin, after=after), (first_part, rest), strict=True):
                target.append(part)
        tail, cut = child.tail or "", max(0, at - end)
        append_text(first_part, tail[:cut])
        append_text(rest, tail[cut:])
    return first_part, rest


def _copied(child: etree._Element, target: etree._Element) -> None:
    """Put a copy of a child, without its tail, at the end of `target`."""
    copy = deepcopy(child)
    copy.tail = None
    target.append(copy)


def _error(code: str, message: str, place: Place | None, hint: str = "") -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, hint or "choose a sentence of the running text")
