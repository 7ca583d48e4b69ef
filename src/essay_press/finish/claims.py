"""What a file says of itself and no longer holds: a pass that breaks a standard's rules takes the claim away."""

from __future__ import annotations

import pikepdf
from lxml import etree
from pikepdf import Stream

__all__ = ["withdraw"]

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# PDF/A and PDF/UA identification, and the schema by which PDF/A learns of PDF/UA's.
CLAIMS = (
    "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.aiim.org/pdfua/ns/id/}",
    "{http://www.aiim.org/pdfa/ns/extension/}",
)
# All of these name pages or pieces of pages that the pass has put elsewhere.
ENTRIES = (
    "/AcroForm", "/Dests", "/MarkInfo", "/Names", "/OpenAction", "/Outlines", "/PageLabels", "/PageLayout",
    "/PageMode", "/StructTreeRoot", "/Threads",
)  # fmt: skip


def withdraw(pdf: pikepdf.Pdf) -> None:
    """Remove structure, bookmarks, destinations, page labels, and the claim to be PDF/A or PDF/UA.

    Title, language, output intents and the rest of the metadata stay.
    """
    for entry in ENTRIES:
        if entry in pdf.Root:
            del pdf.Root[entry]
    for item in pdf.objects:
        if isinstance(item, Stream):
            for key in ("/StructParent", "/StructParents"):
                if key in item:
                    del item[key]
    if "/Metadata" in pdf.Root:
        found = pdf.Root.Metadata.read_bytes()
        if (left := _without_claims(found)) != found:
            pdf.Root.Metadata.write(left)


def _without_claims(packet: bytes) -> bytes:
    """Return an XMP packet without the properties of `CLAIMS`; the same bytes where there is none."""
    root = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True))
    found = False
    for description in list(root.iter(f"{RDF}Description")):
        claims = [item for item in description if isinstance(item.tag, str) and item.tag.startswith(CLAIMS)]
        for item in claims:
            description.remove(item)
        names = [name for name in description.attrib if str(name).startswith(CLAIMS)]
        for name in names:
            del description.attrib[name]
        found = found or bool(claims or names)
        parent = description.getparent()
        emptied = (claims or names) and not len(description) and set(description.attrib) <= {f"{RDF}about"}
        if emptied and parent is not None:
            parent.remove(description)
    etree.cleanup_namespaces(root)
    return etree.tostring(root.getroottree(), encoding="utf-8") if found else packet
