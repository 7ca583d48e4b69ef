"""How many pages a printed edition has, and what follows: whether it is bound, and the cover that goes round it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from essay_press.build import filling
from essay_press.build import quick as look
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError, MisfitError, RenderError
from essay_press.model import Edition, Essay, PageMap, Wrap
from essay_press.project import Project

if TYPE_CHECKING:
    from essay_press.build import PageMaps, Request
    from essay_press.services import Paper

__all__ = ["cover", "foreseen", "same_page", "trace"]

DOUBT = 1.15
"""By how much the pages of two editions of one size may differ: a wider gutter makes more of them."""


def trace(source: Edition, essay: Essay, request: Request, wishes: Project, maps: PageMaps) -> PageMap:
    """Return where the pages of an edition begin, laid out for this if it was not made before; raises RenderError."""
    from essay_press import editions, layouts
    from essay_press.compose import compose
    from essay_press.formats.pdf import page_map
    from essay_press.formats.pdf.render import lay_out

    wanted = request.layout if request.layout in source.layouts else ""
    name = editions.choose_layout(source, essay, wanted, wishes.layout)
    if (source.name, name) not in maps:
        layout = layouts.load(name, request.project)
        options = layouts.choose_options(layout, essay.metadata, request.options, wishes.options, source.options)
        source = look.edition(source) if request.quick else filling.wished(source, essay.metadata, request)
        composition = compose(essay, layout, source, options)
        maps[source.name, name] = page_map.trace(composition, lay_out(composition).measurement)
    return maps[source.name, name]


def foreseen(edition: Edition, essay: Essay, request: Request, wishes: Project, maps: PageMaps) -> str:
    """Return why an edition will not be bound, if one of the same page and design that was made leaves no doubt of it.

    So that no essay of ten pages is laid out once more for every printer that asks for twenty-four.
    """
    from essay_press import editions

    known = editions.load(request.project)
    book = known.get(edition.page_source, edition) if edition.wrap is not None else edition
    if edition.applies != "fits" or not book.preset or request.layout not in ("", *book.layouts):
        return ""
    layout = editions.choose_layout(book, essay, request.layout, wishes.layout)
    for (name, design), found in maps.items():
        other = known.get(name)
        if other is None or design != layout or not found.pages or not same_page(other, book):
            continue
        sure = found.pages if name == book.name else int(found.pages * DOUBT) + 1
        if editions.misfit(book, sure) and (reason := editions.misfit(book, found.pages)):
            return reason
    return ""


def cover(
    edition: Edition, essay: Essay, request: Request, wishes: Project, maps: PageMaps
) -> tuple[Edition, tuple[Diagnostic, ...]]:
    """Return the edition of a cover with its spine, as wide as the book's pages make it, and what to say of that.

    Raises MisfitError when the book is not bound, EditionError when its pages cannot be counted.
    """
    from essay_press import editions, presets, services

    book = editions.named(edition.page_source, request.project)
    try:
        pages = trace(book, essay, request, wishes, maps).pages
    except RenderError as error:
        first = error.diagnostics[0]
        message = f"the pages of edition {book.name} cannot be counted: {first.message}"
        raise EditionError(Diagnostic(Severity.ERROR, "EP319", message, first.place, first.hint)) from error
    if edition.applies == "fits" and (reason := editions.misfit(book, pages)):
        raise MisfitError(editions.skip(edition, reason))
    service = presets.service(book.preset).service
    assert service is not None  # `presets.service` returns no other
    paper = services.paper_of(service, book.paper)
    wrap = services.wrapped(service, paper, services.padded(service, pages))
    return replace(edition, wrap=wrap, paper=paper.name), _doubts(service.printer, paper, wrap)


def _doubts(printer: str, paper: Paper, wrap: Wrap) -> tuple[Diagnostic, ...]:
    """Return a warning when nobody vouches for the thickness of the paper."""
    if paper.confidence != "low":
        return ()
    size = f"{wrap.pages} pages on {paper.name} paper make a spine of {wrap.spine:.2f} mm"
    message = f"{size} by hearsay: {printer} does not publish how thick its paper is"
    hint = f"hold it against the template that {printer} makes for your book before you order"
    return (Diagnostic(Severity.WARNING, "EP339", message, None, hint),)


def same_page(one: Edition, other: Edition) -> bool:
    """Return whether two editions set their text on the same page."""
    if one.trim is None or other.trim is None or one.wrap is not None or one.impose is not None:
        return False
    size = (one.trim.width, one.trim.height) == (other.trim.width, other.trim.height)
    return size and one.double_sided == other.double_sided and one.scale == other.scale
