"""Spoilers marked in front matter: `description: How [the lamp goes out]{.spoiler safe="it ends"}`.

A title, a description or a subject is seen before the warning, so every edition has the safe words there. What stands
behind the warning (`deck`, `dedication`, `about_author` …) is printed plainly, save in an edition without spoilers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from essay_press.diagnostics import Place
from essay_press.extensions.attributes import parse_attributes
from essay_press.model import Metadata, SpoilerMark
from essay_press.typography import typeset_text

__all__ = ["ELLIPSIS", "guard"]

ELLIPSIS = "[…]"
"""What stands for words that are left out where there is no room for more: in a line of the contents."""
EARLY = ("title", "subtitle", "short_title", "description")
LATE = ("deck", "rights", "dedication", "about_author", "first_published")
_MARK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\{([^{}]*)\}")


def guard(metadata: Metadata) -> tuple[Metadata, tuple[SpoilerMark, ...]]:
    """Return front matter without the marks, and the passages that were marked in it."""
    marks: list[SpoilerMark] = []
    guarded: list[tuple[str, str]] = []

    def read(key: str, text: str) -> tuple[str, str]:
        """Return a text in full and in its safe form."""
        place = metadata.place(key) or metadata.place(key.rpartition(".")[0])
        return _read(key, text, place, metadata.language, marks)

    changes: dict[str, object] = {key: read(key, getattr(metadata, key))[1] for key in EARLY}
    for key in LATE:
        full, safe = read(key, getattr(metadata, key))
        changes[key] = full
        guarded += [(key, safe)] if safe != full else []
    changes["subjects"] = tuple(read(f"subjects.{at}", text)[1] for at, text in enumerate(metadata.subjects))
    if metadata.cover is not None:
        changes["cover"] = replace(metadata.cover, alt=read("cover.alt", metadata.cover.alt)[1])
    if metadata.series is not None:
        changes["series"] = replace(metadata.series, name=read("series.name", metadata.series.name)[1])
    if metadata.spoilers is not None:
        notice = read("spoilers.notice", metadata.spoilers.notice)[1]
        changes["spoilers"] = replace(metadata.spoilers, notice=notice)
    if not marks:
        return metadata, ()
    return replace(metadata, guarded=tuple(guarded), **changes), tuple(marks)  # type: ignore[arg-type]


def _read(key: str, text: str, place: Place | None, language: str, marks: list[SpoilerMark]) -> tuple[str, str]:
    """Return a text in full and in its safe form, and add the marks in it."""

    def form(choose: Callable[[str, str], str]) -> str:
        def chosen(found: re.Match[str]) -> str:
            mark = parse_attributes(found[2])
            if mark is None or "spoiler" not in mark.classes:
                return found[0]
            return choose(found[1], mark.value("safe") or "")

        return " ".join(_MARK.sub(chosen, text).split())

    def note(words: str, safe: str) -> str:
        told = (typeset_text(words, language), typeset_text(safe, language))
        marks.append(SpoilerMark(key, *told, place=place, kind="metadata"))
        return words

    return form(note), form(lambda _, safe: safe or ELLIPSIS)
