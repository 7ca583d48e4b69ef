"""A table of `layouts/editions.toml` → an `Edition`, with everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from essay_press import layouts, presets, services
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Imposition, Trim, Wrap, page_count
from essay_press.tables import (
    FLAG,
    POSITIVE,
    TABLE,
    TEXT,
    TEXTS,
    Codes,
    Kind,
    Source,
    did_you_mean,
    one_of,
    some_of,
    unfit,
    written,
)

__all__ = ["CODES", "FORMATS", "edition", "faults", "unpaired"]

FORMATS = ("epub", "pdf")
"""The formats that an edition may name; a test holds them to `formats.FORMATS`."""
UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
SMALLEST, GREATEST = 50.0, 1200.0
"""Sides of a page in mm: between a miniature book's and a poster's."""
THICKEST = 1.0
"""A sheet in mm: grey board."""
CALIPER = 0.1
"""A sheet of office paper in mm, 80 g/m²."""
ROOM = 0.2
"""Millimetres by which pages may be larger than the sheet they fill: half a point, which no cutter sees."""

LENGTH = Kind('a length such as "148mm", "5.5in", "21cm" or "420pt"', lambda value: _millimetres(value) is not None)
SIDE = Kind(
    f'a length between {SMALLEST:g} and {GREATEST:g} mm, such as "148mm" or "5.5in"',
    lambda value: SMALLEST <= (_millimetres(value) or 0.0) <= GREATEST,
)
KEYS = {
    "summary": TEXT,
    "format": one_of(*FORMATS),
    "layouts": Kind(TEXTS.words, lambda value: TEXTS.fits(value) and value != []),
    "trim": TABLE,
    "double_sided": FLAG,
    "standards": TEXTS,
    "applies": one_of("always", "asked", "fits", "has-spoilers"),
    "scale": POSITIVE,
    "needs": some_of("cover_image", "page_count", "page_map"),
    "page_source": TEXT,
    "impose": TABLE,
    "preset": TEXT,
    "attach": one_of("source"),
    "paper": TEXT,
    "wrap": FLAG,
    "spoilers": one_of("kept", "removed"),
    "screen": FLAG,
    "settle": FLAG,
    "tagged": FLAG,
    "options": TABLE,
    "pages": Kind('a number of pages, such as 16, or "multiple-of-4"', lambda value: page_count(value) is not None),
}
NEEDED = ("summary", "format", "layouts", "applies")
TRIM_KEYS = {"width": SIDE, "height": SIDE, "bleed": LENGTH, "marks": FLAG}
IMPOSE_KEYS = {
    "scheme": one_of("booklet", "zine"),
    "width": SIDE,
    "height": SIDE,
    "signature": Kind(
        "a number of pages that four divides, such as 16; without it, all sheets are folded into each other",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0 and value % 4 == 0,
    ),
    "caliper": Kind(
        'the thickness of a sheet of paper, such as "0.1mm"',
        lambda value: (found := _millimetres(value)) is not None and found <= THICKEST,
    ),
}
CODES = Codes(syntax="EP307", unknown="EP302", wrong="EP304", missing="EP303")


def faults(name: str, source: Source, known: tuple[str, ...], project: Path | None) -> list[Diagnostic]:
    """Return what is wrong with the table of one edition."""
    table, place = source.data[name], source.place(name)
    if not isinstance(table, dict):
        hint = f"an edition is a table: [{name}] and, below it, its keys"
        return [Diagnostic(Severity.ERROR, CODES.wrong, f"`{name}` cannot be {written(table)}", place, hint)]
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
        hint = "names of editions are small letters, digits and hyphens: files are called after them"
        return [Diagnostic(Severity.ERROR, CODES.wrong, f"`{name}` cannot be the name of an edition", place, hint)]
    is_pdf = table.get("format") == "pdf"
    found = unfit(source, (name,), KEYS, CODES, (*NEEDED, "trim") if is_pdf else NEEDED)
    if TABLE.fits(table.get("trim")):
        found += unfit(source, (name, "trim"), TRIM_KEYS, CODES, ("width", "height"))
    if TABLE.fits(table.get("impose")):
        found += unfit(source, (name, "impose"), IMPOSE_KEYS, CODES, ("scheme", "width", "height"))
    if KEYS["layouts"].fits(table.get("layouts")):
        for layout in table["layouts"]:
            if layout not in known:
                message = f"edition {name} is to be set by `{layout}`, and there is no such layout"
                hint = did_you_mean(layout, known, "there are ")
                found.append(Diagnostic(Severity.ERROR, "EP306", message, source.place(name, "layouts"), hint))
    return found or [
        *_misfits(name, source),
        *_unready(name, source),
        *_overt(name, source),
        *_unmet(name, source, project),
    ]


def _misfits(name: str, source: Source) -> list[Diagnostic]:
    """Return which keys of an edition, each right by itself, contradict its sheet."""
    table = source.data[name]
    sheet = _imposition(table["impose"]) if "impose" in table else None
    found: list[tuple[str, str, str]] = []
    chosen = presets.load().get(table.get("preset", ""))
    served = chosen is not None and chosen.service is not None
    if table["applies"] == "fits" and not served and (sheet is None or not sheet.capacity):
        hint = 'only a sheet of so many pages and no more, `impose = { scheme = "zine", … }`, may be too small'
        found.append(("applies", f'`{name}.applies` cannot be "fits": any number of pages does', hint))
    if "pages" in table and (table["format"] != "pdf" or table.get("wrap")):
        found.append(("pages", f"`{name}.pages`: only an edition with pages of text can fill a number of them", ""))
    if table.get("tagged") is False:
        found += _untagged(name, table)
    if table.get("settle") is False and "pages" in table:
        hint = "to fill a number of pages takes more layouts than one: leave one of them out"
        found.append(("settle", f"`{name}.settle` is false, and `pages` is given", hint))
    if table.get("screen"):
        for key in ("impose", "preset"):
            if key in table:
                message = f"edition {name} is for the screen, and `{key}` is for paper"
                found.append((key, message, "leave one of them out"))
    if sheet is not None:
        if table["format"] != "pdf":
            found.append(("impose", f"`{name}.impose` needs pages, and an {table['format'].upper()} has none", ""))
        for standard in table.get("standards", ()):
            if standard.casefold().startswith(("pdf/a", "pdf/ua")):
                message = f"edition {name} cannot be {standard} and be imposed"
                found.append(("standards", message, "both need the structure of pages in their order: leave it out"))
        if "trim" in table and not _fits(_trim(table["trim"]), sheet):
            columns, rows = sheet.grid
            message = f"`{name}.impose`: the sheet is too small for {columns} pages beside and {rows} above each other"
            found.append(("impose", message, "width and height are those of the sheet as it is printed"))
    return [
        Diagnostic(Severity.ERROR, CODES.wrong, message, source.place(name, key), hint) for key, message, hint in found
    ]


def _untagged(name: str, table: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return why an edition could not go without a structure tree: its format, what it claims, where it goes."""
    if table["format"] != "pdf":
        return [("tagged", f"`{name}.tagged`: only a PDF has tags", "leave it out")]
    hint = "leave one of them out"
    claims = [item for item in table.get("standards", ()) if re.fullmatch(r"pdf/(a-\da|ua-\d)", item.casefold())]
    if claims:
        return [("tagged", f"edition {name} cannot be {claims[0]} without tags", hint)]
    others = [key for key in ("attach", "impose", "preset", "wrap") if key in table]
    found = [
        ("tagged", f"`{name}.tagged` is false, and what `{key}` makes is proved by its tags", hint) for key in others
    ]
    if table.get("spoilers") == "removed":
        found.append(("tagged", f"`{name}.tagged` is false: that spoilers are gone is proved by the tags", hint))
    return found


