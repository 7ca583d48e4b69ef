"""Kill builds at random moments and look at what is left: the old file or the new, never a torn one, and no litter.

Each build is killed at a moment of its own: somewhere in its whole length, while it writes an edition, while it writes
its cache, or while it puts back what the cache holds. After every kill the files are looked at, the next build is made
and compared with one that knew no cache, and then its files are taken away for the cache to give them back.

`python scripts/crash.py --builds 200 --writes 200`; the exit status says whether all went well.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["MOMENTS", "Tally", "kill_builds", "kill_writes"]

ESSAY = """\
---
title: Number {0}
author: Ann Example
date: 2024-05-0{0}
---

Text of version {0}.[^1]

[^1]: A note.
"""
BUILD = ("build", "essays", "-o", "out", "-e", "epub", "-e", "a5", "--no-check", "--json")
VERSIONS = (1, 2)
MOMENTS = ("any", "file", "again", "cache", "any")
"""Where a build is killed: in its whole length, at its files, at its cache, while it puts back what the cache holds."""
SOON = 0.02  # seconds after the sign that a build is writing, within which it is killed
# A writer that does nothing else, so that most kills fall into it.
WRITER = """
import pathlib, sys
from essay_press.build import write
target, size = pathlib.Path(sys.argv[1]), int(sys.argv[2])
while True:
    for letter in b"ab":
        write(bytes([letter]) * size, target)
"""
SIZE = 3_000_000  # bytes of a file
Files = dict[str, str]


@dataclass(slots=True)
class Tally:
    """What was seen: how many processes were killed, how many left an unfinished file, what went wrong.

    `states` counts what a killed build left: its files old, new or some of both, unfinished ones, temporary folders.
    """

    killed: int = 0
    litter: int = 0
    faults: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)


def kill_builds(folder: Path, count: int, chance: random.Random) -> Tally:
    """Kill builds of an essay that changes each time; look at everything after each, and build to the end."""
    tally = Tally()
    (folder / "tmp").mkdir()
    took: dict[str, float] = {}
    right = {version: _reference(folder, version, took) for version in VERSIONS}
    old: Files = {}
    version = VERSIONS[0]
    for number in range(count):
        moment = MOMENTS[number % len(MOMENTS)]
        if moment == "again" and old:
            # The cache knows the version that was built last; the files of another lie there since.
            _put(folder, right[VERSIONS[version % len(VERSIONS)]])
        else:
            version = VERSIONS[version % len(VERSIONS)]
            _take_away(folder, keep_files=True)
        old, new = _made(folder), _hashes(right[version])
        _write_essay(folder, version)
        if _killed(folder, moment, took, chance):
            tally.killed += 1
            tally.states[f"killed: {moment}"] += 1
        else:
            tally.states["ended before its kill"] += 1
        tally.faults += [f"kill {number} ({moment}): {fault}" for fault in _left(folder, old, new, tally)]
        tally.faults += [f"after kill {number} ({moment}): {fault}" for fault in _next(folder, new, took)]
    return tally


def _reference(folder: Path, version: int, took: dict[str, float]) -> dict[str, bytes]:
    """Return the files of a version, built undisturbed and without a cache; `took` is told how long that takes."""
    _write_essay(folder, version)
    start = time.monotonic()
    subprocess.run([*_command(), "--no-cache"], cwd=folder, check=True, stdout=subprocess.DEVNULL, env=_around(folder))
    took["any"] = took["again"] = time.monotonic() - start
    made = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    _take_away(folder)
    return made


def _killed(folder: Path, moment: str, took: dict[str, float], chance: random.Random) -> bool:
    """Begin a build and kill it at its moment; return whether it had not ended yet."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(_command(), cwd=folder, start_new_session=True, stdout=quiet, env=_around(folder))
    if moment in took:
        after = chance.uniform(0, took[moment])
    else:
        before = _signs(folder, moment)
        while _signs(folder, moment) == before and process.poll() is None:
            time.sleep(0.0005)
        after = chance.uniform(0, SOON)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    is_alive = process.poll() is None
    _kill(process, 0)
    return is_alive


def _signs(folder: Path, moment: str) -> list[tuple[str, int]]:
    """Return what changes when a build begins to write: its files, or its cache."""
    where = folder / "out" if moment == "file" else folder / ".essay-press"
    with contextlib.suppress(OSError):
        return sorted((path.name, path.lstat().st_ino) for path in where.rglob("*"))
    return []


def _left(folder: Path, old: Files, new: Files, tally: Tally) -> Iterator[str]:
    """Yield what is wrong with the files that a killed build left, counting them."""
    made = _made(folder)
    for name, digest in made.items():
        if digest not in (old.get(name), new[name]):
            yield f"{name} is torn"
    for name in old.keys() - made.keys():
        yield f"{name} is gone"
    for path in _objects(folder):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield "a file in the cache is torn"
    fresh = sum(made.get(name) == digest for name, digest in new.items())
    tally.states[f"{'all' if fresh == len(new) else 'some' if fresh else 'none'} of its files new"] += 1
    litter = {"file": _litter(folder / "out"), "cache": _litter(folder / ".essay-press")}
    for what, paths in {**litter, "temporary": list((folder / "tmp").iterdir())}.items():
        tally.states[f"unfinished: {what}"] += bool(paths)
    tally.litter += sum(map(len, litter.values()))


