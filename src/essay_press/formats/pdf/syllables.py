"""Pyphen's dictionaries read in a tenth of the time: of ten thousand patterns an essay meets some hundreds.

Pyphen takes each pattern apart as it reads it: 50 ms for English, half a second for German, in every process that
breaks a word. Here a pattern is taken apart when a word is found to hold it. What is unusual in a dictionary is left
to Pyphen's own way; a test holds every dictionary against that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyphen

__all__ = ["Pattern", "Syllables", "swift"]

REMARKS = re.compile(rf"^[ \t]*(?:{'|'.join(map(re.escape, pyphen.ignored))}).*$", re.MULTILINE)
UNUSUAL = ("^^", "/", "0")
"""Letters by their number, other spellings before a hyphen, digits that say nothing."""


class Pattern(str):
    """A pattern as it is written, `hy3ph`: unpacked, it is what Pyphen keeps, where its numbers begin, and them."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:  # Pyphen unpacks it, and does nothing else with it
        """Yield the place of the first number other than 0, then all from that to the last."""
        return iter(_apart(str(self)))


class Syllables(pyphen.HyphDict):  # type: ignore[misc] # Pyphen has no type hints
    """A dictionary of Pyphen's, with patterns that are taken apart on demand."""

    def __init__(self, path: Path) -> None:
        """Read a dictionary."""
        patterns = _patterns(path)
        if not patterns:
            super().__init__(path)
            return
        self.patterns: dict[str, Pattern] = patterns
        self.cache: dict[str, Any] = {}
        self.maxlen = max(map(len, patterns))


def swift() -> None:
    """Let Pyphen read its dictionaries this way, for whoever asks it in this process."""
    pyphen.HyphDict = Syllables


def _patterns(path: Path) -> dict[str, Pattern]:
    """Return the patterns in a file by their letters; none where the file has something unusual."""
    data = path.read_bytes()
    encoding, _, rest = data.partition(b"\n")
    if encoding.strip().lower() not in (b"utf-8", b"iso8859-1"):
        return {}
    text = REMARKS.sub("", rest.decode(encoding.strip().decode("ascii")))
    if any(sign in text for sign in UNUSUAL):
        return {}
    bare = text
    for digit in "123456789":
        bare = bare.replace(digit, "")
    written, letters = (list(filter(None, map(str.strip, part.split("\n")))) for part in (text, bare))
    if len(written) != len(letters) or (not bare.isascii() and re.search(r"\d", bare)):
        return {}
    return {key: Pattern(value) for key, value in zip(letters, written, strict=True) if key != value}


@lru_cache(maxsize=4096)
def _apart(written: str) -> tuple[int, tuple[int, ...]]:
    """Return where the numbers in a pattern begin, counted in letters, and all of them without zeros at the ends."""
    values = [int(digit or 0) for digit, _ in pyphen.parse(written)]
    first = next(at for at, value in enumerate(values) if value)
    last = next(at for at in range(len(values), 0, -1) if values[at - 1])
    return first, tuple(values[first:last])
