"""What makes an SVG unfit to be drawn: it reaches outside itself, runs something, or declares entities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

__all__ = ["faults"]

_ACTIVE = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler"})
_REFERENCE = re.compile(r"""url\(\s*['"]?\s*([^)'"\s]*)""", re.IGNORECASE)
_INSIDE = ("#", "data:image/")


class _Refusal(Exception):  # noqa: N818 - it carries a finding out of a callback, it is not an error
    """Stops the parser; its text is the fault."""


def faults(data: bytes) -> Iterator[str]:
    """Yield the first reason why this SVG may not be used, as the end of a sentence; nothing when it is harmless."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _doctype
    parser.StartElementHandler = _element
    parser.CharacterDataHandler = _characters
    parser.ProcessingInstructionHandler = _instruction
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _Refusal as refusal:
        yield str(refusal)
    except (expat.ExpatError, ValueError) as error:
        yield f"is not well-formed SVG ({error})"


def _doctype(*_: object) -> None:
    """Refuse a document type, the only way to declare entities."""
    raise _Refusal("declares a document type (DOCTYPE)")


def _instruction(target: str, _: str) -> None:
    """Refuse a style sheet called from outside."""
    if target == "xml-stylesheet":
        raise _Refusal("calls a style sheet (<?xml-stylesheet?>)")


def _element(name: str, attributes: dict[str, str]) -> None:
    """Refuse active elements, event handlers and references to anything but the drawing itself."""
    local = name.rpartition(":")[2].lower()
    if local in _ACTIVE:
        raise _Refusal(f"contains <{local}>")
    for key, value in attributes.items():
        attribute = key.rpartition(":")[2].lower()
        if attribute.startswith("on"):
            raise _Refusal(f"has an event handler ({key})")
        if attribute in ("href", "src") and local != "a" and not value.strip().startswith(_INSIDE):
            raise _Refusal(f"refers to another file ({value.strip()[:60]})")
        if not key.startswith("xmlns") and _reaches_outside(value):
            raise _Refusal(f"refers to another file in `{key}`")


def _characters(text: str) -> None:
    """Refuse a style sheet that imports another file."""
    if "@import" in text.lower() or _reaches_outside(text):
        raise _Refusal("refers to another file in its style sheet")


def _reaches_outside(text: str) -> bool:
    """Return whether a `url()` in this CSS names anything but a part of the drawing or a picture inside it."""
    return any(not target.startswith(_INSIDE) for target in _REFERENCE.findall(text))