def _unready(name: str, source: Source) -> list[Diagnostic]:
    """Return why an edition for the press could not go there: its preset, its standard, its bleed, its sheet."""
    table = source.data[name]
    preset = table.get("preset", "")
    claimed = [item for item in table.get("standards", ()) if item.casefold().startswith("pdf/x")]
    known = presets.load()
    if preset and preset not in known:
        hint = did_you_mean(preset, known, "there are ")
        place = source.place(name, "preset")
        return [Diagnostic(Severity.ERROR, "EP334", f"there is no preset `{preset}`", place, hint)]
    if preset and known[preset].service is not None:
        return _unserved(name, source, known[preset])
    found: list[tuple[str, str, str]] = []
    if bool(preset) != bool(claimed) or (preset and known[preset].standard not in claimed):
        chosen = known[preset] if preset else next(iter(known.values()))
        message = f"edition {name} needs both a preset and the standard that it is for"
        hint = f'preset = "{chosen.name}" and standards = ["{chosen.standard}"]'
        found.append(("preset" if preset else "standards", message, hint))
    if "paper" in table or "wrap" in table:
        key = "paper" if "paper" in table else "wrap"
        hint = f"it belongs to a service: {', '.join(item.name for item in known.values() if item.service)}"
        found.append((key, f"`{name}.{key}` needs the preset of a service", hint))
    trim = _trim(table["trim"]) if "trim" in table else None
    if preset and trim is not None and trim.bleed < known[preset].bleed:
        message = f"`{name}.trim.bleed` is {trim.bleed:g} mm, and preset {preset} asks for {known[preset].bleed:g} mm"
        found.append(("trim", message, f'bleed = "{known[preset].bleed:g}mm"'))
    if trim is not None and trim.marks and not preset:
        hint = f"name the preset that says how they are drawn: {' or '.join(known)}"
        found.append(("trim", f"`{name}.trim.marks` needs a preset", hint))
    if preset and "impose" in table:
        found.append(
            ("impose", f"edition {name} cannot be imposed: a printer lays the pages on sheets", "leave it out")
        )
    told = [
        Diagnostic(Severity.ERROR, CODES.wrong, message, source.place(name, key), hint) for key, message, hint in found
    ]
    if preset and known[preset].gutter and table.get("double_sided") is not True:
        message = f"edition {name} is single-sided, and preset {preset} asks for a gutter"
        hint = "double_sided = true: a bound book has a fold, on the left of one page and on the right of the next"
        told.append(Diagnostic(Severity.ERROR, "EP336", message, source.place(name, "preset"), hint))
    return told


