"""A note stands at the foot of the page that calls it; one too long for that sends all notes to the end.

The engine drops what does not fit, without a word. And where the line that overflows a page is the second of its
paragraph, it makes room by sending the page's last note on to the next page rather than the two lines: those
paragraphs are asked to keep one line more together, which sends the lines on instead.
"""

from __future__ import annotations

import re
from dataclasses import replace

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement, call_of
from essay_press.model import Note

__all__ = ["refine"]

# Notes that take more of a page than this leave too little text above them.
GREATEST_SHARE = 0.6
LOST = 1_000_000.0
STRAYED = 300.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with notes kept with their calls, or all at the end when one cannot be."""
    notes = scene.composition.essay.notes
    if constraints.endnotes or not notes:
        return constraints, ()
    if any(_is_cut(note, scene.layout) for note in notes) or _crowded(scene.layout):
        moved = Diagnostic(
            Severity.NOTE,
            "EP420",
            "the notes are set at the end: one of them is too long for the foot of a page",
            notes[0].place,
        )
        return replace(constraints, endnotes=True), (Finding(LOST, moved),)
    orphans = dict(constraints.orphans)
    findings = []
    for note in notes:
        pages = _pages(note, scene.layout)
        if pages is None or pages[0] == pages[1]:
            continue
        last = _last_block(pages[0], scene.layout)
        if last is not None:
            orphans[last[0]] = last[1] + 1
        strayed = Diagnostic(
            Severity.WARNING,
            "EP422",
            f"page {pages[1] + 1}: note {note.number} stands here, though page {pages[0] + 1} calls it",
            note.place,
            "shorten the note, or set `notes: end` among the layout's options",
        )
        findings.append(Finding(STRAYED, strayed))
    return replace(constraints, orphans=orphans), tuple(findings)


def _pages(note: Note, layout: Measurement) -> tuple[int, int] | None:
    """Return the pages of a note's call and of the note itself, counted from 0."""
    call, own = layout.fragments.get(call_of(note.id)), layout.fragments.get(note.id)
    return (call[0].page, own[0].page) if call and own else None


def _last_block(page: int, layout: Measurement) -> tuple[str, int] | None:
    """Return the id of the last block of text on a page, and how many of its lines stand there."""
    keys = [line.key for line in layout.lines if line.page == page and line.in_flow and line.key[:1] == "b"]
    return (keys[-1], keys.count(keys[-1])) if keys else None


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
