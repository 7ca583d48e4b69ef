"""Kill builds at random moments and look at what is left: the old file or the new, never a torn one, and no litter.

`python scripts/crash.py --builds 200 --writes 500`; the exit status says whether all went well.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Tally", "kill_builds", "kill_writes"]

ESSAY = """\
---
title: Number {0}
author: Ann Example
date: 2024-05-0{0}
---

Text of version {0}.[^1]

[^1]: A note.
"""
BUILD = ("build", "essays", "-o", "out", "-e", "epub", "-e", "a5", "--no-check", "-q")
NAMES = ("one", "two")
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


@dataclass(slots=True)
class Tally:
    """What was seen: how many processes were killed, how many left an unfinished file, what went wrong."""

    killed: int = 0
    litter: int = 0
    faults: list[str] = field(default_factory=list)


def kill_builds(folder: Path, count: int, chance: random.Random) -> Tally:
    """Kill builds of two essays that change each time; look at the files after each, and sometimes build to the end."""
    tally = Tally()
    known: dict[str, set[str]] = {}
    took = 0.0
    for version in (1, 2):
        _write_essays(folder, version)
        start = time.monotonic()
        subprocess.run(_command(), cwd=folder, check=True)
        took = time.monotonic() - start
        for name, digest in _made(folder):
            known.setdefault(name, set()).add(digest)
    for number in range(count):
        _write_essays(folder, 1 + number % 2)
        _kill(subprocess.Popen(_command(), cwd=folder, start_new_session=True), chance.uniform(0, took * 1.1))
        tally.killed += 1
        tally.litter += len(_litter(folder))
        tally.faults += [
            f"{name} is torn after kill {number}" for name, digest in _made(folder) if digest not in known[name]
        ]
        if number % 10 == 9 or number == count - 1:
            tally.faults += _next(folder, known)
    return tally


def _next(folder: Path, known: dict[str, set[str]]) -> Iterator[str]:
    """Build to the end; yield what is not as it should be after that."""
    done = subprocess.run(_command(), cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        yield f"the next build ends with {done.returncode}: {done.stderr.strip()}"
    if left := _litter(folder):
        yield f"the next build leaves {left[0].name}"
    if {name for name, _ in _made(folder)} != known.keys():
        yield "the next build does not make every file"


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


def _write_essays(folder: Path, version: int) -> None:
    """Write the essays of a version."""
    (folder / "essays").mkdir(exist_ok=True)
    for name in NAMES:
        (folder / "essays" / f"{name}.md").write_text(ESSAY.format(version), encoding="utf-8")


def _made(folder: Path) -> list[tuple[str, str]]:
    """Return the names and hashes of the editions that are there."""
    files = sorted(path for path in (folder / "out").glob("*") if not path.name.startswith("."))
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


def _litter(folder: Path) -> list[Path]:
    """Return the unfinished files."""
    return sorted((folder / "out").glob(".essay-press.*"))


def _command() -> list[str]:
    """Return the command that builds the essays."""
    return [sys.executable, "-m", "essay_press", *BUILD]


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
        for fault in tally.faults:
            print(f"  {fault}")
        faults += len(tally.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