def _overt(name: str, source: Source) -> list[Diagnostic]:
    """Return why an edition could not carry the manuscript: a format or a standard without room for it, spoilers."""
    table = source.data[name]
    if "attach" not in table:
        return []
    found: list[tuple[str, str]] = []
    standards = [item.casefold() for item in table.get("standards", ())]
    if table["format"] != "pdf":
        found.append((f"and an {table['format'].upper()} is read without attachments", "leave `attach` out"))
    if "impose" in table or "preset" in table:
        found.append(("and what goes on paper carries none", "leave `attach` out"))
    if refusing := [item for item in standards if re.fullmatch(r"pdf/(a-[12].|x-.*)", item)]:
        found.append((f"and {refusing[0]} allows no such file", 'standards = ["pdf/a-3a", "pdf/ua-1"]'))
    if table.get("spoilers") == "removed":
        found.append(("and in it is all that the edition leaves out", "a spoiler-free edition attaches nothing"))
    what, place = f"`{name}.attach` adds the manuscript", source.place(name, "attach")
    return [Diagnostic(Severity.ERROR, CODES.wrong, f"{what}, {why}", place, hint) for why, hint in found]


def _unserved(name: str, source: Source, preset: presets.Preset) -> list[Diagnostic]:
    """Return why a service would refuse an edition: its paper, its size, its bleed, marks, sheets."""
    table, service = source.data[name], preset.service
    if service is None or "trim" not in table:
        return []
    trim, wraps = _trim(table["trim"]), bool(table.get("wrap"))
    papers = [paper.name for paper in service.papers]
    found: list[tuple[str, str, str]] = []
    if not wraps and table.get("paper") not in papers:
        asked = f"has no paper `{table['paper']}`" if "paper" in table else "wants to know on which paper"
        where = source.place(name, "paper" if "paper" in table else "preset")
        hint = "paper = " + " or ".join(f'"{paper}"' for paper in papers)
        return [Diagnostic(Severity.ERROR, "EP337", f"edition {name}: {service.printer} {asked}", where, hint)]
    if not services.takes(service, trim.width, trim.height):
        sizes = ", ".join(f"{wide:g} × {high:g}" for wide, high in service.trims)
        message = f"`{name}.trim`: {service.printer} makes no books of {trim.width:g} × {trim.height:g} mm"
        found.append(("trim", message, f"in mm, it makes {sizes}"))
    if trim.bleed not in (0.0, preset.bleed) or (wraps and not trim.bleed):
        message = f"`{name}.trim.bleed` is {trim.bleed:g} mm, and preset {preset.name} asks for {preset.bleed:g} mm"
        hint = f'bleed = "{preset.bleed:g}mm"' + ("" if wraps else ", or no bleed at all")
        found.append(("trim", message, hint))
    if trim.marks and "marks" in service.refuses:
        found.append(("trim", f"`{name}.trim.marks`: {service.printer} refuses marks", "leave them out"))
    if wraps and "page_count" not in table.get("needs", ()):
        found.append(("needs", f"cover {name} needs to know how many pages it goes round", 'needs = ["page_count"]'))
    if "impose" in table:
        message = f"edition {name} cannot be imposed: a printer lays the pages on sheets"
        found.append(("impose", message, "leave it out"))
    return [
        Diagnostic(Severity.ERROR, CODES.wrong, message, source.place(name, key), hint) for key, message, hint in found
    ]


