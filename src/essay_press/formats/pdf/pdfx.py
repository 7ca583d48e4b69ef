"""PDF/X (ISO 15930): the file is ready for the press. The layout only names it; `finish.press` makes it true."""

from __future__ import annotations

from essay_press.formats.pdf.standard import Standard

__all__ = ["STANDARDS"]

_NAMESPACE = "http://www.npes.org/pdfx/ns/id/"
_CLAIM = (
    f'<rdf:Description rdf:about="" xmlns:pdfxid="{_NAMESPACE}">'
    "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion></rdf:Description>"
)

# As others write it: before PDF/X-4, the claim that counts stood in the Info dictionary, where `finish.press` puts it.
_OLD_NAMESPACE = "http://ns.adobe.com/pdfx/1.3/"
_OLD_CLAIM = (
    f'<rdf:Description rdf:about="" xmlns:pdfx="{_OLD_NAMESPACE}">'
    "<pdfx:GTS_PDFXVersion>PDF/X-1:2001</pdfx:GTS_PDFXVersion>"
    "<pdfx:GTS_PDFXConformance>PDF/X-1a:2001</pdfx:GTS_PDFXConformance></rdf:Description>"
)

# No variant of the engine's: its PDF/X takes dates from the clock, identifiers at random, and declares gradients to be
# of four inks that are written in three lights.
STANDARDS: dict[str, Standard] = {
    "pdf/x-1a:2001": Standard(name="pdf/x-1a:2001", family="x", variant="", rank=3, claim=_OLD_CLAIM),
    "pdf/x-4": Standard(name="pdf/x-4", family="x", variant="", rank=3, claim=_CLAIM),
}
