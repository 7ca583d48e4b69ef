"""A content stream that speaks of light is written again in inks (ISO 32000-1, 8.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Name, Operator

from essay_press.finish.press_colour import Inks, luminosity

__all__ = ["Unprintable", "components", "recoloured"]

Values = list[Any]
Paint = Callable[[str, Values], tuple[str, list[float]]]
"""From `gray`, `rgb` or `cmyk` and its values to an operator (`k`, `g`) and its operands."""
SPACES = {"g": "gray", "rg": "rgb", "k": "cmyk"}
DEVICE = {"/DeviceGray": "gray", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk", "/G": "gray", "/RGB": "rgb"}
OF_PROFILE = {1: "gray", 3: "rgb", 4: "cmyk"}
BLACK: dict[str, Values] = {"gray": [0], "rgb": [0, 0, 0], "cmyk": [0, 0, 0, 1]}


class Unprintable(Exception):  # noqa: N818 - it is caught and told as a diagnostic, and never leaves `finish.press`
    """Something on a page that cannot be turned into ink; its text names it."""


def components(space: Any) -> str:
    """Return whether a colour space is one of `gray`, `rgb` or `cmyk`; raises Unprintable for any other."""
    if isinstance(space, Name) and str(space) in DEVICE:
        return DEVICE[str(space)]
    if isinstance(space, Array) and len(space):
        if len(space) == 1:
            return components(space[0])
        if space[0] == Name.ICCBased and int(space[1].get("/N", 0)) in OF_PROFILE:
            return OF_PROFILE[int(space[1].N)]
        if space[0] == Name.CalRGB:
            return "rgb"
        if space[0] == Name.CalGray:
            return "gray"
        space = space[0]
    raise Unprintable(f"a colour in the colour space {str(space).lstrip('/')}")


def recoloured(stream: Any, resources: Any, inks: Inks, *, mask: bool = False) -> bytes:
    """Return a content stream with every colour in CMYK, black text in black ink alone; in a soft mask, in grey."""
    return _Rewriter(resources, _grey if mask else _inked(inks)).run(stream)


def _inked(inks: Inks) -> Paint:
    def paint(space: str, values: Values) -> tuple[str, list[float]]:
        numbers = [float(value) for value in values]
        if space == "gray":
            return "k", list(inks.of(numbers * 3))
        return "k", list(inks.of(numbers) if space == "rgb" else inks.within(numbers))

    return paint


def _grey(space: str, values: Values) -> tuple[str, list[float]]:
    """Return the grey that a soft mask needs: its light is what counts."""
    numbers = [float(value) for value in values]
    if space == "cmyk":
        black = numbers[3]
        numbers = [max(0.0, 1 - value - black) for value in numbers[:3]]
    return "g", [round(numbers[0] if space == "gray" else luminosity(numbers), 4)]


class _Rewriter:
    """Runs over one stream and keeps which colour space is current, for filling and for stroking."""

    def __init__(self, resources: Any, paint: Paint) -> None:
        self.spaces: Any = resources.get("/ColorSpace", pikepdf.Dictionary())
        self.paint = paint
        self.fill = self.stroke = "gray"
        self.saved: list[tuple[str, str]] = []
        self.out: list[Any] = []

    def run(self, stream: Any) -> bytes:
        """Return the stream, written again."""
        for item in pikepdf.parse_content_stream(stream):
            if isinstance(item, pikepdf.ContentStreamInlineImage):
                raise Unprintable("a picture written into the page itself")
            self.step(str(item.operator), list(item.operands), item)
        return pikepdf.unparse_content_stream(self.out)

    def step(self, name: str, operands: Values, item: Any) -> None:
        """Take one instruction over, its colour converted."""
        stroke = name.isupper()
        lower = name.lower()
        if lower in SPACES:
            self.set(stroke, SPACES[lower])
            self.emit(stroke, SPACES[lower], operands)
        elif name in ("cs", "CS"):
            self.choose(stroke, operands[0], item)
        elif name in ("sc", "scn", "SC", "SCN"):
            space = self.stroke if stroke else self.fill
            if space == "pattern":
                self.out.append(item)
            else:
                self.emit(stroke, space, operands)
        else:
            if name == "q":
                self.saved.append((self.fill, self.stroke))
            elif name == "Q" and self.saved:
                self.fill, self.stroke = self.saved.pop()
            self.out.append(item)

    def choose(self, stroke: bool, name: Any, item: Any) -> None:
        """Set the colour space; its first colour is black (ISO 32000-1, 8.6.8)."""
        if name == Name.Pattern:
            self.set(stroke, "pattern")
            self.out.append(item)
            return
        space = components(name if str(name) in DEVICE else self.spaces.get(str(name), name))
        self.set(stroke, space)
        self.emit(stroke, space, BLACK[space])

    def set(self, stroke: bool, space: str) -> None:
        """Remember the current colour space."""
        if stroke:
            self.stroke = space
        else:
            self.fill = space

    def emit(self, stroke: bool, space: str, values: Values) -> None:
        """Write a colour."""
        operator, numbers = self.paint(space, values)
        self.out.append((numbers, Operator(operator.upper() if stroke else operator)))
