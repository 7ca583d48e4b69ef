"""A stretch of a document's pages laid out alone, from one forced break of its parts or chapters to another.

The engine lays out page after page, and a page takes from those before it no more than where the text goes on, the side
it falls on, the numbers counted so far and the words for its running head. Where a break sends what follows to a left
or right page, all of that is known before, but for the number of pages: lines and pages do not depend on that, and
what is printed above and below them is made last.

Relied on (70.0), and held by a contract test: `document.layout_document(html, root_box, context)` yields the pages that
a document is made of; `layout.page.remake_page(index, …)` makes one from `context.page_maker[index]`, a tuple of where
it begins, the break before it, whether it is a right page, the state of counters and groups of pages, and what is to be
made again, and appends the next one's; `layout.page.make_margin_boxes` and `layout.layout_backgrounds` finish it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from essay_press.formats.pdf.engine import document as _document
from essay_press.formats.pdf.engine import layout as _layout

__all__ = ["Unsplittable", "paging"]

FIRST = 2
"""The index, and so the side, of the first page of a stretch that begins on the right: none is taken for page 1."""

_Told = Callable[[int], int]


class Unsplittable(Exception):  # noqa: N818 # it tells of a document, and nothing is wrong
    """A document that cannot be laid out in stretches, since one depends on another."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where text may be cut: indices of boxes below the root, the page's name, whether it is on the right.

    `weight` is how much text stands before it, in characters.
    """

    path: tuple[int, ...]
    name: str
    right: bool
    weight: int

    @property
    def resume_at(self) -> Any:
        """Return the place as the engine has it."""
        at: Any = None
        for index in reversed(self.path):
            at = {index: at}
        return at


@contextmanager
def paging(number: int, count: int, told: _Told) -> Iterator[None]:
    """Lay out, in the block below, only the stretch of that number, from 0, of `count` of about the same length.

    `told` is called with how many pages it has, and returns how many stand before it. Fewer stretches than `count` are
    made where there are fewer breaks: the last ones have no pages then. Raises Unsplittable in the block.
    """
    original = _document.layout_document

    def lay_out(html: Any, root: Any, context: Any) -> Iterator[Any]:
        return iter(_lay_out(html, root, context, _stretch(root, number, count), told))

    _document.layout_document = lay_out
    try:
        yield
    finally:
        _document.layout_document = original


# ---------------------------------------------------------------- where to cut
def _stretch(root: Any, number: int, count: int) -> tuple[_Cut | None, _Cut | None] | None:
    """Return where a stretch begins and ends, None for the document's own ends; None for a stretch without pages."""
    cuts, length = _cuts(root)
    chosen: list[_Cut | None] = [None]
    for at in range(1, count):
        later = [cut for cut in cuts if chosen[-1] is None or cut.weight > chosen[-1].weight]
        if later:
            chosen.append(min(later, key=lambda cut: abs(cut.weight - length * at / count)))
    chosen.append(None)
    return (chosen[number], chosen[number + 1]) if number + 1 < len(chosen) else None


def _cuts(root: Any) -> tuple[list[_Cut], int]:
    """Return the breaks to a left or right page before the sections of a document and their blocks; all its length."""
    found: list[_Cut] = []
    length = 0
    body = len(root.children) - 1
    for index, section in enumerate(root.children[body].children):
        if side := _side(section, root):
            found.append(_Cut((body, index), _name(section), side == "right", length))
        for place, block in enumerate(getattr(section, "children", ())):
            if place and (side := _side(block, root)):
                found.append(_Cut((body, index, place), _name(block), side == "right", length))
            length += sum(len(box.text) for box in block.descendants() if isinstance(getattr(box, "text", None), str))
    return [cut for cut in found if cut.weight], length


def _side(box: Any, root: Any) -> str:
    """Return the side of the page that a box has to begin, or nothing."""
    wish = box.style["break_before"]
    if wish in ("recto", "verso"):
        return "right" if (wish == "recto") == (root.style["direction"] == "ltr") else "left"
    return wish if wish in ("left", "right") else ""


