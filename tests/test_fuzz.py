"""A short run of the fuzzer, the same each time; `make fuzz` runs for as long as one likes."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from essay_press.errors import ManuscriptError
from fuzz import NAMES, edits, running
from fuzz.manuscripts import manuscripts
from fuzz.supply import Supply
from fuzz.targets import TARGETS

SEEDS = Path(__file__).resolve().parent / "fuzz" / "seeds"
# Targets that set a page or check a whole file take a tenth of a second for an input.
COUNTS = {"epub": 5, "pdf": 4, "build": 8, "whole": 3, "grown": 1, "pages": 1, "kinds": 2, "free-epub": 3, "proof": 2}
COUNT = 60


def test_every_target_is_named() -> None:
    """What the command line offers is what there is."""
    assert tuple(TARGETS) == NAMES


def test_seeds_belong_to_targets() -> None:
    """Each folder of seeds is a target's, small, and not empty."""
    folders = sorted(SEEDS.iterdir())
    assert [folder.name for folder in folders if folder.name not in NAMES or not list(folder.iterdir())] == []
    assert sum(path.stat().st_size for path in SEEDS.rglob("*") if path.is_file()) < 100_000


@pytest.fixture(scope="module")
def sound() -> None:
    """Make the sound files that are edited, which takes longer than an input may."""
    assert edits.finished("epub")
    assert edits.finished("a5")


@pytest.mark.usefixtures("sound")
@pytest.mark.parametrize("name", NAMES)
def test_a_target_withstands_its_seeds_and_changes_of_them(name: str) -> None:
    """Inputs that broke something once are among the seeds."""
    chance = random.Random(2024)
    known = running.seeds(SEEDS, name)
    inputs = known + [running.changed(chance.choice([*known, b""]), chance) for _ in range(COUNTS.get(name, COUNT))]
    assert [told for told in (running.attempt(TARGETS[name], data) for data in inputs) if told] == []


@settings(derandomize=True, database=None, deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(manuscripts())
def test_manuscripts_of_hypothesis_become_books_or_errors(data: bytes) -> None:
    """Any front matter, any text: an EPUB that its own checks accept, or an error of the house."""
    assert running.attempt(TARGETS["build"], data) == ""


def test_a_fault_is_noticed_and_kept(tmp_path: Path) -> None:
    """The fuzzer can find something: an exception that is not ours, once for each place, by its smallest input."""

    def break_down(data: bytes) -> None:
        raise KeyError(len(data))

    def refuse(_: bytes) -> None:
        raise ManuscriptError(())

    assert "KeyError" in running.attempt(break_down, b"long", "text", tmp_path)
    assert "KeyError" in running.attempt(break_down, b"b", "text", tmp_path)
    assert running.attempt(refuse, b"", "text", tmp_path) == ""
    assert [path.read_bytes() for path in tmp_path.glob("*.bin")] == [b"b"]


def test_an_input_that_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slowness is found as crashes are."""

    def dawdle(_: bytes) -> None:
        begin = time.process_time()
        while time.process_time() < begin + 20:
            pass

    monkeypatch.setattr(running, "SLOWEST", 0.1)
    assert "SlowError" in running.attempt(dawdle, b"")


def test_decisions_are_drawn_from_bytes() -> None:
    """The same bytes decide the same; none left, the least."""
    draw = [Supply(b"\x05\x01\x00").below(10), Supply(b"").below(10), Supply(b"\x01").choose("ab")]
    assert draw == [5, 0, "b"]
    assert Supply(b"\x01\x00").below(300) == 256


def test_a_run_counts_its_inputs(tmp_path: Path) -> None:
    """Without atheris too, inputs and seconds add up over runs."""
    running.run("drawing", 0.2, tmp_path, SEEDS, plain=True)
    first = running.account(tmp_path, "drawing")
    running.run("drawing", 0.2, tmp_path, SEEDS, plain=True)
    assert running.account(tmp_path, "drawing")["inputs"] > first["inputs"] > 0
    assert running.faults(tmp_path) == []
