"""Python-Markdown set up with our extensions: a ledger's source becomes a tree, and the tree becomes lxml's."""

from __future__ import annotations

import logging
import re
from xml.etree.ElementTree import Element

from lxml import etree
from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.sane_lists import SaneListExtension

from essay_press.extensions.attributes import AttributesExtension
from essay_press.extensions.brackets import BracketsExtension
from essay_press.extensions.captions import CaptionsExtension
from essay_press.extensions.emphasis import EmphasisExtension
from essay_press.extensions.headings import HeadingsExtension
from essay_press.extensions.inlines import InlinesExtension
from essay_press.extensions.ledger import STAMP, TOKEN, Ledger, unstamp
from essay_press.extensions.notes import NotesExtension
from essay_press.extensions.scan import ScanExtension
from essay_press.extensions.stamps import StampsExtension
from essay_press.extensions.tables import TablesExtension
from essay_press.extensions.tokens import TokensExtension
from essay_press.markup.guards import ELLIPSIS
from essay_press.markup.rawtags import RawTags
from essay_press.markup.tree import append_text

__all__ = ["read"]

_PLACEHOLDER = re.compile("\x02[^\x02\x03]*\x03|[\x02\x03]")
_KEPT = {
    "*": {"class", "lang", "safe"},
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "ep-block": {"kind", "n"},
    "ep-caption": {"side"},
    "ep-call": {"label"},
}


def read(ledger: Ledger) -> tuple[etree._Element, dict[str, etree._Element]]:
    """Return the body as `<body>` and the text of each note, by label, as `<ep-note>`."""
    logging.getLogger("MARKDOWN").setLevel(logging.ERROR)
    markdown = Markdown(
        extensions=[
            ScanExtension(ledger),
            TokensExtension(),
            HeadingsExtension(),
            TablesExtension(ledger),
            CaptionsExtension(),
            DefListExtension(),
            SaneListExtension(),
            NotesExtension(ledger),
            StampsExtension(ledger),
            BracketsExtension(ledger),
            InlinesExtension(ledger),
            EmphasisExtension(),
            AttributesExtension(),
        ]
    )
    markdown.treeprocessors.deregister("prettify")
    lines: list[str] = []
    for preprocessor in markdown.preprocessors:
        lines = preprocessor.run(lines)
    root = markdown.parser.parseDocument(lines).getroot()
    assert root is not None
    for processor in markdown.treeprocessors:
        changed = processor.run(root)
        root = root if changed is None else changed
    body = etree.Element("body")
    notes: dict[str, etree._Element] = {}
    reader = _Reader(ledger)
    for child in list(root):
        if child.tag == "ep-note":
            root.remove(child)
            notes[child.get("label", "")] = note = etree.Element("ep-note")
            reader.content(child, note)
    reader.content(root, body)
    return body, notes


class _Reader:
    """The copy from Python-Markdown's tree to lxml's: stamps out, raw tags paired, unknown attributes dropped."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep the ledger that tokens point into."""
        self.ledger = ledger

    def content(self, source: Element, target: etree._Element) -> None:
        """Copy everything inside `source` to the end of `target`."""
        raw = RawTags(self.ledger, target)
        self._text(source.text, raw)
        for child in source:
            self._element(child, raw)
            self._text(child.tail, raw)
        raw.finish()

    def _element(self, source: Element, raw: RawTags) -> None:
        if source.tag == "ep-inner":
            return
        if source.tag == "pre":
            raw.target.append(self._code(source))
            return
        target = etree.SubElement(raw.target, source.tag)
        self._attributes(source, target)
        if source.tag == "code":
            target.text = _uncoded(self._verbatim(source.text or ""))
        elif source.tag == "ep-image":
            self._image(source, target)
        else:
            self.content(source, target)

    def _attributes(self, source: Element, target: etree._Element) -> None:
        kept = _KEPT["*"] | _KEPT.get(source.tag, set())
        for name, value in source.items():
            if name.startswith("ep-") or name in kept:
                target.set(name, _PLACEHOLDER.sub("", unstamp(value or "")))
            else:
                self.ledger.findings.warning(
                    "EP149",
                    f"the attribute `{name}` has no meaning on this and is dropped",
                    self.ledger.place(source.get("ep-at")),
                )

    def _code(self, source: Element) -> etree._Element:
        """Return an indented code block."""
        target = etree.Element("pre")
        code = etree.SubElement(target, "code")
        inner = source[0].text if len(source) else source.text
        if found := STAMP.search(inner or ""):
            line = (inner or "")[: found.start()].rpartition("\n")[2]
            target.set("ep-at", str(int(found[1]) - len(_uncoded(line))))
        code.text = _uncoded(self._verbatim(inner or "")).rstrip("\n")
        return target

    def _image(self, source: Element, target: etree._Element) -> None:
        """Copy an image: its text alternative as an attribute, its caption as content."""
        parts = {"ep-alt": Element("span"), "ep-caption": Element("span")}
        part = parts["ep-alt"]
        for child in source:
            if child.tag in parts:
                part = parts[child.tag]
                part.text = child.tail
            else:
                part.append(child)
        alternative = etree.Element("span")
        self.content(parts["ep-alt"], alternative)
        target.set("alt", _line(alternative))
        if self._guard(alternative):
            target.set("ep-safe-alt", _line(alternative))
        self.content(parts["ep-caption"], target)

    def _guard(self, alternative: etree._Element) -> bool:
        """Put safe words in the place of each spoiler in a text alternative; tell whether there was one."""
        held = False
        for span in [span for span in alternative.iter("span") if span.get("ep-mark")]:
            mark = self.ledger.marks[int(span.get("ep-mark", ""))]
            if "spoiler" in mark.classes:
                for child in list(span):
                    span.remove(child)
                span.text, held = " ".join((mark.value("safe") or ELLIPSIS).split()), True
        return held

    def _text(self, text: str | None, raw: RawTags) -> None:
        """Copy text, tokens and all."""
        if not text:
            return
        last = 0
        for token in TOKEN.finditer(text):
            append_text(raw.target, _spaced(text[last : token.start()]))
            last = token.end()
            if token[1] == "h":
                raw.tag(self.ledger.raws[int(token[2])])
            elif token[1] == "v":
                etree.SubElement(raw.target, "ep-line").set("n", token[2])
            elif token[1] != "@":
                append_text(raw.target, self._restored(token))
        append_text(raw.target, _spaced(text[last:]))

    def _verbatim(self, text: str) -> str:
        """Return the text of code with what the walk took out put back."""
        text = TOKEN.sub(lambda token: "" if token[1] in "@s" else self._restored(token), text)
        return _PLACEHOLDER.sub("", text)

    def _restored(self, token: re.Match[str]) -> str:
        """Return what a token stands for, as the author wrote it."""
        number = int(token[2])
        if token[1] == "c":
            code = self.ledger.codes[number]
            return f"```{code.language}\n{code.text}\n```"
        if token[1] in "bh":
            return self.ledger.raws[number].text
        if token[1] == "v":
            return "  " * number
        return ":::"


def _line(element: etree._Element) -> str:
    """Return the text of an element in one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _spaced(text: str) -> str:
    """Return running text with each run of spaces and line ends as one space."""
    return re.sub(r"[ \n]+", " ", _PLACEHOLDER.sub("", text))


def _uncoded(text: str) -> str:
    """Undo the escapes that Python-Markdown puts into code."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
