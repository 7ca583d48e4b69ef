"""What every edition needs, loaded once: processes forked from this one have it from the start."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from essay_press.build import quick as look
from essay_press.errors import EssayPressError
from essay_press.model import Edition

if TYPE_CHECKING:
    from essay_press.build import Request

__all__ = ["load_layouts", "load_libraries"]


def load_libraries(request: Request) -> None:
    """Load the libraries of the formats that are asked for, and of the checks where the request wants them."""
    # Imports alone: no page is laid out here, since the engine's threads would not be there in forked processes.
    from essay_press import editions, spoilers

    del spoilers
    named = [look.edition(item) if request.quick else item for item in editions.load(request.project).values()]
    wanted = [item for item in named if not request.editions or item.name in request.editions]
    if any(item.format == "epub" for item in wanted):
        from essay_press.formats import epub

        del epub
    if any(item.format == "pdf" or item.needs for item in wanted):
        # Messages are what the engine keeps the headers of a served file in; they load their parser when one is made.
        import email.policy

        from essay_press.finish import structure
        from essay_press.formats import pdf
        from essay_press.formats.pdf import cover

        del email, structure, pdf, cover
    if any(item.impose is not None for item in wanted):
        from essay_press.finish import sheets

        del sheets
    if request.check:
        from essay_press.check import epub as of_epub
        from essay_press.check import leaks, pdf_reports

        del of_epub, leaks, pdf_reports


def load_layouts(chosen: Iterable[tuple[Edition, str]], language: str, project: Path | None) -> None:
    """Load templates, sheets, faces and dictionary for editions and the layouts that set them, in this language.

    What one edition alone needs is left to it.
    """
    alike: dict[tuple[str, bool, bool], list[Edition]] = {}
    for edition, layout in chosen:
        if edition.trim is not None and edition.wrap is None and layout and "page_count" not in edition.needs:
            alike.setdefault((layout, edition.screen, edition.trim.bleed > 0), []).append(edition)
    for (layout, *_), editions in alike.items():
        if len(editions) > 1:
            _load(editions[0], layout, language, project)


@cache
def _load(edition: Edition, name: str, language: str, project: Path | None) -> None:
    """Compose an essay of one letter, so that whatever is kept between compositions is there.

    An essay of our own: whatever an author's may do, it does in a process of its own.
    """
    from essay_press import layouts, manuscript, markup
    from essay_press.compose import compose
    from essay_press.formats.pdf.render import warm

    text = f"---\ntitle: A\nlang: {language}\n---\n\nA.\n"
    with suppress(EssayPressError):  # what is wrong with a layout, its editions say
        essay = markup.parse(manuscript.read(Path("essay.md"), text.encode()))
        layout = layouts.load(name, project)
        options = layouts.choose_options(layout, essay.metadata, (), (), edition.options)
        warm(compose(essay, layout, edition, options))
