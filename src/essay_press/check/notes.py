"""Each footnote begins on the page that calls it."""

from __future__ import annotations

import re

from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Essay

__all__ = ["beside_calls"]

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
