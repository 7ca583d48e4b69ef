"""EPUBCheck itself: how it is found, what its answers become, and that our files pass it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import epub_samples as samples
from essay_press.check.tools import epubcheck, programs
from essay_press.diagnostics import Severity
from essay_press.errors import ToolError
from essay_press.formats.epub import package
from essay_press.model import Inputs, PageBreak, PageMap

__all__: list[str] = []

NEEDED = pytest.mark.skipif(bool(epubcheck.missing()), reason=epubcheck.missing())


def answer(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    """Let EPUBCheck answer with `text`, or not at all."""

    def run(command: Sequence[str], *_: object) -> subprocess.CompletedProcess[str]:
        if text is not None:
            Path(command[command.index("--json") + 1]).write_text(text, encoding="utf-8")
        return subprocess.CompletedProcess(command, 1, "", "first line\nlast line\n")

    monkeypatch.setattr(epubcheck, "java", lambda: "java")
    monkeypatch.setattr(epubcheck, "jar", lambda: Path("epubcheck.jar"))
    monkeypatch.setattr(programs, "run", run)


def test_messages_become_diagnostics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors and warnings keep their weight, a remark is a warning, and the one usual remark is dropped."""
    messages = """{"items": [1, 2], "messages": [
        {"ID": "RSC-012", "severity": "ERROR", "message": "Fragment not defined.", "suggestion": null,
         "locations": [{"path": "EPUB/text/a.xhtml", "line": 9, "column": 2}]},
        {"ID": "OPF-003", "severity": "WARNING", "message": "Stray.", "suggestion": "Take it out.", "locations": []},
        {"ID": "CSS-028", "severity": "USAGE", "message": "A font.", "suggestion": null, "locations": []},
        {"ID": "OPF-086b", "severity": "USAGE", "message": "Old type.", "suggestion": null, "locations": []}]}"""
    answer(monkeypatch, messages)
    found = epubcheck.run(b"")
    assert [(item.severity, item.code, item.message, item.hint) for item in found.diagnostics] == [
        (Severity.ERROR, "EP545", "EPUB/text/a.xhtml line 9: Fragment not defined. (RSC-012)", ""),
        (Severity.WARNING, "EP545", "Stray. (OPF-003)", "Take it out."),
        (Severity.WARNING, "EP545", "Old type. (OPF-086b)", ""),
    ]
    assert found.examined == 2


@pytest.mark.parametrize("text", [None, "not json"])
def test_no_answer_is_an_error(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    """A validator that breaks does not pass a file; its last words are in the message."""
    answer(monkeypatch, text)
    with pytest.raises(ToolError, match=r"EP612.*last line"):
        epubcheck.run(b"")


def test_missing_java_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Java the error says what to install."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ToolError, match=r"EP610(.|\n)*default-jre-headless"):
        epubcheck.java()


def test_a_missing_validator_is_named_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the error says what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ToolError, match=r"EP611(.|\n)*essay-press\[proof\]"):
        epubcheck.jar()


@pytest.mark.proof
@NEEDED
def test_epubcheck_passes_the_sample() -> None:
    """Nothing fatal, no error, no warning, and no remark but the usual one."""
    found = epubcheck.run(samples.epub().data)
    assert ([str(item) for item in found.diagnostics], found.examined > 15) == ([], True)


@pytest.mark.proof
@NEEDED
def test_epubcheck_passes_a_bare_book() -> None:
    """An essay without anything, and without a cover image."""
    assert epubcheck.run(package(samples.plain_composition(), Inputs()).data).diagnostics == ()


@pytest.mark.proof
@NEEDED
def test_epubcheck_passes_print_pages() -> None:
    """Page markers, the page list and their source."""
    breaks = (PageBreak("i", "b1", 0), PageBreak("2", "s1", 0), PageBreak("3", "b13", 6))
    made = package(samples.composition(), replace(samples.inputs(), page_map=PageMap("a5", "classic", breaks)))
    assert epubcheck.run(made.data).diagnostics == ()


@pytest.mark.proof
@NEEDED
def test_epubcheck_catches_a_planted_fault() -> None:
    """The gate can fail."""
    data = samples.edited({"EPUB/text/notice.xhtml": lambda text: text.replace("essay.xhtml", "essays.xhtml")})
    assert [item.severity for item in epubcheck.run(data).diagnostics] == [Severity.ERROR]


@pytest.mark.proof
@NEEDED
def test_many_books_are_judged_as_one_is(tmp_path: Path) -> None:
    """One Java for all of them says of each what it says of it alone, and keeps nothing of the book before."""
    good, bad = tmp_path / "good.epub", tmp_path / "bad.epub"
    good.write_bytes(samples.epub().data)
    bad.write_bytes(
        samples.edited({"EPUB/text/notice.xhtml": lambda text: text.replace("essay.xhtml", "essays.xhtml")})
    )
    alone = {path: epubcheck.run_all([path])[0] for path in (good, bad)}
    order = [good, bad, good, bad]
    assert epubcheck.run_all(order) == tuple(alone[path] for path in order)
    assert [len(report.diagnostics) for report in alone.values()] == [0, 1]
