"""Nothing that is printed steers a terminal, whatever titles, paths and messages hold; colours of ours pass.

A title may hold the codes that retitle a window, clear it or type into it; a file name may hold a line that looks like
one of ours.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TextIO

from essay_press.diagnostics import Diagnostic

__all__ = ["behind", "door", "for_json", "plain", "plainly"]

# Controls of a terminal (C0 and C1), line and paragraph separators, and what turns the order of letters round.
_SIGNS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
_IN_LINES = re.compile(f"[{_SIGNS}]")
_IN_A_LINE = re.compile(f"[{_SIGNS}\t\n]")
_COLOUR = re.compile(r"(\x1b\[[0-9;]{0,12}m)")
_IN_JSON = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: object) -> str:
    """Return something as one line: each sign that a terminal might obey as an escape in its place."""
    return _IN_A_LINE.sub(_escape, str(text))


def plainly(item: Diagnostic) -> Diagnostic:
    """Return a diagnostic whose place, message and hint are plain; lines of a message stay lines."""
    place = replace(item.place, path=plain(item.place.path)) if item.place else None
    message = "\n".join(map(plain, item.message.split("\n")))
    return replace(item, place=place, message=message, hint=plain(item.hint))


def for_json(written: str) -> str:
    """Return JSON text in which the signs that `json` leaves as they are, and a terminal might obey, are escapes."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


@contextmanager
def door() -> Iterator[None]:
    """Let only text and colours through to the standard streams, inside the block."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Door(before[0]), _Door(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def behind(stream: TextIO) -> TextIO:
    """Return the stream behind the door, for what has to steer the terminal itself: a progress display."""
    return stream._stream if isinstance(stream, _Door) else stream


class _Door:
    """A text stream that writes the signs a terminal might obey as escapes."""

    def __init__(self, stream: TextIO) -> None:
        """Stand before a stream."""
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text; raises TypeError for bytes, as a text stream does."""
        pieces = _COLOUR.split(text)
        pieces[::2] = [_IN_LINES.sub(_escape, piece) for piece in pieces[::2]]
        self._stream.write("".join(pieces))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        """Return whatever else the stream has."""
        return getattr(self._stream, name)


def _escape(found: re.Match[str]) -> str:
    """Return a sign as Python writes it in a string."""
    return found[0].encode("unicode_escape").decode("ascii")
