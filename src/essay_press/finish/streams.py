"""Streams of a PDF, packed so that validators agree on where they end."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream

__all__ = ["mend_endings", "save", "store"]


def store(stream: Stream, data: bytes) -> None:
    """Replace what `stream` holds."""
    stream.write(zlib.compress(data, 9), filter=Name.FlateDecode)


def mend_endings(pdf: pikepdf.Pdf) -> None:
    """Pack once more each stream of `pdf` whose last byte is a carriage return.

    Before `endstream` stands a line feed. With a carriage return before it, validators take the two for one line end,
    and the stream for one byte too short. The last bytes of a compressed stream are a checksum of what is in it
    (RFC 1950), the same at every level of compression: only packing what is packed changes them.
    """
    for item in pdf.objects:
        if not isinstance(item, Stream) or item.get("/Filter") != Name.FlateDecode:
            continue
        raw, filters = item.read_raw_bytes(), [Name.FlateDecode]
        parameters: list[Any] = [item.get("/DecodeParms")]
        while raw.endswith(b"\r"):
            raw = zlib.compress(raw, 9)
            filters.insert(0, Name.FlateDecode)
            parameters.insert(0, None)
        if len(filters) > 1:
            parms = Array(parameters) if any(parameters) else None
            item.write(raw, filter=Array(filters), decode_parms=parms)


def save(pdf: pikepdf.Pdf) -> bytes:
    """Return the file with its objects packed in streams, unless one of these ends as `mend_endings` says."""
    for packed in (True, False):
        target = io.BytesIO()
        pdf.save(
            target,
            compress_streams=packed,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        if b"\r\nendstream" not in target.getvalue():
            break
    return target.getvalue()
