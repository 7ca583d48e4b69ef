"""Titles and other lines of display break evenly: the block is made as narrow as its number of lines allows."""

from __future__ import annotations

from dataclasses import replace

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Line
from essay_press.markup import tree

__all__ = ["refine"]

UNEVEN = 1.0
# Letters differ in width; the room by which an estimate of a line's width from its number of letters may be wrong.
ROOM = 1.06
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
    words = [word for line in lines for word in line.text.split(" ") if word]
    letters = sum(len(line.text.strip()) for line in lines)
    unit = sum(line.right - line.left for line in lines) / letters
    least = max(len(word) for word in words)
    for length in range(least, max(len(line.text.strip()) for line in lines) + 1):
        if _count(words, length) <= len(lines):
            return length * unit * ROOM
    return max(line.right - line.left for line in lines)


def _count(words: list[str], length: int) -> int:
    """Return how many lines of at most `length` letters the words fill."""
    count, room = 1, length
    for word in words:
        if len(word) > room:
            count, room = count + 1, length
        room -= len(word) + 1
    return count
