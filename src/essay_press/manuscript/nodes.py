"""Front matter as it is written: texts, lists and maps, each with its place and nothing converted.

YAML would read `isbn: 0123` as 83, the key `no:` as False and `1:30` as 90. Here a scalar keeps the characters that the
writer typed; `kind` says what YAML would have made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from essay_press.diagnostics import Place

__all__ = [
    "Broken",
    "Entry",
    "Field",
    "Items",
    "Kind",
    "Map",
    "Node",
    "Scalar",
    "describe",
    "fields_of",
    "quoted",
    "shorten",
]


class Kind(Enum):
    """What YAML 1.1 makes of a scalar; the value is how a message calls it."""

    TEXT = "a text"
    NULL = "nothing"
    BOOL = "a yes-or-no value"
    INT = "a number"
    FLOAT = "a number with decimals"
    DATE = "a date"
    OTHER = "a special value"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as typed."""

    text: str
    kind: Kind
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    nodes: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a map and its value."""

    key: str
    place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Map:
    """A map; every key stands in it once."""

    entries: tuple[Entry, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that an error has been reported for already."""

    place: Place


Node = Scalar | Items | Map | Broken


@dataclass(frozen=True, slots=True)
class Field:
    """A value and its dotted name (`spoilers.extent`); `place` is that of the key, or of the item in a list."""

    name: str
    place: Place
    node: Node

    @property
    def key(self) -> str:
        """Return the last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def given(self) -> bool:
        """Return whether there is a value at all: a key with nothing behind it counts as left out."""
        return not (isinstance(self.node, Scalar) and self.node.kind is Kind.NULL)

    @property
    def items(self) -> tuple[Field, ...]:
        """Return the items of a list under the list's name, or the value itself as the only item."""
        if isinstance(self.node, Items):
            return tuple(Field(self.name, node.place, node) for node in self.node.nodes)
        return (self,)


def fields_of(node: Map, prefix: str = "") -> dict[str, Field]:
    """Return the fields of a map by key."""
    return {entry.key: Field(prefix + entry.key, entry.place, entry.node) for entry in node.entries}


def describe(node: Node) -> str:
    """Return what a value is, in words."""
    match node:
        case Items():
            return "a list"
        case Map():
            return "a map (`key: value`)"
        case Scalar(text=text, kind=kind):
            return kind.value if kind is Kind.NULL else f"{kind.value}, `{shorten(text)}`"
        case Broken():
            return "a broken value"


def shorten(text: str, limit: int = 60) -> str:
    """Return the text on one line, cut at `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """Return the text as a double-quoted YAML scalar on one line."""
    return '"' + shorten(text, 200).replace("\\", "\\\\").replace('"', '\\"') + '"'
