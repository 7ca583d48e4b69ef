"""Every surface of a PDF on which words can stand: what is drawn, read aloud, listed, hidden or left over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from lxml import etree

from essay_press.check import expected, leak_images
from essay_press.check.alignment import Stream, align, stream
from essay_press.check.leak_words import Kind, Surface
from essay_press.check.reading import Document
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Essay

__all__ = ["leftovers", "lost_objects", "surfaces"]

SPOKEN = {"/Alt": "a text alternative", "/ActualText": "a replacement text", "/E": "an expanded abbreviation"}
ANNOTATED = {
    "/Contents": "the words of an annotation",
    "/RC": "the words of an annotation",
    "/Subj": "the subject of an annotation",
    "/NM": "the name of an annotation",
    "/TU": "the name of a form field",
    "/URI": "a web address",
    "/UF": "the name of an attached file",
    "/F": "the name of an attached file",
    "/Desc": "the description of an attached file",
    "/JS": "a script",
    "/V": "the value of a form field",
}
# Language tags, colour spaces and digests: no words.
DUMB = frozenset({"/Lang", "/Registry", "/Ordering", "/O", "/U", "/CheckSum", "/CreationDate", "/ModDate"})
# What the author says of the essay; the rest of the metadata is said by programs.
AUTHORED = ("/Title", "/Author", "/Subject", "/Keywords")
DC = "{http://purl.org/dc/elements/1.1/}"
_SPACED = re.compile(r"(?<!\w)\w(?: \w(?!\w)){3,}")
_COMMENT = re.compile(rb"(?m)^%([ -~]{3,})$")


def surfaces(data: bytes, pdf: pikepdf.Pdf, document: Document, kept: Essay) -> Iterator[Surface]:
    """Yield all that can be read in a PDF, for searching."""
    yield Surface("the text layer", _text_layer(data), "EP700", Kind.PROSE)
    heads = "\n".join(run.text for run in document.artifacts)
    yield Surface("what is drawn beside the text", heads, "EP700", Kind.PROSE)
    yield Surface("the structure tree", _tagged(document), "EP700", Kind.PROSE, _unaccounted(document, kept))
    for name, value in pdf.docinfo.items():
        kind = Kind.WORDS if name in AUTHORED else Kind.MACHINE
        yield Surface(f"the metadata (Info{name})", str(value), "EP704", kind)
    dests = pdf.Root.get("/Dests", pikepdf.Dictionary())
    yield Surface("the name of a link's target", "\n".join(str(key)[1:] for key in dests), "EP705", Kind.MACHINE)
    holders = {entry.objgen: "metadata" for entry in [pdf.Root.get("/Metadata")] if entry is not None}
    for item in pdf.objects:
        yield from _strings(item, "", 0)
        if isinstance(item, pikepdf.Stream):
            yield from _stream(item, is_own=item.objgen in holders)
    yield from _contents(pdf)
    comments = [line.decode("latin-1") for line in _COMMENT.findall(data)]
    yield Surface("a comment in the file", "\n".join(comments), "EP707", Kind.MACHINE)
    yield Surface("the bytes of the file", data.decode("latin-1"), "EP707", Kind.BYTES)


# ---------------------------------------------------------------- text
def _text_layer(data: bytes) -> str:
    """Return what PDFium, a second reader, finds on the pages: the layer that is searched and copied.

    It takes letters that are set apart for words of one letter; they are put together again.
    """
    opened = pypdfium2.PdfDocument(data)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in opened)
    finally:
        opened.close()
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), text)


def _tagged(document: Document) -> str:
    """Return the tagged text in reading order, with a space wherever a line or a block ends."""
    out: list[str] = []
    last = None
    for item in document.tagged:
        if last is not None and not _runs_on(last, item):
            out.append("\n")
        out.append(item.run.text)
        last = item
    return "".join(out)


def _runs_on(before: Any, after: Any) -> bool:
    """Return whether two runs are of one line, or the first is a drop capital."""
    if before.block != after.block or before.run.page != after.run.page:
        return False
    is_capital = len(before.run.text.strip()) == 1 and before.run.size > 1.5 * after.run.size
    return bool(is_capital or abs(before.run.y - after.run.y) < 1)


def _unaccounted(document: Document, kept: Essay) -> str:
    """Return the tagged text that is in no block and no note of what is kept."""
    body, notes = stream(document, notes=False), stream(document, notes=True)
    noted = [block for note in expected.notes(kept) for block in note]
    where = notes if notes.items else body
    out = _outside(body, [*expected.blocks(kept), *([] if notes.items else noted)])
    return "\n".join([*out, *(_outside(where, noted) if notes.items else [])])


def _outside(where: Stream, blocks: list[expected.Block]) -> list[str]:
    """Return the runs of a stream that no block covers."""
    taken = {id(item) for found in align(blocks, where).placements for item in where.between(found.start, found.end)}
    return [item.run.text for item in where.items if id(item) not in taken]


# ---------------------------------------------------------------- objects
def _strings(item: Any, key: str, depth: int) -> Iterator[Surface]:
    """Yield the strings in an object and in what it holds itself; other objects have their own turn."""
    if isinstance(item, pikepdf.String):
        if key not in DUMB:
            yield _string(key, item)
    elif isinstance(item, pikepdf.Array) and depth < 60:
        for inner in item:
            if not getattr(inner, "is_indirect", False):
                yield from _strings(inner, key, depth + 1)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream) and depth < 60:
        for name, inner in item.items():
            where = "/Bookmark" if name == "/Title" and "/Parent" in item else name
            if name == "/P" and isinstance(inner, pikepdf.String):
                where = "/Label"
            if name in ("/T", "/ID") and "/S" in item:
                where = f"/Element{name[1:]}"
            if not getattr(inner, "is_indirect", False):
                yield from _strings(inner, where, depth + 1)


def _string(key: str, value: pikepdf.String) -> Surface:
    """Return one string of the file under the name of what it is for."""
    text = str(value)
    if key in SPOKEN:
        return Surface(f"{SPOKEN[key]} ({key})", text, "EP702")
    if key == "/Bookmark":
        return Surface("a bookmark", text, "EP703")
    if key in ("/ElementID", "/Names"):
        named = "the id of a structure element" if key == "/ElementID" else "the name of a link's target"
        return Surface(named, text, "EP705", Kind.MACHINE)
    if key == "/ElementT":
        return Surface("the title of a structure element", text, "EP702")
    if key == "/Label":
        return Surface("a page label", text, "EP705")
    if key in ANNOTATED:
        return Surface(ANNOTATED[key], text, "EP706")
    return Surface(f"a text of the file ({key})", text, "EP706", Kind.MACHINE)


def _stream(item: pikepdf.Stream, *, is_own: bool) -> Iterator[Surface]:
    """Yield the words in a stream: metadata, attached files, pictures, fonts, and whatever else is text."""
    kind = str(item.get("/Type", ""))
    if item.get("/Subtype") == "/Image":
        yield from _picture(item)
        return
    try:
        data = item.read_bytes()
    except pikepdf.PikepdfError:
        data = item.read_raw_bytes()
    if kind == "/Metadata":
        where, code = ("the metadata (XMP)", "EP704") if is_own else ("the metadata of a part", "EP708")
        yield from (Surface(where, text, code, kind_of) for text, kind_of in _xml(data))
    elif kind == "/EmbeddedFile":
        yield from (Surface("an attached file", text, "EP706") for text in _decoded(data))
    else:
        kind_of = Kind.MACHINE if data.isascii() else Kind.BYTES
        yield Surface("a stream of the file", data.decode("latin-1"), "EP707", kind_of)


def _picture(item: pikepdf.Stream) -> Iterator[Surface]:
    """Yield what a picture says beside its pixels."""
    filters = str(item.get("/Filter", ""))
    if "/DCTDecode" in filters or "/JPXDecode" in filters:
        yield from leak_images.surfaces(item.read_raw_bytes(), "the metadata of a picture")


def _xml(data: bytes) -> Iterator[tuple[str, Kind]]:
    """Yield the texts, attributes and comments of an XMP packet, or all of it where it does not parse."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        yield data.decode("utf-8", "replace"), Kind.WORDS
        return
    for node in root.iter():
        above = [str(item.tag) for item in (node, *node.iterancestors())]
        authored = any(tag.startswith(DC) and tag != f"{DC}format" for tag in above) or not isinstance(node.tag, str)
        kind = Kind.WORDS if authored else Kind.MACHINE
        yield from ((str(text), kind) for text in (node.text, node.tail) if text and text.strip())
        if isinstance(node.tag, str):
            yield from (
                (str(value), Kind.MACHINE) for key, value in node.attrib.items() if not str(key).endswith("}lang")
            )


