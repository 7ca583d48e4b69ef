"""How the command line speaks: lines for people, one JSON object for programs, a progress display on a terminal."""

from __future__ import annotations

import json
import shlex
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from essay_press.cli.plain import for_json, plain, plainly
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EssayPressError
from essay_press.explanations import Explanation
from essay_press.model import Edition, Ignored, Layout, Outcome, Status

if TYPE_CHECKING:
    from essay_press.build import Listener, Request, Starting
    from essay_press.check.typography.statistics import Measured
    from essay_press.proofsheet import Sheet

__all__ = ["Console"]

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
VERSION = 1
WIDTH = 96  # columns of running text
# Jobs whose output fits a screen; failures that are listed once more below that of others.
FEW, MOST_FAILED = 20, 50
# Whoever made something to be folded wants to know why there is no sheet; what does not apply otherwise is no news.
TOO_LONG = "EP316"
# And whoever asked for a number of pages, how it was reached.
ANSWERS = frozenset({"EP428"})


class Console:
    """What is printed and where: results on standard output, findings on standard error, or all of it as JSON."""

    def __init__(self, *, as_json: bool = False, quiet: bool = False, verbose: bool = False) -> None:
        """Choose the voice."""
        self.speaks_json = as_json
        self._quiet = quiet
        self._verbose = verbose
        self._count = 0
        self._outcomes: list[Outcome] = []
        self._failed: list[Outcome] = []
        self._found: list[Diagnostic] = []
        self._ignored: list[Ignored] = []
        self._reports: list[dict[str, Any]] = []
        self._lists: dict[str, list[dict[str, Any]]] = {}
        self._typography: dict[str, Any] = {}

    @classmethod
    def of(cls, switches: Mapping[str, Any]) -> Console:
        """Return the voice that a command's switches ask for."""
        return cls(**{name: switches[name] for name in ("as_json", "quiet", "verbose")})

    # -------------------------------------------------------------- findings
    def say(self, found: Iterable[Diagnostic], about: str = "") -> None:
        """Print diagnostics; notes only when verbose, or in answer, warnings unless quiet.

        `about` stands in for a missing place.
        """
        for item in found:
            if self.speaks_json:
                self._found.append(item)
            unasked = item.severity is Severity.NOTE and item.code not in ANSWERS
            if self.speaks_json or (unasked and not self._verbose):
                continue
            if self._quiet and item.severity is not Severity.ERROR:
                continue
            item, about = plainly(item), plain(about)
            where = str(item.place) if item.place else about
            label = click.style(f"{item.severity.value} {item.code}", fg=COLOURS[item.severity], bold=True)
            click.echo(f"{where}: {label}: {item.message}" if where else f"{label}: {item.message}", err=True)
            if item.hint:
                click.echo(f"  {click.style('hint:', bold=True)} {item.hint}", err=True)

    def pass_over(self, found: Iterable[Ignored], about: str = "") -> None:
        """Print what the author accepts, and why; nothing of it counts."""
        for item in found:
            if self.speaks_json:
                self._ignored.append(item)
            if self.speaks_json or self._quiet:
                continue
            found_there, about = plainly(item.diagnostic), plain(about)
            where = str(found_there.place) if found_there.place else about
            label = click.style(f"ignored {item.diagnostic.code}", fg=COLOURS[Severity.NOTE], bold=True)
            line = f"{label}: {found_there.message}"
            click.echo(f"{where}: {line}" if where else line, err=True)
            click.echo(f"  {click.style('reason:', bold=True)} {plain(item.reason)}", err=True)

    def failure(self, error: EssayPressError) -> int:
        """Print an exception's diagnostics and return the exit status for it."""
        from essay_press.build import exit_code

        self.say(error.diagnostics)
        return exit_code(error)

    # -------------------------------------------------------------- building
    @contextmanager
    def progress(self, essays: tuple[Path, ...], request: Request) -> Iterator[tuple[Listener, Starting | None]]:
        """Yield what is to be called with each outcome and before each job; on a terminal a display shows the way."""
        if self.speaks_json or self._quiet or not sys.stderr.isatty():
            yield self.outcome, None
            return
        from essay_press.cli.display import display
        from essay_press.editions import load

        with display(len(essays), len(request.editions) or len(load(request.project)), self.outcome) as listeners:
            yield listeners

    def idle(self, message: str) -> None:
        """Print that there is nothing to do."""
        if not self.speaks_json and not self._quiet:
            click.echo(message)

    def outcome(self, outcome: Outcome) -> None:
        """Print how a job ended. Only for JSON is it kept: an archive has millions."""
        self._count += 1
        if self.speaks_json:
            self._outcomes.append(outcome)
        if outcome.status is Status.FAILED:
            self._failed.append(outcome)
        about = f"{outcome.essay} [{outcome.edition}]" if outcome.edition else outcome.essay
        self.say(outcome.diagnostics, about)
        if self._verbose:
            self.pass_over(outcome.ignored, about)
        if self.speaks_json or self._quiet:
            return
        head = f"{plain(Path(outcome.essay).stem):<16} {outcome.edition:<14}"
        if outcome.status in (Status.BUILT, Status.CACHED):
            pages = f"{outcome.pages} pp" if outcome.pages else ""
            unchanged = outcome.status is Status.CACHED
            took = f"  {outcome.seconds:5.2f} s" if self._verbose and not unchanged else ""
            size = f"{outcome.size / 1000:,.0f} kB"
            less = f"  ({len(outcome.ignored)} ignored)" if outcome.ignored else ""
            less += "  (unchanged)" if unchanged else ""
            click.echo(f"{head} {pages:>7} {size:>9}{took}  {plain(outcome.path)}{less}")
        elif outcome.status is Status.FAILED:
            click.echo(f"{head} {click.style('failed', fg='red', bold=True)}")
        elif self._verbose or any(item.code == TOO_LONG for item in outcome.diagnostics):
            # With `--verbose` the note has said why.
            why = "" if self._verbose else ": " + outcome.diagnostics[-1].message.partition(" is skipped: ")[2]
            click.echo(f"{head} {outcome.status.value}{why}")

    def report(self, report: dict[str, Any]) -> None:
        """Print the report of a check."""
        self._reports.append(report)
        if self.speaks_json or self._quiet:
            return
        if report["not_run"]:
            state, colour, detail = "not run", "yellow", report["not_run"]
        else:
            failed = report["errors"] + report["warnings"]
            state, colour = (f"{failed} found", "red") if failed else ("ok", "green")
            detail = f"{report['examined']:,} examined"
            detail += f", {report['ignored']} ignored" if report["ignored"] else ""
        click.echo(f"{report['name']:<40} {click.style(f'{state:<9}', fg=colour)} {detail}")

    def typography(self, measured: Measured) -> None:
        """Print how the text is set: a histogram of its word spaces and a table of figures."""
        from essay_press.cli import typography

        self._typography = typography.as_json(measured)
        if not self.speaks_json and not self._quiet:
            for line in typography.lines(measured):
                click.echo(line)

    def sheet(self, path: Path, sheet: Sheet) -> None:
        """Print where a contact sheet is, and what is on it."""
        entry = {"path": str(path), "width": sheet.width, "height": sheet.height, "pages": list(sheet.pages)}
        self._lists.setdefault("sheets", []).append(entry)
        if not self.speaks_json and not self._quiet:
            pages = f"{len(sheet.pages)} page{'s' if len(sheet.pages) > 1 else ''}"
            click.echo(f"{plain(path)}  {pages}, {sheet.width:,} × {sheet.height:,} pixels")

    def add(self, name: str, entries: list[dict[str, Any]]) -> None:
        """Keep a list for the JSON object."""
        self._lists[name] = entries

    def close(self, code: int, more: Mapping[str, Any] | None = None) -> int:
        """Print the JSON object with `more` in it, if that is the voice, else how many jobs failed; return `code`."""
        if not self.speaks_json:
            if self._failed and self._count > 1 and not self._quiet:
                self._list_failed()
            return code
        body: dict[str, Any] = {"version": VERSION, "exit_code": code}
        body["diagnostics"] = [_entry(item) for item in self._found]
        if self._outcomes:
            body["outcomes"] = [_outcome_entry(item) for item in self._outcomes]
        if self._reports:
            body["reports"] = self._reports
            body["ignored"] = [_ignored_entry(item) for item in self._ignored]
        body |= {"typography": self._typography} if self._typography else {}
        body |= self._lists
        body |= more or {}
        _print_json(body)
        return code

    def _list_failed(self) -> None:
        """Print what failed once more, with the first thing that is wrong: of thousands nobody reads up."""
        message = f"{len(self._failed)} of {self._count} failed; files they would have replaced are unchanged"
        click.echo(message, err=True)
        for outcome in self._failed[:MOST_FAILED] if self._count > FEW else ():
            first = next((item for item in outcome.diagnostics if item.severity is Severity.ERROR), None)
            why = f": {first.code} {plain(first.message)}" if first else ""
            click.echo(f"  {plain(outcome.essay)} {outcome.edition}{why}", err=True)
        if self._count > FEW and len(self._failed) > MOST_FAILED:
            click.echo(f"  and {len(self._failed) - MOST_FAILED} more", err=True)

    def begun(self, path: Path) -> None:
        """Print where a new manuscript is, and what comes next."""
        if self.speaks_json:
            _print_json({"version": VERSION, "exit_code": 0, "path": str(path)})
            return
        click.echo(f"{plain(path)}\nWrite in it, then: essay-press build {plain(shlex.quote(str(path)))}")

    # -------------------------------------------------------------- lists
    def codes(self, found: Iterable[Explanation]) -> None:
        """Print the codes with their titles."""
        if self.speaks_json:
            self._explanations(found)
            return
        for item in found:
            click.echo(f"{click.style(item.code, bold=True)}  {item.title}")

    def explained(self, found: Iterable[Explanation]) -> None:
        """Print what codes mean, a paragraph each for what, why and cure."""
        if self.speaks_json:
            self._explanations(found)
            return
        for number, item in enumerate(found):
            head = f"{click.style(item.code, bold=True)}: {item.title}"
            click.echo(f"\n{head}\n" if number else f"{head}\n")
            rest = "The author cannot accept it: `ignore` in front matter refuses this code." if item.binding else ""
            for words in filter(None, (item.what, f"Why: {item.why}", f"Cure: {item.cure}", rest)):
                click.echo(textwrap.fill(words, WIDTH, initial_indent="  ", subsequent_indent="  "))

    def _explanations(self, found: Iterable[Explanation]) -> None:
        """Print explanations as JSON."""
        entries = [
            {
                "code": item.code,
                "title": item.title,
                "what": item.what,
                "why": item.why,
                "cure": item.cure,
                "may_be_ignored": not item.binding,
            }
            for item in found
        ]
        _print_json({"version": VERSION, "exit_code": 0, "explanations": entries})

    def editions(self, found: Iterable[Edition]) -> None:
        """Print the editions."""
        if self.speaks_json:
            _print_json({"version": VERSION, "exit_code": 0, "editions": [_edition_entry(item) for item in found]})
            return
        for item in found:
            page = f"{item.trim.width:g} × {item.trim.height:g} mm" if item.trim else "reflowable"
            sheet = f" on sheets of {item.impose.width:g} × {item.impose.height:g} mm" if item.impose else ""
            named = "made only when it is named" if item.applies == "asked" else ""
            facts = (page + sheet, f"set by {' or '.join(item.layouts)}", " + ".join(item.standards), named)
            click.echo(f"{click.style(f'{item.name:<14}', bold=True)}  {item.summary}")
            click.echo(f"{'':<14}  {'; '.join(filter(None, facts))}")

    def layouts(self, found: Iterable[Layout], sets: Mapping[str, list[str]]) -> None:
        """Print the layouts, the editions that each sets, and their options."""
        if self.speaks_json:
            entries = [_layout_entry(item, sets[item.name]) for item in found]
            _print_json({"version": VERSION, "exit_code": 0, "layouts": entries})
            return
        for item in found:
            click.echo(f"{click.style(item.name, bold=True)}: {item.summary}")
            click.echo(f"  sets {', '.join(sets[item.name]) or 'no edition: add `editions = […]` to its layout.toml'}")
            for spec in item.options:
                choices = f"  ({' | '.join(str(choice) for choice in spec.choices)})" if spec.choices else ""
                default = str(spec.default).lower() if isinstance(spec.default, bool) else spec.default
                click.echo(f"    {f'{spec.name} = {default}':<28} {spec.summary}{choices}")


