"""Whether a cover goes round its book: as wide as its pages make it, text clear of trim and folds, room for a barcode.

What stands on spine and barcode area is looked at as a picture: letters run down a spine, and ink is ink.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from essay_press import services
from essay_press.check.content import Box
from essay_press.check.press_walk import Paint
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.check.service_words import MM, Findings, not_run, size
from essay_press.model import Edition
from essay_press.presets import Preset
from essay_press.services import Paper, Service

__all__ = ["Cover", "barcode", "is_cover", "lettering", "opened_out", "rendered", "safe_text", "size_of_book"]

DPI = 200
SLACK = 0.7  # points by which a cover may be larger or smaller: a quarter of a millimetre
CENTRE = 0.5  # mm by which letters may stand off the middle of the spine
CONTRAST = 24  # steps of 255 from which a dot is not the ground's colour
NEEDS_PAGES = "needs the number of pages of the book (--pages)"
NO_BOOK = "no book that the service makes has a cover of this size"


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover laid open: the sheet, where it is trimmed, the panels and the spine between them, in points."""

    media: Box
    trim: Box
    back: Box
    spine: Box
    front: Box

    @property
    def bleed(self) -> tuple[float, float, float, float]:
        """Return how far the sheet goes beyond the trim on each side."""
        media, trim = self.media, self.trim
        return trim.left - media.left, trim.bottom - media.bottom, media.right - trim.right, media.top - trim.top


def is_cover(document: Document, edition: Edition | None) -> bool:
    """Return whether a file is a cover laid open: its edition says so, or it is one page, wider than high."""
    if edition is not None:
        return edition.wrap is not None
    return len(document.pages) == 1 and document.pages[0].media.width > 1.1 * document.pages[0].media.height


def opened_out(
    document: Document, preset: Preset, service: Service, edition: Edition | None, pages: int
) -> Cover | None:
    """Return the panels of a cover; None when it is the cover of no book that the service makes."""
    page = document.pages[0]
    trim = page.trim
    if min(trim.left - page.media.left, page.media.right - trim.right) < SLACK:
        bleed = preset.bleed * MM
        trim = Box(page.media.left + bleed, page.media.bottom + bleed, page.media.right - bleed, page.media.top - bleed)
    if edition is not None and edition.trim is not None:
        width: float | None = edition.trim.width
    else:
        width = _panel(trim, service, pages)
    if width is None or trim.width - 2 * width * MM < 0:
        return None
    left, right = trim.left + width * MM, trim.right - width * MM
    return Cover(
        page.media,
        trim,
        Box(trim.left, trim.bottom, left, trim.top),
        Box(left, trim.bottom, right, trim.top),
        Box(right, trim.bottom, trim.right, trim.top),
    )


def _panel(trim: Box, service: Service, pages: int) -> float | None:
    """Return the width in mm of a panel: of a size that is as high, and leaves a spine as the book can have."""
    wide, high = trim.width / MM, trim.height / MM
    fitting = [
        (abs(spine - expected), width)
        for width, height in service.trims
        if abs(height - high) < services.SAME
        for spine in [wide - 2 * width]
        for paper in service.papers
        for least, most in [_spines(service, paper)]
        for expected in [services.wrapped(service, paper, pages).spine if pages else spine]
        if least - services.SAME < spine < most + services.SAME
    ]
    return min(fitting)[1] if fitting else None


def _spines(service: Service, paper: Paper) -> tuple[float, float]:
    """Return the widths, in mm, between which spines on a paper are."""
    return services.wrapped(service, paper, service.least).spine, services.wrapped(service, paper, service.most).spine


# ---------------------------------------------------------------- size
def size_of_book(
    document: Document, cover: Cover | None, preset: Preset, service: Service, edition: Edition | None, pages: int
) -> Report:
    """Return whether the sheet is as large as two panels, the spine of so many pages and the bleed."""
    topic = "cover size"
    out = Findings(preset, topic, "EP559")
    page = document.pages[0]
    if len(document.pages) != 1:
        out.add(f"{len(document.pages)} pages; a cover is one", "lay back, spine and front on one sheet")
    if cover is None:
        high = page.media.height / MM - 2 * preset.bleed
        message = f"{size(page.media.width, page.media.height)}: {NO_BOOK}"
        hint = f"two pages and the spine wide, {high:.1f} mm high, and {preset.bleed:g} mm more on each side"
        out.add(message, hint)
        return out.report(1)
    if any(abs(side - preset.bleed * MM) > SLACK for side in cover.bleed):
        sides = ", ".join(f"{side / MM:.1f}" for side in cover.bleed)
        hint = f"let it bleed by {preset.bleed:g} mm on all four sides"
        out.add(f"the cover bleeds by {sides} mm; {service.printer} asks for {preset.bleed:g} mm", hint)
    if not pages:
        return out.report(1) if out.report(1).diagnostics else not_run(preset, topic, NEEDS_PAGES)
    named = [paper for paper in service.papers if edition is None or edition.paper in ("", paper.name)]
    wanted = {paper.name: services.wrapped(service, paper, pages).spine for paper in named}
    if all(abs(cover.spine.width - spine * MM) > SLACK for spine in wanted.values()):
        of_paper = " or ".join(f"{spine:.2f} mm on {name}" for name, spine in wanted.items())
        message = f"the spine is {cover.spine.width / MM:.2f} mm wide; {pages} pages make {of_paper}"
        wide = [2 * cover.front.width + (spine + 2 * preset.bleed) * MM for spine in wanted.values()]
        sizes = " or ".join(size(each, cover.trim.height + 2 * preset.bleed * MM) for each in dict.fromkeys(wide))
        out.add(message, f"the whole sheet is {sizes}; build the cover again once the pages are final")
    return out.report(1)


