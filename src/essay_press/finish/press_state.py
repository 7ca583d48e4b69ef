"""The graphics state of a page that is flattened: where things stand, how opaque they are, how far text runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array

from essay_press.finish.press_colour import Ink
from essay_press.finish.press_ground import Rectangle, Shape
from essay_press.finish.press_letters import Letters

__all__ = [
    "IDENTITY", "Colour", "Matrix", "Path", "State", "Text", "boxed", "corners", "crossed", "inverse", "matrix",
    "placed", "rectangle", "times",
]  # fmt: skip

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Colour = Ink | str
"""Four inks, or the name of a pattern."""
BLACK: Ink = (0.0, 0.0, 0.0, 1.0)
STEPS = 8
"""Straight lines that stand for a curve."""
PLACING = {
    "Tm": "", "Td": "", "TD": "", "Tc": "spacing", "Tw": "word_spacing", "Tz": "stretch", "TL": "leading", "Ts": "rise",
}  # fmt: skip
MITRE = 1.5  # half widths of a line by which the corner of one may stand out


@dataclass(slots=True)
class Text:
    """The part of the state that places text: matrices, font, size and spacing."""

    matrix: Matrix = IDENTITY
    line: Matrix = IDENTITY
    font: Letters | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def move(self, x: float, y: float) -> None:
        """Begin a line, away from the beginning of the one before."""
        self.line = self.matrix = times((1, 0, 0, 1, x, y), self.line)

    def take(self, name: str, operands: list[Any]) -> None:
        """Follow an instruction that places text; any other is none of its business."""
        numbers = [float(value) for value in operands] if name in PLACING else []
        if name == "BT":
            self.matrix = self.line = IDENTITY
        elif name == "Tm":
            self.matrix = self.line = matrix(numbers)
        elif name in ("Td", "TD"):
            self.leading = -numbers[1] if name == "TD" else self.leading
            self.move(*numbers)
        elif name == "T*":
            self.move(0, -self.leading)
        elif name in PLACING:
            setattr(self, PLACING[name], numbers[0] / (100 if name == "Tz" else 1))

    def show(self, operand: Any) -> Rectangle:
        """Return the rectangle round a string in text space, and move on behind it."""
        parts = list(operand) if isinstance(operand, Array) else [operand]
        far, shown = 0.0, b""
        for part in parts:
            try:
                far -= float(part) / 1000 * self.size
            except (TypeError, ValueError):
                widths = self.font.widths(bytes(part)) if self.font else []
                far += sum(widths) / 1000 * self.size + len(widths) * self.spacing
                far += bytes(part).count(b" ") * self.word_spacing
                shown += bytes(part)
        far *= self.stretch
        start = times((1, 0, 0, 1, 0, self.rise), self.matrix)
        self.matrix = times((1, 0, 0, 1, far, 0), self.matrix)
        low, high = (value / 1000 * self.size for value in (self.font.heights(shown) if self.font else (0, 0)))
        return rectangle([_at(start, x, y) for x in (min(0, far), max(0, far)) for y in (low, high)])


@dataclass(slots=True)
class State:
    """What `q` saves: place, clips, colours as they are meant and as they were last written, alpha, mask, text."""

    matrix: Matrix = IDENTITY
    clips: tuple[Shape, ...] = ()
    fill: Colour = BLACK
    stroke: Colour = BLACK
    wrote_fill: Colour | None = BLACK
    wrote_stroke: Colour | None = BLACK
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    mask: Any = None
    mask_matrix: Matrix = IDENTITY
    width: float = 1.0
    text: Text = field(default_factory=Text)


class Path:
    """A path under construction: its polygons in points, and the instructions that made it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.polygons: list[list[Point]] = []
        self.items: list[Any] = []
        self.clipping = ""

    def add(self, name: str, operands: list[Any], ctm: Matrix, item: Any) -> None:
        """Take one instruction of construction or clipping."""
        self.items.append(item)
        numbers = [float(value) for value in operands]
        if name in ("W", "W*"):
            self.clipping = name
        elif name == "re":
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            self.polygons.append([_at(ctm, *corner) for corner in corners])
        elif name == "m":
            self.polygons.append([_at(ctm, *numbers)])
        elif name == "l" and self.polygons:
            self.polygons[-1].append(_at(ctm, *numbers))
        elif name in ("c", "v", "y") and self.polygons:
            self.curve(name, [_at(ctm, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)])

    def curve(self, name: str, points: list[Point]) -> None:
        """Add a Bézier curve as straight lines (ISO 32000-1, 8.5.2.2)."""
        start = self.polygons[-1][-1]
        first, second, end = points if name == "c" else (start, *points) if name == "v" else (*points, points[-1])
        for step in range(1, STEPS + 1):
            t = step / STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            corners = (start, first, second, end)
            x = sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True))
            y = sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True))
            self.polygons[-1].append((x, y))

    def shape(self, operator: str = "") -> Shape:
        """Return the area of the path, as the painting or clipping `operator` takes it."""
        return Shape(tuple(map(tuple, self.polygons)), operator.endswith("*"))

    def outline(self, ctm: Matrix, width: float) -> list[Shape]:
        """Return a rectangle round each straight piece of the line along the path."""
        half = width * abs(ctm[0] * ctm[3] - ctm[1] * ctm[2]) ** 0.5 / 2 * MITRE
        pieces = []
        for polygon in self.polygons:
            closed = (*polygon[1:], polygon[0])
            for start, end in zip(polygon, closed, strict=True):
                left, bottom, right, top = rectangle([start, end])
                pieces.append(boxed((left - half, bottom - half, right + half, top + half)))
        return pieces


def boxed(box: Rectangle) -> Shape:
    """Return a rectangle as a shape."""
    left, bottom, right, top = box
    return Shape((((left, bottom), (right, bottom), (right, top), (left, top)),))


def placed(box: Rectangle, ctm: Matrix) -> Shape:
    """Return a rectangle of the current space as a shape in points."""
    left, bottom, right, top = box
    return Shape((tuple(_at(ctm, x, y) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top))),))


def corners(box: Any) -> Rectangle:
    """Return a rectangle of a file as its least and greatest corner."""
    left, bottom, right, top = (float(value) for value in box)
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def rectangle(points: list[Point]) -> Rectangle:
    """Return the rectangle round some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def crossed(box: Rectangle, clips: tuple[Shape, ...]) -> Rectangle:
    """Return a rectangle less what lies outside the rectangles round its clips."""
    left, bottom, right, top = box
    for clip in clips:
        other = clip.box
        left, bottom = max(left, other[0]), max(bottom, other[1])
        right, top = min(right, other[2]), min(top, other[3])
    return left, bottom, max(left, right), max(bottom, top)


def matrix(values: Any) -> Matrix:
    """Return six numbers as a matrix."""
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def inverse(of: Matrix) -> Matrix:
    """Return the matrix that undoes another; one that flattens all to a line is undone by nothing, and kept."""
    a, b, c, d, e, f = of
    size = a * d - b * c
    if abs(size) < 1e-12:
        return of
    return d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size


def _at(ctm: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = ctm
    return a * x + c * y + e, b * x + d * y + f
