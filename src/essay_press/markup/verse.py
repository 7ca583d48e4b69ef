"""Verse: stanzas of lines with their indentation, from `::: verse` or from a quotation set line by line."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from essay_press.markup.tree import append_text, classes, has_class, plain_text, set_classes

__all__ = ["shape_verse"]

LONGEST_SOURCE = 160
"""A last paragraph of at most so many characters, not broken by hand, says where verse is from."""


def shape_verse(root: etree._Element) -> None:
    """Give every poem in a tree its lines; a quotation whose paragraphs are all hard-broken lines is one."""
    for quote in list(root.iter("blockquote", "div")):
        if has_class(quote, "verse"):
            for paragraph in quote.iter("p"):
                if not has_class(paragraph, "attribution"):
                    _stanza(paragraph)
        elif quote.tag == "blockquote" and _is_verse(quote):
            set_classes(quote, [*classes(quote), "verse"])
            for paragraph in quote:
                if _broken(paragraph):
                    _stanza(paragraph)


def _is_verse(quote: etree._Element) -> bool:
    """Tell whether a quotation is verse: each paragraph broken by hand, but for a last one that says where it is from.

    A hard break ends each line of verse, so that no line runs on from one source line to the next.
    """
    paragraphs = list(quote)
    if not paragraphs or any(child.tag != "p" for child in paragraphs):
        return False
    if len(paragraphs) > 1 and not _broken(paragraphs[-1]) and len(plain_text(paragraphs[-1])) <= LONGEST_SOURCE:
        paragraphs.pop()
    return all(_broken(paragraph) for paragraph in paragraphs)


def _broken(paragraph: etree._Element) -> bool:
    return next(paragraph.iter("br"), None) is not None


def _stanza(paragraph: etree._Element) -> None:
    """Put each line of a stanza into a `<span class="line">`, a line break between two."""
    lines = [line for line in _lines(paragraph) if len(line) or (line.text and line.text.strip())]
    paragraph.text = None
    for child in list(paragraph):
        paragraph.remove(child)
    for number, line in enumerate(lines):
        _trim(line)
        if number:
            etree.SubElement(paragraph, "br")
        paragraph.append(line)
    set_classes(paragraph, [*classes(paragraph), "stanza"])


def _lines(paragraph: etree._Element) -> list[etree._Element]:
    """Return the lines of a paragraph; an emphasis that runs over several is closed and opened again."""
    lines: list[etree._Element] = []
    open_elements: list[etree._Element] = []
    target = paragraph

    def begin(steps: int) -> None:
        nonlocal target
        line = etree.Element("span")
        line.set("class", f"line i{steps}" if steps else "line")
        lines.append(line)
        target = line
        for element in open_elements:
            # The second part of what was one element: no id, no call of its own.
            part = etree.SubElement(target, element.tag)
            for name, value in element.items():
                if name not in ("ep-name", "id"):
                    part.set(name, value)
            target = part

    def walk(element: etree._Element) -> None:
        nonlocal target
        append_text(target, element.text or "")
        for child in element:
            if child.tag in ("br", "ep-line"):
                steps = int(child.get("n", "0"))
                if child.tag == "br" or plain_text(lines[-1]):
                    begin(steps)
                elif steps:
                    lines[-1].set("class", f"line i{steps}")
            elif child.find(".//br") is None and child.find(".//ep-line") is None:
                copy = deepcopy(child)
                copy.tail = None
                target.append(copy)
            else:
                target = etree.SubElement(target, child.tag, {str(name): str(value) for name, value in child.items()})
                open_elements.append(child)
                walk(child)
                open_elements.pop()
                parent = target.getparent()
                target = lines[-1] if parent is None else parent
            append_text(target, child.tail or "")

    begin(0)
    walk(paragraph)
    return lines


def _trim(line: etree._Element) -> None:
    """Take the spaces off both ends of a line, inside its emphasis too."""
    first = line
    while not first.text and len(first):
        first = first[0]
    first.text = first.text.lstrip() if first.text else first.text
    last = line
    while len(last) and not last[-1].tail:
        last = last[-1]
    if len(last):
        last[-1].tail = (last[-1].tail or "").rstrip()
    elif last.text:
        last.text = last.text.rstrip()