def _name(box: Any) -> str:
    """Return the name of the page that a box begins."""
    return str(box.page_values()[0])


# ---------------------------------------------------------------- laying out
def _lay_out(
    html: Any, root: Any, context: Any, stretch: tuple[_Cut | None, _Cut | None] | None, told: _Told
) -> list[Any]:
    """Return the boxes of a stretch's pages, whole."""
    if context.target_collector.counter_lookup_items:
        message = "a page names the number of another"
        raise Unsplittable(message)
    if stretch is None:
        told(0)
        return []
    start, end = stretch
    first = _begin(context, root, start)
    pages = _pages(html, root, context, first, end)
    if any(page.fixed_boxes for page in pages):
        message = "something stands on every page"
        raise Unsplittable(message)
    before = told(len(pages))
    for index in range(first, first + len(pages)):
        counters = context.page_maker[index + 1][3][1]
        counters["page"][-1] += before - first
    _gather(context, pages, first)
    for index, page in enumerate(pages, first):
        main, notes, aside = page.children
        context.current_page = index + 1
        state = context.page_maker[index + 1][3]
        margins = _layout.page.make_margin_boxes(context, page, state)
        page.children = (main, *(area for area in (notes, aside) if area.children), *margins)
        _layout.layout_backgrounds(page, context.get_image_from_uri)
    return pages


def _begin(context: Any, root: Any, start: _Cut | None) -> int:
    """Set the engine to where a stretch begins; return the index that it gives the first page."""
    context.rendered_notes = []
    if start is None:
        _layout.initialize_page_maker(context, root)
        return 0
    first = FIRST if start.right else FIRST + 1
    groups = [] if len(start.path) == 2 else [[start.name, first - 1, {start.path[0]: {start.path[1]: None}}]]
    state = ([0], {"pages": [0], "page": [first]}, [{"page", "pages"}], groups)
    begin = (start.resume_at, {"break": "right" if start.right else "left", "page": start.name}, start.right, state)
    context.page_maker = [(None, None, None, None, {})] * first + [(*begin, _nothing_again())]
    for name, words in _strings_before(root, start.path):
        context.string_set[name][1].append(words)
    return first


def _nothing_again() -> dict[str, Any]:
    """Return the state of a page of which nothing is to be made again."""
    return {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}


def _strings_before(box: Any, path: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """Yield the words for running heads that boxes before a place set, in order."""
    if box.string_set and box.string_set != "none":
        yield from box.string_set
    if not path:
        return
    for child in box.children[: path[0]]:
        for inner in child.descendants():
            if inner.string_set and inner.string_set != "none":
                yield from inner.string_set
    if path[1:]:
        yield from _strings_before(box.children[path[0]], path[1:])


def _pages(html: Any, root: Any, context: Any, index: int, end: _Cut | None) -> list[Any]:
    """Return the pages from an index on up to a cut, a blank one before it where the sides want it."""
    pages: list[Any] = []
    place = end.resume_at if end is not None else None
    while True:
        page, resume_at = _layout.page.remake_page(index + len(pages), context, root, html)
        pages.append(page)
        if end is not None and resume_at == place:
            if context.reported_footnotes or context.broken_out_of_flow:
                message = "a note or a float runs on over the break"
                raise Unsplittable(message)
            if context.page_maker[index + len(pages)][2] == end.right:
                return pages
        elif resume_at is None and not context.reported_footnotes:
            if end is not None:
                message = "a break was not met"
                raise Unsplittable(message)
            return pages


def _gather(context: Any, pages: list[Any], first: int) -> None:
    """Take the words for running heads from laid out pages; keep one bookmark of what several pages share."""
    seen: set[tuple[int, str]] = set()
    for index, page in enumerate(pages, first):
        for box in page.descendants():
            if box.bookmark_label:
                key = id(box.element), box.element_tag.partition("::")[2]
                if key in seen:
                    box.bookmark_label = ""
                seen.add(key)
            if box.string_set and box.string_set != "none":
                for name, words in box.string_set:
                    context.string_set[name][index + 1].append(words)
