"""What a page of a finished PDF draws: runs of text with their places, pictures, and whether anything is painted.

A walk over the content streams (ISO 32000-1, clause 8 and 9) with pikepdf: it reads what the file says, as a screen
reader or a copying hand gets it, and knows nothing of how the file was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from essay_press.check.decode import Decoder

__all__ = ["BLACK", "WHITE", "Box", "Colour", "Picture", "Run", "Walk", "walk"]

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Colour = tuple[float, float, float]
"""Red, green and blue, from 0 to 1."""
BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
FILLING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*"})
PAINTING = FILLING | {"S", "s", "sh"}
PATH_END = PAINTING | {"n"}
INVISIBLE = frozenset({3, 7})  # text rendering modes that paint nothing
DEPTH = 12  # forms inside forms; a file that nests deeper is broken or hostile


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points, in the page's own space: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in points."""
        return self.top - self.bottom

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Return whether `other` lies inside, give or take `slack` points."""
        return (
            other.left >= self.left - slack
            and other.bottom >= self.bottom - slack
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )

    def meets(self, other: Box) -> bool:
        """Return whether the two share any area."""
        return (
            other.left < self.right and other.right > self.left and other.bottom < self.top and other.top > self.bottom
        )

    def crossed(self, other: Box) -> Box:
        """Return what the two share, which may be empty."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A string drawn at once: `x0` to `x1` on baseline `y` (points), its size, its font's name in the file.

    `mcid` is the marked-content number that ties it to the structure tree, or -1; `artifact` is the kind of artifact
    (`Pagination`, `Layout`, `Artifact` where the file gives none), or empty; `hidden` says that no reader can see it.
    `ground` is the colour of what was filled behind it.
    """

    page: int
    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str
    mcid: int = -1
    artifact: str = ""
    hidden: bool = False
    colour: Colour = BLACK
    ground: Colour = WHITE

    @property
    def box(self) -> Box:
        """Return about the ink: from a descender (0.2 em) to a capital (0.7 em)."""
        return Box(self.x0, self.y - 0.2 * self.size, self.x1, self.y + 0.7 * self.size)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn on a page."""

    page: int
    box: Box
    mcid: int = -1
    artifact: str = ""


@dataclass(slots=True)
class Walk:
    """What the walk over one page gathered."""

    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    painted: bool = False
    filled: list[tuple[Box, Colour]] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """The part of the graphics state that places, hides and colours text."""

    matrix: Matrix
    clip: Box
    font: Decoder | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    mode: int = 0
    colour: Colour = BLACK
    alpha: float = 1.0
    framed: bool = False  # clipped to a frame, an outer shape less an inner one: what is filled is no ground
    group: float = 1.0  # the alpha of the forms round it, by which its own is multiplied


