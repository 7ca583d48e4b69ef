"""What a layout's CSS must know of its faces to set a large letter on the lines of the text beside it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from essay_press.model import FontFace

__all__ = ["family", "heights", "properties"]

# OpenType 1.9, OS/2 fsSelection, bit 7: the typographic heights count, not those of the `hhea` table.
USE_TYPO_METRICS = 1 << 7


def properties(faces: Iterable[FontFace]) -> dict[str, str]:
    """Return, for each family that sets text or display, its height of capitals and its rise, in em.

    `--cap-FAMILY` is from the baseline to the top of a capital; `--rise-FAMILY` by how much more a line has above its
    baseline than below it: half of that, and of the leading, is where the baseline stands.
    """
    found: dict[str, str] = {}
    for face in faces:
        name = family(face)
        if face.role in ("text", "display") and f"--cap-{name}" not in found:
            cap, rise = heights(face.path)
            found |= {f"--cap-{name}": f"{cap:.4f}", f"--rise-{name}": f"{rise:.4f}"}
    return found


def family(face: FontFace) -> str:
    """Return how custom properties call the family of a face: `eb-garamond`."""
    return face.family.casefold().replace(" ", "-")


@cache
def heights(path: Path) -> tuple[float, float]:
    """Return the height of a face's capitals, and its ascent less its descent, in em."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        os2, em = font["OS/2"], font["head"].unitsPerEm
        if os2.fsSelection & USE_TYPO_METRICS:
            ascent, descent = os2.sTypoAscender, os2.sTypoDescender
        else:
            ascent, descent = font["hhea"].ascent, font["hhea"].descent
        return os2.sCapHeight / em, (ascent + descent) / em
