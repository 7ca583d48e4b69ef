"""A hostile or monstrous essay ends with an error that names it, and the others go on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from essay_press import build, check
from essay_press.build import Request, limits, workers
from essay_press.build.limits import EXIT_LIMIT, Limits
from essay_press.build.workers import Call, End, Workers
from essay_press.cli import main
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EssayPressError, LimitError, ManuscriptError
from essay_press.model import Artifact, Essay, Status

Write = Callable[[str, str | bytes], Path]
Text = Callable[..., str]

pytestmark = pytest.mark.skipif(not workers.can_fork(), reason="limits are set on forked processes")

ROOMY = 2500  # megabytes that the process of these tests may have, and its children inherit
HERE = Place("a.md")


def swell() -> int:
    """Take six thousand megabytes."""
    return len([bytearray(2**20) for _ in range(6000)])


def reckon() -> None:
    """Compute without end."""
    while True:
        pass


def wait() -> None:
    """Wait for what does not come."""
    time.sleep(600)


def ended(function: Callable[[], Any], allowed: Limits) -> End:
    """Return how a call within limits ends."""
    with Workers(1, apart=True, limits=allowed) as at_work:
        at_work.submit(Call("a", function))
        return at_work.next()


@pytest.mark.parametrize(
    ("function", "allowed", "code", "words"),
    [
        (swell, Limits(ROOMY, 60), "EP362", "it takes more than 2500 megabytes of memory"),
        (reckon, Limits(0, 1, 300), "EP363", "it was not done after 1 seconds of computing"),
        (wait, Limits(0, 0, 2), "EP364", "it was not done after 2 seconds, and was stopped"),
    ],
)
def test_each_limit_has_its_code(function: Callable[[], Any], allowed: Limits, code: str, words: str) -> None:
    """What is exceeded is told apart."""
    fault = limits.exceeded("edition a5 cannot be made", ended(function, allowed), allowed)
    assert fault is not None
    assert (fault.code, fault.message) == (code, f"edition a5 cannot be made: {words}")
    assert "--max-" in fault.hint


def test_a_process_that_dies_of_something_else_ran_into_no_limit() -> None:
    """A crash stays a crash."""
    import os
    import signal

    end = ended(lambda: os.kill(os.getpid(), signal.SIGUSR1), Limits(ROOMY, 60))
    assert limits.exceeded("x", end, Limits(ROOMY, 60)) is None
    assert "SIGUSR1" in end.fault


def test_no_limit_is_none() -> None:
    """Zero lets a call have what there is."""
    end = ended(lambda: len(bytearray(2**20)), Limits(0, 0, 0))
    assert (end.value, end.fault) == (2**20, "")


def test_what_is_called_apart_returns_or_raises_as_it_would_here() -> None:
    """Values and errors of the house come back; a fault of the program is a RuntimeError with its traceback."""
    fault = Diagnostic(Severity.ERROR, "EP100", "no such file")

    def refuse() -> None:
        raise ManuscriptError(fault)

    assert limits.apart(HERE, "x", Limits(), max, 1, 2) == 2
    with pytest.raises(ManuscriptError) as caught:
        limits.apart(HERE, "x", Limits(), refuse)
    assert caught.value.diagnostics == (fault,)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        limits.apart(HERE, "x", Limits(), lambda: 1 // 0)
    with pytest.raises(LimitError) as ran_out:
        limits.apart(HERE, "the file cannot be checked", Limits(ROOMY, 60), swell)
    assert [(item.code, item.place) for item in ran_out.value.diagnostics] == [("EP362", HERE)]


@pytest.fixture
def monstrous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the editions of an essay called `reckons` never end, and those of `swells` take all memory."""
    stock = build.make

    def make(essay: Essay, *rest: Any, **more: Any) -> Artifact:
        stem = Path(essay.path).stem
        if stem == "reckons":
            reckon()
        if stem == "swells":
            swell()
        return stock(essay, *rest, **more)

    monkeypatch.setattr(build, "make", make)


@pytest.mark.usefixtures("monstrous")
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_monstrous_essay_ends_alone(jobs: int, write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """The others are made, and no unfinished file is left."""
    names = ("good", "reckons", "swells", "zenith")
    paths = [write(f"{name}.md", manuscript_text("Text.")) for name in names]
    request = Request(editions=("epub",), out=tmp_path / "out", check=False, jobs=jobs, limits=Limits(ROOMY, 6, 400))
    outcomes = build.build(paths, request)
    told = [(Path(item.essay).stem, item.status, item.exit_code) for item in outcomes]
    assert told == [
        ("good", Status.BUILT, 0),
        ("reckons", Status.FAILED, EXIT_LIMIT),
        ("swells", Status.FAILED, EXIT_LIMIT),
        ("zenith", Status.BUILT, 0),
    ]
    faults = [[(item.code, item.place) for item in outcome.diagnostics] for outcome in outcomes[1:3]]
    assert faults == [[("EP363", Place(str(paths[1])))], [("EP362", Place(str(paths[2])))]]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["good.epub", "zenith.epub"]


@pytest.mark.usefixtures("monstrous")
def test_exit_status_and_json_tell_limits_apart(
    write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit is status 5, in the outcome and of the command."""
    essay = write("reckons.md", manuscript_text("Text."))
    monkeypatch.chdir(essay.parent)
    words = ["epub", essay.name, "--max-seconds", "2", "--no-check", "--json"]
    result = CliRunner().invoke(main, words)
    said = json.loads(result.stdout)
    assert (result.exit_code, said["exit_code"], said["outcomes"][0]["exit_code"]) == (EXIT_LIMIT,) * 3
    assert [(item["code"], item["path"]) for item in said["diagnostics"]] == [("EP363", "reckons.md")]


def test_a_file_that_swells_ends_its_check(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` looks at anybody's file within limits, too."""
    monkeypatch.setattr(check, "check", lambda *_, **__: swell())
    file = write("a.pdf", b"%PDF-1.7\n")
    result = CliRunner().invoke(main, ["check", str(file)])
    assert (result.exit_code, "EP362" in result.stderr) == (EXIT_LIMIT, True)


def test_a_limit_is_an_error_of_the_house() -> None:
    """It pickles, and has its exit status."""
    assert issubclass(LimitError, EssayPressError)
    assert build.exit_code(LimitError(Diagnostic(Severity.ERROR, "EP362", "x"))) == EXIT_LIMIT
