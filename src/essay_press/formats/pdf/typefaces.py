"""Subsets of one TrueType font put together again: the glyphs of all, each with the number it has in every subset."""

from __future__ import annotations

import io
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

__all__ = ["united"]

KEPT = ("cvt ", "fpgm", "gasp", "prep")
"""Tables that belong to outlines; those that lead from characters to glyphs have no use in a PDF (ISO 32000-1, 9.9)."""
COMPONENTS = 10
"""Where the list of a composite glyph begins."""
WORDS, MORE = 0x1, 0x20
SCALES = ((0x8, 2), (0x40, 4), (0x80, 8))

_Glyph = tuple[bytes, bytes]
"""An outline, and four bytes: advance and left side bearing."""


@dataclass(frozen=True, slots=True)
class _Subset:
    """The tables of a subset by their names, and the numbers of the glyphs that are drawn from it."""

    tables: dict[str, bytes]
    used: Collection[int]

    @property
    def count(self) -> int:
        """Return how many glyphs it has room for."""
        return int.from_bytes(self.tables["maxp"][4:6], "big")

    def outlines(self) -> list[bytes]:
        """Return the outline of each glyph, empty for one that is not there or has none."""
        is_long = int.from_bytes(self.tables["head"][50:52], "big")
        count = self.count + 1
        places = struct.unpack(
            f">{count}{'I' if is_long else 'H'}", self.tables["loca"][: count * (4 if is_long else 2)]
        )
        starts = places if is_long else tuple(place * 2 for place in places)
        return [self.tables["glyf"][low:high] for low, high in pairwise(starts)]

    def metrics(self) -> list[bytes]:
        """Return the advance and left side bearing of each glyph, four bytes."""
        full = int.from_bytes(self.tables["hhea"][34:36], "big")
        table = self.tables["hmtx"]
        own = [table[4 * index : 4 * index + 4] for index in range(full)]
        bearings = [table[4 * full + 2 * index :][:2] for index in range(self.count - full)]
        return own + [own[-1][:2] + bearing for bearing in bearings]


def united(subsets: Sequence[tuple[bytes, Collection[int]]]) -> bytes:
    """Return a font program with the glyphs of all; with each comes the numbers of the glyphs that its text uses.

    The same glyphs give the same bytes, however spread over the subsets. What a glyph is made up of has another number
    in each subset: those parts stand behind all others, each once.
    """
    found = [_Subset(_tables(program), used) for program, used in subsets]
    last = max(max(one.used, default=0) for one in found)
    glyphs = [(b"", bytes(4))] * (last + 1)
    parts: dict[_Glyph, int] = {}
    homes = {glyph: one for one in reversed(found) for glyph in (0, *one.used)}
    drawn = {id(one): list(zip(one.outlines(), one.metrics(), strict=True)) for one in found}
    for glyph in sorted(homes):
        glyphs[glyph] = _renumbered(drawn[id(homes[glyph])], glyph, parts, last + 1)
    glyphs += parts
    outlines = [outline + bytes(-len(outline) % 4) for outline, _ in glyphs]
    first = found[0].tables
    head, hhea, maxp = bytearray(first["head"]), bytearray(first["hhea"]), bytearray(first["maxp"])
    head[8:12], head[50:52] = bytes(4), struct.pack(">H", 1)
    hhea[34:36] = maxp[4:6] = struct.pack(">H", len(glyphs))
    tables = {name: first[name] for name in KEPT if name in first} | {
        "glyf": b"".join(outlines) or bytes(4),
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(metric for _, metric in glyphs),
        "loca": struct.pack(f">{len(glyphs) + 1}I", *accumulate(map(len, outlines), initial=0)),
        "maxp": bytes(maxp),
    }
    return _written(tables)


def _renumbered(own: Sequence[_Glyph], glyph: int, parts: dict[_Glyph, int], first: int) -> _Glyph:
    """Return a glyph of a subset with what it is made up of among `parts`, the numbers of which begin at `first`.

    OpenType 1.9, “glyf”: a composite has fewer than no contours, and lists glyphs with offsets and transformations.
    """
    outline, metric = own[glyph]
    if not outline or outline[:2] < b"\x80":
        return outline, metric
    written, at, more = bytearray(outline), COMPONENTS, True
    while more:
        flags, part = struct.unpack_from(">HH", outline, at)
        whole = _renumbered(own, part, parts, first)
        number = parts.setdefault(whole, first + len(parts))
        struct.pack_into(">H", written, at + 2, number)
        at += 4 + (4 if flags & WORDS else 2) + next((size for flag, size in SCALES if flags & flag), 0)
        more = bool(flags & MORE)
    return bytes(written), metric


def _tables(program: bytes) -> dict[str, bytes]:
    """Return the tables of a font program by their names."""
    from fontTools.ttLib.sfnt import SFNTReader

    reader = SFNTReader(io.BytesIO(program))
    return {str(name): reader[name] for name in reader.keys()}  # noqa: SIM118 # it is no mapping


def _written(tables: dict[str, bytes]) -> bytes:
    """Return a font program of these tables, with its checksums."""
    from fontTools.ttLib.sfnt import SFNTWriter

    target = io.BytesIO()
    writer = SFNTWriter(target, len(tables), sfntVersion="\x00\x01\x00\x00")
    for name in sorted(tables):
        writer[name] = tables[name]
    writer.close()
    return target.getvalue()
