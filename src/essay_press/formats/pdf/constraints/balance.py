"""Titles and other lines of display break evenly: the block is made as narrow as its number of lines allows."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Line
from essay_press.markup import tree

__all__ = ["refine"]

UNEVEN = 1.0
# Letters differ in width, in every face in much the same way; the room by which an estimate may still be wrong.
SLIGHT, BROAD = frozenset(" iIjlftr.,:;!|'’‘()[]-"), frozenset("mwMW—…")
NARROW, WIDE, STEP = 0.55, 1.4, 0.25
ROOM, ROOM_FOR_WORD = 1.08, 1.12
EVEN_ENOUGH = 0.8


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the greatest width, in CSS px, of each display block whose lines are uneven."""
    widths = dict(constraints.widths)
    findings = []
    by_key: dict[str, list[Line]] = {}
    for line in scene.layout.lines:
        by_key.setdefault(line.key, []).append(line)
    for block in scene.html.iter():
        if block.get("data-balance") is None:
            continue
        key = tree.get(block, "id")
        lines = by_key.get(key, [])
        if key in widths or len(lines) < 2:
            continue
        lengths = [line.right - line.left for line in lines]
        if min(lengths) >= EVEN_ENOUGH * max(lengths):
            continue
        narrow = _narrowest(lines)
        if narrow < max(lengths) * 0.98:
            widths[key] = narrow
            findings.append(Finding(UNEVEN))
    return replace(constraints, widths=widths), tuple(findings)


def _narrowest(lines: list[Line]) -> float:
    """Return the least width, in CSS px, at which the words of some lines still break into as many lines."""
    words = [_units(word) for line in lines for word in line.text.split(" ") if word]
    lengths = [_units(line.text.strip()) for line in lines]
    unit = sum(line.right - line.left for line in lines) / sum(lengths)
    # A word that did not fit its own line would be cut in two.
    length = max(words) * ROOM_FOR_WORD
    while length < max(lengths):
        if _count(words, length) <= len(lines):
            return length * unit * ROOM
        length += STEP
    return max(line.right - line.left for line in lines)


def _units(text: str) -> float:
    """Return about how wide a text is, in widths of a common letter."""
    return sum(NARROW if mark in SLIGHT else WIDE if mark in BROAD or mark.isupper() else 1.0 for mark in text)


def _count(words: list[float], length: float) -> int:
    """Return how many lines of at most this length the words fill."""
    count, room = 1, length
    for word in words:
        if word > room:
            count, room = count + 1, length
        room -= word + NARROW
    return count
