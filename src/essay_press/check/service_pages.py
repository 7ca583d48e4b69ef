"""Whether the pages of a book are such as a service binds: their size, their bleed, their margins, their number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from essay_press import services
from essay_press.check.content import Box
from essay_press.check.press_walk import Paint
from essay_press.check.press_words import called
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.check.service_words import MM, Findings, size
from essay_press.presets import Preset
from essay_press.services import Service

__all__ = ["Leaf", "bleed", "inside_margins", "last_page", "leaves", "marks_on_paper", "number", "sizes"]

SLACK = 0.7  # points by which sizes and margins may be short: a quarter of a millimetre
EDGE = 0.6  # points from the trim within which art counts as running up to it
SIDES = ("left", "bottom", "right", "top")

Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as the printer sees it: the sheet, where it is trimmed, whether it lies on the right of a spread."""

    index: int
    media: Box
    trim: Box
    recto: bool
    turned: bool

    @property
    def bleed(self) -> Sides:
        """Return how far the sheet goes beyond the trim: left, foot, right, head, in points."""
        return _inside(self.media, self.trim)

    @property
    def bleeds(self) -> bool:
        """Return whether it goes beyond it at all."""
        return max(self.bleed) > SLACK

    def side(self, number: int) -> str:
        """Return what a side is in the book: `inside` at the fold, `outside`, `top`, `bottom`."""
        if SIDES[number] in ("top", "bottom"):
            return SIDES[number]
        return "inside" if (SIDES[number] == "left") == self.recto else "outside"


def leaves(pdf: pikepdf.Pdf, document: Document, preset: Preset, service: Service) -> tuple[Leaf, ...]:
    """Return the pages; where a file does not say where they are trimmed, their size tells."""
    backwards = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Direction") == "/R2L"
    found = []
    for page in document.pages:
        recto = (page.index % 2 == 0) != backwards
        turned = int(pdf.pages[page.index].obj.get("/Rotate", 0)) % 360 != 0
        found.append(Leaf(page.index, page.media, _trim(page, preset, service, recto=recto), recto, turned))
    return tuple(found)


def _trim(page: Page, preset: Preset, service: Service, *, recto: bool) -> Box:
    """Return the trim of a page: its own box, else the size that the service lists, with or without bleed."""
    media = page.media
    if max(_inside(media, page.trim)) > SLACK or services.lists(service, media.width / MM, media.height / MM):
        return page.trim
    left, foot, right, head = (value * MM for value in services.bleeds(service, preset.bleed, recto=recto))
    inner = Box(media.left + left, media.bottom + foot, media.right - right, media.top - head)
    return inner if services.lists(service, inner.width / MM, inner.height / MM) else page.trim


def sizes(found: tuple[Leaf, ...], preset: Preset, service: Service) -> Report:
    """Return whether all pages are of one size that the service makes, as large as trim and bleed and no larger."""
    out = Findings(preset, "page size", "EP550")
    first = found[0].trim if found else None
    for leaf in found:
        trim = leaf.trim
        if leaf.turned:
            out.add("{pages}: turned by /Rotate, which a printer may not heed", "export them upright", leaf.index)
        if first is not None and _apart(trim, first):
            sizes = f"{size(trim.width, trim.height)}, and page 1 {size(first.width, first.height)}"
            message = f"{{pages}}: trimmed to {sizes}"
            out.add(message, "a book has pages of one size", leaf.index)
            continue
        if not services.takes(service, trim.width / MM, trim.height / MM):
            sizes = ", ".join(f"{wide:g} × {high:g}" for wide, high in service.trims)
            message = f"{{pages}}: {service.printer} makes no books of {size(trim.width, trim.height)}"
            out.add(message, f"in mm, it makes {sizes}", leaf.index)
        around = [value * MM for value in services.bleeds(service, preset.bleed, recto=leaf.recto)]
        whole = (trim.width + around[0] + around[2], trim.height + around[1] + around[3])
        as_trim = max(leaf.bleed) <= SLACK
        as_bleed = all(abs(has - wants) <= SLACK for has, wants in zip(leaf.bleed, around, strict=True))
        if not (as_trim or as_bleed):
            message = (
                f"{{pages}}: the page is {size(leaf.media.width, leaf.media.height)} round a trim of"
                f" {size(trim.width, trim.height)}"
            )
            hint = f"{service.printer} takes exactly the trim, or {size(*whole)} with bleed"
            out.add(message, hint, leaf.index)
    return out.report(len(found))


def bleed(found: tuple[Leaf, ...], paints: tuple[Paint, ...], preset: Preset, service: Service) -> Report:
    """Return whether what runs up to an edge runs on beyond it, and all pages have bleed or none."""
    out = Findings(preset, "bleed", "EP551")
    by_page = {leaf.index: leaf for leaf in found}
    with_bleed = [leaf for leaf in found if leaf.bleeds]
    if with_bleed and len(with_bleed) < len(found):
        for leaf in found:
            if not leaf.bleeds:
                out.add("{pages}: no bleed, and others have it", "all pages of a file bleed, or none", leaf.index)
    count = 0
    for paint in marks_on_paper(paints):
        leaf, box = by_page[paint.page], paint.box
        if box is None or paint.kind == "stroke":
            continue
        count += 1
        for number, near in enumerate(_inside(leaf.trim, box)):
            side = leaf.side(number)
            if near >= EDGE or side not in service.bleed_sides:
                continue
            if leaf.bleed[number] <= SLACK:
                message = f"{{pages}}: {called(paint)} runs up to the {side} edge, and the page ends there"
                hint = f"let page and art go {preset.bleed:g} mm beyond the trim, or keep clear of the edge"
                out.add(message, hint, paint.page)
            elif -near < min(leaf.bleed[number], preset.bleed * MM) - SLACK:
                message = f"{{pages}}: {called(paint)} runs over the {side} edge, but not to the end of the bleed"
                out.add(message, f"let it run on by {preset.bleed:g} mm, or a white line shows", paint.page)
    return out.report(count)


