"""What the engine drops without a word: vendor-prefixed properties in a style sheet for print."""

from __future__ import annotations

from collections.abc import Iterator

import tinycss2
from tinycss2.ast import Declaration, Node

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Stylesheet

__all__ = ["lint"]

# WeasyPrint's own prefix, for which it does report what it does not know.
_KNOWN_PREFIX = "-weasy-"


def lint(sheet: Stylesheet) -> tuple[Diagnostic, ...]:
    """Return a warning for each `-x-…` property of `sheet`: the engine ignores them silently, misspelt ones too."""
    found = []
    for declaration in _declarations(tinycss2.parse_stylesheet(sheet.css, skip_comments=True, skip_whitespace=True)):
        name = declaration.lower_name
        if not name.startswith("-") or name.startswith(("--", _KNOWN_PREFIX)):
            continue
        place = Place(sheet.name, declaration.source_line, declaration.source_column)
        plain = name.lstrip("-").partition("-")[2]
        hint = f"write `{plain}` without the prefix, or take the line out" if plain else "take the line out"
        message = f"`{name}` has no effect: the engine knows no prefixed properties"
        found.append(Diagnostic(Severity.WARNING, "EP413", message, place, hint))
    return tuple(found)


def _declarations(nodes: list[Node]) -> Iterator[Declaration]:
    """Yield every declaration below `nodes`, those in nested rules, `@media` and `@page` margins included."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            yield from _declarations(inner)
