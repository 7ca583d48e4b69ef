"""PDFs of the stretches of one document put together: one set of pages, fonts, names and bookmarks.

What comes back does not depend on where the document was cut: objects are made anew in the order of the pages, and a
glyph, a width or a character that several stretches have is that of the first.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from essay_press.formats.pdf import typefaces

__all__ = ["Bookmark", "Piece", "join", "joinable", "packed"]

Bookmark = tuple[str, tuple[int, float, float], list[Any], str]
"""As the engine has it: the label, page and place in points, those below it, `open` or `closed`."""

FIXED_PITCH = 1
# Of these the engine counts the names page by page, or makes what cannot be put together.
APART = re.compile(rb"/Subtype /(?:Form|Type3)\b|/(?:PatternType|ShadingType|FontFile3|BM)\b|WP-Encod-0")
MAPPING = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
BATCH = 100  # lines of a section of a character map (Adobe technical note 5014)


@dataclass(frozen=True, slots=True)
class Piece:
    """The PDF of a stretch, and the names of the places on its pages; empty where it has none."""

    data: bytes
    anchors: frozenset[str]


def joinable(data: bytes) -> bool:
    """Return whether a PDF, as the engine writes it unpacked, holds only what can be put together."""
    return APART.search(data) is None


def packed(data: bytes) -> bytes:
    """Return a PDF with its streams packed: some per cent larger than the engine's, in a third of the time."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target, compress_streams=True, static_id=True, fix_metadata_version=False)
    return target.getvalue()


