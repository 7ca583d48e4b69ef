"""The pass that makes a PDF whole: its structure tree, its artifacts, its links, pictures and copied text."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from essay_press.finish import artifacts, blocks, forms, joins, links, lists, notes, streams, tables, text
from essay_press.finish.tree import Annotation, Content, Tree, contents, prune, read, walk, write

__all__ = ["finish"]

_PX_TO_PT = 0.75
# Boxes that CSS makes round the text of an item or the cells of a table do stand for something.
_ANONYMOUS_ROLES = frozenset({"LBody", "Lbl", "Table", "THead", "TBody", "TFoot", "TR", "TH", "TD"})
_PRINTED = 4  # the annotation flag Print (ISO 32000-1, table 165)


def finish(data: bytes) -> bytes:
    """Return the PDF `data` with a whole structure tree and without its labels; the same bytes for the same bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" in pdf.Root:
            _mend_structure(pdf)
        _mend_objects(pdf)
        return streams.save(pdf)


def _mend_structure(pdf: pikepdf.Pdf) -> None:
    """Rebuild the structure tree: artifacts out, fragments joined, notes, tables and lists in order."""
    tree = read(pdf)
    if not any(node.label for node in walk(tree.root)):
        return  # it is not fresh from the engine
    _set_free(tree)
    openings = [(content, artifacts.pagination(label)) for content, label in tree.loose.items()]
    lists.nest(tree.root)
    hidden = prune(tree.root, lambda node: bool(node.label.get("hidden")))
    joined = joins.join(tree.root)
    unread = [*hidden, *joined.repeats]
    openings += [(item, artifacts.LAYOUT) for node in unread for item in contents(node) if isinstance(item, Content)]
    tables.mend(tree.root, joined.ids)
    notes.mend(tree.root)
    lists.mend(tree.root)
    blocks.mend(tree.root)
    links.mend(tree.root)
    _mend_figures(pdf, tree)
    _describe_links(tree)
    artifacts.mark(pdf, openings)
    _remove_loose_links(pdf, tree)
    write(pdf, tree, forms.homes(pdf))


def _set_free(tree: Tree) -> None:
    """Take the role from anonymous boxes: the engine gives them that of their element, a P inside a P."""
    for node in walk(tree.root):
        if node.label.get("anonymous") and node.role not in _ANONYMOUS_ROLES:
            node.role = "NonStruct"


def _mend_figures(pdf: pikepdf.Pdf, tree: Tree) -> None:
    """Turn the boxes of figures, which the engine writes in CSS px from the top, into points from the bottom."""
    for node in walk(tree.root):
        if node.role != "Figure" or "/BBox" not in node.entries.get("/A", Dictionary()):
            continue
        page = next((item.page for item in contents(node)), 0)
        height = float(pdf.pages[page].trimbox[3])
        x1, y1, x2, y2 = (float(value) * _PX_TO_PT for value in node.entries["/A"].BBox)
        node.entries["/A"].BBox = Array([round(value, 3) for value in (x1, height - y2, x2, height - y1)])


def _describe_links(tree: Tree) -> None:
    """Give each link inside the file its own words as description, instead of the name of its target."""
    for node in walk(tree.root):
        if node.role != "Link" or not node.label.get("text"):
            continue  # a link without words keeps what the engine wrote
        for item in node.kids:
            if isinstance(item, Annotation) and "/Dest" in item.target:
                item.target.Contents = String(str(node.label["text"]))


def _remove_loose_links(pdf: pikepdf.Pdf, tree: Tree) -> None:
    """Take the links of artifacts off their pages: a link must stand in the structure tree (ISO 14289-1, 7.18.5)."""
    kept = {item.target.objgen for item in contents(tree.root) if isinstance(item, Annotation)}
    for page in pdf.pages:
        if "/Annots" in page:
            loose = [item for item in page.Annots if item.get("/Subtype") == Name.Link and item.objgen not in kept]
            if loose:
                page.Annots = Array([item for item in page.Annots if item not in loose])


def _mend_objects(pdf: pikepdf.Pdf) -> None:
    """Mend what stands outside the structure tree: pictures, links, copied text."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image and "/Interpolate" in item:
            del item["/Interpolate"]  # PDF/A forbids it (ISO 19005-2, 6.2.8)
        elif isinstance(item, Dictionary) and item.get("/Subtype") == Name.Link:
            item.F = int(item.get("/F", 0)) | _PRINTED
    text.mend(pdf)
    streams.mend_endings(pdf)
