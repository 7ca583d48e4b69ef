"""The manuscript and its pictures, to go inside an edition, and what they tell that no page does."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from essay_press import strings
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.model import Attachment, Essay, Original

__all__ = ["announced", "attachments"]

EPOCH = datetime.date(2000, 1, 1)
"""The day of an attached file whose essay has none: PDF/A-3 asks for one, and the disk's is none of the essay's."""
CODE = "EP318"
SHOWN = 8  # lines that a message names one by one


def attachments(essay: Essay) -> tuple[Attachment, ...]:
    """Return the manuscript and its pictures, byte for byte, in the order in which the essay names them.

    Raises ManuscriptError when one of them is no longer what was read: the edition would carry another text than it
    prints.
    """
    metadata = essay.metadata
    words = strings.load(metadata.language, metadata.strings)
    day = metadata.modified or metadata.date or EPOCH
    found, faults = [], []
    for number, original in enumerate(essay.originals):
        data = _bytes(original)
        if data is None or hashlib.sha256(data).hexdigest() != original.sha256:
            what = "is gone" if data is None else "has been changed"
            message = f"{original.name} {what} since it was read, and cannot be attached"
            faults.append(Diagnostic(Severity.ERROR, "EP100", message, original.place, "build again"))
            continue
        text = words["attached_picture" if number else "attached_manuscript"]
        if metadata.spoilers and not number:
            text = f"{text} · {words['contains_spoilers']}"
        found.append(Attachment(original.name, original.media_type, data, text, day))
    if faults:
        raise ManuscriptError(faults)
    return tuple(found)


def announced(essay: Essay) -> tuple[Diagnostic, ...]:
    """Return what whoever gets the manuscript can read in it and on no page, with the lines where it stands.

    Comments in the text are warned of: they are meant for nobody else. What is usual in front matter is noted.
    """
    metadata = essay.metadata
    pictures = len(essay.originals) - 1
    beside = f", with {pictures} picture{'s' if pictures > 1 else ''}" if pictures else ""
    message = f"the manuscript is attached whole{beside}: its front matter too can be read by whoever has the file"
    found = [Diagnostic(Severity.NOTE, CODE, message, Place(essay.path, 1))]
    hint = f"take out what is not for readers, or accept it: ignore: [{{code: {CODE}, reason: …}}]"
    if comments := essay.comments:
        what = f"{len(comments)} comment{'s' if len(comments) > 1 else ''}"
        message = f"the attached manuscript holds {what} that no page shows: {_lines(comments)}"
        found.append(Diagnostic(Severity.WARNING, CODE, message, comments[0], hint))
    if remarks := essay.remarks:
        message = f"the attached manuscript holds remarks in its front matter: {_lines(remarks)}"
        found.append(Diagnostic(Severity.NOTE, CODE, message, remarks[0]))
    if metadata.ignore:
        message = "the attached manuscript says which findings you accept, and why: `ignore`"
        found.append(Diagnostic(Severity.NOTE, CODE, message, metadata.place("ignore")))
    if spoilers := metadata.spoilers:
        marks = [mark.place for mark in essay.spoilers if mark.place]
        where = f" (marked: {_lines(marks)})" if marks else ""
        message = f"the attached manuscript tells everything that the cover warns of{where}"
        found.append(Diagnostic(Severity.NOTE, CODE, message, metadata.place("spoilers")))
        if spoilers.terms:
            message = "the attached manuscript lists the words that give the plot away, `spoilers.terms`"
            found.append(Diagnostic(Severity.NOTE, CODE, message, metadata.place("spoilers.terms")))
    return tuple(found)


def _lines(places: Iterable[Place]) -> str:
    """Return the numbers of lines in words: `line 7`, `lines 7, 9 and 30`."""
    numbers = [str(number) for number in dict.fromkeys(place.line for place in places)]
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    more = len(numbers) - SHOWN
    if more > 0:
        return f"lines {', '.join(numbers[:SHOWN])} and {more} more"
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"


def _bytes(original: Original) -> bytes | None:
    """Return the bytes of a file, or None when it cannot be read any more."""
    try:
        return original.path.read_bytes()
    except OSError:
        return None
