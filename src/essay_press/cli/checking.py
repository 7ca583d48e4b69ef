"""`essay-press check`: a finished file, the manuscript it claims to be, and what the checks say."""

from __future__ import annotations

from pathlib import Path

from essay_press import check, editions, layouts
from essay_press.build import EXIT_FAILED, read
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import CheckError
from essay_press.model import Edition, Essay, Layout

__all__ = ["run"]

MAGIC = ((b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/epub+zip"))


def run(
    console: Console, file: Path, against: Path | None, edition: str, layout: str, *, slow: bool, strict: bool
) -> int:
    """Print the report of each check of `file` and return the exit status; raises EssayPressError for unusable input."""
    data = _bytes(file)
    kind = next((kind for start, kind in MAGIC if data.startswith(start)), "")
    if not kind:
        hint = "essay-press checks finished files; a manuscript is checked by `essay-press build`"
        raise CheckError(Diagnostic(Severity.ERROR, "EP560", "neither a PDF nor an EPUB", Place(str(file)), hint))
    essay = read(against) if against else None
    chosen = _edition(file, edition, essay)
    design = _layout(chosen, layout, essay)
    errors = warnings = 0
    for report in check.check(data, kind, essay=essay, layout=design, edition=chosen, slow=slow):
        bad = [item for item in report.diagnostics if item.severity is Severity.ERROR]
        poor = [item for item in report.diagnostics if item.severity is Severity.WARNING]
        errors, warnings = errors + len(bad), warnings + len(poor)
        console.report(
            {
                "name": report.name,
                "examined": report.examined,
                "errors": len(bad),
                "warnings": len(poor),
                "not_run": report.not_run,
            }
        )
        console.say(report.diagnostics)
    return EXIT_FAILED if errors or (strict and warnings) else 0


def _bytes(file: Path) -> bytes:
    """Return the bytes of a file, or raise CheckError."""
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise CheckError(Diagnostic(Severity.ERROR, "EP560", message, Place(str(file)))) from error


def _edition(file: Path, name: str, essay: Essay | None) -> Edition | None:
    """Return the edition that a file is: the one named, else the one that its name ends with."""
    known = editions.load()
    if name:
        return editions.select(essay, (name,))[0] if essay else known.get(name)
    if file.suffix.lower() == ".epub":
        return known.get("epub")
    fitting = [item for key, item in known.items() if file.stem.endswith(f"-{key}")]
    return max(fitting, key=lambda item: len(item.name), default=None)


def _layout(edition: Edition | None, name: str, essay: Essay | None) -> Layout | None:
    """Return the layout that set a file: the one named, else the essay's or the edition's own."""
    if name:
        return layouts.load(name, Path.cwd())
    if edition is None or essay is None:
        return None
    return layouts.load(editions.choose_layout(edition, essay), Path.cwd())
