"""Ace by DAISY, the accessibility checker for EPUB (MIT): the gate is no violation of any weight."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["NAME", "missing", "run", "version"]

NAME = "Ace by DAISY"
_SECONDS = 180
# The browser gets a minute to start: the five seconds of the default are too few on a busy machine.
_ENVIRONMENT = {"ACE_TIMEOUT_INITIAL": "60000"}


def missing() -> str:
    """Return why Ace cannot run, or an empty text."""
    return "" if _command() and programs.browser() else programs.get(NAME, "Node.js", "a Chromium", "its npm package")


def version() -> str:
    """Return the program's version."""
    return programs.version(*_command(), "--version") if _command() else ""


def run(books: Sequence[Path]) -> tuple[Report, ...]:
    """Return a report per book, one process each; `examined` counts the documents. Raises ToolError on a breakdown."""
    if reason := missing():
        return tuple(Report(NAME, not_run=reason) for _ in books)
    return tuple(_judge(book) for book in books)


def _command() -> tuple[str, ...]:
    """Return what starts Ace: the pinned npm package, else the program on PATH; empty without either."""
    node, script = programs.find("node"), programs.package("@daisy/ace-cli/bin/ace.js")
    if node and script:
        return (node, str(script))
    own = programs.find("ace")
    return (own,) if own and node else ()


def _judge(book: Path) -> Report:
    """Return what Ace says of one book."""
    with tempfile.TemporaryDirectory(prefix="essay-press-") as out:
        # A temporary folder of its own: two at once would share one, and delete each other's files.
        folders = ["--outdir", f"{out}/report", "--tempdir", f"{out}/work"]
        environment = {**_ENVIRONMENT, "PUPPETEER_EXECUTABLE_PATH": programs.browser()}
        command = [*_command(), "--silent", "--force", *folders, str(book.resolve())]
        done = programs.run(command, NAME, "EP630", _SECONDS, environment)
        try:
            result = json.loads((Path(out) / "report" / "report.json").read_text(encoding="utf-8"))
            found = tuple(dict.fromkeys(_findings(result["assertions"])))
            passed = result["earl:result"]["earl:outcome"] == "pass"
        except (OSError, KeyError, ValueError) as fault:
            raise ToolError(programs.failure("EP630", f"{NAME} gave no answer", done)) from fault
    if not passed and not found:
        found = (Diagnostic(Severity.ERROR, "EP631", f"{NAME} fails the book and does not say why"),)
    return Report(NAME, found, len(result["assertions"]))


def _findings(subjects: Sequence[Mapping[str, Any]]) -> list[Diagnostic]:
    """Return each violation: the document, the rule, what is wrong and the element."""
    found = []
    for subject in subjects:
        for item in subject["assertions"]:
            rule, result = item["earl:test"], item["earl:result"]
            wrong = " ".join(result["dct:description"].split())
            element = f" in `{_brief(result['html'])}`" if result.get("html") else ""
            text = (
                f"{subject['earl:testSubject']['url']}: {wrong}{element} ({rule['dct:title']}, {rule['earl:impact']})"
            )
            hint = f"{rule['help']['dct:description']}: {rule['help']['url']}"
            found.append(Diagnostic(Severity.ERROR, "EP631", text, hint=hint))
    return found


def _brief(html: str) -> str:
    """Return the beginning of an element, on one line."""
    line = " ".join(html.replace(' xmlns="http://www.w3.org/1999/xhtml"', "").split())
    return line if len(line) <= 80 else f"{line[:79]}…"
