"""SVG pictures, read without entities or network and refused when they do more than draw."""

from __future__ import annotations

import re

from lxml import etree

__all__ = ["inspect_svg"]

_SVG = "{http://www.w3.org/2000/svg}"
_FORBIDDEN = ("script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "set")
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]*)", re.I)
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q|)\s*$", re.I)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
_DATA = ("data:image/png", "data:image/jpeg")
MAX_ELEMENTS = 200_000
"""How much a picture may draw: elements, those counted again that it repeats by reference."""
_REFERENCES = ("href", "{http://www.w3.org/1999/xlink}href")


def inspect_svg(data: bytes) -> tuple[int, int, list[str]]:
    """Return width and height in CSS px (0 when unknown) and what is wrong, in plain words."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00D" in data:
        return 0, 0, ["it has a document type declaration (`<!DOCTYPE …>`)"]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return 0, 0, [f"it is not well-formed XML ({error})"]
    if root.getroottree().docinfo.internalDTD is not None:
        return 0, 0, ["it has a document type declaration (`<!DOCTYPE …>`)"]
    if root.tag != f"{_SVG}svg":
        return 0, 0, ["its root element is not `<svg>` in the SVG namespace"]
    faults: dict[str, None] = {}
    for count, element in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            faults[f"it has more than {MAX_ELEMENTS} elements"] = None
            break
        for fault in _faults(element):
            faults[fault] = None
    if fault := _unfolds(root):
        faults[fault] = None
    width, height = _size(root)
    if not width or not height:
        faults["it has neither `width` and `height` nor a `viewBox`"] = None
    return width, height, list(faults)


def _faults(element: etree._Element) -> list[str]:
    """Return what one element does that a picture must not."""
    if isinstance(element, etree._ProcessingInstruction):
        return ["it has a processing instruction (`<?…?>`)"]
    if isinstance(element, etree._Comment):
        return []
    name = _local(element.tag)
    found = [f"it holds `<{name}>`"] if name in _FORBIDDEN else []
    for attribute, value in element.items():
        local = _local(attribute)
        text = str(value)
        if local.lower().startswith("on"):
            found.append(f"it has an event handler (`{local}`)")
        if local in ("href", "src") and not _inside(text):
            found.append(f"it refers to something outside itself (`{text[:60]}`)")
        found += _outside(text)
        if local == "attributeName" and text.lower().endswith("href"):
            found.append("it animates a link")
    if name == "style":
        found += _outside("".join(str(text) for text in element.itertext()))
    return found


def _unfolds(root: etree._Element) -> str:
    """Return what is wrong with a picture that repeats parts of itself without end, or too often.

    Ten elements that each show the one before ten times draw it ten thousand million times.
    """
    named = {str(element.get("id")): element for element in root.iter() if isinstance(element.tag, str)}
    counts: dict[etree._Element, int] = {}
    open_: set[etree._Element] = set()
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        element, is_known = stack.pop()
        parts = [each for each in element if isinstance(each.tag, str)]
        parts += [named[name] for name in _shown(element) if name in named]
        if is_known:
            counts[element] = min(1 + sum(counts.get(part, 0) for part in parts), MAX_ELEMENTS + 1)
            open_.discard(element)
            continue
        if element in open_ or element in counts:
            continue
        open_.add(element)
        stack.append((element, True))
        for part in parts:
            if part in open_:
                return "it shows a part of itself inside that part, without end"
            stack.append((part, False))
    return f"it draws more than {MAX_ELEMENTS} elements, by showing parts again" if counts[root] > MAX_ELEMENTS else ""


def _shown(element: etree._Element) -> list[str]:
    """Return the ids that an element refers to, to show them in its place or to paint with them."""
    own = [str(element.get(key)) for key in _REFERENCES if element.get(key)]
    names = [text.strip().removeprefix("#") for text in own if text.strip().startswith("#")]
    return names + [url[1:] for value in element.attrib.values() for url in _URL.findall(str(value)) if url[:1] == "#"]


def _local(name: object) -> str:
    """Return a name without its namespace; lxml reads names that its own QName refuses, such as `:a`."""
    return str(name).rpartition("}")[2]


def _inside(reference: str) -> bool:
    plain = reference.strip()
    return plain.startswith("#") or not plain or plain.lower().startswith(_DATA)


def _outside(written: str) -> list[str]:
    css = _CSS_ESCAPE.sub(lambda code: chr(int(code[1], 16) % 0x110000), written)
    found = [f"it refers to something outside itself (`{u[:60]}`)" for u in _URL.findall(css) if not _inside(u)]
    if re.search(r"@import|image-set\(|\bsrc\(", css, re.I):
        found.append("its style sheet fetches something (`@import`, `image-set()` or `src()`)")
    return found


def _size(root: etree._Element) -> tuple[int, int]:
    """Return width and height in CSS px, from the attributes, else from the view box."""
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        box_width, box_height = (float(box[2]), float(box[3])) if len(box) == 4 else (0.0, 0.0)
    except ValueError:
        box_width = box_height = 0.0
    width, height = _length(root.get("width")), _length(root.get("height"))
    if not width and not height:
        width, height = box_width, box_height
    elif box_width and box_height:
        width = width or height * box_width / box_height
        height = height or width * box_height / box_width
    return (max(1, round(width)), max(1, round(height))) if width and height else (0, 0)


def _length(text: str | None) -> float:
    found = _LENGTH.match(text or "")
    return float(found[1]) * _PIXELS[found[2].lower()] if found else 0.0
