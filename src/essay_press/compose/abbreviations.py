"""Abbreviations in small capitals: NASA, BBC, A.D. among running text shout less, and only faces that have them do it.

What is set so: words of two capitals or more, digits among them or not (`MP3`), the `s` of a plural (`DVDs`) as it is;
single capitals with full stops (`A.D.`, `U.S.A.`). What is not: headings, captions, tables, code, addresses of the
web; numerals after a name (`Louis XIV`, `Part II`), which belong to it; initials before one (`J.R.R. Tolkien`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.markup import tree
from essay_press.model import FontFace, Layout, Option

__all__ = ["OPTION", "lacking", "mark", "with_capitals"]

OPTION = "small_caps_abbreviations"
CLASS = "caps"
ROLE = "capitals"
FEATURE = "c2sc"
SKIPPED = frozenset(
    ("aside", "caption", "code", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "samp", "sub", "sup",
     "svg", "table")
)  # fmt: skip
SET_APART = frozenset({"attribution", "dropcap", "noteref", "redacted", "small-caps"})
_UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_WORD = re.compile(rf"(?<![\w.’'&])(?:(?:[{_UPPER}]\.){{2,}}|[{_UPPER}\d]{{2,}}(?=s?(?!\w)))")
_NUMERAL = re.compile(r"(?=[IVXLCDM])M*(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_AFTER_NAME = re.compile(rf"[{_UPPER}][\w’'.-]*[ \u00a0]\Z")
_BEFORE_NAME = re.compile(rf"[ \u00a0]?[{_UPPER}]")


def with_capitals(layout: Layout, options: Mapping[str, Option]) -> Layout:
    """Return the layout with its text's faces a second time, called `… Caps`, where abbreviations are set in them.

    A glyph of a PDF's font stands for one character: the small capital N would be read as `n` here and as `N` there.
    """
    if not options.get(OPTION):
        return layout
    again = [replace(face, family=f"{face.family} Caps", role=ROLE) for face in _faces(layout) if _has(face.path)]
    return replace(layout, fonts=(*layout.fonts, *again))


def lacking(layout: Layout, options: Mapping[str, Option]) -> tuple[Diagnostic, ...]:
    """Return a note where abbreviations are to be small capitals and the text's face has none."""
    faces = _faces(layout)
    if not options.get(OPTION) or any(_has(face.path) for face in faces):
        return ()
    family = faces[0].family if faces else "its text"
    message = f"abbreviations stay as they are: {family}, the text of layout {layout.name}, has no small capitals"
    return (Diagnostic(Severity.NOTE, "EP438", message, None, f"choose another layout, or leave `{OPTION}` out"),)


def mark(root: etree._Element, layout: Layout, options: Mapping[str, Option]) -> None:
    """Wrap the abbreviations below `root` in `span.caps`, where they are to be set so and the face can."""
    if not options.get(OPTION):
        return
    faces = _faces(layout)
    slants = {face.style == "italic" for face in faces if _has(face.path)}
    for element in list(_running(root)):
        slanted = tree.is_slanted(element)
        if slanted in slants:
            _wrap(element, "text", before="")
        for child in list(element):
            if slanted in slants and CLASS not in tree.classes(child):
                _wrap(child, "tail", before=tree.text_of(child) if isinstance(child.tag, str) else "")


def _faces(layout: Layout) -> list[FontFace]:
    """Return the faces that set the layout's text: those of the first family that it declares for it."""
    text = [face for face in layout.fonts if face.role == "text"]
    return [face for face in text if face.family == text[0].family]


@cache
def _has(path: Path) -> bool:
    """Return whether a face has small capitals for capitals."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        if "GSUB" not in font:
            return False
        return any(record.FeatureTag == FEATURE for record in font["GSUB"].table.FeatureList.FeatureRecord)


def _running(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that hold running text, in order."""
    if element.tag in SKIPPED or not isinstance(element.tag, str) or SET_APART.intersection(tree.classes(element)):
        return
    yield element
    for child in element:
        yield from _running(child)


def _wrap(element: etree._Element, slot: str, before: str) -> None:
    """Wrap the abbreviations of one text node; `slot` is `text` or `tail`, `before` the text right before it."""
    text: str = getattr(element, slot) or ""
    found = list(_abbreviations(text, before))
    if not found:
        return
    spans = []
    for (start, end), following in zip(found, [*found[1:], (len(text), 0)], strict=True):
        span = etree.Element("span", {"class": CLASS})
        span.text, span.tail = text[start:end], text[end : following[0]]
        spans.append(span)
    setattr(element, slot, text[: found[0][0]])
    parent, at = (element, 0) if slot == "text" else (tree.holder(element), tree.holder(element).index(element) + 1)
    for offset, span in enumerate(spans):
        parent.insert(at + offset, span)


def _abbreviations(text: str, before: str) -> Iterator[tuple[int, int]]:
    """Yield where the abbreviations of a text begin and end; `before` is what stands before it."""
    addresses = [found.span() for found in _ADDRESS.finditer(text)]
    for found in _WORD.finditer(text):
        word, start, end = found[0], found.start(), found.end()
        lead = (before + text[:start])[-60:]
        if start == 0 and lead[-1:].isalnum():
            continue  # a word that began in the element before
        if sum(letter.isalpha() for letter in word) < 2 or any(a <= start < b for a, b in addresses):
            continue
        is_numeral = _NUMERAL.fullmatch(word) and _AFTER_NAME.search(lead)
        is_initials = "." in word and _BEFORE_NAME.match(text, end)
        if not is_numeral and not is_initials:
            yield start, end
