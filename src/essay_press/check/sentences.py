"""Each paragraph is one element of the structure tree, so that a page turn never cuts a sentence that is read aloud."""

from __future__ import annotations

from essay_press.check import expected
from essay_press.check.alignment import Placement, Stream, align, stream
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["NAME", "sentences"]

NAME = "sentences are whole in the structure tree"
HINT = "what a page break parts is one paragraph: its two halves belong in one element of the structure tree"
EXCERPT = 40  # characters of a text that a message quotes


def sentences(essay: Essay, document: Document) -> Report:
    """Return whether each paragraph, heading, cell and note stands in one structure element, however many pages it has.

    Text from right to left is found word by word, so that where it begins and ends is not known; it is left out.
    """
    body, notes = stream(document, notes=False), stream(document, notes=True)
    noted = [block for note in expected.notes(essay) for block in note]
    found = [(body, item) for item in align(expected.blocks(essay), body).placements]
    where = notes if notes.items else body
    found += [(where, item) for item in align(noted, where).placements]
    known = [(text, item) for text, item in found if item.start < item.end]
    out = [_cut(text, item, document, essay) for text, item in known if len(_elements(text, item)) > 1]
    return Report(NAME, tuple(out), len(known))


def _elements(text: Stream, placement: Placement) -> list[int]:
    """Return the numbers of the elements that hold a block, in reading order."""
    return list(dict.fromkeys(item.block for item in text.between(placement.start, placement.end)))


def _cut(text: Stream, placement: Placement, document: Document, essay: Essay) -> Diagnostic:
    items = text.between(placement.start, placement.end)
    second = next(item for item in items if item.block != items[0].block)
    words = "".join(item.run.text for item in items if item.block == second.block).strip()[:EXCERPT]
    message = (
        f"{document.pages[second.run.page].name}: the paragraph “{placement.block.words[:EXCERPT]}” is read in"
        f" {len(_elements(text, placement))} pieces; one begins with “{words}”"
    )
    return Diagnostic(Severity.ERROR, "EP509", message, placement.block.place or Place(essay.path), HINT)
