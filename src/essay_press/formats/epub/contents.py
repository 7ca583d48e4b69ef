"""What the book's navigation says: the contents and the landmarks, once, for every file that repeats them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from essay_press.formats.epub.documents import Document
from essay_press.formats.epub.links import Targets
from essay_press.formats.epub.xhtml import escape, inner, name, parse, text_of, walk
from essay_press.model import Heading, Role

__all__ = ["Entry", "Landmark", "contents", "landmarks", "start"]

# Markup that a line of the contents keeps; links, ids and classes are none of its business.
_KEPT = frozenset({"abbr", "b", "cite", "code", "em", "i", "q", "span", "strong", "sub", "sup"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: its inline XHTML, where it leads (relative to `text/`), the lines below it."""

    xhtml: str
    href: str
    children: tuple[Entry, ...] = ()

    @property
    def label(self) -> str:
        """Return the line as plain text."""
        return text_of(parse(self.xhtml))


@dataclass(frozen=True, slots=True)
class Landmark:
    """A landmark: its `epub:type`, its label, where it leads (relative to `text/`)."""

    kind: str
    label: str
    href: str


def contents(
    documents: Sequence[Document], targets: Targets, headings: Sequence[Heading], title: str, words: Mapping[str, str]
) -> tuple[Entry, ...]:
    """Return the contents: the essay with its headings by level, then what follows it.

    An essay behind a warning is entered through the warning, so that nobody jumps past it unread.
    """
    door = start(documents)
    entries = []
    if door is not None:
        entries.append(Entry(escape(title), door.filename, _tree(targets, headings)))
    for role, word in ((Role.NOTES, "notes"), (Role.COLOPHON, "colophon")):
        document = _first(documents, role)
        if document is not None:
            entries.append(Entry(escape(words[word]), document.filename))
    return tuple(entries)


def landmarks(documents: Sequence[Document], words: Mapping[str, str]) -> tuple[Landmark, ...]:
    """Return the landmarks; body matter, where reading apps open, begins at the warning where there is one."""
    found = (
        ("cover", words["cover"], _first(documents, Role.COVER)),
        ("bodymatter", words["start_of_content"], start(documents)),
        ("endnotes", words["notes"], _first(documents, Role.NOTES)),
    )
    return tuple(Landmark(kind, label, item.filename) for kind, label, item in found if item is not None)


def start(documents: Sequence[Document]) -> Document | None:
    """Return the document at which reading starts: the warning, else the essay."""
    return _first(documents, Role.NOTICE) or _first(documents, Role.ESSAY)


def _first(documents: Sequence[Document], role: Role) -> Document | None:
    """Return the first document of `role`, or None."""
    return next((document for document in documents if document.role is role), None)


def _tree(targets: Targets, headings: Sequence[Heading]) -> tuple[Entry, ...]:
    """Return the headings that the edition prints as entries, nested by level."""
    shown = [(heading, targets.place(heading.id)) for heading in headings]
    return _nest([(heading.level, _line(heading), href) for heading, href in shown if href is not None])


def _nest(lines: Sequence[tuple[int, str, str]]) -> tuple[Entry, ...]:
    """Return lines of (level, inline XHTML, href) as entries, each holding the deeper lines that follow it."""
    entries = []
    first = 0
    while first < len(lines):
        level, xhtml, href = lines[first]
        end = first + 1
        while end < len(lines) and lines[end][0] > level:
            end += 1
        entries.append(Entry(xhtml, href, _nest(lines[first + 1 : end])))
        first = end
    return tuple(entries)


def _line(heading: Heading) -> str:
    """Return the heading as a line of the contents: the author's safe words where given, else its own with emphasis."""
    if heading.safe:
        return escape(heading.safe)
    source = parse(heading.xhtml)
    for node in walk(source):
        if node.get("role") == "doc-noteref":
            _drop(node)
    foreign = {name(node) for node in walk(source) if node is not source} - _KEPT
    for local in sorted(foreign):
        etree.strip_tags(source, f"{{*}}{local}")
    for node in walk(source):
        for key in [key for key in map(str, node.attrib) if key != "lang"]:
            del node.attrib[key]
    return inner(source)


def _drop(node: etree._Element) -> None:
    """Take `node` away and leave the text after it."""
    node.tag = "dropped"
    node.text = None
    for child in list(node):
        node.remove(child)
    parent = node.getparent()
    if parent is not None:
        etree.strip_tags(parent, "dropped")
