"""EPUB's vocabulary: `epub:type` beside the ARIA roles, as EPUBCheck's schema and DAISY's knowledge base have them."""

from __future__ import annotations

from lxml import etree

from essay_press.formats.epub.xhtml import EPUB_TYPE, XML_LANG, name, walk
from essay_press.model import Role
from essay_press.typography.languages import is_rtl

__all__ = ["annotate", "say_language"]

# What a part's section is. `doc-cover` may stand on an image only, a title page has no role, and a part that takes
# the essay up again is no chapter of its own.
_PARTS: dict[Role, tuple[str, str]] = {
    Role.NOTICE: ("notice", "doc-notice"),
    Role.COVER: ("cover", ""),
    Role.TITLE_PAGE: ("titlepage", ""),
    Role.ESSAY: ("chapter", "doc-chapter"),
    Role.RESUME: ("", ""),
    Role.NOTES: ("endnotes", "doc-endnotes"),
    Role.COLOPHON: ("colophon", "doc-colophon"),
}

_TYPE_OF_ROLE = {
    "doc-afterword": "afterword",
    "doc-backlink": "backlink",
    "doc-chapter": "chapter",
    "doc-colophon": "colophon",
    "doc-dedication": "dedication",
    "doc-endnotes": "endnotes",
    "doc-epigraph": "epigraph",
    "doc-noteref": "noteref",
    "doc-notice": "notice",
    "doc-pagebreak": "pagebreak",
    "doc-pullquote": "pullquote",
    "doc-subtitle": "subtitle",
}

# Class → the elements on which it says something, the role to give, the type to give.
_CLASSES: dict[str, tuple[frozenset[str], str, str]] = {
    "dedication": (frozenset({"div", "section"}), "doc-dedication", "dedication"),
    "epigraph": (frozenset({"blockquote"}), "doc-epigraph", "epigraph"),
}


def annotate(body: etree._Element, role: Role) -> None:
    """Give the section in `body` the type and role of its part, and every element the type that its role implies.

    Languages are said in both attributes, and those that run from right to left say so.
    """
    kind, aria = _PARTS[role]
    section = body[0] if len(body) else None
    if section is not None and name(section) == "section":
        if kind:
            section.set(EPUB_TYPE, kind)
        if aria and section.get("role") is None:
            section.set("role", aria)
    for node in walk(body):
        _clean(node)
        _from_class(node)
        say_language(node)
        implied = _TYPE_OF_ROLE.get(node.get("role") or "")
        if implied and node.get(EPUB_TYPE) is None:
            node.set(EPUB_TYPE, implied)


def _clean(node: etree._Element) -> None:
    """Take off what only the build reads, and a role that the schema refuses on this element."""
    for key in [key for key in map(str, node.attrib) if key.startswith("data-")]:
        del node.attrib[key]
    if node.get("role") == "doc-cover" and name(node) != "img":
        del node.attrib["role"]


def _from_class(node: etree._Element) -> None:
    """Add the type and role that a class of the house stands for."""
    for word in (node.get("class") or "").split():
        elements, role, kind = _CLASSES.get(word, (frozenset[str](), "", ""))
        if name(node) not in elements:
            continue
        if node.get(EPUB_TYPE) is None:
            node.set(EPUB_TYPE, kind)
        if role and node.get("role") is None:
            node.set("role", role)


def say_language(node: etree._Element) -> None:
    """Add `xml:lang` beside `lang`, and the direction of a script that runs from right to left."""
    language = node.get("lang")
    if language is None:
        return
    node.set(XML_LANG, language)
    if is_rtl(language) and node.get("dir") is None:
        node.set("dir", "rtl")
