"""The last passes: ids in document order, first paragraphs, the passes' own attributes off, the tree written."""

from __future__ import annotations

import re

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.markup.draft import Draft
from essay_press.markup.headings import name_headings
from essay_press.markup.spoilermarks import safe_label
from essay_press.markup.tree import (
    BLOCKS,
    classes,
    drop,
    has_class,
    holds_text,
    inner_xml,
    leaves,
    plain_text,
    set_classes,
)
from essay_press.model import Heading, Note

__all__ = ["freeze_notes", "identify", "record_headings", "trim", "write"]

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_VOID = ("br", "hr", "img", "col")


def identify(draft: Draft) -> None:
    """Give every heading, leaf block, figure and table its id, and map the author's names to them."""
    names = name_headings(draft)
    counts = dict.fromkeys(("s", "b", "f", "t", "a"), 0)

    def next_id(letter: str) -> str:
        counts[letter] += 1
        return f"{letter}{counts[letter]}"

    texts = set(leaves(draft.body))
    place = Place(draft.manuscript.path, draft.manuscript.body_line)
    for element in draft.body.iter():
        if element.get("role") != "doc-noteref":
            drop(element, "id")
        identifier = ""
        if element.tag in _HEADINGS:
            identifier = next_id("s")
        elif element in texts:
            identifier = next_id("b")
        elif element.tag == "figure" and not has_class(element, "decoration"):
            identifier = next_id("f")
        elif element.tag == "table":
            identifier = next_id("t")
        elif element.tag == "span" and has_class(element, "pull"):
            counts["q"] = counts.get("q", 0) + 1
            identifier = f"q{counts['q']}"
        if identifier:
            element.set("id", identifier)
        if element.tag in _HEADINGS or element in texts:
            # A line of nothing but signs (`|`) has no stamp; the block before it is near enough.
            place = draft.place(element) or place
            draft.blocks.append((identifier, place))
        name = names.get(element) or element.get("ep-name")
        if name and not element.get("id") and not has_class(element, "spoiler"):
            element.set("id", next_id("a"))
        if name and element.get("id"):
            draft.names.setdefault(name, str(element.get("id")))


def record_headings(draft: Draft) -> None:
    """Record the headings, typeset, in order."""
    by_id = {identifier: name for name, identifier in draft.names.items()}
    for element in draft.heading_elements:
        given = drop(element, "safe")
        if given:
            # Who gives safe words says that the others are a spoiler.
            set_classes(element, [*classes(element), "spoiler"])
        for span in element.iter("span"):
            mark = draft.mark(span)
            if mark is not None and "spoiler" in mark.classes:
                span.set("safe", mark.value("safe") or "")
        identifier = str(element.get("id"))
        copy = etree.fromstring(etree.tostring(element, with_tail=False))
        for call in [a for a in copy.iter("a") if a.get("role") == "doc-noteref"]:
            parent = call.getparent()
            if parent is not None:
                previous = call.getprevious()
                tail = call.tail or ""
                if previous is not None:
                    previous.tail = (previous.tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
                parent.remove(call)
        _bare(copy)
        for inner in copy.iter():
            drop(inner, "id")
        draft.headings.append(
            Heading(
                identifier,
                by_id.get(identifier, ""),
                int(element.tag[1]),
                plain_text(element),
                inner_xml(copy),
                safe_label(element, given, draft.language),
                draft.place(element),
            )
        )


def freeze_notes(draft: Draft, numbered: list[tuple[int, str, list[str]]]) -> None:
    """Write the notes that are called."""
    for number, label, calls in numbered:
        element = draft.notes[label]
        place = draft.ledger.place(draft.ledger.note_offsets.get(label))
        _bare(element)
        draft.essay_notes.append(Note(f"n{number}", number, _written(element), tuple(calls), place))


def trim(draft: Draft) -> None:
    """Take spaces off both ends of each leaf block, unwrap paragraphs in tight places, mark first paragraphs."""
    for root in (draft.body, *draft.notes.values()):
        for leaf in leaves(root):
            if leaf.tag != "pre":
                _trim_leaf(leaf)
    fresh = True
    for element in draft.body:
        if element.tag == "p":
            if fresh:
                set_classes(element, [*classes(element), "first"])
            fresh = False
        elif element.tag in _HEADINGS or (element.tag == "hr" and has_class(element, "break")):
            fresh = True
        elif element.tag in ("div", "section") and fresh:
            first = next((child for child in element if child.tag == "p"), None)
            if first is not None and element[0] is first:
                set_classes(first, [*classes(first), "first"])
                fresh = False
        elif not (element.tag == "blockquote" and has_class(element, "epigraph")):
            fresh = fresh and element.tag in ("blockquote", "figure")


def _trim_leaf(leaf: etree._Element) -> None:
    if leaf.text:
        leaf.text = leaf.text.lstrip(" \n")
    for br in leaf.iter("br"):
        if br.tail:
            br.tail = br.tail.lstrip(" \n")
        previous = br.getprevious()
        parent = br.getparent()
        if previous is not None and previous.tail:
            previous.tail = previous.tail.rstrip(" \n")
        elif previous is None and parent is not None and parent.text:
            parent.text = parent.text.rstrip(" \n")
    for position, child in enumerate(leaf):
        if child.tag in BLOCKS:
            if child.tail and not child.tail.strip():
                child.tail = None
            before = leaf[position - 1] if position else None
            if before is not None and before.tail:
                before.tail = before.tail.rstrip(" \n")
            elif before is None and leaf.text:
                leaf.text = leaf.text.rstrip(" \n")
    if len(leaf):
        leaf[-1].tail = (leaf[-1].tail or "").rstrip(" \n") or None
    elif leaf.text:
        leaf.text = leaf.text.rstrip(" \n")


def _bare(root: etree._Element) -> None:
    """Take off the attributes that only the passes read, and white space between blocks."""
    for element in root.iter():
        for name in [
            name for name in element.attrib if str(name).startswith("ep-") or name in ("safe", "place", "text")
        ]:
            del element.attrib[name]
        between = element is root or (element.tag in BLOCKS and not holds_text(element))
        if between and element.tag not in ("pre", "p"):
            if element.text and not element.text.strip():
                element.text = None
            for child in element:
                if child.tail and not child.tail.strip():
                    child.tail = None


def _written(root: etree._Element) -> str:
    """Return the blocks inside `root`, one a line."""
    out: list[str] = []
    for child in root:
        # An empty element is written with both tags unless HTML knows it as void.
        for element in child.iter():
            if element.tag not in _VOID and not len(element) and element.text is None:
                element.text = ""
        out.append(etree.tostring(child, encoding="unicode", with_tail=False))
    return "\n".join(out)


def write(draft: Draft) -> str:
    """Return the body as XHTML, proved well-formed and free of double ids."""
    _bare(draft.body)
    text = _written(draft.body)
    parsed = etree.fromstring(f"<body>{text}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    ids = [identifier for element in parsed.iter() if (identifier := element.get("id"))]
    if len(ids) != len(set(ids)) or re.search("[\x02\x03]", text):
        twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
        raise AssertionError(f"the body has ids twice: {twice}")
    return text
