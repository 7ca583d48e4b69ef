"""The words an edition adds of its own, in the essay's language: the reader of `layouts/strings.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.resources import root
from essay_press.suggest import nearest

__all__ = ["format_date", "join", "language_of", "load"]

_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class _Dates:
    """How a language writes a day: `format` with {day}, {month} and {year}, its months, and the first of a month."""

    format: str
    first_day: str
    months: tuple[str, ...]


def load(
    language: str,
    overrides: Sequence[tuple[str, str]] = (),
    place_of: Callable[[str], Place | None] | None = None,
) -> dict[str, str]:
    """Return every word by key for a BCP 47 tag, the author's overrides in; templates keep their {fields}.

    `place_of` (as `Metadata.place`) says where an override stands (`strings.stop_here`). Raises ManuscriptError with
    one diagnostic per override that names no key (EP138) or a field that its key lacks (EP139).
    """
    words = dict(_words(language))
    found = tuple(_faults(overrides, words, place_of or (lambda _: None)))
    if found:
        raise ManuscriptError(found)
    return words | dict(overrides)


def join(items: Sequence[str], language: str) -> str:
    """Return the items as a list in running text: `A`, `A and B`, `A, B, and C`."""
    words = _words(language)
    if len(items) < 2:
        return "".join(items)
    last = words["list_pair"] if len(items) == 2 else words["list_last"]
    if language_of(language).partition("-")[0] == "es" and _begins_with_i(items[-1]):
        last = " e "
    return words["list_separator"].join(items[:-1]) + last + items[-1]


def format_date(day: date, language: str) -> str:
    """Return the day as the language writes it in running text: `22 November 2026`, `22 listopada 2026`."""
    dates = _dates(language)
    number = dates.first_day if day.day == 1 else str(day.day)
    return dates.format.format(day=number, month=dates.months[day.month - 1], year=day.year)


def language_of(language: str) -> str:
    """Return the tag of the table that serves a BCP 47 tag (`de` for `de-LU`), `en` for a language without one."""
    return _chain(language)[0]


def _begins_with_i(title: str) -> bool:
    """Return whether Spanish writes `e`, not `y`, before this: an i-sound, but not the diphthong of `hielo`."""
    start = title.lower().lstrip("«“\"'¡¿ ")
    return start.startswith(("i", "í", "hi", "hí")) and not start.startswith(("hie", "hia", "hio", "ia", "ie", "io"))


def _faults(
    overrides: Sequence[tuple[str, str]], words: Mapping[str, str], place_of: Callable[[str], Place | None]
) -> list[Diagnostic]:
    """Return what is wrong with the overrides: keys that nothing prints, fields that nothing fills."""
    found: list[Diagnostic] = []
    for key, text in overrides:
        place = place_of(f"strings.{key}") or place_of("strings")
        if key not in words:
            close = nearest(key, words)
            hint = f"did you mean `{close}`?" if close else "the keys stand in layouts/strings.toml"
            found.append(Diagnostic(Severity.ERROR, "EP138", f"`strings` has no word named `{key}`", place, hint))
            continue
        known = _fields(words[key]) or frozenset()
        used = _fields(text)
        if used is None or not used <= known:
            wrong = "a brace that holds more than a name or lacks its partner"
            if used is not None:
                wrong = f"`{{{min(used - known)}}}`, which nothing fills"
            names = ", ".join(f"{{{name}}}" for name in sorted(known)) or "no field"
            hint = f"it may use {names}; a brace that is to be printed is written twice: {{{{ }}}}"
            message = f"`strings.{key}` uses {wrong}"
            found.append(Diagnostic(Severity.ERROR, "EP139", message, place, hint))
    return found


def _fields(template: str) -> frozenset[str] | None:
    """Return the names of a template's fields, or None when its braces do not pair or hold more than a name."""
    try:
        parts = tuple(Formatter().parse(template))
    except ValueError:
        return None
    if any(spec or conversion for _, _, spec, conversion in parts):
        return None
    return frozenset(name for _, name, _, _ in parts if name is not None)


def _chain(language: str) -> tuple[str, ...]:
    """Return the names of the tables that serve a tag, the nearest first, English last."""
    tables = {name.lower(): name for name in _tables()}
    subtags = language.lower().replace("_", "-").split("-")
    # The region outweighs a script: zh-Hant-TW asks for zh-Hant-TW, zh-TW (before zh-Hant) and zh.
    regions = [subtag for subtag in subtags[1:] if len(subtag) == 2 or subtag.isdecimal()]
    wanted = ["-".join(subtags), *(f"{subtags[0]}-{region}" for region in regions[:1]), subtags[0], _FALLBACK]
    chain: list[str] = []
    for tag in wanted:
        name = tables.get(tag, "")
        while name and name not in chain:
            chain.append(name)
            name = str(_tables()[name].get("inherits", ""))
    return tuple(chain)


@cache
def _words(language: str) -> Mapping[str, str]:
    """Return every word by key for a tag, each from the nearest table that has it."""
    words: dict[str, str] = {}
    for name in reversed(_chain(language)):
        table = _tables()[name]
        words |= {key: value for key, value in table.items() if isinstance(value, str) and key != "inherits"}
    return words


@cache
def _dates(language: str) -> _Dates:
    """Return how a tag writes a day, each part from the nearest table that has it."""
    merged: dict[str, object] = {}
    for name in reversed(_chain(language)):
        table = _tables()[name].get("date", {})
        merged |= table if isinstance(table, dict) else {}
    months = merged["months"]
    names = tuple(str(month) for month in months) if isinstance(months, list) else ()
    return _Dates(str(merged["format"]), str(merged["first_day"]), names)


@cache
def _tables() -> Mapping[str, Mapping[str, object]]:
    """Return the tables of `layouts/strings.toml` by language tag."""
    return tomllib.loads((root("layouts") / "strings.toml").read_text(encoding="utf-8"))
