"""Gradients in ink: the function that gives a colour to each place is converted, stop by stop (ISO 32000-1, 7.10)."""

from __future__ import annotations

import struct
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from essay_press.finish.press_colour import Inks, luminosity
from essay_press.finish.press_content import Unprintable, components
from essay_press.finish.streams import store

__all__ = ["convert"]

SAMPLES = 65
"""Places at which a gradient between two colours is converted; between them a press cannot tell the difference."""
AXIAL, RADIAL = 2, 3
EXPONENTIAL, STITCHING = 2, 3


def convert(pdf: pikepdf.Pdf, shading: Any, inks: Inks, *, mask: bool = False) -> None:
    """Turn a gradient into CMYK, or into grey inside a soft mask; raises Unprintable for kinds it does not know."""
    space = components(shading.ColorSpace)
    if int(shading.ShadingType) not in (AXIAL, RADIAL) or "/Background" in shading:
        raise Unprintable("a gradient that is neither linear nor radial")
    if space == ("gray" if mask else "cmyk"):
        return
    shading.Function = _Functions(pdf, inks, space, mask).convert(shading.Function)
    shading.ColorSpace = Name.DeviceGray if mask else Name.DeviceCMYK


class _Functions:
    """Converts the functions of one gradient."""

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, space: str, mask: bool) -> None:
        self.pdf = pdf
        self.inks = inks
        self.space = space
        self.mask = mask

    def convert(self, function: Any) -> Any:
        """Return a function with ink where the given one has light."""
        kind = int(function.get("/FunctionType", -1)) if isinstance(function, Dictionary) else -1
        if kind == STITCHING:
            whole = {str(key): value for key, value in function.items() if str(key) != "/Functions"}
            return Dictionary({**whole, "/Functions": Array([self.convert(part) for part in function.Functions])})
        if kind != EXPONENTIAL:
            raise Unprintable("a gradient with a function of its own")
        first, last = self._colours(function)
        if self.mask or (self._is_grey(first) and self._is_grey(last)):
            # Grey is linear in its light: the same curve between two tints.
            start, end = self._ink(first), self._ink(last)
            return Dictionary(
                FunctionType=EXPONENTIAL, Domain=function.Domain, C0=Array(start), C1=Array(end), N=function.N
            )
        return self._sampled(function, first, last)

    def _colours(self, function: Any) -> tuple[list[float], list[float]]:
        first = [float(value) for value in function.get("/C0", [0])]
        last = [float(value) for value in function.get("/C1", [1])]
        return first, last

    def _is_grey(self, colour: list[float]) -> bool:
        return self.space == "gray" or (self.space == "rgb" and max(colour) - min(colour) <= 1 / 255)

    def _ink(self, colour: list[float]) -> list[float]:
        if self.space == "cmyk":
            colour, black = colour[:3], colour[3]
            colour = [max(0.0, 1 - value - black) for value in colour]
        rgb = colour * 3 if len(colour) == 1 else colour
        return [round(luminosity(rgb), 4)] if self.mask else list(self.inks.of(rgb))

    def _sampled(self, function: Any, first: list[float], last: list[float]) -> Any:
        """Return a table of inks over the function's domain."""
        start, end = (float(value) for value in function.Domain)
        power = float(function.get("/N", 1))
        values: list[int] = []
        for step in range(SAMPLES):
            at = (start + (end - start) * step / (SAMPLES - 1)) ** power
            colour = [low + at * (high - low) for low, high in zip(first, last, strict=True)]
            values += [round(ink * 65535) for ink in self._ink(colour)]
        stream = self.pdf.make_stream(b"")
        store(stream, struct.pack(f">{len(values)}H", *values))
        stream.FunctionType = 0
        stream.Domain = Array([start, end])
        stream.Range = Array([0, 1] * 4)
        stream.Size = Array([SAMPLES])
        stream.BitsPerSample = 16
        return stream
