"""Finished files with something wrong in them: sound ones, edited as the bytes of an input decide.

A flipped byte in a ZIP or in a compressed stream is found out by a checksum and by nothing else. So the edits are made
in what the file holds: a value of a PDF's objects, a few characters of an EPUB's text, and the whole written anew.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from essay_press import editions
from essay_press.build import Request, make, read
from fuzz.supply import Supply

__all__ = ["ESSAY", "epub", "finished", "font", "pdf"]

ESSAY = b"""\
---
title: A Title
author: Ann Example
date: 2024-05-01
spoilers: {works: [{title: A Film, year: 2014}], extent: ending, resume: after}
---

The first paragraph, with *stress*, a note.[^1] [A sentence that is worth lifting out of this text.]{.pull} And so on.

| A | B |
|---|---|
| 1 | 2 |

## After {#after}

The rest: [a link](https://example.org), and `code`.

[^1]: A note.
"""
MOST = 6  # edits in one file
WORDS = (
    b"<", b">", b"&", b'"', b"\0", b"]]>", b"<!--", b"<!ENTITY a 'b'>", b"&a;", b"<![CDATA[", b"/../../x", b"file:///",
    b"#", b"id='a'", b"99999999999", b"-1", b"nan", b"url(x)", b"{", b"}", b"\xff\xfe", b"\xe2\x80\xae", b" ", b"%zz",
)  # fmt: skip
NAMES = ("/Type", "/Subtype", "/P", "/Span", "/Figure", "/Font", "/K", "/Kids", "/Parent", "/Pages", "/A", "/S", "/D")


@cache
def finished(edition: str) -> bytes:
    """Return a sound edition of a small essay."""
    essay = read(Path("sound.md"), ESSAY)
    return make(essay, editions.load()[edition], Request(check=False)).data


@cache
def _members(edition: str = "epub") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(finished(edition))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def epub(data: bytes, edition: str = "epub") -> bytes:
    """Return an EPUB with up to six edits in its files, their names or their number."""
    supply, members = Supply(data), dict(_members(edition))
    for _ in range(1 + supply.below(MOST)):
        name = supply.choose(sorted(members))
        kind = supply.below(8)
        if kind == 0 and len(members) > 1:
            del members[name]
        elif kind == 1:
            members[supply.choose(("../out", "/abs", "a\\b", "EPUB/EPUB", "", "é" * 90))] = members[name]
        else:
            members[name] = spliced(members[name], supply)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name), body)
    return target.getvalue()


def spliced(body: bytes, supply: Supply) -> bytes:
    """Return bytes with a few of them taken out and others put in."""
    at = supply.below(len(body) + 1)
    end = at + supply.choose((0, 0, 1, 2, 5, 30, 400))
    new = supply.choose(WORDS) if supply.below(2) else supply.take(supply.below(6))
    if supply.below(9) == 0:
        new *= 500
    return body[:at] + new + body[end:]


def pdf(data: bytes, edition: str = "a5") -> bytes:
    """Return a PDF with up to six edits in its objects."""
    supply = Supply(data)
    with pikepdf.open(io.BytesIO(finished(edition))) as opened:
        for _ in range(1 + supply.below(MOST)):
            _edit(opened, supply)
        target = io.BytesIO()
        opened.save(target, deterministic_id=True, fix_metadata_version=False)
    return target.getvalue()


def _edit(opened: pikepdf.Pdf, supply: Supply) -> None:
    """Change one value of one object, of a dictionary or array inside it, or a stream."""
    thing: Any = opened.objects[supply.below(len(opened.objects))]
    for _ in range(supply.below(4)):
        inner = [each for each in _values(thing) if isinstance(each, pikepdf.Dictionary | pikepdf.Array)]
        thing = supply.choose(inner) if inner else thing
    if isinstance(thing, pikepdf.Stream) and supply.below(2):
        try:
            body = thing.read_bytes()
        except pikepdf.PikepdfError:
            body = b""
        thing.write(spliced(body, supply))
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        key = supply.choose(sorted(thing.keys()) or ["/K"])
        if supply.below(5) == 0 and key in thing and key != "/Length":
            del thing[key]
        elif key != "/Length":
            thing[key] = _value(opened, supply)
    elif isinstance(thing, pikepdf.Array):
        if len(thing) and supply.below(2):
            thing[supply.below(len(thing))] = _value(opened, supply)
        else:
            thing.append(_value(opened, supply))


def _values(thing: Any) -> list[Any]:
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return [thing[key] for key in sorted(thing.keys())]
    return list(thing) if isinstance(thing, pikepdf.Array) else []


def _value(opened: pikepdf.Pdf, supply: Supply) -> Any:
    """Return a value of any kind."""
    kind = supply.below(9)
    if kind == 0:
        return supply.choose((0, -1, 1, 7, 2**31, 10**18))
    if kind == 1:
        return pikepdf.Name(supply.choose(NAMES))
    if kind == 2:
        return pikepdf.String(supply.take(supply.below(12)))
    if kind == 3:
        return pikepdf.Array([])
    if kind == 4:
        return pikepdf.Dictionary()
    if kind == 5:
        return supply.below(2) == 1
    if kind == 6:
        return pikepdf.Array([supply.below(900), pikepdf.Name("/A"), pikepdf.String("x")])
    if kind == 7:
        return pikepdf.Stream(opened, supply.take(supply.below(40)))
    return opened.objects[supply.below(len(opened.objects))]


@cache
def _font() -> bytes:
    """Return the smallest embedded face of the sound EPUB."""
    return min((body for name, body in _members().items() if name.endswith((".ttf", ".otf", ".woff2"))), key=len)


def font(data: bytes) -> bytes:
    """Return a font with up to six edits."""
    supply, body = Supply(data), _font()
    for _ in range(1 + supply.below(MOST)):
        body = spliced(body, supply)
    return body
