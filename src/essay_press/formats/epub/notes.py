"""Notes: the way back from each note to its calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.documents import Document
from essay_press.formats.epub.xhtml import EPUB_TYPE, element, name, parse, tag, walk
from essay_press.model import Note, Role

__all__ = ["add_backlinks"]

# U+FE0E asks for the plain arrow: without it some readers draw a coloured button.
_ARROW = "↩\N{VARIATION SELECTOR-15}"


def add_backlinks(documents: Sequence[Document], notes: Sequence[Note], words: Mapping[str, str]) -> None:
    """Set the notes where the notes part has none yet, and end each with a link to every place that calls it."""
    if not notes:
        return
    document = next((item for item in documents if item.role is Role.NOTES), None)
    if document is None:
        raise RenderError(
            Diagnostic(
                Severity.ERROR,
                "EP432",
                "the essay has notes, but this edition has no part to print them in",
                hint="add `notes` to the layout's parts",
            )
        )
    items = {str(node.get("id")): node for node in walk(document.body) if name(node) == "li" and node.get("id")}
    if not any(note.id in items for note in notes):
        items = _set(document, notes)
    for note in notes:
        if note.id in items:
            _end(items[note.id], note, words["back_to_note"])


def _set(document: Document, notes: Sequence[Note]) -> dict[str, etree._Element]:
    """Return the list items of the notes, set at the end of the notes part."""
    listing = next((node for node in walk(document.body) if name(node) == "ol"), None)
    if listing is None:
        listing = element("ol", {"class": "notes"})
        document.body[0].append(listing)
    items = {}
    for note in notes:
        item = element("li", {"id": note.id})
        for node in list(parse(note.xhtml)):
            item.append(node)
        listing.append(item)
        items[note.id] = item
    return items


def _end(item: etree._Element, note: Note, label: str) -> None:
    """End a note with a link back to each of its calls, in its last paragraph where it ends with one."""
    last = item[-1] if len(item) else None
    if last is None or name(last) != "p":
        last = etree.SubElement(item, tag("p"))
        last.set("class", "backlinks")
    for turn, call in enumerate(note.calls, start=1):
        spoken = label.format(number=note.number)
        several = len(note.calls) > 1
        attributes = {
            "class": "backlink",
            EPUB_TYPE: "backlink",
            "role": "doc-backlink",
            "href": f"#{call}",
            "aria-label": f"{spoken} ({turn})" if several else spoken,
        }
        link = element("a", attributes, _ARROW)
        if several:
            link.append(element("sup", text=str(turn)))
        _append_space(last)
        last.append(link)


def _append_space(node: etree._Element) -> None:
    """Add a no-break space after what `node` holds, so that the arrow never stands alone on a line."""
    space = "\N{NO-BREAK SPACE}"
    if len(node):
        node[-1].tail = (node[-1].tail or "").rstrip() + space
    elif node.text:
        node.text = node.text.rstrip() + space
