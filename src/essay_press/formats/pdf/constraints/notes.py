"""Notes too long for the foot of a page go to the end: the engine drops what does not fit, without a word."""

from __future__ import annotations

import re
from dataclasses import replace

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.model import Note

__all__ = ["refine"]

# Notes that take more of a page than this leave too little text above them.
GREATEST_SHARE = 0.6
LOST = 1_000_000.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the notes at the end when one was cut short or crowds out the text."""
    if constraints.endnotes or not scene.composition.essay.notes:
        return constraints, ()
    if any(_is_cut(note, scene.layout) for note in scene.composition.essay.notes) or _crowded(scene.layout):
        moved = Diagnostic(
            Severity.NOTE,
            "EP420",
            "the notes are set at the end: one of them is too long for the foot of a page",
            scene.composition.essay.notes[0].place,
        )
        return replace(constraints, endnotes=True), (Finding(LOST, moved),)
    return constraints, ()


def _is_cut(note: Note, layout: Measurement) -> bool:
    """Return whether fewer letters of a note are on the pages than it has."""
    keys = {note.id, *re.findall(r'\bid="([^"]+)"', note.xhtml)}
    printed = sum(_letters(line.text) for line in layout.lines if line.key in keys)
    return printed < _letters(re.sub(r"<[^>]+>", "", note.xhtml))


def _letters(text: str) -> int:
    """Return how many letters and digits a text has; marks of hyphenation and numbering do not count."""
    return sum(1 for character in text if character.isalpha())


def _crowded(layout: Measurement) -> bool:
    """Return whether the notes of some page take more of it than they may."""
    return any(page.bottom - page.notes_top > GREATEST_SHARE * (page.bottom - page.top) for page in layout.pages)
