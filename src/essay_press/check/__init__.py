"""Proof on finished files: `check` reads bytes alone and trusts nothing that the build said about them."""

from __future__ import annotations

from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay, Layout
from essay_press.presets import Preset

__all__ = ["check"]

PDF = "application/pdf"
EPUB = "application/epub+zip"


def check(
    data: bytes,
    media_type: str,
    *,
    essay: Essay | None = None,
    layout: Layout | None = None,
    edition: Edition | None = None,
    services: tuple[Preset, ...] = (),
    pages: int = 0,
    slow: bool = False,
) -> tuple[Report, ...]:
    """Return a report per check of a finished file; one that lacks its input says `not_run` and never passes.

    `services` are those that are to print it; without an essay, nothing else is checked then. `pages` is how many the
    book has that a cover goes round. `slow` adds the proofs that take seconds: EPUBCheck, which needs Java; on files
    for the press, Ghostscript. Raises ToolError when a validator breaks.
    """
    # The readers of PDF and EPUB are heavy; each is imported when a file of its kind is looked at.
    if media_type == PDF:
        from essay_press.check import pdf_reports

        return pdf_reports.reports(data, essay, layout, edition, services, pages, slow=slow)
    if media_type == EPUB:
        from essay_press.check import epub

        return epub.reports(data, essay, slow=slow)
    unknown = Diagnostic(Severity.ERROR, "EP560", f"no check knows files of type {media_type}")
    return (Report("file type", (unknown,), 1),)
