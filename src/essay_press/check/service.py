"""What a print-on-demand service would say of a finished file, ours or another's: its pages, or its cover."""

from __future__ import annotations

import pikepdf

from essay_press.check import service_cover, service_file, service_pages
from essay_press.check.press_walk import Paint, paints
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.check.service_words import not_run
from essay_press.model import Edition
from essay_press.presets import Preset
from essay_press.services import Service

__all__ = ["reports"]


def reports(
    data: bytes, pdf: pikepdf.Pdf, document: Document, preset: Preset, edition: Edition | None = None, pages: int = 0
) -> tuple[Report, ...]:
    """Return the reports of one service; none for the preset of a press.

    `pages` is how many the book has that a cover goes round; a cover made by the build knows it.
    """
    service = preset.service
    if service is None or not document.pages:
        return ()
    found = tuple(paint for index, page in enumerate(pdf.pages) for paint in paints(page, index))
    whose = edition if edition is not None and edition.preset == preset.name else None
    about = (
        _cover(data, document, found, preset, service, whose, pages)
        if service_cover.is_cover(document, edition)
        else _pages(pdf, document, found, preset, service)
    )
    return (
        *about,
        service_file.colours(pdf, found, preset, service),
        *service_file.ink(found, preset),
        service_file.transparency(pdf, preset, service),
        service_file.embedded(pdf, preset),
        service_file.resolution(found, preset),
    )


def _pages(
    pdf: pikepdf.Pdf, document: Document, found: tuple[Paint, ...], preset: Preset, service: Service
) -> tuple[Report, ...]:
    leaves = service_pages.leaves(pdf, document, preset, service)
    return (
        service_pages.sizes(leaves, preset, service),
        service_pages.bleed(leaves, found, preset, service),
        service_pages.inside_margins(leaves, document, found, preset, service),
        service_pages.number(leaves, preset, service),
        service_pages.last_page(document, found, preset, service),
        service_file.nothing_refused(pdf, leaves, found, preset, service),
    )


def _cover(
    data: bytes,
    document: Document,
    found: tuple[Paint, ...],
    preset: Preset,
    service: Service,
    edition: Edition | None,
    pages: int,
) -> tuple[Report, ...]:
    if edition is not None and edition.wrap is not None and edition.wrap.pages:
        pages = edition.wrap.pages
    cover = service_cover.opened_out(document, preset, service, edition, pages)
    size = service_cover.size_of_book(document, cover, preset, service, edition, pages)
    if cover is None:
        topics = ("cover text", "spine", "barcode area")
        return (size, *(not_run(preset, topic, "where the panels are cannot be told") for topic in topics))
    picture = service_cover.rendered(data)
    return (
        size,
        service_cover.safe_text(document, cover, preset, service),
        service_cover.lettering(picture, cover, found, preset, service, pages),
        service_cover.barcode(document, picture, cover, found, preset, service),
    )
