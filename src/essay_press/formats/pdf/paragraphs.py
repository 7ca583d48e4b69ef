"""The running text of a layout: the room that each line of a paragraph has, and the style of each letter in it.

Reads WeasyPrint's boxes as `measure` does, and under the same contract test. Relied on besides (70.0): `TextBox`es
carry the `element` whose text they set and its `style`, generated ones an `element_tag` with `::`; a line's first child
stands where the line begins; floats have `margin_width()` and `margin_height()`; `establishes_formatting_context()`;
`font_features`, which turns the properties of a style into features of a face.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from essay_press.formats.pdf.engine import font_features
from essay_press.formats.pdf.setting import OWN, numbered

__all__ = ["Paragraph", "Room", "TextStyle", "read"]

# How many lines more than a layout has are looked for room for, should a paragraph become longer.
MORE = 4
_TINY = 0.01
# Lines that were chosen in a cell would change what the engine makes of the columns, and with them their own room.
IN_A_TABLE = "stand in a table, whose columns are as wide as its words ask"
# Where generated text stands in its element.
_PLACES = {"before": "before", "after": "after", "footnote-call": "call", "footnote-marker": "before"}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What the width of a text depends on: families in order, weight, slope, size and spacing in CSS px, and the rest.

    `hyphens` and `white_space` are the CSS values; `features` are OpenType's, sorted.
    """

    families: tuple[str, ...]
    weight: int
    slope: str
    size: float
    features: tuple[tuple[str, int], ...]
    language: str
    letter_spacing: float = 0.0
    white_space: str = "normal"
    transform: str = "none"
    hyphens: str = "manual"
    word_spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """Where a line may stand: its page and column, its top and its height, its left and right ends, in CSS px."""

    page: int
    column: int
    top: float
    height: float
    left: float
    right: float

    @property
    def width(self) -> float:
        """Return how wide the line may be, in CSS px."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of nothing but lines: `rooms` of its lines as laid out, `more` for the lines it may get.

    `indent` is that of its first line, in CSS px, which its first room has lost already. Elements in the block are
    counted as `numbered` does: `styles` of their own text, `generated` text with its style (`before`, `after`, `call`),
    `atoms` and their widths, `edges` (margins, borders, padding) of inline elements where there are any. `tags` are
    those of the elements, to know them again. It is `beside` something when a float that is not its own narrows it.
    `odd` says why its lines cannot be chosen, or nothing.
    """

    key: str
    align: str
    indent: float
    rooms: tuple[Room, ...]
    more: tuple[float, ...]
    tags: tuple[str, ...]
    styles: Mapping[int, TextStyle] = field(default_factory=dict)
    generated: Mapping[tuple[int, str], tuple[str, TextStyle]] = field(default_factory=dict)
    atoms: Mapping[int, float] = field(default_factory=dict)
    edges: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    beside: bool = False
    odd: str = ""


