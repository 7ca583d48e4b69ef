"""PDF/UA (ISO 14289): the file can be read aloud, in order and with its structure."""

from __future__ import annotations

from essay_press.formats.pdf.standard import Standard

__all__ = ["STANDARDS"]

_NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
_CLAIM = f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_NAMESPACE}"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
_SCHEMA = f"""<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

STANDARDS: dict[str, Standard] = {
    "pdf/ua-1": Standard(name="pdf/ua-1", family="ua", variant="pdf/ua-1", rank=1, claim=_CLAIM, schema=_SCHEMA)
}
