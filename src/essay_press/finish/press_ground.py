"""What lies below a place of a page: the shapes painted there so far, and the flat colour that they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from essay_press.finish.press_colour import Ink

__all__ = ["EVERYWHERE", "PAPER", "Level", "Mix", "Painted", "Rectangle", "Shape", "UnevenError", "mixed", "resolved"]

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""
PAPER: Ink = (0.0, 0.0, 0.0, 0.0)
NONE, PART, WHOLE = 0, 1, 2
SLACK = 0.02  # points by which edges may touch
CLEAR, SOLID = 1e-6, 1 - 1e-6
LEAST = 1e-9


class UnevenError(Exception):
    """Something see-through that cannot be flattened; `box` is where, in points."""

    def __init__(self, box: Rectangle, words: str = "something see-through lies over more than one colour") -> None:
        """Remember the place, and what is the matter there."""
        super().__init__(words)
        self.box = box


@dataclass(frozen=True)
class Shape:
    """An area in points: closed polygons, of which overlaps are holes where `even_odd` says so."""

    polygons: tuple[tuple[Point, ...], ...]
    even_odd: bool = False

    @cached_property
    def box(self) -> Rectangle:
        """Return the rectangle round it."""
        xs = [x for polygon in self.polygons for x, _ in polygon]
        ys = [y for polygon in self.polygons for _, y in polygon]
        return (min(xs), min(ys), max(xs), max(ys)) if xs else (0.0, 0.0, 0.0, 0.0)

    def over(self, box: Rectangle) -> int:
        """Return how much of a rectangle lies in it: `NONE`, `PART` or `WHOLE`."""
        left, bottom, right, top = (box[0] + SLACK, box[1] + SLACK, box[2] - SLACK, box[3] - SLACK)
        own = self.box
        if left > right or bottom > top:  # thinner than can be told: its middle decides
            left = right = (left + right) / 2 if left > right else left
            bottom = top = (bottom + top) / 2 if bottom > top else bottom
        if own[0] > right or own[2] < left or own[1] > top or own[3] < bottom:
            return NONE
        edges = list(self._edges())
        if any(_crosses(start, end, (left, bottom, right, top)) for start, end in edges):
            return PART
        return WHOLE if self._holds(edges, ((left + right) / 2, (bottom + top) / 2)) else NONE

    def _edges(self) -> Iterable[tuple[Point, Point]]:
        for polygon in self.polygons:
            yield from zip(polygon, (*polygon[1:], polygon[0]), strict=True)

    def _holds(self, edges: Iterable[tuple[Point, Point]], point: Point) -> bool:
        """Return whether a point lies inside (ISO 32000-1, 8.5.3.3)."""
        x, y = point
        winding = crossings = 0
        for (x0, y0), (x1, y1) in edges:
            if (y0 <= y) == (y1 <= y):
                continue
            if x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x:
                crossings += 1
                winding += 1 if y1 > y0 else -1
        return crossings % 2 == 1 if self.even_odd else winding != 0


EVERYWHERE = Shape((((-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6)),))


@dataclass(frozen=True, slots=True)
class Painted:
    """Something on the page: its shape, what clips it, and what is seen there now.

    That is one ink, opaque by `alpha` (what lies below in its group is in it already), or None where it has more.
    `full` says that all of the shape is painted; letters paint some of theirs, nobody knows where.
    """

    shape: Shape
    clips: tuple[Shape, ...] = ()
    ink: Ink | None = None
    alpha: float = 1.0
    full: bool = True

    @property
    def box(self) -> Rectangle:
        """Return the rectangle round what is painted."""
        boxes = [self.shape.box, *(clip.box for clip in self.clips)]
        left, bottom = max(box[0] for box in boxes), max(box[1] for box in boxes)
        return left, bottom, max(left, min(box[2] for box in boxes)), max(bottom, min(box[3] for box in boxes))

    def over(self, box: Rectangle) -> int:
        """Return how much of a rectangle it paints."""
        covers = [self.shape.over(box), *(clip.over(box) for clip in self.clips)]
        least = min(covers)
        return PART if least == WHOLE and not self.full else least


@dataclass(slots=True)
class Level:
    """The page, or a group that is put on it as a whole: how opaque the group is, what it has painted so far."""

    alpha: float = 1.0
    items: list[Painted] = field(default_factory=list)

    def seen(self, ink: Ink, alpha: float, box: Rectangle) -> tuple[Ink, float]:
        """Return an ink over what was painted here so far, and how opaque the two are; raises UnevenError."""
        if alpha >= SOLID:
            return ink, 1.0
        return _over(ink, alpha, *_under(self.items, len(self.items), box))

    def take(self, group: Level) -> None:
        """Put a group that is finished onto this level."""
        below = Level(1.0, list(self.items))
        for item in group.items:
            if item.ink is not None:
                ink, alpha = below.seen(item.ink, item.alpha * group.alpha, item.box)
                self.items.append(replace(item, ink=ink, alpha=alpha))
            else:
                self.items.append(item)


@dataclass(frozen=True, slots=True)
class Mix:
    """What becomes of a colour c that is opaque by a: (1 - a) · `ground` + a · (`share` · c + `rest`)."""

    share: float
    rest: Ink
    ground: Ink

    @property
    def even(self) -> bool:
        """Return whether it is the same ground that shows through the colour and through the group it stands in."""
        return all(
            abs(rest - (1 - self.share) * below) < 1e-4 for rest, below in zip(self.rest, self.ground, strict=True)
        )

    def of(self, ink: Sequence[float], alpha: float) -> Ink:
        """Return the ink that is printed for `ink`."""
        cyan, magenta, yellow, black = (
            (1 - alpha) * below + alpha * (self.share * own + rest)
            for own, rest, below in zip(ink, self.rest, self.ground, strict=True)
        )
        return cyan, magenta, yellow, black


def resolved(levels: Sequence[Level], ink: Ink, alpha: float, box: Rectangle) -> Ink:
    """Return what is seen of an ink in the innermost of `levels`; raises UnevenError where that has no one answer.

    Inks are mixed as the page's transparency group mixes them, each for itself (ISO 32000-1, 11.3.3).
    """
    for level in reversed(levels):
        ink, alpha = level.seen(ink, alpha, box)
        alpha *= level.alpha
    return ink


def mixed(levels: Sequence[Level], box: Rectangle, *, solid: bool) -> Mix:
    """Return how colours are mixed at a place where a picture or gradient is painted; raises UnevenError.

    `solid` says that it is opaque itself, so that what it lies on matters only to a group that is not.
    """
    share = 1.0
    for level in levels:
        share *= level.alpha
    rest = PAPER if share >= SOLID else resolved(levels, PAPER, 1.0, box)
    ground = PAPER if solid else resolved(levels, PAPER, 0.0, box)
    return Mix(share, rest, ground)


def _under(items: Sequence[Painted], count: int, box: Rectangle) -> tuple[Ink, float]:
    """Return what the first `count` items come to below a rectangle: one colour, and how opaque it is."""
    for index in range(count - 1, -1, -1):
        item = items[index]
        cover = item.over(box)
        if cover == NONE:
            continue
        if item.ink is None:
            raise UnevenError(box)
        if cover == WHOLE:
            return item.ink, item.alpha
        below, alpha = _under(items, index, box)
        if abs(alpha - item.alpha) < CLEAR and _same(item.ink, below):
            return below, alpha
        raise UnevenError(box)
    return PAPER, 0.0


def _over(ink: Ink, alpha: float, below: Ink, solid: float) -> tuple[Ink, float]:
    """Return one colour over another, and how opaque the two are together."""
    whole = alpha + solid * (1 - alpha)
    if whole < CLEAR:
        return PAPER, 0.0
    cyan, magenta, yellow, black = (
        (alpha * own + (1 - alpha) * solid * under) / whole for own, under in zip(ink, below, strict=True)
    )
    return (cyan, magenta, yellow, black), whole


def _same(first: Ink, second: Ink) -> bool:
    return all(abs(one - other) < 1e-4 for one, other in zip(first, second, strict=True))


def _crosses(start: Point, end: Point, box: Rectangle) -> bool:
    """Return whether a line runs through a rectangle (Liang and Barsky)."""
    low, high = 0.0, 1.0
    for at, to, least, most in ((start[0], end[0], box[0], box[2]), (start[1], end[1], box[1], box[3])):
        far = to - at
        if abs(far) < LEAST:
            if not least <= at <= most:
                return False
            continue
        first, last = sorted(((least - at) / far, (most - at) / far))
        low, high = max(low, first), min(high, last)
        if low > high:
            return False
    return True
