"""A hostile or monstrous essay ends with an error that names it, and the others go on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from essay_press import build, check, proofsheet
from essay_press.build import Request, limits, placing, workers
from essay_press.build.limits import EXIT_LIMIT, Limits
from essay_press.build.workers import Call, End, Workers
from essay_press.check.tools.apart import apart as in_a_child
from essay_press.cli import checking, main
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


def reckon(*_: Any, **__: Any) -> None:
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
    ((code, path),) = [(item["code"], item["path"]) for item in said["diagnostics"]]
    # On a machine that is busy elsewhere the time on the clock may be up before that of computing.
    assert (code in ("EP363", "EP364"), path) == (True, "reckons.md")


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


ESSAY = "A sentence that says something, and is neither short nor long. [It is worth lifting out.]{.pull} And so on."


@pytest.mark.parametrize(
    ("words", "room", "name"),
    [
        (["check", "a.pdf"], check, "check"),
        (["check", "a.pdf", "--slow"], check, "check"),
        (["check", "a.pdf", "--against", "essay.md"], checking, "read"),
        (["proof", "essay.md"], build, "make"),
        (["proof", "a.pdf"], proofsheet, "draw"),
        (["quotes", "essay.md"], build, "read"),
        (["quotes", "essay.md", "-e", "a5"], placing, "make"),
        (["quotes", "essay.md", "--suggest"], build, "read"),
        (["quotes", "essay.md", "--write", "1"], build, "read"),
        (["spoilers", "essay.md"], build, "read"),
    ],
)
def test_every_command_that_reads_has_limits(
    words: list[str],
    room: Any,
    name: str,
    write: Write,
    manuscript_text: Text,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What takes too long ends with an error that names the file, and the status and JSON of a limit, as in a build."""
    text = manuscript_text(ESSAY)
    monkeypatch.chdir(write("essay.md", text).parent)
    write("a.pdf", b"%PDF-1.7\n")
    monkeypatch.setattr(room, name, reckon)
    result = CliRunner().invoke(main, [*words, "--max-seconds", "1", "--json"])
    said = json.loads(result.stdout)
    assert (result.exit_code, said["exit_code"]) == (EXIT_LIMIT, EXIT_LIMIT)
    ((code, path),) = [(item["code"], item["path"]) for item in said["diagnostics"] if item["severity"] == "error"]
    assert code in ("EP363", "EP364")
    assert path == ("essay.md" if "essay.md" in words else "a.pdf")
    assert Path("essay.md").read_text(encoding="utf-8") == text
    assert {item.name for item in Path.cwd().iterdir()} <= {"essay.md", "a.pdf", ".essay-press"}


def test_a_process_of_a_process_has_its_limits_too() -> None:
    """What the validators are called in inherits them, and what it runs into is no fault of the validator."""
    for function, allowed, code in ((swell, Limits(ROOMY, 60), "EP362"), (reckon, Limits(0, 1, 300), "EP363")):
        with pytest.raises(LimitError) as caught:
            limits.apart(HERE, "the file cannot be checked", allowed, in_a_child, "a validator", function)
        assert [(item.code, item.place) for item in caught.value.diagnostics] == [(code, HERE)]


def fill() -> None:
    """Take memory without end, and use it."""
    held = []
    while True:
        held.append(b"x" * 2**20)
        time.sleep(0.002)


@pytest.mark.parametrize("function", [reckon, wait, fill])
def test_where_no_process_can_be_forked_limits_are_kept_by_a_look_at_the_clock(
    function: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS: this process leaves what has had too much, and goes on."""
    import resource

    had = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    allowed = {reckon: Limits(0, 1, 300), wait: Limits(0, 0, 1), fill: Limits(had + 100, 60, 300)}[function]
    with pytest.raises(LimitError) as caught:
        limits.apart(HERE, "the file cannot be checked", allowed, function)
    code = {reckon: "EP363", wait: "EP364", fill: "EP362"}[function]
    assert [(item.code, item.place) for item in caught.value.diagnostics] == [(code, HERE)]
    assert limits.apart(HERE, "x", allowed, max, 1, 2) == 2
