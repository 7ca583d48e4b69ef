"""Transparency taken out of a page: whatever lets its ground through is painted in the colour that would be seen.

Runs over pages that are in ink already. Constant alpha, groups that are put on the page as a whole, pictures with soft
edges and gradients that fade are mixed with what lies below, where that is one flat colour; the paper is one, a band of
colour another. Where it is not (a grey word over a picture), nothing but a picture of the whole would look the same:
that is refused, with the place and the cure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Operator, Stream

from essay_press.finish import press_mask, press_mix
from essay_press.finish.press_colour import Ink
from essay_press.finish.press_content import Unprintable
from essay_press.finish.press_ground import (
    EVERYWHERE,
    PAPER,
    SOLID,
    Level,
    Painted,
    Rectangle,
    Shape,
    UnevenError,
    mixed,
    resolved,
)
from essay_press.finish.press_letters import Letters
from essay_press.finish.press_pen import TRANSPARENCY, Pen
from essay_press.finish.press_state import (
    IDENTITY,
    Colour,
    Path,
    State,
    boxed,
    corners,
    crossed,
    inverse,
    matrix,
    placed,
    times,
)
from essay_press.finish.streams import store

__all__ = ["flatten"]

MM = 72 / 25.4
FILLS = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
STROKES = frozenset({"S", "s", "B", "B*", "b", "b*"})
CONSTRUCTION = frozenset({"m", "l", "c", "v", "y", "re", "h", "W", "W*"})
SHOWS = frozenset({"Tj", "TJ", "'", '"'})
TILING = 1
LEAN = 0.04  # em by which words on both sides of a change of colour may overlap


def flatten(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Take the transparency out of every page; return what could not be flattened, in words, with page and place."""
    work = _Pages(pdf)
    faults = []
    for number, page in enumerate(pdf.pages, 1):
        try:
            work.page(page)
        except UnevenError as fault:
            faults.append(f"page {number}, {_place(page, fault.box)}: {fault}")
        except Unprintable as fault:
            faults.append(f"page {number}: {fault}")
    _clean(pdf)
    return tuple(dict.fromkeys(faults))


