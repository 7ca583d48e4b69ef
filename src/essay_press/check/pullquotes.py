"""Each pull-quote is the essay's own words, is printed once as a copy, and is read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from essay_press.check import expected
from essay_press.check.alignment import stream
from essay_press.check.content import Run
from essay_press.check.folding import folded, holds, is_right_to_left
from essay_press.check.lines import document_lines, setting
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay, PullQuote

__all__ = ["Copies", "copies", "pull_quotes"]


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a pull-quote: the runs of each, on whatever pages."""

    quote: PullQuote
    copies: tuple[tuple[Run, ...], ...]


def pull_quotes(essay: Essay, document: Document) -> Report:
    """Return whether each pull-quote is verbatim, printed once, absent from the structure tree, and not small."""
    promised = {block.id: block.text for block in _merged(essay)}
    whole = "".join(block.text for block in expected.blocks(essay))
    read = stream(document, notes=False).text + stream(document, notes=True).text
    body = setting(document_lines(document))
    out: list[Diagnostic] = []
    for found in copies(essay, document):
        quote = found.quote
        text = folded(quote.text)
        if not _is_verbatim(quote.text, promised.get(quote.source_id, "")) and not _is_verbatim(quote.text, whole):
            out.append(_error("EP580", quote, essay, "is not in the essay word for word", "mark the sentence again"))
        if not found.copies:
            out.append(_error("EP581", quote, essay, "is on no page as a pull-quote", "the layout left it out"))
        elif len(found.copies) > 1:
            out.append(_error("EP582", quote, essay, f"is set {len(found.copies)} times", "one edition sets it once"))
        if read.count(text) > whole.count(text):
            out.append(
                _error(
                    "EP583", quote, essay, "would be read aloud twice", "the copy must be an artifact, not tagged text"
                )
            )
        sizes = [run.size for copy in found.copies for run in copy]
        if sizes and max(sizes) < body.size:
            out.append(
                Diagnostic(
                    Severity.WARNING,
                    "EP584",
                    f"the pull-quote “{quote.text}” is smaller ({max(sizes):.1f} pt) than the text ({body.size} pt)",
                    quote.place or Place(essay.path),
                )
            )
    return Report("pull-quotes", tuple(out), len(essay.pull_quotes))


def copies(essay: Essay, document: Document) -> tuple[Copies, ...]:
    """Return where each pull-quote is set: its words among what is drawn untagged, running heads left out.

    A quote that runs right to left is drawn backwards; it is sought page by page, so that a second copy on the same
    page would not be seen.
    """
    runs = [run for run in document.artifacts if run.artifact != "Pagination" and not run.hidden]
    pieces = [folded(run.text) for run in runs]
    ends = list(accumulate(len(piece) for piece in pieces))
    spans = [(end - len(piece), end) for piece, end in zip(pieces, ends, strict=True)]
    drawn = "".join(pieces)
    out = []
    for quote in essay.pull_quotes:
        if is_right_to_left(quote.text):
            found = _by_page(quote, runs)
        else:
            found = [
                tuple(run for run, (low, high) in zip(runs, spans, strict=True) if low < end and high > start)
                for start, end in _occurrences(folded(quote.text), drawn)
            ]
        out.append(Copies(quote, tuple(found)))
    return tuple(out)


def _by_page(quote: PullQuote, runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    pages = [tuple(group) for _, group in groupby(runs, key=lambda run: run.page)]
    return [page for page in pages if holds("".join(folded(run.text) for run in page), quote.text)]


def _occurrences(text: str, where: str) -> Iterable[tuple[int, int]]:
    start = where.find(text) if text else -1
    while start >= 0:
        yield start, start + len(text)
        start = where.find(text, start + len(text))


def _merged(essay: Essay) -> Iterable[expected.Block]:
    return (block for block in expected.blocks(essay) if block.id)


def _is_verbatim(quote: str, source: str) -> bool:
    """Return whether the pieces of a quote, cut at ellipses, follow each other in the source."""
    position = 0
    for piece in filter(None, (folded(part) for part in quote.replace("...", "…").split("…"))):
        at = source.find(piece, position)
        if at < 0:
            return folded(quote) in source
        position = at + len(piece)
    return bool(folded(quote))


def _error(code: str, quote: PullQuote, essay: Essay, message: str, hint: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, code, f"the pull-quote “{quote.text}” {message}", quote.place or Place(essay.path), hint
    )
