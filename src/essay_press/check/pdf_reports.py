"""All checks of a PDF, in the order in which a person reads their answers."""

from __future__ import annotations

import io

import pikepdf

from essay_press.check import (
    attachments,
    columns,
    contrast,
    copier,
    fonts,
    gutter,
    headings,
    hostile,
    notes,
    page,
    pdf,
    press,
    promises,
    pullquotes,
    quote_company,
    quotes_on_page,
    sentences,
    service,
    sheets,
    spoilers,
    stress,
    text,
    untagged,
    visible,
)
from essay_press.check.reading import Document, read
from essay_press.check.report import Report
from essay_press.check.tools import ghostscript, page_validation
from essay_press.check.typography import telling
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay, Layout
from essay_press.presets import Preset, named

__all__ = ["reports"]

NEEDS_ESSAY = "needs the essay (--against)"
NEEDS_LAYOUT = "needs the essay's layout (--against)"
NEEDS_EDITION = "needs the edition (--against)"


def reports(
    data: bytes,
    essay: Essay | None,
    layout: Layout | None,
    edition: Edition | None,
    services: tuple[Preset, ...] = (),
    pages: int = 0,
    *,
    slow: bool = False,
    typography: str = "",
) -> tuple[Report, ...]:
    """Return the reports on the PDF in `data`; with `services` and no essay, what those have to say and no more.

    `slow` adds those of outside programs that take seconds, `typography` how the pages are set (`faults` or `all`).
    """
    hostile.limit_streams()
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            document = read(opened)
            asked = tuple(
                item for preset in services for item in service.reports(data, opened, document, preset, edition, pages)
            )
            if services and essay is None:
                return (Report("the file opens", examined=len(document.pages)), *asked)
            if edition is not None and edition.wrap is not None:
                return (*_cover(data, opened, document, essay, layout, edition), *asked)
            if edition is not None and edition.impose is not None:
                apart = Report(
                    telling.NAME, not_run="it is measured on single pages: check the edition laid on the sheets"
                )
                return (*sheets.reports(opened, essay, layout, edition), *asked, *((apart,) if typography else ()))
            if edition is not None and not edition.tagged:
                found = untagged.reports(data, opened, document, essay, layout, edition)
            else:
                found = _reports(data, opened, document, essay, layout, edition)
            set_ = (telling.typography(opened, document, asked=typography == "all"),) if typography else ()
            return (*found, *set_, *asked, *(_slow(data, edition) if slow else ()))
    except hostile.BROKEN as error:
        return (Report("the file opens", (_broken(str(error)),), 1),)


def _reports(
    data: bytes,
    opened: pikepdf.Pdf,
    document: Document,
    essay: Essay | None,
    layout: Layout | None,
    edition: Edition | None,
) -> tuple[Report, ...]:
    return (
        Report("the file opens", examined=len(document.pages)),
        *_text(document, essay),
        visible.visible(data, document),
        notes.beside_calls(document, essay),
        *_structure(opened, document, essay, edition),
        *_file(opened, document, essay, layout, edition),
        *_standards(data, edition),
        *press.reports(opened, essay, edition),
        *_service(data, opened, document, edition),
        *_pages(data, document, essay, edition),
        *copier.reports(opened, document, layout),
        *_essay(opened, document, essay, edition),
    )


def _cover(
    data: bytes, opened: pikepdf.Pdf, document: Document, essay: Essay | None, layout: Layout | None, edition: Edition
) -> tuple[Report, ...]:
    """Return the reports on the cover of a printed book: it warns, it gives nothing away, and it fits."""
    return (
        Report("the file opens", examined=len(document.pages)),
        fonts.embedded(opened),
        fonts.declared(opened, layout) if layout else Report("fonts are the layout's own", not_run=NEEDS_LAYOUT),
        pdf.identity(opened, essay),
        pdf.no_actions(opened, edition),
        contrast.contrast(document, large_print=False),
        spoilers.spoiler_cover(opened, document, essay, edition)
        if essay
        else Report("spoiler cover", not_run=NEEDS_ESSAY),
        *_service(data, opened, document, edition),
    )


def _service(data: bytes, opened: pikepdf.Pdf, document: Document, edition: Edition | None) -> tuple[Report, ...]:
    """Return what the service says that an edition is made for, if it is made for one."""
    if edition is None or not edition.preset:
        return ()
    return service.reports(data, opened, document, named(edition.preset), edition)


