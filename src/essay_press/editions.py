"""`layouts/editions.toml` → `Edition`: what can be made, on which page, and whether it applies to an essay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from essay_press import resources
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from essay_press.model import Edition, Essay, Trim
from essay_press.suggest import nearest

__all__ = ["choose_layout", "load", "select", "skip_reason"]

KEYS = ("summary", "format", "layouts", "trim", "double_sided", "standards", "applies", "scale", "needs")
UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
APPLIES = ("always", "has-spoilers")


def load() -> dict[str, Edition]:
    """Return every edition by name, in the order of the table; raises EditionError with every fault."""
    path = resources.root("layouts") / "editions.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    faults = [fault for name, table in tables.items() for fault in _faults(name, table, path)]
    if faults:
        raise EditionError(faults)
    return {name: _edition(name, table) for name, table in tables.items()}


def select(essay: Essay, wanted: Iterable[str] = ()) -> tuple[Edition, ...]:
    """Return the editions asked for by name, else those the front matter lists, else all.

    Raises EditionError for a name that is not there.
    """
    known = load()
    names = tuple(wanted)
    place = None
    if not names:
        names = essay.metadata.editions or tuple(known)
        place = essay.metadata.place("editions")
    faults = []
    for name in names:
        if name not in known:
            near = nearest(name, tuple(known))
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
            faults.append(Diagnostic(Severity.ERROR, "EP300", f"there is no edition `{name}`", place, hint))
    if faults:
        raise EditionError(faults)
    return tuple(known[name] for name in dict.fromkeys(names))


def skip_reason(edition: Edition, essay: Essay) -> str:
    """Return why an edition does not apply to an essay, or an empty text."""
    if edition.applies == "has-spoilers" and essay.metadata.spoilers is None:
        return "the essay has no spoilers"
    return ""


def choose_layout(edition: Edition, essay: Essay, wanted: str = "") -> str:
    """Return the name of the layout that sets this edition: `wanted`, else the essay's where allowed, else the default.

    Raises EditionError when `wanted` may not set the edition.
    """
    if wanted:
        if wanted not in edition.layouts:
            near = nearest(wanted, edition.layouts)
            hint = f"did you mean `{near}`?" if near else f"{edition.name} is set by {', '.join(edition.layouts)}"
            message = f"edition {edition.name} cannot be set by layout `{wanted}`"
            raise EditionError(Diagnostic(Severity.ERROR, "EP301", message, None, hint))
        return wanted
    own = essay.metadata.layout
    return own if own in edition.layouts else edition.layouts[0]


def _faults(name: str, table: Mapping[str, Any], path: Path) -> list[Diagnostic]:
    """Return what is wrong with one table."""
    place = Place(str(path))
    faults = []
    for key in table:
        if key not in KEYS:
            near = nearest(key, KEYS)
            hint = f"did you mean `{near}`?" if near else f"known keys: {', '.join(KEYS)}"
            faults.append(Diagnostic(Severity.ERROR, "EP302", f"unknown key `{name}.{key}`", place, hint))
    for key in ("summary", "format", "layouts", "applies"):
        if not table.get(key):
            faults.append(Diagnostic(Severity.ERROR, "EP303", f"edition {name} needs `{key}`", place))
    if table.get("applies", "always") not in APPLIES:
        message = f"`{name}.applies` cannot be `{table['applies']}`"
        faults.append(Diagnostic(Severity.ERROR, "EP304", message, place, f"it takes {' or '.join(APPLIES)}"))
    if table.get("format") == "pdf" and "trim" not in table:
        faults.append(Diagnostic(Severity.ERROR, "EP303", f"edition {name} needs `trim`", place))
    for key, value in table.get("trim", {}).items():
        if key in ("width", "height", "bleed") and _millimetres(value) is None:
            hint = 'write a length such as "148mm" or "5.5in"'
            message = f"`{name}.trim.{key}` is not a length: {value!r}"
            faults.append(Diagnostic(Severity.ERROR, "EP304", message, place, hint))
    return faults


def _edition(name: str, table: Mapping[str, Any]) -> Edition:
    """Return the edition that a faultless table describes."""
    trim = table.get("trim")
    return Edition(
        name=name,
        summary=table["summary"],
        format=table["format"],
        layouts=tuple(table["layouts"]),
        trim=None
        if trim is None
        else Trim(
            width=_millimetres(trim["width"]) or 0.0,
            height=_millimetres(trim["height"]) or 0.0,
            bleed=_millimetres(trim.get("bleed", "0mm")) or 0.0,
            marks=bool(trim.get("marks", False)),
        ),
        double_sided=bool(table.get("double_sided", False)),
        standards=tuple(table.get("standards", ())),
        applies=table["applies"],
        scale=float(table.get("scale", 1.0)),
        needs=tuple(table.get("needs", ())),
    )


def _millimetres(text: object) -> float | None:
    """Return a length such as `148mm` in mm, or None."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(mm|cm|in|pt)", str(text))
    return float(found[1]) * UNITS[found[2]] if found else None
