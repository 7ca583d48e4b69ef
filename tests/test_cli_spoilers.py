"""`essay-press spoilers`: what is marked, what is not, and what each edition does with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from essay_press.cli import main

Write = Callable[[str, str], Path]
Text = Callable[..., str]

BODY = """\
He [drowns at sea]{.spoiler safe="acts"}.[^a] Then Ottoline waits.

::: spoiler
She waits[^b] in vain.
:::

[^a]: Not before.
[^b]: For years.
"""
SPOILERS = {
    "works": [{"title": "The Lamp", "kind": "film", "year": 1931}],
    "extent": "ending",
    "terms": ["Ottoline", "x"],
}


@pytest.fixture
def essay(write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a manuscript with marks and a term that is not marked."""
    monkeypatch.chdir(tmp_path)
    return write("light.md", manuscript_text(BODY, spoilers=SPOILERS))


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["spoilers", *map(str, words)])


def test_it_lists_what_is_marked_and_what_is_not(essay: Path) -> None:
    """Each passage with its line, its kind and what stands in its place; each term with its lines."""
    found = run(essay)
    assert found.exit_code == 0
    lines = [" ".join(line.split()) for line in found.stdout.splitlines()]
    assert lines[:5] == [
        "Marked: 2 passages",
        "line 8 words drowns at sea",
        "→ “acts”",
        "line 10 block She waits in vain.",
        "→ a line that says what is left out",
    ]
    assert lines[5:8] == ["Terms: 2", "Ottoline, line 8, not marked", "x, nowhere in the essay"]
    assert "without the 2 marked passages; 1 note goes with them" in lines
    assert "all of them, and a cover that warns of them" in lines


def test_a_term_that_is_not_marked_is_a_warning_with_its_cure(essay: Path) -> None:
    """On standard error, with its place; under --strict the command fails."""
    found = run(essay)
    assert "light.md:8:52: warning EP347: “Ottoline” is not marked" in found.stderr
    assert 'hint: mark it, or the sentence round it: `[Ottoline]{.spoiler safe="…"}`' in found.stderr
    assert run(essay, "--strict").exit_code == 1


def test_it_says_the_same_in_json(essay: Path) -> None:
    """For programs, with lines and columns."""
    found = json.loads(run(essay, "--json").stdout)
    assert (found["version"], found["exit_code"], Path(found["essay"]).name) == (1, 0, "light.md")
    assert [(item["line"], item["kind"], item["safe"]) for item in found["marked"]] == [
        (8, "words", "acts"), (10, "block", None),
    ]  # fmt: skip
    assert found["terms"] == [{"term": "Ottoline", "line": 8, "column": 52, "where": "text", "marked": False}]
    fates = {item["edition"]: item["spoilers"] for item in found["editions"]}
    assert (fates["a5"], fates["spoiler-free"], fates["epub-spoiler-free"]) == ("kept", "removed", "removed")
    assert [item["code"] for item in found["diagnostics"]] == ["EP347"]


def test_an_essay_without_marks_has_no_edition_without_them(
    write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It says so, rather than offer the full text under another name."""
    monkeypatch.chdir(tmp_path)
    found = run(write("a.md", manuscript_text()))
    assert "skipped: nothing in the essay is marked as a spoiler, so it would be the full edition" in found.stdout
    assert "No `spoilers` in the front matter" in found.stdout
    assert found.exit_code == 0


def test_asked_for_by_name_such_an_edition_fails(
    write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And the reason is said."""
    monkeypatch.chdir(tmp_path)
    path = write("a.md", manuscript_text())
    found = CliRunner().invoke(main, ["pdf", str(path), "-e", "spoiler-free"])
    assert found.exit_code == 1
    assert "edition spoiler-free cannot be built: nothing in the essay is marked as a spoiler" in found.stderr


def test_a_finished_file_is_searched_under_its_own_name(essay: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` knows the edition by the name of the file, and looks at that name, too."""
    monkeypatch.chdir(essay.parent)
    essay.write_text(essay.read_text(encoding="utf-8").replace("Then Ottoline", "Then she"), encoding="utf-8")
    made = CliRunner().invoke(main, ["pdf", str(essay), "-e", "spoiler-free", "-o", "light-spoiler-free.pdf"])
    assert made.exit_code == 0, made.output
    Path("ottoline-spoiler-free.pdf").write_bytes(Path("light-spoiler-free.pdf").read_bytes())
    found = [
        CliRunner().invoke(main, ["check", name, "--against", str(essay)])
        for name in ("light-spoiler-free.pdf", "ottoline-spoiler-free.pdf")
    ]
    assert [item.exit_code for item in found] == [0, 1]
    assert "error EP705: the file's name says “Ottoline”, which gives the plot away" in found[1].stderr


def test_a_missing_manuscript_is_named() -> None:
    """As for every command."""
    found = run("nowhere.md")
    assert found.exit_code == 1
    assert "nowhere.md: error EP100" in found.stderr
