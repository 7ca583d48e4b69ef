"""Each footnote begins on the page that calls it, and each note is tied to its calls, there and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from essay_press.check.content import Run
from essay_press.check.facts import Jump, jumps
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay

__all__ = ["beside_calls", "tied"]

NEAR = 3.0  # sizes of its type by which a link may miss the line that it leads to
LEVEL = 2.0  # points by which numbers in one line may differ
_MARK = re.compile(r"[\s.():\[\]]+")


def beside_calls(document: Document, essay: Essay | None = None) -> Report:
    """Return whether each tagged note begins on the page of its first call; notes at the end are not footnotes."""
    places = {str(note.number): note.place for note in essay.notes} if essay else {}
    calls: dict[str, int] = {}
    notes: dict[str, int] = {}
    for item in document.tagged:
        mark = _MARK.sub("", item.run.text)
        if "Note" in item.roles and item.role == "Lbl":
            notes.setdefault(mark, item.run.page)
        elif "Reference" in item.roles:
            calls.setdefault(mark, item.run.page)
    out = [
        Diagnostic(
            Severity.WARNING,
            "EP506",
            f"note {mark} is called on {document.pages[calls[mark]].name} and stands on {document.pages[page].name}",
            places.get(mark),
            "shorten the note, or set `notes: end` among the layout's options",
        )
        for mark, page in notes.items()
        if calls.get(mark, page) != page
    ]
    return Report("notes stand with their calls", tuple(out), len(notes))


@dataclass(frozen=True, slots=True)
class _Marks:
    """The numbers of notes in a file: those in the text, those at the foot of pages, those of lists."""

    calls: tuple[tuple[str, Run], ...]
    feet: tuple[tuple[str, Run], ...]
    items: tuple[tuple[str, Run], ...]


def tied(pdf: pikepdf.Pdf, document: Document, essay: Essay | None = None, edition: Edition | None = None) -> Report:
    """Return whether each call has its note and each note its call, in the structure tree or by links there and back.

    A footnote is read right behind its paragraph, where the tree has it, under the number of its call. A note at the
    end has to be reached by touching the number, and has to lead back to it; in a file for the press, which has no
    links, it has to begin with the number, behind its call.
    """
    marks = _marks(document)
    links = tuple(jumps(pdf))
    places = {str(note.number): note.place for note in essay.notes} if essay else {}
    out: list[Diagnostic] = []
    feet = {mark for mark, _ in marks.feet}
    printed = (edition is None or bool(edition.preset)) and _is_unlinked(pdf, document)
    for mark, call in dict(reversed(marks.calls)).items():  # the first call of each note
        if mark not in feet and printed:
            out += _on_paper(mark, call, marks, document, places.get(mark))
        elif mark not in feet:
            out += _at_the_end(mark, call, marks, links, document, places.get(mark))
    called = {mark for mark, _ in marks.calls}
    out += [
        _error(f"{document.pages[run.page].name}: nothing calls note {mark}", places.get(mark))
        for mark, run in marks.feet
        if mark not in called
    ]
    for mark, times in Counter(mark for mark, _ in marks.feet).items():
        if times > 1:
            out.append(_error(f"note {mark} stands at the foot of pages {times} times", places.get(mark)))
    if essay is not None and document.has_structure:
        out += _counted(essay, marks)
    return Report("notes are tied to their calls", tuple(out), len(marks.calls))


def _marks(document: Document) -> _Marks:
    """Return the numbers in reading order, each with the run that draws it."""
    calls: list[tuple[str, Run]] = []
    feet: list[tuple[str, Run]] = []
    items: list[tuple[str, Run]] = []
    for item in document.tagged:
        mark = _MARK.sub("", item.run.text)
        if not mark:
            continue
        if "Reference" in item.roles:
            calls.append((mark, item.run))
        elif item.role == "Lbl":
            (feet if "Note" in item.roles else items).append((mark, item.run))
    return _Marks(tuple(calls), tuple(feet), tuple(items))


def _at_the_end(
    mark: str, call: Run, marks: _Marks, links: tuple[Jump, ...], document: Document, place: Place | None
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the way from a call to a note that stands at no foot, and back."""
    where = document.pages[call.page].name
    there = next((jump for jump in links if _covers(jump, call)), None)
    if there is None:
        yield _error(f"{where}: the call of note {mark} leads nowhere", place)
        return
    note = next((run for name, run in _landed(there, marks.items) if name == mark), None)
    if note is None:
        at = document.pages[there.target].name
        yield _error(f"{where}: the call of note {mark} leads to {at}, where note {mark} does not begin", place)
        return
    back = (jump for jump in links if not _covers(jump, call))
    if not any(name == mark for jump in back for name, _ in _landed(jump, marks.calls)):
        yield _error(f"{document.pages[note.page].name}: note {mark} has no link back to its call", place)


def _is_unlinked(pdf: pikepdf.Pdf, document: Document) -> bool:
    """Return whether a file neither has links nor says that it had any, as one for the press."""
    has_links = any("/Annots" in page.obj for page in pdf.pages)
    return not has_links and not any("Link" in item.roles for item in document.tagged)


def _on_paper(mark: str, call: Run, marks: _Marks, document: Document, place: Place | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with a note at the end that is found by its number alone."""
    if not any(name == mark and run.page >= call.page for name, run in marks.items):
        yield _error(f"{document.pages[call.page].name}: no note {mark} begins behind its call", place)


def _covers(jump: Jump, run: Run) -> bool:
    """Return whether a link is touched where a run is drawn."""
    left, bottom, right, top = jump.rect
    x, y = (run.x0 + run.x1) / 2, run.y + run.size / 3
    return jump.page == run.page and left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1


def _landed(jump: Jump, marks: tuple[tuple[str, Run], ...]) -> list[tuple[str, Run]]:
    """Return the numbers in the line that a link leads to, or all of the page where it says no height."""
    there = [(mark, run) for mark, run in marks if run.page == jump.target]
    if jump.height is None:
        return there
    top = jump.height
    off = [abs(top - run.size - run.y) for _, run in there]
    nearest = min(off, default=0.0)
    return [item for item, far in zip(there, off, strict=True) if far <= nearest + LEVEL and far <= NEAR * item[1].size]


def _counted(essay: Essay, marks: _Marks) -> Iterator[Diagnostic]:
    """Yield the notes of the essay that are called more or less often than it calls them."""
    often = Counter(mark for mark, _ in marks.calls)
    if any(not mark.isdecimal() for mark in often):
        return  # a layout that counts with signs
    for note in essay.notes:
        number = str(note.number)
        if often[number] != len(note.calls):
            counts = f"{often[number]} times in the file, {len(note.calls)} times in the essay"
            yield _error(f"note {number} is called {counts}", note.place)


def _error(message: str, place: Place | None) -> Diagnostic:
    hint = "the number in the text and the note belong together: build the file again, or report a fault of the layout"
    return Diagnostic(Severity.ERROR, "EP541", message, place, hint)
