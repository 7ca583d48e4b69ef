"""TOML files with places: keys and values held against what they may be, each fault with its line."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EssayPressError
from essay_press.suggest import nearest

__all__ = [
    "FLAG", "OPTION", "POSITIVE", "TABLE", "TABLES", "TEXT", "TEXTS", "Codes", "Kind", "Source", "did_you_mean",
    "one_of", "read", "shown", "some_of", "unfit", "written",
]  # fmt: skip

Keys = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_PATH = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(?:\[\[\s*(?P<many>{_PATH})\s*\]\]|\[\s*(?P<one>{_PATH})\s*\])\s*(?:#.*)?")
_PAIR = re.compile(rf"\s*(?P<key>{_PATH})\s*=")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value has to be: words for it, and the test."""

    words: str
    fits: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Codes:
    """The diagnostic codes of a kind of file: no TOML, a key unknown, a value wrong, a key missing."""

    syntax: str
    unknown: str
    wrong: str
    missing: str


@dataclass(frozen=True, slots=True)
class Source:
    """A TOML file as read: its path, its table, and the lines on which its keys stand."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[Keys, int] = field(default_factory=dict)

    def place(self, *keys: str | int) -> Place:
        """Return where a key stands, or the nearest table round it; the items of a list of tables count from 0."""
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.lines:
                return Place(shown(self.path), self.lines[keys[:length]], 1)
        return Place(shown(self.path))


TEXT = Kind("a text in quotes", lambda value: isinstance(value, str) and bool(value.strip()))
TEXTS = Kind(
    'a list of texts, each once, such as ["one", "two"]',
    lambda value: (
        isinstance(value, list)
        and all(isinstance(item, str) and item.strip() for item in value)
        and len(set(value)) == len(value)
    ),
)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
POSITIVE = Kind(
    "a number above 0", lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > 0
)
OPTION = Kind("a text, a number, true or false", lambda value: isinstance(value, str | int | float))
TABLE = Kind("a table", lambda value: isinstance(value, dict))
TABLES = Kind(
    "a list of tables", lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value)
)


def one_of(*words: str) -> Kind:
    """Return the kind of a value that is one of some words."""
    return Kind(" or ".join(f'"{word}"' for word in words), lambda value: isinstance(value, str) and value in words)


def some_of(*words: str) -> Kind:
    """Return the kind of a list of some of these words, each at most once."""
    named = ", ".join(f'"{word}"' for word in words)
    return Kind(
        f"a list of some of {named}",
        lambda value: TEXTS.fits(value) and isinstance(value, list) and set(value) <= {*words},
    )


def read(path: Path, error: type[EssayPressError], codes: Codes) -> Source:
    """Return the table in a file; raises `error`, with the line, when the file cannot be read or is no TOML."""
    try:
        text = path.read_bytes().decode("utf-8").removeprefix(_BOM)
        return Source(path, *_parsed(text))
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)", str(fault))
        words = str(fault).replace(found[0], "") if found else str(fault)
        place = Place(shown(path), int(found[1]), int(found[2])) if found and found[1] else Place(shown(path))
        hint = 'texts stand in quotes: key = "value"'
        raise error(Diagnostic(Severity.ERROR, codes.syntax, f"not valid TOML: {words}", place, hint)) from fault
    except UnicodeDecodeError as fault:
        place, message = Place(shown(path)), "not valid TOML: the text is not UTF-8"
        raise error(Diagnostic(Severity.ERROR, codes.syntax, message, place, "save it as UTF-8")) from fault
    except OSError as fault:
        message = f"cannot be read: {fault.strerror or fault}"
        raise error(Diagnostic(Severity.ERROR, codes.syntax, message, Place(shown(path)))) from fault


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Mapping[str, Any], Mapping[Keys, int]]:
    """Return the table in a text and the lines of its keys; the tables of layouts are asked for hundreds of times."""
    return tomllib.loads(text), _lines(text)


def unfit(
    source: Source, at: Keys, kinds: Mapping[str, Kind], codes: Codes, needed: tuple[str, ...] = ()
) -> list[Diagnostic]:
    """Return what is wrong with the keys and values of the table at `at`: unknown, of another kind, missing."""
    table: Any = source.data
    for key in at:
        table = table[key]
    prefix = "".join(f"{key}." for key in at if isinstance(key, str))
    faults = []
    for key, value in table.items():
        place = source.place(*at, key)
        if key not in kinds:
            hint = did_you_mean(key, kinds, "known keys: ")
            faults.append(Diagnostic(Severity.ERROR, codes.unknown, f"unknown key `{prefix}{key}`", place, hint))
        elif not kinds[key].fits(value):
            message = f"`{prefix}{key}` cannot be {written(value)}"
            faults.append(Diagnostic(Severity.ERROR, codes.wrong, message, place, f"it takes {kinds[key].words}"))
    for key in needed:
        if key not in table:
            message = f"`{prefix}{key}` is missing"
            hint = f"it takes {kinds[key].words}"
            faults.append(Diagnostic(Severity.ERROR, codes.missing, message, source.place(*at), hint))
    return faults


def did_you_mean(word: str, known: Mapping[str, object] | tuple[str, ...], otherwise: str) -> str:
    """Return a hint: the nearest known word, or `otherwise` and all of them."""
    near = nearest(word, tuple(known))
    return f"did you mean `{near}`?" if near else f"{otherwise}{', '.join(known)}"


def shown(path: Path) -> str:
    """Return a path as messages show it: from the working folder where it is below that."""
    return _shown(path, Path.cwd())


@lru_cache(maxsize=256)
def _shown(path: Path, here: Path) -> str:
    """Return a path as it is shown in the working folder `here`."""
    try:
        return str(path.absolute().relative_to(here))
    except ValueError:
        return str(path)


def _lines(text: str) -> dict[Keys, int]:
    """Return the line of each table header and key; the parser of the standard library keeps none."""
    found: dict[Keys, int] = {}
    table: Keys = ()
    counts: Counter[Keys] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = _split(header["many"] or header["one"])
            if header["many"]:
                counts[table] += 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        elif pair := _PAIR.match(line):
            found.setdefault((*table, *_split(pair["key"])), number)
    return found


def _split(dotted: str) -> Keys:
    """Return the parts of a dotted key without their quotes."""
    return tuple(part.strip("\"'") for part in re.findall(_NAME, dotted))


def written(value: object) -> str:
    """Return a value as TOML writes it, no longer than a line."""
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value).replace("'", '"')
    return text if len(text) <= 60 else f"{text[:59]}…"
