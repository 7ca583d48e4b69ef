"""The cover as a picture: the layout's own cover page, drawn for a shop window and an EPUB's first page."""

from __future__ import annotations

import io

from essay_press import strings
from essay_press.formats.pdf.render import lay_out, pdf
from essay_press.model import Composition, CoverImage, Edition, Trim

__all__ = ["HEIGHT", "WIDTH", "draw", "edition"]

# In pixels: as tall as KDP asks and still below the 4,000,000 that Apple Books allows inside a book.
WIDTH, HEIGHT = 1560, 2500
QUALITY = 88
# The page on which a cover is laid out: as wide as A5, so that a layout's sizes fit, as tall as the picture is.
PAGE_WIDTH = 148.0


def edition(layout: str) -> Edition:
    """Return the edition that a cover picture is composed for."""
    return Edition(
        name="cover",
        summary="the cover as a picture",
        format="cover",
        layouts=(layout,),
        trim=Trim(PAGE_WIDTH, PAGE_WIDTH * HEIGHT / WIDTH),
    )


def draw(composition: Composition) -> CoverImage:
    """Return the cover of a composition made for `edition`, as an RGB JPEG of 1560 × 2500 pixels.

    Raises RenderError as any layout does.
    """
    import pypdfium2
    from PIL import Image

    page = pypdfium2.PdfDocument(pdf(composition, lay_out(composition)))[0]
    picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    if picture.size != (WIDTH, HEIGHT):
        picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, subsampling=0, dpi=(300, 300))
    return CoverImage(data=out.getvalue(), width=WIDTH, height=HEIGHT, alt=_alternative(composition))


def _alternative(composition: Composition) -> str:
    """Return the cover's text alternative: what stands on it, the warning included."""
    metadata = composition.metadata
    words = dict(composition.strings)
    authors = strings.join([person.name for person in metadata.authors if person.role == "aut"], metadata.language)
    works = [work.title for work in metadata.spoilers.works] if metadata.spoilers else []
    key = "cover_alt" + ("_spoilers" if works else "") + ("" if authors else "_anonymous")
    said = words[key].format(title=metadata.title, author=authors, works=strings.join(works, metadata.language))
    return f"{said} {words['spoiler_free_edition']}." if metadata.spared is not None else said
