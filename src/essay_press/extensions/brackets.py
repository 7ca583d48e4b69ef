"""One parser for all that stands in brackets: links, images, notes, and Pandoc's bracketed spans."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from essay_press.extensions.attributes import parse_attributes
from essay_press.extensions.ledger import ETX, MAX_DEPTH, STX, Ledger, Mark, unstamp

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["BracketsExtension"]

_OPEN = rf"(?:{STX}@(\d+){ETX})?(!?)\["
_BRACKET = re.compile(r"[\[\]]")
_REPLACED = ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref")
_ESCAPE = re.compile(f"{STX}(\\d+){ETX}")
_STAMPS = rf"(?:{STX}@\d+{ETX})*"
_ATTRIBUTES = re.compile(r"""\{((?:[^{}"']|"[^"]*"|'[^']*')*)\}""")
_LOOSE_ATTRIBUTES = re.compile(r"\{([^{}\n]{1,200})\}")
_TITLE = re.compile(r"""\s+(?:"(.*?)"|'(.*?)'|\((.*?)\))\s*\)""", re.DOTALL)
_ADDRESS = re.compile(rf"\s*{_STAMPS}(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))")
_SPACED_ADDRESS = re.compile(r"\s*([^()\n\"]*[^()\s\"])\s*\)")
_LABEL = re.compile(rf"{_STAMPS}\[([^\[\]]*)\]")
MAX_ADDRESS = 4096


class _Brackets(InlineProcessor):
    """Match an opening bracket, find the one that closes it, and see by what follows what it is."""

    def __init__(self, md: Markdown, ledger: Ledger) -> None:
        """Keep the ledger for attribute lists and findings."""
        super().__init__(_OPEN, md)
        self.ledger = ledger
        self._text = ""
        self._pairs: dict[int, int | None] = {}

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the element that the bracket makes and the stretch it takes, or three times None."""
        start = m.end() - 1
        offset = int(m[1]) if m[1] else None
        end = self._closing(data, start, offset)
        if end is None:
            return None, None, None
        inner = data[start + 1 : end]
        begin = m.start()
        found = (
            (None if m[2] else self._note(inner, end + 1))
            or self._link(m, inner, data, end + 1)
            or self._reference(m, inner, data, end + 1)
            or (None if m[2] else self._span(inner, data, end + 1, offset))
            or self._short_reference(m, inner, data, end + 1)
        )
        if found is None and m[2]:
            # No image after all: the sign ends a sentence, `Read it![^1]`.
            begin, offset = start, None if offset is None else offset + 1
            found = self._note(inner, end + 1) or self._span(inner, data, end + 1, offset)
        if found is None:
            return None, None, None
        element, after = found
        if offset is not None:
            element.set("ep-at", str(offset))
        return element, begin, after

    def _closing(self, data: str, start: int, offset: int | None) -> int | None:
        """Return the index of the bracket that closes the one at `start`.

        A text is walked once from there on, and what is learnt of other brackets on the way is kept, so that neither a
        long row of brackets that nothing closes nor a paragraph of a thousand notes takes quadratic time.
        """
        if data is not self._text:
            self._text, self._pairs = data, {}
        if start not in self._pairs:
            stack: list[int] = []
            for bracket in _BRACKET.finditer(data, start):
                if bracket.group() == "[":
                    stack.append(bracket.start())
                    continue
                if len(stack) > MAX_DEPTH:
                    self.ledger.refuse_depth("brackets are", offset)
                self._pairs[stack.pop()] = bracket.start()
                if not stack:
                    break
            self._pairs.update(dict.fromkeys(stack))
        return self._pairs[start]

    # ------------------------------------------------------------ what a bracket can be
    def _note(self, inner: str, after: int) -> tuple[Element, int] | None:
        """Read `[^name]`."""
        if not inner.startswith("^") or len(inner) < 2 or re.search(r"[\s\[]", inner):
            return None
        return Element("ep-call", label=self._plain(inner[1:])), after

    def _link(self, m: re.Match[str], inner: str, data: str, after: int) -> tuple[Element, int] | None:
        """Read what follows in round brackets: an address and, in quotes, a title."""
        if data[after : after + 1] != "(":
            return None
        window = data[after + 1 : after + 1 + 2 * MAX_ADDRESS]
        address = _ADDRESS.match(window)
        if address is None:
            return None
        href = address[1] if address[1] is not None else address[2]
        title = ""
        if closing := re.compile(r"\s*\)").match(window, address.end()):
            end = closing.end()
        elif titled := _TITLE.match(window, address.end()):
            title = titled[1] or titled[2] or titled[3] or ""
            end = titled.end()
        elif spaced := _SPACED_ADDRESS.match(window):
            href, end = spaced[1], spaced.end()
        else:
            return None
        return self._made(m, inner, href, title, data, after + 1 + end)

    def _reference(self, m: re.Match[str], inner: str, data: str, after: int) -> tuple[Element, int] | None:
        """Read `[words][name]` and `[name][]`."""
        label = _LABEL.match(data, after)
        if label is None or label[1].startswith("^"):
            return None
        known = self._known(label[1] or inner)
        return self._made(m, inner, known[0], known[1] or "", data, label.end()) if known else None

    def _short_reference(self, m: re.Match[str], inner: str, data: str, after: int) -> tuple[Element, int] | None:
        """Read `[name]` when it is defined somewhere."""
        known = self._known(inner)
        return self._made(m, inner, known[0], known[1] or "", data, after) if known else None

    def _known(self, label: str) -> tuple[str, str | None] | None:
        references = self.md.references if self.md else None
        return references.get(" ".join(self._plain(label).split()).lower()) if references else None

    def _span(self, inner: str, data: str, after: int, offset: int | None) -> tuple[Element, int] | None:
        """Read `[words]{.class key="value"}`."""
        if data[after : after + 1] != "{":
            return None
        mark, end = self._attributes(data, after, offset)
        if mark is None:
            loose = _LOOSE_ATTRIBUTES.match(data, after)
            if loose:
                self.ledger.findings.warning(
                    "EP148",
                    f"`{{{self._plain(loose[1])}}}` after a bracket is no attribute list; it is printed as it stands",
                    self.ledger.place(offset),
                    'write `[words]{.class key="value"}`, with a full stop before the class and straight quotes',
                )
            return None
        element = Element("span")
        self.ledger.marks.append(mark)
        element.set("ep-mark", str(len(self.ledger.marks) - 1))
        _hold(element, "ep-inner", inner)
        return element, end

    # ------------------------------------------------------------ helpers
    def _made(self, m: re.Match[str], inner: str, href: str, title: str, data: str, after: int) -> tuple[Element, int]:
        """Return the link or image, with the attribute list that follows it."""
        mark, end = self._attributes(data, after, int(m[1]) if m[1] else None)
        element = Element("ep-image" if m[2] else "a")
        element.set("ep-href", self._plain(href).strip())
        if mark is not None:
            self.ledger.marks.append(mark)
            element.set("ep-mark", str(len(self.ledger.marks) - 1))
        if m[2]:
            _hold(element, "ep-alt", inner)
            _hold(element, "ep-caption", title)
        else:
            if title:
                element.set("title", self._plain(title))
            _hold(element, "ep-inner", inner)
        return element, end

    def _attributes(self, data: str, start: int, offset: int | None) -> tuple[Mark | None, int]:
        """Return the attribute list at `start` and where it ends; or None and `start`."""
        found = _ATTRIBUTES.match(data, start)
        mark = parse_attributes(self._plain(found[1]), offset) if found else None
        return (mark, found.end()) if found and mark is not None else (None, start)

    def _plain(self, text: str) -> str:
        """Return text that is not read as markup, with placeholders, escapes and stamps resolved."""
        resolved = _ESCAPE.sub(lambda code: chr(int(code[1])), self.unescape(unstamp(text)))
        return html.unescape(unstamp(resolved))


def _hold(element: Element, tag: str, text: str) -> None:
    """Put text behind an empty child.

    Python-Markdown applies to an element's own text only the patterns after the one that made it, but to the text
    behind a child all of them from that one on; brackets in brackets need the latter.
    """
    SubElement(element, tag).tail = text


class BracketsExtension(Extension):
    """Replace Python-Markdown's patterns for links, images and references by one."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger."""
        super().__init__(**options)
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register after code spans (190) and escapes (180), before all else."""
        for name in _REPLACED:
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Brackets(md, self.ledger), "brackets", 170)
