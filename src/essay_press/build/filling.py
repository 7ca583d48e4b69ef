"""How many pages an edition is to fill: the command line before the front matter, and that before the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError
from essay_press.model import Edition, Metadata

if TYPE_CHECKING:
    from essay_press.build import Request

__all__ = ["faults", "wished"]


def wished(edition: Edition, metadata: Metadata, request: Request) -> Edition:
    """Return an edition with the number of pages that it is to fill; one without pages as it is."""
    if not _has_pages(edition):
        return edition
    return replace(edition, pages=request.pages or dict(metadata.pages).get(edition.name, edition.pages))


def faults(chosen: Sequence[Edition], metadata: Metadata, request: Request) -> list[Diagnostic]:
    """Return what asks for pages where there are none: no edition of that name, none with pages of text."""
    from essay_press import editions

    found: list[Diagnostic] = []
    for name, _ in metadata.pages:
        place = metadata.place(f"pages.{name}")
        try:
            edition = editions.named(name, request.project, place)
        except EditionError as error:
            found += error.diagnostics
            continue
        if not _has_pages(edition):
            found.append(Diagnostic(Severity.ERROR, "EP348", _without(name), place, "name an edition that is a PDF"))
    if request.pages and chosen and not any(_has_pages(item) for item in chosen):
        message = _without(chosen[0].name)
        found.append(Diagnostic(Severity.ERROR, "EP348", message, None, "leave --pages out, or name a PDF edition"))
    return found


def _without(name: str) -> str:
    """Return what is wrong with an edition that cannot fill pages."""
    return f"edition {name} has no pages of text to fill"


def _has_pages(edition: Edition) -> bool:
    """Return whether an edition is made of pages of text: no EPUB, and no cover laid open."""
    return edition.format == "pdf" and edition.wrap is None
