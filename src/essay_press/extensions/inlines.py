"""Small inline patterns: raw tags and character references as tokens, addresses in angle brackets, hard breaks."""

from __future__ import annotations

import html
import re
import string
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.inlinepatterns import ENTITY_RE, HTML_RE, InlineProcessor, SubstituteTagInlineProcessor
from markdown.util import AtomicString

from essay_press.extensions.ledger import ETX, STX, Ledger, Raw, unstamp

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["InlinesExtension"]

_STAMPED = rf"(?:{STX}@(\d+){ETX})?"
_AUTOLINK = _STAMPED + r"<((?:[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+)|(?:[^\s<>:/@]+@[^\s<>@/]+\.[^\s<>@/]+))>"


class _Tag(InlineProcessor):
    """A raw tag becomes a token; the sanitiser reads it when the whole tree is there."""

    def __init__(self, md: Markdown, ledger: Ledger) -> None:
        """Keep the ledger for the tags."""
        super().__init__(_STAMPED + HTML_RE, md)
        self.ledger = ledger

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return the token."""
        if m[2].startswith("<!--"):
            self.ledger.comments.append(int(m[1]) if m[1] else None)
            return "", m.start(), m.end()
        text = unstamp(self.unescape(m[2]))
        self.ledger.raws.append(Raw(text, ((0, int(m[1]) if m[1] else -1),)))
        return f"{STX}h{len(self.ledger.raws) - 1}{ETX}", m.start(), m.end()


class _Entity(InlineProcessor):
    """A character reference becomes the character, protected from any further reading."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """Return the characters as escapes, or None for a name that HTML does not know."""
        plain = html.unescape(m[1])
        if plain == m[1]:
            return None, None, None
        usable = (character for character in plain if character.isprintable() or character.isspace())
        return "".join(f"{STX}{ord(character)}{ETX}" for character in usable), m.start(), m.end()


class _Autolink(InlineProcessor):
    """`<https://…>` and `<name@host>` become links."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the link."""
        address = unstamp(self.unescape(m[2]))
        element = Element("a")
        element.set("ep-href", address if ":" in address else f"mailto:{address}")
        element.set("ep-address", "1")
        if m[1]:
            element.set("ep-at", m[1])
        element.text = AtomicString(address.removeprefix("mailto:"))
        return element, m.start(), m.end()


class InlinesExtension(Extension):
    """Put these patterns in the places of Python-Markdown's own."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger."""
        super().__init__(**options)
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the patterns."""
        patterns = md.inlinePatterns
        for name in ("autolink", "automail", "html", "entity"):
            patterns.deregister(name)
        patterns.register(SubstituteTagInlineProcessor(r"\\\n[ ]*", "br"), "backslash_break", 185)
        patterns.register(_Autolink(_AUTOLINK, md), "autolink", 120)
        patterns.register(_Tag(md, self.ledger), "html", 90)
        patterns.register(_Entity(ENTITY_RE, md), "entity", 80)
        # As in Pandoc and CommonMark, a backslash makes a plain sign of any ASCII punctuation.
        md.ESCAPED_CHARS = list(string.punctuation)
