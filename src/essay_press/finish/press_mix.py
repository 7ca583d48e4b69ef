"""Pictures and gradients that let their ground through, mixed with it (ISO 32000-1, 11.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from essay_press.finish.press_colour import grey
from essay_press.finish.press_content import Unprintable
from essay_press.finish.press_ground import Mix
from essay_press.finish.press_shadings import SAMPLES
from essay_press.finish.streams import store

__all__ = ["gradient", "is_hard", "mask_shading", "picture", "stencil"]

SAMPLED, EXPONENTIAL, STITCHING = 0, 2, 3


def is_hard(mask: Any) -> bool:
    """Return whether a soft mask has hard edges: each of its pixels is clear or solid."""
    counts = _pixels(mask).histogram()
    return not any(counts[1:255])


def stencil(pdf: pikepdf.Pdf, image: Any) -> Any:
    """Return a copy of a picture whose hard-edged soft mask is a stencil, which needs no transparency."""
    alpha = _pixels(image.SMask)
    copy = _copy(pdf, image)
    mask = pdf.make_stream(b"")
    # A stencil hides where it is 1 (ISO 32000-1, 8.9.6.3).
    store(mask, alpha.point(lambda value: 0 if value else 255).convert("1").tobytes())
    mask.Type, mask.Subtype = Name.XObject, Name.Image
    mask.Width, mask.Height, mask.BitsPerComponent, mask.ImageMask = alpha.width, alpha.height, 1, True
    copy.Mask = mask
    return copy


def picture(pdf: pikepdf.Pdf, image: Any, mix: Callable[[bool], Mix], alpha: float) -> Any:
    """Return a copy of a picture, opaque: what shows through is in its pixels. `alpha` is that of the whole."""
    own = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    own = own if own.mode == "CMYK" else grey(own)
    mask = _pixels(image.SMask) if "/SMask" in image else Image.new("L", own.size, 255)
    size = max(own.size, mask.size, key=lambda pair: pair[0] * pair[1])
    own, mask = (part if part.size == size else part.resize(size, Image.Resampling.BICUBIC) for part in (own, mask))
    solid = alpha >= 1 and mask.getextrema()[0] == 255
    how = mix(solid)
    black = own.mode == "L" and not any((*how.ground[:3], *how.rest[:3]))
    bands = [own.point([255 - value for value in range(256)])] if own.mode == "L" else list(own.split())
    plates = [3] if black else [0, 1, 2, 3]
    if not black and own.mode == "L":
        bands = [Image.new("L", size, 0)] * 3 + bands
    covers = mask.point([round(value * alpha) for value in range(256)])
    printed = []
    for band, plate in zip(bands, plates, strict=True):
        tints = band.point([_byte(how.share * value + how.rest[plate] * 255) for value in range(256)])
        ground = Image.new("L", size, _byte(how.ground[plate] * 255))
        printed.append(Image.composite(tints, ground, covers))
    copy = _copy(pdf, image)
    done = printed[0].point([255 - value for value in range(256)]) if black else Image.merge("CMYK", printed)
    store(copy, done.tobytes())
    copy.Width, copy.Height, copy.BitsPerComponent = size[0], size[1], 8
    copy.ColorSpace = Name.DeviceGray if black else Name.DeviceCMYK
    for key in ("/Decode", "/DecodeParms"):
        if key in copy:
            del copy[key]
    return copy


def mask_shading(mask: Any) -> Any:
    """Return the gradient that a soft mask consists of, or None where it is something else."""
    form = mask.G
    steps = [
        ([*map(str, item.operands)], str(item.operator))
        for item in pikepdf.parse_content_stream(form)
        if not isinstance(item, pikepdf.ContentStreamInlineImage)
    ]
    drawn = [operands for operands, name in steps if name not in ("q", "Q", "BMC", "EMC")]
    if len(drawn) != 1 or steps[[name for _, name in steps].index("sh")][1] != "sh" or "/Matrix" in form:
        return None
    return form.Resources.get("/Shading", Dictionary()).get(drawn[0][0])


def gradient(pdf: pikepdf.Pdf, shading: Any, mask: Any, mix: Mix, alpha: float) -> Any:
    """Return a copy of a gradient in which its ground is mixed, by the gradient `mask` (None: by `alpha` alone).

    Raises Unprintable where the two do not run alike.
    """
    if mask is not None and not all(
        [*map(float, shading[key])] == [*map(float, mask[key])] for key in ("/Coords", "/Domain")
    ):
        raise Unprintable("a gradient whose colour and transparency run differently")
    function = _functions(pdf, shading.Function, mask.Function if mask is not None else None, mix, alpha)
    return Dictionary({**{str(key): value for key, value in shading.items()}, "/Function": function})


def _functions(pdf: pikepdf.Pdf, colour: Any, mask: Any, mix: Mix, alpha: float) -> Any:
    """Return the function that mixes: piece by piece where both are made of the same pieces."""
    if int(colour.FunctionType) == STITCHING:
        pieces: list[Any] = [None] * len(colour.Functions)
        if mask is not None:
            if int(mask.FunctionType) != STITCHING or [*map(float, mask.Bounds)] != [*map(float, colour.Bounds)]:
                raise Unprintable("a gradient whose colour and transparency run differently")
            pieces = list(mask.Functions)
        both = zip(colour.Functions, pieces, strict=True)
        parts = Array([_functions(pdf, part, piece, mix, alpha) for part, piece in both])
        return Dictionary({**{str(key): value for key, value in colour.items()}, "/Functions": parts})
    start, end = (float(value) for value in colour.Domain)
    values: list[int] = []
    for step in range(SAMPLES):
        at = start + (end - start) * step / (SAMPLES - 1)
        cover = alpha * (_value(mask, at)[0] if mask is not None else 1.0)
        values += [round(min(max(ink, 0.0), 1.0) * 65535) for ink in mix.of(_inks(colour, at), cover)]
    stream = pdf.make_stream(b"")
    store(stream, struct.pack(f">{len(values)}H", *values))
    stream.FunctionType = SAMPLED
    stream.Domain, stream.Range = Array([start, end]), Array([0, 1] * 4)
    stream.Size, stream.BitsPerSample = Array([SAMPLES]), 16
    return stream


def _inks(function: Any, at: float) -> Sequence[float]:
    values = _value(function, at)
    return values if len(values) == 4 else (0.0, 0.0, 0.0, 1 - values[0])


def _value(function: Any, at: float) -> list[float]:
    """Return the values of a function of one number: sampled by the press pass, or exponential (ISO 32000-1, 7.10)."""
    start, end = (float(value) for value in function.Domain)
    if int(function.FunctionType) == EXPONENTIAL:
        share = at ** float(function.get("/N", 1))
        ends = zip(function.get("/C0", [0]), function.get("/C1", [1]), strict=True)
        return [float(low) + share * (float(high) - float(low)) for low, high in ends]
    if int(function.FunctionType) != SAMPLED:
        raise Unprintable("a gradient with a function of its own")
    count, outputs = int(function.Size[0]), len(function.Range) // 2
    data = function.read_bytes()
    index = (at - start) / (end - start) * (count - 1) if end > start else 0.0
    low = min(int(index), count - 2)
    tables = [struct.unpack_from(f">{outputs}H", data, (low + more) * outputs * 2) for more in (0, 1)]
    return [(one + (index - low) * (two - one)) / 65535 for one, two in zip(*tables, strict=True)]


def _pixels(mask: Any) -> Image.Image:
    """Return a soft mask as grey pixels."""
    return grey(pikepdf.PdfImage(mask).as_pil_image())


def _copy(pdf: pikepdf.Pdf, image: Any) -> Any:
    """Return a picture of its own with the same pixels, and nothing that lets its ground through."""
    raw = image.read_raw_bytes()
    copy = Stream(pdf, raw)
    for key, value in image.items():
        if str(key) not in ("/SMask", "/Mask", "/Length", "/SMaskInData"):
            copy[str(key)] = value
    return copy


def _byte(value: float) -> int:
    return min(max(round(value), 0), 255)
