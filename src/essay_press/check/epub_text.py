"""Every word of the essay is in the EPUB, in the essay's order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from essay_press.check.epub_book import Book, body, classes, elements, epub_type, local, squeeze
from essay_press.check.expected import LEAVES
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["check_text"]

_BLOCKS = LEAVES | frozenset(
    ("blockquote", "body", "div", "dl", "figure", "header", "ol", "section", "table", "tbody", "thead", "tr", "ul")
)
_SHOWN = 8
# A text shorter than this, in characters, may well be said twice.
_LONG = 30


@dataclass(frozen=True, slots=True)
class _Block:
    """The text of a block as its words, and the id it has or stands below."""

    words: tuple[str, ...]
    id: str

    @property
    def key(self) -> str:
        """Return the text without white space."""
        return "".join(self.words)


def check_text(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the words of the essay, its notes and its text alternatives are in the book, once, in their order.

    Pull-quotes, note calls and backlinks have checks of their own; what else an edition adds does no harm.
    """
    name = "epub text"
    if essay is None:
        return Report(name, not_run="needs the essay (--against)")
    places = dict(essay.blocks)
    wanted = list(_blocks(_parse(essay.body)))
    there = [block for html in _chapters(book) for block in _blocks(body(html))]
    found = [*_compare(wanted, there, places, None), *_repeated(wanted, there, places)]
    notes = [block for html in _endnotes(book) for block in _blocks(body(html))]
    noted: list[_Block] = []
    for note in essay.notes:
        own = list(_blocks(_parse(note.xhtml)))
        item = [block for block in notes if block.id == note.id] or notes
        found += _compare(own, item, {}, note.place)
        noted += own
    found += [*_repeated(noted, notes, {}), *_front(essay, book)]
    return Report(name, tuple(found), sum(len(block.words) for block in (*wanted, *noted)))


def _front(essay: Essay, book: Book) -> Iterator[Diagnostic]:
    """Yield an error where title, subtitle or the authors' names are on no page of the book."""
    data = essay.metadata
    pages = squeeze(" ".join("".join(map(str, body(html).itertext())) for _, html in book.reading())).casefold()
    texts = [("title", data.title), ("subtitle", data.subtitle)]
    texts += [("authors", person.name) for person in data.authors if person.role == "aut"]
    for key, text in texts:
        if squeeze(text).casefold() not in pages:
            message = f"on no page of the EPUB: “{text}”"
            yield Diagnostic(Severity.ERROR, "EP544", message, data.place(key) or Place(essay.path))


def _parse(xhtml: str) -> etree._Element:
    """Return an element that holds a fragment of the essay."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(f"<body>{xhtml}</body>".encode(), parser)


def _chapters(book: Book) -> Iterator[etree._Element]:
    """Yield the documents that hold the essay itself."""
    for _, html in book.reading():
        notice = any(node.get("role") == "doc-notice" for node in elements(html))
        if "bodymatter" in epub_type(body(html)) and not notice:
            yield html


def _endnotes(book: Book) -> Iterator[etree._Element]:
    """Yield the documents that hold notes."""
    for _, html in book.reading():
        if any(node.get("role") == "doc-endnotes" for node in elements(html)):
            yield html


def _blocks(root: etree._Element) -> Iterator[_Block]:
    """Yield the blocks of text below `root`, in order, what the edition added left out."""
    pieces: list[str] = []
    name = ""
    for kind, value in _events(root, ""):
        if kind == "text":
            pieces.append(value)
            continue
        words = tuple(squeeze("".join(pieces)).split())
        if words:
            yield _Block(words, name)
        pieces, name = [], value


def _events(node: etree._Element, name: str) -> Iterator[tuple[str, str]]:
    """Yield ("text", words) and, at each edge of a block, ("edge", id of the text that follows)."""
    if not isinstance(node.tag, str) or _is_added(node):
        return
    block = local(node) in _BLOCKS
    inner = node.get("id") or name if block else name
    if block:
        yield "edge", inner
    if local(node) == "img":
        yield "text", f" {node.get('alt') or ''} "
    yield "text", node.text or ""
    for child in node:
        yield from _events(child, inner)
        yield "text", child.tail or ""
    if block:
        yield "edge", name


def _is_added(node: etree._Element) -> bool:
    """Return whether an element repeats the essay, or leads to a note or back from it."""
    copy = local(node) == "aside" and "pullquote" in classes(node)
    return copy or node.get("role") in ("doc-backlink", "doc-noteref", "doc-pullquote")


def _compare(
    wanted: Sequence[_Block], there: Sequence[_Block], places: dict[str, Place], place: Place | None
) -> Iterator[Diagnostic]:
    """Yield an error for each passage that is missing, with its first words and its line in the manuscript."""
    matcher = SequenceMatcher(None, [block.key for block in wanted], [block.key for block in there], autojunk=False)
    for kind, first, last, low, high in matcher.get_opcodes():
        if kind not in ("delete", "replace"):
            continue
        words = [(word, block.id) for block in wanted[first:last] for word in block.words]
        found = [word for block in there[low:high] for word in block.words]
        inner = SequenceMatcher(None, [word for word, _ in words], found, autojunk=False)
        for step, start, end, *_ in inner.get_opcodes():
            if step in ("delete", "replace") and not _same(words[start:end], found, inner, start):
                missing = " ".join(word for word, _ in words[start : min(end, start + _SHOWN)])
                more = " …" if end - start > _SHOWN else ""
                message = f"missing from the EPUB: “{missing}{more}”"
                where = places.get(words[start][1], place)
                yield Diagnostic(Severity.ERROR, "EP544", message, where)


def _repeated(wanted: Sequence[_Block], there: Sequence[_Block], places: dict[str, Place]) -> Iterator[Diagnostic]:
    """Yield an error for each block of the essay that the book has more often than the essay."""
    often, due = Counter(block.key for block in there), Counter(block.key for block in wanted)
    for block in {block.key: block for block in wanted}.values():
        if len(block.key) >= _LONG and often[block.key] > due[block.key]:
            words = " ".join(block.words[:_SHOWN])
            message = f"{often[block.key]} times in the EPUB, {due[block.key]} in the essay: “{words} …”"
            yield Diagnostic(Severity.ERROR, "EP546", message, places.get(block.id))


def _same(words: list[tuple[str, str]], found: list[str], matcher: SequenceMatcher[str], start: int) -> bool:
    """Return whether a passage is only cut into words in another way (an edge of a block, a marker in a word)."""
    for step, low, high, first, last in matcher.get_opcodes():
        if low == start and step == "replace":
            return "".join(word for word, _ in words[: high - low]) == "".join(found[first:last])
    return False
