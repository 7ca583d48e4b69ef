"""What a file for the press says of itself: the condition it is made for, its dates, its identity; and no links."""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from essay_press.finish.streams import store
from essay_press.presets import Intent

__all__ = ["declare", "identify", "unlink"]

EPOCH = "2000-01-01"
"""The date of a file whose essay has none: PDF/X asks for one, and the day of the build is none of the essay's."""
INFO = {"pdf/x-1a:2001": {"/GTS_PDFXVersion": "PDF/X-1:2001", "/GTS_PDFXConformance": "PDF/X-1a:2001"}}
_PROPERTY = r"<xmp:{0}>([^<]*)</xmp:{0}>\n?"
DEPTH = 400  # structure elements inside structure elements


def declare(pdf: pikepdf.Pdf, intent: Intent, profile: bytes) -> None:
    """Write the output intent: the registered name of the printing condition, and its profile (ISO 15930-7, 6.2)."""
    stream = pdf.make_stream(b"")
    store(stream, profile)
    stream.N = 4
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=String(intent.identifier),
                OutputCondition=String(intent.condition),
                RegistryName=String(intent.registry),
                Info=String(intent.condition),
                DestOutputProfile=stream,
            )
        ]
    )


def identify(pdf: pikepdf.Pdf, data: bytes, standard: str) -> None:
    """Write dates, identifiers and the trapped key into XMP and Info; the identifier is made of the bytes `data`.

    PDF/X-1a is claimed in Info (ISO 15930-1, 6.10); later standards in XMP alone, where the layout wrote the claim.
    """
    packet = pdf.Root.Metadata.read_bytes().decode()
    created, packet = _take(packet, "CreateDate")
    modified, packet = _take(packet, "ModifyDate")
    created = created or EPOCH
    modified = modified or created
    document = uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(data).hexdigest())
    more = (
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">\n'
        f"<xmp:CreateDate>{created}T00:00:00Z</xmp:CreateDate>\n"
        f"<xmp:ModifyDate>{modified}T00:00:00Z</xmp:ModifyDate>\n"
        f"<xmp:MetadataDate>{modified}T00:00:00Z</xmp:MetadataDate>\n"
        f"<xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID>\n"
        "<xmpMM:VersionID>1</xmpMM:VersionID>\n"
        "<xmpMM:RenditionClass>default</xmpMM:RenditionClass>\n"
        "<pdf:Trapped>False</pdf:Trapped>\n"
        "</rdf:Description>\n</rdf:RDF>"
    )
    # The packet is not compressed: tools that cannot read PDF find it in the file (ISO 15930-7, 6.8).
    pdf.Root.Metadata.write(packet.replace("</rdf:RDF>", more).encode())
    pdf.docinfo["/CreationDate"] = String(_pdf_date(created))
    pdf.docinfo["/ModDate"] = String(_pdf_date(modified))
    pdf.docinfo["/Trapped"] = Name("/False")
    for key, value in INFO.get(standard, {}).items():
        pdf.docinfo[key] = String(value)
    preferences = pdf.Root.get("/ViewerPreferences", Dictionary())
    preferences.DisplayDocTitle = True
    pdf.Root.ViewerPreferences = preferences


def unlink(pdf: pikepdf.Pdf) -> None:
    """Take the links off the pages and out of the structure tree: on paper nothing can be followed."""
    gone: set[tuple[int, int]] = set()
    numbers: set[int] = set()
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            gone.add(annotation.objgen)
            numbers.add(int(annotation.get("/StructParent", -1)))
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
    root = pdf.Root.get("/StructTreeRoot")
    if root is None or not gone:
        return
    _unlink(root, 0)
    table = root.get("/ParentTree", Dictionary()).get("/Nums")
    if table is not None:
        pairs = list(table)
        kept = [item for at in range(0, len(pairs), 2) if int(pairs[at]) not in numbers for item in pairs[at : at + 2]]
        root.ParentTree.Nums = Array(kept)


def _unlink(element: Any, depth: int) -> None:
    """Take what points at annotations out of an element and those below it; what was a link is words."""
    kids = element.get("/K")
    if kids is None or depth > DEPTH:
        return
    listed = list(kids) if isinstance(kids, Array) else [kids]
    kept = [kid for kid in listed if not (isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR)]
    if len(kept) < len(listed):
        element.K = Array(kept)
        if element.get("/S") == Name.Link:
            element.S = Name.Span
    for kid in kept:
        if isinstance(kid, Dictionary) and "/S" in kid:
            _unlink(kid, depth + 1)


def _take(packet: str, name: str) -> tuple[str, str]:
    """Return the day in a date of the packet (empty without one), and the packet without that property."""
    pattern = _PROPERTY.format(name)
    found = re.search(pattern, packet)
    return (found[1][:10] if found else ""), re.sub(pattern, "", packet)


def _pdf_date(day: str) -> str:
    return f"D:{day.replace('-', '')}000000Z"
