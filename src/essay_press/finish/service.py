"""The pass that makes a PDF ready for print on demand: blank pages, inks, boxes, nothing that the service refuses."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from essay_press import services
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.finish import press, press_identity, press_pages
from essay_press.finish.press_colour import Inks
from essay_press.finish.press_marks import MM
from essay_press.finish.streams import mend_endings, store
from essay_press.model import Edition
from essay_press.presets import Preset, profile_path
from essay_press.services import Service

__all__ = ["ready"]

VERSION = "1.6"
"""Old enough for every service, and able to say what the engine writes."""
WHITE = 255


def ready(data: bytes, edition: Edition, preset: Preset, service: Service) -> tuple[bytes, int, tuple[Diagnostic, ...]]:
    """Return a finished PDF as the service wants it, its number of pages, and what was done to it; always the same.

    Pages for a paper that takes black alone become greys; a cover is in the service's colours. Raises RenderError with
    all that cannot be turned into ink.
    """
    told: list[Diagnostic] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if edition.wrap is None:
            told += _blank_pages(pdf, service)
        if "transparency" in service.refuses:
            told += _lay_on_white(pdf)
        _recolour(pdf, edition, preset, service)
        _set_boxes(pdf, edition, service)
        _strip(pdf, service)
        mend_endings(pdf)
        target = io.BytesIO()
        pages = len(pdf.pages)
        pdf.save(
            target,
            force_version=VERSION,
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return target.getvalue(), pages, tuple(told)


def _blank_pages(pdf: pikepdf.Pdf, service: Service) -> list[Diagnostic]:
    """Add the blank pages that make the book's number of pages, and say so."""
    missing = services.padded(service, len(pdf.pages)) - len(pdf.pages)
    last = pdf.pages[-1].obj
    for _ in range(missing):
        page = Dictionary(Type=Name.Page, MediaBox=last.MediaBox, Resources=Dictionary())
        for box in ("/TrimBox", "/BleedBox"):
            if box in last:
                page[box] = last[box]
        page.Contents = pdf.make_stream(b"")
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    if not missing:
        return []
    what = "a blank page was" if missing == 1 else f"{missing} blank pages were"
    message = f"{what} added at the end: {service.printer} binds {len(pdf.pages)} pages"
    return [Diagnostic(Severity.NOTE, "EP449", message)]


def _lay_on_white(pdf: pikepdf.Pdf) -> list[Diagnostic]:
    """Lay pictures that let their ground through on white, and say so: on paper it is what they stand on."""
    found = [item for item in pdf.objects if isinstance(item, Stream) and isinstance(item.get("/SMask"), Stream)]
    for image in found:
        _flatten(image)
    if not found:
        return []
    what = "a picture that lets its ground through was" if len(found) == 1 else f"{len(found)} pictures that let their"
    message = f"{what} laid on white" if len(found) == 1 else f"{what} ground through were laid on white"
    return [Diagnostic(Severity.NOTE, "EP449", message)]


def _flatten(image: Any) -> None:
    """Mix a picture with white by its soft mask, which goes."""
    mask = pikepdf.PdfImage(image.SMask).as_pil_image().convert("L")
    picture = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    picture = picture.convert("L" if picture.mode in ("1", "L", "I;16") else "RGB")
    mask = mask.resize(picture.size) if mask.size != picture.size else mask
    ground = Image.new(picture.mode, picture.size, WHITE if picture.mode == "L" else (WHITE,) * 3)
    flat = Image.composite(picture, ground, mask)
    del image.SMask
    store(image, flat.tobytes())
    image.ColorSpace = Name.DeviceGray if flat.mode == "L" else Name.DeviceRGB
    image.BitsPerComponent = 8
    for key in ("/Decode", "/DecodeParms"):
        if key in image:
            del image[key]


def _recolour(pdf: pikepdf.Pdf, edition: Edition, preset: Preset, service: Service) -> None:
    """Turn colours into what the service prints with: black alone, its four inks, or the light that they are in."""
    black_only = edition.wrap is None and services.paper_of(service, edition.paper).black_only
    if not black_only and "rgb" in service.colours:
        return
    inks = None
    if not black_only:
        profile = press.vendored(preset.name, profile_path(service.profile), service.sha256)
        inks = Inks(profile, preset.ink_limit / 100 if preset.ink_limit else 4.0)
    faults = press_pages.convert(pdf, inks)
    if faults:
        hint = "give colours as #rrggbb; in an SVG, do without blend modes, filters and embedded letters"
        raise RenderError(
            Diagnostic(Severity.ERROR, "EP445", f"{fault} cannot be printed in ink", hint=hint) for fault in faults
        )
    for item in pdf.objects:
        space = item.get("/ColorSpace") if isinstance(item, Stream) else None
        if isinstance(space, Array) and space[0] == Name.ICCBased and int(space[1].get("/N", 0)) == len("CMYK"):
            item.ColorSpace = Name.DeviceCMYK  # an author's own picture in ink: its numbers stay, its profile goes


def _set_boxes(pdf: pikepdf.Pdf, edition: Edition, service: Service) -> None:
    """Make every page as large as its trim and its bleed, and cut off what it draws beyond."""
    bleed = edition.trim.bleed if edition.trim else 0.0
    for index, page in enumerate(pdf.pages):
        around = services.bleeds(service, bleed, recto=index % 2 == 0) if edition.wrap is None else (bleed,) * 4
        left, bottom, right, top = (float(value) for value in page.trimbox)
        more = [value * MM for value in around]
        outer = [left - more[0], bottom - more[1], right + more[2], top + more[3]]
        page.obj.TrimBox = Array([round(value, 3) for value in (left, bottom, right, top)])
        page.obj.BleedBox = Array([round(value, 3) for value in outer])
        page.obj.MediaBox = page.obj.BleedBox
        for name in ("/CropBox", "/ArtBox", "/Group"):
            if name in page.obj:
                del page.obj[name]
        frame = f"q {outer[0]:.3f} {outer[1]:.3f} {outer[2] - outer[0]:.3f} {outer[3] - outer[1]:.3f} re W n\n"
        if page.obj.Contents.read_bytes().strip():
            page.contents_add(pdf.make_stream(frame.encode()), prepend=True)
            page.contents_add(pdf.make_stream(b"\nQ\n"))
            page.contents_coalesce()


def _strip(pdf: pikepdf.Pdf, service: Service) -> None:
    """Take away what the service refuses, and what means nothing on paper: links, bookmarks, how a viewer opens it."""
    press_identity.unlink(pdf)
    for entry in ("/Dests", "/OpenAction", "/PageMode"):
        if entry in pdf.Root:
            del pdf.Root[entry]
    if "bookmarks" in service.refuses and "/Outlines" in pdf.Root:
        del pdf.Root.Outlines
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        del pdf.Root.Names.Dests
