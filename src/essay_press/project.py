"""`essay-press.toml` in a project's folder: the editions, the layout and the options of all its essays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from essay_press.model import Option
from essay_press.tables import OPTION, TABLE, TEXT, TEXTS, Codes, Kind, Source, read, unfit, written

__all__ = ["FILE", "Project", "load"]

FILE = "essay-press.toml"
CODES = Codes(syntax="EP320", unknown="EP321", wrong="EP322", missing="EP322")
KEYS = {
    "editions": Kind(TEXTS.words, lambda value: TEXTS.fits(value) and value != []),
    "layout": TEXT,
    "options": TABLE,
}


@dataclass(frozen=True, slots=True)
class Project:
    """What a project wishes for all its essays; an essay's front matter goes before it, the command line before both.

    `places` says where the keys stand, an option's under `options.NAME`.
    """

    editions: tuple[str, ...] = ()
    layout: str = ""
    options: tuple[tuple[str, Option], ...] = ()
    places: tuple[tuple[str, Place], ...] = ()

    def place(self, key: str) -> Place | None:
        """Return where a key stands, or None."""
        return dict(self.places).get(key)


def load(folder: Path | None) -> Project:
    """Return what the `essay-press.toml` of a folder says, nothing when there is none; raises EditionError."""
    path = folder / FILE if folder is not None else None
    if path is None or not path.is_file():
        return Project()
    source = read(path, EditionError, CODES)
    faults = unfit(source, (), KEYS, CODES)
    options = source.data.get("options", {})
    for name, value in options.items() if TABLE.fits(options) else ():
        if not OPTION.fits(value):
            message = f"option `{name}` cannot be {written(value)}"
            place = source.place("options", name)
            faults.append(Diagnostic(Severity.ERROR, CODES.wrong, message, place, f"it takes {OPTION.words}"))
    if faults:
        raise EditionError(faults)
    return Project(
        editions=tuple(source.data.get("editions", ())),
        layout=source.data.get("layout", ""),
        options=tuple(options.items()),
        places=_places(source),
    )


def _places(source: Source) -> tuple[tuple[str, Place], ...]:
    """Return where each key and each option stands."""
    keys = [(key, source.place(key)) for key in source.data]
    return (*keys, *((f"options.{name}", source.place("options", name)) for name in source.data.get("options", {})))
