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
    name = etree.QName(element).localname
    found = [f"it holds `<{name}>`"] if name in _FORBIDDEN else []
    for attribute, value in element.items():
        local = etree.QName(attribute).localname
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
