"""What an essay promises: its blocks of text in order, its notes, the pieces that must stay whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from essay_press.check.folding import folded, is_right_to_left
from essay_press.diagnostics import Place
from essay_press.model import Essay, Note

__all__ = ["LEAVES", "Block", "blocks", "notes", "notes_of"]

LEAVES = frozenset(
    {"p", "pre", "dt", "dd", "li", "figcaption", "caption", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"}
)
# At these an edition may print something of its own: the number of a note, the marks of `<q>`, an ornament.
SEAMS = frozenset({"a.noteref", "q", "br", "img", "hr"})
FLOATING = frozenset({"caption", "figcaption"})  # a layout may set them above or below
WAITING = frozenset({"figure", "table", "pre"})  # these may stand after later paragraphs, where they find room


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text of one block: `pieces` (folded) follow each other with at most a note call between them.

    `words` is the text as written, for messages; `ordered` is False where a layout may move the block, and `group`
    tells apart the figures, tables and listings that may wait, as a whole, until later paragraphs of their section.
    """

    id: str
    pieces: tuple[str, ...]
    words: str
    tag: str
    place: Place | None = None
    ordered: bool = True
    group: str = ""

    @property
    def text(self) -> str:
        """Return the folded text without the seams."""
        return "".join(self.pieces)

    @property
    def right_to_left(self) -> bool:
        """Return whether it holds letters that a page draws from right to left."""
        return is_right_to_left(self.words)


def blocks(essay: Essay) -> tuple[Block, ...]:
    """Return the blocks of the body in reading order."""
    return tuple(_blocks(essay.body, dict(essay.blocks), None))


def notes(essay: Essay) -> tuple[tuple[Block, ...], ...]:
    """Return the blocks of each note, in the order of the notes."""
    return tuple(notes_of(note) for note in essay.notes)


def notes_of(note: Note) -> tuple[Block, ...]:
    """Return the blocks of one note."""
    return tuple(_blocks(note.xhtml, {}, note.place, note.id))


def _parse(xhtml: str) -> etree._Element:
    return etree.fromstring(f"<body>{xhtml}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))


def _blocks(xhtml: str, places: dict[str, Place], place: Place | None, name: str = "") -> Iterable[Block]:
    """Yield blocks: text nodes in order, grouped by the leaf element that they belong to."""
    leaf: etree._Element | None = None
    pieces: list[list[str]] = [[]]
    for owner, text, seam in _texts(_parse(xhtml)):
        if owner is not leaf:
            if leaf is not None:
                yield from _block(leaf, pieces, places, place, name)
            leaf, pieces = owner, [[]]
        if seam:
            pieces.append([])
        pieces[-1].append(text)
    if leaf is not None:
        yield from _block(leaf, pieces, places, place, name)


def _block(
    leaf: etree._Element, pieces: list[list[str]], places: dict[str, Place], place: Place | None, name: str
) -> Iterable[Block]:
    kept = tuple(filter(None, (folded("".join(piece)) for piece in pieces)))
    if kept:
        found = str(leaf.get("id") or name)
        where = places.get(found) or next((places[i] for i in _ids_above(leaf) if i in places), place)
        tag = str(leaf.tag)
        words = " ".join("".join(text for piece in pieces for text in piece).split())
        yield Block(found, kept, words, tag, where, tag not in FLOATING, _group(leaf))


def _group(leaf: etree._Element) -> str:
    """Return the id of the figure, table or listing that holds a leaf, or its place in the tree where it has none."""
    for element in (leaf, *leaf.iterancestors()):
        if element.tag in WAITING:
            return str(element.get("id") or element.getroottree().getpath(element))
    return ""


def _ids_above(element: etree._Element) -> Iterable[str]:
    return (str(above.get("id")) for above in element.iterancestors() if above.get("id"))


def _texts(root: etree._Element) -> Iterable[tuple[etree._Element, str, bool]]:
    """Yield (leaf, text, whether a seam stands before it) for each text node, note calls left out."""
    seam = False

    def visit(element: etree._Element, leaf: etree._Element) -> Iterable[tuple[etree._Element, str, bool]]:
        nonlocal seam
        if not isinstance(element.tag, str) or element.get("aria-hidden") == "true":
            return
        kind = element.tag
        if kind == "a" and "noteref" in (element.get("class") or "").split():
            seam = True
            return
        leaf = element if kind in LEAVES or element.tag in ("div", "blockquote", "section") else leaf
        seam = seam or kind in SEAMS
        if element.text:
            yield leaf, element.text, seam
            seam = False
        for child in element:
            yield from visit(child, leaf)
            if child.tail:
                yield leaf, child.tail, seam
                seam = False
        seam = seam or kind in SEAMS

    return visit(root, root)
