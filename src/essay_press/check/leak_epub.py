"""Every surface of an EPUB on which words can stand: its texts, lists, names, styles, pictures, and the container."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from essay_press.check import expected, leak_images
from essay_press.check.epub_book import Book, body, elements, local
from essay_press.check.folding import folded
from essay_press.check.leak_words import Kind, Surface
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Essay

__all__ = ["leftovers", "programs", "shown", "surfaces", "words"]

SPOKEN = frozenset({"alt", "title", "aria-label", "aria-description", "aria-roledescription", "summary"})
# Language tags, types and sizes: no words.
DUMB = frozenset({"lang", "type", "role", "width", "height", "scope", "dir", "rel", "media-type", "charset", "version"})
OWN = frozenset({"mimetype", "META-INF/container.xml"})
INLINE = frozenset({"a", "abbr", "b", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup"})
DC = "{http://purl.org/dc/elements/1.1/}"
IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_CONTENT = re.compile(r"content\s*:\s*([^;}]*)")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_CODE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")


def surfaces(book: Book, kept: Essay, styles: str) -> Iterator[Surface]:
    """Yield all that can be read in an EPUB, for searching, save the lines of `styles`: the layout's own sheets."""
    texts = {path: words(body(html)) for path, html in book.reading() if path != book.nav_path}
    extra = "\n".join(_unaccounted(book, kept))
    yield Surface("the text", "\n".join(texts.values()), "EP700", Kind.PROSE, extra)
    for path, data in book.files.items():
        yield Surface("a file name", path, "EP705", Kind.MACHINE)
        if path.endswith((".xhtml", ".html", ".opf", ".ncx", ".svg", ".xml")):
            yield from _document(book, path, data, read=path in texts)
        elif path.endswith(".css"):
            yield from _sheet(path, data.decode("utf-8", "replace"), styles)
        elif path.endswith(IMAGES):
            yield from leak_images.surfaces(data, f"the metadata of {path}")
        else:
            yield Surface(f"the bytes of {path}", data.decode("latin-1"), "EP707", Kind.BYTES)


def _document(book: Book, path: str, data: bytes, *, read: bool) -> Iterator[Surface]:
    """Yield the texts, attributes and comments of an XML file."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        yield Surface(path, data.decode("utf-8", "replace"), "EP707", Kind.MACHINE)
        return
    for outside in (root.itersiblings(preceding=True), root.itersiblings()):
        yield from (Surface(f"a comment in {path}", node.text or "", "EP707") for node in outside)
    name, code = _listing(book, path)
    for node in root.iter():
        if not isinstance(node.tag, str):
            yield Surface(f"a comment in {path}", str(node.text or ""), "EP707")
            continue
        for key, value in node.attrib.items():
            yield from _attribute(path, str(key), str(value))
        if local(node) == "style":
            yield from _sheet(path, node.text or "", "")
    if name:
        for text, is_authored in _lines(root):
            yield Surface(name, text, code, Kind.WORDS if is_authored or path != book.package_path else Kind.MACHINE)
    elif read:
        titles = [node for node in elements(root) if local(node) == "title"]
        yield from (Surface(f"the title of {path}", words(node), "EP703") for node in titles)
    else:
        yield Surface(f"the text of {path}", words(root), "EP700")


def _listing(book: Book, path: str) -> tuple[str, str]:
    """Return how a message calls a file that lists, and the code of a leak in it; nothing for any other file."""
    known = {book.nav_path: ("the contents", "EP703"), book.ncx_path: ("the NCX", "EP703")}
    known[book.package_path] = ("the metadata", "EP704")
    if path.endswith(".svg"):
        return f"the words in {path}", "EP708"
    return known.get(path, ("", ""))


def _attribute(path: str, key: str, value: str) -> Iterator[Surface]:
    """Yield the words in an attribute: what is spoken is read as text, the rest as a name."""
    plain = key.rpartition("}")[2]
    if plain in SPOKEN:
        yield Surface(f"`{plain}` in {path}", value, "EP702")
    elif plain == "style":
        yield from _sheet(path, value, "")
    elif plain not in DUMB:
        yield Surface(f"`{plain}` in {path}", value, "EP705", Kind.MACHINE)


def _sheet(path: str, css: str, styles: str) -> Iterator[Surface]:
    """Yield the words that a style sheet prints, and all that it says and the layout's own does not."""
    known = {line.strip() for line in styles.splitlines()}
    own = "\n".join(line for line in css.splitlines() if line.strip() not in known)
    for value in _CONTENT.findall(own):
        for found in _STRING.findall(value):
            text = _CODE.sub(lambda code: chr(int(code[1], 16) % 0x110000), found[0] or found[1])
            yield Surface(f"the style sheet {path} (`content`)", text, "EP707")
    yield Surface(f"the style sheet {path}", own, "EP707", Kind.MACHINE)


