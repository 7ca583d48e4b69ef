"""Fuzz one target after another for a given time; the exit status says whether a fault was found."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from fuzz import NAMES, running

__all__ = ["main"]

SEEDS = Path(__file__).resolve().parents[2] / "tests" / "fuzz" / "seeds"


def main() -> int:
    """Run the targets asked for; return 0 when no fault was found, else 1."""
    wishes = _wishes()
    if wishes.inside:
        running.alone()
        running.run(wishes.inside, wishes.minutes * 60, wishes.keep, SEEDS, plain=wishes.plain)
        return 0
    names = wishes.target or NAMES
    told: dict[str, dict[str, float]] = {}
    for name in names:
        # A target has a process of its own: the fuzzer never returns, and a hung or killed one stops no other.
        start = time.monotonic()
        command = [sys.executable, "-m", "fuzz", "--inside", name, "--minutes", str(wishes.minutes / len(names))]
        command += ["--keep", str(wishes.keep), *(["--plain"] if wishes.plain else [])]
        scripts = str(Path(__file__).resolve().parents[1])
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([scripts, os.environ.get("PYTHONPATH", "")])}
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        told[name] = running.account(wishes.keep, name)
        if done.returncode:
            running.keep_end(wishes.keep, name, done.returncode, done.stderr)
        print(f"{name:<14} {told[name]['inputs']:>10,} inputs in {time.monotonic() - start:6.0f} s", flush=True)
    faults = running.faults(wishes.keep)
    print(f"{'all':<14} {sum(item['inputs'] for item in told.values()):>10,} inputs")
    for path in faults:
        print(f"fault: {path}")
    (wishes.keep / "account.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 1 if faults else 0


def _wishes() -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="in all; shared out evenly [default: 10]")
    parser.add_argument("--target", action="append", choices=NAMES, help="only this; may be repeated")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="where inputs and faults go [default: .fuzz]")
    parser.add_argument("--plain", action="store_true", help="do without atheris: change seeds by chance")
    parser.add_argument("--inside", choices=NAMES, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
