"""Chosen lines between the tree and the algorithm: a paragraph read as runs of text, its lines written back into it.

A line ends with a preserved line break, so that lines stay lines of their paragraph: pages may begin between them,
elements go on over their ends, and no element is added that would have to be tagged. What hangs in a margin is pulled
there by an empty element at the line's end, or its beginning. Spaces are set narrower than any line needs and the
engine widens them; after the last line something empty fills the measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any

from lxml import etree

from essay_press.formats.pdf.linebreaking import Face, Run, SetLine
from essay_press.markup import tree
from essay_press.model import FontFace

if TYPE_CHECKING:
    from essay_press.formats.pdf.paragraphs import Paragraph, Room, TextStyle

__all__ = ["HYPHEN", "OWN", "Set", "Slot", "Source", "numbered", "sheet", "source", "write"]

OWN = "set-"
"""How the tags begin that chosen lines leave in the tree: they count as nothing."""

HYPHEN, SOFT_HYPHEN = "\u2010", "\u00ad"
SPACES = " \t\n\r\f"
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
    None). `hyphens` is the paragraph's own CSS value.
    """

    key: str
    tags: tuple[str, ...]
    slots: tuple[Slot, ...]
    runs: tuple[Run, ...]
    order: tuple[tuple[int | None, int | None], ...]
    justified: bool
    hyphens: str

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


def source(block: etree._Element, found: Paragraph, fonts: Sequence[FontFace]) -> Source | str:
    """Return a paragraph of the tree as runs in these faces, or why it cannot be read as such."""
    if found.odd:
        return found.odd
    elements = list(numbered(block))
    if tuple(str(element.tag) for element in elements) != found.tags:
        return "are not found in the tree"
    if any(found.tags[number] == "br" for number in found.styles):
        return "have breaks of the author's"
    if any(tag in tree.BLOCKS for tag in found.tags[1:]):
        return "hold blocks among their lines"
    reading = _Reading(found, fonts, {element: number for number, element in enumerate(elements)})
    reading.visit(block, 1)
    reading.end()
    if reading.odd or not any(run.text.strip() for run in reading.runs):
        return reading.odd or "hold no text"
    justified = found.align == "justify"
    hyphens = found.styles[0].hyphens if 0 in found.styles else "manual"
    return Source(
        found.key, found.tags, tuple(reading.slots), tuple(reading.runs), tuple(reading.order), justified, hyphens
    )