def join(pieces: Sequence[Piece], bookmarks: Sequence[Bookmark]) -> bytes:
    """Return one PDF of pieces in their order, of which the first is not empty."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pieces[0].data)) as pdf:
        starts, names = [0], _places(pdf, pieces[0].anchors, 0)
        for piece in pieces[1:]:
            if piece.data:
                with pikepdf.open(io.BytesIO(piece.data)) as other:
                    # A section that goes on here begins where it began.
                    names = _places(other, piece.anchors, len(pdf.pages)) | names
                    starts.append(len(pdf.pages))
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")  # it says that names do not come along: they are written below
                        pdf.pages.extend(other.pages)
        pages = [page.obj for page in pdf.pages]
        shared = _resources(pdf, [pages[start].Resources for start in starts])
        for page in pages:
            page.Resources = shared
        _write_names(pdf, pages, names)
        _write_bookmarks(pdf, pages, bookmarks)
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]  # it is a hash of the first piece
        pdf.save(target, static_id=True, fix_metadata_version=False)
    return target.getvalue()


# ---------------------------------------------------------------- names and bookmarks
def _places(pdf: pikepdf.Pdf, anchors: frozenset[str], before: int) -> dict[str, tuple[int, list[Any]]]:
    """Return where the names of a piece lead that are its own: the page, with those `before` it, and the rest."""
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return {}
    pages: dict[Any, int] = {page.objgen: index for index, page in enumerate(pdf.pages)}
    listed = pdf.Root.Names.Dests.Names
    pairs = [(str(listed[index]), listed[index + 1]) for index in range(0, len(listed), 2)]
    return {
        name: (before + pages[place[0].objgen], ["/XYZ", *(item for item in list(place)[2:])])
        for name, place in pairs
        if name in anchors
    }


def _write_names(pdf: pikepdf.Pdf, pages: Sequence[Any], names: dict[str, tuple[int, list[Any]]]) -> None:
    """Give the file its names, in order."""
    if not names:
        return
    listed: list[Any] = []
    for name in sorted(names):
        page, (_, *place) = names[name]
        listed += [String(name), Array([pages[page], Name.XYZ, *place])]
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(listed)))


def _write_bookmarks(pdf: pikepdf.Pdf, pages: Sequence[Any], bookmarks: Sequence[Bookmark]) -> None:
    """Give the file its bookmarks, as the engine would."""
    if "/Outlines" in pdf.Root:
        del pdf.Root.Outlines
    if bookmarks:
        root = pdf.make_indirect(Dictionary())
        root.Count = _hang(pdf, pages, root, bookmarks)
        pdf.Root.Outlines = root


def _hang(pdf: pikepdf.Pdf, pages: Sequence[Any], parent: Any, bookmarks: Sequence[Bookmark]) -> int:
    """Hang bookmarks below `parent`; return how many are open."""
    count, before = len(bookmarks), None
    for title, (page, x, y), below, state in bookmarks:
        place = Array([pages[page], Name.XYZ, _number(x), _number(y), 0])
        mark = pdf.make_indirect(Dictionary(Title=String(title), Dest=place, Parent=parent))
        inside = _hang(pdf, pages, mark, below) if below else 0
        mark.Count = -inside if state == "closed" else inside
        count += 0 if state == "closed" else inside
        if before is None:
            parent.First = mark
        else:
            mark.Prev, before.Next = before, mark
        parent.Last = before = mark
    return count


def _number(value: float) -> Any:
    """Return a number as a PDF has it: no exponent, as many digits as the engine writes."""
    return pikepdf.Object.parse(f"{value:f}".rstrip("0").rstrip(".").encode())


# ---------------------------------------------------------------- resources
def _resources(pdf: pikepdf.Pdf, found: Sequence[Any]) -> Any:
    """Return the resources of all pages in one."""
    united: dict[str, Any] = {"/ColorSpace": found[0].ColorSpace}
    for kind in ("/ExtGState", "/XObject", "/Pattern", "/Shading"):
        united[kind] = Dictionary()
        for one in reversed(found):
            for name, value in one.get(kind, Dictionary()).items():
                united[kind][name] = value
    fonts = [one.get("/Font", Dictionary()) for one in found]
    names = sorted({name for one in fonts for name in one.keys()})  # noqa: SIM118 # a pikepdf object iterates otherwise
    united["/Font"] = Dictionary({name: _font(pdf, [one[name] for one in fonts if name in one]) for name in names})
    return pdf.make_indirect(Dictionary(united))


def _font(pdf: pikepdf.Pdf, found: Sequence[Any]) -> Any:
    """Return one font of those of the same face, with the glyphs of all."""
    inner = [one.DescendantFonts[0] for one in found]
    widths: dict[int, Any] = {}
    for one in reversed(inner):
        widths |= _widths(one.W)
    first = inner[0].FontDescriptor
    used = [set(_widths(one.W)) for one in inner]
    program = typefaces.united(
        [(one.FontDescriptor.FontFile2.read_bytes(), own) for one, own in zip(inner, used, strict=True)]
    )
    descriptor = Dictionary({name: value for name, value in first.items() if name != "/FontFile2"})
    left, low, _, high = (int(value) for value in first.FontBBox)
    descriptor.FontBBox = Array([left, low, max(int(width) for width in widths.values()), high])
    even = len(widths) > 1 and len({int(width) for width in widths.values()}) == 1
    descriptor.Flags = int(first.Flags) & ~FIXED_PITCH | (FIXED_PITCH if even else 0)
    descriptor.FontFile2 = Stream(pdf, program, Length1=len(program))
    below = Dictionary({name: value for name, value in inner[0].items() if name not in ("/W", "/FontDescriptor")})
    below.W, below.FontDescriptor = _listed(widths), pdf.make_indirect(descriptor)
    outer = Dictionary(
        {name: value for name, value in found[0].items() if name not in ("/ToUnicode", "/DescendantFonts")}
    )
    outer.DescendantFonts = Array([pdf.make_indirect(below)])
    outer.ToUnicode = Stream(pdf, _characters([one.ToUnicode.read_bytes() for one in found]))
    return pdf.make_indirect(outer)


def _widths(table: Any) -> dict[int, Any]:
    """Return the widths of a font's glyphs by their numbers (ISO 32000-1, 9.7.4.3; the engine writes lists alone)."""
    return {
        int(table[index]) + step: width
        for index in range(0, len(table), 2)
        for step, width in enumerate(table[index + 1])
    }


def _listed(widths: dict[int, Any]) -> Array:
    """Return widths as a PDF has them, neighbours in one list."""
    found: list[Any] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            found += [glyph, []]
        found[-1].append(widths[glyph])
    return Array([Array(item) if isinstance(item, list) else item for item in found])


def _characters(tables: Iterable[bytes]) -> bytes:
    """Return one table that leads from glyphs to characters; it lists them in the order of their numbers."""
    known: dict[bytes, bytes] = {}
    tables = list(tables)
    for table in tables:
        for glyph, text in MAPPING.findall(table.partition(b"endcodespacerange")[2]):
            known.setdefault(glyph, text)
    head, mark, _ = tables[0].partition(b"endcodespacerange")
    lines = [b"<%s> <%s>" % item for item in sorted(known.items())]
    parts = [head + mark]
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        parts += [b"%d beginbfchar" % len(batch), *batch, b"endbfchar"]
    parts += [b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end"]
    return b"\n".join(parts)
