"""What a layout came to: where each block, line and note stands. The one module that reads WeasyPrint's boxes.

WeasyPrint shows no geometry in public. Relied on (70.0), and held by a contract test: `Page._page_box`; boxes with
`element`, `children`, `position_x`, `position_y`, `height`, `margin_height()`, `border_height()`; `LineBox.baseline`;
`TextBox.text`; `MarginBox` and `FootnoteAreaBox` by class name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Fragment", "Line", "Measurement", "PageArea", "call_of", "measure"]

# What the engine adds to a word that it divides.
HYPHEN = "\u2010"
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of an element on one page: its border box, in CSS px from the page's top left corner."""

    key: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    in_flow: bool


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
    """A layout as numbers: its pages, the fragments of every element with an id, its lines, in reading order."""

    pages: tuple[PageArea, ...]
    fragments: dict[str, tuple[Fragment, ...]]
    lines: tuple[Line, ...]


def measure(document: Any) -> Measurement:
    """Return the geometry of a rendered document; pages count from 0."""
    pages: list[PageArea] = []
    fragments: dict[str, list[Fragment]] = {}
    lines: list[Line] = []
    for number, page in enumerate(document.pages):
        box = page._page_box
        pages.append(_area(box))
        for child in box.children:
            if type(child).__name__ != "MarginBox":
                _walk(child, number, "", True, fragments, lines)
    return Measurement(tuple(pages), {key: tuple(found) for key, found in fragments.items()}, tuple(lines))


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


def _walk(
    box: Any,
    page: int,
    key: str,
    in_flow: bool,
    fragments: dict[str, list[Fragment]],
    lines: list[Line],
) -> None:
    """Collect the fragments and lines below a box; `key` is the id of the nearest element that has one."""
    kind = type(box).__name__
    if kind == "LineBox":
        text = "".join(_texts(box))
        if text.strip():
            edges = [(item.position_x, item.position_x + item.width) for item in _text_boxes(box)]
            left, right = min(edge[0] for edge in edges), max(edge[1] for edge in edges)
            bottom = box.position_y + box.height
            baseline = box.position_y + box.baseline
            line = Line(key, page, left, box.position_y, right, bottom, baseline, text, in_flow, _letters(box))
            lines.append(line)
    own = box.element.get("id") if box.element is not None and getattr(box, "element_tag", None) else None
    is_block = kind in _BLOCKS
    if own and (box.element_tag or "").endswith("::footnote-call"):
        fragments.setdefault(call_of(own), []).append(_fragment(box, call_of(own), page, in_flow))
    if own and not _is_pseudo(box):
        if is_block or kind == "InlineBox":
            flows = in_flow and not (is_block and _is_out_of_flow(box))
            _add(fragments.setdefault(own, []), _fragment(box, own, page, flows))
        if is_block or not key:
            key = own
    flows = in_flow and kind != "FootnoteAreaBox" and not (is_block and _is_out_of_flow(box))
    for child in getattr(box, "children", ()):
        _walk(child, page, key, flows, fragments, lines)


def _fragment(box: Any, key: str, page: int, in_flow: bool) -> Fragment:
    """Return the border box of a box."""
    left, top = box.border_box_x(), box.border_box_y()
    return Fragment(key, page, left, top, left + box.border_width(), top + box.border_height(), in_flow)


def _add(found: list[Fragment], new: Fragment) -> None:
    """Add a fragment; boxes of one element on one page (a table in its wrapper, a span on two lines) make one."""
    if not found or found[-1].page != new.page:
        found.append(new)
        return
    old = found[-1]
    left, top = min(old.left, new.left), min(old.top, new.top)
    right, bottom = max(old.right, new.right), max(old.bottom, new.bottom)
    found[-1] = Fragment(old.key, old.page, left, top, right, bottom, old.in_flow)


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
