"""One target in a loop: by atheris (Apache-2.0), which follows what its inputs reach, else by changes of the seeds.

A fault does not end the run: its input and its traceback are kept in `KEEP/faults`, one for each place where it broke.
"""

from __future__ import annotations

import hashlib
import json
import logging
import random
import re
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import Any

from fuzz.supply import Supply

__all__ = ["account", "alone", "attempt", "changed", "faults", "keep_end", "run", "seeds"]

SLOWEST = 20.0  # seconds of computing for one input
MEGABYTES = 3000  # of address space for one process
LONGEST = 4096  # bytes of one input
STARTS = 40  # inputs of a target that has none


class SlowError(Exception):
    """An input that takes longer than is allowed."""


class _Account:
    """How many inputs a target had, in how many seconds of CPU; written down every few seconds."""

    def __init__(self, keep: Path, name: str) -> None:
        """Go on from what earlier runs have written."""
        self._path = keep / f"{name}.json"
        self._before = account(keep, name)
        self._inputs = 0
        self._next = 0.0

    def count(self) -> None:
        """Count one input."""
        self._inputs += 1
        if time.monotonic() > self._next:
            self._next = time.monotonic() + 5
            self.write()

    def write(self) -> None:
        """Write the sum down."""
        inputs, seconds = self._before["inputs"] + self._inputs, self._before["seconds"] + time.process_time()
        self._path.write_text(json.dumps({"inputs": inputs, "seconds": round(seconds, 1)}), encoding="utf-8")


def alone() -> None:
    """Make this process one that does nothing else: its memory bounded, its libraries silent."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    logging.disable()
    warnings.simplefilter("ignore")


def account(keep: Path, name: str) -> dict[str, Any]:
    """Return how many inputs a target has had in all runs, and how many seconds of CPU they took."""
    path = keep / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {"inputs": 0, "seconds": 0.0}
    return found


def faults(keep: Path) -> list[Path]:
    """Return the inputs that broke something."""
    return sorted((keep / "faults").glob("*.bin"))


def seeds(folder: Path, name: str) -> list[bytes]:
    """Return the seeds of a target, in the order of their names."""
    return [path.read_bytes() for path in sorted((folder / name).glob("*"))]


def run(name: str, seconds: float, keep: Path, folder: Path, *, plain: bool = False) -> None:
    """Run one target for some seconds."""
    (keep / "faults").mkdir(parents=True, exist_ok=True)
    (keep / "corpus" / name).mkdir(parents=True, exist_ok=True)
    try:
        import atheris
    except ImportError:
        plain = True
    followed = ["essay_press", "fuzz", "markdown"]
    with nullcontext() if plain else atheris.instrument_imports(include=followed, enable_loader_override=False):
        from fuzz.targets import TARGETS
    known = _Account(keep, name)

    def once(data: bytes) -> None:
        known.count()
        attempt(TARGETS[name], data, name, keep / "faults")

    if not plain:
        folders = [str(keep / "corpus" / name), *([str(folder / name)] if (folder / name).is_dir() else [])]
        _begin(keep / "corpus" / name, name)
        options = [
            "-len_control=0",
            f"-max_total_time={int(seconds)}",
            f"-max_len={LONGEST}",
            "-rss_limit_mb=0",
            "-timeout=600",
        ]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={keep / 'faults'}/{name}-", *folders], once)
        atheris.Fuzz()
        return
    end, chance, known_seeds = time.monotonic() + seconds, random.Random(), [*seeds(folder, name), b""]
    while time.monotonic() < end:
        once(changed(chance.choice(known_seeds), chance))
    known.write()


def _begin(corpus: Path, name: str) -> None:
    """Give a target without inputs some to begin with: from nothing it takes long to get to those that decide much."""
    if not any(corpus.iterdir()):
        chance = random.Random(name)
        for number in range(STARTS):
            (corpus / f"start-{number}").write_bytes(chance.randbytes(chance.choice((60, 200, 500))))


def attempt(target: Callable[[bytes], None], data: bytes, name: str = "", keep: Path | None = None) -> str:
    """Run a target on one input; return the traceback of a fault, which is also kept, or nothing."""
    from essay_press.errors import EssayPressError

    try:
        with _at_most(SLOWEST):
            target(data)
    except EssayPressError:
        return ""
    except Exception as fault:
        told = "".join(traceback.format_exception(fault))
        if keep is not None:
            mark = hashlib.sha256(_where(fault).encode()).hexdigest()[:10]
            path = keep / f"{name}-{mark}.bin"
            if not path.exists() or path.stat().st_size > len(data):
                path.write_bytes(data)
                path.with_suffix(".txt").write_text(told, encoding="utf-8", errors="replace")
        return told
    return ""


def _where(fault: BaseException) -> str:
    """Return kind and place of a fault: the innermost frame of the house, and the kind of what was raised."""
    frames = [item for item in traceback.extract_tb(fault.__traceback__) if "/essay_press/" in item.filename]
    last = frames[-1] if frames else traceback.extract_tb(fault.__traceback__)[-1]
    code = re.search(r"EP\d{3}", str(fault)) if isinstance(fault, AssertionError) else None
    return f"{type(fault).__name__} {Path(last.filename).name}:{last.lineno} {code[0] if code else ''}"


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise SlowError in the block when it takes longer."""

    def ring(_: int, __: FrameType | None) -> None:
        message = f"took more than {seconds} seconds"
        raise SlowError(message)

    # Of computing: on a machine that is busy elsewhere every input would be slow.
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def changed(seed: bytes, chance: random.Random) -> bytes:
    """Return a seed with some of its bytes changed, taken out, repeated or moved, as chance has it."""
    from fuzz.edits import spliced

    body = seed or chance.randbytes(chance.randrange(64))
    for _ in range(1 + chance.randrange(4)):
        body = spliced(body, Supply(chance.randbytes(16)))
    return body[:LONGEST]


def keep_end(keep: Path, name: str, code: int, said: bytes) -> None:
    """Write down how a process ended that broke down as a whole."""
    if b"DEADLYSIGNAL" in said or b"ERROR: libFuzzer" in said or code < 0:
        (keep / "faults" / f"{name}-process.txt").write_bytes(said[-20000:])
