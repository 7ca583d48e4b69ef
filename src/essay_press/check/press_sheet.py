"""The sheet that goes to the press: its boxes, the marks outside the bleed, art that reaches it, sharp pictures."""

from __future__ import annotations

from typing import Any

import pikepdf

from essay_press.check.content import Box
from essay_press.check.press_walk import Paint
from essay_press.check.press_words import called, report
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition
from essay_press.presets import Preset

__all__ = ["bleed", "boxes", "marks", "resolution"]

MM = 72 / 25.4
SLACK = 0.3  # points that no cutter sees
EDGE = 0.6  # points from the trim within which art counts as running up to it


def boxes(pdf: pikepdf.Pdf, preset: Preset, edition: Edition | None) -> Report:
    """Return whether each page says where it is trimmed and how far it bleeds, with room for marks on the sheet."""
    room = (preset.mark_offset + preset.mark_length) * MM if edition and edition.trim and edition.trim.marks else 0.0
    out: list[str] = []
    for index, page in enumerate(pdf.pages, 1):
        missing = [name for name in ("/TrimBox", "/BleedBox") if name not in page.obj]
        if missing:
            out.append(f"page {index} has no {' and no '.join(name.lstrip('/') for name in missing)}")
            continue
        if "/ArtBox" in page.obj:
            out.append(f"page {index} has an ArtBox beside its TrimBox")
        media, bleed, trim = _box(page.mediabox), _box(page.bleedbox), _box(page.trimbox)
        if not (media.holds(bleed, SLACK) and bleed.holds(trim, SLACK)):
            out.append(f"page {index}: trim, bleed and sheet do not lie inside each other")
        if "/CropBox" in page.obj and not _box(page.cropbox).holds(bleed, SLACK):
            out.append(f"page {index}: the CropBox cuts the bleed off")
        if any(abs(side - preset.bleed * MM) > SLACK for side in _sides(bleed, trim)):
            sides = ", ".join(f"{side / MM:.1f}" for side in _sides(bleed, trim))
            out.append(f"page {index} bleeds by {sides} mm, preset {preset.name} asks for {preset.bleed:g} mm")
        if min(_sides(media, trim)) < room - SLACK:
            out.append(f"page {index}: the sheet has no room for marks outside the bleed")
    return report("boxes for the press", "EP520", out, len(pdf.pages))


def marks(pdf: pikepdf.Pdf, found: tuple[Paint, ...], edition: Edition | None) -> Report:
    """Return whether each page has its crop marks, and nothing is drawn between bleed and sheet but marks."""
    out: list[str] = []
    for index, page in enumerate(pdf.pages):
        bleed, trim = _box(page.bleedbox), _box(page.trimbox)
        here = [paint for paint in found if paint.page == index and paint.box is not None]
        marks = [paint.box for paint in here if paint.space == "all" and paint.box]
        others = [paint for paint in here if paint.space != "all" and not _empty(paint)]
        if any(mark.meets(bleed) for mark in marks):
            out.append(f"page {index + 1}: marks reach into the bleed")
        if any(paint.box and not bleed.holds(paint.box, SLACK) for paint in others):
            out.append(f"page {index + 1}: something other than marks stands outside the bleed")
        if edition and edition.trim and edition.trim.marks and (lacking := 8 - _crop_marks(marks, trim)):
            out.append(f"page {index + 1} lacks {lacking} of its 8 crop marks")
    return report("marks", "EP524", out, len(pdf.pages))


def _crop_marks(marks: list[Box], trim: Box) -> int:
    """Return at how many of the eight places a line points at a corner of the trim."""
    count = 0
    for y in (trim.bottom, trim.top):
        flat = [box for box in marks if box.height < 2 and abs((box.bottom + box.top) / 2 - y) < SLACK]
        count += any(box.right < trim.left for box in flat) + any(box.left > trim.right for box in flat)
    for x in (trim.left, trim.right):
        upright = [box for box in marks if box.width < 2 and abs((box.left + box.right) / 2 - x) < SLACK]
        count += any(box.top < trim.bottom for box in upright) + any(box.bottom > trim.top for box in upright)
    return count


def bleed(pdf: pikepdf.Pdf, found: tuple[Paint, ...]) -> Report:
    """Return whether art that runs up to the trim runs on to the bleed."""
    out: list[str] = []
    count = 0
    for index, page in enumerate(pdf.pages):
        bleed, trim = _box(page.bleedbox), _box(page.trimbox)
        for paint in found:
            if paint.page != index or paint.box is None or paint.space == "all" or _empty(paint):
                continue
            if paint.kind not in ("fill", "picture", "gradient"):
                continue
            # How far it is from each side of the trim, and of the bleed, to the art's: above 0 is inside.
            near = _sides(trim, paint.box)
            far = _sides(bleed, paint.box)
            count += 1
            if any(to_trim < EDGE and to_bleed > SLACK for to_trim, to_bleed in zip(near, far, strict=True)):
                out.append(f"page {index + 1}: {called(paint)} stops at the trim, or just beyond it")
    return report("art to the bleed", "EP529", out, count)


def resolution(found: tuple[Paint, ...], preset: Preset) -> Report:
    """Return whether pictures have dots enough at the size in which they are printed; too few are a warning."""
    pictures = [paint for paint in found if paint.kind == "picture" and paint.thing is not None and min(paint.size) > 0]
    out = []
    for paint in pictures:
        wide, high = int(paint.thing.Width), int(paint.thing.Height)
        dots = min(wide / paint.size[0], high / paint.size[1]) * 72
        if round(dots) < preset.resolution:
            out.append(
                Diagnostic(
                    Severity.WARNING,
                    "EP528",
                    f"page {paint.page + 1}: a picture of {wide} × {high} pixels is printed at {dots:.0f} dpi,"
                    f" preset {preset.name} asks for {preset.resolution:g}",
                    hint="use a larger picture, or print it smaller",
                )
            )
    return Report("resolution of pictures", tuple(out), len(pictures))


def _empty(paint: Paint) -> bool:
    """Return whether a paint leaves nothing on the paper: white, or cut off whole."""
    if paint.box is None or paint.box.width <= 0 or paint.box.height <= 0:
        return True
    white = {"cmyk": (0.0,) * 4, "gray": (1.0,), "rgb": (1.0,) * 3}.get(paint.space)
    return paint.kind in ("fill", "stroke", "text") and paint.values == white


def _sides(outer: Box, inner: Box) -> tuple[float, float, float, float]:
    """Return how far `inner` is inside `outer`: left, bottom, right, top."""
    return inner.left - outer.left, inner.bottom - outer.bottom, outer.right - inner.right, outer.top - inner.top


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
