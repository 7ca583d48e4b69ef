"""What a pull-quote's words owe the reader, whoever places them: neither a caption nor a paragraph set large."""

from __future__ import annotations

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.quotes.sentences import split

__all__ = ["LONG", "MOST_SENTENCES", "SHORT", "broken"]

SHORT, LONG = 25, 200
"""Characters, spaces included: below the one it reads as a subheading, past the other as a paragraph set large."""
MOST_SENTENCES = 2


def broken(text: str, place: Place | None) -> list[Diagnostic]:
    """Return a warning for each rule that the words of a pull-quote break."""
    found = []
    length = len(text)
    if length > LONG:
        message = f"this pull-quote has {length} characters; past {LONG} it is no longer a quote but a paragraph"
        hint = 'mark a shorter passage, or cut it: `text="The beginning … the end."`'
        found.append(Diagnostic(Severity.WARNING, "EP179", message, place, hint))
    if length < SHORT:
        message = f"this pull-quote has {length} characters; below {SHORT} it reads as a heading"
        found.append(Diagnostic(Severity.WARNING, "EP130", message, place, "mark the whole sentence"))
    if (count := len(split(text))) > MOST_SENTENCES:
        message = f"this pull-quote has {count} sentences; one or two are what a glance takes in"
        found.append(Diagnostic(Severity.WARNING, "EP131", message, place, "mark the one that carries the thought"))
    return found
