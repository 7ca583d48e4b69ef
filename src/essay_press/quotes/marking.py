"""A sentence marked in its manuscript: two pieces of Markdown put in, and the proof that nothing else changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from essay_press import manuscript, markup
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.markup.tree import has_class, inner_xml, unwrap
from essay_press.model import Essay
from essay_press.quotes import lift
from essay_press.quotes.sentences import Sentence, paragraph
from essay_press.quotes.spelling import matched, spelled

__all__ = ["line_of", "mark"]

BEFORE, AFTER = "[", "]{.pull}"
_BOM = "\ufeff"
_LINE = re.compile(r"\r\n?|\n")
_DELIMITER = re.compile(r"[*_~`]+$")
_CLOSING = re.compile(r"^(?:[*_~`]+|\]\([^()\s]*\))+")


def mark(path: str, data: bytes, sentence: Sentence) -> bytes:
    """Return the manuscript's bytes with the sentence marked as a pull-quote, and not a byte else changed.

    The result is parsed and compared with what was there: the same blocks, text, notes and headings, and one more
    pull-quote, which is the sentence. Raises ManuscriptError when no way to mark it passes that.
    """
    before = markup.parse(manuscript.read(path, data))
    text = data.decode("utf-8")
    for begin, end in _ways(text, before, sentence):
        marked = f"{text[:begin]}{BEFORE}{text[begin:end]}{AFTER}{text[end:]}".encode()
        if _is_only_marked(before, path, marked, sentence):
            return marked
    place = dict(before.blocks).get(sentence.block)
    message = f"this sentence cannot be marked where it stands: “{sentence.text}”"
    hint = f'its markup is in the way; list it in the front matter instead: pull_quotes: ["{sentence.text}"]'
    raise ManuscriptError(Diagnostic(Severity.ERROR, "EP133", message, place, hint))


def line_of(text: str, essay: Essay, sentence: Sentence) -> int:
    """Return the line of the manuscript `text` on which a sentence begins, or, not found there, its paragraph's."""
    found = next(_ways(text, essay, sentence), None)
    if found is not None:
        return sum(1 for _ in _LINE.finditer(text, 0, found[0])) + 1
    place = dict(essay.blocks).get(sentence.block)
    return place.line if place else 0


def _ways(text: str, essay: Essay, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield from where to where in the source the sentence may be marked: with the emphasis round it, or within it."""
    begin, end = _region(text, essay, sentence.block)
    body = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    where = spelled(text, begin, end)
    found = matched(where, paragraph(body, sentence.block), sentence.begin, sentence.end)
    if found is None:
        return
    first, last = found
    start, stop = where.spans[first][0], where.spans[last - 1][1]
    opened = _DELIMITER.search(text, where.spans[first - 1][1] if first else begin, start)
    closed = _CLOSING.match(text[stop : where.spans[last][0] if last < len(where.spans) else end])
    starts = [opened.start(), start] if opened else [start]
    stops = [stop + closed.end(), stop] if closed else [stop]
    yield from ((low, high) for low in starts for high in stops)


def _region(text: str, essay: Essay, block: str) -> tuple[int, int]:
    """Return from where to where in the source a block stands, with what is between it and the next one."""
    starts = [0, *(found.end() for found in _LINE.finditer(text))]
    skip = len(_BOM) if text.startswith(_BOM) else 0

    def offset(place: Place) -> int:
        return starts[place.line - 1] + place.column - 1 + (skip if place.line == 1 else 0)

    places = [offset(place) for _, place in essay.blocks if place.line and place.column]
    begin = offset(dict(essay.blocks)[block])
    return begin, min((each for each in places if each > begin), default=len(text))


def _is_only_marked(before: Essay, path: str, marked: bytes, sentence: Sentence) -> bool:
    """Tell whether an essay of these bytes is `before` and one more pull-quote, the sentence."""
    try:
        after = markup.parse(manuscript.read(path, marked))
        old, new = lift(before).pull_quotes, lift(after).pull_quotes
    except ManuscriptError:
        return False
    texts = [(quote.text, quote.source_id) for quote in new]
    if (sentence.text, sentence.block) not in texts:
        return False
    texts.remove((sentence.text, sentence.block))
    same_quotes = texts == [(quote.text, quote.source_id) for quote in old]
    return same_quotes and _content(before) == _content(after)


def _content(essay: Essay) -> tuple[Any, ...]:
    """Return all that an essay says, without its pull-quotes' marks and the columns that they push along."""
    body = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    for span in [span for span in body.iter("span") if has_class(span, "pull")]:
        unwrap(span)
    lines = [(name, place.line) for name, place in essay.blocks]
    items = [replace(item, place=None) for group in (essay.notes, essay.headings, essay.spoilers) for item in group]
    pictures = [replace(item, place=None) for item in essay.assets]
    said = [(item.code, item.message) for item in essay.diagnostics]
    return inner_xml(body), essay.metadata, lines, items, pictures, said
