"""Subsets of one TrueType font put together again: the glyphs of all, each with the number it has in every subset."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["united"]

KEPT = ("cvt ", "fpgm", "gasp", "prep")
"""Tables that belong to outlines; those that lead from characters to glyphs have no use in a PDF (ISO 32000-1, 9.9)."""
MAGIC, ADJUSTMENT = b"\x00\x01\x00\x00", 0xB1B0AFBA


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
        places = struct.unpack(f">{count}{'I' if is_long else 'H'}", self.tables["loca"][: count * (4 if is_long else 2)])
        starts = places if is_long else tuple(place * 2 for place in places)
        return [self.tables["glyf"][low:high] for low, high in zip(starts, starts[1:], strict=False)]

    def metrics(self) -> list[bytes]:
        """Return the advance and left side bearing of each glyph, four bytes."""
        full = int.from_bytes(self.tables["hhea"][34:36], "big")
        table = self.tables["hmtx"]
        own = [table[4 * index : 4 * index + 4] for index in range(full)]
        bearings = [table[4 * full + 2 * index :][:2] for index in range(self.count - full)]
        return own + [own[-1][:2] + bearing for bearing in bearings]


def united(subsets: Sequence[tuple[bytes, Collection[int]]]) -> bytes:
    """Return a font program with the glyphs of all; with each comes the numbers of the glyphs that its text uses.

    The same glyphs give the same bytes, however they are spread over the subsets.
    """
    found = [_Subset(_tables(program), used) for program, used in subsets]
    count = max(one.count for one in found)
    outlines = [b""] * count
    metrics = [bytes(4)] * count
    known: set[int] = set()
    for one in found:
        for glyph, (outline, metric) in enumerate(zip(one.outlines(), one.metrics(), strict=True)):
            if glyph not in known and (outline or glyph in one.used or not glyph):
                known.add(glyph)
                outlines[glyph], metrics[glyph] = outline, metric
    padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
    first = found[0].tables
    head, hhea, maxp = bytearray(first["head"]), bytearray(first["hhea"]), bytearray(first["maxp"])
    head[8:12], head[50:52] = bytes(4), struct.pack(">H", 1)
    hhea[34:36] = maxp[4:6] = struct.pack(">H", count)
    tables = {name: first[name] for name in KEPT if name in first} | {
        "glyf": b"".join(padded) or bytes(4),
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(metrics),
        "loca": struct.pack(f">{count + 1}I", *accumulate((len(outline) for outline in padded), initial=0)),
        "maxp": bytes(maxp),
    }
    return _written(tables)


def _tables(program: bytes) -> dict[str, bytes]:
    """Return the tables of a font program by their names."""
    found = {}
    for index in range(int.from_bytes(program[4:6], "big")):
        name, _, start, length = struct.unpack_from(">4sIII", program, 12 + 16 * index)
        found[name.decode("latin-1")] = program[start : start + length]
    return found


def _written(tables: dict[str, bytes]) -> bytes:
    """Return a font program of these tables, with its checksums (OpenType 1.9, “Table Directory”)."""
    count = len(tables)
    power = count.bit_length() - 1
    out = bytearray(MAGIC + struct.pack(">HHHH", count, 16 << power, power, 16 * count - (16 << power)))
    place = 12 + 16 * count
    for name in sorted(tables):
        out += struct.pack(">4sIII", name.encode("latin-1"), _sum(tables[name]), place, len(tables[name]))
        place += len(tables[name]) + -len(tables[name]) % 4
    head = 0
    for name in sorted(tables):
        head = len(out) if name == "head" else head
        out += tables[name] + bytes(-len(tables[name]) % 4)
    out[head + 8 : head + 12] = struct.pack(">I", (ADJUSTMENT - _sum(bytes(out))) % 2**32)
    return bytes(out)


def _sum(table: bytes) -> int:
    """Return the checksum of a table."""
    padded = table + bytes(-len(table) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32