class _Reading:
    """A paragraph on its way from the tree to runs."""

    def __init__(self, found: Paragraph, fonts: Sequence[FontFace], numbers: Mapping[etree._Element, int]) -> None:
        """Begin with nothing."""
        self.slots: list[Slot] = []
        self.runs: list[Run] = []
        self.order: list[tuple[int | None, int | None]] = []
        self.odd = ""
        self._found, self._fonts, self._numbers = found, fonts, numbers
        self._spaced = True

    def visit(self, element: etree._Element, depth: int) -> None:
        """Read what is in an element of the lines."""
        number = self._numbers[element]
        before, after = self._found.edges.get(number, (0.0, 0.0))
        self._generated(number, "before")
        self._atom(before)
        self._slot(element, "text", number, number, depth)
        for child in element:
            inner = self._numbers.get(child)
            if inner is not None:
                if (inner, "call") in self._found.generated:
                    self._generated(inner, "call")
                elif inner in self._found.atoms:
                    self._atom(self._found.atoms[inner])
                elif inner in self._found.styles:
                    self.visit(child, depth + 1)
            self._slot(child, "tail", inner, number, depth)
        self._atom(after)
        self._generated(number, "after")

    def end(self) -> None:
        """Take the space from the end of the text."""
        for place in range(len(self.order) - 1, -1, -1):
            slot, run = self.order[place]
            if run is None:
                continue
            if slot is None or not self.runs[run].text.endswith(" "):
                return
            text = self.runs[run].text[:-1]
            old = self.slots[slot]
            self.slots[slot] = Slot(old.number, old.where, old.depth, old.raw, text)
            if text:
                self.runs[run] = _changed(self.runs[run], text)
                return
            self.order[place] = (slot, None)
            if run == len(self.runs) - 1:
                self.runs.pop()

    def _slot(self, element: etree._Element, where: str, number: int | None, inside: int, depth: int) -> None:
        """Read a text node; `inside` is the element whose text it is."""
        raw = (element.text if where == "text" else element.tail) or ""
        if number is None:
            self.odd = self.odd or ("hold a comment" if raw else "")
            return
        letters = []
        for letter in raw:
            space = letter in SPACES
            if not space or not self._spaced:
                letters.append(" " if space else letter)
            self._spaced = space
        text = "".join(letters)
        run = None
        if text:
            style = self._found.styles.get(inside) or self._found.styles.get(0)
            if style is None or (text.strip() and inside not in self._found.styles):
                self.odd = self.odd or "are set in a style that is not measured"
                return
            run = self._run(text, style)
        self.slots.append(Slot(number, where, depth, raw, text))
        self.order.append((len(self.slots) - 1, run))

    def _generated(self, number: int, kind: str) -> None:
        """Read text that is not in the tree."""
        found = self._found.generated.get((number, kind))
        if found is not None and found[0]:
            self.order.append((None, self._run(*found)))
            self._spaced = found[0].endswith(" ")

    def _atom(self, width: float) -> None:
        """Read something of this width, in CSS px, in which no line ends."""
        if width:
            template = next(iter(self._found.styles.values()), None)
            face = self._face(template) if template is not None else None
            if face is None or template is None:
                self.odd = self.odd or "are set in a face that is not measured"
                return
            self.runs.append(Run("\ufffc", face, template.size, breakable=False, width=width))
            self.order.append((None, len(self.runs) - 1))
            self._spaced = False

    def _run(self, text: str, style: TextStyle) -> int:
        """Add a run, and return its number."""
        face = self._face(style)
        if face is None:
            self.odd = self.odd or "are set in a face that is not measured"
        elif style.transform != "none" or style.white_space not in ("normal", "nowrap", "pre-line"):
            self.odd = self.odd or "are set in a style that is not measured"
        else:
            language = style.language if style.hyphens == "auto" else ""
            breakable = style.white_space != "nowrap"
            self.runs.append(Run(text, face, style.size, style.features, language, style.letter_spacing, breakable))
            return len(self.runs) - 1
        return 0

    def _face(self, style: TextStyle) -> Face | None:
        """Return the file that a style is set in, with those that lend what it lacks."""
        paths = [_file(self._fonts, family, style) for family in style.families]
        known = [path for path in paths if path is not None]
        return Face(known[0].path, fallback=tuple(one.path for one in known[1:])) if known and paths[0] else None


def _file(fonts: Sequence[FontFace], family: str, style: TextStyle) -> FontFace | None:
    """Return the face of a family in this weight and slope, or in its own where it has but one."""
    own = [face for face in fonts if face.family == family and face.medium in ("", "print")]
    exact = [face for face in own if (face.weight, face.style) == (style.weight, style.slope)]
    if exact:
        return exact[0]
    plain = [face for face in own if face.role == "fallback"]
    return min(plain, key=lambda face: (face.style != style.slope, abs(face.weight - style.weight))) if plain else None


def _changed(run: Run, text: str) -> Run:
    """Return a run with another text."""
    return Run(text, run.face, run.size, run.features, run.language, run.letter_spacing, run.breakable, run.width)


# ---------------------------------------------------------------- writing


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
            align = "justify" if read.justified else "start"
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
            parts[_behind(read, first)].append(_filling(line))
            break
        last = place[following.start[0]]
        span = [slot for slot, _ in read.order[first : last + 1] if slot is not None]
        for slot in span:  # the space at a break is in neither line
            done[slot] = following.start[1] if slot == read.order[last][0] else len(read.slots[slot].text)
        target = min(span, key=lambda slot: (read.slots[slot].depth, slot))
        end = _hung("end", line.hang_right) if read.justified else [_filling(line)]
        parts[target] += [*end, "\n", *_hung("start", following.hang_left)]
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
        by_rule.setdefault(f"word-spacing: {one.space:.1f}px", []).append(f"#{key}")
        hung.update(("end", round(line.hang_right * 100)) for line in one.lines if one.source.justified)
        hung.update(("start", round(line.hang_left * 100)) for line in one.lines)
    for rule, keys in by_rule.items():
        yield f"{', '.join(keys)} {{ {rule}; hyphens: none; text-align: justify-all; white-space: pre-line }}"
    for where, amount in sorted(hung):
        side = "right" if where == "end" else "left"
        yield f"{OWN}{where}.{OWN}{amount} {{ margin-{side}: {-amount / 100:.2f}px }}"
    if by_rule:
        for value in ("justify", "start"):
            yield f":where(.{OWN}{value}) {{ text-align: {value}; white-space: normal; word-spacing: normal }}"
        for value in ("auto", "manual", "none"):
            yield f":where(.{OWN}{value}) {{ hyphens: {value} }}"
