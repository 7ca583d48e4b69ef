"""Pandoc's attribute lists, `{#name .class key="value"}`: one grammar for spans, divs, headings, links and images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor

from essay_press.extensions.ledger import Mark

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["AttributesExtension", "parse_attributes"]

_TOKEN = re.compile(
    r"""\s*(?:
      \#(?P<name>[^\s{}"'=]+)
    | \.(?P<class>[^\s{}"'=.]+)
    | (?P<key>[A-Za-z_][\w:.-]*)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s{}"'“”‘’„«»]+))
    )(?=\s|\.|$)""",
    re.VERBOSE,
)
_LIST = re.compile(r"""\{((?:[^{}"']|"[^"]*"|'[^']*')*)\}""")
_BRACE = f"\x02{ord('{')}\x03"


def parse_attributes(inner: str, offset: int | None = None) -> Mark | None:
    """Return the attribute list written between braces, or None when `inner` is not one."""
    position, name, classes, values = 0, "", [], []
    inner = inner.strip().removeprefix(":").strip()
    while position < len(inner):
        token = _TOKEN.match(inner, position)
        if token is None:
            return None
        position = token.end()
        if token["name"]:
            name = token["name"]
        elif token["class"]:
            classes.append(token["class"])
        else:
            value = token["double"] if token["double"] is not None else token["single"]
            values.append((token["key"], value if value is not None else token["bare"]))
    return Mark(offset, name, tuple(classes), tuple(values))


class _Attributes(AttrListTreeprocessor):
    """Python-Markdown's attribute lists, strict: what is not wholly an attribute list stays text."""

    def run(self, doc: Element) -> None:
        """Read the lists behind inline elements here, then leave those of blocks to Python-Markdown."""
        for element in doc.iter():
            tail = element.tail
            if not tail or not tail.startswith("{") or self.md.is_block_level(element.tag):
                continue
            found = _LIST.match(tail)
            if found and found[1].strip() and parse_attributes(found[1]) is not None:
                self.assign_attrs(element, found[1])
                tail = tail[found.end() :]
            # A brace that begins no list is text; so is a second list.
            element.tail = _BRACE + tail[1:] if tail.startswith("{") else tail
        super().run(doc)

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        """Set the attributes on `elem`; return what must be put back as text."""
        closing = attrs_string.find("}")
        inner = attrs_string if closing < 0 else attrs_string[:closing]
        rest = "" if closing < 0 else attrs_string[closing + 1 :] + "}"
        mark = parse_attributes(inner)
        if mark is None or (strict and rest) or not inner.strip():
            return "{" + attrs_string + "}"
        if mark.name:
            elem.set("ep-name", mark.name)
        if mark.classes:
            elem.set("class", " ".join(filter(None, (elem.get("class"), *mark.classes))))
        for key, value in mark.values:
            elem.set(self.sanitize_name(key) if not key.startswith("ep-") else "x-" + key, value)
        return rest


class AttributesExtension(AttrListExtension):
    """Attribute lists after headings, blocks and emphasis."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the tree processor where Python-Markdown has its own."""
        md.treeprocessors.register(_Attributes(md), "attr_list", 8)


def makeExtension(**options: Any) -> AttributesExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension."""
    return AttributesExtension(**options)
