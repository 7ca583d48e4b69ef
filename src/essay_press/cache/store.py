"""Essays and their files, known by the hash of all that went into them.

An essay is kept when every edition of it was made, or does not apply: failures are always tried again. Its key is of
the manuscript, the environment, the project's own layouts and settings, and what was asked for; its pictures are
compared one by one. Finished files are kept by their hashes, and what is read back is compared with its name.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from essay_press import resources
from essay_press.cache import codec, environment
from essay_press.cache.stamps import ABSENT, FOLDER, PART, sealed, stamp, take_away, unsealed, write
from essay_press.errors import EssayPressError
from essay_press.model import Essay, Outcome, Status
from essay_press.project import FILE

__all__ = ["MOST", "Store"]

MOST = 1 << 30
"""Bytes that the cache may take; what was not used for longest goes first."""
TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# https://bford.info/cachedir/\n"
"""What backup programs know a cache by."""


@dataclass(frozen=True, slots=True)
class Store:
    """The cache of the project in `folder`; where it cannot be written to, nothing is kept and nothing fails."""

    folder: Path
    most: int = MOST
    seen: dict[str, str] = field(default_factory=dict)
    """The files that this run depends on and those that it made, each with its stamp from before it was read."""
    read: dict[str, str] = field(default_factory=dict)
    """The hashes of the manuscripts that were looked for."""
    known: set[str] = field(default_factory=set)
    """The essays that were kept, or recalled."""

    @property
    def root(self) -> Path:
        """Return the cache's own folder."""
        return self.folder / FOLDER

    def obstacle(self) -> str:
        """Return why nothing can be kept here, or nothing. The folder is made once there is something to keep."""
        nearest = next(each for each in (self.root, *self.root.parents) if each.exists())
        if not nearest.is_dir():
            return f"{nearest.name} is a file, not a folder"
        return "" if os.access(nearest, os.W_OK | os.X_OK) else f"you may not write in {nearest.name}"

    def key(self, path: Path, asked: str, surroundings: str) -> str:
        """Return what an essay is known by, or nothing where it cannot be read; `asked` tells what was asked for."""
        name = str(path)
        self.seen[name] = stamp(name)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            return ""
        self.read[name] = digest
        return hashlib.sha256(json.dumps([name, asked, surroundings, digest]).encode()).hexdigest()

    def recall(self, key: str, mine: Callable[[Path], bool], put: Callable[[bytes, Path], None]) -> tuple[Outcome, ...]:
        """Return the outcomes of an essay, its files in their places again; none where something is not as it was.

        `put` writes a file; `mine` says of a path whether it may be written to, whatever a cache from elsewhere claims.
        """
        record = self._record(key)
        data = unsealed(str(record)) if key else None
        if data is None:
            return ()
        try:
            entry = json.loads(data)
            outcomes = tuple(codec.outcome_from(each) for each in entry["outcomes"])
            stamps = dict(entry["stamps"])
            if not all(self._same(path, digest) for path, digest in entry["pictures"]):
                return ()
            if not all(item.path is None or (mine(item.path) and self._there(item, stamps, put)) for item in outcomes):
                return ()
        except (AttributeError, EssayPressError, KeyError, OSError, TypeError, ValueError):
            return ()
        if stamps != entry["stamps"]:
            self._write(record, sealed(json.dumps({**entry, "stamps": stamps}).encode()))
        with suppress(OSError):
            os.utime(record)
        self.seen.update(stamps)
        self.known.update(item.essay for item in outcomes)
        return tuple(replace(item, status=Status.CACHED) if item.status is Status.BUILT else item for item in outcomes)

    def keep(self, key: str, essay: Essay, outcomes: Sequence[Outcome]) -> None:
        """Keep the outcomes of an essay if all editions were made or do not apply, and it is still what was read."""
        if any(item.status not in (Status.BUILT, Status.SKIPPED) or item.exit_code for item in outcomes):
            return
        pictures = {str(path): asset.sha256 for asset in essay.assets for path in (asset.path, *asset.copies)}
        stamps = {str(item.path): stamp(str(item.path)) for item in outcomes if item.path is not None}
        same = all(self._same(path, digest) for path, digest in pictures.items())
        same = same and all(self._is(item.path, item.sha256) for item in outcomes if item.path is not None)
        if not key or not same or self.read.get(essay.path) != essay.sha256:
            return
        self.seen.update(stamps)
        self.known.add(essay.path)
        entry = {
            "pictures": sorted(pictures.items()),
            "outcomes": [codec.outcome(item) for item in outcomes],
            "stamps": stamps,
        }
        self._write(self._record(key), sealed(json.dumps(entry).encode()))

    def recall_verdict(self, key: str) -> list[Any] | None:
        """Return what was kept under a key of `verdict_key`, as it was given, if the pictures are what they were."""
        data = unsealed(str(self._record(key)))
        try:
            entry = json.loads(data) if data is not None else None
            if entry is None or not all(self._same(path, digest) for path, digest in entry["pictures"]):
                return None
            verdict = entry["verdict"]
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return verdict if isinstance(verdict, list) else None

    def keep_verdict(self, key: str, essay: Essay | None, verdict: list[Any]) -> None:
        """Keep what checks said of a file, and of the essay that it was held against."""
        assets = essay.assets if essay is not None else ()
        pictures = {str(path): asset.sha256 for asset in assets for path in (asset.path, *asset.copies)}
        if essay is None or self.read.get(essay.path) == essay.sha256:
            entry = {"pictures": sorted(pictures.items()), "verdict": verdict}
            self._write(self._record(key), sealed(json.dumps(entry).encode()))

    def verdict_key(self, data: bytes, against: Path | None, asked: str, project: Path) -> str:
        """Return what the verdict on a file is known by: its bytes, the essay's, all that was asked for."""
        asked = f"{asked} {hashlib.sha256(data).hexdigest()}"
        surroundings = self.surroundings(project)
        if against is not None:
            return self.key(against, asked, surroundings)
        return hashlib.sha256(json.dumps([asked, surroundings]).encode()).hexdigest()

    def put(self, data: bytes, digest: str) -> None:
        """Keep the bytes of a finished file."""
        path = self._object(digest)
        if not path.exists():
            self._write(path, data)

    def sweep(self) -> None:
        """Take away the unfinished files that builds have left which were killed."""
        for here, _, names in os.walk(self.root):
            for name in names:
                if name.endswith(PART):
                    with suppress(OSError):
                        take_away(os.path.join(here, name))

    def close(self, *, grown: bool = True) -> None:
        """Keep what was found of the environment; if more is kept than there may be, the oldest of it goes."""
        if self.root.is_dir():
            environment.keep(str(self.folder))
        if not grown:
            return
        found = []
        with suppress(OSError):
            for here, _, names in os.walk(self.root):
                for name in names:
                    with suppress(OSError):
                        entry = os.stat(os.path.join(here, name))
                        found.append((entry.st_mtime_ns, entry.st_size, os.path.join(here, name)))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.most:
                return
            with suppress(OSError):
                os.unlink(path)
                total -= size

    def surroundings(self, project: Path | None) -> str:
        """Return what all essays depend on: the environment, and the layouts and settings of the project."""
        made = hashlib.sha256(environment.digest(str(self.folder)).encode())
        for path in _own(project):
            name = str(path)
            self.seen[name] = stamp(name)
            made.update(f"{name}\n{self._digest(path)}\n".encode())
        return made.hexdigest()

    # -------------------------------------------------------------- files
    def _same(self, path: str, digest: str) -> bool:
        """Return whether a picture is what it was."""
        self.seen[path] = stamp(path)
        return self._is(Path(path), digest)

    def _there(self, item: Outcome, stamps: dict[str, str], put: Callable[[bytes, Path], None]) -> bool:
        """Return whether the file of an outcome is in its place, put there again if need be, its stamp as it is now."""
        assert item.path is not None
        name = str(item.path)
        if stamps.get(name) == stamp(name) != ABSENT:
            return True
        if not self._is(item.path, item.sha256):
            kept = self._object(item.sha256)
            if not self._is(kept, item.sha256):
                with suppress(OSError):
                    kept.unlink()
                return False
            put(kept.read_bytes(), item.path)
            with suppress(OSError):
                os.utime(kept)
        stamps[name] = stamp(name)
        return True

    def _is(self, path: Path, digest: str) -> bool:
        """Return whether a file is there and holds what its hash says."""
        return self._digest(path) == digest

    def _digest(self, path: Path) -> str:
        """Return the hash of a file, nothing where there is none."""
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def _record(self, key: str) -> Path:
        return self.root / "essays" / key[:2] / key

    def _object(self, digest: str) -> Path:
        return self.root / "files" / digest[:2] / digest

    def _write(self, path: Path, data: bytes) -> None:
        """Write a file of the cache; a cache that cannot be written to is none."""
        with suppress(OSError):
            if not (self.root / ".gitignore").exists():
                write(str(self.root / "CACHEDIR.TAG"), TAG)
                write(str(self.root / ".gitignore"), b"*\n")
            write(str(path), data)


def _own(project: Path | None) -> list[Path]:
    """Return the files of a project that decide how its essays are made, and the folders in which more could be."""
    if project is None:
        return []
    folder = project / "layouts"
    found = [project / FILE, folder]
    # In a checkout of essay-press these are the bundled ones, of which the environment tells.
    if folder.is_dir() and folder.resolve() != resources.root("layouts"):
        found += sorted(folder.rglob("*"))
    return found
