"""The files of a build: the manuscripts found among folders, and what is made of them, written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from essay_press.build import litter
from essay_press.cache.store import Store
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError

__all__ = ["TARGET", "check_target", "essays_in", "publish", "write"]

TARGET = "EP314"
"""The code of a place that cannot be written to."""
SUFFIXES = (".md", ".markdown")
MADE, NOT_MADE = re.compile(rb"%PDF-|PK\x03\x04"), "neither a PDF nor an EPUB"
START = 256  # bytes by which a file is told


def essays_in(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """Return the manuscripts among files and folders, in order and each once, and what to say of the rest.

    In a folder, a Markdown file without front matter (a README, say) is passed over with a note.
    """
    found: dict[Path, Path] = {}
    notes: list[Diagnostic] = []
    for path in paths:
        try:
            if not path.is_dir():
                found.setdefault(path.resolve(), path)
                continue
            files = sorted(item for item in path.iterdir() if item.suffix.lower() in SUFFIXES and item.is_file())
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}"
            notes.append(Diagnostic(Severity.ERROR, "EP311", message, Place(str(path)), "look at its permissions"))
            continue
        essays = [item for item in files if _has_front_matter(item)]
        hint = "an essay begins with front matter: a line `---`, `title: …`, and another `---`"
        for item in files:
            if item in essays:
                found.setdefault(item.resolve(), item)
            else:
                message = "passed over: no front matter, so no essay"
                notes.append(Diagnostic(Severity.NOTE, "EP310", message, Place(str(item)), hint))
        if not essays:
            message = "there is no essay in this folder"
            hint = hint if files else 'essays are .md files; begin one with `essay-press new "My Title"`'
            notes.append(Diagnostic(Severity.ERROR, "EP311", message, Place(str(path)), hint))
    return tuple(found.values()), tuple(notes)


def check_target(target: Path | None, out: Path, made: re.Pattern[bytes] = MADE, not_made: str = NOT_MADE) -> None:
    """Raise EditionError when what is made could not be written, or would replace what is no such file.

    A file that may be replaced begins with `made`; `not_made` says in words what another one is.
    """
    place = target or out
    message = hint = ""
    try:
        if target is not None and target.is_dir():
            message, hint = "is a folder, not a file", f"name a file in it: -o {target / 'essay.pdf'}"
        elif target is not None and target.exists() and not _may_replace(target, made):
            message, hint = f"is there already, and {not_made}", "choose another name with -o"
        elif target is None and place.exists() and not place.is_dir():
            message, hint = "is a file, not a folder", "choose a folder with -o"
        else:
            nearest = next(each for each in (place.absolute(), *place.absolute().parents) if each.exists())
            folder = nearest.parent if nearest == place.absolute() and target is not None else nearest
            if not folder.is_dir():
                message, hint = (
                    f"cannot be made: {nearest.name} is a file, not a folder",
                    "choose another place with -o",
                )
            elif not os.access(folder, os.W_OK | os.X_OK):
                message, hint = "cannot be written: you may not write in this folder", "choose another place with -o"
    except OSError as error:
        message, hint = f"cannot be written: {error.strerror or error}", "choose another place with -o"
    if message:
        raise EditionError(Diagnostic(Severity.ERROR, TARGET, message, Place(str(place)), hint))


def _may_replace(path: Path, made: re.Pattern[bytes]) -> bool:
    """Return whether a file is such as is made, or empty: a slip on the command line never costs a manuscript."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(START)
    return not start or made.match(start) is not None


def write(data: bytes, target: Path, *, keep_mode: bool = False) -> None:
    """Put `data` at `target` whole or not at all; what was there before stays until then. A link is followed.

    With `keep_mode` the file keeps the permissions it has. Raises EditionError where the folder cannot be written to.
    """
    place = target
    try:
        target = target.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, part = litter.begin(target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                part.chmod(target.stat().st_mode & 0o7777 if keep_mode else 0o666 & ~_umask())
                # While it is open it is held, and no other build takes it for litter.
                part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except (OSError, RuntimeError) as error:
        # RuntimeError: links that lead to each other.
        message = f"cannot be written: {getattr(error, 'strerror', '') or error}"
        hint = "choose another place with -o, or make room; what was there before is unchanged"
        if getattr(error, "errno", 0) == errno.ENAMETOOLONG:
            hint = "give the manuscript a shorter name: with the edition's it is too long for this disk"
        raise EditionError(Diagnostic(Severity.ERROR, "EP312", message, Place(str(place)), hint)) from error


def publish(data: bytes, target: Path, cache: Store | None) -> str:
    """Put a finished file in its place, keep it for the next time if there is a cache, and return its sha256.

    Raises EditionError where it cannot be written, or would follow a link to what is no such file.
    """
    check_link(target)
    write(data, target)
    digest = hashlib.sha256(data).hexdigest()
    if cache is not None:
        cache.put(data, digest)
    return digest


def check_link(target: Path) -> None:
    """Raise EditionError when a file to be written is a link to what is no such file: a link may lead anywhere."""
    if target.is_symlink():
        check_target(target, target.parent)


def _has_front_matter(path: Path) -> bool:
    """Return whether a file begins as a manuscript does."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"---")
    except OSError:
        return True


def _umask() -> int:
    """Return the permissions that the user does not give to new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
