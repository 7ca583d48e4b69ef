"""Calls made side by side: each ends as a value or as words, in any order, and none is lost or mixed up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Hashable
from pathlib import Path

import pytest

from essay_press.build import workers
from essay_press.build.workers import Call, End, Workers

forks = pytest.mark.skipif(not workers.can_fork(), reason="processes cannot fork here")


def double(number: int) -> int:
    """Return twice a number."""
    return 2 * number


def many_bytes(size: int) -> bytes:
    """Return more than a pipe holds."""
    return b"x" * size


def die(number: int) -> None:
    """End this process by a signal."""
    os.kill(os.getpid(), number)


def fail() -> None:
    """Raise."""
    message = "it went wrong"
    raise ValueError(message)


def hold(folder: Path) -> None:
    """Write that this began, wait for long, and tidy up."""
    part = folder / "half.part"
    try:
        part.touch()
        time.sleep(60)
    finally:
        part.unlink()


def ends(pool: Workers) -> list[End]:
    """Return the ends of all calls."""
    return [pool.next() for _ in range(len(pool))]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_call_ends_with_its_own_value(jobs: int) -> None:
    """Whatever the order in which they end, each value is told under the key of its call."""
    with Workers(jobs) as pool:
        for number in range(12):
            pool.submit(Call(number, double, (number,)))
        found = ends(pool)
    assert {end.key: end.value for end in found} == {number: 2 * number for number in range(12)}
    assert [end.fault for end in found] == [""] * 12


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_greatest_rank_begins_first(jobs: int) -> None:
    """Of what waits the greatest begins, and among equals the first that came."""
    begun: list[Hashable] = []
    with Workers(jobs, begun.append) as pool:
        for key, rank in (("x", 0), ("y", 0), ("low", 1), ("high", 3), ("middle", 2), ("late", 2)):
            pool.submit(Call(key, double, (1,), (float(rank),)))
        ends(pool)
    assert begun[jobs if jobs > 1 else 0 :][:4] == ["high", "middle", "late", "low"]


@forks
def test_a_value_may_be_larger_than_a_pipe() -> None:
    """A child that sends much is read from while it sends."""
    with Workers(2) as pool:
        for key in range(3):
            pool.submit(Call(key, many_bytes, (1_000_000,)))
        assert {len(end.value) for end in ends(pool)} == {1_000_000}


@forks
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGXCPU])
def test_a_process_that_dies_takes_no_other_along(number: signal.Signals) -> None:
    """The call whose process was killed ends with words that name the signal; the others with their values."""
    with Workers(2) as pool:
        pool.submit(Call("dead", die, (number,)))
        for key in range(4):
            pool.submit(Call(key, double, (key,)))
        found = {end.key: end for end in ends(pool)}
    assert found["dead"].fault == f"its process was ended by signal {number.name}"
    assert found["dead"].status == -number
    assert [found[key].value for key in range(4)] == [0, 2, 4, 6]


@forks
def test_an_exception_comes_back_as_words() -> None:
    """A function that raises, or returns what cannot be sent, ends with the traceback."""
    with Workers(2) as pool:
        pool.submit(Call("raises", fail))
        pool.submit(Call("lambda", eval, ("lambda: 1",)))
        found = {end.key: end for end in ends(pool)}
    assert "ValueError: it went wrong" in found["raises"].fault
    assert "pickle" in found["lambda"].fault


@forks
def test_what_is_at_work_at_the_end_is_stopped_and_tidies_up(tmp_path: Path) -> None:
    """Leaving early (Ctrl-C) waits for the children, and each removes what it has half written."""
    with Workers(2) as pool:
        pool.submit(Call("held", hold, (tmp_path,)))
        while not any(tmp_path.iterdir()):
            time.sleep(0.01)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@forks
def test_each_child_is_prepared() -> None:
    """What is to be set in each child is set there, and not here."""
    with Workers(2, prepare=lambda: os.environ.update(PREPARED="yes")) as pool:
        pool.submit(Call(1, os.getenv, ("PREPARED",)))
        assert [end.value for end in ends(pool)] == ["yes"]
    assert os.getenv("PREPARED") is None


def test_where_nothing_forks_calls_are_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows and macOS, and with one job, a call has the process of its caller."""
    for jobs in (1, 4):
        monkeypatch.setattr(workers, "can_fork", lambda: False)
        with Workers(jobs) as pool:
            pool.submit(Call("here", os.getpid))
            assert pool.next().value == os.getpid()


@forks
def test_one_job_may_be_apart_too() -> None:
    """A single call at a time can have a process of its own, so that limits set on it are its own."""
    with Workers(1, apart=True) as pool:
        pool.submit(Call("there", os.getpid))
        assert pool.next().value not in (None, os.getpid())