def _text(document: Document, essay: Essay | None) -> tuple[Report, ...]:
    inside = text.inside_trim(document)
    if essay is None:
        return (
            Report("every word is on a page", not_run=NEEDS_ESSAY),
            inside,
            Report("pictures keep their text alternatives", not_run=NEEDS_ESSAY),
        )
    return text.words_on_pages(essay, document), inside, text.pictures(essay, document)


def _structure(
    opened: pikepdf.Pdf, document: Document, essay: Essay | None, edition: Edition | None
) -> tuple[Report, ...]:
    return (
        notes.tied(opened, document, essay, edition),
        headings.headings(document, essay),
        sentences.sentences(essay, document) if essay else Report(sentences.NAME, not_run=NEEDS_ESSAY),
        promises.promises(opened, document),
    )


def _file(
    opened: pikepdf.Pdf, document: Document, essay: Essay | None, layout: Layout | None, edition: Edition | None
) -> tuple[Report, ...]:
    return (
        fonts.embedded(opened),
        fonts.declared(opened, layout) if layout else Report("fonts are the layout's own", not_run=NEEDS_LAYOUT),
        stress.stress(essay, document) if essay else Report("stress can be seen", not_run=NEEDS_ESSAY),
        pdf.identity(opened, essay),
        pdf.navigation(opened, document, essay)
        if not _unmarked(edition)
        else Report("bookmarks and links", not_run="its printer refuses them"),
        pdf.no_actions(opened, edition),
        *(attachments.attachments(opened, document, essay) if edition is not None and edition.attach else ()),
        pdf.labels(document),
        pdf.boxes(document, edition) if edition else Report("page boxes", not_run=NEEDS_EDITION),
        pdf.claims(opened, edition) if edition else Report("claims its standards", not_run=NEEDS_EDITION),
    )


def _unmarked(edition: Edition | None) -> bool:
    """Return whether the printer of an edition wants no bookmarks."""
    found = named(edition.preset).service if edition and edition.preset else None
    return found is not None and "bookmarks" in found.refuses


def _standards(data: bytes, edition: Edition | None) -> tuple[Report, ...]:
    """Return what the validator says of the standards that an edition promises, of all that it knows without one."""
    if edition is None:
        return page_validation.validate(data)
    promised = [name.casefold() for name in edition.standards]
    profiles = [profile for name, profile in page_validation.STANDARDS.items() if name in promised]
    others = [profile for profile in page_validation.USUAL if profile not in profiles]
    return (
        *page_validation.validate(data, tuple(profiles)),
        *(Report(page_validation.name(item), not_run=f"edition {edition.name} does not promise it") for item in others),
    )


def _slow(data: bytes, edition: Edition | None) -> tuple[Report, ...]:
    """Return what programs of others say of the file."""
    return (ghostscript.witness(data, named(edition.preset)),) if edition and edition.preset else ()


def _pages(data: bytes, document: Document, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    return (
        page.blank_pages(data, document),
        page.running_heads(document, essay) if essay else Report("running heads", not_run=NEEDS_ESSAY),
        page.breaks(document),
        page.full_pages(document, essay) if essay else Report("full pages", not_run=NEEDS_ESSAY),
        page.grid(document, essay, edition),
        columns.apart(document),
        columns.level(document),
        columns.order(document),
        page.margins(document),
        *((gutter.gutter(document, edition),) if edition and edition.preset else ()),
        contrast.contrast(document),
    )


def _essay(opened: pikepdf.Pdf, document: Document, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    if essay is None:
        names = (
            "pull-quotes",
            "pull-quotes on their pages",
            "pull-quotes keep apart",
            "pull-quotes give nothing away",
            "spoiler cover",
        )
        return tuple(Report(name, not_run=NEEDS_ESSAY) for name in names)
    return (
        pullquotes.pull_quotes(essay, document),
        quotes_on_page.pull_quotes_on_pages(essay, document),
        quote_company.keep_apart(essay, document),
        quote_company.give_nothing_away(essay, document),
        spoilers.spoiler_cover(opened, document, essay, edition),
    )


def _broken(reason: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, "EP560", f"the PDF cannot be read: {reason}", hint="build it again, or copy it again"
    )
