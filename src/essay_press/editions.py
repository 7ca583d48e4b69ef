"""`layouts/editions.toml` → `Edition`: what can be made, on which page, and whether it applies to an essay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from essay_press import layouts, resources
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from essay_press.model import Edition, Essay, Trim
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
    read,
    some_of,
    unfit,
    written,
)

__all__ = ["FORMATS", "choose_layout", "load", "named", "select", "skip_reason"]

FORMATS = ("epub", "pdf")
"""The formats that an edition may name; a test holds them to `formats.FORMATS`."""
UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
SMALLEST, GREATEST = 50.0, 1200.0
"""Sides of a page in mm: between a miniature book's and a poster's."""

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
    "applies": one_of("always", "has-spoilers"),
    "scale": POSITIVE,
    "needs": some_of("cover_image"),
}
NEEDED = ("summary", "format", "layouts", "applies")
TRIM_KEYS = {"width": SIDE, "height": SIDE, "bleed": LENGTH, "marks": FLAG}
CODES = Codes(syntax="EP307", unknown="EP302", wrong="EP304", missing="EP303")


def load(project: Path | None = None) -> dict[str, Edition]:
    """Return every edition by name, in the order of the table; a project's own `layouts/editions.toml` adds to ours.

    Raises EditionError with every fault.
    """
    sources = [read(resources.root("layouts") / "editions.toml", EditionError, CODES)]
    own = project / "layouts" / "editions.toml" if project is not None else None
    if own is not None and own.is_file() and own.resolve() != sources[0].path:
        sources.append(read(own, EditionError, CODES))
    known = layouts.names(project)
    faults = [fault for source in sources for name in source.data for fault in _faults(name, source, known)]
    if faults:
        raise EditionError(faults)
    tables = {name: table for source in sources for name, table in source.data.items()}
    return {name: _edition(name, table, project) for name, table in tables.items()}


def named(name: str, project: Path | None = None, place: Place | None = None) -> Edition:
    """Return the edition called `name`, as it stands at `place`; raises EditionError when there is none."""
    return _named((name,), load(project), place)[0]


def select(
    essay: Essay, wanted: Iterable[str] = (), project: Path | None = None, default: Iterable[str] = ()
) -> tuple[Edition, ...]:
    """Return the editions asked for by name, else those the front matter lists, else the `default` ones, else all.

    Raises EditionError for each name that is not there.
    """
    known = load(project)
    if names := tuple(wanted):
        return _named(names, known, None)
    if essay.metadata.editions:
        return _named(essay.metadata.editions, known, essay.metadata.place("editions"))
    return _named(tuple(default) or tuple(known), known, None)


def skip_reason(edition: Edition, essay: Essay, layout: str = "") -> str:
    """Return why an edition does not apply to an essay that is to be set in `layout`, or an empty text."""
    if edition.applies == "has-spoilers" and essay.metadata.spoilers is None:
        return "the essay has no spoilers"
    if layout and layout not in edition.layouts:
        return f"layout {layout} does not set it ({' or '.join(edition.layouts)} does)"
    return ""


def choose_layout(edition: Edition, essay: Essay, wanted: str = "", default: str = "") -> str:
    """Return the name of the layout that sets this edition: `wanted`, else the essay's, the `default`, the edition's.

    An essay's or a project's layout that may not set this edition gives way to the edition's own. Raises EditionError
    when `wanted` may not set it.
    """
    if wanted and wanted not in edition.layouts:
        hint = did_you_mean(wanted, edition.layouts, f"{edition.name} is set by ")
        message = f"edition {edition.name} cannot be set by layout `{wanted}`"
        raise EditionError(Diagnostic(Severity.ERROR, "EP301", message, None, hint))
    wishes = (wanted, essay.metadata.layout or default)
    return next((name for name in wishes if name in edition.layouts), edition.layouts[0])


def _named(names: Iterable[str], known: Mapping[str, Edition], place: Place | None) -> tuple[Edition, ...]:
    """Return the editions of these names, each once; raises EditionError for each that is not there."""
    wanted = tuple(dict.fromkeys(names))
    faults = []
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known, "there are ")
            faults.append(Diagnostic(Severity.ERROR, "EP300", f"there is no edition `{name}`", place, hint))
    if faults:
        raise EditionError(faults)
    return tuple(known[name] for name in wanted)


def _faults(name: str, source: Source, known: tuple[str, ...]) -> list[Diagnostic]:
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
    if KEYS["layouts"].fits(table.get("layouts")):
        for layout in table["layouts"]:
            if layout not in known:
                message = f"edition {name} is to be set by `{layout}`, and there is no such layout"
                hint = did_you_mean(layout, known, "there are ")
                found.append(Diagnostic(Severity.ERROR, "EP306", message, source.place(name, "layouts"), hint))
    return found


def _edition(name: str, table: dict[str, Any], project: Path | None) -> Edition:
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
    )


def _trim(table: dict[str, Any]) -> Trim:
    """Return the page that a faultless table describes."""
    width, height, bleed = (_millimetres(table.get(key, "0mm")) or 0.0 for key in ("width", "height", "bleed"))
    return Trim(width, height, bleed, table.get("marks", False))


def _millimetres(value: object) -> float | None:
    """Return a length such as `148mm` in mm, or None."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s?(mm|cm|in|pt)", value) if isinstance(value, str) else None
    return round(float(found[1]) * UNITS[found[2]], 4) if found else None
