"""Headings of an EPUB: none skips a level, and each is of the level that the essay gives it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from essay_press.check.epub_book import HEADINGS, Book, body, elements, epub_type, error, local, squeeze
from essay_press.check.headings import Tag, nested
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic
from essay_press.model import Essay

__all__ = ["check_headings"]


def check_headings(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the headings of each file nest, the first of the essay is of level 1, and all are as written."""
    found: list[Diagnostic] = []
    every: list[Tag] = []
    chapters: list[Tag] = []
    for path, html in book.reading():
        own = list(_tags(path, html))
        every += own
        warns = any(node.get("role") == "doc-notice" for node in elements(html))
        if "bodymatter" in epub_type(body(html)) and not warns:
            chapters += own
        else:
            found += nested(own)
    found += nested(chapters)  # a part of the essay in a file of its own goes on from the part before it
    if essay is not None:
        found += _as_written([tag for tag in chapters if tag.level > 1], essay)
    return Report("epub headings nest", tuple(found), len(every))


def _tags(path: str, html: etree._Element) -> Iterator[Tag]:
    """Yield the headings of a document, in order."""
    for node in elements(html):
        if local(node) in HEADINGS:
            yield Tag(int(local(node)[1]), squeeze("".join(map(str, node.itertext()))), path)


def _as_written(tags: list[Tag], essay: Essay) -> Iterator[Diagnostic]:
    """Yield the headings whose level is not the essay's; how many there are, the contents tell."""
    if len(tags) != len(essay.headings):
        return
    for tag, heading in zip(tags, essay.headings, strict=True):
        if tag.level != heading.level:
            said = f"“{tag.words}” is of level {tag.level}; the essay has it at {heading.level}"
            yield error("EP547", f"{tag.where}: {said}")
