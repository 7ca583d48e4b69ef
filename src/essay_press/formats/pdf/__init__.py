"""The PDF format: HTML and CSS laid out by WeasyPrint, with the gates and the settling of the house around it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from essay_press import editions
from essay_press.diagnostics import Diagnostic, errors_in
from essay_press.errors import MisfitError, RenderError
from essay_press.formats.pdf import demand, glyphs, once, page_map, stretches
from essay_press.formats.pdf.render import lay_out, pdf, print_stretch
from essay_press.model import Artifact, Composition, Inputs

__all__ = ["render"]


def render(composition: Composition, inputs: Inputs) -> Artifact:
    """Return the PDF of a composition, its structure still labelled: `finish.finish` makes it whole.

    Raises RenderError with everything the engine refused or dropped, MisfitError when the pages are more than the
    edition's sheet holds.
    """
    if once.wanted(composition.edition) and not composition.edition.tagged:
        made = _quickly(composition, inputs.jobs)
        if made is not None:
            return made
    laid = lay_out(composition, inputs.settled)
    if faults := demand.overfull(composition, laid.measurement):
        raise RenderError(faults)
    edition, pages = composition.edition, len(laid.document.pages)
    # The page of a cover is none of its book's.
    if edition.wrap is None and (reason := editions.misfit(edition, pages)):
        raise MisfitError(editions.skip(edition, reason, too_long=edition.impose is not None))
    return replace(
        _artifact(composition, pdf(composition, laid), pages, laid.diagnostics),
        page_map=page_map.trace(composition, laid.measurement) if edition.wrap is None else None,
        settled=laid.settled,
    )


def _quickly(composition: Composition, jobs: int) -> Artifact | None:
    """Return the PDF of a composition that is laid out once and without tags; None where it takes the usual way."""
    missing = glyphs.check(composition)
    if errors_in(missing):
        raise RenderError(missing)
    made = stretches.make(composition, jobs, partial(print_stretch, composition))
    if made is None:
        return None
    return _artifact(composition, made.data, made.pages, (*missing, *made.diagnostics))


def _artifact(composition: Composition, data: bytes, pages: int, said: tuple[Diagnostic, ...]) -> Artifact:
    """Return a PDF of a composition under the name of its edition, with what was said on the way."""
    name = composition.edition.name
    return Artifact(f"{composition.stem}-{name}.pdf", "application/pdf", data, name, pages=pages, diagnostics=said)
