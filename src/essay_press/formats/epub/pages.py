"""Print page numbers: where each page of the printed edition begins, marked in the running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.documents import Document
from essay_press.formats.epub.xhtml import EPUB_TYPE, element, name, walk
from essay_press.model import PageBreak, PageMap

__all__ = ["Marker", "mark"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Marker:
    """A page break in the book: the folio as printed, and where it stands (relative to `text/`)."""

    label: str
    href: str


def mark(documents: Sequence[Document], page_map: PageMap | None) -> tuple[Marker, ...]:
    """Set an empty marker where each printed page begins and return the markers; none without a page map.

    Offsets count the characters of a block that are no space; those of note calls do not count.
    Raises RenderError when a page begins in a block, or at a character, that the book does not have.
    """
    if page_map is None:
        return ()
    blocks = {str(node.get("id")): (document, node) for document in documents for node in _blocks(document)}
    markers: list[Marker] = []
    lost: list[Diagnostic] = []
    # From the last page to the first: a marker moves no offset of the pages before it.
    for number, page in reversed(list(enumerate(page_map.breaks, start=1))):
        document, block = blocks.get(page.block_id, (None, None))
        if document is None or block is None or not _insert(block, page, f"page{number}"):
            lost.append(_lost(page, page_map))
        else:
            markers.append(Marker(page.label, f"{document.filename}#page{number}"))
    if lost:
        raise RenderError(reversed(lost))
    return tuple(reversed(markers))


def _blocks(document: Document) -> Iterator[etree._Element]:
    """Yield the elements that have an id, in order."""
    return (node for node in walk(document.body) if node.get("id"))


def _insert(block: etree._Element, page: PageBreak, identifier: str) -> bool:
    """Set the marker of `page` into `block`; return False when the block is too short for its offset."""
    attributes = {"id": identifier, "class": "pagebreak", "role": "doc-pagebreak", "aria-label": page.label}
    if name(block) in _HEADINGS:
        # A marker inside a heading would be read out with it, and show up in the contents.
        parent = block.getparent()
        if parent is None:
            return False
        marker = element("div", attributes)
        marker.set(EPUB_TYPE, "pagebreak")
        marker.tail = "\n"
        parent.insert(parent.index(block), marker)
        return True
    marker = element("span", attributes)
    marker.set(EPUB_TYPE, "pagebreak")
    if page.offset == 0:
        marker.tail, block.text = block.text, None
        block.insert(0, marker)
        return True
    seen = 0
    for node, is_tail in _slots(block):
        text = (node.tail if is_tail else node.text) or ""
        at, seen = _find(text, page.offset, seen)
        if at is not None:
            _split(node, marker, at, is_tail=is_tail)
            return True
    if seen > page.offset:
        # The page begins within the last word of the block.
        block.append(marker)
        return True
    return False


def _slots(node: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Yield the places below `node` that hold its text, in order: (element, whether it is the text after it)."""
    yield node, False
    for child in node:
        if child.get("role") != "doc-noteref":
            yield from _slots(child)
        yield child, True


def _find(text: str, offset: int, seen: int) -> tuple[int | None, int]:
    """Return where in `text` the page begins, or None, and the count of characters without spaces so far.

    A word cut by the page break keeps its marker behind it: the page begins with the next word.
    """
    for at, character in enumerate(text):
        if character.isspace():
            continue
        if seen >= offset and (at == 0 or text[at - 1].isspace()):
            return at, seen
        seen += 1
    return None, seen


def _split(node: etree._Element, marker: etree._Element, at: int, *, is_tail: bool) -> None:
    """Cut the text of (or after) `node` at `at` and set `marker` there."""
    if is_tail:
        text, parent = node.tail or "", node.getparent()
        if parent is None:
            return
        node.tail, marker.tail = text[:at], text[at:]
        parent.insert(parent.index(node) + 1, marker)
    else:
        text = node.text or ""
        node.text, marker.tail = text[:at], text[at:]
        node.insert(0, marker)


def _lost(page: PageBreak, page_map: PageMap) -> Diagnostic:
    """Return the error of a page that begins nowhere."""
    return Diagnostic(
        Severity.ERROR,
        "EP434",
        f"page {page.label} of the {page_map.edition} edition begins where the EPUB has no text ({page.block_id})",
        hint="build the printed edition again, from this manuscript",
    )
