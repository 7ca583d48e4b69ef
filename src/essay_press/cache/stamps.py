"""Files told from others by what the file system says of them; of the standard library it loads what is there anyway.

A stamp holds the times of the last change of content and of the entry itself, size and number: what brings a file of
another content to a place changes one of them, also a copy or a checkout that sets the first time back.
"""

from __future__ import annotations

import os
import zlib

__all__ = ["ABSENT", "FOLDER", "MARK", "PART", "hold", "sealed", "stamp", "take_away", "unsealed", "write"]

FOLDER = os.path.join(".essay-press", "cache")
"""The cache of a project, below its folder."""
ABSENT = "-"
"""The stamp of what is not there."""
MARK = b"essay-press cache 1"
PART = ".part"
"""How the name of a file ends that is not in its place yet."""


def stamp(path: str) -> str:
    """Return what tells a file or folder from what was or will be in its place."""
    try:
        found = os.stat(path)
    except OSError:
        return ABSENT
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def sealed(data: bytes) -> bytes:
    """Return data with a checksum before it."""
    return b"%s %08x\n%s" % (MARK, zlib.crc32(data), data)


def unsealed(path: str) -> bytes | None:
    """Return the data of a sealed file, or None where there is none, or it is not whole."""
    try:
        with open(path, "rb") as file:
            head, _, data = file.read().partition(b"\n")
    except OSError:
        return None
    return data if head == b"%s %08x" % (MARK, zlib.crc32(data)) else None


def write(path: str, data: bytes) -> None:
    """Put a file in its place at once, whatever else writes there; raises OSError.

    It is not forced to the disk: what a power failure tears has no checksum, and is built again.
    """
    part = f"{path}.{os.getpid()}{PART}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(part, "wb") as file:
            hold(file.fileno())
            file.write(data)
            file.flush()
            os.replace(part, path)
    except OSError:
        if os.path.exists(part):
            os.unlink(part)
        raise


def take_away(part: str) -> bool:
    """Remove an unfinished file if nobody writes it any more; return whether it is gone. Raises OSError."""
    handle = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not hold(handle):
            return False
        os.unlink(part)
    finally:
        os.close(handle)
    return True


def hold(handle: int) -> bool | None:
    """Lock an open file until it is closed, however its process ends.

    Return whether it is ours alone now, or None where the system or the disk has no locks.
    """
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True
