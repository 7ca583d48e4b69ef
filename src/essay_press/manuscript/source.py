"""The file itself: from bytes on disk to text with plain newlines."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.manuscript.encoding import decode

__all__ = ["MAX_BYTES", "Lines", "Source", "read_source"]

MAX_BYTES = 20_000_000
"""A long novel is 1 MB; what is larger than this is not an essay, and would hold a machine for hours."""

NEWLINE = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Source:
    """A manuscript's text with line feeds for newlines and no byte order mark, its path as given, and its SHA-256."""

    path: str
    folder: Path
    text: str
    sha256: str


class Lines:
    """The lines of a text, to tell the line and column (both from 1, in characters) of an offset."""

    def __init__(self, path: str, text: str, first: int = 1) -> None:
        """Index `text`, whose first line is line `first` of the file at `path`."""
        self.path = path
        self.first = first
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        row = bisect_right(self.starts, offset) - 1
        return Place(self.path, self.first + row, offset - self.starts[row] + 1)


def read_source(path: str | Path, data: bytes | None = None) -> Source:
    """Return the text of the file at `path`; raise ManuscriptError when it is no file, too large, or not UTF-8.

    With `data`, that text is read as if the file held it.
    """
    name = str(path)
    data = _read_bytes(name) if data is None else data
    if not data.strip():
        raise _refused("EP105", "the file is empty", Place(name, 1, 1), "write front matter and an essay into it")
    text = NEWLINE.sub("\n", decode(name, data))
    folder = Path(os.path.abspath(name)).parent  # noqa: PTH100 - absolute, `..` resolved, symbolic links kept
    return Source(name, folder, text, hashlib.sha256(data).hexdigest())


def _read_bytes(name: str) -> bytes:
    """Return the bytes of a regular file that is not too large."""
    place = Place(name)
    try:
        status = Path(name).stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refused("EP100", "this is a folder, not a manuscript", place, _inside(Path(name)))
        if not stat.S_ISREG(status.st_mode):
            raise _refused("EP100", "this is not a regular file", place, "save the essay as a file and name that")
        if status.st_size > MAX_BYTES:
            raise _too_large(place, status.st_size)
        with Path(name).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refused("EP100", "there is no such file", place, _near(name)) from None
    except PermissionError:
        cure = "give yourself the right to read it: chmod u+r, or ask its owner"
        raise _refused("EP100", "this file may not be read", place, cure) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused("EP100", f"this file cannot be read: {reason}", place) from None
    if len(data) > MAX_BYTES:
        raise _too_large(place, len(data))
    return data


def _too_large(place: Place, size: int) -> ManuscriptError:
    """Return the error for a file over the limit."""
    message = f"the file has {size / 1_000_000:.1f} MB; the limit is {MAX_BYTES // 1_000_000} MB"
    return _refused("EP101", message, place, "divide it into several essays; pictures belong in files of their own")


def _refused(code: str, message: str, place: Place, hint: str = "") -> ManuscriptError:
    """Return an error of one diagnostic."""
    return ManuscriptError(Diagnostic(Severity.ERROR, code, message, place, hint))


def _inside(folder: Path) -> str:
    """Return a hint that names a manuscript in the folder, if there is one."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if entry.suffix == ".md")
    except OSError:
        names = []
    return f"name a file in it, such as {folder / names[0]}" if names else "name a Markdown file"


def _near(name: str) -> str:
    """Return a hint that names the nearest file in the same folder."""
    from essay_press.suggest import nearest

    wanted = Path(name)
    try:
        names = sorted(entry.name for entry in wanted.parent.iterdir() if entry.is_file())
    except (OSError, ValueError):
        return f"is the folder {wanted.parent} right?"
    found = nearest(wanted.name, names)
    return f"did you mean {wanted.parent / found}?" if found else "check the name and the folder"
