"""`docs/json.md` says what programs can rely on, and the commands print that: every key, of the kind that it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from essay_press import build
from essay_press import check as checks
from essay_press.check.report import Report
from essay_press.check.typography.statistics import Bar, Counted, Figures, Measured
from essay_press.cli import main
from essay_press.cli.console import VERSION
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Artifact

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "json.md"
GRID = Diagnostic(Severity.WARNING, "EP574", "a line is off the grid")
FOUND = (GRID, Diagnostic(Severity.ERROR, "EP575", "too near the trim", Place("a.md", 7, 3), "make it narrower"))
KINDS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "list of names": lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
}
LISTS = {
    "list of diagnostics": "A diagnostic",
    "list of ignored": "An ignored",
    "list of outcomes": "An outcome",
    "list of reports": "A report",
    "list of explanations": "An explanation",
    "list of bars": "A bar",
    "list of rules": "A rule",
}


@cache
def sections() -> dict[str, dict[str, str]]:
    """Return the tables of the document: under each heading, the kind of value of each key."""
    found: dict[str, dict[str, str]] = {}
    for part in DOCUMENT.read_text(encoding="utf-8").split("\n## ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", part, re.MULTILINE)
        found[part.partition("\n")[0]] = dict(rows)
    return found


def faults(value: dict[str, Any], *names: str) -> list[str]:
    """Return where an object differs from the tables under these headings."""
    wanted = {key: kind for name in names for key, kind in sections()[name].items()}
    out = [f"{names[-1]}: `{key}` is not documented" for key in value.keys() - wanted.keys()]
    out += [f"{names[-1]}: `{key}` is not printed" for key in wanted.keys() - value.keys()]
    for key, kind in wanted.items():
        if kind in LISTS and isinstance(value.get(key), list):
            out += [fault for item in value[key] for fault in faults(item, LISTS[kind])]
        elif kind == "a setting" and isinstance(value.get(key), dict):
            out += faults(value[key], "A setting")
        elif kind in (*LISTS, "a setting") or not any(KINDS[word](value.get(key)) for word in kind.split(" or ")):
            out.append(f"{names[-1]}: `{key}` is {value.get(key)!r}, and not {kind}")
    return sorted(set(out))


@pytest.fixture(autouse=True)
def essay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manuscript_text: Callable[..., str]) -> Path:
    """Work in a folder with an essay that accepts one finding, a press that makes it at once, and checks by hand."""
    monkeypatch.chdir(tmp_path)
    accepted = [{"code": "EP574", "reason": "a wide table"}]
    path = Path("a.md")
    path.write_text(manuscript_text(ignore=accepted, editions=["a5", "epub"]), encoding="utf-8")
    Path("a-a5.pdf").write_bytes(b"%PDF-1.7")
    artifact = Artifact("a-a5.pdf", "application/pdf", b"%PDF-1.7", "a5", 3, (GRID,))
    failing = Artifact("a.epub", "application/epub+zip", b"PK", "epub", 0, FOUND)
    monkeypatch.setattr(build, "make", lambda _, edition, *__: failing if edition.name == "epub" else artifact)
    reports = (Report("grid", FOUND, 7), Report("words", not_run="needs the essay (--against)"))
    monkeypatch.setattr(checks, "check", lambda *_, **__: reports)
    return path


@pytest.mark.parametrize(
    ("args", "section"),
    [
        (["build", "a.md"], "`build`, `pdf`, `epub`"),
        (["check", "a-a5.pdf", "--against", "a.md"], "`check`"),
        (["explain"], "`explain`"),
    ],
)
def test_what_is_printed_is_what_is_documented(args: list[str], section: str) -> None:
    """Both ways: no key is left out of the document, and none is promised that is not there."""
    body = json.loads(CliRunner().invoke(main, [*args, "--json"]).stdout)
    assert faults(body, "Every command", section) == []
    lists = [key for key, kind in sections()[section].items() if kind in LISTS]
    assert [key for key in lists if not body[key]] == [], "a list without entries shows nothing"


def test_how_the_text_is_set_is_printed_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `--typography` alone, every figure, bar and rule."""
    bars = (Bar(0.9, 1.0, 7), Bar(1.0, 1.1, 3))
    figures = Figures(2, 12, 10, 1.0, 0.1, 1.2, 0.9, 1.3, 0.0, 0.1, 0, 0, 0, 0, 0, 0, 0, bars)
    measured = Measured(figures, (Counted("EP810", 10, 0),), 11.0, 0.0, 66.5, ("Garamond",))
    monkeypatch.setattr(checks, "check", lambda *_, **__: (Report("typography", (GRID,), 12, typography=measured),))
    args = ["check", "a-a5.pdf", "--against", "a.md", "--json"]
    body = json.loads(CliRunner().invoke(main, [*args, "--typography"]).stdout)
    assert faults(body, "Every command", "`check`", "`check --typography`") == []
    assert body["typography"]["spaces"][0] == {"low": 0.9, "high": 1.0, "lines": 7}
    assert "typography" not in json.loads(CliRunner().invoke(main, args).stdout)


def test_the_version_is_the_one_documented() -> None:
    """A new number comes with a new document."""
    assert f"This is version {VERSION}\n" in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"more": 1}, "A report: `more` is not documented"),
        ({"examined": "7"}, "A report: `examined` is '7', and not number"),
        ({"not_run": 0}, "A report: `not_run` is 0, and not text or null"),
    ],
)
def test_a_difference_would_be_seen(change: dict[str, object], fault: str) -> None:
    """The test above can fail."""
    good = {"name": "x", "examined": 7, "errors": 0, "warnings": 0, "ignored": 0, "not_run": None}
    assert faults(good, "A report") == []
    assert faults(good | change, "A report") == [fault]
    assert "A report: `name` is not printed" in faults({key: good[key] for key in good if key != "name"}, "A report")
