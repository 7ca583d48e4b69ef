"""A book and a cover as another program would hand them in: pages with a rectangle for text, real letters, faults."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from essay_press import presets
from essay_press.check import service
from essay_press.check.reading import read
from essay_press.check.report import Report
from essay_press.model import Edition
from pdf_samples import written

__all__ = ["MM", "book", "broken", "codes", "cover", "reports", "told"]

MM = 72 / 25.4
SIX, NINE = 432.0, 648.0  # 6 × 9 in, in points

Change = Callable[[pikepdf.Pdf], Any]


@cache
def _one_page(width: float, height: float, body: str, css: str = "") -> bytes:
    """Return one page of so many points, with real embedded letters."""
    rules = f"@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }} p {{ margin: 0 }} {css}"
    return written(body, rules, names=())


@cache
def book(pages: int = 24, size: tuple[float, float] = (SIX, NINE)) -> bytes:
    """Return so many pages of text in grey, an inch from every edge; the last is blank."""
    css = "p { margin: 72pt }"
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(_one_page(*size, "<p>Words of the essay.</p>", css))) as pdf:
        _plain(pdf)
        first = pdf.pages[0]
        for _ in range(pages - 2):
            pdf.pages.append(first)
        blank = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, *size]), Resources=Dictionary())
        blank.Contents = pdf.make_stream(b"")
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(blank)))
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def _plain(pdf: pikepdf.Pdf) -> None:
    """Take away what a book of another program would not have: a structure tree, bookmarks, and colour for black."""
    for key in ("/StructTreeRoot", "/Outlines", "/Names", "/Dests", "/PageLabels"):
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        page.contents_coalesce()
        for box in ("/TrimBox", "/BleedBox", "/StructParents"):
            if box in page.obj:
                del page.obj[box]
        page.Contents.write(page.Contents.read_bytes().replace(b"0 0 0 rg", b"0 g").replace(b"0 0 0 RG", b"0 G"))


@cache
def cover(spine: float, letters: str = "", back: str = "", more: str = "") -> bytes:
    """Return a cover for 6 × 9 in with a spine of so many mm and bleed; `letters` stand on the spine, in black."""
    width, height = 2 * SIX + spine * MM + 18, NINE + 18
    middle = width / 2
    css = f"""
.front {{ position: absolute; left: {middle + spine * MM / 2 + 40}pt; top: 100pt }}
.back {{ position: absolute; left: 60pt; top: 100pt; width: 300pt }}
.letters {{ position: absolute; left: {middle + 5}pt; top: 60pt; line-height: 10pt; font-size: 7pt;
  transform: rotate(90deg); transform-origin: 0 0; white-space: nowrap }}
{more}"""
    body = f'<p class="front">The Title</p><p class="letters">{letters}</p><p class="back">{back or "About it."}</p>'
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(_one_page(width, height, body, css))) as pdf:
        _plain(pdf)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def broken(data: bytes, *changes: Change) -> bytes:
    """Return a file with something changed in it."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for change in changes:
            change(pdf)
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def reports(data: bytes, name: str = "kdp", edition: Edition | None = None, pages: int = 0) -> Sequence[Report]:
    """Return what a service says of a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return service.reports(data, pdf, read(pdf), presets.named(name), edition, pages)


def codes(data: bytes, name: str = "kdp", pages: int = 0) -> set[str]:
    """Return the codes of what a service says of a file."""
    return {item.code for report in reports(data, name, None, pages) for item in report.diagnostics}


def told(data: bytes, name: str = "kdp", pages: int = 0) -> list[str]:
    """Return the messages of what a service says of a file."""
    return [item.message for report in reports(data, name, None, pages) for item in report.diagnostics]
