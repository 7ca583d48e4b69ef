"""Values of CSS font properties, read as far as they choose a face or a glyph."""

from __future__ import annotations

from dataclasses import dataclass

import tinycss2

__all__ = ["Shorthand", "families", "features", "shorthand", "style", "transform", "weight"]

# Keyword of a `font-variant-*` property → the OpenType features it switches on.
_VARIANTS: dict[str, frozenset[str]] = {
    "all-petite-caps": frozenset({"c2pc", "pcap"}),
    "all-small-caps": frozenset({"c2sc", "smcp"}),
    "diagonal-fractions": frozenset({"frac"}),
    "discretionary-ligatures": frozenset({"dlig"}),
    "historical-forms": frozenset({"hist"}),
    "historical-ligatures": frozenset({"hlig"}),
    "lining-nums": frozenset({"lnum"}),
    "oldstyle-nums": frozenset({"onum"}),
    "ordinal": frozenset({"ordn"}),
    "petite-caps": frozenset({"pcap"}),
    "proportional-nums": frozenset({"pnum"}),
    "slashed-zero": frozenset({"zero"}),
    "small-caps": frozenset({"smcp"}),
    "stacked-fractions": frozenset({"afrc"}),
    "sub": frozenset({"subs"}),
    "super": frozenset({"sups"}),
    "tabular-nums": frozenset({"tnum"}),
    "titling-caps": frozenset({"titl"}),
    "unicase": frozenset({"unic"}),
}
_CAPS = frozenset({"c2pc", "c2sc", "pcap", "smcp", "titl", "unic"})
_NUMERIC = frozenset({"afrc", "frac", "lnum", "onum", "ordn", "pnum", "tnum", "zero"})
_LIGATURES = frozenset({"dlig", "hlig"})
_POSITION = frozenset({"subs", "sups"})
_GROUPS = {
    "font-variant-alternates": frozenset({"hist"}),
    "font-variant-caps": _CAPS,
    "font-variant-ligatures": _LIGATURES,
    "font-variant-numeric": _NUMERIC,
    "font-variant-position": _POSITION,
    "font-variant": _CAPS | _NUMERIC | _LIGATURES | _POSITION | {"hist"},
}


@dataclass(frozen=True, slots=True)
class Shorthand:
    """What a `font` shorthand says of the face."""

    families: tuple[str, ...]
    weight: int
    italic: bool


def families(value: str) -> tuple[str, ...]:
    """Return the family names of a `font-family` value, folded for comparison, in order."""
    found: list[str] = []
    current: list[str] = []
    for token in tinycss2.parse_component_value_list(value):
        if token.type == "literal" and token.value == ",":
            found.append(" ".join(current))
            current = []
        elif token.type in ("string", "ident"):
            current.append(token.value)
    found.append(" ".join(current))
    return tuple(item.casefold() for item in found if item)


def weight(value: str, inherited: int) -> int:
    """Return a `font-weight` as a number."""
    folded = value.lower()
    if folded == "bolder":
        return 400 if inherited < 350 else 700 if inherited < 550 else 900
    if folded == "lighter":
        return 100 if inherited < 550 else 400 if inherited < 750 else 700
    named = {"normal": 400, "bold": 700, "initial": 400}
    return named.get(folded) or (int(float(folded)) if folded.replace(".", "", 1).isdigit() else inherited)


def style(value: str) -> bool:
    """Return whether a `font-style` slopes."""
    return value.lower().startswith(("italic", "oblique"))


def transform(value: str) -> str:
    """Return the case that a `text-transform` asks for: `uppercase`, `lowercase`, `capitalize` or `none`."""
    words = set(value.lower().split())
    return next((word for word in ("uppercase", "lowercase", "capitalize") if word in words), "none")


def features(before: frozenset[str], name: str, value: str) -> frozenset[str]:
    """Return the OpenType features on after a `font-variant…` or `font-feature-settings` declaration.

    Features are only ever kept in a subset, so one that is switched off by name does no harm by staying.
    """
    if name == "font-feature-settings":
        tokens = tinycss2.parse_component_value_list(value)
        return before | {token.value for token in tokens if token.type == "string"}
    words = value.lower().split()
    asked = frozenset[str]().union(*(_VARIANTS.get(word, frozenset()) for word in words))
    return (before - _GROUPS[name]) | asked


def shorthand(value: str) -> Shorthand:
    """Return what a `font` shorthand such as `italic 700 1.1em/1.3 "EB Garamond", serif` says of the face."""
    head: list[str] = []
    tail: list[tinycss2.ast.Node] = []
    seen_size = False
    for token in tinycss2.parse_component_value_list(value):
        if seen_size:
            tail.append(token)
        elif token.type in ("dimension", "percentage") or (token.type == "ident" and token.lower_value in _SIZES):
            seen_size = True
        elif token.type in ("ident", "number"):
            head.append(tinycss2.serialize([token]).lower())
    weights = [weight(word, 400) for word in head if word in ("bold", "bolder", "lighter") or word.isdigit()]
    italic = any(style(word) for word in head)
    # After the size may come a slash and a line height; names begin with the first string or identifier.
    names = [token for token in tail if token.type in ("string", "ident", "literal")]
    while names and names[0].type == "literal":
        names.pop(0)
    return Shorthand(families(tinycss2.serialize(_spaced(names))), weights[-1] if weights else 400, italic)


_SIZES = frozenset({"large", "larger", "medium", "small", "smaller", "x-large", "x-small", "xx-large", "xx-small"})


def _spaced(tokens: list[tinycss2.ast.Node]) -> list[tinycss2.ast.Node]:
    """Return `tokens` with white space between them, as identifiers side by side need it."""
    spaced: list[tinycss2.ast.Node] = []
    for token in tokens:
        spaced.extend([token, tinycss2.ast.WhitespaceToken(token.source_line, token.source_column, " ")])
    return spaced
