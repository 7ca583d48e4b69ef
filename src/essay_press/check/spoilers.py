"""An essay that gives a work away opens with a cover that says so, and nothing before the reader's choice spoils."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pikepdf

from essay_press.check import expected, facts
from essay_press.check.alignment import LONG, align, stream
from essay_press.check.folding import folded, holds, is_right_to_left
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay, Spoilers

__all__ = ["spoiler_cover"]

_LINE_END = re.compile(r"[\u00ad\u2010]\s*")


def spoiler_cover(pdf: pikepdf.Pdf, document: Document, essay: Essay, edition: Edition | None) -> Report:
    """Return whether page 1 warns, and page 1, bookmarks, names and metadata give nothing away."""
    spoilers = essay.metadata.spoilers
    if spoilers is None:
        return Report("spoiler cover", not_run="the essay has no spoilers")
    place = essay.metadata.place("spoilers") or Place(essay.path)
    out = [*_warning(document, essay, spoilers, place), *_early(document, essay, edition, place)]
    surfaces = tuple(_surfaces(pdf, document, essay, spoilers))
    out += _terms(surfaces, spoilers, essay, place)
    out += _marks(surfaces, essay, place)
    examined = len(surfaces) * max(1, len(spoilers.terms) + len(essay.spoilers)) + len(spoilers.works)
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
    yield "page 1", _page_text(document, 0)
    for mark in facts.bookmarks(pdf):
        if folded(mark.title) not in shown:
            yield "a bookmark", mark.title
    for name in facts.destinations(pdf):
        yield "the name of a link's target", re.sub(r"[-_.]", " ", name)
    for name, text in facts.facts(pdf).texts:
        yield name, text


def _terms(
    surfaces: tuple[tuple[str, str], ...], spoilers: Spoilers, essay: Essay, place: Place
) -> Iterable[Diagnostic]:
    where = essay.metadata.place("spoilers.terms") or place
    for term in spoilers.terms:
        pattern = re.compile(rf"(?<!\w){re.escape(_plain(term))}(?!\w)")
        for name, text in surfaces:
            plain = _plain(text)
            for work in spoilers.works:  # a warning has to name its work
                plain = plain.replace(_plain(work.title), "")
            if pattern.search(plain) or (is_right_to_left(term) and holds(folded(text), term)):
                yield _error("EP591", f"{name} gives “{term}” away: “{text.strip()[:60]}”", where, "")


def _plain(text: str) -> str:
    """Return text for a search by whole words: one case, one apostrophe, no hyphen at a line end."""
    return " ".join(_LINE_END.sub("", text.casefold().replace("’", "'")).split())


def _marks(surfaces: tuple[tuple[str, str], ...], essay: Essay, place: Place) -> Iterable[Diagnostic]:
    """Yield passages marked as spoilers, and headings with safe words, that stand where they must not."""
    secrets = [(mark.text, mark.place) for mark in essay.spoilers if len(folded(mark.text)) >= LONG]
    secrets += [(heading.text, heading.place) for heading in essay.headings if heading.safe]
    for text, where in secrets:
        for name, surface in surfaces:
            if holds(folded(surface), text):
                yield _error("EP591", f"{name} gives “{text[:60]}” away", where or place, "")


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
