"""File names that every system can save, made of names that one system had."""

from __future__ import annotations

import re

__all__ = ["portable", "reserved"]

# What some system refuses in a file's name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff\\:*?"<>|/]')
# Devices of Windows: a file of that name, whatever its ending, cannot be saved, copied or unpacked there.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)


def reserved(name: str) -> bool:
    """Return whether Windows keeps a file name, or the part of it before its first dot, for a device."""
    return _DEVICE.match(name) is not None


def portable(name: str) -> str:
    """Return a file's name as every system takes it; one that is fit for all comes back as it is.

    A sign that some system refuses becomes `_`, and so do dots and spaces at the end, which Windows drops, and a name
    of nothing but dots, which leads out of the folder. A device's name gets a `_` behind it: `con_.epub`.
    """
    made = _UNSAFE.sub("_", name)
    bare = made.rstrip(". ")
    made = bare + "_" * (len(made) - len(bare))
    return _DEVICE.sub(r"\1_", made, count=1) if reserved(made) else made
