"""Where the pages of a printed edition begin in the essay, so that a class can cite the same numbers on screen."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from essay_press.formats.pdf.measure import Measurement
from essay_press.markup import tree
from essay_press.model import Composition, Essay, PageBreak, PageMap

__all__ = ["trace"]


def trace(composition: Composition, layout: Measurement) -> PageMap:
    """Return the first character of the essay on each page that has any: folio, block, characters of it before.

    A page that begins with a note, a figure without words or a pull-quote begins, in the essay, with the text after it;
    the head of a table, repeated on each of its pages, begins none.
    """
    letters = _letters(composition.essay)
    seen: Counter[str] = Counter()
    breaks: list[PageBreak] = []
    page = -1
    for line in layout.lines:
        if seen[line.key] >= letters.get(line.key, 0):
            continue
        if line.page > page:
            page = line.page
            breaks.append(PageBreak(str(page + 1), line.key, seen[line.key]))
        seen[line.key] += line.letters
    return PageMap(composition.edition.name, composition.layout.name, tuple(breaks), len(layout.pages))


def _letters(essay: Essay) -> dict[str, int]:
    """Return how many characters, spaces and note calls aside, each block of the essay has."""
    body = etree.fromstring(f"<body>{essay.body}</body>")
    for call in list(body.iter("a")):
        if tree.has_class(call, "noteref"):
            tree.remove(call)
    blocks = {name for name, _ in essay.blocks}
    return {
        tree.get(block, "id"): sum(1 for character in tree.text_of(block) if not character.isspace())
        for block in body.iter()
        if tree.get(block, "id") in blocks
    }
