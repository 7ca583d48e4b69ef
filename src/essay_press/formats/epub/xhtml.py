"""XHTML as trees: fragments in, whole content documents out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

__all__ = [
    "EPUB_TYPE",
    "OPS",
    "XHTML",
    "XML_LANG",
    "element",
    "escape",
    "inner",
    "name",
    "parse",
    "root",
    "serialise",
    "tag",
    "text_of",
    "walk",
]

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
EPUB_TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


# Languages whose script runs from right to left; the subtag `Latn` turns one round again.

_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


def tag(local: str) -> str:
    """Return `local` in the XHTML namespace, as lxml writes it."""
    return f"{{{XHTML}}}{local}"


def name(node: etree._Element) -> str:
    """Return the local name of `node`, or nothing for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def root(local: str, namespaces: dict[str | None, str]) -> etree._Element:
    """Return a new element in the default namespace (prefix None) of `namespaces`, which it declares."""
    # lxml takes None for the default namespace; its stubs do not know.
    return etree.Element(f"{{{namespaces[None]}}}{local}", nsmap=namespaces)  # type: ignore[arg-type]


def element(local: str, attributes: dict[str, str] | None = None, text: str | None = None) -> etree._Element:
    """Return a new XHTML element with attributes in the given order and `text` in it."""
    node = root(local, {None: XHTML, "epub": OPS})
    for key, value in (attributes or {}).items():
        node.set(key, value)
    node.text = text
    return node


def parse(fragment: str) -> etree._Element:
    """Return an element `body` that holds the nodes of a well-formed XHTML `fragment`, comments left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_comments=True)
    source = f'<body xmlns="{XHTML}" xmlns:epub="{OPS}">{fragment}</body>'
    return etree.fromstring(source.encode(), parser)


def escape(text: str) -> str:
    """Return plain text as XHTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inner(node: etree._Element) -> str:
    """Return what `node` holds as a fragment that `parse` reads again."""
    return escape(node.text or "") + "".join(etree.tostring(item, encoding="unicode") for item in node)


def walk(node: etree._Element) -> Iterator[etree._Element]:
    """Yield `node` and the elements below it, in document order; safe against moves because it is a list first."""
    yield from [item for item in node.iter() if isinstance(item.tag, str)]


def text_of(node: etree._Element) -> str:
    """Return the text of `node`, runs of white space as one space."""
    return " ".join("".join(map(str, node.itertext())).split())


def serialise(html: etree._Element) -> bytes:
    """Return a content document as bytes: XML declaration, HTML doctype, UTF-8, a newline at the end.

    An element that holds nothing keeps its end tag, unless HTML knows it as void: there are readers that take XHTML
    for HTML, and to them `<span/>` opens a span for the rest of the page.
    """
    for node in walk(html):
        if not len(node) and node.text is None and name(node) not in _VOID:
            node.text = ""
    text = etree.tostring(html, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()
