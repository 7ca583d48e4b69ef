"""What a finished file may hold to harm whoever reads it: fonts that claim more than they have, streams that swell.

`check` opens files of others. It reads each kind of thing within bounds, and what keeps to none is said to be broken.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf.exceptions import PdfParsingError

from essay_press.check import hostile_tables

__all__ = ["BROKEN", "BROKEN_FONT", "fault_of", "font", "limit_streams"]

# What reading raises on a file with holes in it: pikepdf and lxml hand out what is there, of whatever type.
BROKEN = (
    pikepdf.PikepdfError,
    PdfParsingError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,  # PDFium's own, and what is nested without end
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
BROKEN_FONT = (TTLibError, *BROKEN[2:])
"""What fontTools raises on a broken program."""

MOST_TABLES = 64
MOST_BYTES = 64 * 2**20  # of a font, unpacked: CJK families come near half of it
MOST_CHARACTERS = 0x110000  # of one map of characters: as many as there are
# A picture of eighty million pixels in four inks.
MOST_OF_A_STREAM = 400 * 2**20
_KINDS = (b"\0\1\0\0", b"OTTO", b"true", b"wOFF", b"wOF2")

# What fontTools thinks of a font is said by a diagnostic of ours, or by none.
logging.getLogger("fontTools").addHandler(logging.NullHandler())


def limit_streams() -> None:
    """Have qpdf refuse what unpacks to more than a picture may have: a kilobyte can be made to swell to a gigabyte."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_OF_A_STREAM,
        png_max_memory=MOST_OF_A_STREAM,
        run_length_max_memory=MOST_OF_A_STREAM,
        tiff_max_memory=MOST_OF_A_STREAM,
        dct_max_memory=MOST_OF_A_STREAM,
        dct_max_progressive_scans=200,
    )


def font(data: bytes) -> TTFont:
    """Return a font whose directory is sound, and whose tables claim no more than they have.

    Raises TTLibError with what is wrong, or another of BROKEN_FONT. It is not mended: what is proved is the file as it
    is, and the sanitiser of browsers refuses sound fonts of PDFs for tables that a PDF does without.
    """
    for fault in _faults(data):
        raise TTLibError(fault)
    opened = TTFont(io.BytesIO(data), lazy=True)
    if "cmap" in opened:
        for fault in _map_faults(opened.reader["cmap"]):
            raise TTLibError(fault)
    for fault in hostile_tables.faults(opened):
        raise TTLibError(fault)
    return opened


def fault_of(data: bytes) -> str:
    """Return why a font is not opened, or nothing."""
    try:
        font(data)
    except TTLibError as fault:
        return str(fault)
    except BROKEN_FONT:
        return "its tables contradict each other"
    return ""


def _faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with the list of tables that a font begins with."""
    kind, count = data[:4], int.from_bytes(data[4:6])
    if kind not in _KINDS:
        yield "it is neither TrueType nor OpenType"
    elif kind[:3] == b"wOF":
        yield from _packed_faults(data)
    elif not 0 < count <= MOST_TABLES or len(data) < 12 + 16 * count:
        yield f"it claims {count} tables"
    else:
        entries = [struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(count)]
        if len({entry[0] for entry in entries}) < count:
            yield "it has a table twice"
        end = 12 + 16 * count
        for tag, _, start, length in sorted(entries, key=lambda entry: (entry[2], entry[3])):
            if start + length > len(data) or (length and start < end):
                yield f"its table {tag.decode('ascii', 'replace')} lies outside the file or over another"
            end = max(end, start + length)


def _packed_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with a WOFF file before anything in it is unpacked."""
    if len(data) < 48 or not 0 < int.from_bytes(data[12:14]) <= MOST_TABLES:
        yield "its list of tables is broken"
        return
    count = int.from_bytes(data[12:14])
    if data[:4] == b"wOFF":
        lengths = [int.from_bytes(data[44 + 20 * at + 12 : 44 + 20 * at + 16]) for at in range(count)]
        if sum(lengths) > MOST_BYTES:
            yield f"it unpacks to more than {MOST_BYTES // 2**20} MiB"
        elif not all(_unpacks_to(data, 44 + 20 * at) for at in range(count)):
            yield "a table unpacks to more than it says, or to nothing"
    elif _unpacks_beyond(data):
        yield f"it unpacks to more than {MOST_BYTES // 2**20} MiB"


def _unpacks_to(data: bytes, at: int) -> bool:
    """Return whether a table of a WOFF file has the length that its entry at `at` claims, unpacking no more of it."""
    if at + 20 > len(data):
        return False
    start, packed, length = (int.from_bytes(data[at + step : at + step + 4]) for step in (4, 8, 12))
    if packed == length:  # it is not packed
        return True
    try:
        return len(zlib.decompressobj().decompress(data[start : start + packed], length + 1)) == length
    except zlib.error:
        return False


def _unpacks_beyond(data: bytes) -> bool:
    """Return whether the tables of a WOFF2 file, one Brotli stream, unpack to more than a font may have.

    What the file says of their length may be a lie, so they are unpacked, a piece at a time.
    """
    import brotli

    start = _after_directory(data)
    unpacker, found = brotli.Decompressor(), 0
    try:
        piece = data[start : start + int.from_bytes(data[20:24])]
        while not unpacker.is_finished() and found <= MOST_BYTES:
            made = unpacker.process(piece, output_buffer_limit=MOST_BYTES // 8)
            if not made and not piece:
                break
            found, piece = found + len(made), b""
    except brotli.error:
        return False  # fontTools will say so
    return found > MOST_BYTES


def _after_directory(data: bytes) -> int:
    """Return where the packed tables of a WOFF2 file begin: its directory has entries of several lengths."""
    at = 48
    for _ in range(int.from_bytes(data[12:14])):
        flags = data[at] if at < len(data) else 0
        at += 5 if flags & 0x3F == 0x3F else 1
        is_outlines = flags & 0x3F in (10, 11)  # `glyf` and `loca`, which are transformed unless they say not
        for _ in range(2 if (flags >> 6 != 3 if is_outlines else flags >> 6 != 0) else 1):
            while at < len(data) and data[at] & 0x80:
                at += 1
            at += 1
    return at


def _map_faults(table: bytes) -> Iterator[str]:
    """Yield what is wrong with a `cmap`: maps that run over more characters than there are would fill the memory."""
    for number in range(int.from_bytes(table[2:4])):
        start = int.from_bytes(table[8 + 8 * number : 12 + 8 * number])
        if int.from_bytes(table[start : start + 2]) not in (8, 12, 13):
            continue
        skipped = 16 if table[start + 1 : start + 2] != b"\x08" else 8208
        groups = int.from_bytes(table[start + skipped - 4 : start + skipped])
        if groups > len(table) // 12:
            yield "its map of characters is broken"
            return
        told = 0
        for at in range(groups):
            first, last = struct.unpack_from(">II", table, start + skipped + 12 * at)
            told += max(0, last - first + 1)
        if told > MOST_CHARACTERS:
            yield "its map of characters runs over more than there are"
