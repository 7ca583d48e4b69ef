"""A command line that has nothing to do, answered before anything else is loaded.

What a command printed is kept beside the stamps of every file that it depends on: manuscripts, pictures, what is in the
folders it was given, layouts, the program with its fonts and libraries, and the files it wrote. As long as all are the
same, so is the answer.

Only what the interpreter loads at its start is used here: dataclasses, paths and regular expressions would take longer
than the answer.
"""

from __future__ import annotations

import os
import zlib

from essay_press.cache import environment
from essay_press.cache.stamps import FOLDER, sealed, stamp, unsealed, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["COMMANDS", "keep", "recall"]

COMMANDS = ("build", "epub", "pdf")
"""The commands that may have nothing to do."""
NO_CACHE = "--no-cache"
SEPARATOR = "\0"
# What decides how a terminal's text looks.
VARIABLES = (
    "COLUMNS",
    "FORCE_COLOR",
    "NO_COLOR",
    "TERM",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
)


def recall(arguments: Sequence[str], folder: str = "") -> tuple[bytes, bytes] | None:
    """Return what the command prints, on standard output and standard error, or None where there is something to do."""
    if not arguments or arguments[0] not in COMMANDS or NO_CACHE in arguments:
        return None
    context = _context(arguments)
    data = unsealed(_path(context, folder))
    if data is None:
        return None
    head, _, rest = data.partition(b"\n")
    files, out, err = (rest[start:end] for start, end in _spans(head))
    kept, digest, *entries = files.decode("utf-8", "surrogateescape").split(SEPARATOR)
    if kept != context or environment.unchanged(folder) != digest:
        return None
    if any(stamp(path) != was for path, was in zip(entries[::2], entries[1::2], strict=True)):
        return None
    return out, err


def keep(arguments: Sequence[str], files: Iterable[tuple[str, str]], digest: str, out: bytes, err: bytes) -> None:
    """Keep what a command printed that had nothing to do; `files` are those it depends on, with their stamps.

    `digest` is that of the environment in which it ran. Where the cache cannot be written to, nothing is kept.
    """
    context = _context(arguments)
    entries = [context, digest, *(part for pair in files for part in pair)]
    if any(SEPARATOR in entry for entry in entries):
        return
    listed = SEPARATOR.join(entries).encode("utf-8", "surrogateescape")
    head = b"%d %d %d\n" % (len(listed), len(out), len(err))
    try:
        write(_path(context, ""), sealed(head + listed + out + err))
    except OSError:
        return


def _context(arguments: Sequence[str]) -> str:
    """Return everything beside files that an answer depends on."""
    terminals = [os.isatty(number) for number in (1, 2)]
    variables = [os.environ.get(name) for name in VARIABLES]
    return repr((list(arguments), os.getcwd(), terminals, variables))


def _path(context: str, folder: str) -> str:
    """Return where an answer is kept: contexts of one number share the place, and the later keeps it."""
    return os.path.join(folder, FOLDER, "commands", f"{zlib.crc32(context.encode('utf-8', 'surrogateescape')):08x}")


def _spans(head: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each of the three texts begins and ends whose lengths `head` tells."""
    start = 0
    for length in map(int, head.split()):
        yield start, start + length
        start += length
