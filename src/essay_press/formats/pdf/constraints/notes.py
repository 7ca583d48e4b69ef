"""A note stands at the foot of the page that calls it; one too long for that sends all notes to the end.

The engine drops what does not fit, without a word. And where the line that overflows a page is the second of its
paragraph, it makes room by sending the page's last note on to the next page rather than the two lines: those
paragraphs are asked to keep one line more together, which sends the lines on instead. A call too low on its page for
its note is sent on with the lines that follow it.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import HEADINGS, Constraints
from essay_press.formats.pdf.measure import Measurement, call_of
from essay_press.markup import tree
from essay_press.model import Note

__all__ = ["refine"]

# Notes that take more of a page than this leave too little text above them.
GREATEST_SHARE = 0.6
LOST = 1_000_000.0
STRAYED = 300.0
HOLLOW = 350.0
# In CSS px: what the rule above the notes and the space round it take.
RULE = 30.0
# A page that ends above this share of its height looks unfinished.
FULL_ENOUGH = 0.55


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with notes kept with their calls, or all at the end when one cannot be."""
    notes = scene.composition.essay.notes
    if constraints.endnotes or not notes:
        return constraints, ()
    lost = [note for note in notes if _is_cut(note, scene.layout)]
    if any(note.id in scene.layout.fragments for note in lost) or _crowded(scene.layout) or (lost and scene.left < 2):
        return _at_the_end(constraints, (lost or notes)[0])
    orphans, carried, breaks = dict(constraints.orphans), set(constraints.carried), set(constraints.breaks)
    findings = []
    for key in _hollow(breaks, scene):
        breaks.discard(key)
        findings.append(Finding(HOLLOW))
    findings += [Finding(HOLLOW)] * _unfinished(scene, orphans.keys() | {_calling_of(key, scene) for key in carried})
    for note in notes:
        pages = _pages(note, scene.layout)
        if pages is None or pages[0] == pages[1]:
            continue
        if pages[1] < 0:
            findings.append(Finding(LOST))
        last = _last_block(pages[0], scene.layout)
        if last is not None and note.id not in carried and _calling(note, scene.layout) == last[0]:
            carried.add(note.id)
        elif last is not None and last[0] not in orphans:
            orphans[last[0]] = last[1] + 1
        else:
            breaks.update(_crossing(note, pages[0], scene))
        if pages[1] >= 0:
            # The check on the finished file says it (EP506).
            findings.append(Finding(STRAYED))
    asked = replace(constraints, orphans=orphans, carried=tuple(sorted(carried)), breaks=tuple(sorted(breaks)))
    if lost and asked == constraints:
        # Nothing is left to ask for, and a note on no page may never be printed so.
        return _at_the_end(constraints, lost[0])
    return asked, tuple(findings)


def _at_the_end(constraints: Constraints, note: Note) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with all notes at the end, and what to say of it; `note` is the one that does not fit."""
    moved = Diagnostic(
        Severity.NOTE,
        "EP420",
        "the notes are set at the end: one of them does not fit at the foot of its page",
        note.place,
    )
    # Calls and notes become other elements: lines that were chosen for them no longer fit their text.
    return replace(constraints, endnotes=True, lines={}, kept={}), (Finding(LOST, moved),)


def _pages(note: Note, layout: Measurement) -> tuple[int, int] | None:
    """Return the pages of a note's call and of the note itself, counted from 0; -1 for a note that is on none."""
    call, own = layout.fragments.get(call_of(note.id)), layout.fragments.get(note.id)
    return (call[0].page, own[0].page if own else -1) if call else None


def _last_block(page: int, layout: Measurement) -> tuple[str, int] | None:
    """Return the id of the last block of text on a page, and how many of its lines stand there."""
    keys = [line.key for line in layout.lines if line.page == page and line.in_flow and line.key[:1] == "b"]
    return (keys[-1], keys.count(keys[-1])) if keys else None


def _hollow(breaks: set[str], scene: Scene) -> list[str]:
    """Return the blocks that were sent to a new page in an earlier layout, and now leave the one before half empty."""
    hollow = []
    for key in sorted(breaks):
        found = scene.layout.fragments.get(key, ())
        if not found or not found[0].page:
            continue
        area = scene.layout.pages[found[0].page - 1]
        bottoms = [line.bottom for line in scene.layout.lines if line.page == found[0].page - 1 and line.in_flow]
        if not bottoms or max(bottoms) < area.top + FULL_ENOUGH * (area.notes_top - area.top):
            hollow.append(key)
    return hollow


def _unfinished(scene: Scene, sent: Set[str]) -> int:
    """Return how many pages look unfinished because one of the blocks that were `sent` on begins the next."""
    layout, count = scene.layout, 0
    lines = [line for line in layout.lines if line.in_flow and line.key[:1] in ("b", "s")]
    for above, below in pairwise(lines):
        area = layout.pages[above.page]
        low = above.bottom < area.top + FULL_ENOUGH * (area.notes_top - area.top)
        count += below.page == above.page + 1 and below.key in sent and low
    return count


def _calling_of(key: str, scene: Scene) -> str:
    """Return the id of the block of text in which the note of an id is called, or an empty text."""
    note = next((note for note in scene.composition.essay.notes if note.id == key), None)
    return _calling(note, scene.layout) if note is not None and call_of(key) in scene.layout.fragments else ""


def _calling(note: Note, layout: Measurement) -> str:
    """Return the id of the block of text in which a note is called."""
    call = layout.fragments[call_of(note.id)][0]
    middle = (call.top + call.bottom) / 2
    return next((line.key for line in layout.lines if line.page == call.page and line.top <= middle <= line.bottom), "")


def _crossing(note: Note, page: int, scene: Scene) -> list[str]:
    """Return the id of the block that must begin the next page so that a note has room below its call."""
    area, placed = scene.layout.pages[page], scene.layout.fragments.get(note.id)
    if not placed:
        return []
    own = placed[0]
    room = area.notes_top - (own.bottom - own.top) - RULE
    blocks: list[etree._Element] = [block for section in scene.html.iter("section") for block in section]
    for index, block in enumerate(blocks):
        found = [part for part in scene.layout.fragments.get(block.get("id") or "", ()) if part.page == page]
        if found and found[0].in_flow and found[0].bottom > room:
            if found[0].top < area.top + FULL_ENOUGH * (area.bottom - area.top):
                return []
            while index and blocks[index - 1].tag in HEADINGS:
                index -= 1
            return [blocks[index].get("id") or ""]
    return []


def _is_cut(note: Note, layout: Measurement) -> bool:
    """Return whether fewer letters of a note are on the pages than it has."""
    content = etree.fromstring(f"<li>{note.xhtml}</li>")
    keys = {note.id, *(tree.get(element, "id") for element in content.iter() if element.get("id"))}
    own = f"{note.id}-"
    printed = sum(_letters(line.text) for line in layout.lines if line.key in keys or line.key.startswith(own))
    return printed < _letters(tree.text_of(content))


def _letters(text: str) -> int:
    """Return how many letters a text has; marks of hyphenation and numbers, a note's own among them, do not count."""
    return sum(1 for character in text if character.isalpha())


def _crowded(layout: Measurement) -> bool:
    """Return whether the notes of some page take more of it than they may."""
    return any(page.bottom - page.notes_top > GREATEST_SHARE * (page.bottom - page.top) for page in layout.pages)
