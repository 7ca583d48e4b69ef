"""Streams of a PDF, compressed so that validators agree on where they end."""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf
from pikepdf import Name, Stream

__all__ = ["compress", "mend_endings", "store"]


def compress(data: bytes) -> bytes:
    """Return `data` compressed, never ending in a carriage return.

    Before `endstream` stands a line feed. With a carriage return before it, validators take the two for one line end,
    and the stream for one byte too short.
    """
    for level in range(9, -1, -1):
        packed = zlib.compress(data, level)
        if not packed.endswith(b"\r"):
            return packed
    return packed


def store(stream: Stream, data: bytes) -> None:
    """Replace what `stream` holds."""
    stream.write(compress(data), filter=Name.FlateDecode)


def mend_endings(pdf: pikepdf.Pdf) -> None:
    """Compress again each stream of `pdf` whose last byte is a carriage return."""
    for item in pdf.objects:
        if not isinstance(item, Stream) or item.get("/Filter") != Name.FlateDecode:
            continue
        raw = item.read_raw_bytes()
        if raw.endswith(b"\r"):
            # Only the outer packing changes: a predictor that the stream declares works on the same bytes as before.
            parameters: Any = item.get("/DecodeParms")
            item.write(compress(zlib.decompress(raw)), filter=Name.FlateDecode, decode_parms=parameters)
