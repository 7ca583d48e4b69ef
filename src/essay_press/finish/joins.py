"""One element, one structure element: what page breaks, column breaks and line breaks cut apart is joined again."""

from __future__ import annotations

from essay_press.finish.tree import Kid, Node, walk

__all__ = ["Joined", "join"]

# A picture is never cut, so two with one origin are two.
_WHOLE = frozenset({"Figure"})
# A table's head and foot are printed again on each page; the first is read, the others are not.
_REPEATED = frozenset({"THead", "TFoot"})

_Key = tuple[object, ...]


class Joined:
    """What joining found: repeated table heads, to be left unread, and ids whose cell was joined or left out."""

    def __init__(self) -> None:
        """Start with nothing joined."""
        self.repeats: list[Node] = []
        self.ids: dict[str, str] = {}


def join(root: Node) -> Joined:
    """Join the fragments below `root` in place."""
    joined = Joined()
    _join(root, joined)
    return joined


def _join(parent: Node, joined: Joined) -> None:
    """Join the fragments among the kids of `parent`, then those among their kids."""
    seen: dict[_Key, Node] = {}
    kept: list[Kid] = []
    for kid in parent.kids:
        key = _key(kid)
        if not isinstance(kid, Node) or key is None:
            kept.append(kid)
            continue
        # Anonymous boxes share their element's number: two are one only when nothing stands between them.
        before = kept[-1] if kept else None
        if kid.label.get("anonymous"):
            first = before if isinstance(before, Node) and _key(before) == key else None
        else:
            first = seen.setdefault(key, kid)
        if first is None or first is kid:
            kept.append(kid)
        else:
            _merge(first, kid, joined)
    parent.kids = kept
    for node in parent.nodes:
        _join(node, joined)


def _key(kid: Kid) -> _Key | None:
    """Return what the fragments of one element have in common, or None for what is never joined."""
    if not isinstance(kid, Node) or "n" not in kid.label or kid.role in _WHOLE:
        return None
    return kid.label["n"], kid.label.get("tag"), kid.role, bool(kid.label.get("anonymous"))


def _merge(first: Node, later: Node, joined: Joined) -> None:
    """Move what `later` holds to the end of `first`, or set it aside when it only repeats."""
    if first.role in _REPEATED:
        for old, new in zip(_cells(later), _cells(first), strict=False):
            joined.ids[old] = new
        joined.repeats.append(later)
        return
    if "/ID" in later.entries and "/ID" in first.entries:
        joined.ids[str(later.entries["/ID"])] = str(first.entries["/ID"])
    first.kids += later.kids


def _cells(node: Node) -> list[str]:
    """Return the ids of the cells below `node`, in order."""
    return [str(cell.entries["/ID"]) for cell in walk(node) if "/ID" in cell.entries]
