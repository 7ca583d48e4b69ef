"""What a layout came to: where each block, line and note stands. The one module that reads WeasyPrint's boxes.

WeasyPrint shows no geometry in public. Relied on (70.0), and held by a contract test: `Page._page_box`; boxes with
`element`, `children`, `position_x`, `position_y`, `height`, `margin_height()`, `border_height()`; `LineBox.baseline`;
`TextBox.text`; `MarginBox` and `FootnoteAreaBox` by class name; columns, which are boxes with `is_column`, all of one
height between two blocks that span them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from essay_press.formats.pdf import paragraphs

__all__ = ["Column", "Fragment", "Line", "Measurement", "PageArea", "call_of", "measure"]

# What the engine adds to a word that it divides.
HYPHEN = "\u2010"
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of an element on one page, or in one column: its border box, in CSS px from the page's top left corner.

    `column` numbers the columns of a page in reading order from 1; 0 is the page itself.
    """

    key: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    in_flow: bool
    column: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: the block it belongs to, its page, its box and baseline in CSS px, its text.

    `letters` counts the characters of the essay on it that are no space: not the number of a note, nor the hyphen of a
    word that was divided.
    """

    key: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    text: str
    in_flow: bool
    letters: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of text in CSS px; those that stand beside each other between two spanning blocks share their `run`.

    Columns and runs are numbered on each page, from 1.
    """

    page: int
    number: int
    run: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageArea:
    """The content box of a page in CSS px, the top of its notes (its own bottom when it has none)."""

    left: float
    top: float
    right: float
    bottom: float
    notes_top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """A layout as numbers: its pages, the fragments of every element with an id, its lines, its columns, in order."""

    pages: tuple[PageArea, ...]
    fragments: dict[str, tuple[Fragment, ...]]
    lines: tuple[Line, ...]
    columns: tuple[Column, ...] = ()
    paragraphs: tuple[paragraphs.Paragraph, ...] = ()


def measure(document: Any, *, text: bool = False) -> Measurement:
    """Return the geometry of a rendered document, with its paragraphs where `text` is wanted; pages count from 0."""
    pages: list[PageArea] = []
    found = _Found()
    for number, page in enumerate(document.pages):
        box = page._page_box
        pages.append(_area(box))
        found.turn(number)
        for child in box.children:
            if type(child).__name__ != "MarginBox":
                found.walk(child)
    fragments = {key: tuple(parts) for key, parts in found.fragments.items()}
    running = paragraphs.read(document) if text else ()
    return Measurement(tuple(pages), fragments, tuple(found.lines), tuple(found.columns), running)


def call_of(note: str) -> str:
    """Return the key under which the call of a footnote is measured."""
    return f"{note}::call"


def _area(box: Any) -> PageArea:
    """Return the content box of a page."""
    left, top = box.content_box_x(), box.content_box_y()
    bottom = top + box.height
    notes = [child for child in box.children if type(child).__name__ == "FootnoteAreaBox" and child.children]
    notes_top = min((child.position_y for child in notes), default=bottom)
    return PageArea(left, top, left + box.width, bottom, notes_top, box.margin_width(), box.margin_height())


