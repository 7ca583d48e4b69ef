"""Programs that others wrote: where they are, how they are run, and what is said when they break down."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from essay_press import resources
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import LayoutError, ToolError

__all__ = ["JVM", "SETUP", "browser", "failure", "find", "folder", "get", "package", "run", "version"]

SETUP = "scripts/setup.sh proof"
"""What installs every program that is wrapped here."""
JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
"""For Java that runs for seconds: compiling hot code and collecting garbage in parallel cost more than they save."""
_OURS = frozenset({"FONTCONFIG_FILE", "FC_LANG"})
_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def folder() -> Path:
    """Return where tools are installed that no system packages: ESSAY_PRESS_TOOLS, else `.proof` in the checkout."""
    if named := os.environ.get("ESSAY_PRESS_TOOLS"):
        return Path(named).absolute()
    with contextlib.suppress(LayoutError):
        return resources.root("layouts").parent / ".proof"
    return Path(".proof").absolute()


def find(*names: str) -> str:
    """Return the path of the first of these programs that is on PATH, or an empty text."""
    return next((found for name in names if (found := shutil.which(name))), "")


def package(path: str) -> Path | None:
    """Return a file of the pinned npm packages, or None where they are not installed."""
    found = folder() / "node_modules" / path
    return found if found.is_file() else None


def browser() -> str:
    """Return the path of a Chromium: that of CHROMIUM, else the first there is, or an empty text."""
    named = os.environ.get("CHROMIUM", "")
    return find(named) if named else find(*_BROWSERS) or (str(_MACOS) if _MACOS.is_file() else "")


def get(tool: str, *packages: str) -> str:
    """Return why a tool did not run: which programs it lacks, and what installs them."""
    return f"{tool} needs {' and '.join(packages)}: {SETUP}"


def run(
    command: Sequence[str],
    tool: str,
    code: str,
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Return what a program printed and its exit status, whatever that is.

    Raises ToolError (`code`) when it cannot be started or takes longer than `seconds`; it and the programs it started
    are ended then.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**_surroundings(), **(environment or {})},
            # A group of its own: a browser that the program started would outlive it.
            start_new_session=True,
        )
    except OSError as fault:
        raise ToolError(failure(code, f"{tool} could not be started ({fault})")) from fault
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as fault:
            raise ToolError(failure(code, f"{tool} did not finish within {seconds:g} seconds")) from fault
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _surroundings() -> dict[str, str]:
    """Return our environment without what the layout engine sets: with our faces alone a browser crashes."""
    return {name: value for name, value in os.environ.items() if name not in _OURS}


def failure(code: str, message: str, done: subprocess.CompletedProcess[str] | None = None) -> Diagnostic:
    """Return that a tool broke down, with its exit status and last words where there are any."""
    if done is not None:
        last = (done.stderr.strip() or done.stdout.strip() or "it printed nothing").splitlines()[-1]
        message = f"{message} (exit status {done.returncode}): {last}"
    return Diagnostic(Severity.ERROR, code, message, hint=f"run it by hand, or install it again: {SETUP}")


@functools.cache
def version(*command: str) -> str:
    """Return the first line with a digit in it that a command prints, or an empty text; never raises."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    lines = (done.stdout + "\n" + done.stderr).splitlines()
    return next((line.strip() for line in lines if any(map(str.isdigit, line))), "")
