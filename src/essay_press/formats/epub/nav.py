"""The EPUB 3 navigation document: contents to be seen, landmarks and pages for the reading system alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from essay_press.formats.epub.contents import Entry, Landmark
from essay_press.formats.epub.documents import open_document
from essay_press.formats.epub.pages import Marker
from essay_press.formats.epub.semantics import say_language
from essay_press.formats.epub.xhtml import EPUB_TYPE, element, escape, parse, walk

__all__ = ["nav"]


def nav(
    entries: Sequence[Entry],
    marks: Sequence[Landmark],
    markers: Sequence[Marker],
    language: str,
    words: Mapping[str, str],
) -> etree._Element:
    """Return the navigation document, which is not in the spine: some readers would make its links pop-ups."""
    html = open_document(language, words["contents"], "", "nav", root="")
    body = html[1]
    _nav(body, "toc", "doc-toc", words["contents"]).append(_list(entries))
    listing = element("ol")
    for mark in marks:
        _item(listing, mark.href, escape(mark.label))[0].set(EPUB_TYPE, mark.kind)
    _nav(body, "landmarks", "", words["landmarks"]).append(listing)
    if markers:
        listing = element("ol")
        for marker in markers:
            _item(listing, marker.href, escape(marker.label))
        _nav(body, "page-list", "doc-pagelist", words["page_list"]).append(listing)
    for node in walk(body):
        say_language(node)
    return html


def _nav(body: etree._Element, kind: str, role: str, title: str) -> etree._Element:
    """Add a `nav` of `kind` with its heading to `body` and return it; only the contents are shown."""
    shown = kind == "toc"
    attributes = {EPUB_TYPE: kind, "id": kind, "aria-labelledby": f"{kind}-title"}
    if role:
        attributes["role"] = role
    if not shown:
        attributes["hidden"] = "hidden"
    node = element("nav", attributes)
    node.append(element("h1" if shown else "h2", {"id": f"{kind}-title"}, title))
    node.tail = "\n"
    body.append(node)
    return node


def _list(entries: Sequence[Entry]) -> etree._Element:
    """Return the entries as nested ordered lists."""
    listing = element("ol")
    for entry in entries:
        item = _item(listing, entry.href, entry.xhtml)
        if entry.children:
            item.append(_list(entry.children))
    return listing


def _item(listing: etree._Element, href: str, xhtml: str) -> etree._Element:
    """Add a list item with a link to `listing` and return it."""
    item = element("li")
    link = element("a", {"href": f"text/{href}"})
    source = parse(xhtml)
    link.text = source.text
    for node in list(source):
        link.append(node)
    item.append(link)
    item.tail = "\n"
    listing.append(item)
    return item
