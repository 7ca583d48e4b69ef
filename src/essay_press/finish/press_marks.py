"""The sheet round a page: its boxes, and the marks by which it is cut and its inks are laid upon each other."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from essay_press.presets import Preset

__all__ = ["add"]

MM = 72 / 25.4
"""Points in a millimetre."""
REGISTRATION = "/Registration"
RADIUS = 1.5  # mm, of the circle of a register mark
ARM = 2.4  # mm, from the middle of a register mark to the end of its cross
BEZIER = 0.5523  # the handle of a quarter circle of radius 1

Rectangle = tuple[float, float, float, float]


def add(pdf: pikepdf.Pdf, preset: Preset, bleed: float, *, marks: bool) -> None:
    """Set the boxes of every page round its trim and, if asked, draw crop and register marks outside the bleed.

    `bleed` is in mm; what a page draws is cut off there. The marks are in the colour that is on every plate.
    """
    colour = _registration(pdf)
    for page in pdf.pages:
        trim = _rectangle(page.trimbox)
        inside = _round(trim, bleed * MM)
        page.obj.TrimBox = Array(_rounded(trim))
        page.obj.BleedBox = Array(_rounded(inside))
        page.obj.MediaBox = Array(_rounded(_round(trim, preset.slug * MM)))
        for name in ("/CropBox", "/ArtBox"):
            if name in page.obj:
                del page.obj[name]
        left, bottom, right, top = inside
        frame = f"q {left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re W n\n"
        drawn = _marks(trim, preset) if marks else ""
        page.contents_add(pdf.make_stream(frame.encode()), prepend=True)
        page.contents_add(pdf.make_stream(f"\nQ\n{drawn}".encode()))
        page.contents_coalesce()
        if marks:
            spaces = page.obj.Resources.get("/ColorSpace", Dictionary())
            spaces[REGISTRATION] = colour
            page.obj.Resources.ColorSpace = spaces


def _registration(pdf: pikepdf.Pdf) -> Any:
    """Return the colour space of all plates at once (ISO 32000-1, 8.6.6.4)."""
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=1, C0=Array([0] * 4), C1=Array([1] * 4))
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))


def _marks(trim: Rectangle, preset: Preset) -> str:
    """Return the drawing of a page's marks, marked as something that is there for production only."""
    left, bottom, right, top = trim
    near, far = preset.mark_offset * MM, (preset.mark_offset + preset.mark_length) * MM
    lines = [
        line
        for x, outwards in ((left, -1), (right, 1))
        for y, upwards in ((bottom, -1), (top, 1))
        for line in (
            _line(x + outwards * near, y, x + outwards * far, y),
            _line(x, y + upwards * near, x, y + upwards * far),
        )
    ]
    middle = (near + far) / 2
    across, up = (left + right) / 2, (bottom + top) / 2
    targets = [
        _target(x, y)
        for x, y in ((left - middle, up), (right + middle, up), (across, bottom - middle), (across, top + middle))
    ]
    style = f"{REGISTRATION} CS 1 SCN {preset.mark_weight:g} w 0 J [] 0 d"
    return "\n".join(["/Artifact <</Type /Page>> BDC q", style, *lines, *targets, "Q EMC\n"])


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S"


def _target(x: float, y: float) -> str:
    """Return a cross in a circle."""
    arm, r = ARM * MM, RADIUS * MM
    h = r * BEZIER
    circle = (
        f"{x + r:.3f} {y:.3f} m"
        f" {x + r:.3f} {y + h:.3f} {x + h:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c"
        f" {x - h:.3f} {y + r:.3f} {x - r:.3f} {y + h:.3f} {x - r:.3f} {y:.3f} c"
        f" {x - r:.3f} {y - h:.3f} {x - h:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c"
        f" {x + h:.3f} {y - r:.3f} {x + r:.3f} {y - h:.3f} {x + r:.3f} {y:.3f} c S"
    )
    return "\n".join([circle, _line(x - arm, y, x + arm, y), _line(x, y - arm, x, y + arm)])


def _rectangle(box: Any) -> Rectangle:
    left, bottom, right, top = (float(value) for value in box)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _round(box: Rectangle, by: float) -> Rectangle:
    """Return a rectangle that is wider on each side."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _rounded(box: Rectangle) -> list[float]:
    return [round(value, 3) for value in box]
