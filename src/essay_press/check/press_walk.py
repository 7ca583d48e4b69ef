"""What a press would print of a page: each fill, stroke, letter, picture and gradient, its colour and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from essay_press.check.content import IDENTITY, Box, Matrix, times

__all__ = ["Paint", "paints", "space_of"]

DEVICE = {"/DeviceGray": "gray", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk", "/Pattern": "pattern"}
SHORT = {"/G": "gray", "/RGB": "rgb", "/CMYK": "cmyk", "/I": "indexed"}
OPERATORS = {"g": "gray", "rg": "rgb", "k": "cmyk"}
FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
STROKES = {"S", "s", "B", "B*", "b", "b*"}
SHOWS = {"Tj", "TJ", "'", '"'}
DEPTH = 12  # forms inside forms


@dataclass(frozen=True, slots=True)
class Paint:
    """Something on the plates: `kind` is `fill`, `stroke`, `text`, `picture`, `gradient`, `group` or `blend`.

    `space` is `cmyk`, `gray`, `all` (every plate), `spot` or another, which no press has inks for; `values` are of that
    space, from 0 to 1. `box` is in points, cut by what clips it, or None inside patterns and masks. `size` is that of
    a picture's unit square in points, `thing` the picture or the gradient itself. `mark` is the tag of the marked
    content round it (`/Figure`), of an artifact its type (`/Layout`; none: `/Artifact`), or empty.
    """

    page: int
    kind: str
    space: str
    values: tuple[float, ...] = ()
    box: Box | None = None
    size: tuple[float, float] = (0.0, 0.0)
    thing: Any = None
    mark: str = ""


@dataclass(slots=True)
class _State:
    """The graphics state as far as colour and place go; a colour is its space, its values and its pattern's name."""

    matrix: Matrix
    clip: Box | None
    fill: tuple[str, tuple[float, ...], str] = ("gray", (0.0,), "")
    stroke: tuple[str, tuple[float, ...], str] = ("gray", (0.0,), "")
    width: float = 1.0
    font: Any = None
    mark: str = ""


