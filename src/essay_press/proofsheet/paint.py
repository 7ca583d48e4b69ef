"""The picture itself: pages on a quiet ground, their numbers below, a head above, and the guides over them."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from essay_press.check.content import Box
from essay_press.model import Edition
from essay_press.proofsheet.guides import Block
from essay_press.proofsheet.plan import MARGIN, POINTS, SOFTWARE, Layout, Sheet, Wishes
from essay_press.proofsheet.source import Source
from essay_press.resources import root

__all__ = ["Head", "paint"]

Colour = tuple[int, int, int]
GROUND: Colour = (207, 209, 211)
EDGE: Colour = (160, 163, 167)
SPINE: Colour = (190, 192, 195)
INK: Colour = (38, 40, 43)
GREY: Colour = (88, 91, 95)
# As layout programs draw them, so that nobody has to learn them; the order is that of the legend.
GUIDES: dict[str, tuple[Colour, int]] = {
    "trim": ((25, 118, 210), 255),
    "bleed": ((211, 47, 47), 255),
    "edge of the sheet": ((97, 97, 97), 255),
    "fold": ((230, 126, 0), 255),
    "text block": ((194, 24, 130), 255),
    "baseline grid": ((0, 153, 204), 115),
}
SLACK = 0.5  # points by which one box must be larger than another to be drawn
OVERHANG = 5.0  # points by which the grid stands out from the text block
# In points, and in pixels the least that can be read.
TITLE, FACTS, NUMBER, LEAST = 13.0, 10.0, 10.0, 9


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the pages: the file's name, its edition, which of how many sheets this is."""

    name: str
    edition: Edition | None
    sheet: int
    sheets: int


