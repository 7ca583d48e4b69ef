"""Unfinished files: begun beside the place they are for, and taken away by the next build if nobody finished them.

A build that is killed leaves its unfinished file behind. Whether somebody still writes one is told by a lock that the
system lets go with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # where there are no such locks, nothing is taken away
    fcntl = None  # type: ignore[assignment]

__all__ = ["begin", "sweep"]

PREFIX, SUFFIX = ".essay-press.", ".part"


def begin(folder: Path) -> tuple[int, Path]:
    """Return an open, locked file in `folder`, to be written and moved to its place; raises OSError."""
    while True:
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=folder)
        if _hold(handle) is not False and os.fstat(handle).st_nlink:
            return handle, Path(name)
        # Another build took it for litter between the two calls.
        os.close(handle)


def sweep(folder: Path) -> tuple[Path, ...]:
    """Take away the unfinished files in `folder` that nobody writes any more, and return what they were."""
    if fcntl is None:
        return ()  # type: ignore[unreachable]
    gone = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"{PREFIX}*{SUFFIX}")):
            with contextlib.suppress(OSError):
                handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
                try:
                    if _hold(handle):
                        path.unlink()
                        gone.append(path)
                finally:
                    os.close(handle)
    return tuple(gone)


def _hold(handle: int) -> bool | None:
    """Lock an open file; return whether it is ours alone now, or None where the system or the disk has no locks."""
    if fcntl is None:
        return None  # type: ignore[unreachable]
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