def read(document: Any) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a rendered document, in order: pages and columns are numbered as in `measure`."""
    reader = _Reader()
    for number, page in enumerate(document.pages):
        reader.turn(number)
        for child in page._page_box.children:
            if type(child).__name__ != "MarginBox":
                reader.walk(child, _Frame())
    return tuple(found.finished() for found in reader.found.values())


@dataclass(slots=True)
class _Frame:
    """A formatting context: the floats met in it so far with what holds them, and why its text is not to be set."""

    floats: list[tuple[Any, Any]] = field(default_factory=list)
    apart: str = ""


class _Reader:
    """What the boxes of a document come to, gathered page by page."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.found: dict[str, _Found] = {}
        self._styles: dict[int, TextStyle] = {}
        self._kept: list[Any] = []
        self._page = self._column = self._last = 0

    def turn(self, page: int) -> None:
        """Turn to a page, counted from 0."""
        self._page, self._column, self._last = page, 0, 0

    def walk(self, box: Any, frame: _Frame) -> None:
        """Walk a box that is no line: take the paragraph that it is, or look into it."""
        box = getattr(box, "_box", box)
        children = getattr(box, "children", ())
        if any(type(child).__name__ == "LineBox" for child in children):
            self._take(box, frame)
            return
        for child in children:
            inner, column = frame, self._column
            if _is_floated(child):
                frame.floats.append((child, box.element))
            if child.is_column:
                self._last += 1
                self._column = self._last
            if type(child).__name__ == "AbsolutePlaceholder" or child.establishes_formatting_context():
                inner = _Frame(apart=frame.apart or _why_apart(child))
            self.walk(child, inner)
            self._column = column
        own = self.found.get(box.element.get("id") or "") if box.element is not None else None
        if own is not None and sum(_is_text_of(box, child) for child in children) > 1:
            own.odd = own.odd or "go on behind a block that they hold"

    def _take(self, box: Any, frame: _Frame) -> None:
        """Take the lines of a block on this page, in this column."""
        key = box.element.get("id") if box.element is not None and "::" not in (box.element_tag or "") else None
        others = [item for item, holder in frame.floats if holder is not box.element]
        lines = [line for line in box.children if type(line).__name__ == "LineBox"]
        for line in lines:
            frame.floats.extend((item, box.element) for item in _floats(line))
            if key:
                found = self.found.setdefault(key, _Found(key, box))
                found.add(line, self._room(box, line, [item for item, _ in frame.floats]), self)
        if key:
            found = self.found[key]
            found.odd = found.odd or frame.apart
            found.more = self._further(box, lines[-1], [item for item, _ in frame.floats])
            found.beside = found.beside or any(
                self._room(box, line, others, down).width < box.width - _TINY
                for line, down in [(line, 0.0) for line in lines] + [(lines[-1], lines[-1].height)]
            )

    def _room(self, box: Any, line: Any, floats: list[Any], down: float = 0.0) -> Room:
        """Return the room of a line of a block beside the floats, or of one so far below it (CSS px)."""
        left = box.content_box_x()
        right = left + box.width
        top, bottom = line.position_y + down, line.position_y + line.height + down
        for item in floats:
            if item.position_y < bottom - _TINY and item.position_y + item.margin_height() > top + _TINY:
                if item.style["float"] in ("left", "inline-start"):
                    left = max(left, item.position_x + item.margin_width())
                else:
                    right = min(right, item.position_x)
        return Room(self._page, self._column, top, line.height, left, right)

    def _further(self, box: Any, last: Any, floats: list[Any]) -> tuple[float, ...]:
        """Return how wide the lines after the last one would be if a block went on, in CSS px."""
        return tuple(self._room(box, last, floats, last.height * (step + 1)).width for step in range(MORE))

    def style(self, style: Any) -> TextStyle:
        """Return what matters of a style."""
        if id(style) not in self._styles:
            self._styles[id(style)] = _text_style(style)
            self._kept.append(style)  # one that is freed could lend its id() to another
        return self._styles[id(style)]


