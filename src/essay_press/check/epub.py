"""The checks of a finished EPUB, each a report of its own."""

from __future__ import annotations

from essay_press.check.epub_book import read
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
        check_manifest(book),
        check_links(book),
        check_contents(book, essay),
        check_headings(book, essay),
        check_pages(book),
        check_start(book, essay),
        check_accessibility(book, essay),
        check_identity(book, essay),
        check_cover(book, essay),
        check_pull_quotes(book, essay),
        check_notes(book, essay),
        check_style(book),
        check_fonts(book),
        check_text(book, essay),
        check_spoilers(book, essay),
        _epubcheck(data, slow=slow),
    )


def _epubcheck(data: bytes, *, slow: bool) -> Report:
    """Return what EPUBCheck says, where it was asked for."""
    if not slow:
        return Report("EPUBCheck", not_run="takes seconds and needs Java")
    from essay_press.check.tools import epubcheck

    return epubcheck.run(data)
