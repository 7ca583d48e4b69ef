"""A paragraph as Knuth and Plass see it: boxes, glue and penalties (Software: Practice and Experience 11, 1981)."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FORBIDDEN", "FORCED", "Box", "Glue", "Item", "Penalty"]

FORBIDDEN = float("inf")
FORCED = float("-inf")


@dataclass(frozen=True, slots=True)
class Box:
    """What is set and never divided: its width in CSS px."""

    width: float


@dataclass(frozen=True, slots=True)
class Glue:
    """A space: its width, and how far it likes to stretch and may shrink, in CSS px; dropped where a line ends."""

    width: float
    stretch: float
    shrink: float


@dataclass(frozen=True, slots=True)
class Penalty:
    """A place where a line may end, and what that costs (`FORBIDDEN` and `FORCED` are the ends of the scale).

    `width` in CSS px is added to a line that ends here: a hyphen, less what hangs in the margin. `flagged` are ends
    with a hyphen. The paper stops there. `after` in CSS px is added to the line that begins behind it: halves of a word
    are not always as wide as the whole (TeX's discretionaries say the same), and opening marks hang. `left` and `right`
    are the words beside it, by which lines are noticed that end or begin alike; `lonely` says that too little of the
    paragraph follows for a last line.
    """

    width: float
    cost: float
    flagged: bool = False
    after: float = 0.0
    left: str = ""
    right: str = ""
    lonely: bool = False


Item = Box | Glue | Penalty