class _Found:
    """A paragraph as far as it was walked."""

    def __init__(self, key: str, box: Any) -> None:
        """Begin with the first of its boxes."""
        self._numbers = _numbers(box.element)
        align = box.style["text_align_all"]
        align = {"left": "start", "right": "end"}.get(align, align)
        odd = "run from right to left" if box.style["direction"] == "rtl" else ""
        self._paragraph = Paragraph(key, align, 0.0, (), (), tuple(item.tag for item in numbered(box.element)), odd=odd)
        self._rooms: list[Room] = []
        self._maps: tuple[dict[Any, Any], ...] = ({}, {}, {}, {})
        self.odd = odd
        self.more: tuple[float, ...] = ()
        self.beside = False

    def finished(self) -> Paragraph:
        """Return the paragraph."""
        styles, generated, atoms, edges = self._maps
        first = self._rooms[0]
        return replace(
            self._paragraph,
            rooms=tuple(self._rooms),
            more=self.more,
            styles=styles,
            generated=generated,
            atoms=atoms,
            edges=edges,
            beside=self.beside,
            odd=self.odd or ("have no room" if first.width <= 0 else ""),
        )

    def add(self, line: Any, room: Room, reader: _Reader) -> None:
        """Add a line."""
        inside = [child for child in line.children if not _is_out(child)]
        if not self._rooms and inside:
            # A line that does not begin at its edge does not show how far it is indented.
            shown = self._paragraph.align in ("justify", "start")
            indent = inside[0].position_x - room.left if shown else float(line.text_indent)
            self._paragraph = replace(self._paragraph, indent=indent)
            room = replace(room, left=room.left + indent)
        self._rooms.append(room)
        for child in inside:
            self._inside(child, reader)

    def _inside(self, box: Any, reader: _Reader) -> None:
        """Note the style of a box of a line, its generated text, its edges or its width."""
        number = self._numbers.get(id(box.element))
        styles, generated, atoms, edges = self._maps
        tag = box.element_tag or ""
        kind = type(box).__name__
        if number is None:
            self.odd = self.odd or "are not found in the tree"
        elif "::" in tag:
            pseudo = _PLACES.get(tag.partition("::")[2], "")
            text = "".join(item.text for item in _texts(box))
            style = next((reader.style(item.style) for item in _texts(box)), reader.style(box.style))
            generated[number, pseudo] = (text, style)
            if kind not in ("InlineBox", "TextBox") or not pseudo:
                self.odd = self.odd or "hold generated text of another kind"
        elif kind == "TextBox":
            styles.setdefault(number, reader.style(box.style))
        elif kind == "InlineBox":
            if not tag.startswith(OWN):
                styles.setdefault(number, reader.style(box.style))
                before, after = edges.get(number, (0.0, 0.0))
                left = box.margin_left + box.border_left_width + box.padding_left
                right = box.margin_right + box.border_right_width + box.padding_right
                if left or right or number in edges:
                    edges[number] = (before or left, after or right)
            for child in box.children:
                if not _is_out(child):
                    self._inside(child, reader)
        else:
            atoms[number] = box.margin_width()


def _numbers(block: Any) -> dict[int, int]:
    """Return the numbers of a block's elements by their id(); what chosen lines have left has that of its parent."""
    found: dict[int, int] = {}

    def visit(element: Any, number: int) -> None:
        if isinstance(element.tag, str) and not element.tag.startswith(OWN):
            number = counted[id(element)]
        found[id(element)] = number
        for child in element:
            visit(child, number)

    counted = {id(element): number for number, element in enumerate(numbered(block))}
    visit(block, 0)
    return found


def _why_apart(box: Any) -> str:
    """Return why the text of a formatting context keeps the engine's lines, or nothing where it is a column of text."""
    if type(box).__name__ == "TableCellBox":
        return IN_A_TABLE
    return "" if box.is_column else "stand in a box of their own"


def _is_floated(box: Any) -> bool:
    """Return whether a box is floated to a side."""
    return bool(hasattr(box, "is_floated") and box.is_floated())


def _is_text_of(box: Any, child: Any) -> bool:
    """Return whether a box in a block holds lines of the block's own text, beside others."""
    return child.element is box.element and "::" not in (child.element_tag or "") and not _is_out(child)


def _floats(line: Any) -> Iterator[Any]:
    """Yield the floats in a line, also those in elements of it, such as a drop capital in emphasis."""
    for child in line.children:
        if _is_floated(child):
            yield child
        elif type(child).__name__ == "InlineBox":
            yield from _floats(child)


def _is_out(box: Any) -> bool:
    """Return whether a box in a line is floated, positioned or a note."""
    return not (hasattr(box, "is_in_normal_flow") and box.is_in_normal_flow())


def _texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes that are in a box or that it is."""
    if isinstance(getattr(box, "text", None), str):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _text_style(style: Any) -> TextStyle:
    """Return what the width of a text depends on."""
    features = font_features(
        style["font_kerning"],
        style["font_variant_ligatures"],
        style["font_variant_position"],
        style["font_variant_caps"],
        style["font_variant_numeric"],
        style["font_variant_alternates"],
        style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    spacing = style["letter_spacing"]
    return TextStyle(
        tuple(style["font_family"]),
        int(style["font_weight"]),
        style["font_style"],
        float(style["font_size"]),
        tuple(sorted((str(name), int(value)) for name, value in features.items())),
        style["lang"] or "",
        0.0 if spacing == "normal" else float(spacing),
        style["white_space"],
        style["text_transform"] if isinstance(style["text_transform"], str) else "odd",
        style["hyphens"],
        float(style["word_spacing"]),
    )
