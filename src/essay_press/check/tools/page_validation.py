"""PDF/A and PDF/UA, proved by `page-validation` (PyPI), which is optional: `pip install essay-press[proof]`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from essay_press.check.report import Report
from essay_press.check.tools.apart import apart
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

if TYPE_CHECKING:
    from page import ValidationReport

__all__ = ["PROFILES", "STANDARDS", "TOOL", "name", "validate"]

TOOL = "page-validation"
PROFILES = {"2a": "PDF/A-2a", "3a": "PDF/A-3a", "ua1": "PDF/UA-1"}
STANDARDS = {"pdf/a-2a": "2a", "pdf/a-3a": "3a", "pdf/ua-1": "ua1"}
USUAL = ("2a", "ua1")
"""What a file of an unknown edition is held to."""
SHOWN = 20  # findings of a profile that are told one by one
MISSING = "needs page-validation: pip install 'essay-press[proof]'"


def validate(data: bytes, profiles: tuple[str, ...] = USUAL) -> tuple[Report, ...]:
    """Return one report per profile; `examined` counts the rules. Raises ToolError when the validator breaks down."""
    if importlib.util.find_spec("page") is None:
        return tuple(Report(name(profile), not_run=MISSING) for profile in profiles)
    return apart(TOOL, _validate, data, profiles)


def _validate(data: bytes, profiles: tuple[str, ...]) -> tuple[Report, ...]:
    """Return one report per profile; raises ToolError."""
    import page  # heavy (50 MB), and optional

    reports = []
    for profile in profiles:
        try:
            reports.append(_report(profile, page.validate_pdf_bytes(data, profile=profile)))
        except page.ParseError as error:
            broken = Diagnostic(Severity.ERROR, "EP560", f"the validator cannot read the file: {error}")
            reports.append(Report(name(profile), (broken,)))
        except page.SafetyLimitError as error:
            reports.append(Report(name(profile), not_run=f"the file is past the validator's limits: {error}"))
        except page.PageError as error:
            message = f"page-validation could not judge the file: {error}"
            raise ToolError(Diagnostic(Severity.ERROR, "EP620", message)) from error
    return tuple(reports)


def name(profile: str) -> str:
    """Return what the report on a profile is called."""
    return f"{PROFILES.get(profile, profile)} ({TOOL})"


def _report(profile: str, result: ValidationReport) -> Report:
    failures = result.failures
    found = [
        Diagnostic(
            Severity.ERROR,
            "EP561",
            f"{PROFILES.get(profile, profile)}, {failure.rule_id}: {failure.message}",
            hint="the file does not keep a standard that it claims: a fault of the build, not of the essay",
        )
        for failure in failures[:SHOWN]
    ]
    if len(failures) > SHOWN:
        found.append(Diagnostic(Severity.ERROR, "EP561", f"and {len(failures) - SHOWN} findings more"))
    return Report(name(profile), tuple(found), result.rules.total)
