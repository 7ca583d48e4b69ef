"""What an EPUB shows before its reader has chosen to go on gives nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from essay_press.check import promise
from essay_press.check.epub_book import HEADINGS, Book, body, elements, local
from essay_press.check.epub_navigation import notice_path
from essay_press.check.leak_epub import words
from essay_press.check.report import Report
from essay_press.model import Essay

__all__ = ["check_spoilers"]


def check_spoilers(book: Book, essay: Essay | None = None) -> Report:
    """Return whether names, lists, metadata and everything up to the warning are free of what the author marks.

    That is `spoilers.terms`, the passages marked `.spoiler`, and headings that have safe words. Titles of the discussed
    works do not count: the warning has to name them.
    """
    name = "epub spoilers"
    if essay is None:
        return Report(name, not_run="needs the essay (--against)")
    if essay.metadata.spoilers is None:
        return Report(name, not_run="the essay has no spoilers")
    surfaces = [promise.file_name(essay), *_surfaces(book)]
    found = tuple(dict.fromkeys(promise.broken(surfaces, essay)))
    return Report(name, found, len(surfaces) * promise.count(essay))


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
            yield path, "\n".join([words(body(html)), *spoken])
        before = before and path != notice


def _text(node: etree._Element) -> str:
    """Return the text of an element."""
    return "".join(map(str, node.itertext()))
