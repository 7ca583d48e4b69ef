"""Before inline markup is read, each line's stamp gives way to stamps on what needs a place: brackets and tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from essay_press.extensions.ledger import MAX_DEPTH, STAMP, STX, Ledger, stamp

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["StampsExtension"]

# Escapes and placeholders are stepped over; a stamp inside a code span is taken out again when the tree is read.
_CONSTRUCT = re.compile(r"\\.|\x02[^\x03]*\x03|!?\[|<", re.DOTALL)

_DELIMITERS = re.compile(r"\*+|_+|~~+")
_LEAD = re.compile(r"\s*(?:\x02[a-z]\d+\x03)?\s*")


class _Stamps(Treeprocessor):
    """Restamp every text of the tree, and say on each element where it begins."""

    def __init__(self, md: Markdown, ledger: Ledger) -> None:
        """Keep the ledger for what is nested too deep."""
        super().__init__(md)
        self.ledger = ledger

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            if element.text and not isinstance(element.text, AtomicString) and STX in element.text:
                element.text, offset = _restamp(element.text)
                if offset is not None:
                    element.set("ep-at", str(offset))
                if _emphasis_depth(element.text) > MAX_DEPTH:
                    self.ledger.refuse_depth("emphasis is", offset)
            if element.tail and STX in element.tail:
                element.tail, _ = _restamp(element.tail)


def _emphasis_depth(text: str) -> int:
    """Return about how many emphases are open at once at most: Python-Markdown reads them by recursion."""
    deepest = depth = 0
    for run in _DELIMITERS.finditer(text) if text.count("*") + text.count("_") + text.count("~") > MAX_DEPTH else ():
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        if after and not after.isspace() and not before.isalnum():
            depth += 1
            deepest = max(deepest, depth)
        elif before and not before.isspace():
            depth = max(depth - 1, 0)
    return deepest


def _restamp(text: str) -> tuple[str, int | None]:
    """Return the text with stamps before brackets and tags alone, and the source offset of its first character."""
    out: list[str] = []
    first: int | None = None
    for line in text.split("\n"):
        found = STAMP.search(line)
        plain = STAMP.sub("", line)
        if found is None:
            out.append(plain)
            continue
        base = int(found[1]) - found.start()
        if first is None:
            lead = _LEAD.match(plain)
            first = base + (lead.end() if lead else 0)
        out.append(_CONSTRUCT.sub(lambda match, base=base: _marked(match, base), plain))  # type: ignore[misc]
    return "\n".join(out), first


def _marked(match: re.Match[str], base: int) -> str:
    return match.group() if match.group()[0] in "\\\x02" else stamp(base + match.start()) + match.group()


class StampsExtension(Extension):
    """Restamp between the reading of blocks and the reading of inline markup."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger."""
        super().__init__(**options)
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the tree processor before `inline` (20)."""
        md.treeprocessors.register(_Stamps(md, self.ledger), "stamps", 55)