def unpaired(edition: Edition, known: Mapping[str, Edition], source: Source) -> list[Diagnostic]:
    """Return an error when a cover does not name the book that it goes round: of its service, of its size."""
    if edition.wrap is None:
        return []
    book = known.get(edition.page_source)
    if book is not None and book.wrap is None and book.preset == edition.preset and book.trim == edition.trim:
        return []
    message = f"cover {edition.name} goes round no book of its preset and trim"
    hint = "page_source names the edition with the pages"
    place = source.place(edition.name, "page_source")
    return [Diagnostic(Severity.ERROR, CODES.wrong, message, place, hint)]


def _unmet(name: str, source: Source, project: Path | None) -> list[Diagnostic]:
    """Return which options of an edition none of the layouts that set it can have."""
    table = source.data[name]
    wishes = [(key, value, source.place(name, "options", key)) for key, value in table.get("options", {}).items()]
    return layouts.unmet(wishes, [layouts.load(item, project) for item in table["layouts"]]) if wishes else []


def _fits(trim: Trim, sheet: Imposition) -> bool:
    """Return whether a sheet takes the pages of one side."""
    columns, rows = sheet.grid
    return columns * trim.width <= sheet.width + ROOM and rows * trim.height <= sheet.height + ROOM


def edition(name: str, table: dict[str, Any], project: Path | None) -> Edition:
    """Return the edition that a faultless table describes."""
    trim = table.get("trim")
    return Edition(
        name=name,
        summary=table["summary"],
        format=table["format"],
        layouts=layouts.setting(table["layouts"], name, project),
        trim=_trim(trim) if trim is not None else None,
        double_sided=table.get("double_sided", False),
        standards=tuple(table.get("standards", ())),
        applies=table["applies"],
        scale=float(table.get("scale", 1.0)),
        needs=tuple(table.get("needs", ())),
        page_source=table.get("page_source", ""),
        impose=_imposition(table["impose"]) if "impose" in table else None,
        preset=table.get("preset", ""),
        attach=table.get("attach", ""),
        paper=table.get("paper", ""),
        wrap=Wrap() if table.get("wrap") else None,
        spoilers=table.get("spoilers", "kept"),
        screen=table.get("screen", False),
        options=tuple(table.get("options", {}).items()),
        pages=page_count(table.get("pages")),
        settle=table.get("settle", True),
        tagged=table.get("tagged", True),
    )


def _imposition(table: dict[str, Any]) -> Imposition:
    """Return the sheet that a faultless table describes."""
    width, height, caliper = (_millimetres(table.get(key)) for key in ("width", "height", "caliper"))
    return Imposition(
        scheme=table["scheme"],
        width=width or 0.0,
        height=height or 0.0,
        signature=table.get("signature", 0),
        caliper=CALIPER if caliper is None else caliper,
    )


def _trim(table: dict[str, Any]) -> Trim:
    """Return the page that a faultless table describes."""
    width, height, bleed = (_millimetres(table.get(key, "0mm")) or 0.0 for key in ("width", "height", "bleed"))
    return Trim(width, height, bleed, table.get("marks", False))


def _millimetres(value: object) -> float | None:
    """Return a length such as `148mm` in mm, or None."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s?(mm|cm|in|pt)", value) if isinstance(value, str) else None
    return round(float(found[1]) * UNITS[found[2]], 4) if found else None