# ---------------------------------------------------------------- text
def safe_text(document: Document, cover: Cover, preset: Preset, service: Service) -> Report:
    """Return whether the words on front and back keep clear of trim and folds."""
    out = Findings(preset, "cover text", "EP588")
    margin = service.cover_margin * MM
    count = 0
    for run in document.pages[0].runs:
        if run.hidden or not run.text.strip() or _within(run.box, cover.spine):
            continue
        count += 1
        panel = cover.back if run.box.left < cover.spine.left else cover.front
        name = "back" if panel is cover.back else "front"
        safe = Box(panel.left + margin, panel.bottom + margin, panel.right - margin, panel.top - margin)
        if not safe.holds(run.box, SLACK):
            message = f"on the {name}, “{run.text.strip()[:40]}” stands too near trim or fold"
            out.add(message, f"{service.printer} asks for {service.cover_margin:g} mm of room")
    return out.report(count)


def _within(box: Box, spine: Box) -> bool:
    """Return whether a run begins on the spine: what runs down it has no width of its own."""
    return spine.left <= (box.left + box.right) / 2 <= spine.right


# ---------------------------------------------------------------- ink
def lettering(
    picture: Image.Image, cover: Cover, paints: tuple[Paint, ...], preset: Preset, service: Service, pages: int
) -> Report:
    """Return whether letters on the spine are allowed, clear of the folds and in the middle."""
    topic = "spine"
    out = Findings(preset, topic, "EP558")
    if any(paint.kind in ("picture", "gradient") and paint.box and paint.box.meets(cover.spine) for paint in paints):
        return not_run(preset, topic, "a picture lies behind the spine: see for yourself")
    across = _ink_across(_cut(picture, cover, cover.spine))
    if across is None:
        return out.report(1)
    if pages and pages < service.lettered:
        message = f"letters on the spine, and the book has {pages} pages"
        out.add(message, f"{service.printer} allows them from {service.lettered} pages on: leave the spine bare")
    width = cover.spine.width / MM
    left, right = (share * width for share in across)
    clearance = service.narrow_clearance if width < service.narrow else service.clearance
    if min(left, width - right) < clearance - SLACK / MM:
        message = f"letters on the spine come within {max(0.0, min(left, width - right)):.1f} mm of a fold"
        out.add(message, f"{service.printer} asks for {clearance:g} mm on each side: set them smaller")
    elif abs(left + right - width) / 2 > CENTRE:
        off = (left + right - width) / 2
        where = "front" if off > 0 else "back"
        out.add(f"letters on the spine stand {abs(off):.1f} mm towards the {where}", "centre them between the folds")
    return out.report(1)


def barcode(
    document: Document, picture: Image.Image, cover: Cover, paints: tuple[Paint, ...], preset: Preset, service: Service
) -> Report:
    """Return whether the area in which the barcode is printed is empty: of one colour, or picture and no words."""
    out = Findings(preset, "barcode area", "EP589")
    width, height, from_spine, from_foot = (value * MM for value in service.barcode)
    right, bottom = cover.back.right - from_spine, cover.back.bottom + from_foot
    area = Box(right - width, bottom, right, bottom + height)
    words = [run.text.strip() for run in document.pages[0].runs if not run.hidden and area.meets(run.box)]
    words = [word for word in words if word]
    hint = (
        f"{service.printer} prints the barcode {service.barcode[0]:g} × {service.barcode[1]:g} mm large in the lower"
        " right of the back: keep words and art away"
    )
    if words:
        out.add(f"“{words[0][:40]}” stands where the barcode goes", hint)
    elif not any(paint.kind == "picture" and paint.box and paint.box.holds(area) for paint in paints) and not _plain(
        _cut(picture, cover, area)
    ):
        out.add("something is drawn where the barcode goes", hint)
    return out.report(1)


def rendered(data: bytes) -> Image.Image:
    """Return the first page as a picture of 200 dots per inch."""
    page = pypdfium2.PdfDocument(data)[0]
    picture: Image.Image = page.render(scale=DPI / 72).to_pil().convert("RGB")
    return picture


def _cut(picture: Image.Image, cover: Cover, box: Box) -> Image.Image:
    """Return the part of the rendered sheet that lies in `box`, less the dots on its edges."""
    scale = DPI / 72
    left, top = (box.left - cover.media.left) * scale, (cover.media.top - box.top) * scale
    right, bottom = (box.right - cover.media.left) * scale, (cover.media.top - box.bottom) * scale
    return picture.crop((int(left) + 1, int(top) + 1, int(right), int(bottom)))


def _plain(part: Image.Image) -> bool:
    """Return whether a part is of one colour."""
    return all(band.getextrema()[1] - band.getextrema()[0] < CONTRAST for band in part.split())  # type: ignore[operator]


def _ink_across(spine: Image.Image) -> tuple[float, float] | None:
    """Return from where to where, as shares of the width, there are letters on a spine, or None.

    A row's ground is the colour that most of it has: bands that cross the spine are no letters.
    """
    grey = spine.convert("L")
    width, height = grey.size
    if not width or not height:
        return None
    found = [index for row in _rows(grey.tobytes(), width) for index in _strangers(row)]
    return (min(found) / width, (max(found) + 1) / width) if found else None


def _rows(dots: bytes, width: int) -> Iterator[bytes]:
    for at in range(0, len(dots), width):
        yield dots[at : at + width]


def _strangers(row: bytes) -> list[int]:
    """Return the places of a row that are not of its ground's colour."""
    ground = Counter(row).most_common(1)[0][0]
    return [index for index, dot in enumerate(row) if abs(dot - ground) >= CONTRAST]
