"""The one private hook into WeasyPrint: each structure element of the PDF gets a label that says which HTML it is.

WeasyPrint 70 offers no way to tag. `finish.structure` needs to know which structure elements are fragments of one HTML
element, which are decoration, links or running heads; it reads that from the labels and removes them.

What this relies on, kept by a test: `weasyprint.pdf.tags._build_box_tree(box, parent, …)` is a module-level generator
that calls itself by that name and yields dictionaries; a box has `element`, `element_tag` and `style`; an anonymous
box's style is an `AnonymousStyle`; a margin box has `at_keyword`; an absolutely placed box is wrapped in `_box`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree

import pydyf

from essay_press.formats.pdf.engine import tags

__all__ = ["PREFIX", "labelled"]

PREFIX = "press:"
"""How a label begins in `/T`, the title of a structure element; JSON follows."""

_SVG = "{http://www.w3.org/2000/svg}"
_PLACEHOLDER = "-"
_INITIAL = 4  # characters of a drop capital at most, an opening quotation mark among them
_LONGEST = 200  # characters of a link's text that its annotation repeats


@contextmanager
def labelled() -> Iterator[None]:
    """Label the structure elements of each PDF that is written inside the block."""
    original = tags._build_box_tree
    labeller = _Labeller(original)
    tags._build_box_tree = labeller.build
    try:
        yield
    finally:
        tags._build_box_tree = original


class _Labeller:
    """Numbers HTML elements in the order in which the structure tree meets them, and writes the labels."""

    def __init__(self, build: Any) -> None:
        """Wrap WeasyPrint's builder."""
        self._build = build
        self._numbers: dict[int, int] = {}
        self._kept: list[Any] = []  # an element that is freed could lend its id() to another
        self._margin = ""
        self._boxes = 0
        self._next: dict[int, str] | None = None

    def build(self, box: Any, *arguments: Any) -> Iterator[Any]:
        """Yield what WeasyPrint yields, labelled."""
        box = getattr(box, "_box", box)
        if box.element_tag == "html" and self._next is None:
            self._next = _following(box.element)
        outer = self._margin
        self._margin = getattr(box, "at_keyword", None) or outer
        # Before the block below lends a decorative picture a text alternative.
        label = pydyf.String(PREFIX + json.dumps(self._label(box), sort_keys=True))
        try:
            with _described(box.element):
                for node in self._build(box, *arguments):
                    if "T" not in node:
                        node["T"] = label
                    yield node
        finally:
            self._margin = outer

    def _label(self, box: Any) -> dict[str, str | int]:
        """Return what the structure pass needs to know of a box, leaving out what is not so."""
        element = box.element
        self._boxes += 1
        label: dict[str, str | int] = {"order": self._boxes, "tag": box.element_tag or ""}
        if self._margin:
            label["margin"] = self._margin
        if type(box.style).__name__ == "AnonymousStyle":
            label["anonymous"] = 1
        if element is None:
            return label
        label["n"] = self._number(element)
        if label.get("anonymous"):
            return label
        if _is_hidden(element):
            label["hidden"] = 1
        if "::" in str(label["tag"]):
            return label
        label.update({name: element.get(name) for name in ("role", "lang", "scope") if element.get(name)})
        if element.tag in ("ul", "ol") and isinstance(box.style["list_style_type"], str):
            label["list"] = box.style["list_style_type"]
        if element.tag == "a":
            label["text"] = " ".join("".join(element.itertext()).split())[:_LONGEST]
        if box.style["float"] != "none" and (self._next or {}).get(id(element), "").isspace():
            # A space after a drop capital is not drawn: the letter carries it, lest “A sheet” be read as “Asheet”.
            words = "".join(element.itertext())
            if len(words) <= _INITIAL:
                label["actual"] = f"{words} "
        return label

    def _number(self, element: Any) -> int:
        """Return the number of an HTML element."""
        if id(element) not in self._numbers:
            self._numbers[id(element)] = len(self._numbers)
            self._kept.append(element)
        return self._numbers[id(element)]


def _following(root: Any) -> dict[int, str]:
    """Return the character after each `<span>` below `root`, by the id() of the element."""
    found: dict[int, str] = {}
    ended: list[int] = []

    def met(text: str | None) -> None:
        if text:
            found.update(dict.fromkeys(ended, text[0]))
            ended.clear()

    def visit(element: Any) -> None:
        met(element.text)
        for child in element:
            visit(child)
            if child.tag == "span":
                ended.append(id(child))
            met(child.tail)

    visit(root)
    return found


def _is_hidden(element: Any) -> bool:
    """Return whether an element is decoration: hidden from assistive technology, a section break, alt=""."""
    return (
        element.get("aria-hidden") == "true"
        or element.get("role") in ("presentation", "none")
        or element.tag == "hr"
        or (element.tag == "img" and element.get("alt") == "")
    )


@contextmanager
def _described(element: Any) -> Iterator[None]:
    """Give a decorative picture a stand-in for its text alternative: WeasyPrint would report it as missing.

    The structure pass makes the picture an artifact, so the stand-in never reaches the file.
    """
    if element is None or not _is_hidden(element):
        yield
    elif element.tag == "img" and not element.get("alt"):
        former = element.get("alt")
        element.set("alt", _PLACEHOLDER)
        yield
        if former is None:
            del element.attrib["alt"]
        else:
            element.set("alt", former)
    elif element.tag == f"{_SVG}svg" and element.find(f"{_SVG}title") is None:
        title = ElementTree.SubElement(element, f"{_SVG}title")
        title.text = _PLACEHOLDER
        yield
        element.remove(title)
    else:
        yield
