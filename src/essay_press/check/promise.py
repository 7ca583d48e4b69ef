"""The promise of a spoiler cover: nothing that is seen before the reader's choice gives anything away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from essay_press import strings
from essay_press.check.folding import folded, holds, is_right_to_left
from essay_press.check.leak_words import Account, Secret, Surface, voice
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.markup.terms import work_titles
from essay_press.model import Essay, Heading

__all__ = ["broken", "count", "file_name"]

TELLING = 24
"""Letters of a marked passage below which it is a word or two, which may stand anywhere without telling anything."""


def broken(surfaces: Iterable[tuple[str, str]], essay: Essay) -> Iterator[Diagnostic]:
    """Yield an error for each surface (name, text) with a term, a marked passage or a heading that has safe words.

    The titles of the works do not count, since a warning has to name them, nor do the words of the warning itself.
    """
    words = strings.load(essay.metadata.language, essay.metadata.strings)
    allowed = Account(words.values(), (), work_titles(essay.metadata))
    secrets = list(_secrets(essay))
    for name, text in surfaces:
        surface = Surface(name, text, "EP591")
        for secret in secrets:
            backwards = secret.term and is_right_to_left(secret.text) and holds(folded(text), secret.text)
            if backwards or allowed.leaks(secret, surface) is not None:
                yield _told(name, text, secret, _heading_of(secret, text, essay))


def count(essay: Essay) -> int:
    """Return how many words and passages are looked for."""
    return sum(1 for _ in _secrets(essay))


def file_name(essay: Essay) -> tuple[str, str]:
    """Return the surface that every edition has: its name, which begins as the manuscript's does."""
    return "the file's name", PurePath(essay.path).stem


def _secrets(essay: Essay) -> Iterator[Secret]:
    """Yield the terms, the passages long enough to tell something, and the headings that have safe words."""
    place = essay.metadata.place("spoilers.terms") or essay.metadata.place("spoilers") or Place(essay.path)
    terms = essay.metadata.spoilers.terms if essay.metadata.spoilers is not None else ()
    yield from (Secret(term, place, (voice(term),), term=True) for term in terms if voice(term).letters)
    passages = [(mark.text, mark.place) for mark in essay.spoilers if mark.kind not in ("heading", "alt")]
    long = [(text, where) for text, where in passages if len(voice(text).letters) >= TELLING]
    long += [(heading.text, heading.place) for heading in essay.headings if heading.safe]
    yield from (Secret(text, where or place, (voice(text),)) for text, where in long if voice(text).letters)


def _heading_of(secret: Secret, text: str, essay: Essay) -> Heading | None:
    """Return the heading that a surface repeats, so that its line can be shown."""
    if not secret.term:
        return None
    return next((item for item in essay.headings if folded(item.safe or item.text) == folded(text)), None)


def _told(name: str, text: str, secret: Secret, heading: Heading | None) -> Diagnostic:
    said, shown = " ".join(secret.text.split())[:60], " ".join(text.split())[:60]
    place, hint = secret.place, ""
    if heading is not None:
        place, hint = heading.place, f'give it safe words: `{"#" * heading.level} … {{.spoiler safe="…"}}`'
    elif not secret.term:
        hint = "take it out there, or put it in other words"
    return Diagnostic(Severity.ERROR, "EP591", f"{name} gives “{said}” away: “{shown}”", place, hint)
