"""The page numbers of the printed edition in an EPUB: each marked once in the text, listed in order, from a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from essay_press.check.epub_book import Book, elements, epub_type, error, local, squeeze, target
from essay_press.check.epub_navigation import ncx_targets
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic

__all__ = ["check_pages"]

_Mark = tuple[str, tuple[str, str]]  # the number, and where it stands: file and id


def check_pages(book: Book) -> Report:
    """Return whether the markers in the text, the list of pages, the NCX and the named source agree.

    A class that quotes by the page of the printed book finds it by this list: a number that is missing, that comes
    twice or that leads elsewhere sends everybody to another place.
    """
    marks = list(_marks(book))
    listed = list(_listed(book))
    bare = [place for label, place in marks if not (label and place[1])]
    found = [error("EP548", f"{path}: a page break without a number or an id") for path, _ in bare]
    for label, times in Counter(label for label, _ in marks).items():
        if times > 1:
            found.append(error("EP548", f"page {label} begins {times} times"))
    if marks and not listed:
        found.append(error("EP548", f"{len(marks)} pages are marked in the text, but no list of pages names them"))
    elif marks != listed:
        found.append(error("EP548", f"the list of pages does not follow the text: {_difference(marks, listed)}"))
    older = list(ncx_targets(book, "pageTarget"))
    if book.ncx is not None and listed and older != listed:
        found.append(error("EP548", f"the list of pages of the NCX is another: {_difference(listed, older)}"))
    found += _source(book, bool(marks))
    return Report("epub printed pages", tuple(found), len(marks) + len(listed) + 1)


def _marks(book: Book) -> Iterator[_Mark]:
    """Yield the page breaks in the text, in reading order."""
    for path, html in book.reading():
        for node in elements(html):
            if node.get("role") == "doc-pagebreak" or "pagebreak" in epub_type(node):
                yield squeeze(node.get("aria-label") or node.get("title") or ""), (path, node.get("id") or "")


def _listed(book: Book) -> Iterator[_Mark]:
    """Yield the lines of the list of pages."""
    for node in elements(book.nav) if book.nav is not None else ():
        if local(node) == "nav" and "page-list" in epub_type(node):
            for link in elements(node):
                if local(link) == "a":
                    yield squeeze("".join(map(str, link.itertext()))), target(link.get("href") or "", book.nav_path)


def _difference(wanted: list[_Mark], there: list[_Mark]) -> str:
    """Return the first difference of two lists, in words."""
    for first, second in zip(wanted, there, strict=False):
        if first != second:
            return f"page {first[0]} is at {'#'.join(first[1])}, there it is page {second[0]} at {'#'.join(second[1])}"
    return f"{len(wanted)} pages against {len(there)}"


def _source(book: Book, marked: bool) -> Iterator[Diagnostic]:
    """Yield an error where pages have no named source, or a source has no pages."""
    named = [
        squeeze(node.text or "")
        for node in elements(book.package)
        if local(node) == "meta" and node.get("property") == "pageBreakSource"
    ]
    if marked and not any(named):
        yield error("EP548", "pages are marked, but `pageBreakSource` does not say of which printed edition")
    if not marked and any(name != "none" for name in named):
        yield error("EP548", f"`pageBreakSource` names “{named[0]}”, but no page is marked in the text")
