"""Chosen lines of a paragraph, written into its tree.

A line ends with a preserved line break, so that lines stay lines of their paragraph: pages may begin between them,
elements go on over their ends, and no element is added that would have to be tagged. What hangs in a margin is pulled
there by an empty element at the line's end, or its beginning. Spaces of justified lines are set narrower than any line
needs and the engine widens them; after the last line something empty fills the measure. Ragged lines stand as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any

from lxml import etree

from essay_press.formats.pdf.linebreaking import Run, SetLine
from essay_press.markup import tree

if TYPE_CHECKING:
    from essay_press.formats.pdf.paragraphs import Room

__all__ = ["HYPHEN", "OWN", "SLACK", "Set", "Slot", "Source", "numbered", "sheet", "write"]

OWN = "set-"
"""How the tags begin that chosen lines leave in the tree: they count as nothing."""

HYPHEN, SOFT_HYPHEN = "\u2010", "\u00ad"
# How much narrower than the narrowest space of a paragraph its spaces are set, before the engine widens them: the share
# of an em by which what was measured may be wrong, all in all.
SLACK = 0.06


@dataclass(frozen=True, slots=True)
class Slot:
    """A text node of a paragraph: the number of an element, `text` or `tail`, how deep it is in the paragraph.

    `raw` is its text in the tree, `text` what is left of it once spaces are collapsed.
    """

    number: int
    where: str
    depth: int
    raw: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph as the algorithm wants it: its runs, the slots they stand in, and the order of both.

    `order` has, for each text node and each text that is in none, the number of its slot (or None) and of its run (or
    None). `hyphens` is the paragraph's own CSS value. Nothing `hangs` from lines that do not begin at an edge.
    """

    key: str
    tags: tuple[str, ...]
    slots: tuple[Slot, ...]
    runs: tuple[Run, ...]
    order: tuple[tuple[int | None, int | None], ...]
    justified: bool
    hyphens: str
    hangs: bool = True

    @property
    def size(self) -> float:
        """Return the size of its type, in CSS px."""
        return max((run for run in self.runs if run.width is None), key=lambda run: len(run.text)).size


@dataclass(frozen=True, slots=True)
class Set:
    """A paragraph with its lines."""

    source: Source
    lines: tuple[SetLine, ...]

    @property
    def space(self) -> float:
        """Return what is added to each space before the engine widens them, in CSS px: less than nothing.

        The engine meets a line's text before what pulls its last mark into the margin, and must find that it fits.
        """
        slack = SLACK * self.source.size
        lines = [line for line in self.lines if line.gaps]
        wanted = (line.word_space - max(slack, (line.hang_right + slack) / line.gaps) for line in lines)
        return floor(min(wanted, default=-slack) * 10) / 10

    def fits(self, rooms: Sequence[Room], tolerance: float = 0.25) -> bool:
        """Return whether these are the rooms that the lines were chosen for, to a hair (CSS px)."""
        if len(rooms) != len(self.lines):
            return False
        return all(abs(room.width - line.width) <= tolerance for room, line in zip(rooms, self.lines, strict=True))


def numbered(block: Any) -> Iterator[Any]:
    """Yield the elements of a block in order, itself first, but for what chosen lines have left in it."""
    return (element for element in block.iter() if isinstance(element.tag, str) and not element.tag.startswith(OWN))


def write(root: etree._Element, chosen: Mapping[str, Set]) -> None:
    """Write the lines of each paragraph below `root` into it, in place."""
    if not chosen:
        return
    for block in list(root.iter()):
        lines = chosen.get(block.get("id") or "") if isinstance(block.tag, str) else None
        if lines is not None:
            _write(block, lines)


def _write(block: etree._Element, chosen: Set) -> None:
    """Write the lines of one paragraph, unless it is no longer the one that they were chosen for."""
    elements = list(numbered(block))
    read = chosen.source
    if tuple(str(element.tag) for element in elements) != read.tags:
        return
    nodes = [(elements[slot.number], slot.where, slot.raw) for slot in read.slots]
    if any((getattr(element, where) or "") != raw for element, where, raw in nodes):
        return
    pieces = _pieces(chosen)
    for (element, where, _), parts in reversed(list(zip(nodes, pieces, strict=True))):
        _fill(element, where, parts)
    inside = {elements[slot.number] for slot in read.slots if slot.where == "text"}
    for element in elements:
        if element not in inside and element.getparent() in inside:
            # What is in no line, a note or a picture, is set as if the paragraph were not.
            align = "justify" if read.justified else "ragged"
            tree.set_classes(element, [*tree.classes(element), f"{OWN}{align}", f"{OWN}{read.hyphens}"])


_Part = str | etree._Element


