"""Notes that are still called, numbered without a gap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from essay_press.markup import tree
from essay_press.model import Note

__all__ = ["renumber"]


def renumber(body: etree._Element, notes: Iterable[Note]) -> tuple[tuple[str, Note], ...]:
    """Number the calls in `body` anew; return (former id, note) of each note still called, in their new order."""
    known = {note.id: note for note in notes}
    calls: dict[str, list[str]] = {}
    found = [link for link in body.iter("a") if link.get("role") == "doc-noteref"]
    for count, call in enumerate(found, 1):
        former = tree.get(call, "href").removeprefix("#")
        calls.setdefault(former, []).append(f"r{count}")
        number = list(calls).index(former) + 1
        call.set("id", f"r{count}")
        call.set("href", f"#n{number}")
        call.text = str(number)
    return tuple(
        (former, replace(known[former], id=f"n{number}", number=number, calls=tuple(ids)))
        for number, (former, ids) in enumerate(calls.items(), 1)
    )
