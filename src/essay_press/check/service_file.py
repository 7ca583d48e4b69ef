"""Whether a file holds only what a service takes: no marks, links, foreign colours, profiles or live transparency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from essay_press.check import fonts, press_ink, press_sheet
from essay_press.check.press_walk import Paint
from essay_press.check.press_words import called
from essay_press.check.report import Report
from essay_press.check.service_pages import Leaf, marks_on_paper
from essay_press.check.service_words import Findings
from essay_press.diagnostics import Severity
from essay_press.presets import Preset
from essay_press.services import Service

__all__ = ["colours", "embedded", "ink", "nothing_refused", "resolution", "transparency"]

PRINTERS = frozenset({"/PrinterMark", "/TrapNet"})
SPACES = {"rgb": "RGB", "cmyk": "CMYK", "gray": "grey", "spot": "a spot colour"}
DEPTH = 12  # forms inside forms


def nothing_refused(
    pdf: pikepdf.Pdf, found: tuple[Leaf, ...], paints: tuple[Paint, ...], preset: Preset, service: Service
) -> Report:
    """Return whether the file is free of printer's marks, links, bookmarks and locks, as far as they are refused."""
    out = Findings(preset, "nothing it refuses", "EP555")
    if "encryption" in service.refuses and pdf.is_encrypted:
        out.add("the file is locked with a password", "save it without one")
    if "bookmarks" in service.refuses and "/First" in pdf.Root.get("/Outlines", Dictionary()):
        out.add(f"the file has bookmarks, which {service.printer} refuses", "export it without them")
    if "links" in service.refuses:
        for index, page in enumerate(pdf.pages):
            kinds = sorted({str(item.get("/Subtype", "")) for item in page.obj.get("/Annots", [])} - PRINTERS)
            if kinds:
                named = ", ".join(kind.lstrip("/").lower() for kind in kinds)
                message = f"{{pages}}: annotations ({named}), which {service.printer} refuses"
                out.add(message, "export it without links and comments", index)
    if "marks" in service.refuses:
        for index in _marked(found, paints):
            message = f"{{pages}}: marks stand outside the bleed, and {service.printer} refuses them"
            out.add(message, "export without crop and register marks, the page as large as trim and bleed", index)
    return out.report(len(found))


def _marked(found: tuple[Leaf, ...], paints: tuple[Paint, ...]) -> Iterator[int]:
    """Yield the pages on which something stands in the colour of every plate, or wholly outside the trim."""
    for paint in paints:
        if paint.space == "all" and paint.box is not None:
            yield paint.page
    for paint in marks_on_paper(paints):
        if paint.box is not None and not found[paint.page].trim.meets(paint.box):
            yield paint.page


def colours(pdf: pikepdf.Pdf, paints: tuple[Paint, ...], preset: Preset, service: Service) -> Report:
    """Return whether everything is in colours that the service takes, without profiles where it wants none."""
    out = Findings(preset, "colours", "EP556")
    taken = " or ".join(SPACES[name] for name in service.colours)
    for paint in paints:
        if paint.kind == "blend" or paint.space in ("all", "pattern", *service.colours):
            continue
        space = SPACES.get(paint.space, paint.space)
        message = f"{{pages}}: {called(paint)} in {space}; {service.printer} takes {taken}"
        out.add(message, f"convert it to {taken} before you export", paint.page)
    if "profiles" in service.refuses:
        if any("/DestOutputProfile" in item for item in pdf.Root.get("/OutputIntents", [])):
            out.add(f"the file carries an ICC profile as its output intent, and {service.printer} wants none", _NO_ICC)
        for index, page in enumerate(pdf.pages):
            if any(_is_profiled(space) for space in _spaces(page.obj)):
                out.add("{pages}: colours by an ICC profile; black may print as grey", _NO_ICC, index)
    return out.report(len(paints))


_NO_ICC = "export in device colours, black text as 100 % black, without profiles"


def _is_profiled(space: Any) -> bool:
    if not isinstance(space, Array) or not len(space):
        return False
    return space[0] == Name.ICCBased or (space[0] == Name.Indexed and _is_profiled(space[1]))


def _spaces(page: Any) -> Iterator[Any]:
    """Yield the colour spaces that a page and what it draws name."""
    for holder in _holders(page, set(), 0):
        yield from holder.get("/Resources", Dictionary()).get("/ColorSpace", Dictionary()).values()
        if "/ColorSpace" in holder:
            yield holder.ColorSpace


def _holders(holder: Any, seen: set[tuple[int, int]], depth: int) -> Iterator[Any]:
    """Yield a page and every form and picture that it draws."""
    yield holder
    if depth > DEPTH:
        return
    for item in holder.get("/Resources", Dictionary()).get("/XObject", Dictionary()).values():
        if item.objgen not in seen:
            seen.add(item.objgen)
            yield from _holders(item, seen, depth + 1)


def transparency(pdf: pikepdf.Pdf, preset: Preset, service: Service) -> Report:
    """Return whether nothing lets its ground through; a warning, since printers flatten it, each in its own way."""
    out = Findings(preset, "transparency", "EP557", Severity.WARNING)
    if "transparency" not in service.refuses:
        return out.report(len(pdf.pages))
    for index, page in enumerate(pdf.pages):
        for what in dict.fromkeys(_live(page.obj)):
            message = f"{{pages}}: {what}; {service.printer} wants transparency flattened"
            out.add(message, "use opaque colours, and pictures without transparent parts", index)
    return out.report(len(pdf.pages))


def _live(page: Any) -> Iterator[str]:
    """Yield what a page draws that lets its ground through."""
    for holder in _holders(page, set(), 0):
        if isinstance(holder.get("/SMask"), Stream):
            yield "a picture with transparent parts"
        for state in holder.get("/Resources", Dictionary()).get("/ExtGState", Dictionary()).values():
            if min(float(state.get("/ca", 1)), float(state.get("/CA", 1))) < 1:
                yield "something half transparent"
            if isinstance(state.get("/SMask"), Dictionary):
                yield "a soft mask"
            if str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"):
                yield "a blend mode"


def embedded(pdf: pikepdf.Pdf, preset: Preset) -> Report:
    """Return whether every font is in the file."""
    found = fonts.embedded(pdf)
    lacking = tuple(item for item in found.diagnostics if item.code == "EP511")
    return Report(f"{preset.name}: fonts", lacking, found.examined)


def resolution(paints: tuple[Paint, ...], preset: Preset) -> Report:
    """Return whether pictures have dots enough at the size in which they are printed."""
    found = press_sheet.resolution(paints, preset)
    return Report(f"{preset.name}: resolution of pictures", found.diagnostics, found.examined)


def ink(paints: tuple[Paint, ...], preset: Preset) -> tuple[Report, ...]:
    """Return whether no place takes too much ink and black text is black ink alone, where the service says so."""
    if not preset.ink_limit:
        return ()
    limit, black = press_ink.limit(paints, preset), press_ink.black_text(paints)
    return (
        Report(f"{preset.name}: ink limit", limit.diagnostics, limit.examined),
        Report(f"{preset.name}: black text in black ink", black.diagnostics, black.examined),
    )
