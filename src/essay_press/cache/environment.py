"""What every file depends on beside its essay: the program, its layouts and fonts, and the libraries that it calls.

Its digest is of contents and versions. It is kept beside the stamps of all these files: as long as they are the same,
so is the digest, and nothing is read.
"""

from __future__ import annotations

import os
import sys

from essay_press.cache.stamps import ABSENT, FOLDER, sealed, stamp, unsealed, write

__all__ = ["digest", "keep", "unchanged"]

SEPARATOR = "\0"
DISTRIBUTIONS = (
    "cffi", "cssselect2", "fonttools", "jinja2", "lxml", "markdown", "markupsafe", "nh3", "pikepdf", "pillow", "pydyf",
    "pypdfium2", "pyphen", "pyyaml", "tinycss2", "tinyhtml5", "uharfbuzz", "weasyprint", "webencodings", "zopfli",
    "brotli",
)  # fmt: skip
"""The packages that have a say in the bytes of a file."""
LIBRARIES = {
    "gobject-2.0": 0, "pango-1.0": 0, "pangoft2-1.0": 0, "harfbuzz": 0, "harfbuzz-subset": 0, "fontconfig": 1,
    "freetype": 6,
}  # fmt: skip
"""The libraries that set text, and the versions of their interfaces by which a loader knows them."""
_PENDING: dict[str, bytes] = {}
_STARTS = tuple(f"lib{name}.so" for name in LIBRARIES)


def unchanged(folder: str = "") -> str:
    """Return the digest that was kept, or nothing when a file has changed since: this reads none of them."""
    data = unsealed(_path(folder))
    if data is None:
        return ""
    python, found, *entries = data.decode("utf-8", "surrogateescape").split(SEPARATOR)
    if python != _python():
        return ""
    same = all(stamp(path) == was for path, was in zip(entries[::2], entries[1::2], strict=True))
    return found if same else ""


def digest(folder: str = "") -> str:
    """Return the digest of the environment; `keep` keeps it, once there is something else to keep."""
    if found := unchanged(folder):
        return found
    import hashlib

    made = hashlib.sha256(_python().encode())
    entries: list[str] = []
    for path in _files():
        entries += [path, stamp(path)]
        made.update(_told(path))
    found = made.hexdigest()
    if not any(SEPARATOR in entry for entry in entries):
        _PENDING[folder] = SEPARATOR.join([_python(), found, *entries]).encode("utf-8", "surrogateescape")
    return found


def versions() -> dict[str, str]:
    """Return by name the versions of all that has a say in the bytes of a file, for two machines to compare.

    What has no version of its own, or may have been changed, goes by the hash of its files.
    """
    import hashlib
    from importlib import metadata

    from essay_press import __version__

    found = {"Python": sys.version.split()[0]}
    for name in DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    made = hashlib.sha256()
    for path in _own():
        if os.path.isfile(path):
            made.update(_told(path))
    found["essay-press"] = f"{__version__} ({made.hexdigest()[:12]})"
    for path in _libraries():
        found[os.path.basename(path).partition(".")[0]] = _hash(path)[:12]
    return found


def _told(path: str) -> bytes:
    """Return what is hashed of a file: its name without its folder, and what it holds."""
    return f"{os.path.basename(path)} {_hash(path)}\n".encode("utf-8", "surrogateescape")


def _hash(path: str) -> str:
    """Return the hash of a file; for a folder, or a file that is gone, what a stamp says of what is not there."""
    import hashlib

    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ABSENT


def keep(folder: str = "") -> None:
    """Keep the digest that was found for the next time; a cache that cannot be written to is none."""
    data = _PENDING.pop(folder, None)
    try:
        if data is not None:
            write(_path(folder), sealed(data))
    except OSError:
        return


def _python() -> str:
    """Return which interpreter this is."""
    return f"{sys.executable} {sys.version}"


def _path(folder: str) -> str:
    """Return where the digest is kept."""
    return os.path.join(folder, FOLDER, "environment")


def _files() -> list[str]:
    """Return the files of the program, its packages' own descriptions and its libraries, in a fixed order."""
    return [*_own(), *_descriptions(), *_libraries()]


def _own() -> list[str]:
    """Return the files of the program, its layouts and fonts, in a fixed order."""
    from essay_press.resources import root

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    found = [*_below(package), *_below(str(root("layouts"))), *_below(str(root("fonts")))]
    return [*dict.fromkeys(found)]


def _below(folder: str) -> list[str]:
    """Return the folders below a folder, whose stamps change when a file comes or goes, and their files."""
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [here, *(os.path.join(here, name) for name in sorted(files))]
    return found


def _descriptions() -> list[str]:
    """Return the files that name the versions of the packages; each has another place in another version."""
    from importlib import metadata

    found = []
    for name in DISTRIBUTIONS:
        try:
            files = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(str(files.locate_file(f"{files.metadata['Name']}-{files.version}.dist-info/METADATA")))
    return found


def _libraries() -> list[str]:
    """Return the files of the libraries that set text; a link is followed to the file of this very version."""
    import ctypes
    from ctypes.util import find_library

    if not sys.platform.startswith("linux"):
        names = [find_library(name) for name in LIBRARIES]
        return [os.path.realpath(name) for name in names if name and os.path.isabs(name)]
    for name, version in LIBRARIES.items():
        try:
            ctypes.CDLL(f"lib{name}.so.{version}")
        except OSError:
            continue
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        mapped = {line.rstrip("\n").partition("/")[2] for line in maps}
    return sorted(f"/{path}" for path in mapped if os.path.basename(path).startswith(_STARTS))