def inside_margins(
    found: tuple[Leaf, ...], document: Document, paints: tuple[Paint, ...], preset: Preset, service: Service
) -> Report:
    """Return whether text, and art that does not run off the page, keeps clear of its edges and of the fold."""
    out = Findings(preset, "margins", "EP552")
    inside = preset.inside(len(found))
    margin = service.bleed_margin if any(leaf.bleeds for leaf in found) else service.margin
    worst: dict[tuple[str, str], tuple[float, list[int]]] = {}
    count = 0
    for index, what, box in _things(document, paints):
        leaf = found[index]
        count += 1
        for number, near in enumerate(_inside(leaf.trim, box)):
            side = leaf.side(number)
            wanted = (max(inside, margin) if side == "inside" else margin) * MM
            off = what != "text" and near < EDGE
            if near < wanted - SLACK and not off:
                least, pages = worst.setdefault((what, side), (near, []))
                worst[what, side] = (min(least, near), pages if index in pages else [*pages, index])
    for (what, side), (near, pages) in worst.items():
        edge = "the fold" if side == "inside" else f"the {side} edge"
        wanted = max(inside, margin) if side == "inside" else margin
        with_pages = f" with {len(found)} pages" if side == "inside" else ""
        where = f"{max(near, 0) / MM:.1f} mm from {edge}" if near > 0 else f"beyond {edge}"
        message = f"{{pages}}: {what} stands {where}; {service.printer} asks for {wanted:g} mm{with_pages}"
        for page in pages:
            out.add(message, f"widen the {side} margin to {wanted:g} mm, or set it smaller", page)
    return out.report(count)


def number(found: tuple[Leaf, ...], preset: Preset, service: Service) -> Report:
    """Return whether the book has as many pages as are bound."""
    out = Findings(preset, "number of pages", "EP553")
    count = len(found)
    if count < service.least:
        missing = service.least - count
        out.add(
            f"{count} pages; {service.printer} binds from {service.least} on",
            f"{missing} more are wanted: a larger type, wider margins, another essay; or have it stapled elsewhere",
        )
    if count > service.most:
        hint = "make two volumes, or set it smaller"
        out.add(f"{count} pages; {service.printer} binds {service.most} at most", hint)
    if count % service.multiple:
        missing = -count % service.multiple
        hint = f"add {missing} blank page{'s' if missing > 1 else ''} at the end"
        out.add(f"{count} pages; {service.printer} prints a multiple of {service.multiple}", hint)
    return out.report(count)


def last_page(document: Document, paints: tuple[Paint, ...], preset: Preset, service: Service) -> Report:
    """Return whether the last page is blank, where the service prints something of its own on it."""
    out = Findings(preset, "last page", "EP554")
    if not service.last_blank:
        return out.report(1)
    last = len(document.pages) - 1
    if any(index == last for index, _, _ in _things(document, paints)):
        message = f"{{pages}}: the last page is not blank, and {service.printer} prints its own number there"
        hint = f"add {'a blank page' if service.multiple == 1 else 'blank pages'} at the end"
        out.add(message, f"{hint}, until the number is a multiple of {service.multiple}", last)
    return out.report(1)


def marks_on_paper(paints: tuple[Paint, ...]) -> Iterator[Paint]:
    """Yield what leaves something on the paper at a known place: no text, no white, nothing that is cut off whole."""
    for paint in paints:
        box = paint.box
        if box is None or paint.kind not in ("fill", "stroke", "picture", "gradient") or paint.space == "all":
            continue
        white = {"cmyk": (0.0,) * 4, "gray": (1.0,), "rgb": (1.0,) * 3}.get(paint.space)
        if box.width > 0 and box.height > 0 and not (paint.kind in ("fill", "stroke") and paint.values == white):
            yield paint


def _things(document: Document, paints: tuple[Paint, ...]) -> Iterator[tuple[int, str, Box]]:
    """Yield page index, kind and box of all that is on the pages."""
    for page in document.pages:
        for run in page.runs:
            if run.text.strip() and not run.hidden:
                yield page.index, "text", run.box
    for paint in marks_on_paper(paints):
        if paint.box is not None:
            yield paint.page, called(paint), paint.box


def _inside(outer: Box, inner: Box) -> Sides:
    """Return how far `inner` is inside `outer`: left, foot, right, head, in points."""
    return inner.left - outer.left, inner.bottom - outer.bottom, outer.right - inner.right, outer.top - inner.top


def _apart(one: Box, other: Box) -> bool:
    return abs(one.width - other.width) > SLACK or abs(one.height - other.height) > SLACK
