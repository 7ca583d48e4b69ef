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
    name: str = "",
    typography: str = "",
) -> tuple[Report, ...]:
    """Return a report per check of a finished file; one that lacks its input says `not_run` and never passes.

    `services` are those that are to print it; without an essay, nothing else is checked then. `pages` is how many the
    book has that a cover goes round. `slow` adds the proofs that take seconds: EPUBCheck, which needs Java; on files
    for the press, Ghostscript.

    An edition without spoilers is held to what it keeps of the essay, and searched for the rest; `name` is the file's.
    Raises ToolError when a validator breaks.
    """
    kept = essay
    if essay is not None and edition is not None and edition.spoilers == "removed":
        from essay_press import spoilers

        kept = spoilers.redact(essay)
    # Of a file that may be without spoilers it is said that it was not searched; of one that has them, nothing.
    searched = edition.spoilers == "removed" if edition is not None else bool(essay and essay.spoilers)
    # The readers of PDF and EPUB are heavy; each is imported when a file of its kind is looked at.
    if media_type == PDF:
        from essay_press.check import leaks, pdf_reports

        found = pdf_reports.reports(data, kept, layout, edition, services, pages, slow=slow, typography=typography)
        return (*found, *([leaks.in_pdf(data, essay, kept, edition, name, layout)] if searched else []))
    if media_type == EPUB:
        from essay_press.check import epub, leaks

        found = epub.reports(data, kept, slow=slow)
        if typography == "all":
            found = (*found, Report("typography", not_run="an EPUB has no lines before it is opened"))
        return (*found, *([leaks.in_epub(data, essay, kept, edition, name, layout)] if searched else []))
    unknown = Diagnostic(Severity.ERROR, "EP560", f"no check knows files of type {media_type}")
    return (Report("file type", (unknown,), 1),)
