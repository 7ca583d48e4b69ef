"""What a file for the press says of itself: version, claim, dates, whether it is trapped, identifiers."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pikepdf
from lxml import etree

from essay_press.check import facts
from essay_press.check.press_words import OLD, report, titled
from essay_press.check.report import Report
from essay_press.model import Essay

__all__ = ["identity"]

XMP = "{http://ns.adobe.com/xap/1.0/}"
XMPMM = "{http://ns.adobe.com/xap/1.0/mm/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
EPOCH = "2000-01-01"  # of an essay without a date
VERSIONS = {OLD: (1, 3), "pdf/x-4": (1, 6)}
"""The latest version of PDF that each standard may be made of."""
Packet = Callable[[str], str]
"""From the name of an XMP property to its text."""


def identity(pdf: pikepdf.Pdf, essay: Essay | None, standard: str) -> Report:
    """Return whether version, claim, dates, trapped key and identifiers are those of `standard`, none of the clock."""
    packet = _packet(pdf)
    name = titled(standard)
    out = [
        *_version(pdf, standard),
        *([] if standard in facts.facts(pdf).claims else [f"the file does not claim {name}"]),
        *(["the file is encrypted"] if pdf.is_encrypted else []),
        *([] if "/ID" in pdf.trailer else ["the file has no identifier"]),
        *_trapped(pdf, packet),
        *_dates(pdf, packet, essay),
        *(_named(pdf) if standard == OLD else _described(packet)),
    ]
    return report(name, "EP525", out, 10)


def _version(pdf: pikepdf.Pdf, standard: str) -> Iterator[str]:
    most = VERSIONS.get(standard, VERSIONS["pdf/x-4"])
    if tuple(int(part) for part in pdf.pdf_version.split(".")) > most:
        yield f"the file is PDF {pdf.pdf_version}, and {titled(standard)} is PDF {most[0]}.{most[1]} at most"
    if standard == OLD and pdf.trailer.get("/Type") == "/XRef":
        yield "the file's table of objects is packed, which came with PDF 1.5"


def _trapped(pdf: pikepdf.Pdf, packet: Packet) -> Iterator[str]:
    told, said = pdf.docinfo.get("/Trapped"), packet(f"{PDF}Trapped")
    if told not in (pikepdf.Name("/False"), pikepdf.Name("/True")):
        yield "the file does not say whether it is trapped"
    elif said != str(told).lstrip("/"):
        yield "XMP and Info disagree on whether the file is trapped"


def _dates(pdf: pikepdf.Pdf, packet: Packet, essay: Essay | None) -> Iterator[str]:
    day = (essay.metadata.date.isoformat() if essay.metadata.date else EPOCH) if essay else ""
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        held, told = packet(f"{XMP}{name}"), str(pdf.docinfo.get(key, ""))
        written = re.sub(r"\D", "", told)
        if len(written) < 8 or written != re.sub(r"\D", "", held):
            yield f"{name} is “{held}” in XMP and “{told}” in Info"
        elif name == "CreateDate" and day and not held.startswith(day):
            yield f"the file is dated {held}, the essay {day}"
    if _random(packet(f"{XMPMM}DocumentID")):
        yield f"DocumentID “{packet(f'{XMPMM}DocumentID')}” is not made of the file's content"


def _described(packet: Packet) -> Iterator[str]:
    """Yield what the XMP packet of PDF/X-4 lacks (ISO 15930-7, 6.8)."""
    for name in (f"{XMP}MetadataDate", f"{XMPMM}VersionID", f"{XMPMM}RenditionClass"):
        if not packet(name):
            yield f"XMP lacks {name.rpartition('}')[2]}"


def _named(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what the Info dictionary of PDF/X-1a lacks (ISO 15930-1, 6.10)."""
    for key, wanted in (("/GTS_PDFXVersion", "PDF/X-1:2001"), ("/GTS_PDFXConformance", "PDF/X-1a:2001")):
        if str(pdf.docinfo.get(key, "")) != wanted:
            yield f"Info says “{pdf.docinfo.get(key, '')}” for {key.lstrip('/')}, and not “{wanted}”"
    for key in ("/Title", "/Creator", "/Producer"):
        if not str(pdf.docinfo.get(key, "")).strip():
            yield f"Info lacks {key.lstrip('/')}"


def _random(identifier: str) -> bool:
    """Return whether an identifier is none that comes out the same for the same content: a UUID of version 5."""
    try:
        return uuid.UUID(identifier.rpartition(":")[2]).version != 5
    except ValueError:
        return True


def _packet(pdf: pikepdf.Pdf) -> Packet:
    """Return a function from the name of an XMP property to its text, empty where it is not there."""
    try:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes(), etree.XMLParser(resolve_entities=False))
    except (AttributeError, etree.XMLSyntaxError):
        return lambda name: ""

    def value(name: str) -> str:
        held = (str(element.attrib[name]) for element in root.iter() if name in element.attrib)
        return next((str(element.text or "").strip() for element in root.iter(name)), next(held, ""))

    return value
