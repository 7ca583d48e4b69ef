"""Folders of `layouts/` → `Layout`: a design's parts, faces and options, with those of the design it extends."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from essay_press import resources
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import LayoutError
from essay_press.layouts.faces import faces
from essay_press.layouts.options import choose_options, contrast_on_white, merge, unmet
from essay_press.layouts.table import ABSTRACT, CODES, faults
from essay_press.model import Layout, Leeway
from essay_press.suggest import nearest
from essay_press.tables import Source, read

__all__ = ["available", "choose_options", "contrast_on_white", "load", "names", "setting", "tables", "unmet"]

FILE = "layout.toml"


def available(project: Path | None = None) -> tuple[Layout, ...]:
    """Return the layouts that may be chosen, by name; a project's own `layouts/` adds to ours or overrides."""
    return tuple(load(name, project) for name in names(project))


def names(project: Path | None = None) -> tuple[str, ...]:
    """Return the names of the layouts that may be chosen, sorted; raises LayoutError for a file that is no TOML."""
    return _names(project, tables(project))


@lru_cache(maxsize=8)
def _names(project: Path | None, _: object) -> tuple[str, ...]:
    """Return the names of the layouts as long as the tables hold what they held: each edition asks for them."""
    every = {path.parent.name for root in _roots(project) for path in root.glob(f"*/{FILE}")}
    return tuple(name for name in sorted(every) if _table(_folder(name, project)).data.get(ABSTRACT) is not True)


def load(name: str, project: Path | None = None, place: Place | None = None) -> Layout:
    """Return the layout called `name`, merged with what it extends, child before parent.

    Raises LayoutError with every fault of its `layout.toml` and of those it extends; `place` is where the name stands.
    """
    chain = [_table(folder) for folder in _chain(name, project, place)]
    found = [fault for source in chain for fault in faults(source)]
    if found:
        raise LayoutError(found)
    options, found = merge(chain)
    wanted, missing = faces(chain)
    parts = next((tuple(source.data["parts"]) for source in chain if "parts" in source.data), ())
    found = [*found, *missing]
    if not parts:
        found.append(_lacks(chain[0], "parts", 'add `parts = ["cover", "essay", "notes"]`, or extend "base"'))
    if not missing and not any(face.role == "text" for face in wanted):
        found.append(_lacks(chain[0], "a text face", 'add `[[fonts]]` with `family = "eb-garamond"`'))
    if found:
        raise LayoutError(found)
    return Layout(
        name=name,
        summary=str(chain[0].data.get("summary", "")),
        roots=tuple(source.path.parent for source in chain),
        parts=parts,
        fonts=wanted,
        options=options,
        copier=next((source.data["copier"] for source in chain if "copier" in source.data), False),
        fit=_leeway(chain),
    )


def _leeway(chain: Iterable[Source]) -> Leeway:
    """Return the leeway of a chain of faultless tables, the child's keys over the parent's."""
    table: dict[str, Any] = {}
    for source in chain:
        table = {**source.data.get("fit", {}), **table}
    shares = {name: float(table.get(name, 0.0)) for name in ("size", "leading", "margins")}
    return Leeway(**shares, leave_out=tuple(table.get("leave_out", ())))


def setting(listed: Iterable[str], edition: str, project: Path | None = None) -> tuple[str, ...]:
    """Return the layouts that may set an edition: those its table lists, then a project's own, by name.

    A layout of a project's own says with `editions` what it sets; without that, it sets what the design it extends
    sets.
    """
    known = tuple(listed)
    held = tables(project)
    others = [name for name in _names(project, held) if name not in known]
    added = [name for name in others if _sets(_line(name, project, held), edition, known)]
    return (*known, *added)


def tables(project: Path | None = None) -> tuple[tuple[Path, bytes], ...]:
    """Return the TOML files on which layouts and editions depend, each with what it holds."""
    found = []
    paths = [path for root in _roots(project) for path in (root / "editions.toml", *sorted(root.glob(f"*/{FILE}")))]
    for path in paths:
        with suppress(OSError):  # whoever needs the file will say so
            found.append((path, path.read_bytes()))
    return tuple(found)


# ---------------------------------------------------------------- folders
def _sets(line: Iterable[tuple[str, object]], edition: str, listed: tuple[str, ...]) -> bool:
    """Return whether a layout of this line, which no edition lists, may set this one."""
    for name, own in line:
        if name in listed:
            return True
        if isinstance(own, list):
            return edition in own
    return False


@lru_cache(maxsize=64)
def _line(name: str, project: Path | None, _: object) -> tuple[tuple[str, object], ...]:
    """Return a layout and all that it extends, child first: each one's name, and the editions that it says it sets."""
    return tuple((folder.name, _table(folder).data.get("editions")) for folder in _chain(name, project))


def _roots(project: Path | None) -> tuple[Path, ...]:
    """Return the folders that hold layouts, a project's own first."""
    bundled = resources.root("layouts")
    own = (project / "layouts").resolve() if project is not None else bundled
    return (own, bundled) if own != bundled and own.is_dir() else (bundled,)


def _folder(name: str, project: Path | None, place: Place | None = None, *, bundled: bool = False) -> Path:
    """Return the folder of layout `name`, or raise LayoutError with the nearest name."""
    roots = _roots(None if bundled else project)
    plain = name.replace("-", "").replace("_", "").isalnum()
    for root in roots:
        if plain and (root / name / FILE).is_file():
            return root / name
    known = names(project)
    near = nearest(name, known)
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
    raise LayoutError(Diagnostic(Severity.ERROR, "EP200", f"there is no layout `{name}`", place, hint))


def _chain(name: str, project: Path | None, place: Place | None = None) -> list[Path]:
    """Return the folders of a layout and of all it extends, child first.

    A project's own layout may extend the bundled one of the same name.
    """
    chain = [_folder(name, project, place)]
    while True:
        source = _table(chain[-1])
        parent = source.data.get("extends", "")
        if not isinstance(parent, str) or not parent:
            return chain
        own_name = parent == chain[-1].name and chain[-1].parent != resources.root("layouts")
        folder = _folder(parent, project, source.place("extends"), bundled=own_name)
        if folder in chain:
            message = f"layout `{name}` extends itself"
            hint = f'extend "base", or another design than {" → ".join(each.name for each in chain)}'
            raise LayoutError(Diagnostic(Severity.ERROR, "EP201", message, source.place("extends"), hint))
        chain.append(folder)


def _table(folder: Path) -> Source:
    """Return a layout's TOML table; raises LayoutError with the line where it does not parse."""
    return read(resources.own_file(folder / FILE, folder), LayoutError, CODES)


def _lacks(source: Source, what: str, hint: str) -> Diagnostic:
    """Return the fault of a layout without something that every layout has, its own or what it extends."""
    message = f"layout {source.path.parent.name} has no {what.removeprefix('a ')}"
    return Diagnostic(Severity.ERROR, "EP207", message, source.place(), hint)
