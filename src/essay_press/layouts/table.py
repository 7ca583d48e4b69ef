"""What a `layout.toml` may say."""

from __future__ import annotations

import re

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.tables import (
    FLAG,
    OPTION,
    POSITIVE,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    Codes,
    Kind,
    Source,
    one_of,
    some_of,
    unfit,
    written,
)

__all__ = ["ABSTRACT", "CODES", "PARTS", "faults"]

ABSTRACT = "abstract"
CODES = Codes(syntax="EP202", unknown="EP203", wrong="EP204", missing="EP207")
PARTS = ("cover", "title", "essay", "notes", "colophon")
"""The parts that can be composed, each by a template of its name."""
NEEDED_PARTS = {"cover", "essay", "notes"}

KEYS = {
    "summary": TEXT,
    ABSTRACT: FLAG,
    "extends": TEXT,
    "editions": TEXTS,
    "parts": some_of(*PARTS),
    "fonts": TABLES,
    "options": TABLE,
    "copier": FLAG,
    "fit": TABLE,
}
FONT_KEYS = {
    "family": TEXT,
    "styles": TEXTS,
    "role": one_of("text", "display", "code", "fallback"),
    "medium": one_of("print", "epub"),
}
OPTION_KEYS = {
    "default": OPTION,
    "summary": TEXT,
    "choices": Kind(
        "a list of the values allowed",
        lambda value: isinstance(value, list) and bool(value) and all(map(OPTION.fits, value)),
    ),
    "contrast": POSITIVE,
}

MOST_LEEWAY = 0.1
"""Type, leading and margins that differ by more than this are another design."""
SHARE = Kind(
    f"a share of at most {MOST_LEEWAY:g}, such as 0.04",
    lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_LEEWAY,
)
FIT_KEYS = {"size": SHARE, "leading": SHARE, "margins": SHARE, "leave_out": some_of("title")}


def faults(source: Source) -> list[Diagnostic]:
    """Return what is wrong with a `layout.toml`, taken by itself."""
    table = source.data
    found = unfit(source, (), KEYS, CODES)
    if KEYS["parts"].fits(table.get("parts")) and (lacking := sorted(NEEDED_PARTS - set(table["parts"]))):
        hint = "a cover opens every edition, and no essay or note may be lost"
        message = f"`parts` lacks {', '.join(lacking)}"
        found.append(Diagnostic(Severity.ERROR, CODES.wrong, message, source.place("parts"), hint))
    if TABLES.fits(table.get("fonts")):
        for index in range(len(table["fonts"])):
            found += unfit(source, ("fonts", index), FONT_KEYS, CODES, ("family",))
    if TABLE.fits(table.get("fit")):
        found += unfit(source, ("fit",), FIT_KEYS, CODES)
    if TABLE.fits(table.get("options")):
        for name, spec in table["options"].items():
            found += _option(source, name, spec)
    return found


def _option(source: Source, name: str, spec: object) -> list[Diagnostic]:
    """Return what is wrong with the table of one option."""
    place = source.place("options", name)
    if not isinstance(spec, dict):
        message = f"`options.{name}` cannot be {written(spec)}"
        hint = f"an option is a table: [options.{name}] and, below it, default = …"
        return [Diagnostic(Severity.ERROR, CODES.wrong, message, place, hint)]
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", name):
        hint = "names of options are small letters, digits and `_`"
        return [Diagnostic(Severity.ERROR, CODES.wrong, f"`{name}` cannot be the name of an option", place, hint)]
    return unfit(source, ("options", name), OPTION_KEYS, CODES)
