"""What a picture file says beside its pixels: EXIF, XMP, IPTC, comments, text chunks, a preview."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import ExifTags, Image, UnidentifiedImageError

from essay_press.check.leak_words import Kind, Surface

__all__ = ["surfaces"]

_IFDS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop)


def surfaces(data: bytes, name: str) -> Iterator[Surface]:
    """Yield the texts in a picture file: as they stand in its bytes, and as Pillow reads them."""
    wide = [data[start:].decode(code, "ignore") for start in (0, 1) for code in ("utf-16-le", "utf-16-be")]
    for text in (data.decode("latin-1"), *wide):
        yield Surface(name, text, "EP708", Kind.BYTES)
    yield from (Surface(name, text, "EP708") for text in _texts(data))


def _texts(data: bytes) -> Iterator[str]:
    """Yield what Pillow finds beside the pixels."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            found: list[object] = [*image.info.values(), *getattr(image, "text", {}).values()]
            exif = image.getexif()
            found += [*exif.values(), *(value for ifd in _IFDS for value in exif.get_ifd(ifd).values())]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return
    for item in found:
        if isinstance(item, bytes):
            yield item.decode("utf-8", "ignore")
            yield item.decode("utf-16-le", "ignore")
        elif isinstance(item, str):
            yield item
