"""An essay that gives a work away opens with a cover that says so, and nothing before the reader's choice spoils."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pikepdf

from essay_press.check import expected, facts, promise
from essay_press.check.alignment import LONG, align, stream
from essay_press.check.folding import folded, holds
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay, Spoilers

__all__ = ["spoiler_cover"]

FIRST = 5
"""Pages whose running heads may be seen before the essay is read: cover, title page, their backs, the first page."""


def spoiler_cover(pdf: pikepdf.Pdf, document: Document, essay: Essay, edition: Edition | None) -> Report:
    """Return whether page 1 warns, and page 1, bookmarks, names and metadata give nothing away."""
    spoilers = essay.metadata.spoilers
    if spoilers is None:
        return Report("spoiler cover", not_run="the essay has no spoilers")
    place = essay.metadata.place("spoilers") or Place(essay.path)
    out = [*_warning(document, essay, spoilers, place), *_early(document, essay, edition, place)]
    surfaces = tuple(_surfaces(pdf, document, essay, spoilers))
    out += promise.broken(surfaces, essay)
    examined = len(surfaces) * max(1, promise.count(essay)) + len(spoilers.works)
    return Report("spoiler cover", tuple(out), examined)


def _warning(document: Document, essay: Essay, spoilers: Spoilers, place: Place) -> Iterable[Diagnostic]:
    """Yield what page 1 fails to say: the essay's title, each work."""
    page = _page_text(document, 0)
    for title in (essay.metadata.title, *(work.title for work in spoilers.works)):
        if not holds(folded(page), title):
            yield _error("EP590", f"page 1 does not name “{title}”", place, "the first page must be the spoiler cover")


def _early(document: Document, essay: Essay, edition: Edition | None, place: Place) -> Iterable[Diagnostic]:
    """Yield an error when the essay begins on the cover, or on its back where pages are printed on both sides."""
    first = 2 if edition is not None and edition.double_sided else 1
    body = stream(document, notes=False)
    for placement in align(expected.blocks(essay), body).placements:
        item = body.at(placement.start)
        if item is None or item.run.page >= first or placement.end - placement.start < LONG:
            continue
        side = "the spoiler cover" if item.run.page == 0 else "the back of the spoiler cover"
        yield _error("EP592", f"“{placement.block.words[:60]}” stands on {side}", placement.block.place or place, "")
        return


def _surfaces(pdf: pikepdf.Pdf, document: Document, essay: Essay, spoilers: Spoilers) -> Iterable[tuple[str, str]]:
    """Yield (name, text) of all that a reader meets before the choice, less the titles that the author shows."""
    shown = {folded(title) for title in (*(work.title for work in spoilers.works), essay.metadata.title)}
    yield promise.file_name(essay)
    yield "page 1", _page_text(document, 0)
    for page in document.pages[:FIRST]:
        heads = "\n".join(run.text for run in page.runs if run.artifact == "Pagination")
        yield f"the running head of {page.name}", heads
    for mark in facts.bookmarks(pdf):
        if folded(mark.title) not in shown:
            yield "a bookmark", mark.title
    for name in facts.destinations(pdf):
        yield "the name of a link's target", re.sub(r"[-_.]", " ", name)
    for name, text in facts.facts(pdf).texts:
        yield name, text
    if "/Names" in pdf.Root and "/EmbeddedFiles" in pdf.Root.Names:
        attached = pikepdf.NameTree(pdf.Root.Names.EmbeddedFiles)
        yield from (("the name of an attached file", str(key)) for key in attached)


def _page_text(document: Document, index: int) -> str:
    """Return all that is drawn on a page, tagged or not, line by line."""
    if index >= len(document.pages):
        return ""
    out: list[str] = []
    last = None
    for run in document.pages[index].runs:
        if last is not None and abs(run.y - last) > 1:
            out.append(" ")
        out.append(run.text)
        last = run.y
    return "".join(out)


def _error(code: str, message: str, place: Place, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, hint)
