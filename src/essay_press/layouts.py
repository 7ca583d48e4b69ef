"""Folders of `layouts/` → `Layout`: a design's parts, faces and options, with those of the design it extends."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from essay_press import resources
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import LayoutError
from essay_press.model import FontFace, Layout, Metadata, Option, OptionSpec
from essay_press.suggest import nearest

__all__ = ["available", "choose_options", "contrast_on_white", "load"]

KEYS = ("summary", "abstract", "extends", "parts", "fonts", "options")
FONT_KEYS = ("family", "styles", "role", "medium")
ROLES = ("text", "display", "code", "fallback")
OPTION_KEYS = ("default", "summary", "choices", "contrast")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def available(project: Path | None = None) -> tuple[Layout, ...]:
    """Return the layouts that may be chosen, by name; a project's own `layouts/` folder adds to ours or overrides it."""
    names = {folder.name for root in _roots(project) for folder in root.iterdir() if (folder / "layout.toml").is_file()}
    tables = {name: _table(_folder(name, project)) for name in sorted(names)}
    return tuple(load(name, project) for name, table in tables.items() if not table.get("abstract"))


def load(name: str, project: Path | None = None) -> Layout:
    """Return the layout called `name`, merged with what it extends, child before parent.

    Raises LayoutError with every fault of its `layout.toml`.
    """
    chain = _chain(name, project)
    faults = [fault for folder in chain for fault in _faults(folder)]
    if faults:
        raise LayoutError(faults)
    tables = [_table(folder) for folder in chain]
    parts = next((tuple(table["parts"]) for table in tables if "parts" in table), ())
    fonts = tuple(face for folder, table in zip(chain, tables, strict=True) for face in _faces(folder, table))
    return Layout(
        name=name,
        summary=str(tables[0].get("summary", "")),
        roots=tuple(chain),
        parts=parts,
        fonts=tuple(dict.fromkeys(fonts)),
        options=_options(tables),
    )


def choose_options(layout: Layout, metadata: Metadata, given: Iterable[tuple[str, str]] = ()) -> dict[str, Option]:
    """Return the layout's options as the front matter, then the command line (`given`, texts), set them.

    Raises LayoutError for an unknown option, a value of the wrong kind, or a colour too faint to read.
    """
    specs = {spec.name: spec for spec in layout.options}
    chosen: dict[str, Option] = {spec.name: spec.default for spec in layout.options}
    faults: list[Diagnostic] = []
    wishes = [(name, value, metadata.place(f"layout.{name}")) for name, value in metadata.options]
    wishes += [(name, value, None) for name, value in given]
    for name, value, place in wishes:
        spec = specs.get(name)
        if spec is None:
            near = nearest(name, tuple(specs))
            hint = f"did you mean `{near}`?" if near else f"{layout.name} knows {', '.join(sorted(specs))}"
            message = f"layout {layout.name} has no option `{name}`"
            faults.append(Diagnostic(Severity.ERROR, "EP205", message, place, hint))
            continue
        cast = _cast(value, spec)
        fault = _option_fault(cast, spec)
        if cast is None or fault:
            message = f"option `{name}` of layout {layout.name} cannot be `{value}`"
            faults.append(Diagnostic(Severity.ERROR, "EP206", message, place, fault))
        else:
            chosen[name] = cast
    if faults:
        raise LayoutError(faults)
    return chosen


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio (1-21) of `#rrggbb` on white, as WCAG 2.2 defines relative luminance."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


# ---------------------------------------------------------------- folders and tables
def _roots(project: Path | None) -> tuple[Path, ...]:
    """Return the folders that hold layouts, a project's own first."""
    own = (project / "layouts",) if project is not None and (project / "layouts").is_dir() else ()
    return (*own, resources.root("layouts"))


def _folder(name: str, project: Path | None) -> Path:
    """Return the folder of layout `name`, or raise LayoutError with the nearest name."""
    for root in _roots(project):
        if name and (root / name / "layout.toml").is_file():
            return root / name
    names = sorted({path.parent.name for root in _roots(project) for path in root.glob("*/layout.toml")})
    names = [each for each in names if not _table(_folder(each, project)).get("abstract")]
    near = nearest(name, tuple(names))
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(names)}"
    raise LayoutError(Diagnostic(Severity.ERROR, "EP200", f"there is no layout `{name}`", None, hint))


def _chain(name: str, project: Path | None) -> list[Path]:
    """Return the folders of a layout and of all it extends, child first."""
    chain = [_folder(name, project)]
    while parent := str(_table(chain[-1]).get("extends", "")):
        folder = _folder(parent, project)
        if folder in chain:
            place = Place(str(chain[-1] / "layout.toml"))
            raise LayoutError(Diagnostic(Severity.ERROR, "EP201", f"layout `{name}` extends itself", place))
        chain.append(folder)
    return chain


