"""PDF/A (ISO 19005): the file can be read for ever, everything it needs is inside."""

from __future__ import annotations

from essay_press.formats.pdf.standard import Standard

__all__ = ["STANDARDS"]

_NAMESPACE = "http://www.aiim.org/pdfa/ns/id/"


def _standard(part: int, level: str) -> Standard:
    """Return PDF/A of a part and a conformance level: a (tagged), u (Unicode) or b (basic)."""
    name = f"pdf/a-{part}{level}"
    claim = (
        f'<rdf:Description rdf:about="" xmlns:pdfaid="{_NAMESPACE}">'
        f"<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{level.upper()}</pdfaid:conformance>"
        "</rdf:Description>"
    )
    # PDF/A leads: its variant writes the output intent, the file identifier and the print flag of the links.
    return Standard(name=name, family="a", variant=name, rank=2, claim=claim)


STANDARDS: dict[str, Standard] = {
    standard.name: standard for standard in (_standard(part, level) for part in (2, 3) for level in "abu")
}
