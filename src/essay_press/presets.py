"""`layouts/presets.toml` → `Preset`: what printers ask for, each value with its source, date and confidence."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from essay_press import resources, services
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from essay_press.model import Edition
from essay_press.services import Service
from essay_press.tables import (
    POSITIVE,
    TABLE,
    TABLES,
    TEXT,
    Codes,
    Kind,
    Source,
    did_you_mean,
    one_of,
    read,
    unfit,
)

__all__ = ["Intent", "Preset", "Provenance", "Step", "load", "named", "profile_path", "service", "setting"]

CODES = Codes(syntax="EP333", unknown="EP330", wrong="EP331", missing="EP332")
DATE = Kind("a date such as 2026-11-22, without quotes", lambda value: isinstance(value, datetime.date))
PROVENANCE = {"source": TEXT, "checked": DATE, "confidence": one_of("high", "medium", "low")}
INTENT = {"value": TEXT, "condition": TEXT, "registry": TEXT, "profile": TEXT, "sha256": TEXT}
STEPS = Kind("a list of tables, such as [{ pages = 1, inside = 13 }]", lambda value: TABLES.fits(value) and bool(value))
PAGES = Kind("a whole number of pages", lambda value: type(value) is int and value > 0)
STEP = {"pages": PAGES, "inside": POSITIVE}
NUMBERS = ("ink_limit", "bleed", "slug", "mark_offset", "mark_length", "mark_weight", "resolution")
ALWAYS = ("summary", "bleed", "resolution")
"""What every preset says; the rest belongs to a press, or to a service on demand, which a `printer` marks."""
PRESS = ("standard", "output_intent", "ink_limit", "slug", "mark_offset", "mark_length", "mark_weight")
SERVICE = ("printer", "gutter", "papers", *(key for key in services.KEYS if key not in services.OPTIONAL))
KEYS = {
    "summary": TEXT,
    "printer": TEXT,
    "standard": one_of("pdf/x-4", "pdf/x-1a:2001"),
    "output_intent": TABLE,
    **dict.fromkeys(NUMBERS, TABLE),
    "gutter": TABLE,
    "papers": TABLE,
    **dict.fromkeys(services.KEYS, TABLE),
}
FOLDER = Path("base", "icc")
"""Where the profiles stand, below `layouts/`."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from: its source, the day it was looked at (`2026-11-22`), `high`, `medium` or `low`."""

    source: str
    checked: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Intent:
    """The printing condition a file is made for: its registered name, its words, the registry, the CMYK profile."""

    identifier: str
    condition: str
    registry: str
    profile: Path
    sha256: str


NO_INTENT = Intent("", "", "", Path(), "")
"""Of a service: it knows its paper and its inks, and wants no profile in the file."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far from the fold, in mm, what is read has to stay from so many pages on."""

    pages: int
    inside: float


@dataclass(frozen=True, slots=True)
class Preset:
    """What a printer asks for: a press by its `standard` and `intent`, a print-on-demand `service` without them.

    `ink_limit` is the greatest sum of the four inks in percent, 0 where none is named; `bleed`, `slug` (both from the
    trim), `mark_offset` and `mark_length` are in mm, `mark_weight` in pt, `resolution` in dots per inch. `gutter` has
    rising steps, and none where the inner margin is the layout's own affair. `provenance` has one entry per value.
    """

    name: str
    summary: str
    bleed: float
    resolution: float
    standard: str = ""
    intent: Intent = NO_INTENT
    ink_limit: float = 0.0
    slug: float = 0.0
    mark_offset: float = 0.0
    mark_length: float = 0.0
    mark_weight: float = 0.0
    gutter: tuple[Step, ...] = ()
    service: Service | None = None
    provenance: tuple[tuple[str, Provenance], ...] = ()

    def inside(self, pages: int) -> float:
        """Return how far from the fold, in mm, what is read has to stay in a book of so many pages.

        A leaf has two sides: an odd number of pages makes a book of one more.
        """
        return next((step.inside for step in reversed(self.gutter) if step.pages <= pages + pages % 2), 0.0)


def load(path: Path | None = None) -> dict[str, Preset]:
    """Return every preset by name, of `path` or of the bundled table; raises EditionError with every fault."""
    return dict(_bundled(resources.root("layouts") / "presets.toml")) if path is None else _load(path)


@cache
def _bundled(path: Path) -> dict[str, Preset]:
    """Return the presets of the bundled table, which is asked for at every layout and does not change meanwhile."""
    return _load(path)


def _load(path: Path) -> dict[str, Preset]:
    source = read(path, EditionError, CODES)
    faults = [fault for name in source.data for fault in _faults(name, source)]
    if faults:
        raise EditionError(faults)
    return {name: _preset(name, table) for name, table in source.data.items()}


def named(name: str, place: Place | None = None) -> Preset:
    """Return the preset called `name`, as it stands at `place`; raises EditionError when there is none."""
    known = load()
    if name not in known:
        hint = did_you_mean(name, known, "there are ")
        raise EditionError(Diagnostic(Severity.ERROR, "EP334", f"there is no preset `{name}`", place, hint))
    return known[name]