class _Found:
    """What the boxes of a document come to, gathered page by page."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.fragments: dict[str, list[Fragment]] = {}
        self.lines: list[Line] = []
        self.columns: list[Column] = []
        self._page = self._column = self._last = self._run = 0

    def turn(self, page: int) -> None:
        """Turn to a page, counted from 0."""
        self._page, self._column, self._last, self._run = page, 0, 0, 0

    def walk(self, box: Any, key: str = "", in_flow: bool = True) -> None:
        """Collect the fragments, lines and columns below a box; `key` is the nearest element's that has an id."""
        if box.is_column:
            self._enter(box, key, in_flow)
            return
        kind = type(box).__name__
        if kind == "LineBox":
            self._take_line(box, key, in_flow)
        own = box.element.get("id") if box.element is not None and getattr(box, "element_tag", None) else None
        is_block = kind in _BLOCKS
        if own and (box.element_tag or "").endswith("::footnote-call"):
            self.fragments.setdefault(call_of(own), []).append(self._fragment(box, call_of(own), in_flow))
        if own and not _is_pseudo(box):
            if is_block or kind == "InlineBox":
                flows = in_flow and not (is_block and _is_out_of_flow(box))
                _add(self.fragments.setdefault(own, []), self._fragment(box, own, flows))
            if is_block or not key:
                key = own
        self._inside(box, key, in_flow and kind != "FootnoteAreaBox" and not (is_block and _is_out_of_flow(box)))

    def _inside(self, box: Any, key: str, in_flow: bool) -> None:
        """Walk what is in a box; columns that follow each other there stand beside each other."""
        beside = False
        for child in getattr(box, "children", ()):
            column = bool(child.is_column)
            self._run += column and not beside
            beside = column
            self.walk(child, key, in_flow)

    def _enter(self, box: Any, key: str, in_flow: bool) -> None:
        """Walk a column, an anonymous box of the element that is set in columns."""
        self._last += 1
        self._column = self._last
        left, top = box.content_box_x(), box.content_box_y()
        column = Column(self._page, self._column, self._run, left, top, left + box.width, top + box.height)
        self.columns.append(column)
        self._inside(box, key, in_flow)
        self._column = 0

    def _take_line(self, box: Any, key: str, in_flow: bool) -> None:
        """Take a line that has text."""
        text = "".join(_texts(box))
        if not text.strip():
            return
        edges = [(item.position_x, item.position_x + item.width) for item in _text_boxes(box)]
        left, right = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
        top, bottom, baseline = box.position_y, box.position_y + box.height, box.position_y + box.baseline
        letters = _letters(box)
        line = Line(key, self._page, left, top, right, bottom, baseline, text, in_flow, letters, self._column)
        self.lines.append(line)

    def _fragment(self, box: Any, key: str, in_flow: bool) -> Fragment:
        """Return the border box of a box."""
        left, top = box.border_box_x(), box.border_box_y()
        right, bottom = left + box.border_width(), top + box.border_height()
        return Fragment(key, self._page, left, top, right, bottom, in_flow, self._column)


def _add(found: list[Fragment], new: Fragment) -> None:
    """Add a fragment; boxes of one element in one place (a table in its wrapper, a span on two lines) make one."""
    if not found or (found[-1].page, found[-1].column) != (new.page, new.column):
        found.append(new)
        return
    old = found[-1]
    left, top = min(old.left, new.left), min(old.top, new.top)
    right, bottom = max(old.right, new.right), max(old.bottom, new.bottom)
    found[-1] = Fragment(old.key, old.page, left, top, right, bottom, old.in_flow, old.column)


_BLOCKS = frozenset(
    {
        "BlockBox",
        "BlockReplacedBox",
        "BlockTableBox",
        "FlexBox",
        "FootnoteAreaBox",
        "GridBox",
        "InlineBlockBox",
        "InlineTableBox",
        "TableBox",
        "TableCaptionBox",
        "TableCellBox",
    }
)


def _is_pseudo(box: Any) -> bool:
    """Return whether a box is generated content (`::before`, a marker) of its element."""
    return bool(getattr(box, "element_tag", None) and "::" in box.element_tag)


def _is_out_of_flow(box: Any) -> bool:
    """Return whether a box is floated or positioned."""
    return bool(box.style["float"] != "none" or box.style["position"] in ("absolute", "fixed"))


def _text_boxes(box: Any) -> Iterator[Any]:
    """Yield the text boxes below a line, those of floats aside."""
    for child in getattr(box, "children", ()):
        if isinstance(getattr(child, "text", None), str):
            yield child
        elif type(child).__name__ in ("InlineBox", "LineBox"):
            yield from _text_boxes(child)


def _letters(box: Any) -> int:
    """Return how many characters of the essay, spaces aside, stand on a line."""
    own = "".join(item.text for item in _text_boxes(box) if not _is_number(item))
    return sum(1 for character in own.removesuffix(HYPHEN) if not character.isspace() and character != SOFT_HYPHEN)


def _is_number(box: Any) -> bool:
    """Return whether a text is the number of a note or of an item, which the essay does not have."""
    element = box.element
    call = element is not None and "noteref" in (element.get("class") or "").split()
    return call or "::" in (box.element_tag or "")


def _texts(box: Any) -> Iterator[str]:
    """Yield the texts of a line."""
    for item in _text_boxes(box):
        yield item.text
