"""The tokens of the first walk become elements of Python-Markdown's tree: `<ep-block kind="c" n="0">`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension

from essay_press.extensions.ledger import BLOCK_TOKEN

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["TokensExtension"]


class _Tokens(BlockProcessor):
    """One block that is a token."""

    def test(self, parent: Element, block: str) -> bool:
        """Tell whether the block begins with a token."""
        return BLOCK_TOKEN.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Put the token's element where the block stood."""
        block = blocks.pop(0)
        token = BLOCK_TOKEN.match(block)
        if token is None:
            return False
        SubElement(parent, "ep-block", kind=token[1], n=token[2])
        if rest := block[token.end() :]:
            blocks.insert(0, rest)
        return True


class TokensExtension(Extension):
    """Read tokens after the indentation of lists is off and before anything else is tried."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor."""
        md.parser.blockprocessors.register(_Tokens(md.parser), "tokens", 82)


def makeExtension(**options: Any) -> TokensExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension."""
    return TokensExtension(**options)
