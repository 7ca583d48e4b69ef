"""A laid-out document becomes the bytes of a PDF, with its metadata and the claims of its standards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pydyf

from essay_press import model
from essay_press.formats.pdf import labels, standards
from essay_press.formats.pdf.engine import VERSION, Document, DocumentMetadata, scaling
from essay_press.formats.pdf.metadata import Description, describe, xmp

__all__ = ["write"]


def write(
    document: Document,
    metadata: model.Metadata,
    names: Iterable[str] = (),
    *,
    identifier: str = "",
    tagged: bool = True,
    compress: bool = True,
) -> bytes:
    """Return `document` as PDF under the standards called `names`, its structure elements labelled.

    The document must have been laid out with the same variant (`standards.variant(names)`), and what comes back is to
    go through `finish.structure.finish`, which turns the labels into a structure tree and removes them. `identifier`
    is the edition's own, else the print or work identifier of the metadata. What is not `tagged` has neither labels nor
    tree, and not to `compress` is for whoever packs the file anew.
    """
    chosen = tuple(names)
    description = describe(metadata, identifier)
    document.metadata = _Metadata(description, standards.claims(chosen))
    with labels.labelled(), scaling():
        data: bytes = document.write_pdf(
            pdf_variant=standards.variant(chosen),
            pdf_tags=tagged,
            pdf_identifier=True,
            finisher=_finish,
            uncompressed_pdf=not compress,
        )
    return data


class _Metadata(DocumentMetadata):  # type: ignore[misc] # WeasyPrint has no type hints
    """WeasyPrint's metadata, with an XMP packet of our own: complete, and able to claim several standards."""

    def __init__(self, description: Description, claims: str) -> None:
        """Hand the Info dictionary its values; the XMP packet is made from the same description."""
        super().__init__(
            title=description.title,
            authors=list(description.authors),
            description=description.description,
            keywords=list(description.subjects),
            generator=description.creator_tool,
            created=description.created or None,
            modified=description.modified or None,
            lang=description.language,
        )
        self._description = description
        self._claims = claims

    def generate_rdf_metadata(self, *_: Any, **__: Any) -> bytes:
        """Return the XMP packet's RDF; the claims were chosen by the house, not by the engine's variant."""
        return xmp(self._description, f"WeasyPrint {VERSION}", self._claims).encode()


def _finish(document: Document, pdf: Any) -> None:
    """Write the XMP packet where the engine did not, and leave it uncompressed as PDF/A asks (ISO 19005-2, 6.6.2.1).

    A window shows the title rather than the file's name, which the engine asks for only under PDF/UA.
    """
    pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary({"DisplayDocTitle": "true"}))
    if "Metadata" not in pdf.catalog:
        document.metadata.include_in_pdf(pdf, None, None, None, compress=False)
    reference = int(pdf.catalog["Metadata"].split()[0])
    pdf.objects[reference].compress = False
    pdf.objects[:] = [item if item.free == "f" else _Written(item) for item in pdf.objects]


class _Written(pydyf.Object):  # type: ignore[misc] # pydyf has no type hints
    """An object as the bytes that it is in the file: pydyf writes it once more for the file's identifier."""

    data = b""
    compressible = False

    def __init__(self, item: Any) -> None:
        """Write an object that will not change any more."""
        super().__init__()
        self.number, self.generation, self.free = item.number, item.generation, item.free
        self.data, self.compressible = item.data, item.compressible
