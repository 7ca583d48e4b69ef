"""The essay's blocks as a tree: cut at the resume heading, with the opening words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from essay_press.compose.openings import opening_words
from essay_press.markup import tree
from essay_press.model import Note
from essay_press.typography.languages import is_rtl

__all__ = [
    "inner",
    "mark_direction",
    "mark_hyphenation",
    "mark_long_emphasis",
    "mark_opening",
    "notes",
    "parse",
    "split",
]

# A drop cap stands three lines deep; a shorter paragraph would leave it hanging over the next.
SHORTEST_WITH_DROP_CAP = 260
# In words: the longest run that reads as one phrase.
PHRASE = 6
INLINE = ("em", "strong", "span", "cite", "i", "b")
LOW_MARKS = "„‚"
OPENING_MARKS = "\"'“”„‚‘’«»‹›¿¡(["


def parse(xhtml: str) -> etree._Element:
    """Return a `<body>` that holds the blocks of an XHTML fragment."""
    return etree.fromstring(f"<body>{xhtml}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))


def inner(root: etree._Element) -> str:
    """Return what stands inside an element, serialised as XHTML."""
    pieces = [etree.tostring(child, encoding="unicode") for child in root]
    return ((root.text or "") + "".join(pieces)).strip()


def split(root: etree._Element, heading_id: str) -> tuple[etree._Element, etree._Element | None]:
    """Return the blocks before and from the top-level heading `heading_id` on; the latter None when it is not there."""
    at = next((index for index, child in enumerate(root) if heading_id and child.get("id") == heading_id), None)
    if at is None:
        return root, None
    rest = etree.Element("body")
    for child in list(root)[at:]:
        rest.append(child)
    return root, rest


def notes(found: Iterable[Note]) -> str:
    """Return the notes as a numbered list, without backlinks: each format adds its own."""
    items = [f'<li id="{note.id}">{note.xhtml}</li>' for note in found]
    return f'<ol class="notes">{"".join(items)}</ol>' if items else ""


def mark_opening(root: etree._Element, *, drop_cap: bool, small_caps: bool, language: str = "") -> None:
    """Mark the first paragraph `opening`, wrap its first letter in `.dropcap` and its first words in `.lead`.

    `language` (BCP 47) says which words begin a phrase.
    """
    paragraph = next((child for child in root if child.tag == "p" and "first" in tree.classes(child)), None)
    if paragraph is None or root.index(paragraph) > 2:
        return
    _add_class(paragraph, "opening")
    holder = paragraph
    while not (holder.text or "").strip() and len(holder) and holder[0].tag in INLINE:
        holder = holder[0]
    text = holder.text or ""
    found = re.match(rf"\s*([{re.escape(OPENING_MARKS)}]*[^\W\d_])", text)
    if found is None or not _is_cased(found[1][-1]):
        return
    length = len(tree.text_of(paragraph))
    cap = found[1] if drop_cap and length >= SHORTEST_WITH_DROP_CAP else ""
    rest = text[found.end() :] if cap else text.lstrip()
    lead = opening_words(rest, language) if small_caps else ""
    if not cap and not lead:
        return
    spans = []
    if cap:
        spans.append(_drop_cap(cap))
    if lead:
        spans.append(_span("lead", lead))
    holder.text = None
    spans[-1].tail = rest[len(lead) :]
    for index, span in enumerate(spans):
        holder.insert(index, span)
    if cap:
        _add_class(paragraph, "has-dropcap")


def mark_direction(root: etree._Element) -> None:
    """Give what is in a script written from right to left its `dir`, where the author gave none."""
    for element in root.iter():
        if is_rtl(tree.get(element, "lang")) and not element.get("dir"):
            element.set("dir", "rtl")


def mark_hyphenation(root: etree._Element, exceptions: Iterable[str]) -> None:
    """Write the author's own breaks (`ty-pog-ra-phy`) into each such word; one without hyphens is never broken."""
    breaks = {word.replace("-", "").casefold(): word for word in exceptions}
    if not breaks:
        return
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, breaks), key=len, reverse=True))})\b", re.IGNORECASE)
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("code", "pre", "kbd"):
            continue
        _hyphenate(element, "text", pattern, breaks)
    for element in list(root.iter()):
        if element is not root and tree.holder(element).tag not in ("code", "pre", "kbd"):
            _hyphenate(element, "tail", pattern, breaks)


def _hyphenate(element: etree._Element, slot: str, pattern: re.Pattern[str], breaks: dict[str, str]) -> None:
    """Wrap the words of one text node that have breaks of their own; `slot` is `text` or `tail`."""
    text: str = getattr(element, slot) or ""
    found = list(pattern.finditer(text))
    if not found or (slot == "text" and "hyphenated" in tree.classes(element)):
        return
    spans = []
    for word, following in zip(found, [*found[1:], None], strict=True):
        span = _span("hyphenated", _broken(word[0], breaks[word[0].casefold()]))
        span.tail = text[word.end() : following.start() if following else None]
        spans.append(span)
    setattr(element, slot, text[: found[0].start()])
    parent, at = (element, 0)
    if slot == "tail":
        parent, at = tree.holder(element), tree.holder(element).index(element) + 1
    for offset, span in enumerate(spans):
        parent.insert(at + offset, span)


def _broken(word: str, pattern: str) -> str:
    """Return a word, in its own capitals, with soft hyphens where the pattern has hyphens."""
    letters = iter(word)
    return "".join("\u00ad" if mark == "-" else next(letters) for mark in pattern)


def mark_long_emphasis(root: etree._Element) -> None:
    """Give emphasis longer than a phrase the class `long`: a layout may set it without slanting it."""
    for tag in tree.SLANTED:
        for element in root.iter(tag):
            if len(tree.text_of(element).split()) > PHRASE:
                _add_class(element, "long")


def _drop_cap(text: str) -> etree._Element:
    """Return the large first letter; marks before it are set apart, to be as large as the text."""
    cap = _span("dropcap", text if len(text) == 1 else "")
    if len(text) > 1:
        low = " low" if text[0] in LOW_MARKS else ""
        mark = _span(f"dropcap-mark{low}", text[:-1])
        mark.tail = text[-1]
        cap.append(mark)
    return cap


def _is_cased(letter: str) -> bool:
    """Return whether a letter belongs to a script with capitals (Latin, Greek, Cyrillic …)."""
    return letter.lower() != letter.upper()


def _add_class(element: etree._Element, name: str) -> None:
    """Add a class to an element that may have others."""
    element.set("class", " ".join([*tree.classes(element), name]))


def _span(name: str, text: str) -> etree._Element:
    """Return `<span class="name">text</span>`."""
    span = etree.Element("span", {"class": name})
    span.text = text
    return span