def paint(source: Source, layout: Layout, head: Head, wishes: Wishes, blocks: Mapping[int, Block]) -> Sheet:
    """Return one sheet; a page at a time is drawn, so that no more than the sheet itself is held.

    `blocks` are the text blocks to draw where guides are wished for, by the page's index.
    """
    scale = wishes.ppi / POINTS
    canvas = Image.new("RGB", (layout.width, layout.height), GROUND)
    pen = ImageDraw.Draw(canvas)
    drawn: set[str] = set()
    for leaf, left, top in layout.places:
        box = source.shown(leaf.index, overlay=wishes.overlay)
        picture = source.pixels(leaf.index, box, wishes.ppi)
        if wishes.overlay:
            picture, names = _guided(picture, box, source, leaf.index, blocks.get(leaf.index), scale)
            drawn |= names
        canvas.paste(picture, (left, top))
        foot = top + picture.height
        pen.rectangle((left - 1, top - 1, left + picture.width, foot), outline=EDGE)
        _number(pen, source.numbers(leaf.index), (left + picture.width // 2, foot - 1), scale)
    for x, top, bottom in layout.spines:
        pen.line((x, top, x, bottom - 1), fill=SPINE)
    pages = tuple(sorted(leaf.index + 1 for leaf, _, _ in layout.places))
    _head(pen, layout, head, source, pages, [name for name in GUIDES if name in drawn], scale)
    return Sheet(_png(canvas, wishes.ppi), layout.width, layout.height, pages, head.sheet, head.sheets)


def _guided(
    picture: Image.Image, box: Box, source: Source, index: int, block: Block | None, scale: float
) -> tuple[Image.Image, set[str]]:
    """Return a page with its guides drawn over it, and which there were."""
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    page = source.leaves[index]
    width = max(1, round(scale * POINTS / 110))
    drawn: set[str] = set()

    def frame(name: str, frame_box: Box) -> None:
        drawn.add(name)
        left, top = (frame_box.left - box.left) * scale, (box.top - frame_box.top) * scale
        right, bottom = (frame_box.right - box.left) * scale - 1, (box.top - frame_box.bottom) * scale - 1
        corners = (round(left), round(top), round(right), round(bottom))
        pen.rectangle(corners, outline=_colour(name), width=width)

    if block is not None:
        drawn.add("baseline grid")
        ends = [round((x - box.left) * scale) for x in (block.box.left - OVERHANG, block.box.right + OVERHANG)]
        for level in block.baselines:
            y = round((box.top - level) * scale)
            pen.line((ends[0], y, ends[1], y), fill=_colour("baseline grid"), width=width)
        frame("text block", block.box)
    if not page.bleed.holds(page.media, SLACK):
        frame("edge of the sheet", page.media)
    if not page.trim.holds(page.bleed, SLACK):
        frame("bleed", page.bleed)
    frame("trim", page.trim)
    across, up = source.folds
    for x in across:
        at = round((x - box.left) * scale)
        pen.line((at, 0, at, layer.height), fill=_colour("fold"), width=width)
    for height in up:
        at = round((box.top - height) * scale)
        pen.line((0, at, layer.width, at), fill=_colour("fold"), width=width)
    if across or up:
        drawn.add("fold")
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB"), drawn


def _colour(name: str) -> tuple[int, int, int, int]:
    colour, opacity = GUIDES[name]
    return (*colour, opacity)


def _number(pen: ImageDraw.ImageDraw, numbers: tuple[str, str], foot: tuple[int, int], scale: float) -> None:
    """Write below a page the number printed on it, and which page of the file it is."""
    printed, counted = numbers
    bold, plain = _font(NUMBER, scale, bold=True), _font(NUMBER, scale)
    x = foot[0] - (bold.getlength(printed) + plain.getlength(counted)) / 2
    y = foot[1] + round(16 * scale)
    pen.text((round(x), y), printed, fill=INK, font=bold, anchor="ls")
    pen.text((round(x + bold.getlength(printed)), y), counted, fill=GREY, font=plain, anchor="ls")


def _head(
    pen: ImageDraw.ImageDraw,
    layout: Layout,
    head: Head,
    source: Source,
    pages: tuple[int, ...],
    legend: list[str],
    scale: float,
) -> None:
    """Write what the sheet shows, and what the colours of the guides mean."""
    left, room = round(MARGIN * scale), layout.width - 2 * round(MARGIN * scale)
    title, facts = _font(TITLE, scale, bold=True), _font(FACTS, scale)
    baseline = round((MARGIN + 8) * scale)
    pen.text((left, baseline), _fitted(head.name, title, room), fill=INK, font=title, anchor="ls")
    baseline += round(15 * scale)
    pen.text((left, baseline), _fitted(_facts(head, source, pages), facts, room), fill=GREY, font=facts, anchor="ls")
    x, y = float(left), baseline + round(17 * scale)
    size = max(6, round(7 * scale))
    for name in legend:
        end = x + size + facts.getlength(f" {name}")
        if x > left and end > left + room:
            break
        colour, opacity = GUIDES[name]
        mixed = tuple(round(ink * opacity / 255 + 255 * (1 - opacity / 255)) for ink in colour)
        pen.rectangle((round(x), y - size, round(x) + size, y), fill=mixed, outline=colour)
        pen.text((round(x + size * 1.5), y), name, fill=INK, font=facts, anchor="ls")
        x = end + size * 2


def _facts(head: Head, source: Source, pages: tuple[int, ...]) -> str:
    """Return size, pages and sheet in a line."""
    edition, page = head.edition, source.leaves[0]
    box = page.media if source.is_imposed else page.trim
    millimetres = 25.4 / POINTS
    size = f"{box.width * millimetres:.4g} × {box.height * millimetres:.4g} mm"
    total = len(source.leaves)
    what = "side" if source.is_imposed else "page"
    count = f"{total} {what}{'s' if total > 1 else ''}"
    if len(pages) < total:
        count += f", here {pages[0]}–{pages[-1]}" if len(pages) > 1 else f", here {pages[0]}"
    parts = [edition.name if edition else "", size, count]
    parts.append(f"sheet {head.sheet} of {head.sheets}" if head.sheets > 1 else "")
    return "   ·   ".join(filter(None, parts))


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """Return the text, cut where it is wider than `room` pixels."""
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


@functools.cache
def _font(points: float, scale: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the face of the labels at a size; laid out without shaping, which differs from machine to machine."""
    name = "Inter_600SemiBold.ttf" if bold else "Inter_400Regular.ttf"
    size = max(LEAST, round(points * scale))
    return ImageFont.truetype(root("fonts") / "inter" / name, size, layout_engine=ImageFont.Layout.BASIC)


def _png(canvas: Image.Image, ppi: int) -> bytes:
    """Return the picture as PNG, which says what made it and at what resolution, and nothing of when or where."""
    said = PngInfo()
    said.add_text("Software", SOFTWARE)
    target = io.BytesIO()
    canvas.save(target, "PNG", pnginfo=said, dpi=(ppi, ppi), compress_level=6)
    return target.getvalue()
