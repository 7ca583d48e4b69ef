"""Lists in the form that readers announce: items with a label and a body, sublists inside the body, terms as labels."""

from __future__ import annotations

from pikepdf import Dictionary, Name

from essay_press.finish.tree import Kid, Node, prune, walk

__all__ = ["mend", "nest"]

# ISO 32000-1, table 347.
_NUMBERING = {
    "disc": "/Disc",
    "circle": "/Circle",
    "square": "/Square",
    "decimal": "/Decimal",
    "upper-roman": "/UpperRoman",
    "lower-roman": "/LowerRoman",
    "upper-alpha": "/UpperAlpha",
    "upper-latin": "/UpperAlpha",
    "lower-alpha": "/LowerAlpha",
    "lower-latin": "/LowerAlpha",
}
# What may stand in a definition beside text; there, the engine puts a box round each run of text.
_BLOCKS = frozenset({"P", "L", "Table", "Figure", "Div", "BlockQuote"})


def nest(root: Node) -> None:
    """Put each sublist back where its item has it, in place: the engine writes it after the item.

    This comes before fragments are joined, while the boxes of an item on one page still have their order.
    """
    for node in walk(root):
        if node.role != "L":
            continue
        kept: list[Kid] = []
        for kid in node.kids:
            item = kept[-1] if kept else None
            if isinstance(kid, Node) and kid.role == "L" and isinstance(item, Node) and item.role == "LI":
                item.kids.insert(_place(item, kid), kid)
            else:
                kept.append(kid)
        node.kids = kept


def _place(item: Node, sublist: Node) -> int:
    """Return before which of its kids an item holds a sublist."""
    here = sublist.label.get("order", 0)
    later = (at for at, kid in enumerate(item.kids) if isinstance(kid, Node) and kid.label.get("order", 0) > here)
    return next(later, len(item.kids))


def mend(root: Node) -> None:
    """Put every list below `root`, joined from its fragments, in order, in place."""
    for node in walk(root):
        if node.role == "L":
            node.kids = _items(node)
    for node in walk(root):
        if node.role == "LI":
            _mend_item(node)
    for node in walk(root):
        if node.role == "L" and any(kid.role == "Lbl" for item in node.nodes for kid in item.nodes):
            numbering = _NUMBERING.get(str(node.label.get("list", "")), "/Decimal" if node.tag == "ol" else "/None")
            if numbering != "/None":
                node.entries["/A"] = Dictionary(O=Name("/List"), ListNumbering=Name(numbering))


def _items(node: Node) -> list[Kid]:
    """Return the kids of a list: a definition goes to its term."""
    kept: list[Kid] = []
    for kid in node.kids:
        last = kept[-1] if kept and isinstance(kept[-1], Node) and kept[-1].role == "LI" else None
        if isinstance(kid, Node) and kid.tag == "dd" and last is not None:
            last.kids += kid.kids
        elif isinstance(kid, Node) and kid.tag == "dt" and last is not None and _is_open(last):
            last.kids += _as_labels(kid)
        else:
            if isinstance(kid, Node) and kid.tag == "dt":
                kid.kids = _as_labels(kid)
            kept.append(kid)
    return kept


def _is_open(item: Node) -> bool:
    """Return whether an item has only terms so far, so that another term joins it."""
    return item.tag == "dt" and all(isinstance(kid, Node) and kid.role == "Lbl" for kid in item.kids)


def _as_labels(item: Node) -> list[Kid]:
    """Return the kids of a term with its body turned into a label."""
    for node in item.nodes:
        if node.role == "LBody":
            node.role = "Lbl"
    return item.kids


def _as_paragraphs(definition: Node) -> list[Kid]:
    """Return the kids of a definition with loose text in paragraphs, so that two of a term are not read as one."""
    loose = [kid for kid in definition.nodes if kid.label.get("anonymous") and "::" not in kid.tag]
    for box in loose:
        box.role = "P"
    if loose or any(kid.role in _BLOCKS for kid in definition.nodes):
        return definition.kids
    return [Node("P", kids=definition.kids)]


def _mend_item(item: Node) -> None:
    """Give an item its labels first and one body with all the rest."""
    labels: list[Node] = [kid for kid in item.nodes if kid.role == "Lbl"]
    if not labels:
        # A marker that stands in the item's first line is found inside the first paragraph.
        labels = prune(item, lambda node: node.role == "Lbl" and node.tag == "li::marker")[:1]
    body = next((kid for kid in item.nodes if kid.role == "LBody"), None) or Node("LBody")
    definitions = [kid for kid in item.nodes if kid.role == "LBody" and kid.tag == "dd"]
    for definition in definitions if len(definitions) > 1 else ():
        definition.kids = _as_paragraphs(definition)
    rest: list[Kid] = []
    for kid in item.kids:
        if kid in labels:
            continue
        if isinstance(kid, Node) and kid.role == "LBody":
            rest += kid.kids
        else:
            rest.append(kid)
    body.kids = rest
    item.kids = [*labels, *([body] if rest else [])]
