"""Pictures as reading systems want them: JPEG, PNG or SVG, upright, RGB, at most four million pixels."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree
from PIL import Image, ImageOps

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.xhtml import name, walk
from essay_press.model import Asset

__all__ = ["MAX_PIXELS", "Picture", "link", "prepare"]

# Apple Books refuses larger pictures, and Standard Ebooks' linter says the same (f-018).
MAX_PIXELS = 4_000_000
_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "image/svg+xml": ".svg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the book: `source` is its name in the essay, `href` the file below `images/`; pixels."""

    source: str
    href: str
    media_type: str
    data: bytes
    width: int
    height: int
    diagnostics: tuple[Diagnostic, ...] = ()


def prepare(assets: Iterable[Asset], wanted: Iterable[str]) -> tuple[Picture, ...]:
    """Return the pictures whose names are `wanted`, converted where a reading system could not show them."""
    names = set(wanted)
    return tuple(_picture(asset) for asset in assets if asset.href in names)


def _picture(asset: Asset) -> Picture:
    """Return one picture; a file that needs no change goes in byte for byte."""
    data = _read(asset)
    # The author's own cover picture, where a page shows it, must not meet the cover image of the book.
    own = asset.href.replace("cover.", "cover-art.") if asset.href.startswith("cover.") else asset.href
    if asset.media_type == "image/svg+xml":
        return Picture(asset.href, own, asset.media_type, data, asset.width, asset.height)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        upright = ImageOps.exif_transpose(image)
        small = _shrink(upright)
        untouched = (
            asset.media_type in ("image/jpeg", "image/png")
            and upright.size == image.size
            and image.getexif().get(_ORIENTATION, 1) == 1
            and small is upright
            and image.mode != "CMYK"
        )
        if untouched:
            return Picture(asset.href, own, asset.media_type, data, asset.width, asset.height)
        media_type = _media_type(asset, data, small)
        href = own.rpartition(".")[0] + _SUFFIX[media_type]
        return Picture(
            asset.href, href, media_type, _encode(small, media_type), *small.size, _shrunk(asset, upright, small)
        )


def _read(asset: Asset) -> bytes:
    """Return the bytes of a picture; raises RenderError when they are not those that the manuscript was read with."""
    hint = "build again"
    try:
        data = asset.path.read_bytes()
    except OSError as error:
        message = f"`{asset.path.name}` cannot be read: {error.strerror or error}"
        raise RenderError(Diagnostic(Severity.ERROR, "EP402", message, asset.place, hint)) from error
    if asset.sha256 and hashlib.sha256(data).hexdigest() != asset.sha256:
        message = f"`{asset.path.name}` changed while the edition was built"
        raise RenderError(Diagnostic(Severity.ERROR, "EP402", message, asset.place, hint))
    return data


def _shrink(image: Image.Image) -> Image.Image:
    """Return `image`, or a smaller copy when it has too many pixels."""
    pixels = image.width * image.height
    if pixels <= MAX_PIXELS:
        return image
    scale = (MAX_PIXELS / pixels) ** 0.5
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    mode = "RGBA" if _has_alpha(image) else "RGB" if image.mode in ("P", "CMYK") else image.mode
    return image.convert(mode).resize(size, Image.Resampling.LANCZOS)


def _has_alpha(image: Image.Image) -> bool:
    """Return whether some pixels let the page through."""
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _media_type(asset: Asset, data: bytes, image: Image.Image) -> str:
    """Return JPEG for photographs and PNG for whatever is transparent or was stored without loss."""
    if asset.media_type == "image/jpeg":
        return "image/jpeg"
    lossless = asset.media_type == "image/png" or b"VP8L" in data[:64]
    return "image/png" if lossless or _has_alpha(image) else "image/jpeg"


def _encode(image: Image.Image, media_type: str) -> bytes:
    """Return the bytes of `image`; the same pixels give the same bytes."""
    out = io.BytesIO()
    if media_type == "image/png":
        image.save(out, "PNG", optimize=True)
    else:
        plain = image if image.mode in ("RGB", "L") else image.convert("RGB")
        profile = {} if image.mode == "CMYK" else {"icc_profile": image.info.get("icc_profile")}
        plain.save(out, "JPEG", quality=90, optimize=True, subsampling=0, **profile)
    return out.getvalue()


def _shrunk(asset: Asset, before: Image.Image, after: Image.Image) -> tuple[Diagnostic, ...]:
    """Return a note when a picture was made smaller."""
    if before.size == after.size:
        return ()
    message = (
        f"{asset.path.name} has {before.width} × {before.height} pixels; "
        f"the EPUB carries it at {after.width} × {after.height}"
    )
    hint = "reading systems refuse pictures of more than four million pixels; the print editions keep all of them"
    return (Diagnostic(Severity.NOTE, "EP433", message, asset.place, hint),)


def link(body: etree._Element, pictures: Sequence[Picture]) -> None:
    """Point the images of `body` at their files and give them the size they have there."""
    by_source = {picture.source: picture for picture in pictures}
    for node in walk(body):
        picture = by_source.get(node.get("src") or "") if name(node) == "img" else None
        if picture is None:
            continue
        node.set("src", f"../images/{picture.href}")
        if node.get("width") and picture.width and picture.height:
            node.set("width", str(picture.width))
            node.set("height", str(picture.height))
        if picture.media_type == "image/svg+xml" and node.get("role") is None and node.get("alt"):
            # Some screen readers walk into an SVG behind an <img> unless its role says that it is one picture.
            node.set("role", "img")