@dataclass(slots=True)
class _Walker:
    """Runs content streams of one page; patterns and masks are looked at once."""

    page: int
    seen: set[tuple[int, int]] = field(default_factory=set)

    def run(self, stream: Any, resources: Any, state: _State, depth: int = 0) -> Iterator[Paint]:
        """Yield what one stream paints."""
        saved: list[_State] = []
        path: list[Box] = []
        marks: list[str] = [state.mark]
        clipping = False
        for item in pikepdf.parse_content_stream(stream):
            if isinstance(item, pikepdf.ContentStreamInlineImage):
                yield Paint(self.page, "picture", "a picture inside the content")
                continue
            name, operands = str(item.operator), list(item.operands)
            if name == "q":
                saved.append(replace(state))
            elif name == "Q":
                state = saved.pop() if saved else state
            elif name == "cm":
                state.matrix = times(_matrix(operands), state.matrix)
            elif name in ("BDC", "BMC"):
                marks.append(_mark(operands, resources))
                state.mark = marks[-1]
            elif name == "EMC" and len(marks) > 1:
                marks.pop()
                state.mark = marks[-1]
            elif name == "w":
                state.width = float(operands[0])
            elif name in ("re", "m", "l", "c", "v", "y"):
                path.append(_path(name, operands, state.matrix))
            elif name in ("W", "W*"):
                clipping = True
            elif name in FILLS or name in STROKES or name == "n":
                yield from self.painted(name, path, resources, state)
                if clipping and path and state.clip is not None:
                    state.clip = state.clip.crossed(_union(path))
                path, clipping = [], False
            elif name in SHOWS:
                yield self.colour("text", state.fill, None)
                yield from self.letters(state.font, resources)
            elif name == "Tf":
                state.font = resources.get("/Font", {}).get(str(operands[0]))
            elif name == "sh":
                shading = resources.get("/Shading", {})[str(operands[0])]
                yield Paint(self.page, "gradient", space_of(shading.ColorSpace), (), state.clip, thing=shading)
            elif name == "Do":
                yield from self.draw(resources.get("/XObject", {}).get(str(operands[0])), resources, state, depth)
            elif name == "gs":
                yield from self.graphics(resources.get("/ExtGState", {}).get(str(operands[0]), {}))
            else:
                _colour(name, operands, resources, state)

    def painted(self, name: str, path: list[Box], resources: Any, state: _State) -> Iterator[Paint]:
        """Yield what painting a path puts down."""
        if not path:
            return
        box = _union(path)
        if name in FILLS:
            inside = box.crossed(state.clip) if state.clip else None
            yield replace(self.colour("fill", state.fill, inside), mark=state.mark)
            yield from self.pattern(state.fill[2], resources)
        if name in STROKES:
            half = state.width * _scale(state.matrix) / 2
            wide = Box(box.left - half, box.bottom - half, box.right + half, box.top + half)
            inside = wide.crossed(state.clip) if state.clip else None
            yield replace(self.colour("stroke", state.stroke, inside), mark=state.mark)
            yield from self.pattern(state.stroke[2], resources)

    def colour(self, kind: str, colour: tuple[str, tuple[float, ...], str], box: Box | None) -> Paint:
        """Return a paint in the current colour."""
        return Paint(self.page, kind, colour[0], colour[1], box)

    def pattern(self, name: str, resources: Any) -> Iterator[Paint]:
        """Yield what a pattern is made of."""
        found = resources.get("/Pattern", {}).get(name) if name else None
        if found is None or found.objgen in self.seen:
            return
        self.seen.add(found.objgen)
        if int(found.get("/PatternType", 0)) == 1:
            yield from self.run(found, found.get("/Resources", resources), _State(IDENTITY, None))
        else:
            yield Paint(self.page, "gradient", space_of(found.Shading.ColorSpace), thing=found.Shading)

    def draw(self, thing: Any, resources: Any, state: _State, depth: int) -> Iterator[Paint]:
        """Yield a picture, or what a form paints."""
        if thing is None:
            return
        if thing.get("/Subtype") == "/Image":
            corners = [_point(state.matrix, x, y) for x in (0, 1) for y in (0, 1)]
            box = _union(corners).crossed(state.clip) if state.clip else None
            a, b, c, d, _, _ = state.matrix
            space = state.fill[0] if thing.get("/ImageMask", False) else space_of(thing.get("/ColorSpace"))
            size = ((a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5)
            yield Paint(self.page, "picture", space, (), box, size, thing)
        elif depth < DEPTH:
            inner = replace(state, matrix=times(_matrix(thing.get("/Matrix", IDENTITY)), state.matrix))
            if inner.clip is not None:
                left, bottom, right, top = (float(value) for value in thing.BBox)
                corners = [_point(inner.matrix, x, y) for x in (left, right) for y in (bottom, top)]
                inner.clip = inner.clip.crossed(_union(corners))
            yield from _group(self.page, thing)
            yield from self.run(thing, thing.get("/Resources", resources), inner, depth + 1)

    def letters(self, font: Any, resources: Any) -> Iterator[Paint]:
        """Yield what the letters of a Type 3 font are drawn with."""
        if font is None or font.get("/Subtype") != "/Type3" or font.objgen in self.seen:
            return
        self.seen.add(font.objgen)
        for _, letter in sorted(font.get("/CharProcs", {}).items()):
            yield from self.run(letter, font.get("/Resources", resources), _State(IDENTITY, None), DEPTH - 1)

    def graphics(self, state: Any) -> Iterator[Paint]:
        """Yield what adds one ink to another, a blend mode or overprint, and what a soft mask is made of."""
        if bool(state.get("/op", False)) or bool(state.get("/OP", False)):
            yield Paint(self.page, "blend", "overprint")
        blend = str(state.get("/BM", "/Normal"))
        if blend not in ("/Normal", "/Compatible"):
            yield Paint(self.page, "blend", blend.lstrip("/"))
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary) and "/G" in mask and mask.G.objgen not in self.seen:
            self.seen.add(mask.G.objgen)
            yield from _group(self.page, mask.G)
            yield from self.run(mask.G, mask.G.get("/Resources", {}), _State(IDENTITY, None))


