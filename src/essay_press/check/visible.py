"""All text can be seen: the page is rendered, and where the file says that words stand something has to stand."""

from __future__ import annotations

from collections.abc import Iterable

import pypdfium2
from PIL import Image

from essay_press.check.content import Box, Run
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["visible"]

SCALE = 1.5  # pixels in a point
PIXELS = 12_000_000  # of one page; a larger one is rendered more coarsely
SAME = 6  # of 255: what differs less is one colour to the eye
NARROW = 6  # pixels; a narrower run is looked at whole
THIN = 1.0  # points; narrower runs are turned on their side or have no ink
EXCERPT = 60  # characters of a text that a message quotes


def visible(data: bytes, document: Document) -> Report:
    """Return whether each run of letters shows on its page: rendered, its place is not of one colour.

    White letters on white paper, and letters that something was drawn over, are in the file and on no page.
    """
    out: list[Diagnostic] = []
    count = 0
    pdf = pypdfium2.PdfDocument(data)
    try:
        for page in document.pages:
            runs = [run for run in page.runs if _has_ink(run, page.trim)]
            count += len(runs)
            if runs:
                gone = list(_unseen(_rendered(pdf, page), page, runs))
                out += [_error(page, gone)] if gone else []
    finally:
        pdf.close()
    return Report("text can be seen", tuple(out), count)


def _has_ink(run: Run, trim: Box) -> bool:
    """Return whether letters have to be seen in a run: those that are clipped away or cut off are told elsewhere."""
    if run.hidden or not any(map(str.isalnum, run.text)) or run.box.width < THIN or run.size < THIN:
        return False
    return trim.meets(run.box)


def _rendered(pdf: pypdfium2.PdfDocument, page: Page) -> tuple[Image.Image, float]:
    """Return a page's whole media box as pixels, and how many of these a point has."""
    scale = min(SCALE, (PIXELS / max(1.0, page.media.width * page.media.height)) ** 0.5)
    found = pdf[page.index]
    found.set_cropbox(page.media.left, page.media.bottom, page.media.right, page.media.top)
    return found.render(scale=scale).to_pil().convert("RGB"), scale


def _unseen(rendered: tuple[Image.Image, float], page: Page, runs: Iterable[Run]) -> Iterable[Run]:
    """Yield the runs whose place is of one colour."""
    image, scale = rendered
    for run in runs:
        box = run.box
        inset = 1 if box.width * scale > NARROW else 0  # what stands beside it may reach into its first pixel
        left, top = int((box.left - page.media.left) * scale) + inset, int((page.media.top - box.top) * scale)
        right, bottom = int((box.right - page.media.left) * scale) + 1, int((page.media.top - box.bottom) * scale) + 1
        area = (max(0, left), max(0, top), min(image.width, right - inset), min(image.height, bottom))
        if area[0] >= area[2] or area[1] >= area[3]:
            continue
        piece = image.crop(area)
        if piece.getcolors(SAME + 1) is None:
            continue  # the edges of letters have many shades; this is quicker than what follows
        bands = [piece.getchannel(name).tobytes() for name in "RGB"]
        if all(max(band) - min(band) <= SAME for band in bands):
            yield run


def _error(page: Page, gone: list[Run]) -> Diagnostic:
    words = " ".join("".join(run.text for run in gone).split())
    words = words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"
    return Diagnostic(
        Severity.ERROR,
        "EP503",
        f"{page.name}: “{words}” is on the page and cannot be seen",
        hint="it has the colour of its ground, or something is drawn over it: look at `color` and `background`",
    )