def _pieces(chosen: Set) -> list[list[_Part]]:
    """Return what each slot of a paragraph holds: texts, line breaks among them, and what hangs or fills."""
    read, lines = chosen.source, chosen.lines
    place = {run: number for number, (_, run) in enumerate(read.order) if run is not None}
    parts: list[list[_Part]] = [[] for _ in read.slots]
    done: list[int] = [0] * len(read.slots)

    def copy(slot: int, upto: int, scale: float, hyphen: str = "") -> None:
        text = read.slots[slot].text[done[slot] : upto].replace(SOFT_HYPHEN, "") + hyphen
        if text:
            parts[slot].append(_scaled(text, scale))
        done[slot] = max(done[slot], upto)

    _start(parts, read, place, lines[0])
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        first = place[line.end[0]]
        for slot, _ in read.order[:first]:
            if slot is not None:
                copy(slot, len(read.slots[slot].text), line.scale)
        here = read.order[first][0]
        if here is not None:
            copy(here, line.end[1], line.scale, HYPHEN if line.hyphenated else "")
        if following is None:
            parts[_behind(read, first)] += [_filling(line)] if read.justified else []
            break
        last = place[following.start[0]]
        span = [slot for slot, _ in read.order[first : last + 1] if slot is not None]
        for slot in span:  # the space at a break is in neither line
            done[slot] = following.start[1] if slot == read.order[last][0] else len(read.slots[slot].text)
        target = min(span, key=lambda slot: (read.slots[slot].depth, slot))
        parts[target] += [*_hung("end", line.hang_right), "\n", *_hung("start", following.hang_left)]
    return parts


def _scaled(text: str, scale: float) -> _Part:
    """Return a text that is set as much wider as its line is."""
    if round(scale, 4) == 1.0:
        return text
    wrapped = etree.Element(f"{OWN}line", {"data-scale": f"{scale:.4f}"})
    wrapped.text = text
    return wrapped


def _start(parts: list[list[_Part]], read: Source, place: Mapping[int, int], line: SetLine) -> None:
    """Let the first line hang, where it begins with text of the tree."""
    slot = read.order[place[line.start[0]]][0]
    if slot is not None:
        parts[slot] += _hung("start", line.hang_left)


def _behind(read: Source, at: int) -> int:
    """Return the slot in which something stands right behind the text at a place of the order."""
    slot = read.order[at][0]
    return slot if slot is not None else next(slot for slot, _ in read.order[at:] if slot is not None)


def _filling(line: SetLine) -> etree._Element:
    """Return what fills a line that ends early, so that the engine widens its spaces by what they lack and no more."""
    wide = line.scale * (line.natural + line.gaps * line.word_space)
    return etree.Element(f"{OWN}fill", {"style": f"margin-left:{line.width + line.hang_left - wide:.3f}px"})


def _hung(where: str, amount: float) -> list[_Part]:
    """Return what pulls a line's end or start into the margin by so much, in CSS px."""
    if round(amount, 2) == 0:
        return []
    return [etree.Element(f"{OWN}{where}", {"class": f"{OWN}{round(amount * 100)}"})]


def _fill(element: etree._Element, where: str, parts: Iterable[_Part]) -> None:
    """Put texts and elements in the place of a text node."""
    text, last, children = "", None, []
    for part in parts:
        if isinstance(part, str):
            if last is None:
                text += part
            else:
                last.tail = (last.tail or "") + part
        else:
            last = part
            children.append(part)
    if where == "text":
        element.text = text
        for child in reversed(children):
            element.insert(0, child)
        return
    element.tail = text
    for child in reversed(children):
        tail = element.tail
        element.tail = None
        element.addnext(child)
        element.tail = tail


def sheet(chosen: Mapping[str, Set]) -> Iterator[str]:
    """Yield the rules that chosen lines need."""
    by_rule: dict[str, list[str]] = {}
    hung: set[tuple[str, int]] = set()
    for key, one in sorted(chosen.items()):
        rule = f"; text-align: justify-all; word-spacing: {one.space:.1f}px" if one.source.justified else ""
        by_rule.setdefault(rule, []).append(f"#{key}")
        hung.update(("end", round(line.hang_right * 100)) for line in one.lines)
        hung.update(("start", round(line.hang_left * 100)) for line in one.lines)
    for rule, keys in by_rule.items():
        yield f"{', '.join(keys)} {{ hyphens: none; white-space: pre-line{rule} }}"
    if any(by_rule):
        yield "::marker { word-spacing: normal }"  # a bullet keeps its distance
    for where, amount in sorted(hung):
        side = "right" if where == "end" else "left"
        yield f"{OWN}{where}.{OWN}{amount} {{ margin-{side}: {-amount / 100:.2f}px }}"
    if by_rule:
        yield f":where(.{OWN}justify) {{ text-align: justify; white-space: normal; word-spacing: normal }}"
        yield f":where(.{OWN}ragged) {{ white-space: normal }}"
        for value in ("auto", "manual", "none"):
            yield f":where(.{OWN}{value}) {{ hyphens: {value} }}"
