"""What a font's tables may claim to harm whoever follows them: counts beyond the table, parts that show each other.

The tables are looked at as bytes, before fontTools or a renderer unfolds them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from fontTools.misc.psCharStrings import SimpleT2Decompiler
from fontTools.ttLib import TTFont, TTLibError

__all__ = ["faults"]

DEEPEST = 10  # subroutines inside each other (Adobe Technical Note 5177), and composed letters too
MOST_STEPS = 1_000_000  # operators of all outlines of a font, counted as often as they are drawn
MOST_PARTS = 100_000  # of all composed letters of a font, counted likewise
_ARGS_ARE_WORDS, _SCALE, _MORE, _SCALES, _MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80


def faults(font: TTFont) -> Iterator[str]:
    """Yield what is wrong with the tables of a font whose directory is sound; raises what reading broken bytes does."""
    reader = font.reader
    if "cmap" in font:
        yield from _characters(reader["cmap"])
    if "fvar" in font:
        yield from _axes(reader["fvar"])
    for tag in ("GSUB", "GPOS"):
        if tag in font:
            yield from _features(tag, reader[tag])
    if "glyf" in font and "loca" in font:
        yield from _outlines(reader["head"], reader["maxp"], reader["loca"], reader["glyf"])
    if "CFF " in font:
        yield from _programs(font)


def _characters(table: bytes) -> Iterator[str]:
    """Yield what is wrong with the list of maps of characters."""
    count = int.from_bytes(table[2:4])
    starts = [int.from_bytes(table[8 + 8 * at : 12 + 8 * at]) for at in range(count)]
    if 4 + 8 * count > len(table) or any(start + 4 > len(table) for start in starts):
        yield "a map of characters lies outside its table"
        return
    for start in dict.fromkeys(starts):
        kind, length = struct.unpack_from(">HH", table, start)
        if kind == 4 and (len(table) < start + 16 or 16 + 4 * int.from_bytes(table[start + 6 : start + 8]) > length):
            yield "its map of characters has more parts than room for them"


def _axes(table: bytes) -> Iterator[str]:
    """Yield whether more axes or instances are claimed than there are."""
    if len(table) < 16:
        yield "its axes of variation are cut off"
        return
    start, _, axes, size, instances, of_instance = struct.unpack_from(">6H", table, 4)
    if size < 20 or start + axes * size + instances * of_instance > len(table):
        yield "it claims more axes of variation than it has"


def _features(tag: str, table: bytes) -> Iterator[str]:
    """Yield whether a table of features claims more scripts, features or lookups than it has room for."""
    if len(table) < 10:
        yield f"its table {tag} is cut off"
        return
    for start, size in zip(struct.unpack_from(">3H", table, 4), (6, 6, 2), strict=True):
        if start and start + 2 + size * int.from_bytes(table[start : start + 2]) > len(table):
            yield f"its table {tag} claims more than it has"
            return


def _outlines(head: bytes, maxp: bytes, loca: bytes, glyf: bytes) -> Iterator[str]:
    """Yield what is wrong with TrueType outlines: where they lie, and which show which."""
    count, wide = int.from_bytes(maxp[4:6]), bool(int.from_bytes(head[50:52]))
    size = 4 if wide else 2
    if len(head) < 54 or len(loca) < size * (count + 1):
        yield "its list of outlines is shorter than its number of glyphs"
        return
    starts = [each * (1 if wide else 2) for each in struct.unpack_from(f">{count + 1}{'I' if wide else 'H'}", loca)]
    if any(end < start or end > len(glyf) for start, end in pairwise(starts)):
        yield "an outline lies outside its table"
        return
    parts: dict[int, tuple[int, ...]] = {}
    for number in range(count):
        outline = glyf[starts[number] : starts[number + 1]]
        contours = int.from_bytes(outline[:2], signed=True)
        if contours < 0:
            parts[number] = tuple(_parts(outline))
            if any(part >= count for part in parts[number]):
                yield "a composed letter shows a part that is not there"
                return
        elif outline and len(outline) < 10 + 2 * contours + 2 * bool(contours):
            yield "an outline is cut off"
            return
    yield from _composed(parts)


def _parts(outline: bytes) -> Iterator[int]:
    """Yield the glyphs that a composed letter shows; raises struct.error where it is cut off."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        yield part
        at += 4 + (4 if flags & _ARGS_ARE_WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _SCALES else 8 if flags & _MATRIX else 0


def _composed(parts: dict[int, tuple[int, ...]]) -> Iterator[str]:
    """Yield whether composed letters show themselves, or unfold beyond measure."""
    measures: dict[int, tuple[int, int]] = {}

    def measure(number: int, above: Sequence[int]) -> tuple[int, int]:
        """Return how many parts a letter unfolds to, and how many letters deep."""
        if number in above or len(above) > DEEPEST:
            raise RecursionError
        if number not in measures:
            inner = [measure(part, (*above, number)) for part in parts.get(number, ())]
            depth = 1 + max((deep for _, deep in inner), default=0)
            measures[number] = 1 + min(MOST_PARTS, sum(many for many, _ in inner)), depth
        if len(above) + measures[number][1] > DEEPEST + 1:
            raise RecursionError
        return measures[number]

    try:
        if sum(measure(number, ())[0] for number in parts) > MOST_PARTS:
            yield "its composed letters unfold beyond measure"
    except RecursionError:
        yield "a composed letter shows itself, or is composed too deeply"


class _Counting(SimpleT2Decompiler):  # type: ignore[misc]
    """Follows an outline's program as a renderer would, and gives up on one that goes on and on."""

    steps = 0
    depth = 0

    def execute(self, charString: Any) -> None:  # noqa: N803 - as fontTools names it
        """Follow a program, its subroutines too."""
        self.depth += 1
        if self.depth > DEEPEST + 1:
            raise TTLibError("its subroutines call each other too deeply")
        super().execute(charString)
        self.depth -= 1
        self.steps += 1 + len(charString.program or ()) or len(charString.bytecode or b"")
        if self.steps > MOST_STEPS:
            raise TTLibError("its outlines unfold beyond measure")


def _programs(font: TTFont) -> Iterator[str]:
    """Yield what is wrong with CFF outlines: each is followed, with all that it calls, up to a number of steps."""
    top = font["CFF "].cff.topDictIndex[0]
    shared, strings = top.GlobalSubrs, top.CharStrings
    steps = 0
    for name in strings.keys():  # noqa: SIM118 - no dict: it unpacks what it is asked for
        program, _ = strings.getItemAndSelector(name)
        counting = _Counting(getattr(program.private, "Subrs", []), shared, program.private)
        counting.steps = steps
        try:
            counting.execute(program)
        except TTLibError as fault:
            yield str(fault)
            return
        steps = counting.steps
