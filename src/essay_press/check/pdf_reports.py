"""All checks of a PDF, in the order in which a person reads their answers."""

from __future__ import annotations

import io

import pikepdf
from pikepdf.exceptions import PdfParsingError

from essay_press.check import (
    columns,
    contrast,
    fonts,
    notes,
    page,
    pdf,
    press,
    pullquotes,
    quotes_on_page,
    sheets,
    spoilers,
    text,
)
from essay_press.check.reading import Document, read
from essay_press.check.report import Report
from essay_press.check.tools import page_validation
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay, Layout

__all__ = ["reports"]

NEEDS_ESSAY = "needs the essay (--against)"
NEEDS_LAYOUT = "needs the essay's layout (--against)"
NEEDS_EDITION = "needs the edition (--against)"
# What reading raises on a file with holes in it: pikepdf hands out what is there, of whatever type.
FAULTS = (
    pikepdf.PikepdfError,
    PdfParsingError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


def reports(data: bytes, essay: Essay | None, layout: Layout | None, edition: Edition | None) -> tuple[Report, ...]:
    """Return the reports on the PDF in `data`."""
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            if edition is not None and edition.impose is not None:
                return sheets.reports(opened, essay, layout, edition)
            return _reports(data, opened, essay, layout, edition)
    except FAULTS as error:
        return (Report("the file opens", (_broken(str(error)),), 1),)


def _reports(
    data: bytes, opened: pikepdf.Pdf, essay: Essay | None, layout: Layout | None, edition: Edition | None
) -> tuple[Report, ...]:
    document = read(opened)
    return (
        Report("the file opens", examined=len(document.pages)),
        *_text(document, essay),
        notes.beside_calls(document, essay),
        *_file(opened, document, essay, layout, edition),
        *_standards(data, edition),
        *press.reports(opened, essay, edition),
        *_pages(data, document, essay, edition),
        *_essay(opened, document, essay, edition),
    )


def _text(document: Document, essay: Essay | None) -> tuple[Report, ...]:
    inside = text.inside_trim(document)
    if essay is None:
        return (
            Report("every word is on a page", not_run=NEEDS_ESSAY),
            inside,
            Report("pictures keep their text alternatives", not_run=NEEDS_ESSAY),
        )
    return text.words_on_pages(essay, document), inside, text.pictures(essay, document)


def _file(
    opened: pikepdf.Pdf, document: Document, essay: Essay | None, layout: Layout | None, edition: Edition | None
) -> tuple[Report, ...]:
    return (
        fonts.embedded(opened),
        fonts.declared(opened, layout) if layout else Report("fonts are the layout's own", not_run=NEEDS_LAYOUT),
        pdf.identity(opened, essay),
        pdf.navigation(opened, document, essay),
        pdf.no_actions(opened),
        pdf.labels(document),
        pdf.boxes(document, edition) if edition else Report("page boxes", not_run=NEEDS_EDITION),
        pdf.claims(opened, edition) if edition else Report("claims its standards", not_run=NEEDS_EDITION),
    )


def _standards(data: bytes, edition: Edition | None) -> tuple[Report, ...]:
    """Return what the validator says of the standards that an edition promises, of all that it knows without one."""
    if edition is None:
        return page_validation.validate(data)
    promised = [name.casefold() for name in edition.standards]
    profiles = [profile for name, profile in page_validation.STANDARDS.items() if name in promised]
    others = [profile for profile in page_validation.PROFILES if profile not in profiles]
    return (
        *page_validation.validate(data, tuple(profiles)),
        *(Report(page_validation.name(item), not_run=f"edition {edition.name} does not promise it") for item in others),
    )


def _pages(data: bytes, document: Document, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    return (
        page.blank_pages(data, document),
        page.running_heads(document, essay) if essay else Report("running heads", not_run=NEEDS_ESSAY),
        page.breaks(document),
        page.full_pages(document, essay) if essay else Report("full pages", not_run=NEEDS_ESSAY),
        page.grid(document, essay, edition),
        columns.level(document),
        columns.order(document),
        page.margins(document),
        contrast.contrast(document),
    )


def _essay(opened: pikepdf.Pdf, document: Document, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    if essay is None:
        names = ("pull-quotes", "pull-quotes on their pages", "spoiler cover")
        return tuple(Report(name, not_run=NEEDS_ESSAY) for name in names)
    return (
        pullquotes.pull_quotes(essay, document),
        quotes_on_page.pull_quotes_on_pages(essay, document),
        spoilers.spoiler_cover(opened, document, essay, edition),
    )


def _broken(reason: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, "EP560", f"the PDF cannot be read: {reason}", hint="build it again, or copy it again"
    )