def setting(edition: Edition) -> tuple[Edition, tuple[Step, ...]]:
    """Return what of an edition shows on its pages: two of equal setting set an essay alike.

    Names, claims and what is done to finished pages do not show. Of a press counts the gutter alone; a service wants
    more of a page, and stays.
    """
    preset = named(edition.preset) if edition.preset else None
    # A sheet of so many pages decides how often an essay that is far too long is laid out.
    held = edition.impose if edition.applies == "fits" else None
    shown = replace(
        edition,
        name="",
        summary="",
        layouts=(),
        standards=(),
        applies="fits" if held is not None else "always",
        needs=(),
        impose=held,
        preset=edition.preset if preset is not None and preset.service is not None else "",
        page_source="",
        attach="",
    )
    return shown, preset.gutter if preset is not None else ()


def service(name: str) -> Preset:
    """Return the preset of the service called `name`; raises EditionError when there is none."""
    known = {key: preset for key, preset in load().items() if preset.service is not None}
    if name not in known:
        hint = did_you_mean(name, known, "there are ")
        raise EditionError(Diagnostic(Severity.ERROR, "EP338", f"there is no service `{name}`", None, hint))
    return known[name]


def _faults(name: str, source: Source) -> list[Diagnostic]:
    """Return what is wrong with the table of one preset."""
    table = source.data[name]
    if not isinstance(table, dict):
        hint = f"a preset is a table: [{name}] and, below it, its keys"
        return [Diagnostic(Severity.ERROR, CODES.wrong, f"`{name}` is no table", source.place(name), hint)]
    found = unfit(source, (name,), KEYS, CODES, (*ALWAYS, *(SERVICE if "printer" in table else PRESS)))
    for key in ("output_intent", *NUMBERS):
        if isinstance(table.get(key), dict):
            kinds = {**(INTENT if key == "output_intent" else {"value": POSITIVE}), **PROVENANCE}
            found += unfit(source, (name, key), kinds, CODES, tuple(kinds))
    if isinstance(table.get("gutter"), dict):
        found += _steps(name, source)
    found += services.faults(name, source, CODES, PROVENANCE)
    return found or _lost(name, source)


def _lost(name: str, source: Source) -> list[Diagnostic]:
    """Return which profile of a preset, faultless otherwise, is not there; a service that takes no light needs one."""
    table = source.data[name]
    if "printer" in table and "conversion" not in table and "rgb" not in table["colours"]["value"]:
        hint = "a service that takes no RGB needs the profile by which colours become ink"
        message = f"`{name}.conversion` is missing"
        return [Diagnostic(Severity.ERROR, CODES.missing, message, source.place(name), hint)]
    hint = f"profiles stand in layouts/{FOLDER.as_posix()}"
    lost = [
        (key, table[key]["profile"])
        for key in ("output_intent", "conversion")
        if key in table and not profile_path(table[key]["profile"]).is_file()
    ]
    return [
        Diagnostic(
            Severity.ERROR, CODES.wrong, f"there is no profile `{file}`", source.place(name, key, "profile"), hint
        )
        for key, file in lost
    ]


def _steps(name: str, source: Source) -> list[Diagnostic]:
    """Return what is wrong with a gutter: its values, or steps that do not rise."""
    at = (name, "gutter")
    kinds = {"steps": STEPS, **PROVENANCE}
    found = unfit(source, at, kinds, CODES, tuple(kinds))
    steps = source.data[name]["gutter"].get("steps")
    if not STEPS.fits(steps):
        return found
    for number in range(len(steps)):
        found += unfit(source, (*at, "steps", number), STEP, CODES, tuple(STEP))
    if found:
        return found
    for before, after in pairwise(steps):
        if after["pages"] <= before["pages"] or after["inside"] < before["inside"]:
            message = (
                f"`{name}.gutter.steps`: {after['inside']:g} mm from {after['pages']} pages on come after"
                f" {before['inside']:g} mm from {before['pages']} on"
            )
            hint = "steps rise: each asks for more pages than the one before, and for no less room"
            found.append(Diagnostic(Severity.ERROR, "EP335", message, source.place(*at, "steps"), hint))
    return found


def _preset(name: str, table: dict[str, Any]) -> Preset:
    """Return the preset that a faultless table describes."""
    intent = table.get("output_intent")
    gutter = table.get("gutter", {"steps": []})
    sourced = [(key, table[key]) for key in KEYS if "source" in table.get(key, ())]
    sourced += [(f"papers.{paper}", values) for paper, values in table.get("papers", {}).items()]
    return Preset(
        name=name,
        summary=table["summary"],
        standard=table.get("standard", ""),
        intent=_intent(intent) if intent else NO_INTENT,
        **{key: float(table[key]["value"]) for key in NUMBERS if key in table},
        gutter=tuple(Step(step["pages"], float(step["inside"])) for step in gutter["steps"]),
        service=services.from_table(table) if "printer" in table else None,
        provenance=tuple((key, _provenance(values)) for key, values in sourced),
    )


def _intent(table: dict[str, Any]) -> Intent:
    profile = profile_path(table["profile"])
    return Intent(table["value"], table["condition"], table["registry"], profile, table["sha256"])


def _provenance(table: dict[str, Any]) -> Provenance:
    return Provenance(table["source"], table["checked"].isoformat(), table["confidence"])


def profile_path(name: str) -> Path:
    """Return where the profile of this file name stands."""
    return resources.root("layouts") / FOLDER / name
