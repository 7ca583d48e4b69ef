"""`essay-press check`: a finished file, the manuscript it claims to be, and what the checks say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from essay_press import check, editions, layouts, presets, project
from essay_press.build import EXIT_FAILED, Judged, judge, limits, read
from essay_press.build.limits import Limits
from essay_press.check.report import Report
from essay_press.cli import remembering, verdicts, within
from essay_press.cli.console import Console
from essay_press.cli.verdicts import Said, Verdict
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import CheckError
from essay_press.model import Edition, Essay, Layout
from essay_press.presets import Preset

__all__ = ["MAGIC", "Wanted", "edition_of", "file_bytes", "run"]

MAGIC = ((b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/epub+zip"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is held against: an essay, an edition, a layout, services, the number of pages of a cover's book.

    `cache`: what was said of the same file, held against the same, may be said again.
    """

    against: Path | None = None
    edition: str = ""
    layout: str = ""
    services: tuple[str, ...] = ()
    pages: int = 0
    cache: bool = True


def run(
    console: Console, file: Path, wanted: Wanted, switches: dict[str, Any], *, slow: bool, typography: bool = False
) -> int:
    """Print the report of each check of `file`, what the author accepts apart; return the exit status.

    `typography` prints how its text is set as well, with all that there is to find in it.

    Raises EssayPressError for unusable input.
    """
    services = [presets.service(name) for name in dict.fromkeys(wanted.services)]
    data = file_bytes(file)
    kind = next((kind for start, kind in MAGIC if data.startswith(start)), "")
    if not kind:
        message = "neither a PDF nor an EPUB" if data else "the file is empty"
        hint = "essay-press checks finished files; a manuscript is checked by `essay-press build`"
        raise CheckError(
            Diagnostic(Severity.ERROR, "EP560", message, Place(str(file)), hint if data else "build it again")
        )
    if services and kind != MAGIC[0][1]:
        message, hint = "an EPUB, and no printer takes one", "--for is for PDFs: pages, or the cover of a book"
        raise CheckError(Diagnostic(Severity.ERROR, "EP560", message, Place(str(file)), hint))
    asked = f"check {file.name} {kind} {replace(wanted, against=None, cache=False)}"
    store = remembering.opened(console, wanted.cache and not slow and not typography)
    key = store.verdict_key(data, wanted.against, asked, Path.cwd()) if store is not None else ""
    verdict = verdicts.recall(store, key)
    if verdict is None:
        allowed = within.allowed(switches)
        essay, verdict = _prove(file, data, kind, wanted, allowed, slow=slow, typography=typography)
        verdicts.keep(store, key, essay, verdict)
    console.say(verdict.essay.told)
    console.pass_over(verdict.essay.ignored)
    errors = warnings = 0
    for report in verdict.reports:
        found = report.found
        bad = sum(item.severity is Severity.ERROR for item in found.told)
        poor = sum(item.severity is Severity.WARNING for item in found.told)
        errors, warnings = errors + bad, warnings + poor
        console.report(
            {
                "name": report.name,
                "examined": report.examined,
                "errors": bad,
                "warnings": poor,
                "ignored": len(found.ignored),
                "not_run": report.not_run or None,
            }
        )
        console.say(found.told, str(file))
        console.pass_over(found.ignored, str(file))
        if typography and report.typography is not None:
            console.typography(report.typography)
    return EXIT_FAILED if errors or (switches["strict"] and warnings) else 0


def _prove(
    file: Path, data: bytes, kind: str, wanted: Wanted, allowed: Limits, *, slow: bool, typography: bool
) -> tuple[Essay | None, Verdict]:
    """Return the essay that a file is held against, and what the checks say."""
    chosen = edition_of(file, kind, wanted.edition)
    named = layouts.load(wanted.layout, Path.cwd()) if wanted.layout else None
    essay: Essay | None = None
    if wanted.against:
        essay = within.read(wanted.against, allowed, read)
    ignore = essay.metadata.ignore if essay is not None else ()
    asked = Asked(
        data,
        kind,
        essay,
        named or _layout(chosen, essay),
        chosen,
        tuple(presets.service(name) for name in dict.fromkeys(wanted.services)),
        wanted.pages,
        slow,
        file.name,
        typography,
    )
    said = tuple(
        Said(item.name, item.examined, item.not_run, judge(item.diagnostics, ignore), item.typography)
        for item in _reports(asked, file, allowed)
    )
    return essay, Verdict(judge(essay.diagnostics, ignore) if essay is not None else Judged(), said)


@dataclass(frozen=True, slots=True)
class Asked:
    """What `check.check` is asked, to be answered in another process."""

    data: bytes
    kind: str
    essay: Essay | None
    layout: Layout | None
    edition: Edition | None
    services: tuple[Preset, ...]
    pages: int
    slow: bool
    name: str
    typography: bool

    def answer(self) -> tuple[Report, ...]:
        """Return the reports."""
        return check.check(
            self.data,
            self.kind,
            essay=self.essay,
            layout=self.layout,
            edition=self.edition,
            services=self.services,
            pages=self.pages,
            slow=self.slow,
            name=self.name,
            typography="all" if self.typography else "faults",
        )


def _reports(asked: Asked, file: Path, allowed: Limits) -> tuple[Report, ...]:
    """Return the reports on a file, which may be anybody's: it is looked at within limits, in a process of its own.

    Raises LimitError when that wants more. Outside programs have the same limits, each for itself, and less patience.
    """
    found: tuple[Report, ...] = limits.apart(Place(str(file)), "the file cannot be checked", allowed, asked.answer)
    return found


def file_bytes(file: Path) -> bytes:
    """Return the bytes of a file, or raise CheckError."""
    try:
        return file.read_bytes()
    except OSError as error:
        place = Place(str(file))
        if isinstance(error, FileNotFoundError):
            message, hint = "there is no such file", "check the name and the folder"
        elif file.is_dir():
            message, hint = "is a folder", "name one PDF or EPUB in it"
        else:
            message, hint = f"cannot be read: {error.strerror or error}", "look at its permissions"
        raise CheckError(Diagnostic(Severity.ERROR, "EP560", message, place, hint)) from error


def edition_of(file: Path, kind: str, name: str) -> Edition | None:
    """Return the edition that a file is: the one named, else the one that its name ends with."""
    known = editions.load(Path.cwd())
    if name:
        return editions.named(name, Path.cwd())
    of_kind = [item for item in known.values() if (item.format == "pdf") == (kind == "application/pdf")]
    fitting = [item for item in of_kind if file.stem.endswith(f"-{item.name}")]
    if not fitting and kind != "application/pdf":
        # Its name is the essay's alone: `whiplash.epub`.
        return known.get("epub") or (of_kind[0] if len(of_kind) == 1 else None)
    return max(fitting, key=lambda item: len(item.name), default=None)


def _layout(edition: Edition | None, essay: Essay | None) -> Layout | None:
    """Return the layout that the essay, the project or the edition chooses, where both essay and edition are known."""
    if edition is None or essay is None:
        return None
    name = editions.choose_layout(edition, essay, "", project.load(Path.cwd()).layout)
    return layouts.load(name, Path.cwd())
