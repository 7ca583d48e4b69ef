"""`essay-press proof`: an edition is set, or a finished PDF taken, and all its pages go into one picture."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from essay_press import build, editions, proofsheet
from essay_press.build import limits
from essay_press.cli import within
from essay_press.cli.checking import MAGIC, edition_of, file_bytes
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import CheckError, EditionError
from essay_press.model import Edition
from essay_press.proofsheet import Sheet, Wishes

__all__ = ["run"]

PDF, EPUB = "application/pdf", "application/epub+zip"
USUAL = "a5"
NOT_MADE = "no proof sheet"


def run(console: Console, file: Path, options: tuple[tuple[str, str], ...], switches: dict[str, Any]) -> int:
    """Write the contact sheets of `file` and print where they are; return the exit status.

    Raises EssayPressError for unusable input, and for pages or sizes that no sheet can show.
    """
    kind = _kind(file)
    if kind and (switches["layout"] or options):
        message = f"{file} is set already: --layout and --set are for a manuscript"
        raise click.UsageError(message)
    edition = _edition(file, kind, switches["edition"])
    name = file.stem if kind or edition is None else f"{file.stem}-{edition.name}"
    target = switches["output"] or Path(f"{name}-proof.png")
    build.check_target(target, Path(), proofsheet.MADE, NOT_MADE)
    if kind:
        data = file_bytes(file)
    else:
        data, code = _made(console, file, edition, options, switches)
        if code:
            return code
    wishes = proofsheet.Wishes(switches["overlay"], switches["ppi"], switches["pages"], switches["columns"] or 0)
    allowed = within.allowed(switches)
    asked = data, name, edition, wishes
    for sheet in limits.apart(Place(str(file)), "no proof sheet can be drawn", allowed, _drawn, file, *asked):
        if sheet.number == 1:
            for number in range(1, sheet.count + 1):
                build.check_target(_numbered(target, number, sheet.count), Path(), proofsheet.MADE, NOT_MADE)
        path = _numbered(target, sheet.number, sheet.count)
        build.write(sheet.data, path)
        console.sheet(path, sheet)
    return 0


def _kind(file: Path) -> str:
    """Return the media type of a finished file, or nothing for what may be a manuscript."""
    if file.is_dir():
        message = f"{file} is a folder; name one manuscript or one PDF"
        raise click.UsageError(message)
    try:
        with file.open("rb") as opened:
            start = opened.read(8)
    except OSError:
        return ""  # reading the manuscript says what is wrong with it
    return next((kind for magic, kind in MAGIC if start.startswith(magic)), "")


def _edition(file: Path, kind: str, name: str) -> Edition | None:
    """Return the edition that is to be shown, or None for a PDF whose name does not tell it; raises EditionError."""
    if kind == EPUB:
        raise _unpaged("an EPUB has no pages: each reader gives it its own", Place(str(file)))
    found = edition_of(file, kind, name) if kind == PDF else editions.named(name or USUAL, Path.cwd())
    if found is not None and found.format != "pdf":
        raise _unpaged(f"edition {found.name} has no pages: each reader gives it its own", None)
    return found


def _made(
    console: Console,
    file: Path,
    edition: Edition | None,
    options: tuple[tuple[str, str], ...],
    switches: dict[str, Any],
) -> tuple[bytes, int]:
    """Return an edition of a manuscript, set and not checked, or nothing and the exit status when that fails."""
    name = edition.name if edition else USUAL
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "edition.pdf"
        request = build.Request(
            editions=(name,),
            layout=switches["layout"],
            options=options,
            target=made,
            check=False,
            strict=switches["strict"],
            project=Path.cwd(),
            limits=within.allowed(switches),
        )
        (outcome,) = build.build([file], request)
        console.say(outcome.diagnostics, f"{file} [{outcome.edition}]" if outcome.edition else str(file))
        return (made.read_bytes(), 0) if outcome.path else (b"", outcome.exit_code or build.EXIT_FAILED)


def _drawn(file: Path, data: bytes, name: str, edition: Edition | None, wishes: Wishes) -> tuple[Sheet, ...]:
    """Return the sheets; what is wrong with the file gets its name."""
    try:
        return tuple(proofsheet.draw(data, name, edition, wishes))
    except CheckError as error:
        raise CheckError(replace(item, place=Place(str(file))) for item in error.diagnostics) from error


def _numbered(target: Path, number: int, count: int) -> Path:
    """Return where one of so many sheets goes: NAME.png, or NAME-1.png when there are several."""
    return target if count == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")


def _unpaged(message: str, place: Place | None) -> EditionError:
    known = [item.name for item in editions.load(Path.cwd()).values() if item.format == "pdf"]
    hint = f"show an edition with pages, such as `-e {USUAL}` ({', '.join(known)}); read an EPUB in a reading app"
    return EditionError(Diagnostic(Severity.ERROR, "EP344", message, place, hint))
