"""Files inside a PDF: what the edition was made of goes with it, as PDF/A-3 wants it (ISO 19005-3, 6.8)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, AttachedFileSpec, Name

from essay_press.finish import streams
from essay_press.model import Attachment

__all__ = ["attach"]


def attach(data: bytes, files: Sequence[Attachment]) -> bytes:
    """Return the PDF `data` with `files` attached to the document as a whole; the same bytes for the same bytes.

    Each has its name twice, its media type, size, MD5 checksum and day, and says what it is to the document: its
    source. A picture is as much a source as the manuscript that names it, since what stands on the page was made from
    it; `Data` is for the numbers behind a drawing, `Supplement` for the same told otherwise (ISO 32000-2, table 43).
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        listed = []
        for file in files:
            spec = AttachedFileSpec(
                pdf,
                file.data,
                description=file.description,
                filename=file.name,
                mime_type=file.media_type,
                creation_date="",
                mod_date=f"D:{file.modified:%Y%m%d}000000Z",
            )
            spec.obj.AFRelationship = Name.Source
            pdf.attachments[file.name] = spec
            listed.append(spec.obj)
        pdf.Root.AF = Array(listed)
        streams.mend_endings(pdf)
        return streams.save(pdf)
