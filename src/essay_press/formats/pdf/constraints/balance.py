"""Titles, headings and pull-quotes break evenly and by sense, by the width that is given to them.

A block made narrower breaks elsewhere. Of all widths at which its words still fill as many lines, that one is chosen
whose lines are the most even, with no word alone on the last of them and none that leans on the next at an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Line
from essay_press.markup import tree

__all__ = ["refine"]

UNEVEN, WORSE = 1.0, 6.0
# By what a width is multiplied at which a block came out a line longer than was reckoned.
WIDER = 1.07
# Letters differ in width, in every face in much the same way.
SLIGHT, BROAD = frozenset(" iIjlftr.,:;!|'’‘()[]-"), frozenset("mwMW—…")
NARROW, WIDE = 0.55, 1.4
ROUNDING = 0.01
# What is not worth another layout; what an estimate may be wrong by, as a share of a width, either way.
BETTER, DOUBT = 0.08, 0.01
UPPER = 0.6
# The share of the box round a pull-quote that is surely there for its words, whatever its padding.
WITHIN = 0.8
# What it costs that a word stands alone on the last line, that one leans on the next line, and that a line ends where
# the sense does, each in shares of the longest line by which the shortest falls short.
ALONE, LEANING, SENSE = 0.6, 0.16, -0.1
# Articles, prepositions and conjunctions are as short as this in most languages.
SHORT = 3
STOPS = ",;:.!?…—–"


@dataclass(frozen=True, slots=True)
class _Setting:
    """A way to break a block: its cost, and the widths, in letters, between which it breaks like this."""

    cost: float
    least: float
    most: float


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the greatest width, in CSS px, of each display block that can break better."""
    widths, counts = dict(constraints.widths), dict(constraints.counts)
    findings = []
    by_key: dict[str, list[Line]] = {}
    for line in scene.layout.lines:
        by_key.setdefault(line.key, []).append(line)
    for block in scene.html.iter():
        if block.get("data-balance") is None:
            continue
        key = tree.get(block, "id")
        lines = by_key.get(key, [])
        if len(lines) < 2:
            continue
        if key in widths:
            if (room := _room(scene, block)) and _wastes(lines, room) and widths[key] < room:
                # It is set to another measure now, or the estimate was wrong: it is left to itself.
                widths[key] = room
                findings.append(Finding(UNEVEN))
            elif len(lines) > counts.get(key, len(lines)):
                widths[key] *= WIDER
                findings.append(Finding(WORSE))
            continue
        if width := _better(lines):
            widths[key], counts[key] = width, len(lines)
            findings.append(Finding(UNEVEN))
    return replace(constraints, widths=widths, counts=counts), tuple(findings)


def _room(scene: Scene, block: etree._Element) -> float:
    """Return the width, in CSS px, of the box round a pull-quote's words; 0 for what else is balanced."""
    holder = block.getparent()
    if holder is None or holder.tag != "aside":
        return 0.0
    parts = scene.layout.fragments.get(tree.get(holder, "id"), ())
    return parts[0].right - parts[0].left if parts else 0.0


def _wastes(lines: list[Line], room: float) -> bool:
    """Return whether some lines fill more lines than they need in a box of this width."""
    words, unit = _words(lines)
    return len(_filled(words, room * WITHIN / unit)) < len(lines)


def _better(lines: list[Line]) -> float:
    """Return the width, in CSS px, at which the words of some lines break best into as many, or 0 to leave them."""
    words, unit = _words(lines)
    texts = [word for line in lines for word in line.text.split(" ") if word]
    longest = max(line.right - line.left for line in lines) / unit
    broken = [[word for word in line.text.split(" ") if word] for line in lines]
    now = _cost(broken, [line.right - line.left for line in lines])
    found = [
        each
        for each in _settings(words, texts, longest, len(lines))
        if each.most * (1 - DOUBT) > each.least * (1 + DOUBT)
    ]
    best = min(found, key=lambda each: (each.cost, -each.most), default=None)
    if best is None or best.cost > now - BETTER:
        return 0.0
    # Nearer to the upper end: too wide takes a word up, too narrow costs a line.
    return (best.least + UPPER * (best.most - best.least)) * unit


def _settings(words: list[float], texts: list[str], longest: float, count: int) -> Iterator[_Setting]:
    """Yield each way to break words into so many lines that some width below `longest` leads to."""
    width = longest
    while width > max(words):
        lines = _filled(words, width)
        if len(lines) > count:
            return
        least = max(_length(words[start:end]) for start, end in lines)
        if len(lines) == count:
            most = min((_length(words[start : end + 1]) for start, end in lines[:-1]), default=longest)
            lengths = [_length(words[start:end]) for start, end in lines]
            yield _Setting(_cost([texts[start:end] for start, end in lines], lengths), least, min(most, longest))
        width = least - ROUNDING


def _cost(lines: list[list[str]], lengths: list[float]) -> float:
    """Return what is wrong with some lines, in shares of the longest."""
    shares = [length / max(lengths) for length in lengths]
    cost = (2 - min(shares) - sum(shares) / len(shares)) / 2
    cost += ALONE if len(lines[-1]) == 1 and shares[-1] < 1 else 0.0
    for line in lines[:-1]:
        last = line[-1]
        cost += SENSE if last[-1] in STOPS else LEANING if len(last) <= SHORT and last.isalpha() else 0.0
    return cost


def _words(lines: list[Line]) -> tuple[list[float], float]:
    """Return the widths of the words of some lines in common letters, and the width of such a letter in CSS px."""
    words = [_units(word) for line in lines for word in line.text.split(" ") if word]
    lengths = [_units(line.text.strip()) for line in lines]
    return words, sum(line.right - line.left for line in lines) / sum(lengths)


def _units(text: str) -> float:
    """Return about how wide a text is, in widths of a common letter."""
    return sum(NARROW if mark in SLIGHT else WIDE if mark in BROAD or mark.isupper() else 1.0 for mark in text)


def _length(words: list[float]) -> float:
    """Return how long some words are with the spaces between them."""
    return sum(words) + NARROW * (len(words) - 1)


def _filled(words: list[float], width: float) -> list[tuple[int, int]]:
    """Return from which to which word each line runs that is filled to at most this width."""
    lines, start = [], 0
    for number in range(1, len(words) + 1):
        if number == len(words) or _length(words[start : number + 1]) > width:
            lines.append((start, number))
            start = number
    return lines
