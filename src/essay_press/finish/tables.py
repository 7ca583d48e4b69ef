"""Tables that can be heard: each header cell says what it heads, each cell names headers that exist."""

from __future__ import annotations

from collections.abc import Mapping

from pikepdf import Array, Dictionary, Name, String

from essay_press.finish.tree import Node, walk

__all__ = ["mend"]

_SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def mend(root: Node, renamed: Mapping[str, str]) -> None:
    """Give each header cell a scope, and point the cells' header lists at ids that are still in the tree.

    The engine takes a header cell without `scope` for a column's; where there is one, its lists are left out, because
    the scopes given here say the same and can say more.
    """
    ids = {str(node.entries["/ID"]) for node in walk(root) if "/ID" in node.entries}
    for table in walk(root):
        if table.role != "Table":
            continue
        sections = [kid for kid in table.nodes if kid.role in ("THead", "TBody", "TFoot")]
        if sections and all(section.role == "THead" for section in sections):
            # A table of its head alone has a body to PDF/UA, and no head.
            for section in sections:
                section.role = "TBody"
        cells = [node for node in walk(table) if node.role == "TH"]
        explicit = all(str(cell.label.get("scope", "")) in _SCOPES for cell in cells)
        for section in (table, *sections):
            for row in section.nodes:
                if row.role == "TR":
                    _mend_row(row, section.role, ids if explicit else set(), renamed)


def _mend_row(row: Node, section: str, ids: set[str], renamed: Mapping[str, str]) -> None:
    """Mend the cells of one row; ISO 32000-1, table 349, names the attributes."""
    cells = [cell for cell in row.nodes if cell.role in ("TH", "TD")]
    heads_columns = section == "THead" or all(cell.role == "TH" for cell in cells)
    for cell in cells:
        attributes = cell.entries.setdefault("/A", Dictionary(O=Name("/Table")))
        if cell.role == "TH":
            given = _SCOPES.get(str(cell.label.get("scope", "")))
            attributes.Scope = Name(given or ("/Column" if heads_columns else "/Row"))
        if "/Headers" in attributes:
            headers = dict.fromkeys(renamed.get(str(name), str(name)) for name in attributes.Headers)
            present = [String(name) for name in headers if name in ids]
            if present:
                attributes.Headers = Array(present)
            else:
                del attributes["/Headers"]
