"""One essay as real files, made by the whole press, for faults to be planted in; and the form in which they are told.

The essay has everything that a gate looks at: a spoiler cover, headings of two levels, pull-quotes, notes, a picture, a
table, stress, verse, and enough text for paragraphs to be parted by page turns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from epub_samples import png
from essay_press import build, editions, layouts
from essay_press.check import check
from essay_press.check.report import Report
from essay_press.diagnostics import Severity
from essay_press.model import Essay

__all__ = ["EPUB", "PDF", "TEXT", "Caught", "Fault", "caught", "changed", "essay", "made", "reports", "swapped"]

PDF, EPUB = "application/pdf", "application/epub+zip"

LORE = (
    "The keeper of the lighthouse wrote in the evenings, when the lamp was turning and the affairs of the office were"
    " done, and what he wrote was seldom finished; the flimsy sheets went into a drawer, one upon the other, until the"
    " drawer would no longer shut, and then he began upon another drawer."
)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")


def _lore(number: int) -> str:
    """Return a paragraph like no other."""
    month = MONTHS[number % len(MONTHS)]
    words = ("gulls", "boats", "winds", "tides", "bells", "stars", "ropes", "lamps", "maps", "storms")
    own = f"Of the {words[number % len(words)]} in {month} he kept a list by itself, and he read it to nobody."
    return f"{LORE.replace('evenings', f'nights of {month}')} {own}"


TEXT = f"""---
title: A Light Kept
subtitle: On rooms and weather
author: Ada Verne
lang: en-GB
date: 2026-03-01
publisher: Example Editions
description: An essay about patience.
accessibility: {{conforms: AA, certified_by: Example Editions}}
spoilers:
  works:
    - {{title: The Lamp, kind: film, year: 1931}}
  extent: ending
  terms: [extinguished]
---

{_lore(0)}

Visitors asked about the storms.[^storm] He spoke of *fog* instead, and of what a lamp is **worth** to those who see it.
[A room remembers the shape of the silence it was given.]{{.pull}} So he said, and poured the tea.[^tea]

{LORE.replace("evenings", "mornings")} {LORE.replace("evenings", "afternoons")}

## The drawer

{_lore(1)}

{_lore(2)}

![A lamp on a tower, seen from the sea](lamp.png "The lamp, as the boats saw it")

### What lay in it

{_lore(3)}

{_lore(4)}

| Month | Hours |
|:------|------:|
| June  |    18 |
| May   |    17 |

: Hours of light in a year

{_lore(5)}

::: verse
Turn, lamp, and never tell the sea
  how small a room the light can be.
:::

## What the wind wanted

{_lore(6)}

[[Nobody writes to the wind, and the wind never leaves a letter unread.]{{.pull}}]{{.spoiler}} {_lore(7)}

{_lore(8)}

{_lore(9)}

At the end the lamp went out, and [nobody lit it again until the boats were home]{{.spoiler}}. More is said
[elsewhere](https://example.org/lamps).

[^storm]: The great one was in the winter of his second year.
[^tea]: It was always black tea, and never with milk.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its name, the code that has to tell it, the gate (the check's name) that has to turn red, the bad file.

    `outside` names the outside validators that are known to see it as well.
    """

    name: str
    code: str
    gate: str
    plant: Callable[[], bytes]
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caught:
    """An error that a gate told of a file."""

    gate: str
    code: str


def swapped(old: str, new: str) -> Callable[[str], str]:
    """Return a change of the first `old` into `new`, which has to be there."""

    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def changed(text: str, *changes: Callable[[str], str]) -> str:
    """Return a text after some changes."""
    for change in changes:
        text = change(text)
    return text


@cache
def _folder() -> Path:
    """Return a folder that holds the essay's picture, and the designs of faulty editions."""
    folder = Path(mkdtemp(prefix="essay-press-tests-"))
    (folder / "lamp.png").write_bytes(png(400, 200))
    return folder


@cache
def essay(text: str = TEXT) -> Essay:
    """Return the essay, or a variant of it, read by the press."""
    path = _folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.md"
    path.write_text(text, encoding="utf-8")
    return build.read(path)


@cache
def made(edition: str = "a5", text: str = TEXT, css: str = "", layout: str = "", notes: str = "") -> bytes:
    """Return an edition of the essay, unchecked; `css` is read after the style sheet of the classic layout."""
    name = layout
    if css:
        name = f"faulty-{hashlib.sha256(css.encode()).hexdigest()[:12]}"
        design = _folder() / "layouts" / name
        design.mkdir(parents=True, exist_ok=True)
        (design / "layout.toml").write_text('summary = "A fault"\nextends = "classic"\neditions = ["a5"]\n')
        (design / "print.css").write_text(css, encoding="utf-8")
    options = (("notes", notes),) if notes else ()
    request = build.Request(layout=name, options=options, check=False, project=_folder())
    return build.make(essay(text), editions.load(_folder())[edition], request).data


def reports(data: bytes, kind: str = PDF) -> tuple[Report, ...]:
    """Return what every check says of a file that ought to be the essay in A5, or its EPUB."""
    if kind == EPUB:
        return check(data, kind, essay=essay())
    return check(data, kind, essay=essay(), layout=layouts.load("classic"), edition=editions.load()["a5"])


def caught(data: bytes, kind: str = PDF) -> tuple[Caught, ...]:
    """Return the errors that the gates tell of a file, each once, in the order of the gates."""
    found = (
        Caught(report.name, item.code)
        for report in reports(data, kind)
        for item in report.diagnostics
        if item.severity is Severity.ERROR
    )
    return tuple(dict.fromkeys(found))
