"""A page with everything that has a colour, and the way from there to a file for the press."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from PIL import Image

from essay_press import presets
from essay_press.check import press as preflight
from essay_press.check.report import Report
from essay_press.finish import finish
from essay_press.finish.press import press
from essay_press.formats.pdf import writer
from essay_press.formats.pdf.fetcher import Resource
from essay_press.model import Edition, Trim
from pdf_samples import METADATA, lay_out

__all__ = [
    "BODY", "CSS", "EDITION", "PRESET", "broken", "good", "instructions", "laid", "picture", "pressed", "reports",
]  # fmt: skip

STANDARDS = ("pdf/x-4",)
EDITION = Edition(
    name="trade",
    summary="for the press",
    format="pdf",
    layouts=("classic",),
    trim=Trim(105, 148, bleed=3, marks=True),
    standards=STANDARDS,
    preset="offset-x4",
)
PRESET = presets.named("offset-x4")
CSS = """
@page { bleed: 3mm }
body { margin: 0 }
.band { background: #000; color: #fff; margin: 0 -17mm }
.accent { color: #b3261e }
.grey { color: #595959 }
.light { opacity: .5 }
.straight { background: linear-gradient(#fff, #000); height: 4mm }
.round { background: radial-gradient(#1d5c63, #ffcc00 50%, rgb(0 0 255 / .2)); height: 4mm }
img { width: 6mm; height: 4mm }
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30" viewBox="0 0 90 30"><defs>
<linearGradient id="g"><stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff" stop-opacity=".3"/>
</linearGradient><pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="4"
fill="#00aa55"/></pattern><mask id="m"><rect width="90" height="30" fill="#fff"/><rect width="20" height="9"
fill="#ff8800"/></mask></defs><rect width="30" height="30" fill="url(#g)"/><rect x="30" width="30" height="30"
fill="url(#p)" stroke="#333"/><rect x="62" width="28" height="30" fill="#0057b7" mask="url(#m)"/></svg>"""
BODY = """<p class="band">White on black</p><p>Black, <b class="accent">red</b>, <i class="grey">grey</i>,
<a href="https://example.org/">a link</a>, <span class="light">half there</span>.</p>
<div class="straight"></div><div class="round"></div>
<p><img src="rgb.png" alt="a"/><img src="rgba.png" alt="b"/><img src="grey.png" alt="c"/><img src="palette.png"
alt="d"/><img src="greyish.jpg" alt="e"/><img src="ink.jpg" alt="f"/></p><p><img src="drawing.svg" alt="g"/></p>"""


def picture(mode: str, kind: str, colour: Any, size: tuple[int, int] = (120, 80)) -> bytes:
    """Return a picture of one colour."""
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind)
    return target.getvalue()


PICTURES = {
    "rgb.png": picture("RGB", "PNG", (179, 38, 30)),
    "rgba.png": picture("RGBA", "PNG", (0, 90, 180, 120)),
    "grey.png": picture("L", "PNG", 128),
    "palette.png": picture("P", "PNG", 5),
    "greyish.jpg": picture("RGB", "JPEG", (99, 100, 101)),
    "ink.jpg": picture("CMYK", "JPEG", (250, 240, 245, 255)),
}


def laid(body: str = BODY, css: str = CSS) -> bytes:
    """Return a page as the layout and the structure pass leave it: in light, without marks."""
    types = {"png": "image/png", "jpg": "image/jpeg"}
    resources = {f"press://essay/{name}": Resource(data, types[name[-3:]]) for name, data in PICTURES.items()}
    resources["press://essay/drawing.svg"] = Resource(SVG.encode(), "image/svg+xml")
    document = lay_out(body, css, names=STANDARDS, resources=resources)
    return finish(writer.write(document, METADATA, STANDARDS))


def pressed(body: str = BODY, css: str = CSS) -> bytes:
    """Return a page ready for the press."""
    return press(laid(body, css), EDITION, PRESET)


@cache
def good() -> bytes:
    """Return the page with everything, ready for the press."""
    return pressed()


def broken(change: Callable[[pikepdf.Pdf], Any]) -> bytes:
    """Return the good file with one thing changed."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        change(pdf)
        pdf.save(target, fix_metadata_version=False, deterministic_id=True)
    return target.getvalue()


def reports(data: bytes, edition: Edition | None = EDITION) -> dict[str, Report]:
    """Return what preflight says of a file, by the name of the check."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {report.name: report for report in preflight.reports(pdf, None, edition)}


def instructions(data: bytes) -> list[str]:
    """Return every instruction of the first page and of all that it draws, as text."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams: list[Any] = [pdf.pages[0].obj]
        streams += [
            item
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and (item.get("/Subtype") == "/Form" or "/PatternType" in item)
        ]
        for stream in streams:
            for step in pikepdf.parse_content_stream(stream):
                found.append(" ".join([*(str(operand) for operand in step.operands), str(step.operator)]))
    return found
