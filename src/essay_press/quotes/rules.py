"""What a pull-quote's words owe the reader, whoever places them: neither a caption nor a paragraph set large."""

from __future__ import annotations

import re

from essay_press.diagnostics import Diagnostic, Place, Severity

__all__ = ["LONG", "MOST_SENTENCES", "SHORT", "broken"]

SHORT, LONG = 25, 200
"""Characters, spaces included: below the one it reads as a subheading, past the other as a paragraph set large."""
MOST_SENTENCES = 2

# A full stop, perhaps closing marks, a space, and a capital or an opening mark. Not after one letter (`J. Verrall`) or
# a title that is shortened by custom.
_END = re.compile(r"(?P<word>\w*)[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡„]*[^\W\d_a-zà-öø-ÿ])")
_SHORTENED = frozenset(
    {"mr", "mrs", "ms", "mx", "dr", "st", "prof", "rev", "jr", "sr", "vs", "mme", "mlle", "hr", "fr", "sra"}
)


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
    if (count := 1 + sum(1 for end in _END.finditer(text) if not _shortened(end["word"]))) > MOST_SENTENCES:
        message = f"this pull-quote has {count} sentences; one or two are what a glance takes in"
        found.append(Diagnostic(Severity.WARNING, "EP131", message, place, "mark the one that carries the thought"))
    return found


def _shortened(word: str) -> bool:
    return len(word) == 1 or word.casefold() in _SHORTENED
