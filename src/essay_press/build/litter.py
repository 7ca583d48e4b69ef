"""Unfinished files: begun beside the place they are for, and taken away by the next build if nobody finished them.

A build that is killed leaves its unfinished file behind. Whether somebody still writes one is told by a lock that the
system lets go with the process, however that ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from essay_press.cache.stamps import PART, hold, take_away

__all__ = ["begin", "scratch", "sweep"]

PREFIX = ".essay-press."
SCRATCH, LOCK = "essay-press-build-", "lock"


def begin(folder: Path) -> tuple[int, Path]:
    """Return an open, locked file in `folder`, to be written and moved to its place; raises OSError."""
    while True:
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=PART, dir=folder)
        if hold(handle) is not False and os.fstat(handle).st_nlink:
            return handle, Path(name)
        # Another build took it for litter between the two calls.
        os.close(handle)


def sweep(folder: Path) -> tuple[Path, ...]:
    """Take away the unfinished files in `folder` that nobody writes any more, and return what they were."""
    gone = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.glob(f"{PREFIX}*{PART}")):
            with contextlib.suppress(OSError):
                if take_away(str(path)):
                    gone.append(path)
    return tuple(gone)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder in which all temporary files of a build are written, the engine's fonts too; then it is removed.

    Processes that are killed, and workers that end at once, would leave theirs behind. The folders of builds that were
    killed whole are removed first.
    """
    before = tempfile.tempdir
    root = Path(tempfile.gettempdir())
    for old in sorted(root.glob(f"{SCRATCH}*")):
        _remove_left(old)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=root))
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    hold(lock)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _remove_left(folder: Path) -> None:
    """Remove a folder of temporary files whose build is no more; one that is not ours stays."""
    with contextlib.suppress(OSError):
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
        try:
            if hold(handle):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)
