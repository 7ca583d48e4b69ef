"""Headings need a space after their `#`, as in Pandoc and CommonMark: `#1 in the charts` is text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["HeadingsExtension"]


class _Headings(HashHeaderProcessor):
    """Python-Markdown's headings, with the space."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ ])(?P<header>(?:\\.|[^\\\n])*?)#*[ ]*(?:\n|$)")


class HeadingsExtension(Extension):
    """Replace the processor of `#` headings."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor in the place of the old one."""
        md.parser.blockprocessors.register(_Headings(md.parser), "hashheader", 70)


def makeExtension(**options: Any) -> HeadingsExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension."""
    return HeadingsExtension(**options)
