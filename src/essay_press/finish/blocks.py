"""Roles and paragraphs: a standard role for each element of HTML, a paragraph for loose text, nothing empty."""

from __future__ import annotations

from pikepdf import String

from essay_press.finish.tree import Kid, Node, walk

__all__ = ["mend"]

_ROLES = {
    "pre": "P",
    "code": "Code",
    "q": "Quote",
    **dict.fromkeys(("address", "aside", "figure", "footer", "header", "hgroup", "nav"), "Div"),
    **dict.fromkeys(
        ("abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "kbd", "mark", "s", "samp"), "Span"
    ),
    **dict.fromkeys(("small", "strong", "sub", "sup", "time", "u", "var"), "Span"),
}
_GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
_INLINE = frozenset({"Span", "Code", "Quote", "Link", "Reference", "Lbl"})
_EMPTY_ALLOWED = frozenset({"TD", "TH", "TR", "Document"})


def mend(root: Node) -> None:
    """Put roles, paragraphs and languages right below `root`, in place."""
    for node in walk(root):
        if node.role == "NonStruct" and not node.label.get("anonymous"):
            node.role = _ROLES.get(node.tag, node.role)
        if "lang" in node.label and node is not root:
            node.entries["/Lang"] = String(str(node.label["lang"]))
        if "actual" in node.label:
            node.entries["/ActualText"] = String(str(node.label["actual"]))
    _unnest(root)
    _dissolve(root)
    _drop_empty(root)
    _wrap(root)
    _flatten(root)


def _unnest(node: Node, *, linked: bool = False) -> None:
    """Replace a link inside a link by its kids: what CSS generates after a link is a part of that link."""
    kids: list[Kid] = []
    for kid in node.kids:
        if not isinstance(kid, Node):
            kids.append(kid)
            continue
        _unnest(kid, linked=linked or kid.role == "Link")
        kids += kid.kids if linked and kid.role == "Link" else [kid]
    node.kids = kids


def _dissolve(node: Node) -> None:
    """Replace each NonStruct element, which means nothing, by its kids."""
    kids: list[Kid] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            _dissolve(kid)
            if kid.role == "NonStruct" and "/Lang" not in kid.entries:
                kids += kid.kids
                continue
            if kid.role == "NonStruct":
                kid.role = "Span" if all(_is_inline(inner) for inner in kid.kids) else "Div"
        kids.append(kid)
    node.kids = kids


def _drop_empty(node: Node) -> None:
    """Drop elements with nothing in them, except cells, whose place in the row counts."""
    for inner in node.nodes:
        _drop_empty(inner)
    node.kids = [kid for kid in node.kids if not isinstance(kid, Node) or kid.kids or kid.role in _EMPTY_ALLOWED]


def _is_inline(kid: Kid) -> bool:
    """Return whether a kid is text or an element that stands in a line of text."""
    if not isinstance(kid, Node):
        return True
    return kid.role in _INLINE and all(_is_inline(inner) for inner in kid.kids)


def _wrap(node: Node) -> None:
    """Put text that stands in a section, division or quotation without a paragraph into one."""
    for inner in node.nodes:
        _wrap(inner)
    if node.role not in _GROUPS or not any(_is_inline(kid) for kid in node.kids):
        return
    if node.role == "Div" and all(_is_inline(kid) for kid in node.kids):
        node.role = "P"
        return
    kids: list[Kid] = []
    run: Node | None = None
    for kid in node.kids:
        if not _is_inline(kid):
            run = None
            kids.append(kid)
            continue
        if run is None:
            run = Node("P")
            kids.append(run)
        run.kids.append(kid)
    node.kids = kids


def _flatten(node: Node) -> None:
    """Replace the engine's element round each line of text by the text, except directly in a grouping element."""
    for inner in node.nodes:
        _flatten(inner)
    if node.role in _GROUPS or node.role in ("L", "LI", "Table", "THead", "TBody", "TFoot", "TR"):
        return
    kids: list[Kid] = []
    for kid in node.kids:
        bare = isinstance(kid, Node) and kid.role == "Span" and not kid.label and not kid.entries
        if bare and isinstance(kid, Node) and not kid.nodes:
            kids += kid.kids
        else:
            kids.append(kid)
    node.kids = kids