def _print_json(body: dict[str, Any]) -> None:
    """Print one object as JSON."""
    click.echo(for_json(json.dumps(body, ensure_ascii=False, indent=2)))


def _entry(item: Diagnostic) -> dict[str, Any]:
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


def _ignored_entry(item: Ignored) -> dict[str, Any]:
    """Return an accepted finding as JSON has it: the finding and its reason."""
    return {**_entry(item.diagnostic), "reason": item.reason}


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
        "exit_code": item.exit_code,
        "diagnostics": [_entry(each) for each in item.diagnostics],
        "ignored": [_ignored_entry(each) for each in item.ignored],
    }


def _edition_entry(item: Edition) -> dict[str, Any]:
    """Return an edition as JSON has it."""
    trim = {"width_mm": item.trim.width, "height_mm": item.trim.height} if item.trim else None
    return {
        "name": item.name,
        "summary": item.summary,
        "format": item.format,
        "trim": trim,
        "sheet": {"width_mm": item.impose.width, "height_mm": item.impose.height} if item.impose else None,
        "double_sided": item.double_sided,
        "layouts": list(item.layouts),
        "standards": list(item.standards),
        "applies": item.applies,
    }


def _layout_entry(item: Layout, sets: list[str]) -> dict[str, Any]:
    """Return a layout as JSON has it."""
    options = [
        {"name": spec.name, "default": spec.default, "choices": list(spec.choices), "summary": spec.summary}
        for spec in item.options
    ]
    return {"name": item.name, "summary": item.summary, "editions": sets, "options": options}
