"""What an author accepts is told with its reason, and an entry that accepts nothing is told too."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from essay_press import build
from essay_press.build.judging import judge
from essay_press.cli import main
from essay_press.codes import BINDING, CODES
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import RenderError
from essay_press.model import Artifact, Ignore, Ignored, Outcome

Write = Callable[[str, str], Path]
Text = Callable[..., str]
GRID = Diagnostic(Severity.WARNING, "EP574", "a line is off the grid")
FILE = Artifact("a-a5.pdf", "application/pdf", b"%PDF-1.7", "a5", 3, (GRID,))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with a press that makes each edition at once and finds a line off the grid."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build, "make", lambda *_: FILE)
    return tmp_path


def accepted(*codes: str) -> list[dict[str, str]]:
    """Return an ignore list with these codes."""
    return [{"code": code, "reason": f"why {code}"} for code in codes]


def go(**wishes: object) -> tuple[Outcome, ...]:
    """Build the essay."""
    return build.build([Path("a.md")], build.Request(**({"project": Path.cwd()} | wishes)))  # type: ignore[arg-type]


def idle(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str]]:
    """Return edition and message of each note on an entry that matched nothing."""
    return [(item.edition, each.message) for item in outcomes for each in item.diagnostics if each.code == "EP343"]


def test_what_is_ignored_is_kept_with_its_reason(write: Write, manuscript_text: Text) -> None:
    """In every edition; the file is written."""
    write("a.md", manuscript_text(ignore=accepted("EP574"), editions=["a5", "a4"]))
    outcomes = go(strict=True)
    assert [item.ignored for item in outcomes] == [(Ignored(GRID, "why EP574"),)] * 2
    assert [item.diagnostics for item in outcomes] == [(), ()]
    assert pickle.loads(pickle.dumps(outcomes)) == outcomes


def test_what_is_ignored_in_the_manuscript_is_told_once(write: Write, manuscript_text: Text) -> None:
    """With the first edition."""
    write("a.md", manuscript_text(date=None, ignore=accepted("EP119", "EP574"), editions=["a5", "a4"]))
    assert [[each.diagnostic.code for each in item.ignored] for item in go()] == [["EP119", "EP574"], ["EP574"]]


def test_an_entry_that_matched_nothing_is_a_note_with_its_line(write: Write, manuscript_text: Text) -> None:
    """With the last edition, when all were made."""
    write("a.md", manuscript_text(ignore=accepted("EP574", "EP575"), editions=["a5", "a4"]))
    outcomes = go()
    assert idle(outcomes) == [("a4", "no edition gave EP575, so there was nothing to ignore (“why EP575”)")]
    (note,) = outcomes[-1].diagnostics
    assert (note.severity, note.place and note.place.line) == (Severity.NOTE, 5)


@pytest.mark.parametrize("wishes", [{"editions": ("a5",)}, {"check": False}, {"layout": "modern"}])
def test_half_a_build_says_nothing_of_idle_entries(
    write: Write, manuscript_text: Text, wishes: dict[str, object]
) -> None:
    """Another edition might have had use for them."""
    write("a.md", manuscript_text(ignore=accepted("EP575"), editions=["a5", "a4"]))
    assert idle(go(**wishes)) == []


def test_a_failed_build_says_nothing_of_idle_entries(
    write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not looked at to its end."""

    def fail(*_: object) -> Artifact:
        raise RenderError(Diagnostic(Severity.ERROR, "EP400", "it broke"))

    monkeypatch.setattr(build, "make", fail)
    write("a.md", manuscript_text(ignore=accepted("EP575"), editions=["a5"]))
    assert idle(go()) == []


def test_an_error_that_stops_a_stage_cannot_be_ignored() -> None:
    """The entry is an error of its own, at its line, beside the one that it was for."""
    place = Place("a.md", 7, 3)
    broken = Diagnostic(Severity.ERROR, "EP400", "it broke")
    found = judge((broken, GRID), (Ignore("EP400", "why", place),))
    assert [(item.code, item.place) for item in found.told] == [("EP400", None), ("EP342", place), ("EP574", None)]
    assert found.ignored == ()


def test_what_binds_is_in_the_table() -> None:
    """Lost text and broken standards, by the codes that messages have; never all of a room."""
    assert sorted(BINDING - set(CODES)) == []
    assert {code[:3] for code in BINDING} == {"EP3", "EP5", "EP7"}


def test_a_build_says_how_much_was_ignored(write: Write, manuscript_text: Text) -> None:
    """A number at the end of the line; `--verbose` tells each with its reason."""
    write("a.md", manuscript_text(ignore=accepted("EP574"), editions=["a5"]))
    short = CliRunner().invoke(main, ["build", "a.md"])
    long = CliRunner().invoke(main, ["build", "a.md", "--verbose"])
    assert (short.stdout.endswith("build/a-a5.pdf  (1 ignored)\n"), short.stderr) == (True, "")
    assert long.stderr == "a.md [a5]: ignored EP574: a line is off the grid\n  reason: why EP574\n"