def _next(folder: Path, right: Files, took: dict[str, float]) -> Iterator[str]:
    """Build to the end, twice, the second time from the cache; yield what is not as it should be after that."""
    start = time.monotonic()
    told = _end(folder)
    cold = "built" in told
    if cold:
        took["any"] = time.monotonic() - start
    yield from _wrong(folder, right, told, "the next build")
    _take_away(folder, keep_cache=True)
    start = time.monotonic()
    told = _end(folder)
    took["again"] = time.monotonic() - start
    yield from _wrong(folder, right, told, "the cache")
    if set(told) != {"cached"}:
        yield f"the cache does not give the files back: {told}"


def _wrong(folder: Path, right: Files, told: list[str], who: str) -> Iterator[str]:
    """Yield what is not as it should be after a build that came to its end."""
    if not set(told) <= {"built", "cached"} or not told:
        yield f"{who} ends with {told}"
    if _made(folder) != right:
        yield f"{who} does not make the right files"
    for path in (*_litter(folder / "out"), *_litter(folder / ".essay-press"), *(folder / "tmp").iterdir()):
        yield f"{who} leaves {path.name}"


def _end(folder: Path) -> list[str]:
    """Build to the end; return how each edition ended, or what was said where that cannot be told."""
    done = subprocess.run(_command(), cwd=folder, check=False, capture_output=True, text=True, env=_around(folder))
    try:
        return [item["status"] for item in json.loads(done.stdout)["outcomes"]]
    except (ValueError, KeyError):
        return [f"{done.returncode}: {done.stderr.strip()[-300:]}"]


def kill_writes(folder: Path, count: int, chance: random.Random) -> Tally:
    """Kill processes that write a file again and again, while this one sweeps as the next build would."""
    from essay_press.build import litter

    tally, target = Tally(), folder / "file.bin"
    whole = {hashlib.sha256(letter * SIZE).hexdigest() for letter in (b"a", b"b")}
    for number in range(count):
        command = [sys.executable, "-c", WRITER, str(target), str(SIZE)]
        process = subprocess.Popen(command, start_new_session=True, env=_environment(), stderr=subprocess.PIPE)
        for _ in range(3):
            time.sleep(chance.uniform(0, 0.15))
            litter.sweep(folder)
        if process.poll() is not None and process.stderr is not None:
            tally.faults.append(f"a writer broke off: {process.stderr.read().decode()[-300:]}")
        _kill(process, chance.uniform(0, 0.1))
        tally.killed += 1
        tally.litter += len(list(folder.glob(".essay-press.*")))
        litter.sweep(folder)
        if list(folder.glob(".essay-press.*")):
            tally.faults.append(f"litter is left after kill {number}")
        if target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() not in whole:
            tally.faults.append(f"the file is torn after kill {number}")
    return tally


def _kill(process: subprocess.Popen[bytes], after: float) -> None:
    """Kill a process and its children, without warning, after some seconds."""
    time.sleep(after)
    with contextlib.suppress(ProcessLookupError):  # it has ended
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _write_essay(folder: Path, version: int) -> None:
    """Write the essay of a version."""
    (folder / "essays").mkdir(exist_ok=True)
    (folder / "essays" / "one.md").write_text(ESSAY.format(version), encoding="utf-8")


def _take_away(folder: Path, *, keep_files: bool = False, keep_cache: bool = False) -> None:
    """Take away the files that were made, and the cache, each unless it is to be kept."""
    if not keep_files:
        shutil.rmtree(folder / "out", ignore_errors=True)
    if not keep_cache:
        shutil.rmtree(folder / ".essay-press", ignore_errors=True)


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """Put files where a build has its own."""
    for name, data in files.items():
        (folder / "out" / name).write_bytes(data)


def _hashes(files: dict[str, bytes]) -> Files:
    """Return the hashes of files, by their names."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def _made(folder: Path) -> Files:
    """Return the hashes of the editions that are there, by their names."""
    paths = sorted(path for path in (folder / "out").glob("*") if not path.name.startswith("."))
    return _hashes({path.name: path.read_bytes() for path in paths})


def _objects(folder: Path) -> list[Path]:
    """Return the finished files in the cache."""
    return [path for path in (folder / ".essay-press").glob("cache/files/*/*") if path.suffix != ".part"]


def _litter(folder: Path) -> list[Path]:
    """Return the unfinished files below a folder."""
    return sorted(folder.rglob("*.part"))


def _command() -> list[str]:
    """Return the command that builds the essays."""
    return [sys.executable, "-m", "essay_press", *BUILD]


def _around(folder: Path) -> dict[str, str]:
    """Return the environment of a build whose temporary files can be looked at."""
    return {**_environment(), "TMPDIR": str(folder / "tmp")}


def _environment() -> dict[str, str]:
    """Return the environment of a process that finds this checkout."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def main() -> int:
    """Kill as many as asked for, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--builds", type=int, default=200)
    parser.add_argument("--writes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    chance, faults = random.Random(wishes.seed), 0
    for what, kill, count in (("builds", kill_builds, wishes.builds), ("writes", kill_writes, wishes.writes)):
        with tempfile.TemporaryDirectory() as folder:
            tally = kill(Path(folder), count, chance)
        told = f"{tally.killed} {what} killed, {tally.litter} unfinished files left, {len(tally.faults)} faults"
        print(told, flush=True)
        for state, number in sorted(tally.states.items()):
            print(f"  {number:>4}  {state}")
        for fault in tally.faults:
            print(f"  {fault}")
        faults += len(tally.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
