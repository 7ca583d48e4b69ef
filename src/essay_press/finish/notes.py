"""Notes and their calls: each note a Note with an id, inside the block that calls it, each call a Reference."""

from __future__ import annotations

from pikepdf import String

from essay_press.finish.tree import Kid, Node, prune, walk

__all__ = ["mend"]

_CALL = "::footnote-call"
_MARKER = "::footnote-marker"
# A note is an inline-level element (ISO 32000-1, 14.8.4.4), so these may hold one.
_HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
_BLOCKS = _HEADINGS | {"P", "LBody", "Lbl", "TD", "TH", "Caption", "Div", "BlockQuote"}


def mend(root: Node) -> None:
    """Turn the notes at the foot of the pages into notes of the text, in place."""
    homes = _homes(root)
    # The note is the element that its call is generated from; the engine floats it to the foot of a page.
    notes = prune(root, lambda node: node.label.get("n") in homes and "::" not in node.tag)
    for count, note in enumerate(notes, 1):
        note.role = "Note"
        note.entries["/ID"] = String(f"note-{count}")
        for marker in walk(note):
            if marker.tag.endswith(_MARKER):
                marker.role = "Lbl"
        parent, block = homes[note.label["n"]]
        if block.role in _HEADINGS:  # else the note would be read as a part of the heading
            parent.kids.insert(parent.kids.index(block) + 1, note)
        else:
            block.kids.append(note)
    _refer(root)


def _homes(root: Node) -> dict[object, tuple[Node, Node]]:
    """Return the block in which each note is called, after its parent, by the number of the note's element."""
    homes: dict[object, tuple[Node, Node]] = {}

    def visit(node: Node, parent: Node, home: tuple[Node, Node]) -> None:
        inner = (parent, node) if node.role in _BLOCKS else home
        if node.tag.endswith(_CALL):
            homes.setdefault(node.label.get("n"), inner)
        for kid in node.nodes:
            visit(kid, node, inner)

    visit(root, root, (root, root))
    return homes


def _refer(node: Node) -> None:
    """Make each call of a note a Reference: the element itself, or one round it when it is a link."""
    kids: list[Kid] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            _refer(kid)
            called = kid.tag.endswith(_CALL) or kid.label.get("role") == "doc-noteref"
            if called and kid.role == "Link":
                kids.append(Node("Reference", kids=[kid]))
                continue
            if called:
                kid.role = "Reference"
        kids.append(kid)
    node.kids = kids
