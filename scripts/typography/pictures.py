"""Pictures of set text for the README: one spread by three engines, and marks that hang, seen from near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pypdfium2
from PIL import Image, ImageColor, ImageDraw, ImageFont

from essay_press.check.typography.reading import read
from essay_press.check.typography.statistics import LOOSE
from essay_press.check.typography.typeset import Line, Typeset
from typography.engines import ENGINES
from typography.samples import Sample
from typography.setting import FACES, Face, Setting

__all__ = ["hanging", "spreads"]

SPREAD = Setting(FACES["eb-garamond"], 84, lines=22, margin=7.0)
"""A measure at which the engines differ, on pages of little white: what is to be seen are lines."""
ROWS = {
    "weasyprint": ("WeasyPrint", "WeasyPrint"),
    "typst": ("Typst", "Typst, at its best"),
    "essay-press": ("us", "essay-press"),
}
PAGE, GAP, CAPTION = 430, 10, 34
GROUND, RULE, INK = "#d9d9d9", "#d55e00", "#1a1a1a"
TINT = ImageColor.getrgb("#ffd9a8")
POINTS = 72 / 25.4
DETAIL = (38.0, 46.0)
"""Width and height in points of what is seen from near: three lines."""
ZOOM = 10
OPENING, CLOSING = "“‘«„", "”’»"
NEARBY = tuple(range(84, 64, -2))
"""Measures at which a mark is looked for, in mm: where it falls on a line is chance."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark that hangs: its line, what it is, and whether at the right."""

    line: Line
    kind: str
    right: bool


def spreads(sample: Sample) -> dict[str, Image.Image]:
    """Return pages 2 and 3 of one text by plain WeasyPrint, Typst and us, each with a caption; loose lines are tinted.

    The keys are names for files. Raises RuntimeError where Typst is not installed.
    """
    out = {}
    for name, (engine, caption) in ROWS.items():
        data = _set(engine, sample, SPREAD)
        typeset = read(data)
        pages = [_page(data, index, typeset) for index in (1, 2)]
        count = sum(line.stretch > LOOSE for line in _filled(typeset, (1, 2)))
        told = "no loose line" if not count else f"{count} loose line{'s' if count > 1 else ''}"
        out[name] = _captioned(_beside(pages), f"{caption}: {told}", SPREAD.face)
    return out


def hanging(samples: Sequence[Sample]) -> Image.Image:
    """Return a quotation mark that hangs and a hyphen that does, with the edge of the text as a rule.

    Raises LookupError when no line of the samples begins or ends so at any measure tried.
    """
    found: dict[str, Image.Image] = {}
    for sample, measure in product(samples, NEARBY):
        setting = replace(SPREAD, measure=measure)
        data = _set("us", sample, setting)
        for mark in _marks(read(data)):
            if mark.kind not in found:
                found[mark.kind] = _near(data, mark, setting)
        if len(found) == 2:
            return _beside([found["quote"], found["hyphen"]])
    message = "no quotation mark stands at the edge of the samples' lines, or no hyphen"
    raise LookupError(message)


def _set(engine: str, sample: Sample, setting: Setting) -> bytes:
    """Return a text set by an engine; raises RuntimeError where that is missing."""
    if why := ENGINES[engine].missing():
        raise RuntimeError(why)
    return ENGINES[engine].set([sample], setting)[0]


def _filled(typeset: Typeset, pages: Sequence[int]) -> list[Line]:
    """Return the filled lines of some pages."""
    return [line for line in typeset.lines if line.page in pages and line.is_justified]


def _page(data: bytes, index: int, typeset: Typeset) -> Image.Image:
    """Return a page whose loose lines stand on a tint."""
    drawn, scale = _render(data, index, 3 * PAGE / typeset.pages[index].width)
    ground = Image.new("RGB", drawn.size, "#fff")
    pen = ImageDraw.Draw(ground)
    height = typeset.pages[index].height
    for line in _filled(typeset, (index,)):
        if line.stretch > LOOSE:
            top, foot = height - line.y - 0.72 * line.size, height - line.y + 0.28 * line.size
            left, right = line.measure
            pen.rectangle([left * scale, top * scale, right * scale, foot * scale], fill=TINT)
    # Black on white, so that what is darker of the two is the letters over their tint.
    both = Image.composite(ground, drawn, drawn.convert("L").point(lambda value: 255 if value > 250 else 0))
    return both.resize((PAGE, round(PAGE * drawn.height / drawn.width)), Image.Resampling.LANCZOS)


def _marks(typeset: Typeset) -> Iterator[_Mark]:
    """Yield the quotation marks and hyphens at the edges of lines that have others above and below them."""
    for above, line, below in zip(typeset.lines, typeset.lines[1:], typeset.lines[2:], strict=False):
        if above.page == below.page and line.is_justified:
            if line.text[0] in OPENING and not line.is_first:
                yield _Mark(line, "quote", right=False)
            if line.text[-1] in CLOSING:
                yield _Mark(line, "quote", right=True)
            if line.is_hyphenated:
                yield _Mark(line, "hyphen", right=True)


def _near(data: bytes, mark: _Mark, setting: Setting) -> Image.Image:
    """Return the end of a line and of those around it, with the edge of the text as a rule."""
    page, scale = _render(data, mark.line.page, ZOOM)
    edge = (setting.margin + (setting.measure if mark.right else 0)) * POINTS
    width, height = DETAIL
    left = edge - width * (0.84 if mark.right else 0.16)
    middle = page.height / scale - mark.line.y - 0.25 * mark.line.size
    corner = round(left * scale), round((middle - height / 2) * scale)
    detail = page.crop((*corner, corner[0] + round(width * scale), corner[1] + round(height * scale)))
    pen = ImageDraw.Draw(detail)
    x = round((edge - left) * scale)
    pen.line([(x, 0), (x, detail.height)], fill=RULE, width=2)
    return detail


def _render(data: bytes, index: int, scale: float) -> tuple[Image.Image, float]:
    """Return a page and how many pixels a point has."""
    page = pypdfium2.PdfDocument(data)[index]
    picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
    return picture, scale


def _beside(pictures: Iterable[Image.Image]) -> Image.Image:
    """Return pictures of one height beside each other."""
    listed = list(pictures)
    width = sum(picture.width for picture in listed) + GAP * (len(listed) - 1)
    sheet = Image.new("RGB", (width, max(picture.height for picture in listed)), GROUND)
    left = 0
    for picture in listed:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    return sheet


def _captioned(picture: Image.Image, caption: str, face: Face) -> Image.Image:
    """Return a picture below what it shows."""
    sheet = Image.new("RGB", (picture.width, picture.height + CAPTION), GROUND)
    letters = ImageFont.truetype(str(face.path / face.roman), 22)
    ImageDraw.Draw(sheet).text((4, CAPTION // 2), caption, fill=INK, font=letters, anchor="lm")
    sheet.paste(picture, (0, CAPTION))
    return sheet
