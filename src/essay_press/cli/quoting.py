"""`essay-press quotes`: where the pull-quotes stand, which sentences could be others, and some of these marked."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from essay_press import build, editions, project
from essay_press.build import placing
from essay_press.cli import within
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Place, Severity, errors_in
from essay_press.errors import EditionError, EssayPressError, ManuscriptError
from essay_press.model import Edition, Essay
from essay_press.quotes import marking
from essay_press.quotes.sentences import words_of
from essay_press.quotes.suggestions import Suggestion, suggest

__all__ = ["list_placed", "list_suggested", "write_marks"]

SKIPPED = "EP305"
WIDTH = 100
IN_A_ROW = 3
STANDS_ALONE = (
    "Each stands alone; none is a pull-quote already, or from a spoiler, a quotation, verse or a note, or holds a word "
    "of `terms`."
)


def list_placed(console: Console, path: Path, names: tuple[str, ...], switches: dict[str, Any]) -> int:
    """Print each pull-quote, its page and its distance from its sentence in the PDF editions; return the exit status.

    Raises EssayPressError when the essay cannot be read or an edition that is named has no pages of it.
    """
    allowed = within.allowed(switches)
    essay: Essay = within.read(path, allowed, build.read)
    console.say(essay.diagnostics)
    chosen = _with_pages(essay, names)
    quotes: list[dict[str, Any]] = [
        {
            "line": quote.place.line if quote.place else None,
            "words": len(words_of(quote.text)),
            "text": quote.text,
            "editions": [],
        }
        for quote in essay.pull_quotes
    ]
    _print_quotes(console, path, quotes)
    code = 0
    for found in placing.placed(essay, chosen, Path.cwd(), allowed) if quotes else ():
        # That an edition is skipped is a note, but a fault where it was asked for.
        faults = [_raised(item) if names and item.code == SKIPPED else item for item in found.faults]
        console.say(faults, f"{path} [{', '.join(found.editions)}]" if found.editions else str(path))
        if errors_in(faults):
            code = max(code, build.exit_code(EssayPressError(faults)))
        for quote, distance in zip(quotes, found.quotes, strict=bool(found.quotes)):
            pages = None if distance.pages is None else round(distance.pages, 2)
            entry = {"layout": found.layout, "page": distance.label or None, "distance": pages}
            quote["editions"] += [{"name": name, **entry} for name in found.editions]
        if found.quotes and found.editions and not console.speaks_json:
            _print_row(found)
    console.add("quotes", quotes)
    return code


def list_suggested(console: Console, path: Path, most: int, switches: dict[str, Any]) -> int:
    """Print up to `most` sentences worth lifting and why; return the exit status."""
    essay, found, lines = within.read(path, within.allowed(switches), _look, most)
    console.say(essay.diagnostics)
    _say_if_none(console, found, path)
    entries = [_entry(item, line) for item, line in zip(found, lines, strict=True)]
    console.add("suggestions", entries)
    if found and not console.speaks_json:
        count = "1 sentence" if len(found) == 1 else f"{len(found)} sentences"
        click.echo(f"{path}: {count} worth lifting, the likeliest first")
        for item, line in zip(found, lines, strict=True):
            lead = f"{item.number:>3}  "
            click.echo("\n" + textwrap.fill(item.sentence.text, WIDTH, initial_indent=lead, subsequent_indent=" " * 5))
            reasons = f"line {line}; {'; '.join(item.reasons)}"
            indent = " " * 5
            for row in textwrap.wrap(reasons, WIDTH, initial_indent=indent, subsequent_indent=indent):
                click.echo(click.style(row, dim=True))
        click.echo(f"\n{textwrap.fill(STANDS_ALONE, WIDTH)}")
        numbers = "1,2" if len(found) > 1 else "1"
        click.echo(f"To mark what you choose: essay-press quotes {shlex.quote(str(path))} --write {numbers}")
    return 0


def write_marks(console: Console, path: Path, numbers: Sequence[int], most: int, switches: dict[str, Any]) -> int:
    """Mark the suggestions of these numbers in the manuscript, all or none; return the exit status.

    Raises ManuscriptError when there is no suggestion of a number, a sentence cannot be marked, or the file is changed
    meanwhile; EditionError when it cannot be written.
    """
    data, marked, chosen, lines = within.read(path, within.allowed(switches), _mark, numbers, most)
    if path.read_bytes() != data:
        message = "was changed by another program just now, and is left as that left it"
        raise ManuscriptError(Diagnostic(Severity.ERROR, "EP134", message, Place(str(path)), "run this again"))
    build.write(marked, path, keep_mode=True)
    console.add("written", [_entry(item, line) for item, line in zip(chosen, lines, strict=True)])
    if not console.speaks_json:
        for item, line in zip(chosen, lines, strict=True):
            click.echo(f"{path}:{line}: marked “{item.sentence.text}”")
        click.echo(f"Nothing else changed. To see where they stand: essay-press quotes {shlex.quote(str(path))}")
    return 0


def _with_pages(essay: Essay, names: tuple[str, ...]) -> tuple[Edition, ...]:
    """Return the PDF editions of an essay: those named, else those that it, its project or the table lists.

    Raises EditionError for one that is named and has no pages of this essay.
    """
    chosen = editions.select(essay, names, Path.cwd(), project.load(Path.cwd()).editions)
    faults = []
    for item in chosen if names else ():
        reason = "its text has no pages" if item.format != "pdf" else editions.skip_reason(item, essay)
        if reason:
            message = f"edition {item.name} tells no page: {reason}"
            faults.append(Diagnostic(Severity.ERROR, "EP136", message, None, "name a PDF edition that applies"))
    if faults:
        raise EditionError(faults)
    return tuple(item for item in chosen if item.format == "pdf")


def _raised(note: Diagnostic) -> Diagnostic:
    """Return the note that an edition is skipped as an error: it was asked for by name."""
    return replace(note, severity=Severity.ERROR, message=note.message.replace("is skipped", "tells no page", 1))


def _look(path: Path, most: int) -> tuple[Essay, tuple[Suggestion, ...], list[int]]:
    """Return the essay, up to `most` suggestions, and the line of each."""
    essay = build.read(path)
    found = suggest(essay, most)
    text = path.read_bytes().decode("utf-8")
    return essay, found, [marking.line_of(text, essay, item.sentence) for item in found]


def _mark(path: Path, numbers: Sequence[int], most: int) -> tuple[bytes, bytes, list[Suggestion], list[int]]:
    """Return the manuscript as it is and as it is to be, the suggestions of these numbers, and the line of each."""
    build.read(path)
    data = path.read_bytes()
    essay = build.read(path, data)
    found = {item.number: item for item in suggest(essay, max(most, *numbers))}
    if unknown := [number for number in numbers if number not in found]:
        message = f"there is no suggestion {unknown[0]}"
        hint = f"there are {len(found)}: see `essay-press quotes {path} --suggest`" if found else "there is none at all"
        raise ManuscriptError(Diagnostic(Severity.ERROR, "EP132", message, Place(str(path)), hint))
    text, marked = data.decode("utf-8"), data
    for number in numbers:
        marked = marking.mark(str(path), marked, found[number].sentence)
    chosen = [found[number] for number in numbers]
    return data, marked, chosen, [marking.line_of(text, essay, item.sentence) for item in chosen]


def _say_if_none(console: Console, found: Sequence[Suggestion], path: Path) -> None:
    """Say so when there is no suggestion."""
    if not found:
        hint = "mark what you would read out to a friend: `[The sentence.]{.pull}`"
        message = "no sentence is both fit to be a pull-quote and better than the rest"
        console.say([Diagnostic(Severity.WARNING, "EP135", message, Place(str(path)), hint)])


def _entry(item: Suggestion, line: int) -> dict[str, Any]:
    """Return a suggestion as JSON has it."""
    return {
        "number": item.number,
        "line": line or None,
        "text": item.sentence.text,
        "score": item.score,
        "reasons": list(item.reasons),
    }


def _print_quotes(console: Console, path: Path, quotes: Sequence[dict[str, Any]]) -> None:
    """Print what the pull-quotes are, before their pages are made."""
    if console.speaks_json:
        return
    if not quotes:
        command = f"essay-press quotes {shlex.quote(str(path))} --suggest"
        click.echo(f"{path}: no pull-quotes; `{command}` names sentences that could be")
        return
    click.echo(f"{path}: {len(quotes)} pull-quote{'s' if len(quotes) > 1 else ''}")
    for number, quote in enumerate(quotes, 1):
        lead = f"{number:>3}  "
        where = f"line {quote['line']}, " if quote["line"] else ""
        click.echo(textwrap.fill(quote["text"], WIDTH, initial_indent=lead, subsequent_indent=" " * 5))
        click.echo(click.style(f"     {where}{quote['words']} words", dim=True))
    click.echo("\nPages, and how far each stands from its own sentence, in pages from middle to middle:")


def _print_row(found: placing.Placed) -> None:
    """Print where the quotes stand in editions that set the essay alike."""
    cells = []
    for number, item in enumerate(found.quotes, 1):
        if not item.label:
            cells.append(f"{number}: on no page")
            continue
        if item.pages is None:
            apart = "not measured"
        else:
            apart = f"{abs(item.pages):.2f} {'above' if item.pages < 0 else 'below'}"
        cells.append(f"{number}: page {item.label}, {apart}")
    head = ", ".join(found.editions)
    for start in range(0, len(cells), IN_A_ROW):
        row = "  ".join(f"{cell:<22}" for cell in cells[start : start + IN_A_ROW]).rstrip()
        click.echo(f"{head:<22}  {row}")
        head = ""
