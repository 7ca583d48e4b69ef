"""What an EPUB shows before its reader has chosen to go on gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from essay_press.check.epub_book import HEADINGS, Book, body, elements, local, squeeze
from essay_press.check.epub_navigation import notice_path
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["check_spoilers"]

# A marked passage shorter than this is a word or two, which may stand anywhere without telling anything.
_TELLING = 20


def check_spoilers(book: Book, essay: Essay | None = None) -> Report:
    """Return whether names, lists, metadata and everything up to the warning are free of what the author marks.

    That is `spoilers.terms`, the passages marked `.spoiler`, and headings that have safe words. Titles of the discussed
    works do not count: the warning has to name them.
    """
    name = "epub spoilers"
    if essay is None:
        return Report(name, not_run="needs the essay (--against)")
    spoilers = essay.metadata.spoilers
    if spoilers is None:
        return Report(name, not_run="the essay has no spoilers")
    place = essay.metadata.place("spoilers.terms") or essay.metadata.place("spoilers") or Place(essay.path)
    secrets = [(re.compile(rf"(?<!\w){re.escape(_fold(term))}(?!\w)"), term, place) for term in spoilers.terms]
    passages = [(mark.text, mark.place) for mark in essay.spoilers if len(mark.text) >= _TELLING]
    passages += [(heading.text, heading.place) for heading in essay.headings if heading.safe]
    secrets += [(re.compile(re.escape(_fold(text))), text, where or place) for text, where in passages]
    titles = [_fold(work.title) for work in spoilers.works]
    found: list[Diagnostic] = []
    surfaces = list(_surfaces(book))
    for where, text in surfaces:
        folded = _fold(text)
        for title in titles:
            folded = folded.replace(title, "")
        found += [
            Diagnostic(
                Severity.ERROR, "EP591", f"{where} gives “{squeeze(secret)[:60]}” away: “{squeeze(text)[:60]}”", at
            )
            for pattern, secret, at in secrets
            if pattern.search(folded)
        ]
    return Report(name, tuple(dict.fromkeys(found)), len(surfaces) * len(secrets))


def _fold(text: str) -> str:
    """Return text as it is compared: case and white space do not count."""
    return squeeze(text).casefold()


def _surfaces(book: Book) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of all that a shop, a library or a reader sees before the choice."""
    for path in book.files:
        yield "a file name", re.sub(r"[-_./]", " ", path)
    for node in elements(book.package):
        if local(node) == "item":
            yield "an id of the manifest", re.sub(r"[-_.]", " ", node.get("id") or "")
        elif node.text and node.text.strip():
            yield f"the metadata ({node.get('property') or local(node)})", node.text
    nav = book.nav
    if nav is not None:
        yield from (("the contents", _text(node)) for node in elements(nav) if local(node) in {"a", *HEADINGS})
    if book.ncx is not None:
        yield from (("the NCX", node.text or "") for node in elements(book.ncx) if local(node) == "text")
    yield from _pages(book)


def _pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the titles and ids of every page, and all the words of those up to the warning."""
    notice = notice_path(book)
    before = bool(notice)
    for path, html in book.reading():
        yield f"the title of {path}", " ".join(_text(node) for node in elements(html) if local(node) == "title")
        ids = " ".join(node.get("id") or "" for node in elements(html))
        yield f"an id in {path}", re.sub(r"[-_.]", " ", ids)
        if before:
            spoken = [node.get(key) or "" for node in elements(html) for key in ("alt", "aria-label", "title")]
            yield path, " ".join([_text(body(html)), *spoken])
        before = before and path != notice


def _text(node: etree._Element) -> str:
    """Return the text of an element."""
    return "".join(map(str, node.itertext()))
