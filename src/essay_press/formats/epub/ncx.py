"""The NCX: the same contents once more, for reading systems of the EPUB 2 years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from essay_press.formats.epub import xhtml
from essay_press.formats.epub.contents import Entry
from essay_press.formats.epub.documents import Document
from essay_press.formats.epub.pages import Marker

__all__ = ["ncx"]

_NCX = "http://www.daisy.org/z3986/2005/ncx/"


def ncx(
    entries: Sequence[Entry],
    markers: Sequence[Marker],
    documents: Sequence[Document],
    head: Mapping[str, str],
    words: Mapping[str, str],
) -> bytes:
    """Return the NCX; `head` holds the book's `identifier`, `title` and `language`."""
    order = _play_order([*_hrefs(entries), *(marker.href for marker in markers)], documents)
    root = xhtml.root("ncx", {None: _NCX})
    root.set("version", "2005-1")
    root.set(xhtml.XML_LANG, head["language"])
    meta = _add(root, "head")
    facts = {
        "dtb:uid": head["identifier"],
        "dtb:depth": max((_depth(entry) for entry in entries), default=1),
        "dtb:totalPageCount": len(markers),
        "dtb:maxPageNumber": max((int(marker.label) for marker in markers if _is_figure(marker)), default=0),
    }
    for key, value in facts.items():
        _add(meta, "meta", name=key, content=str(value))
    _add(_add(root, "docTitle"), "text").text = head["title"]
    points = _add(root, "navMap")
    for number, entry in enumerate(entries, start=1):
        _point(points, entry, f"np{number}", order)
    if markers:
        _page_list(root, markers, order, words["page_list"])
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _add(parent: etree._Element, local: str, **attributes: str) -> etree._Element:
    """Add an NCX element to `parent` and return it."""
    node = etree.SubElement(parent, f"{{{_NCX}}}{local}")
    for key, value in attributes.items():
        node.set(key, value)
    return node


def _point(parent: etree._Element, entry: Entry, identifier: str, order: Mapping[str, int]) -> None:
    """Add the `navPoint` of `entry`, and of the entries below it, to `parent`."""
    node = _add(parent, "navPoint", id=identifier, playOrder=str(order[entry.href]))
    _add(_add(node, "navLabel"), "text").text = entry.label
    _add(node, "content", src=f"text/{entry.href}")
    for number, child in enumerate(entry.children, start=1):
        _point(node, child, f"{identifier}-{number}", order)


def _page_list(root: etree._Element, markers: Sequence[Marker], order: Mapping[str, int], title: str) -> None:
    """Add the `pageList` to the NCX."""
    pages = _add(root, "pageList")
    _add(_add(pages, "navLabel"), "text").text = title
    for number, marker in enumerate(markers, start=1):
        kind = "normal" if _is_figure(marker) else "front"
        node = _add(pages, "pageTarget", id=f"pt{number}", type=kind, playOrder=str(order[marker.href]))
        if _is_figure(marker):
            node.set("value", marker.label)
        _add(_add(node, "navLabel"), "text").text = marker.label
        _add(node, "content", src=f"text/{marker.href}")


def _is_figure(marker: Marker) -> bool:
    """Return whether the page is numbered in figures, not in roman numerals."""
    return marker.label.isascii() and marker.label.isdigit()


def _play_order(hrefs: Sequence[str], documents: Sequence[Document]) -> dict[str, int]:
    """Return the place of every target in reading order, counted from 1; equal targets share a number."""
    files = {document.filename: number for number, document in enumerate(documents)}
    ids = {document.filename: {key: at for at, key in enumerate(document.ids)} for document in documents}

    def position(href: str) -> tuple[int, int]:
        filename, _, fragment = href.partition("#")
        return files[filename], ids[filename][fragment] if fragment else -1

    return {href: number for number, href in enumerate(sorted(set(hrefs), key=position), start=1)}


def _hrefs(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield where the entries lead, in the order of the contents."""
    for entry in entries:
        yield entry.href
        yield from _hrefs(entry.children)


def _depth(entry: Entry) -> int:
    """Return how many levels `entry` has, itself included."""
    return 1 + max((_depth(child) for child in entry.children), default=0)
