"""What other engines set, kept for the next run: as long as nothing that makes or reads it has changed, nor will it.

A reading lies in a file whose name is the hash of all that it hangs on: the texts, the setting, the files of the face,
the engine's version, how the bench calls the engine, and how the pages are read. Ours are never kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from essay_press import check
from typography.engines import ENGINES
from typography.reading import Reading

if TYPE_CHECKING:
    from typography.matrix import Job

__all__ = ["keep", "kept"]

HERE = Path(__file__).parent
MODULES = ("reading.py", "setting.py")
"""Of the bench: what a reading hangs on whichever engine is read."""


def kept(job: Job, folder: Path | None) -> tuple[Reading, float] | None:
    """Return what came of the same job before, and the seconds it took; None where there is nothing to be read."""
    path = _path(job, folder)
    if path is None or not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Reading(**{**found["reading"], "spaces": tuple(found["reading"]["spaces"])}), float(found["seconds"])
    except (ValueError, KeyError, TypeError):
        # Cut off by whoever stopped the bench: it is made anew.
        return None


def keep(job: Job, reading: Reading, seconds: float, folder: Path | None) -> None:
    """Write down what came of a job, unless it is ours."""
    path = _path(job, folder)
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_text(json.dumps({"seconds": seconds, "reading": asdict(reading)}), encoding="utf-8")
    half.replace(path)


def _path(job: Job, folder: Path | None) -> Path | None:
    """Return the file of a job, or None for what is not kept."""
    if folder is None or not ENGINES[job.engine].kept:
        return None
    engine = ENGINES[job.engine]
    face = job.setting.face
    made = hashlib.sha256(f"{job.engine}\n{engine.version()}\n{_code(engine.set.__module__)}\n".encode())
    for file in (face.roman, face.italic):
        made.update(hashlib.sha256((face.path / file).read_bytes()).digest())
    # The folder of the fonts may lie elsewhere; what is in them is hashed.
    made.update(repr((replace(job.setting, face=replace(face, folder="")), job.samples)).encode())
    return folder / f"{made.hexdigest()}.json"


@cache
def _code(module: str) -> str:
    """Return the hash of the code by which an engine is called and its pages are read."""
    made = hashlib.sha256()
    for path in _sources(module):
        made.update(path.name.encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def _sources(module: str) -> Iterator[Path]:
    """Yield the files of that code, in order."""
    yield HERE / "engines" / f"{module.rpartition('.')[2]}.py"
    yield from (HERE / name for name in MODULES)
    checks = Path(str(check.__file__)).parent
    yield from (checks / name for name in ("content.py", "decode.py", "reading.py"))
    yield from sorted((checks / "typography").glob("*.py"))
