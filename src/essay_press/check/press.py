"""Preflight: whether a file for the press keeps PDF/X-4 (ISO 15930-7) and what its printer asks for, on its bytes."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable

import pikepdf
from lxml import etree

from essay_press.check import facts, press_ink, press_sheet
from essay_press.check.press_walk import paints
from essay_press.check.press_words import NEEDS_PRESET, report
from essay_press.check.report import Report
from essay_press.model import Edition, Essay
from essay_press.presets import Preset, named

__all__ = ["reports"]

XMP = "{http://ns.adobe.com/xap/1.0/}"
XMPMM = "{http://ns.adobe.com/xap/1.0/mm/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
EPOCH = "2000-01-01"  # of an essay without a date
MARKS = frozenset({"/PrinterMark", "/TrapNet"})


def reports(opened: pikepdf.Pdf, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    """Return the reports on a file that claims PDF/X, or whose edition names a preset; none for any other."""
    if not any(claim.startswith("pdf/x") for claim in facts.facts(opened).claims) and not (edition and edition.preset):
        return ()
    preset = named(edition.preset) if edition and edition.preset else None
    found = tuple(paint for index, page in enumerate(opened.pages) for paint in paints(page, index))
    return (
        _identity(opened, essay),
        _intent(opened, preset),
        press_ink.only_inks(found),
        press_ink.black_text(found),
        _nothing_to_click(opened),
        press_sheet.bleed(opened, found),
        press_sheet.marks(opened, found, edition),
        press_sheet.boxes(opened, preset, edition) if preset else _not_run("boxes for the press"),
        press_ink.limit(found, preset) if preset else _not_run("ink limit"),
        press_sheet.resolution(found, preset) if preset else _not_run("resolution of pictures"),
    )


def _not_run(name: str) -> Report:
    return Report(name, not_run=NEEDS_PRESET)


def _identity(pdf: pikepdf.Pdf, essay: Essay | None) -> Report:
    """Return whether version, claim, dates, trapped key and identifiers are those of PDF/X-4, none from the clock."""
    out: list[str] = []
    if tuple(int(part) for part in pdf.pdf_version.split(".")) > (1, 6):
        out.append(f"the file is PDF {pdf.pdf_version}, and PDF/X-4 is PDF 1.6 at most")
    if "pdf/x-4" not in facts.facts(pdf).claims:
        out.append("the file does not claim PDF/X-4")
    if pdf.is_encrypted:
        out.append("the file is encrypted")
    if "/ID" not in pdf.trailer:
        out.append("the file has no identifier")
    info, packet = pdf.docinfo, _packet(pdf)
    if info.get("/Trapped") not in (pikepdf.Name("/False"), pikepdf.Name("/True")):
        out.append("the file does not say whether it is trapped")
    elif packet(f"{PDF}Trapped") != str(info["/Trapped"]).lstrip("/"):
        out.append("XMP and Info disagree on whether the file is trapped")
    day = (essay.metadata.date.isoformat() if essay.metadata.date else EPOCH) if essay else ""
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        written, said = re.sub(r"\D", "", str(info.get(key, ""))), re.sub(r"\D", "", packet(f"{XMP}{name}"))
        if len(written) < 8 or written != said:
            out.append(f"{name} is “{packet(f'{XMP}{name}')}” in XMP and “{info.get(key, '')}” in Info")
        elif name == "CreateDate" and day and not packet(f"{XMP}{name}").startswith(day):
            out.append(f"the file is dated {packet(f'{XMP}{name}')}, the essay {day}")
    for name in (f"{XMP}MetadataDate", f"{XMPMM}VersionID", f"{XMPMM}RenditionClass"):
        if not packet(name):
            out.append(f"XMP lacks {name.rpartition('}')[2]}")
    if _random(packet(f"{XMPMM}DocumentID")):
        out.append(f"DocumentID “{packet(f'{XMPMM}DocumentID')}” is not made of the file's content")
    return report("PDF/X-4", "EP525", out, 10)


def _random(identifier: str) -> bool:
    """Return whether an identifier is none that comes out the same for the same content: a UUID of version 5."""
    try:
        return uuid.UUID(identifier.rpartition(":")[2]).version != 5
    except ValueError:
        return True


def _packet(pdf: pikepdf.Pdf) -> Callable[[str], str]:
    """Return a function from the name of an XMP property to its text, empty where it is not there."""
    try:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes(), etree.XMLParser(resolve_entities=False))
    except (AttributeError, etree.XMLSyntaxError):
        return lambda name: ""

    def value(name: str) -> str:
        held = (str(element.attrib[name]) for element in root.iter() if name in element.attrib)
        return next((str(element.text or "").strip() for element in root.iter(name)), next(held, ""))

    return value


def _intent(pdf: pikepdf.Pdf, preset: Preset | None) -> Report:
    """Return whether there is one output intent, registered, with a profile for four inks: the preset's."""
    found = [item for item in pdf.Root.get("/OutputIntents", []) if item.get("/S") == "/GTS_PDFX"]
    if len(found) != 1:
        return report("output intent", "EP521", [f"the file has {len(found)} output intents for the press"], 1)
    intent, out = found[0], []
    name, registry = str(intent.get("/OutputConditionIdentifier", "")), str(intent.get("/RegistryName", ""))
    if not name or not registry:
        out.append("the output intent names no registered printing condition")
    profile = intent.get("/DestOutputProfile")
    data, inks = (profile.read_bytes(), profile.get("/N")) if isinstance(profile, pikepdf.Stream) else (b"", 0)
    # An ICC profile: its class at byte 12, its colour space at 16 (ICC.1:2010, 7.2).
    if data[12:16] != b"prtr" or data[16:20] != b"CMYK" or inks != 4:
        out.append("the output intent has no profile of a press with four inks")
    if preset is not None:
        if name and name != preset.intent.identifier:
            out.append(f"the file is made for {name}, preset {preset.name} for {preset.intent.identifier}")
        if registry and registry != preset.intent.registry:
            out.append(f"the registry is {registry}, and not {preset.intent.registry}")
        if data and hashlib.sha256(data).hexdigest() != preset.intent.sha256:
            out.append(f"the profile is not {preset.intent.profile.name}")
    return report("output intent", "EP521", out, 1)


def _nothing_to_click(pdf: pikepdf.Pdf) -> Report:
    """Return whether the pages are free of links, comments and forms."""
    out = []
    for index, page in enumerate(pdf.pages, 1):
        kinds = [str(item.get("/Subtype", "")) for item in page.obj.get("/Annots", [])]
        if loose := sorted({kind.lstrip("/") for kind in kinds if kind not in MARKS}):
            out.append(f"page {index} carries {', '.join(loose)}")
    if "/AcroForm" in pdf.Root:
        out.append("the file carries a form")
    return report("no links", "EP526", out, len(pdf.pages))
