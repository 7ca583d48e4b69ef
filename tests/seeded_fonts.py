"""Fonts with hostile tables: sound small ones, each with one thing in it that would harm whoever follows it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import brotli
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

__all__ = ["FAULTS", "curved", "sound"]

GLYPHS = [".notdef", "a", "b", "ab"]
Tables = dict[str, bytearray]


def _square(pen: Any) -> None:
    """Draw a square."""
    pen.moveTo((0, 0))
    for point in ((0, 500), (500, 500), (500, 0)):
        pen.lineTo(point)
    pen.closePath()


def _begun(*, curved: bool) -> FontBuilder:
    """Return a font that has all but its outlines."""
    builder = FontBuilder(1000, isTTF=not curved)
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap({ord("a"): "a", ord("b"): "b", ord("c"): "ab"})
    return builder


def _ended(builder: FontBuilder, *, varies: bool = False) -> bytes:
    """Return a font's bytes; with `varies`, it has an axis of weight."""
    builder.setupHorizontalMetrics(dict.fromkeys(GLYPHS, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Seeded", "styleName": "Regular", "licenseDescription": "free"})
    if varies:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    builder.setupOS2(fsType=0)
    builder.setupPost()
    builder.addOpenTypeFeatures("feature liga { sub a b by ab; } liga;")
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = builder.font.recalcBBoxes = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


@cache
def sound() -> bytes:
    """Return a TrueType font of two squares and a letter composed of both, with axes and a ligature."""
    builder = _begun(curved=False)
    outlines: dict[str, Any] = {}
    for name in GLYPHS:
        pen = TTGlyphPen(outlines)
        if name == "ab":
            pen.addComponent("a", (1, 0, 0, 1, 0, 0))
            pen.addComponent("b", (1, 0, 0, 1, 500, 0))
        else:
            _square(pen)
        outlines[name] = pen.glyph()
    builder.setupGlyf(outlines)
    return _ended(builder, varies=True)


@cache
def curved(subroutines: tuple[tuple[Any, ...], ...] = ()) -> bytes:
    """Return a font of CFF outlines whose letter `a` calls the last of these subroutines, which call each other."""
    builder, outlines = _begun(curved=True), {}
    for name in GLYPHS:
        pen = T2CharStringPen(500, {})
        _square(pen)
        outlines[name] = pen.getCharString()
    bias = 107  # of fewer than 1,240 subroutines
    if subroutines:
        outlines["a"] = T2CharString(program=[len(subroutines) - 1 - bias, "callgsubr", "endchar"])
    builder.setupCFF("Seeded", {}, outlines, {})
    shared = builder.font["CFF "].cff.GlobalSubrs
    for program in subroutines:
        shared.append(T2CharString(program=[item - bias if isinstance(item, int) else item for item in program]))
    return _ended(builder)


def _with(change: Callable[[Tables], None]) -> Callable[[], bytes]:
    """Return what makes a sound font with a change in its tables, its directory written anew."""

    def made() -> bytes:
        font = TTFont(io.BytesIO(sound()), lazy=True)
        tables = {tag: bytearray(font.reader[tag]) for tag in font.reader.keys()}  # noqa: SIM118 - no dict
        change(tables)
        start, entries, bodies = 12 + 16 * len(tables), b"", b""
        for tag, body in sorted(tables.items()):
            entries += struct.pack(">4sIII", tag.encode(), 0, start + len(bodies), len(body))
            bodies += bytes(body) + bytes(-len(body) % 4)
        return struct.pack(">4sHHHH", b"\0\1\0\0", len(tables), 0, 0, 0) + entries + bodies

    return made


def _put(tag: str, at: int, value: int, size: int = 2) -> Callable[[], bytes]:
    """Return what makes a sound font with a number put into a table."""

    def change(tables: Tables) -> None:
        tables[tag][at : at + size] = value.to_bytes(size)

    return _with(change)


def _cut(tag: str, length: int) -> Callable[[], bytes]:
    """Return what makes a sound font with a table cut off."""
    return _with(lambda tables: tables[tag].__delitem__(slice(length, None)))


def _show(*parts: int) -> Callable[[], bytes]:
    """Return what makes a sound font whose composed letter shows these parts."""

    def change(tables: Tables) -> None:
        (start,) = struct.unpack_from(">H", tables["loca"], 6)
        body = struct.pack(">hhhhh", -1, 0, 0, 500, 500)
        for number, part in enumerate(parts):
            body += struct.pack(">HHbb", 0x2 | (0x20 if number + 1 < len(parts) else 0), part, 0, 0)
        tables["glyf"][start * 2 :] = body + bytes(len(body) % 2)
        struct.pack_into(">H", tables["loca"], 8, len(tables["glyf"]) // 2)

    return _with(change)


def _chained(length: int, each: int) -> Callable[[], bytes]:
    """Return what makes a font of many composed letters, each of which shows the one before so many times."""

    def change(tables: Tables) -> None:
        glyphs, starts = bytearray(), [0]
        for number in range(length):
            if number:
                glyphs += struct.pack(">hhhhh", -1, 0, 0, 9, 9)
                for at in range(each):
                    glyphs += struct.pack(">HHbb", 0x2 | (0x20 if at + 1 < each else 0), number - 1, 0, 0)
            starts.append(len(glyphs))
        tables["glyf"], tables["loca"] = glyphs, bytearray(struct.pack(f">{length + 1}I", *starts))
        tables["maxp"][4:6] = length.to_bytes(2)
        tables["head"][50:52] = b"\0\1"

    return _with(change)


def _far(tables: Tables) -> None:
    """Give the map of characters an entry that lies outside it."""
    tables["cmap"][8:12] = (2**31).to_bytes(4)


def _over() -> bytes:
    """Return a font two of whose tables lie over each other."""
    data = bytearray(sound())
    places = {bytes(data[at : at + 4]): at for at in range(12, 12 + 16 * data[5], 16)}
    glyf, loca = places[b"glyf"] + 8, places[b"loca"] + 8
    data[loca : loca + 4] = data[glyf : glyf + 4]
    return bytes(data)


def _lying_woff() -> bytes:
    """Return a WOFF font one of whose tables unpacks to far more than it says."""
    packed = zlib.compress(bytes(50_000_000), 9)
    head = struct.pack(">4sIIHHI", b"wOFF", 0x10000, 64 + len(packed), 1, 0, 1000).ljust(44, b"\0")
    return head + struct.pack(">4sIIII", b"head", 64, len(packed), len(packed) + 1, 0) + packed


def _lying_woff2() -> bytes:
    """Return a WOFF2 font that unpacks to far more than it says."""
    packed: bytes = brotli.compress(bytes(100_000_000), quality=4)
    head = struct.pack(">4sIIHHIIHH", b"wOF2", 0x10000, 48 + len(packed), 1, 0, 1000, len(packed), 1, 0)
    return head.ljust(48, b"\0") + b"\x01\x10" + packed


def _bomb() -> bytes:
    """Return a font whose outline calls subroutines that call each other ten times, nine deep."""
    return curved((("return",), *((level, "callgsubr") * 10 for level in range(8))))


FAULTS: dict[str, Callable[[], bytes]] = {
    "a table cut off: glyf": _cut("glyf", 40),
    "a table cut off: GSUB": _cut("GSUB", 8),
    "a table cut off: fvar": _cut("fvar", 10),
    "a table cut off: loca": _cut("loca", 4),
    "tables over each other": _over,
    "a map of characters outside its table": _with(_far),
    "maps of characters without number": _put("cmap", 2, 0xFFFF),
    "a map with more parts than it has": _put("cmap", 26, 0xFFFE),
    "more glyphs than outlines": _put("maxp", 4, 0xFFFF),
    "more points than an outline has": _put("glyf", 0, 0x7FFF),
    "more features than there are": _put("GSUB", 10, 0xFFFF),
    "more axes than there are": _put("fvar", 8, 0xFFFF),
    "a composed letter that shows itself": _show(1, 3),
    "a composed letter that shows what is not there": _show(1, 900),
    "composed letters that unfold": _chained(9, 10),
    "composed letters that are too deep": _chained(40, 1),
    "a subroutine that calls itself": lambda: curved(((0, "callgsubr", "return"),)),
    "subroutines that unfold": _bomb,
    "a WOFF that swells": _lying_woff,
    "a WOFF2 that swells": _lying_woff2,
}
"""Hostile fonts, by what is wrong with them."""
