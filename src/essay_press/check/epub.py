"""The checks of a finished EPUB, each a report of its own."""

from __future__ import annotations

from collections.abc import Callable

from essay_press.check import hostile
from essay_press.check.epub_book import Book, error, read
from essay_press.check.epub_container import check_container, check_manifest
from essay_press.check.epub_fonts import check_fonts
from essay_press.check.epub_headings import check_headings
from essay_press.check.epub_metadata import check_accessibility, check_cover, check_identity
from essay_press.check.epub_navigation import check_contents, check_links, check_start
from essay_press.check.epub_pages import check_pages
from essay_press.check.epub_pullquotes import check_notes, check_pull_quotes
from essay_press.check.epub_spoilers import check_spoilers
from essay_press.check.epub_style import check_style
from essay_press.check.epub_text import check_text
from essay_press.check.report import Report
from essay_press.errors import CheckError
from essay_press.model import Essay

__all__ = ["reports"]


def reports(data: bytes, essay: Essay | None = None, *, slow: bool = False) -> tuple[Report, ...]:
    """Return what the checks say of an EPUB; `slow` adds EPUBCheck, which needs Java and takes seconds.

    Raises ToolError when EPUBCheck was asked for and is missing or breaks.
    """
    container = check_container(data)
    try:
        book = read(data)
    except CheckError as fault:
        broken = Report(container.name, (*container.diagnostics, *fault.diagnostics), container.examined)
        return (broken, Report("epub contents", not_run="the file cannot be opened as an EPUB"))
    return (
        container,
        _told(check_manifest, book),
        _told(check_links, book),
        _told(check_contents, book, essay),
        _told(check_headings, book, essay),
        _told(check_pages, book),
        _told(check_start, book, essay),
        _told(check_accessibility, book, essay),
        _told(check_identity, book, essay),
        _told(check_cover, book, essay),
        _told(check_pull_quotes, book, essay),
        _told(check_notes, book, essay),
        _told(check_style, book),
        _told(check_fonts, book),
        _told(check_text, book, essay),
        _told(check_spoilers, book, essay),
        _epubcheck(data, slow=slow),
    )


def _told(check: Callable[..., Report], book: Book, *essay: Essay | None) -> Report:
    """Return what a check says, or that the book is too broken for it."""
    try:
        return check(book, *essay)
    except hostile.BROKEN as fault:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        message = f"what it says of its {name} cannot be read ({type(fault).__name__}: {fault})"
        return Report(f"epub {name}", (error("EP530", message, "build it again, or copy it again"),), 1)


def _epubcheck(data: bytes, *, slow: bool) -> Report:
    """Return what EPUBCheck says, where it was asked for."""
    if not slow:
        return Report("EPUBCheck", not_run="takes seconds and needs Java")
    from essay_press.check.tools import epubcheck

    return epubcheck.run(data)
