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
    """A space: its width, and how far it likes to stretch and may shrink, in CSS px. It goes at the end of a line."""

    width: float
    stretch: float
    shrink: float


@dataclass(frozen=True, slots=True)
class Penalty:
    """A place where a line may end, and what that costs (`FORBIDDEN` and `FORCED` are the ends of the scale).

    `width` in CSS px is added to a line that ends here: a hyphen; less what hangs in the margin. The paper stops there;
    `after` is added to the line that begins behind it, since halves of a word are not always as wide as the whole
    (TeX's discretionaries say the same). `flagged` are ends with a hyphen. `left` and `right` are the words beside it:
    lines that end alike or begin alike are noticed by them.
    """

    width: float
    cost: float
    flagged: bool = False
    after: float = 0.0
    left: str = ""
    right: str = ""


Item = Box | Glue | Penalty
