"""The options of a layout: what they may be, and what a project, an essay and the command line make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Layout, Metadata, Option, OptionSpec
from essay_press.suggest import nearest
from essay_press.tables import Source

__all__ = ["Wish", "choose_options", "contrast_on_white", "merge", "unmet"]

Wish = tuple[str, Option, Place | None]
"""An option's name, the value wished for (a text where the command line gave it), and where that stands."""

COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def merge(chain: Sequence[Source]) -> tuple[tuple[OptionSpec, ...], list[Diagnostic]]:
    """Return the options of a chain of faultless tables, the child's keys over the parent's, and what contradicts."""
    merged: dict[str, dict[str, Any]] = {}
    home: dict[str, Source] = {}
    faults: list[Diagnostic] = []
    for source in reversed(chain):
        for name, table in source.data.get("options", {}).items():
            merged[name] = {**merged.get(name, {}), **table}
            home[name] = source
    found = []
    for name, table in sorted(merged.items()):
        place = home[name].place("options", name)
        if "default" not in table:
            hint = "add `default = …`, or correct the name of the option"
            faults.append(Diagnostic(Severity.ERROR, "EP207", f"`options.{name}.default` is missing", place, hint))
            continue
        choices = tuple(table.get("choices", ()))
        contrast = float(table.get("contrast", 0.0))
        spec = OptionSpec(name, table["default"], table.get("summary", ""), choices, contrast)
        if fault := _fault(_cast(spec.default, spec), spec):
            message = f"the default of option `{name}` cannot be `{_said(spec.default)}`"
            faults.append(Diagnostic(Severity.ERROR, "EP204", message, place, fault))
        found.append(spec)
    return tuple(found), faults


def choose_options(
    layout: Layout,
    metadata: Metadata,
    given: Iterable[tuple[str, str]] = (),
    project: Iterable[tuple[str, Option]] = (),
    edition: Iterable[tuple[str, Option]] = (),
) -> dict[str, Option]:
    """Return the layout's options as the edition, the project, the front matter, then the command line (`given`) wish.

    A wish that this layout cannot meet is passed over, since an essay is set by several; `unmet` finds those that
    none of them meets.
    """
    specs = {spec.name: spec for spec in layout.options}
    chosen: dict[str, Option] = {spec.name: spec.default for spec in layout.options}
    for name, value in (*edition, *project, *metadata.options, *given):
        spec = specs.get(name)
        cast = _cast(value, spec) if spec else None
        if spec is not None and cast is not None and not _fault(cast, spec):
            chosen[name] = cast
    return chosen


def unmet(wishes: Iterable[Wish], layouts: Sequence[Layout]) -> list[Diagnostic]:
    """Return, for each wish that none of these layouts can meet, why: an unknown name, a value of the wrong kind."""
    faults = []
    for name, value, place in wishes:
        specs = [(layout, spec) for layout in layouts for spec in layout.options if spec.name == name]
        found = [_fault(_cast(value, spec), spec) for _, spec in specs]
        if found and not all(found):
            continue
        if found:
            message = f"option `{name}` of layout {specs[0][0].name} cannot be `{_said(value)}`"
            faults.append(Diagnostic(Severity.ERROR, "EP206", message, place, found[0]))
            continue
        known = sorted({spec.name for layout in layouts for spec in layout.options})
        near = nearest(name, known)
        who = f"layout {layouts[0].name} has" if len(layouts) == 1 else "no layout here has"
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        message = f"{who} {'no' if len(layouts) == 1 else 'an'} option `{name}`"
        faults.append(Diagnostic(Severity.ERROR, "EP205", message, place, hint))
    return faults


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio (1-21) of `#rrggbb` on white, as WCAG 2.2 defines relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _cast(value: Option, spec: OptionSpec) -> Option | None:
    """Return `value` as the kind of the option's default, or None; texts come from the command line."""
    kind = type(spec.default)
    if type(value) is kind:
        return value
    if not isinstance(value, str):
        return float(value) if kind is float and isinstance(value, int) and not isinstance(value, bool) else None
    if kind is bool:
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(value.lower())
    try:
        return kind(value)
    except ValueError:
        return None


def _fault(value: Option | None, spec: OptionSpec) -> str:
    """Return what is wrong with a value for an option, as a hint, or an empty text."""
    if value is None:
        kind = {bool: "true or false", int: "a whole number", float: "a number"}.get(type(spec.default), "a text")
        return f"it takes {kind}, such as `{_said(spec.default)}`"
    if spec.choices and value not in spec.choices:
        near = nearest(str(value), [choice for choice in spec.choices if isinstance(choice, str)])
        return f"did you mean `{near}`?" if near else f"it takes {', '.join(_said(choice) for choice in spec.choices)}"
    if spec.contrast:
        if not isinstance(value, str) or not COLOUR.match(value):
            return f'it takes a colour of six hexadecimal digits, such as "{spec.default}"'
        ratio = contrast_on_white(value)
        if ratio < spec.contrast:
            return f"its contrast on white is {ratio:.1f}:1; text needs {spec.contrast:g}:1, so choose a darker colour"
    return ""


def _said(value: Option) -> str:
    """Return a value as people write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