def _decoded(data: bytes) -> list[str]:
    """Return bytes as the texts that they may be: UTF-8 or Latin-1, and both kinds of UTF-16."""
    return [data.decode("latin-1"), *(data.decode(code, "ignore") for code in ("utf-8", "utf-16-be", "utf-16-le"))]


def _contents(pdf: pikepdf.Pdf) -> Iterator[Surface]:
    """Yield the texts that marked content carries beside what it draws, on pages and in forms."""
    holders: list[Any] = [page.obj for page in pdf.pages]
    holders += [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"]
    for holder in holders:
        try:
            found = pikepdf.parse_content_stream(holder)
        except (pikepdf.PikepdfError, pikepdf.PdfParsingError):
            continue
        for instruction in found:
            if str(instruction.operator) in ("BDC", "DP"):
                for operand in instruction.operands:
                    yield from _strings(operand, "", 0)


# ---------------------------------------------------------------- what should not be there
def leftovers(data: bytes, pdf: pikepdf.Pdf) -> Iterator[Diagnostic]:
    """Yield what an edition without spoilers must not have at all, since nothing in it can be proved."""
    if data.count(b"startxref") > 1 or len(re.findall(rb"%%EOF", data)) > 1 or "/Prev" in pdf.trailer:
        yield _fault(
            "EP710", "the file was changed after it was written, and keeps what it said before", "build it again"
        )
    if not data.startswith(b"%PDF-") or data[data.rfind(b"%%EOF") + 5 :].strip():
        yield _fault("EP710", "there are bytes before or behind the PDF", "build it again")
    lost = lost_objects(pdf)
    if lost:
        yield _fault(
            "EP710", f"{lost} objects of the file are used by nothing, and may be of another edition", "build it again"
        )
    for index, page in enumerate(pdf.pages, 1):
        if "/Thumb" in page.obj:
            yield _fault(
                "EP711", f"page {index} has a thumbnail, which may show another text", "save it without previews"
            )
        if "/PieceInfo" in page.obj:
            yield _fault("EP711", f"page {index} holds the private data of another program", "save it without them")
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/EmbeddedFile" and _is_binary(item.read_bytes()):
            yield _fault("EP712", "a file is attached that cannot be searched", "leave it out of this edition")
    if pdf.is_encrypted:
        yield _fault("EP712", "the file is encrypted, so not all of it can be searched", "save it without a password")


def _is_binary(data: bytes) -> bool:
    """Return whether bytes are no text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return not data.startswith((b"\xfe\xff", b"\xff\xfe"))
    return b"\x00" in data


def lost_objects(pdf: pikepdf.Pdf) -> int:
    """Return how many objects nothing leads to from the trailer."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [value for _, value in pdf.trailer.items()]
    while waiting:
        item = waiting.pop()
        if getattr(item, "is_indirect", False):
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        if isinstance(item, pikepdf.Array):
            waiting += list(item)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            waiting += [value for _, value in item.items()]
    own = {item.objgen for item in pdf.objects if not (isinstance(item, pikepdf.Stream) and _is_table(item))}
    return len(own - seen)


def _is_table(item: pikepdf.Stream) -> bool:
    """Return whether a stream is a table of objects, which the file itself is read by."""
    return item.get("/Type") in ("/XRef", "/ObjStm")


def _fault(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, None, hint)
