"""How far each pull-quote stands from the sentence it is copied from, read from the finished pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from essay_press.check import expected
from essay_press.check.alignment import Stream, align, stream
from essay_press.check.content import Run
from essay_press.check.folding import folded
from essay_press.check.pullquotes import copies
from essay_press.check.reading import Document, read
from essay_press.model import Essay, PullQuote

__all__ = ["Distance", "Located", "distances", "distances_in", "located"]


@dataclass(frozen=True, slots=True)
class Distance:
    """A pull-quote on a page: the page's label, and how many pages below its sentence it stands; above is negative.

    Both are measured from the middle of the one to the middle of the other, down the trimmed pages as if they were one
    strip. `label` is empty for a quote that is on no page, `pages` None where that or its sentence was not found.
    """

    quote: PullQuote
    label: str
    pages: float | None


def distances_in(data: bytes, essay: Essay) -> tuple[Distance, ...]:
    """Return where the pull-quotes of an essay stand in the finished PDF in `data`, its pages in reading order."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        return distances(essay, read(opened))


def distances(essay: Essay, document: Document) -> tuple[Distance, ...]:
    """Return where the pull-quotes of an essay stand in a document."""
    return tuple(
        Distance(item.quote, _label(document, item.copy[0].page) if item.copy else "", item.apart(document))
        for item in located(essay, document)
    )


@dataclass(frozen=True, slots=True)
class Located:
    """A pull-quote in a document: the runs of its first copy, and those of its sentence; either may be missing."""

    quote: PullQuote
    copy: tuple[Run, ...]
    sentence: tuple[Run, ...]

    def apart(self, document: Document) -> float | None:
        """Return how many pages below its sentence the quote stands, from middle to middle, or None."""
        found = self.copy and self.sentence
        return _middle(document, self.copy) - _middle(document, self.sentence) if found else None


def located(essay: Essay, document: Document) -> tuple[Located, ...]:
    """Return where each pull-quote of an essay and its sentence are drawn."""
    where = stream(document, notes=False)
    blocks = tuple(expected.blocks(essay))
    placed = {item.block.id: where.part(item.start, item.end) for item in align(blocks, where).placements}
    out = []
    for found in copies(essay, document):
        source = placed.get(found.quote.source_id)
        sentence = _runs(source, found.quote.text) if source is not None else []
        out.append(Located(found.quote, found.copies[0] if found.copies else (), tuple(sentence)))
    return tuple(out)


def _runs(block: Stream, text: str) -> list[Run]:
    """Return the runs of a block that hold a quote's words: from its first piece to its last where it is cut."""
    pieces = [folded(piece) for piece in text.replace("...", "…").split("…")]
    spans = []
    position = 0
    for piece in filter(None, pieces):
        start = block.text.find(piece, position)
        if start < 0:
            return []
        position = start + len(piece)
        spans.append((start, position))
    return [item.run for item in block.between(spans[0][0], spans[-1][1])] if spans else []


def _middle(document: Document, runs: Sequence[Run]) -> float:
    """Return the middle of some runs in pages from the head of the first page."""
    ends = []
    for run in runs:
        trim = document.pages[run.page].trim
        ends += [run.page + (trim.top - edge) / trim.height for edge in (run.box.top, run.box.bottom)]
    return (min(ends) + max(ends)) / 2


def _label(document: Document, index: int) -> str:
    return document.pages[index].label or str(index + 1)
