"""Emphasis as Python-Markdown reads it, one stretch at a time, and Pandoc's `~~struck~~`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import DelimiterProcessor

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["EmphasisExtension"]


class _Emphasis(DelimiterProcessor):
    """Python-Markdown's pairing of stars and underscores, without its cache.

    The cache shifts pairs found earlier by the length of what was put in since; where a lone star stands between, it
    shifts them wrongly and cuts placeholders in two (`**a* * *<b>b</b>*`, Python-Markdown 3.11).
    """

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the next emphasis, paired anew."""
        self.reset()
        found = super().handleMatch(m, data)
        self.reset()
        return found


class EmphasisExtension(Extension):
    """Replace Python-Markdown's pattern for emphasis."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the pattern in the place of the old one."""
        emphasis = _Emphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        emphasis.add("~", "del", double=True)
        md.inlinePatterns.register(emphasis, "em_strong", 60)


def makeExtension(**options: Any) -> EmphasisExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension."""
    return EmphasisExtension(**options)
