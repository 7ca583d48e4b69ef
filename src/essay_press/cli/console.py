"""How the command line speaks: lines for people, one JSON object for programs, a progress display on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EssayPressError
from essay_press.model import Edition, Layout, Outcome, Status

__all__ = ["Console", "entry"]

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
VERSION = 1


class Console:
    """What is printed and where: results on standard output, findings on standard error, or all of it as JSON."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        """Choose the voice."""
        self._json = as_json
        self._quiet = quiet
        self._verbose = verbose
        self._outcomes: list[Outcome] = []
        self._found: list[Diagnostic] = []
        self._reports: list[dict[str, Any]] = []

    # -------------------------------------------------------------- findings
    def say(self, found: Iterable[Diagnostic]) -> None:
        """Print diagnostics; notes only when verbose, warnings unless quiet."""
        for item in found:
            self._found.append(item)
            if self._json or (item.severity is Severity.NOTE and not self._verbose):
                continue
            if self._quiet and item.severity is not Severity.ERROR:
                continue
            head = f"{item.place}: " if item.place else ""
            label = click.style(f"{item.severity.value} {item.code}", fg=COLOURS[item.severity], bold=True)
            click.echo(f"{head}{label}: {item.message}", err=True)
            if item.hint:
                click.echo(f"  {click.style('hint:', bold=True)} {item.hint}", err=True)

    def failure(self, error: EssayPressError) -> int:
        """Print an exception's diagnostics and return the exit status for it."""
        from essay_press.build import exit_code

        self.say(error.diagnostics)
        return exit_code(error)

    # -------------------------------------------------------------- building
    @contextmanager
    def progress(self, essays: tuple[Path, ...], editions: tuple[str, ...]) -> Iterator[Callable[[Outcome], None]]:
        """Yield what is to be called with each outcome; on a terminal a display shows how far things are."""
        if self._json or self._quiet or not sys.stderr.isatty():
            yield self.outcome
            return
        from essay_press.cli.display import display

        with display(essays, editions, self.outcome) as listener:
            yield listener

    def outcome(self, outcome: Outcome) -> None:
        """Print how a job ended."""
        self._outcomes.append(outcome)
        self.say(outcome.diagnostics)
        if self._json or self._quiet:
            return
        name = Path(outcome.essay).stem
        if outcome.status is Status.BUILT:
            pages = f"{outcome.pages} pp" if outcome.pages else ""
            took = f"  {outcome.seconds:5.2f} s" if self._verbose else ""
            size = f"{outcome.size / 1000:,.0f} kB"
            click.echo(f"{name:<16} {outcome.edition:<12} {pages:>7} {size:>9}{took}  {outcome.path}")
        elif outcome.status is Status.FAILED:
            label = click.style("failed", fg="red", bold=True)
            click.echo(f"{name:<16} {outcome.edition:<12} {label}")
        elif self._verbose:
            click.echo(f"{name:<16} {outcome.edition:<12} {outcome.status.value}")

    def report(self, report: dict[str, Any]) -> None:
        """Print the report of a check."""
        self._reports.append(report)
        if self._json or self._quiet:
            return
        if report["not_run"]:
            state, detail = click.style("not run", fg="yellow"), report["not_run"]
        else:
            failed = report["errors"] or report["warnings"]
            state = click.style(f"{failed} found", fg="red") if failed else click.style("ok", fg="green")
            detail = f"{report['examined']:,} examined"
        click.echo(f"{report['name']:<40} {state}  {detail}")

    def close(self, code: int) -> int:
        """Print the JSON object, if that is the voice, and return the exit status."""
        if self._json:
            told = [entry(item) for item in self._found]
            body: dict[str, Any] = {"version": VERSION, "exit_code": code, "diagnostics": told}
            if self._outcomes:
                body["outcomes"] = [_outcome_entry(item) for item in self._outcomes]
            if self._reports:
                body["reports"] = self._reports
            click.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return code

    # -------------------------------------------------------------- lists
    def editions(self, found: Iterable[Edition]) -> None:
        """Print the editions."""
        if self._json:
            click.echo(json.dumps({"version": VERSION, "editions": [_edition_entry(item) for item in found]}, indent=2))
            return
        for item in found:
            page = f"{item.trim.width:g} × {item.trim.height:g} mm" if item.trim else "reflowable"
            click.echo(f"{click.style(item.name, bold=True):<12}  {item.summary}")
            click.echo(f"{'':<12}  {page}; layouts: {', '.join(item.layouts)}; {' + '.join(item.standards)}")

    def layouts(self, found: Iterable[Layout]) -> None:
        """Print the layouts and their options."""
        if self._json:
            click.echo(json.dumps({"version": VERSION, "layouts": [_layout_entry(item) for item in found]}, indent=2))
            return
        for item in found:
            click.echo(f"{click.style(item.name, bold=True)}: {item.summary}")
            for spec in item.options:
                choices = f" ({' | '.join(str(choice) for choice in spec.choices)})" if spec.choices else ""
                click.echo(f"  {spec.name} = {str(spec.default).lower()}{choices}  {spec.summary}")


def entry(item: Diagnostic) -> dict[str, Any]:
    """Return a diagnostic as JSON has it."""
    place = item.place
    return {
        "severity": item.severity.value,
        "code": item.code,
        "message": item.message,
        "path": place.path if place else None,
        "line": place.line or None if place else None,
        "column": place.column or None if place else None,
        "hint": item.hint or None,
    }


def _outcome_entry(item: Outcome) -> dict[str, Any]:
    """Return an outcome as JSON has it."""
    return {
        "essay": item.essay,
        "edition": item.edition,
        "status": item.status.value,
        "path": str(item.path) if item.path else None,
        "sha256": item.sha256 or None,
        "pages": item.pages or None,
        "size": item.size or None,
        "seconds": round(item.seconds, 3),
        "diagnostics": [entry(each) for each in item.diagnostics],
    }


def _edition_entry(item: Edition) -> dict[str, Any]:
    """Return an edition as JSON has it."""
    trim = {"width_mm": item.trim.width, "height_mm": item.trim.height} if item.trim else None
    return {
        "name": item.name,
        "summary": item.summary,
        "format": item.format,
        "trim": trim,
        "double_sided": item.double_sided,
        "layouts": list(item.layouts),
        "standards": list(item.standards),
        "applies": item.applies,
    }


def _layout_entry(item: Layout) -> dict[str, Any]:
    """Return a layout as JSON has it."""
    options = [
        {"name": spec.name, "default": spec.default, "choices": list(spec.choices), "summary": spec.summary}
        for spec in item.options
    ]
    return {"name": item.name, "summary": item.summary, "options": options}
