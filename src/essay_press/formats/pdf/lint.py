"""What the engine passes over without a word: vendor-prefixed properties, families that no face of the layout has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator

import tinycss2
from tinycss2.ast import Declaration, Node

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Stylesheet

__all__ = ["lint"]

# WeasyPrint's own prefix, for which it does report what it does not know.
_KNOWN_PREFIX = "-weasy-"
# Where a declaration may begin with a prefix, or with an escape that stands for one.
_SUSPECT = re.compile(rf"(?:[{{}};]|\*/)\s*(?:\\|-(?!-|{_KNOWN_PREFIX[1:]}))", re.IGNORECASE)


def lint(sheet: Stylesheet, families: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """Return a warning for each `-x-…` property of `sheet`, and for each quoted family that is not one of `families`.

    The engine ignores the former, misspelt ones too, and sets another face for the latter. Without `families`, only
    properties are looked at.
    """
    if not families and not _SUSPECT.search(sheet.css):
        return ()  # the engine is about to parse the sheet: once is enough
    found = []
    for declaration in _declarations(tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)):
        place = Place(sheet.name, declaration.source_line, declaration.source_column)
        name = declaration.lower_name
        if name.startswith("-") and not name.startswith(("--", _KNOWN_PREFIX)):
            found.append(_prefixed(name, place))
        elif name in ("font", "font-family") and families:
            found += [_unknown(family, families, place) for family in _named(declaration) if family not in families]
    return tuple(found)


def _prefixed(name: str, place: Place) -> Diagnostic:
    """Return the warning about a property with a vendor's prefix."""
    plain = name.lstrip("-").partition("-")[2]
    hint = f"write `{plain}` without the prefix, or take the line out" if plain else "take the line out"
    message = f"`{name}` has no effect: the engine knows no prefixed properties"
    return Diagnostic(Severity.WARNING, "EP413", message, place, hint)


def _unknown(family: str, families: Collection[str], place: Place) -> Diagnostic:
    """Return the warning about a family that has no face."""
    close = difflib.get_close_matches(family, sorted(families), n=1)
    hint = f'did you mean "{close[0]}"?' if close else "declare its faces in `layout.toml`"
    message = f'no face of the layout is called "{family}": another one is set instead'
    return Diagnostic(Severity.WARNING, "EP418", message, place, hint)


def _named(declaration: Declaration) -> list[str]:
    """Return the families that a declaration names in quotation marks; generic ones are written without."""
    return [token.value for token in declaration.value if token.type == "string"]


def _declarations(nodes: list[Node]) -> Iterator[Declaration]:
    """Yield every declaration below `nodes`, those in nested rules, `@media` and `@page` margins included."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            if node.type == "at-rule" and node.lower_at_keyword == "font-face":
                continue  # it declares a family, it does not use one
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            yield from _declarations(inner)
