"""Pages laid out once, for a quick look: as they come, unless a note would be lost by that."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf import document, fit
from essay_press.formats.pdf.constraints import notes
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.fit import LayOut
from essay_press.formats.pdf.measure import Measurement, call_of
from essay_press.formats.pdf.settle import Settled, at_first
from essay_press.model import Composition, Edition, Note

__all__ = ["constraints", "loses_notes", "once", "wanted"]


def wanted(edition: Edition) -> bool:
    """Return whether an edition is laid out once; to fill a number of pages takes more, where that is asked for."""
    return not (edition.settle or fit.asked(edition))


def constraints(composition: Composition) -> Constraints:
    """Return what a first layout is to meet: notes where the option has them, the gutter, the engine's own lines."""
    return at_first(composition, by_engine=True)


def once(composition: Composition, lay_out: LayOut) -> Settled:
    """Return the first layout of a composition; where it loses a note, one more, with all notes at the end."""
    wish = constraints(composition)
    laid, measurement = lay_out(composition, wish)
    asked, found = _asked(composition, composition.essay.notes, measurement)
    if asked.endnotes == wish.endnotes:
        return Settled(laid, measurement, wish, (), 1)
    told = tuple(finding.diagnostic for finding in found if finding.diagnostic)
    return Settled(*lay_out(composition, asked), asked, told, 2)


def loses_notes(composition: Composition, measurement: Measurement) -> bool:
    """Return whether a note called on some pages of a composition, those that were measured, is not whole on them."""
    called = tuple(note for note in composition.essay.notes if call_of(note.id) in measurement.fragments)
    return _asked(composition, called, measurement)[0].endnotes != constraints(composition).endnotes


def _asked(
    composition: Composition, called: tuple[Note, ...], measurement: Measurement
) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return what the rule for notes asks of another layout, there being none left but to set them at the end."""
    wish = constraints(composition)
    if wish.endnotes or not called:
        return wish, ()
    root = document.build(composition, wish)
    here = replace(composition, essay=replace(composition.essay, notes=called))
    asked, found = notes.refine(Scene(here, root, measurement, 0), wish)
    return (asked if asked.endnotes else wish), found