def walk(page: pikepdf.Page, index: int, media: Box, fonts: dict[tuple[int, int], Decoder]) -> Walk:
    """Return what page `index` (from 0) draws; `fonts` caches decoders over the pages of a file."""
    found = Walk()
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    _Walker(index, found, fonts).run(page.obj, resources, State(IDENTITY, media), (), 0)
    return found


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _placed(matrix: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return Box(min(xs), min(ys), max(xs), max(ys))


Mark = tuple[int, str]


class _Walker:
    """Runs content streams; marks are a stack of (mcid or -1, artifact kind or empty)."""

    def __init__(self, page: int, found: Walk, fonts: dict[tuple[int, int], Decoder]) -> None:
        self.page = page
        self.found = found
        self.fonts = fonts

    def run(self, stream: Any, resources: Any, state: State, marks: tuple[Mark, ...], depth: int) -> None:
        """Run one stream in `state`; a form runs inside the marks of its caller."""
        saved: list[State] = []
        open_marks = list(marks)
        text: Matrix = IDENTITY
        line: Matrix = IDENTITY
        path: list[Box] = []
        clipping = ""
        shapes = 0
        for operands, operator in _instructions(stream):
            name = str(operator)
            if name in ("TJ", "Tj", "'", '"'):
                if name in ("'", '"'):
                    line = times((1, 0, 0, 1, 0, -state.leading), line)
                    text = line
                text = self.show(operands[-1], state, text, open_marks)
            elif name == "Tf":
                state.font, state.size = self.font(resources, str(operands[0])), float(operands[1])
            elif name == "Tm":
                text = line = _matrix(operands)
            elif name in ("Td", "TD", "T*"):
                x, y = (0.0, -state.leading) if name == "T*" else (float(operands[0]), float(operands[1]))
                if name == "TD":
                    state.leading = -y
                text = line = times((1, 0, 0, 1, x, y), line)
            elif name == "BT":
                text = line = IDENTITY
            elif name == "q":
                saved.append(replace(state))
            elif name == "Q":
                state = saved.pop() if saved else state
            elif name == "cm":
                state.matrix = times(_matrix(operands), state.matrix)
            elif name in ("BDC", "BMC"):
                open_marks.append(_mark(operands, resources))
            elif name == "EMC":
                if len(open_marks) > len(marks):
                    open_marks.pop()
            elif name == "Do":
                self.draw(str(operands[0]), resources, state, open_marks, depth)
            elif name == "INLINE IMAGE":
                self.picture(state, open_marks)
            elif name == "re":
                x, y, width, height = (float(value) for value in operands)
                path.append(_placed(state.matrix, x, y, x + width, y + height))
                shapes += 1
            elif name in ("m", "l", "c", "v", "y"):
                path.extend(_points(operands, state.matrix))
                shapes += name == "m"
            elif name in ("W", "W*"):
                clipping = name
            elif name in PATH_END:
                self.found.painted |= name in PAINTING
                frame = shapes > 1 and "*" in clipping + name
                if name in FILLING and path and not (frame or state.framed):
                    self.fill(_union(path).crossed(state.clip), state)
                if clipping and path:
                    state.clip = state.clip.crossed(_union(path))
                    state.framed |= frame
                path, clipping, shapes = [], "", 0
            elif name == "gs":
                states = resources.get("/ExtGState", {})
                state.alpha = float(states.get(str(operands[0]), {}).get("/ca", state.alpha))
            else:
                _parameter(name, operands, state)

    def show(self, operand: Any, state: State, text: Matrix, marks: Sequence[Mark]) -> Matrix:
        """Record what Tj or TJ draws and return the text matrix after it."""
        if state.font is None:
            return text
        string, advance = state.font.read(operand, state.size, state.spacing, state.word_spacing)
        advance *= state.stretch
        start = times(text, state.matrix)
        after = times((1, 0, 0, 1, advance, 0), text)
        end = times(after, state.matrix)
        size = state.size * (start[2] ** 2 + start[3] ** 2) ** 0.5
        mcid, artifact = _nearest(marks)
        run = Run(
            self.page, string, min(start[4], end[4]), max(start[4], end[4]), start[5], size, state.font.name, mcid,
            artifact, state.mode in INVISIBLE,
        )  # fmt: skip
        if string:
            hidden = run.hidden or (bool(string.strip()) and not state.clip.meets(_inked(run)))
            ground = self.ground(run.box)
            colour = _mixed(state.colour, ground, state.alpha * state.group)
            self.found.runs.append(replace(run, hidden=hidden, colour=colour, ground=ground))
        return after

    def fill(self, box: Box, state: State) -> None:
        """Record that an area was filled; of a shape other than a rectangle, the rectangle round it."""
        self.found.filled.append((box, _mixed(state.colour, self.ground(box), state.alpha * state.group)))

    def ground(self, box: Box) -> Colour:
        """Return the colour behind a box: that of what was filled last and covers its middle, else the paper's."""
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        for area, colour in reversed(self.found.filled):
            if area.left <= x <= area.right and area.bottom <= y <= area.top:
                return colour
        return WHITE

    def font(self, resources: Any, name: str) -> Decoder | None:
        """Return the decoder of a font resource."""
        fonts = resources.get("/Font", {})
        if name not in fonts:
            return None
        found = fonts[name]
        if found.objgen == (0, 0):  # written in place: no number to know it by
            return Decoder.of(found)
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = Decoder.of(found)
        return self.fonts[found.objgen]

    def draw(self, name: str, resources: Any, state: State, marks: Sequence[Mark], depth: int) -> None:
        """Record a picture or run a form."""
        objects = resources.get("/XObject", {})
        if name not in objects:
            return
        found = objects[name]
        if found.get("/Subtype") == "/Image":
            self.picture(state, marks)
        elif found.get("/Subtype") == "/Form" and depth < DEPTH:
            inner = replace(state)
            inner.group, inner.alpha = state.group * state.alpha, 1.0
            inner.matrix = times(_matrix(found.get("/Matrix", IDENTITY)), state.matrix)
            left, bottom, right, top = (float(value) for value in found.BBox)
            inner.clip = state.clip.crossed(_placed(inner.matrix, left, bottom, right, top))
            self.run(found, found.get("/Resources", resources), inner, tuple(marks), depth + 1)

    def picture(self, state: State, marks: Sequence[Mark]) -> None:
        """Record a picture: the unit square of the current space."""
        mcid, artifact = _nearest(marks)
        self.found.painted = True
        self.found.pictures.append(Picture(self.page, _placed(state.matrix, 0, 0, 1, 1), mcid, artifact))


def _instructions(stream: Any) -> Iterator[tuple[Any, Any]]:
    for item in pikepdf.parse_content_stream(stream):
        if isinstance(item, pikepdf.ContentStreamInlineImage):
            yield (), "INLINE IMAGE"
        else:
            yield item.operands, item.operator


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _points(operands: Any, matrix: Matrix) -> Iterator[Box]:
    numbers = [float(value) for value in operands]
    for x, y in zip(numbers[::2], numbers[1::2], strict=False):
        yield _placed(matrix, x, y, x, y)


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


def _parameter(name: str, operands: Any, state: State) -> None:
    if name == "Tc":
        state.spacing = float(operands[0])
    elif name == "Tw":
        state.word_spacing = float(operands[0])
    elif name == "Tz":
        state.stretch = float(operands[0]) / 100
    elif name == "TL":
        state.leading = float(operands[0])
    elif name == "Tr":
        state.mode = int(operands[0])
    elif name == "rg":
        state.colour = (float(operands[0]), float(operands[1]), float(operands[2]))
    elif name == "g":
        state.colour = (float(operands[0]),) * 3
    elif name == "k":
        cyan, magenta, yellow, black = (float(value) for value in operands)
        state.colour = ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))


def _mixed(colour: Colour, ground: Colour, alpha: float) -> Colour:
    """Return what the eye sees of a colour that lets its ground through."""
    red, green, blue = (alpha * own + (1 - alpha) * below for own, below in zip(colour, ground, strict=True))
    return red, green, blue


def _mark(operands: Any, resources: Any) -> Mark:
    properties: Any = operands[1] if len(operands) > 1 else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    if str(operands[0]) == "/Artifact":
        return -1, str(properties.get("/Type", "/Artifact")).lstrip("/")
    return int(properties.get("/MCID", -1)), ""


def _nearest(marks: Sequence[Mark]) -> Mark:
    for mcid, artifact in reversed(marks):
        if mcid >= 0 or artifact:
            return mcid, artifact
    return -1, ""


def _inked(run: Run) -> Box:
    # A run without width (a lone combining mark) still has ink.
    return Box(run.x0 - 0.01, run.box.bottom, run.x1 + 0.01, run.box.top)
