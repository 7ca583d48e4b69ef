"""An essay with a spoiler of every kind, its editions without spoilers, and ways to plant a leak in each."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pikepdf
from PIL import Image

from essay_press import build, editions, layouts
from essay_press.check import leaks
from essay_press.check.report import Report
from essay_press.model import Artifact, Edition, Essay, Layout
from essay_press.spoilers import redact

__all__ = [
    "PASSAGE", "TERM", "codes", "epub", "essay", "kept", "made", "pdf", "pictures", "repacked", "report", "saved",
]  # fmt: skip

PASSAGE = "the keeper puts out his own lamp and rows away"
TERM = "Ottoline"

TEXT = f"""\
---
title: A Light Kept
subtitle: On rooms and weather
author: Ada Verne
lang: en
date: 2026-01-31
url: https://example.org/a-light-kept
description: 'What a film knows of lamps, and how [it goes dark]{{.spoiler safe="it ends"}}.'
deck: 'A film, and [the dark at its end]{{.spoiler safe="its end"}}.'
about_author: Ada Verne keeps a lamp.
spoilers:
  works: [{{title: The Lamp, kind: film, year: 1931}}]
  extent: ending
  terms: [{TERM}, never came home]
---

The keeper climbs at dusk and lights the lamp, as he has done for thirty years, and nobody on the shore looks up. What
he thinks of on the stairs the film does not say. At the end [{PASSAGE}]{{.spoiler}}, and the boats
are on the water.[^a]

## What the [Widow]{{.spoiler safe="Woman"}} Saw

She had told [{TERM}]{{.spoiler safe="her daughter"}} to wait.[^b] The keeper climbs at dusk, she said,
and lights the lamp.

::: {{.spoiler safe="Who was in the boat"}}
It was her husband who never came home, and it was *he* who had asked for the dark.[^c]

> I would rather not be seen arriving.

![A boat with its oars shipped, seen from the gallery](boat.png "Žilina, the only boat")
:::

## The Drowning {{.spoiler safe="The Morning After"}}

![The harbour, with [an empty mooring]{{.spoiler safe="boats"}}](harbour.png)

[A lamp is a promise that somebody else has to keep.]{{.pull}} [Nobody promised him anything.]{{.spoiler}}

[He had [wanted the dark all along.]{{.pull}}]{{.spoiler}} So the film ends where it began, with a man upon the stairs.

[^a]: The scene takes four minutes.
[^b]: The script calls her [the drowned man's wife]{{.spoiler safe="a neighbour"}}.
[^c]: Her husband is played by the director himself.
"""


@cache
def pictures() -> Path:
    """Return a folder with the two pictures, and the manuscript beside them."""
    folder = Path(mkdtemp())
    for name, grey in (("boat", 40), ("harbour", 200)):
        Image.new("L", (80, 60), grey).save(folder / f"{name}.png")
    (folder / "light.md").write_text(TEXT, encoding="utf-8")
    return folder


@cache
def essay() -> Essay:
    """Return the full essay."""
    return build.read(pictures() / "light.md")


@cache
def kept() -> Essay:
    """Return what is left of it."""
    return redact(essay())


@cache
def made(edition: str, layout: str = "classic") -> Artifact:
    """Return an edition of the essay, finished and checked."""
    return build.make(essay(), editions.named(edition), build.Request(layout=layout))


def pdf() -> bytes:
    """Return the PDF without spoilers."""
    return made("spoiler-free").data


def epub() -> bytes:
    """Return the EPUB without spoilers."""
    return made("epub-spoiler-free").data


def report(data: bytes, name: str = "light-spoiler-free.pdf", full: Essay | None = None) -> Report:
    """Return what the proof says of a file that claims to be without spoilers."""
    is_pdf = data.startswith(b"%PDF") or b"%PDF-" in data[:64]
    edition = edition_named("spoiler-free" if is_pdf else "epub-spoiler-free")
    given = full or essay()
    left = redact(given) if full else kept()
    search = leaks.in_pdf if is_pdf else leaks.in_epub
    return search(data, given, left, edition, name, classic())


@cache
def edition_named(name: str) -> Edition:
    """Return an edition, its table read once."""
    return editions.named(name)


@cache
def classic() -> Layout:
    """Return the layout that set the samples."""
    return layouts.load("classic")


def codes(found: Report) -> list[str]:
    """Return the codes of what was found, each once, in order."""
    return sorted({item.code for item in found.diagnostics})


def saved(change: Callable[[pikepdf.Pdf], object], data: bytes | None = None) -> bytes:
    """Return a PDF after `change`, written anew."""
    with pikepdf.open(io.BytesIO(data or pdf())) as opened:
        change(opened)
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()


def repacked(change: Callable[[dict[str, bytes]], object], extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return the EPUB with its files changed, and perhaps files more, packed as the house packs."""
    with ZipFile(io.BytesIO(epub())) as archive:
        files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    change(files)
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in {**files, **(extra or {})}.items():
            kind = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, kind)
    return target.getvalue()