@cache
def _table(folder: Path) -> dict[str, Any]:
    """Return a layout's TOML table; raises LayoutError with the line where it does not parse."""
    path = folder / "layout.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        place = Place(str(path), int(found[1]), int(found[2])) if found else Place(str(path))
        raise LayoutError(Diagnostic(Severity.ERROR, "EP202", f"not valid TOML: {error}", place)) from error


def _faults(folder: Path) -> list[Diagnostic]:
    """Return what is wrong with the keys of a `layout.toml`."""
    table = _table(folder)
    place = Place(str(folder / "layout.toml"))
    groups: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = [("", table, KEYS)]
    groups += [("fonts.", font, FONT_KEYS) for font in table.get("fonts", [])]
    groups += [(f"options.{name}.", spec, OPTION_KEYS) for name, spec in table.get("options", {}).items()]
    faults = []
    for prefix, group, known in groups:
        for key in group:
            if key not in known:
                near = nearest(key, known)
                hint = f"did you mean `{near}`?" if near else f"known keys: {', '.join(known)}"
                faults.append(Diagnostic(Severity.ERROR, "EP203", f"unknown key `{prefix}{key}`", place, hint))
    return faults


# ---------------------------------------------------------------- faces
@cache
def _manifest() -> dict[str, Any]:
    """Return `fonts/MANIFEST.toml`."""
    return tomllib.loads((resources.root("fonts") / "MANIFEST.toml").read_text(encoding="utf-8"))


def _faces(folder: Path, table: Mapping[str, Any]) -> list[FontFace]:
    """Return the faces that one `layout.toml` asks for, in its order; raises LayoutError for one that is not there."""
    found: list[FontFace] = []
    for wish in table.get("fonts", []):
        family = _manifest().get(wish["family"])
        place = Place(str(folder / "layout.toml"))
        if family is None:
            near = nearest(wish["family"], tuple(_manifest()))
            hint = f"did you mean `{near}`?" if near else "add it to fonts/ and fonts/MANIFEST.toml"
            message = f"there is no font family `{wish['family']}`"
            raise LayoutError(Diagnostic(Severity.ERROR, "EP210", message, place, hint))
        faces = {f"{face['weight']}{'' if face['style'] == 'normal' else ' italic'}": face for face in family["faces"]}
        for style in wish.get("styles", list(faces)):
            if style not in faces:
                message = f"{wish['family']} has no face `{style}`"
                hint = f"it has {', '.join(faces)}"
                raise LayoutError(Diagnostic(Severity.ERROR, "EP211", message, place, hint))
            face = faces[style]
            found.append(
                FontFace(
                    family=family["family"],
                    weight=int(face["weight"]),
                    style=face["style"],
                    path=resources.root("fonts") / wish["family"] / face["file"],
                    sha256=face["sha256"],
                    licence=family["licence"],
                    reserved_name=", ".join(family.get("reserved_names", [])),
                    unicode_range=family.get("unicode_range", ""),
                    medium=wish.get("medium", ""),
                    role=wish.get("role", "text"),
                )
            )
    return found


# ---------------------------------------------------------------- options
def _options(tables: list[dict[str, Any]]) -> tuple[OptionSpec, ...]:
    """Return the options of a chain of tables, the child's keys over the parent's."""
    merged: dict[str, dict[str, Any]] = {}
    for table in reversed(tables):
        for name, spec in table.get("options", {}).items():
            merged[name] = {**merged.get(name, {}), **spec}
    return tuple(
        OptionSpec(
            name=name,
            default=spec["default"],
            summary=spec.get("summary", ""),
            choices=tuple(spec.get("choices", ())),
            contrast=float(spec.get("contrast", 0.0)),
        )
        for name, spec in sorted(merged.items())
    )


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


def _option_fault(value: Option | None, spec: OptionSpec) -> str:
    """Return what is wrong with a value for an option, as a hint, or an empty text."""
    if value is None:
        kind = {bool: "true or false", int: "a whole number", float: "a number"}.get(type(spec.default), "a text")
        return f"it takes {kind}, such as `{str(spec.default).lower()}`"
    if spec.choices and value not in spec.choices:
        return f"it takes {', '.join(str(choice) for choice in spec.choices)}"
    if spec.contrast:
        if not isinstance(value, str) or not COLOUR.match(value):
            return f'it takes a colour such as "{spec.default}"'
        ratio = contrast_on_white(value)
        if ratio < spec.contrast:
            return f"its contrast on white is {ratio:.1f}:1; text needs {spec.contrast:g}:1, so choose a darker colour"
    return ""
