"""A colour under a soft mask that is no gradient: the mask becomes a table of tints, drawn by pdfium."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from essay_press.finish.press_colour import Ink
from essay_press.finish.press_ground import Mix, Rectangle
from essay_press.finish.press_state import Matrix

__all__ = ["drawn", "tints"]

DOTS = 600
"""Dots per inch: edges in a mask are as sharp as a platesetter's own of a photograph, and no reader sees the dots."""
MOST = 6000  # dots on a side, beyond which the mask is drawn more coarsely


def drawn(mask: Any, ctm: Matrix, box: Rectangle) -> Image.Image:
    """Return how much of the paint a luminosity mask lets through in a rectangle: grey pixels, 255 for all of it.

    `ctm` is the matrix that was current when the mask was set (ISO 32000-1, 11.6.5.3).
    """
    import pypdfium2

    left, bottom, right, top = box
    with pikepdf.new() as page:
        page.add_blank_page(page_size=(right - left, top - bottom))
        form = page.copy_foreign(mask.G)
        place = " ".join(f"{value:.6f}" for value in (*ctm[:4], ctm[4] - left, ctm[5] - bottom))
        page.pages[0].obj.Resources = Dictionary(XObject=Dictionary(mask=form))
        page.pages[0].obj.Contents = page.make_stream(f"q {place} cm /mask Do Q".encode())
        target = io.BytesIO()
        page.save(target)
    scale = min(DOTS / 72, MOST / max(right - left, top - bottom, 1))
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        # Outside of what it draws, a mask is black: nothing passes.
        bitmap = document[0].render(scale=scale, grayscale=True, fill_color=(0, 0, 0, 255))
        picture: Image.Image = bitmap.to_pil().convert("L")
        return picture.copy()
    finally:
        document.close()


def tints(pdf: pikepdf.Pdf, passing: Image.Image, ink: Ink, alpha: float, mix: Mix) -> Any:
    """Return a picture of one ink mixed with its ground, as much of it as passes: 256 tints, by a palette."""
    inks = [mix.of(ink, alpha * share / 255) for share in range(256)]
    palette = bytes(min(max(round(value * 255), 0), 255) for four in inks for value in four)
    image = Stream(pdf, zlib.compress(passing.tobytes(), 9))
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.FlateDecode
    image.Width, image.Height, image.BitsPerComponent = passing.width, passing.height, 8
    image.ColorSpace = Array([Name.Indexed, Name.DeviceCMYK, 255, String(palette)])
    return pdf.make_indirect(image)