class _Pages:
    """The pass over a file: forms and patterns are rewritten where they first stand, and copied where they do again."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.source: dict[tuple[int, int], list[Any]] = {}
        self.groups: set[tuple[int, int]] = set()
        self.fonts: dict[tuple[int, int], Letters] = {}
        self.names = 0

    def page(self, page: pikepdf.Page) -> None:
        """Flatten one page."""
        page.contents_coalesce()
        resources = page.obj.get("/Resources", Dictionary())
        stream = _Stream(self, resources, [Level(1.0, [Painted(EVERYWHERE, ink=PAPER)])], State())
        contents = page.obj.get("/Contents")
        if isinstance(contents, Stream):
            store(contents, stream.run(list(pikepdf.parse_content_stream(page.obj))))
        if "/Group" in page.obj:
            del page.obj["/Group"]

    def rewritten(self, form: Any, levels: list[Level], state: State, default: Any) -> Any:
        """Return a form or tile without transparency, as it is to be drawn in this place."""
        first = form.objgen not in self.source
        if first:
            self.source[form.objgen] = list(pikepdf.parse_content_stream(form))
        stream = _Stream(self, form.get("/Resources", default), levels, state)
        data = stream.run(self.source[form.objgen])
        if not first and form.read_bytes() == data:
            return form
        if first:
            store(form, data)
            if "/Group" in form:
                del form["/Group"]
            return form
        copy = self.pdf.make_stream(b"")
        for key, value in form.items():
            if str(key) not in ("/Length", "/Filter", "/DecodeParms", "/Group"):
                copy[str(key)] = value
        store(copy, data)
        return copy

    def name(self, resources: Any, kind: str, thing: Any) -> Name:
        """Return a new name under which `thing` stands in the resources."""
        self.names += 1
        held = resources.get(kind, Dictionary())
        held[f"/flat{self.names}"] = thing
        resources[kind] = held
        return Name(f"/flat{self.names}")


class _Stream(Pen):
    """Runs over one stream: colours are written when something is painted, as they are to be seen there."""

    def __init__(self, work: _Pages, resources: Any, levels: list[Level], state: State) -> None:
        super().__init__(resources, state, work.fonts)
        self.work, self.levels = work, levels
        self.path = Path()

    def run(self, items: Sequence[Any]) -> bytes:
        """Return the stream, written again."""
        for item in items:
            name, operands = str(item.operator), list(item.operands)
            if name in CONSTRUCTION:
                self.path.add(name, operands, self.state.matrix, item)
            elif name in FILLS or name in STROKES or name == "n":
                self.paint(name, item)
            elif name in SHOWS:
                self.show(name, operands, item)
            elif name == "Do":
                self.draw(operands[0])
            elif name == "sh":
                self.shade(operands[0], item)
            elif name == "gs":
                self.graphics(operands[0], item)
            elif not self.colour(name, operands):
                self.keep(name, operands)
                self.out.append(item)
        return pikepdf.unparse_content_stream(self.out)

    def paint(self, name: str, item: Any) -> None:
        """Paint a path in the colours that would be seen, and clip by it."""
        state, path = self.state, self.path
        shape = path.shape(name)
        if path.polygons and state.mask is not None and name != "n":
            self.masked(shape, name)
            name, item = "n", ([], Operator("n"))
        if path.polygons and name in FILLS:
            self.inked(shape, state.fill, state.fill_alpha)
        if path.polygons and name in STROKES:
            pieces = path.outline(state.matrix, state.width)
            whole = Shape(tuple(polygon for piece in pieces for polygon in piece.polygons))
            self.inked(boxed(whole.box), state.stroke, state.stroke_alpha, pieces)
        self.out += [*path.items, item]
        if path.clipping and path.polygons:
            state.clips = (*state.clips, path.shape(path.clipping))
        self.path = Path()

    def inked(
        self, shape: Shape, colour: Colour, alpha: float, pieces: list[Shape] | None = None, *, full: bool = True
    ) -> None:
        """Write the colour in which a shape is seen, and remember the shape; `pieces` make up the line round it."""
        state = self.state
        box = crossed(shape.box, state.clips)
        if isinstance(colour, str):
            self.write(self.pattern(colour, box, alpha), stroke=pieces is not None)
        else:
            self.write(resolved(self.levels, colour, alpha, box), stroke=pieces is not None)
        ink, solid = (None, 1.0) if isinstance(colour, str) else self.levels[-1].seen(colour, alpha, box)
        for part in [shape] if pieces is None else pieces:
            self.levels[-1].items.append(Painted(part, state.clips, ink, solid, full and pieces is None))

    def masked(self, shape: Shape, name: str) -> None:
        """Paint a path in one ink under a soft mask: a picture in 256 tints, cut to the path."""
        state, ink = self.state, self.state.fill
        box = crossed(shape.box, state.clips)
        if isinstance(ink, str) or name not in FILLS or name in STROKES:
            raise UnevenError(box, "a soft mask over a pattern or a line")
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        passing = press_mask.drawn(state.mask, state.mask_matrix, box)
        mix = mixed(self.levels, box, solid=False)
        image = press_mask.tints(self.work.pdf, passing, ink, state.fill_alpha, mix)
        left, bottom, right, top = box
        placing = times((right - left, 0, 0, top - bottom, left, bottom), inverse(state.matrix))
        self.out += [
            ([], Operator("q")),
            *(step for step in self.path.items if str(step.operator) not in ("W", "W*")),
            ([], Operator("W*" if shape.even_odd else "W")),
            ([], Operator("n")),
            ([round(value, 6) for value in placing], Operator("cm")),
            ([self.work.name(self.resources, "/XObject", image)], Operator("Do")),
            ([], Operator("Q")),
        ]
        self.levels[-1].items.append(Painted(shape, state.clips))

    def show(self, name: str, operands: list[Any], item: Any) -> None:
        """Write text in the colour in which it is seen."""
        text = self.state.text
        if name == '"':
            text.word_spacing, text.spacing = float(operands[0]), float(operands[1])
        if name in ("'", '"'):
            text.move(0, -text.leading)
        left, bottom, right, top = text.show(operands[-1])
        # Italics lean into their neighbours and kerning draws letters together: by less than anybody could see.
        lean = min(LEAN * text.size, (right - left) / 4)
        box = (left + lean, bottom, right - lean, top)
        if self.state.mask is not None:
            raise UnevenError(placed(box, self.state.matrix).box, "words under a soft mask")
        self.inked(placed(box, self.state.matrix), self.state.fill, self.state.fill_alpha, full=False)
        self.out.append(item)

    def shade(self, name: Any, item: Any) -> None:
        """Paint a gradient, mixed with its ground where it fades."""
        state, shading = self.state, self.resources.Shading[str(name)]
        box = crossed(EVERYWHERE.box, state.clips)
        mask = press_mix.mask_shading(state.mask) if state.mask is not None else None
        if state.mask is not None and (mask is None or state.mask_matrix != state.matrix):
            raise UnevenError(box, "a gradient under a mask of another shape")
        mix = mixed(self.levels, box, solid=mask is None and state.fill_alpha >= SOLID)
        if mask is None and state.fill_alpha >= SOLID and mix.share >= SOLID:
            self.out.append(item)
        else:
            made = press_mix.gradient(self.work.pdf, shading, mask, mix, state.fill_alpha)
            self.out.append(([self.work.name(self.resources, "/Shading", made)], Operator("sh")))
        self.levels[-1].items.append(Painted(EVERYWHERE, state.clips))

    def draw(self, name: Any) -> None:
        """Draw a picture or a form."""
        thing = self.resources.XObject[str(name)]
        if thing.get("/Subtype") == Name.Image:
            self.picture(name, thing)
            return
        state = self.state
        if state.mask is not None:
            whole = placed(corners(thing.BBox), times(matrix(thing.get("/Matrix", IDENTITY)), state.matrix))
            raise UnevenError(crossed(whole.box, state.clips), "a group under a soft mask")
        inner = State(matrix=times(matrix(thing.get("/Matrix", IDENTITY)), state.matrix), clips=state.clips)
        inner.clips = (*state.clips, placed(corners(thing.BBox), inner.matrix))
        if "/Group" in thing:
            self.work.groups.add(thing.objgen)
        if thing.objgen in self.work.groups:
            group = Level(state.fill_alpha)
            made = self.work.rewritten(thing, [*self.levels, group], inner, self.resources)
            self.levels[-1].take(group)
        else:
            inner = replace(state, matrix=inner.matrix, clips=inner.clips, text=replace(state.text))
            made = self.work.rewritten(thing, self.levels, inner, self.resources)
        self.out.append(([self.named("/XObject", name, thing, made)], Operator("Do")))

    def picture(self, name: Any, image: Any) -> None:
        """Draw a picture, opaque or with a stencil."""
        state = self.state
        shape = placed((0, 0, 1, 1), state.matrix)
        if state.mask is not None:
            raise UnevenError(crossed(shape.box, state.clips), "a picture under a soft mask")
        if image.get("/ImageMask", False):
            self.inked(shape, state.fill, state.fill_alpha, full=False)
            self.out.append(([name], Operator("Do")))
            return
        box, made = crossed(shape.box, state.clips), image
        whole = state.fill_alpha >= SOLID and all(level.alpha >= SOLID for level in self.levels)
        if whole and "/SMask" in image and press_mix.is_hard(image.SMask):
            made = press_mix.stencil(self.work.pdf, image)
        elif "/SMask" in image or not whole:
            made = press_mix.picture(
                self.work.pdf, image, lambda solid: mixed(self.levels, box, solid=solid), state.fill_alpha
            )
        self.out.append(([self.named("/XObject", name, image, made)], Operator("Do")))
        self.levels[-1].items.append(Painted(shape, state.clips))

    def pattern(self, name: str, box: Rectangle, alpha: float) -> str:
        """Return the name of the pattern as it is to be painted in this place; a gradient for one stays."""
        found = self.resources.Pattern[name]
        if int(found.PatternType) != TILING:
            if alpha < SOLID or any(level.alpha < SOLID for level in self.levels):
                raise UnevenError(box, "a gradient that is see-through as a whole")
            return name
        ground: Ink | None = None
        share = alpha
        try:
            mix = mixed(self.levels, box, solid=False)
            ground, share = mix.ground, alpha * mix.share
            if not mix.even:
                raise UnevenError(box)
        except UnevenError:
            if share < SOLID or any(level.alpha < SOLID for level in self.levels):
                raise
            ground = None  # which matters only if the pattern lets it through
        levels = [Level(1.0, [Painted(EVERYWHERE, ink=ground)]), Level(share)]
        try:
            made = self.work.rewritten(found, levels, State(clips=(boxed(corners(found.BBox)),)), self.resources)
        except UnevenError as fault:
            raise UnevenError(box, str(fault)) from fault
        return str(self.named("/Pattern", Name(name), found, made))

    def named(self, kind: str, name: Any, thing: Any, made: Any) -> Name:
        """Return the name of what is drawn: its own where it is the same thing still."""
        if made is thing or made.objgen == thing.objgen != (0, 0):
            return Name(str(name))
        return self.work.name(self.resources, kind, made)


def _clean(pdf: pikepdf.Pdf) -> None:
    """Take out of the resources what nothing uses any more, and of the graphics states what is transparency."""
    for item in list(pdf.objects):
        holder = item.get("/Resources") if isinstance(item, Dictionary | Stream) and "/Resources" in item else item
        if not isinstance(holder, Dictionary):
            continue
        for state in _values(holder, "/ExtGState"):
            for key in TRANSPARENCY & {str(key) for key in state}:
                del state[key]
        drawn = holder.get("/XObject")
        if isinstance(drawn, Dictionary):
            for name in [key for key, thing in drawn.items() if "/SMask" in thing or "/Group" in thing]:
                del drawn[name]


def _values(resources: Any, kind: str) -> list[Any]:
    found = resources.get(kind)
    return [value for _, value in found.items()] if isinstance(found, Dictionary) else []


def _place(page: pikepdf.Page, box: Rectangle) -> str:
    """Return where on the trimmed page something stands, in mm from its left and top edge."""
    left, _, _, top = (float(value) for value in page.trimbox)
    return f"{max(0, box[0] - left) / MM:.0f} mm from the left and {max(0, top - box[3]) / MM:.0f} mm from the top"
