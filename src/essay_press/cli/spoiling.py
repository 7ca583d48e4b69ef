"""`essay-press spoilers`: what is marked, what gives the plot away and is not, what each edition does with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from essay_press import build, editions, spoilers
from essay_press.build import EXIT_FAILED
from essay_press.cli import within
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay, Mention, SpoilerMark

__all__ = ["run"]

KINDS = {
    "words": "words",
    "block": "block",
    "heading": "heading",
    "figure": "picture",
    "alt": "text alternative",
    "metadata": "front matter",
}
EXCERPT = 56


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of the spoilers in an edition."""

    name: str
    keeps: bool
    skipped: str
    does: str


def run(console: Console, path: Path, switches: dict[str, Any]) -> int:
    """Print the inventory of the manuscript at `path`; return the exit status: 1 when strict and a term is unmarked.

    Raises EssayPressError for a manuscript that cannot be read, or not within the limits that are asked for.
    """
    essay, fates = within.read(path, within.allowed(switches), _inventory)
    loose = [_unmarked(mention) for mention in essay.mentions if not mention.marked]
    code = EXIT_FAILED if switches["strict"] and loose else 0
    if not console.speaks_json:
        for line in _lines(essay, fates):
            click.echo(line)
    console.say((*essay.diagnostics, *loose))
    return console.close(code, _entries(essay, fates))


def _inventory(path: Path) -> tuple[Essay, list[_Fate]]:
    """Return the essay at `path`, and what each edition does with its spoilers."""
    essay = build.read(path)
    return essay, [_fate(edition, essay) for edition in editions.load(Path.cwd()).values()]


def _unmarked(mention: Mention) -> Diagnostic:
    """Return what is said of a term that stands in the open."""
    message = f"“{mention.term}” is not marked, so an edition without spoilers fails its proof"
    hint = f'mark it, or the sentence round it: `[{mention.term}]{{.spoiler safe="…"}}`'
    return Diagnostic(Severity.WARNING, "EP347", message, mention.place, hint)


def _fate(edition: Edition, essay: Essay) -> _Fate:
    """Return what an edition does with the spoilers of an essay."""
    skipped = editions.skip_reason(edition, essay)
    if skipped:
        return _Fate(edition.name, edition.spoilers != "removed", skipped, f"skipped: {skipped}")
    if edition.spoilers == "removed":
        kept = spoilers.redact(essay)
        gone = {
            "note": len(essay.notes) - len(kept.notes),
            "pull-quote": len(essay.pull_quotes) - len(kept.pull_quotes),
            "picture": len(essay.assets) - len(kept.assets),
        }
        lost = [_count(word, number) for word, number in gone.items() if number]
        also = f"; {', '.join(lost)} {'go' if sum(gone.values()) > 1 else 'goes'} with them" if lost else ""
        return _Fate(edition.name, False, "", f"without the {_count('marked passage', len(essay.spoilers))}{also}")
    if not essay.spoilers:
        return _Fate(edition.name, True, "", "all of it: nothing is marked")
    warning = "a cover that warns of them" if essay.metadata.spoilers is not None else "no cover that warns of them"
    return _Fate(edition.name, True, "", f"all of them, and {warning}")


def _outer(essay: Essay) -> list[SpoilerMark]:
    """Return the marks in the order of the manuscript."""
    return sorted(essay.spoilers, key=lambda mark: (mark.place is None, mark.place or 0, mark.id))


def _lines(essay: Essay, fates: list[_Fate]) -> Iterator[str]:
    """Yield the inventory as lines for a person."""
    marks = _outer(essay)
    yield click.style(f"Marked: {_count('passage', len(marks))}", bold=True)
    for mark in marks:
        line = f"line {mark.place.line}" if mark.place else ""
        yield f"  {line:<9} {KINDS[mark.kind]:<17} {_short(mark.text)}"
        yield f"  {'':<9} {'':<17} → {_instead(mark)}"
    if essay.metadata.spoilers is None:
        yield "No `spoilers` in the front matter, so no edition warns and no terms are looked for."
    else:
        terms = essay.metadata.spoilers.terms
        yield click.style(f"Terms: {len(terms)}", bold=True)
        for term in terms:
            found = [mention for mention in essay.mentions if mention.term == term]
            yield from (f"  {term}, {_where(mention)}" for mention in found)
            if not found:
                yield f"  {term}, nowhere in the essay"
    yield click.style("Editions", bold=True)
    for does in dict.fromkeys(fate.does for fate in fates):
        yield f"  {', '.join(fate.name for fate in fates if fate.does == does)}:"
        yield f"    {does}"


def _instead(mark: SpoilerMark) -> str:
    """Return what stands in the place of a passage in an edition without spoilers."""
    if mark.safe:
        return f"“{_short(mark.safe)}”"
    if mark.block:
        return "a line that says what is left out"
    return "[…]" if mark.kind in ("alt", "metadata") else "a bar, “spoiler removed”"


def _where(mention: Mention) -> str:
    line = f"line {mention.place.line}" if mention.place else "somewhere"
    what = f" ({mention.where})" if mention.where != "text" else ""
    return f"{line}{what}, {'marked' if mention.marked else click.style('not marked', fg='yellow')}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT].rsplit(' ', 1)[0]} …"


def _count(word: str, number: int) -> str:
    return f"{number} {word if number == 1 else f'{word}s'}"


def _entries(essay: Essay, fates: list[_Fate]) -> dict[str, Any]:
    """Return the inventory as JSON has it."""
    marked = [
        {
            "line": mark.place.line if mark.place else None,
            "column": mark.place.column if mark.place else None,
            "kind": mark.kind,
            "text": mark.text,
            "safe": mark.safe or None,
        }
        for mark in _outer(essay)
    ]
    terms = [
        {
            "term": mention.term,
            "line": mention.place.line if mention.place else None,
            "column": mention.place.column if mention.place else None,
            "where": mention.where,
            "marked": mention.marked,
        }
        for mention in essay.mentions
    ]
    done = [
        {"edition": fate.name, "spoilers": "kept" if fate.keeps else "removed", "skipped": fate.skipped or None}
        for fate in fates
    ]
    return {"essay": essay.path, "marked": marked, "terms": terms, "editions": done}
