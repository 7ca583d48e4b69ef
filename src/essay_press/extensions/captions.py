"""A table's caption: a paragraph `Table: words` or `: words` right before or after it, as in Pandoc."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["CaptionsExtension"]

_CAPTION = re.compile(r"[ ]{0,3}(?:[Tt]able)?:[ ]+(?=\S)")


class _Captions(BlockProcessor):
    """A block that captions the table before or after it."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block looks like a caption."""
        return _CAPTION.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Put out an `<ep-caption>` beside the table; return False when no table is near."""
        before = parent[-1].tag == "table" and parent[-1].get("ep-captioned") is None if len(parent) else False
        if not before and not self._table_follows(parent, blocks):
            return False
        block = blocks.pop(0)
        if before:
            parent[-1].set("ep-captioned", "1")
        element = SubElement(parent, "ep-caption", side="after" if before else "before")
        element.text = _CAPTION.sub("", block, count=1)
        return True

    def _table_follows(self, parent: Element, blocks: list[str]) -> bool:
        table = self.parser.blockprocessors["table"]
        following = next((block for block in blocks[1:] if block.strip()), "")
        return isinstance(table, TableProcessor) and bool(following) and table.test(parent, following.strip("\n"))


class CaptionsExtension(Extension):
    """Read captions before definition lists (25), which begin with a colon too."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor."""
        md.parser.blockprocessors.register(_Captions(md.parser), "captions", 76)


def makeExtension(**options: Any) -> CaptionsExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension."""
    return CaptionsExtension(**options)
