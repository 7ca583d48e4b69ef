"""`essay-press check`: a finished file, the manuscript it claims to be, and what the checks say."""

from __future__ import annotations

from pathlib import Path

from essay_press import check, editions, layouts, project
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
    """Print the report of each check of `file`, without what the essay's author accepts; return the exit status.

    Raises EssayPressError for unusable input.
    """
    data = _bytes(file)
    kind = next((kind for start, kind in MAGIC if data.startswith(start)), "")
    if not kind:
        message = "neither a PDF nor an EPUB" if data else "the file is empty"
        hint = "essay-press checks finished files; a manuscript is checked by `essay-press build`"
        raise CheckError(
            Diagnostic(Severity.ERROR, "EP560", message, Place(str(file)), hint if data else "build it again")
        )
    chosen = _edition(file, kind, edition)
    named = layouts.load(layout, Path.cwd()) if layout else None
    essay = read(against) if against else None
    if essay is not None:
        console.say(essay.diagnostics)
    design = named or _layout(chosen, essay)
    accepted = {item.code for item in essay.metadata.ignore} if essay else set()
    errors = warnings = 0
    for report in check.check(data, kind, essay=essay, layout=design, edition=chosen, slow=slow, name=file.name):
        found = [item for item in report.diagnostics if item.code not in accepted]
        bad = sum(item.severity is Severity.ERROR for item in found)
        poor = sum(item.severity is Severity.WARNING for item in found)
        errors, warnings = errors + bad, warnings + poor
        console.report(
            {
                "name": report.name,
                "examined": report.examined,
                "errors": bad,
                "warnings": poor,
                "not_run": report.not_run or None,
            }
        )
        console.say(found, str(file))
    return EXIT_FAILED if errors or (strict and warnings) else 0


def _bytes(file: Path) -> bytes:
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


def _edition(file: Path, kind: str, name: str) -> Edition | None:
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