def words(root: etree._Element) -> str:
    """Return the text below an element, with a line for each block; what an inline element holds runs on."""
    out: list[str] = []

    def visit(node: etree._Element) -> None:
        apart = local(node) not in INLINE
        out.append("\n" if apart else "")
        out.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str):
                visit(child)
            out.append(child.tail or "")
        out.append("\n" if apart else "")

    visit(root)
    return "".join(out)


def _lines(root: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is Dublin Core, so the author's) of each element that has text of its own."""
    for node in elements(root):
        if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
            yield "".join(map(str, node.itertext())), str(node.tag).startswith(DC)


def _unaccounted(book: Book, kept: Essay) -> Iterator[str]:
    """Yield the blocks of the reading order that are no block, note or quote of what is kept."""
    known = {block.text for block in expected.blocks(kept)}
    known |= {block.text for note in expected.notes(kept) for block in note}
    known |= {folded(quote.text) for quote in kept.pull_quotes}
    for path, html in book.reading():
        if path == book.nav_path:
            continue
        for node in elements(body(html)):
            if local(node) in expected.LEAVES:
                text = words(_without_calls(node))
                if folded(text) not in known:
                    yield text


def _without_calls(node: etree._Element) -> etree._Element:
    """Return a copy of a block without what an edition adds: note calls, ways back, blocks inside it."""
    copy = etree.fromstring(etree.tostring(node, with_tail=False))
    for inner in [item for item in elements(copy) if item is not copy]:
        added = inner.get("role") in ("doc-noteref", "doc-backlink", "doc-pagebreak")
        if added or local(inner) in expected.LEAVES:
            tail, inner.tail = inner.tail, None
            inner.clear()
            inner.tail = tail
    return copy


# ---------------------------------------------------------------- what should not be there
def leftovers(data: bytes, book: Book) -> Iterator[Diagnostic]:
    """Yield what an edition without spoilers must not have at all: files and bytes that nothing accounts for."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [entry.filename for entry in archive.infolist()]
        if archive.comment or any(entry.comment or entry.extra for entry in archive.infolist()):
            yield _fault("EP710", "the ZIP archive has comments or extra fields", "pack the file again")
        if len(set(names)) < len(names):
            yield _fault("EP710", "a file stands twice in the archive, the former text first", "pack the file again")
        if _gaps(data, archive):
            yield _fault("EP710", "the archive has bytes that no file accounts for", "pack the file again")
    listed = {item.path for item in book.items} | OWN | {book.package_path}
    for name in sorted(set(book.files) - listed):
        yield _fault("EP711", f"{name} is in the file, but not in its manifest", "leave it out")


def _gaps(data: bytes, archive: zipfile.ZipFile) -> bool:
    """Return whether there are bytes before, between or behind the files of an archive."""
    position = 0
    for entry in sorted(archive.infolist(), key=lambda item: item.header_offset):
        if entry.header_offset != position:
            return True
        name, extra = struct.unpack("<HH", data[position + 26 : position + 30])
        position += 30 + name + extra + entry.compress_size
        if entry.flag_bits & 0x08:  # a data descriptor follows
            position += 16 if data[position : position + 4] == b"PK\x07\x08" else 12
    return position != archive.start_dir or not data.endswith(data[data.rfind(b"PK\x05\x06") :][:22])


def _fault(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, None, hint)


def shown(book: Book) -> str:
    """Return all the letters that the book may show."""
    return "".join("".join(map(str, html.itertext())) for html in book.documents.values())


def programs(book: Book) -> Mapping[str, bytes]:
    """Return the fonts of the book by path."""
    return {path: data for path, data in book.files.items() if path.endswith((".ttf", ".otf", ".woff", ".woff2"))}
