"""Preflight: whether a file for the press keeps its PDF/X (ISO 15930) and what its printer asks for, on its bytes."""

from __future__ import annotations

import hashlib

import pikepdf

from essay_press.check import facts, press_identity, press_ink, press_objects, press_sheet
from essay_press.check.press_walk import paints
from essay_press.check.press_words import NEEDS_PRESET, report
from essay_press.check.report import Report
from essay_press.model import Edition, Essay
from essay_press.presets import Preset, named

__all__ = ["reports"]

MARKS = frozenset({"/PrinterMark", "/TrapNet"})


def reports(opened: pikepdf.Pdf, essay: Essay | None, edition: Edition | None) -> tuple[Report, ...]:
    """Return the reports on a file that claims PDF/X, or whose edition names a preset; none for any other."""
    claimed = [claim for claim in facts.facts(opened).claims if claim.startswith("pdf/x")]
    preset = named(edition.preset) if edition and edition.preset else None
    if not claimed and not (preset and preset.standard):
        return ()
    standard = preset.standard if preset and preset.standard else claimed[-1]
    found = tuple(paint for index, page in enumerate(opened.pages) for paint in paints(page, index))
    return (
        press_identity.identity(opened, essay, standard),
        press_objects.only_print(opened, standard),
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
