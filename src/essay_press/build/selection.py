"""Which of many essays to build: one part of them for each of several machines, or those that have changed.

What is chosen depends on names and on what git says, never on how a manuscript reads: no essay is parsed for it.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError
from essay_press.project import FILE

__all__ = ["OF_ALL", "Shard", "changed", "part", "shard"]

SHARD = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
OF_ALL = (FILE, "layouts")
"""What every edition of a project may come from: its settings, and the folder of its layouts and editions."""
PATIENCE = 120.0  # seconds that git may take
NO_GIT, NO_REPOSITORY, NO_REVISION = "EP370", "EP371", "EP372"


@dataclass(frozen=True, slots=True)
class Shard:
    """The `number`th of `count` parts, from 1."""

    number: int
    count: int


def shard(text: str) -> Shard | None:
    """Return the part that `3/16` means; None for what means none, such as `0/4` or `5/4`."""
    found = SHARD.fullmatch(text.strip())
    if found is None or int(found[1]) > int(found[2]):
        return None
    return Shard(int(found[1]), int(found[2]))


def part(paths: Iterable[Path], wanted: Shard) -> tuple[Path, ...]:
    """Return the essays of one part, in their order: each essay is in exactly one of them.

    The hash of a file's name decides, so that an essay stays in its part when others come or go, and wherever the
    folder lies: two essays of one name cannot be built together anyway.
    """
    return tuple(path for path in paths if _number(path) % wanted.count == wanted.number - 1)


def changed(paths: Sequence[Path], revision: str, project: Path) -> tuple[Path, ...]:
    """Return the essays that differ from what they were at a revision: they, their pictures, or what sets them all.

    What is not committed, or new to git, counts as changed. A picture is looked for by its name in the manuscripts of
    its folder and of those above it. Raises EditionError where git is missing, the folder is in no repository, or there
    is no such revision.
    """
    root = Path(_git(project, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", revision=revision)
    names = _git(root, "diff", "--name-only", "--no-renames", "-z", "--end-of-options", revision)
    names += _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    files = {(root / name.decode("utf-8", "surrogateescape")).resolve() for name in names.split(b"\0") if name}
    if any(_sets_all(file, project.resolve()) for file in files):
        return tuple(paths)
    found = [path for path in paths if path.resolve() in files or _shows(path, files)]
    return tuple(found)


def _sets_all(file: Path, project: Path) -> bool:
    """Return whether a file is one of those that set every essay of a project."""
    return file.is_relative_to(project) and file.relative_to(project).parts[:1] in {(name,) for name in OF_ALL}


def _shows(path: Path, files: Iterable[Path]) -> bool:
    """Return whether a manuscript names one of the files that have changed below its folder."""
    folder = path.resolve().parent
    below = {file.name for file in files if file != path.resolve() and file.is_relative_to(folder)}
    if not below:
        return False
    try:
        text = path.read_bytes()
    except OSError:
        return True  # that it cannot be read is said when it is built
    return any(name.encode("utf-8", "surrogateescape") in text or quote(name).encode() in text for name in below)


def _number(path: Path) -> int:
    """Return a number that the name of a file gives, the same on every machine."""
    name = unicodedata.normalize("NFC", path.name).encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "big")


def _git(folder: Path, *words: str, revision: str = "") -> bytes:
    """Return what git answers in a folder; raises EditionError when it cannot."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False, timeout=PATIENCE)
    except FileNotFoundError as error:
        message = "git is not installed, and --since asks it"
        raise _fault(NO_GIT, message, "install git, or leave out --since") from error
    except subprocess.TimeoutExpired as error:
        message = f"git has not answered in {PATIENCE:.0f} s what has changed"
        raise _fault(NO_GIT, message, "look at the repository with `git status`, or leave out --since") from error
    if done.returncode == 0:
        return done.stdout
    if revision:
        hint = "`git log --oneline` lists them; a branch, a tag, or HEAD~3 will do as well"
        raise _fault(NO_REVISION, f"there is no revision `{revision}`", hint)
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    message = f"git does not know what has changed: {said[0] if said else f'it ended with {done.returncode}'}"
    raise _fault(NO_REPOSITORY, message, "--since works in a folder that git keeps; leave it out to build all")


def _fault(code: str, message: str, hint: str) -> EditionError:
    """Return what is wrong as an error."""
    return EditionError(Diagnostic(Severity.ERROR, code, message, None, hint))
