"""veraPDF, the reference validator of PDF/A and PDF/UA: one process for all files.

The standards are those that a file claims; one that its edition promises and the file does not claim is a fault. The
program is GPL-3.0-or-later or MPL-2.0; it is only run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["NAME", "concerns", "missing", "run", "version"]

NAME = "veraPDF"
SHOWN = 20  # findings of a standard that are told one by one
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
_PROFILE = " validation profile"
_SECONDS_PER_FILE, _SECONDS = 60, 120


def concerns(standards: Sequence[str]) -> tuple[str, ...]:
    """Return those standards that veraPDF judges."""
    return tuple(item.casefold() for item in standards if re.match(r"pdf/u?a-", item, re.IGNORECASE))


def missing() -> str:
    """Return why veraPDF cannot run, or an empty text."""
    return "" if _command() else programs.get(NAME, "Java", "its program file")


def version() -> str:
    """Return the program's version."""
    return programs.version(*_command(), "--version") if _command() else ""


def run(files: Sequence[Path], promises: Sequence[Sequence[str]]) -> tuple[tuple[Report, ...], ...]:
    """Return, for each file, a report per standard that it promises or claims; `examined` counts single checks.

    `promises` are the standards of each file's edition. A file that promises none of veraPDF's is not looked at. Raises
    ToolError when the program breaks down; what breaks it on one file is a fault of that file.
    """
    reason = missing()
    wanted = [path for path, promised in zip(files, promises, strict=True) if concerns(promised)]
    if reason or not wanted:
        return tuple(tuple(Report(_title(item), not_run=reason) for item in concerns(each)) for each in promises)
    command = [*_command(), "--format", "json", "--flavour", "0", "--maxfailuresdisplayed", "1", "--nonpdfext"]
    seconds = _SECONDS + _SECONDS_PER_FILE * len(wanted)
    done = programs.run([*command, *(str(path.resolve()) for path in wanted)], NAME, "EP621", seconds)
    try:
        jobs = {job["itemDetails"]["name"]: job for job in json.loads(done.stdout)["report"]["jobs"]}
        return tuple(
            _reports(jobs[str(path.resolve())], concerns(each)) if concerns(each) else ()
            for path, each in zip(files, promises, strict=True)
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ToolError(programs.failure("EP621", f"{NAME} gave no answer to every file", done)) from fault


def _command() -> tuple[str, ...]:
    """Return what starts veraPDF: its own installation on PATH, else the pinned program file; empty without either."""
    if own := programs.find("verapdf"):
        return (own,)
    java = programs.find("java")
    files = sorted((programs.folder() / "verapdf").glob("*.jar"))
    return (java, *programs.JVM, "-cp", str(files[-1]), _MAIN) if java and files else ()


def _name(standard: str) -> str:
    """Return a standard as it is written: `PDF/A-2a`."""
    return standard.replace("pdf/", "PDF/").replace("/ua", "/UA").replace("/a-", "/A-")


def _title(standard: str) -> str:
    """Return what the report on a standard is called: `PDF/A-2a (veraPDF)`."""
    return f"{_name(standard)} ({NAME})"


def _reports(job: Mapping[str, Any], promised: tuple[str, ...]) -> tuple[Report, ...]:
    """Return what one job says of the standards that a file claims, and that it promises."""
    if trouble := job.get("taskException"):
        unread = trouble["type"] == "PARSE"
        message = f"{NAME} {'cannot read the file' if unread else 'broke down on the file'}: "
        found = Diagnostic(Severity.ERROR, "EP560" if unread else "EP621", message + trouble["exceptionMessage"])
        return tuple(Report(_title(item), (found,)) for item in promised)
    results = job["validationResult"]
    judged = {item["profileName"].casefold().removesuffix(_PROFILE): item for item in results}
    # Without any claim veraPDF falls back to PDF/A-1b, which nobody asked for.
    told = [_judged(name, item) for name, item in judged.items() if name in promised or len(judged) > 1]
    for standard in promised:
        if standard not in judged:
            message = f"the file does not claim {_name(standard)}: it was taken for {' and '.join(map(_name, judged))}"
            told.append(Report(_title(standard), (Diagnostic(Severity.ERROR, "EP568", message),)))
    return tuple(told)


def _judged(standard: str, result: Mapping[str, Any]) -> Report:
    """Return what veraPDF says of one standard."""
    details = result["details"]
    broken = details["ruleSummaries"]
    found = [_finding(standard, item) for item in broken[:SHOWN]]
    if len(broken) > SHOWN:
        found.append(Diagnostic(Severity.ERROR, "EP561", f"and {len(broken) - SHOWN} rules more"))
    if not result["compliant"] and not found:
        found.append(Diagnostic(Severity.ERROR, "EP561", result["statement"]))
    return Report(_title(standard), tuple(found), details["passedChecks"] + details["failedChecks"])


def _finding(standard: str, rule: Mapping[str, Any]) -> Diagnostic:
    """Return one broken rule: its clause, how often it is broken, and where first."""
    first: Mapping[str, Any] = next(iter(rule.get("checks", ())), {})
    where = f"; first at {_short(first['context'])}: {first['errorMessage']}" if first else ""
    times = f"{rule['failedChecks']:,} times" if rule["failedChecks"] > 1 else "once"
    text = (
        f"{_name(standard)}, clause {rule['clause']}, test {rule['testNumber']}, {times}: {rule['description']}{where}"
    )
    hint = "the file does not keep a standard that it claims: a fault of the build, not of the essay"
    return Diagnostic(Severity.ERROR, "EP561", text, hint=hint)


def _short(context: str) -> str:
    """Return the last steps of the way to an object."""
    steps = context.split("/")
    return "/".join(steps[-3:])
