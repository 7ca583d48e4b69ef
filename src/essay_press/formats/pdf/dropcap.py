"""A large first letter fitted to its text by its outline: flush with the margin, the same white before every word.

The boxes of letters say little of how near they look: beside a box, the foot of an A touches the second line while the
first one stands far off. So the first line begins where the letter ends beside it, and the others where it ends at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from essay_press.formats.pdf import metrics
from essay_press.formats.pdf.linebreaking.margins import extent
from essay_press.formats.pdf.linebreaking.measure import opened
from essay_press.markup import tree
from essay_press.model import FontFace

__all__ = ["Shape", "fit", "following", "name", "shape"]

LINES = (2, 3, 4)
"""How many lines deep a letter may be set."""
LEADING = 1.3
"""Leading as a multiple of the size: layouts have 1.24 to 1.4, which moves a first line by a fifth of a point."""
CAPITAL = 0.65
"""Height of the text's capitals in em, taken where a face of another family is set large."""
ROUNDNESS = 0.1
"""Share of the white beside a letter's outermost point that it hangs by: an A flush to the hair looks set in."""
GAP = 0.36
"""White between a letter and its first line, in em of the text; layouts that have another are out by little."""
SLICES = 32
NEAR = 0.25
"""White further away than this, in em, is not seen as belonging to the edge."""
DEEP = 0.1
"""Em below the baseline from which a tail (Q, J) reaches into the next line."""
REGULAR = 400
LEAD = (("c2sc", True), ("smcp", True))


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a large letter ends, in em.

    `left`: from the beginning of its box to where it looks to begin; `right`: from where it ends to the end of its box,
    negative where it sticks out. `firsts`: how much further left than that it ends beside the first of 2, 3, 4 lines.
    `tail`: whether it reaches into the line below.
    """

    left: float
    right: float
    firsts: tuple[float, ...]
    tail: bool


def fit(body: etree._Element, faces: Iterable[FontFace]) -> None:
    """Give each paragraph with a large letter what its layout needs to fit it, as custom properties.

    For each face of text and display, named as by `name`, that slants as the letter does: `--cap-left-FACE`,
    `--cap-right-FACE`, `--cap-first-N-FACE` for N lines, `--cap-tail-FACE` (1 or 0), all of the large letter, in em;
    `--next-FACE`, the white within the first letter after it, in em; `--cap-space` is 1 if the large letter is a word.
    """
    own = [face for face in faces if face.role in ("text", "display")]
    for cap in body.iter("span"):
        if not tree.has_class(cap, "dropcap"):
            continue
        letter, after, small = tree.text_of(cap)[-1:], *_after(cap)
        found = {"--cap-space": "1" if after[:1].isspace() else "0"}
        style = "italic" if tree.is_slanted(cap) else "normal"
        for face in (face for face in own if face.style == style):
            key, form = name(face), shape(face.path, letter)
            found |= {f"--cap-left-{key}": f"{form.left:.4f}", f"--cap-right-{key}": f"{form.right:.4f}"}
            found |= {f"--cap-first-{n}-{key}": f"{by:.4f}" for n, by in zip(LINES, form.firsts, strict=True)}
            found |= {f"--cap-tail-{key}": str(int(form.tail))}
            found |= {f"--next-{key}": f"{following(face.path, after.lstrip()[:1], small=small):.4f}"}
        paragraph = next((item for item in cap.iterancestors("p")), None)
        if paragraph is not None:
            paragraph.set("style", "; ".join(f"{key}: {value}" for key, value in found.items()))


def name(face: FontFace) -> str:
    """Return how the properties call a face, upright or slanted: `eb-garamond`, `inter-700`."""
    weight = "" if face.weight == REGULAR else f"-{face.weight}"
    return f"{metrics.family(face)}{weight}"


@cache
def shape(path: Path, letter: str) -> Shape:
    """Return where a letter of a face ends; all zero where the face does not have it."""
    face = opened(path, 0, ())
    font, em = face.font, face.em
    glyph = font.get_nominal_glyph(ord(letter)) if letter else None
    whole = extent(font, glyph) if glyph else None
    if glyph is None or whole is None:
        return Shape(0.0, 0.0, tuple(0.0 for _ in LINES), tail=False)
    top = metrics.heights(path)[0] * em
    advance = font.get_glyph_h_advance(glyph)
    rows = [extent(font, glyph, top * at / SLICES, top * (at + 1) / SLICES) for at in range(SLICES)]
    ink = [row for row in rows if row is not None]
    least = min(left for left, _ in ink)
    white = sum(min(NEAR * em, left - least) for left, _ in ink) / len(ink)
    firsts = [(whole[1] - _shoulder(font, glyph, top, lines)) / em for lines in LINES]
    foot = font.get_glyph_extents(glyph)
    tail = (foot.y_bearing + foot.height) / em < -DEEP
    return Shape((least + ROUNDNESS * white) / em, (advance - whole[1]) / em, tuple(firsts), tail=tail)


def _shoulder(font: Any, glyph: int, top: float, lines: int) -> float:
    """Return where a letter ends for the first of so many lines, in units of the font.

    What bulges below the line's foot, as a D does, comes near it too: so distance is counted as the eye does, in all
    directions. `top` is the height of a capital: so many lines less one, and a capital of the text.
    """
    size = top / ((lines - 1) * LEADING + CAPITAL)
    foot, gap = top - CAPITAL * size, GAP * size
    levels = [foot + (top - foot) * at / SLICES for at in range(SLICES)]
    reach = [extent(font, glyph, level, level + (top - foot) / SLICES) for level in levels]
    ends = [row[1] for row in reach if row is not None]
    for at in range(SLICES):
        below = gap * (at + 1) / SLICES
        row = extent(font, glyph, foot - below, foot - below + gap / SLICES)
        if row is not None:
            ends.append(row[1] + (gap * gap - below * below) ** 0.5 - gap)
    return max(ends, default=0.0)


@cache
def following(path: Path, letter: str, *, small: bool) -> float:
    """Return the white to the left of a letter in its box, in em; of its small capital, if it is one."""
    face = opened(path, 0, ())
    font, em = face.font, face.em
    if not letter:
        return 0.0
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, dict(LEAD) if small else {})
    extents = font.get_glyph_extents(buffer.glyph_infos[0].codepoint)
    return float(extents.x_bearing) / em if extents else 0.0


def _after(cap: etree._Element) -> tuple[str, bool]:
    """Return what comes after a large letter, and whether it is set in small capitals."""
    if cap.tail:
        return cap.tail, False
    lead = cap.getnext()
    return (tree.text_of(lead), tree.has_class(lead, "lead")) if lead is not None else ("", False)