def paints(page: pikepdf.Page, index: int) -> Iterator[Paint]:
    """Yield what page `index` (from 0) paints, in drawing order, its annotations last; boxes end with the sheet."""
    left, bottom, right, top = (float(value) for value in page.mediabox)
    yield from _group(index, page.obj)
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    walker = _Walker(index)
    yield from walker.run(page.obj, resources, _State(IDENTITY, Box(left, bottom, right, top)))
    for annotation in page.obj.get("/Annots", []):
        looks = annotation.get("/AP", pikepdf.Dictionary()).get("/N")
        states = [looks] if isinstance(looks, pikepdf.Stream) else list((looks or pikepdf.Dictionary()).values())
        for look in states:
            yield from walker.run(look, look.get("/Resources", resources), _State(IDENTITY, None))


def space_of(space: Any, resources: Any = None) -> str:
    """Return what a colour space is to a press; one that it has no inks for by its own name."""
    if isinstance(space, pikepdf.Name):
        name = str(space)
        own = (resources or {}).get("/ColorSpace", {}).get(name)
        return DEVICE.get(name) or SHORT.get(name) or (space_of(own) if own is not None else name.lstrip("/"))
    if not isinstance(space, pikepdf.Array) or not len(space):
        return "gray" if space is None else "unknown"
    family = str(space[0])
    if family == "/ICCBased":
        return {1: "gray", 3: "rgb", 4: "cmyk"}.get(int(space[1].get("/N", 0)), "ICCBased")
    if family in ("/Indexed", "/I"):
        return space_of(space[1], resources)
    if family == "/Separation":
        return "all" if space[1] == pikepdf.Name.All else "spot"
    return DEVICE.get(family, family.lstrip("/"))


def _mark(operands: list[Any], resources: Any) -> str:
    """Return the tag of marked content; of an artifact that has a type, the type."""
    properties: Any = operands[1] if len(operands) > 1 else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    return str(properties.get("/Type", operands[0]) if str(operands[0]) == "/Artifact" else operands[0])


def _group(page: int, holder: Any) -> Iterator[Paint]:
    group = holder.get("/Group")
    if group is not None and "/CS" in group:
        yield Paint(page, "group", space_of(group.CS))


def _colour(name: str, operands: list[Any], resources: Any, state: _State) -> None:
    """Take a colour into the state; what is no colour is passed over."""
    stroke = name.isupper()
    current = state.stroke if stroke else state.fill
    if name in ("g", "rg", "k", "G", "RG", "K"):
        current = (OPERATORS[name.lower()], tuple(float(value) for value in operands), "")
    elif name in ("cs", "CS"):
        current = (space_of(operands[0], resources), (), "")
    elif name in ("sc", "scn", "SC", "SCN"):
        pattern = str(operands[-1]) if operands and isinstance(operands[-1], pikepdf.Name) else ""
        values = () if pattern else tuple(float(value) for value in operands)
        current = (current[0], values, pattern)
    if stroke:
        state.stroke = current
    else:
        state.fill = current


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _scale(matrix: Matrix) -> float:
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)


def _point(matrix: Matrix, x: float, y: float) -> Box:
    a, b, c, d, e, f = matrix
    px, py = a * x + c * y + e, b * x + d * y + f
    return Box(px, py, px, py)


def _path(name: str, operands: list[Any], matrix: Matrix) -> Box:
    numbers = [float(value) for value in operands]
    if name == "re":
        x, y, width, height = numbers
        return _union([_point(matrix, x + i, y + j) for i in (0, width) for j in (0, height)])
    return _union([_point(matrix, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)])


def _union(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
