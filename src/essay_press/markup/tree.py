"""Small moves on lxml trees that lxml has only for HTML, and the text of an element as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from essay_press.markup.sanitise import INLINE_TAGS

__all__ = [
    "BLOCKS",
    "HEADINGS",
    "INLINE",
    "LEAVES",
    "SLANTED",
    "append_text",
    "by_id",
    "classes",
    "drop",
    "get",
    "has_class",
    "holder",
    "inner_xml",
    "is_slanted",
    "leaves",
    "plain_text",
    "remove",
    "set_classes",
    "text_of",
    "unwrap",
]

LEAVES = frozenset(["p", "pre", "dt", "dd", "figcaption", "caption", "th", "td", "li"])
SLANTED = ("em", "i", "cite")
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
BLOCKS = (
    LEAVES
    | HEADINGS
    | frozenset(
        [
            "blockquote",
            "div",
            "section",
            "aside",
            "figure",
            "table",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "colgroup",
            "col",
            "ul",
            "ol",
            "dl",
            "hr",
            "ep-block",
            "ep-caption",
        ]
    )
)
# What authors may write, an underline that is dropped later, and what extensions leave for later passes.
INLINE = INLINE_TAGS | {"u", "ep-call", "ep-image", "ep-line"}


def append_text(parent: etree._Element, text: str) -> None:
    """Add text at the end of an element's content."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _before(element: etree._Element, text: str) -> None:
    """Add text right before an element."""
    parent, previous = element.getparent(), element.getprevious()
    if not text or parent is None:
        return
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def by_id(root: etree._Element, key: str) -> etree._Element | None:
    """Return the element below `root` that has this id, or None."""
    return next((element for element in root.iter() if element.get("id") == key), None) if key else None


def get(element: etree._Element, name: str) -> str:
    """Return an attribute, or an empty string."""
    return str(element.get(name) or "")


def holder(element: etree._Element) -> etree._Element:
    """Return the parent of an element; raises ValueError for a root."""
    parent = element.getparent()
    if parent is None:
        message = f"<{element.tag}> has no parent"
        raise ValueError(message)
    return parent


def text_of(element: etree._Element) -> str:
    """Return all text in an element, as it stands."""
    return "".join(str(piece) for piece in element.itertext())


def remove(element: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    _before(element, element.tail or "")
    element.tail = None
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put an element's content in its place."""
    parent = element.getparent()
    if parent is None:
        return
    _before(element, element.text or "")
    element.text = None
    index = parent.index(element)
    children = list(element)
    for position, child in enumerate(children):
        parent.insert(index + position, child)
    remove(element)


def drop(element: etree._Element, name: str) -> str:
    """Take an attribute off an element and return its value, or an empty string."""
    value = element.get(name)
    if value is None:
        return ""
    del element.attrib[name]
    return str(value)


def classes(element: etree._Element) -> list[str]:
    """Return the classes of an element, in order."""
    return (element.get("class") or "").split()


def has_class(element: etree._Element, name: str) -> bool:
    """Tell whether an element has a class."""
    return name in classes(element)


def set_classes(element: etree._Element, names: list[str]) -> None:
    """Give an element these classes, each once; or none."""
    unique = list(dict.fromkeys(names))
    if unique:
        element.set("class", " ".join(unique))
    else:
        drop(element, "class")


def is_slanted(element: etree._Element) -> bool:
    """Return whether the text of an element is slanted: emphasis in emphasis stands upright."""
    return sum(item.tag in SLANTED for item in (element, *element.iterancestors())) % 2 == 1


def leaves(root: etree._Element) -> Iterator[etree._Element]:
    """Yield, in document order, the elements of `root` that hold text directly: paragraphs, cells, headings."""
    for element in root.iter(*LEAVES, *HEADINGS):
        if element.tag in HEADINGS or element.tag == "pre" or holds_text(element):
            yield element


def holds_text(element: etree._Element) -> bool:
    """Tell whether there is text or inline markup right inside an element."""
    if element.text and element.text.strip():
        return True
    return any(child.tag not in BLOCKS or (child.tail and child.tail.strip()) for child in element)


def plain_text(element: etree._Element) -> str:
    """Return an element's text in one line, without note calls; a line break counts as a space."""
    pieces: list[str] = []

    def walk(node: etree._Element) -> None:
        if node.tag == "ep-call" or (node.tag == "a" and node.get("role") == "doc-noteref"):
            return
        if node.tag in ("br", "ep-line"):
            pieces.append(" ")
        elif node.tag == "img" or node.tag == "ep-image":
            pieces.append(node.get("alt") or "")
        pieces.append(node.text or "")
        for child in node:
            if child.tag in BLOCKS:
                pieces.append(" ")
            walk(child)
            if child.tag in BLOCKS:
                pieces.append(" ")
            pieces.append(child.tail or "")

    walk(element)
    return re.sub(r"[ \t\r\n]+", " ", "".join(pieces)).strip()


def inner_xml(element: etree._Element) -> str:
    """Return the content of an element as XML, without the element itself."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    start = text.index(">") + 1
    return "" if text.endswith("/>") and text.find("<", 1) < 0 else text[start : text.rindex("</")]
