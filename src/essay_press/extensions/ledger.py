"""What the extensions note down while Python-Markdown works: where things stand, and what was found wrong."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NoReturn

from essay_press.diagnostics import Diagnostic, Place, Severity

__all__ = [
    "BLOCK_TOKEN",
    "MAX_DEPTH",
    "STAMP",
    "TAB",
    "TOKEN",
    "Code",
    "Fence",
    "Findings",
    "Ledger",
    "Mark",
    "Raw",
    "Source",
    "TooDeepError",
    "stamp",
    "unstamp",
]

TAB = 4
MAX_DEPTH = 100
"""How deep lists, quotations, divs, brackets, emphasis or raw tags may be nested, each."""

STX, ETX = "\x02", "\x03"
# Python-Markdown brackets its own placeholders with STX and ETX too; a letter or @ after STX keeps ours apart from
# its escapes (digits) and its stash (`klzzwxh:`).
STAMP = re.compile(f"{STX}@(\\d+){ETX}")
TOKEN = re.compile(f"{STX}([a-z@])(\\d+){ETX}")
BLOCK_TOKEN = re.compile(f"[ ]{{0,3}}{STX}([bcdes])(\\d+){ETX}[ ]*(?:\n|$)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def stamp(offset: int) -> str:
    """Return the stamp that says: what follows stands at `offset` in the source."""
    return f"{STX}@{offset}{ETX}"


def unstamp(text: str) -> str:
    """Return `text` without stamps."""
    return STAMP.sub("", text) if STX in text else text


class TooDeepError(Exception):
    """Nesting past the limit: the finding is in the ledger, and nothing more can be read."""


class Findings:
    """The diagnostics of one essay, in the order found."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.items: list[Diagnostic] = []

    def error(self, code: str, message: str, place: Place | None, hint: str = "") -> None:
        """Add what stops the essay."""
        self.items.append(Diagnostic(Severity.ERROR, code, message, place, hint))

    def warning(self, code: str, message: str, place: Place | None, hint: str = "") -> None:
        """Add what the writer should look at."""
        self.items.append(Diagnostic(Severity.WARNING, code, message, place, hint))

    def note(self, code: str, message: str, place: Place | None, hint: str = "") -> None:
        """Add what the writer may want to know."""
        self.items.append(Diagnostic(Severity.NOTE, code, message, place, hint))


class Source:
    """A manuscript's Markdown, tabs expanded and control characters out; offsets in it become places in the file."""

    def __init__(self, path: str, markdown: str, first_line: int) -> None:
        """Prepare the text; `first_line` is the file's line on which the Markdown begins."""
        self.path = path
        self.first_line = first_line
        self.controls: dict[int, str] = {}
        written = markdown.replace("\r\n", "\n").replace("\r", "\n")
        self._written = written.split("\n")
        self.lines = [self._clean(line, number) for number, line in enumerate(self._written)]
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def _clean(self, line: str, number: int) -> str:
        if found := _CONTROL.search(line):
            self.controls[number] = found.group()
            # One space for one character keeps the columns of the rest of the line true.
            line = _CONTROL.sub(" ", line)
            self._written[number] = line
        return line.expandtabs(TAB) if "\t" in line else line

    def place(self, offset: int) -> Place:
        """Return the file's line and column of the character at `offset`."""
        number = max(0, min(bisect_right(self.starts, offset) - 1, len(self.lines) - 1))
        column = offset - self.starts[number]
        written = self._written[number]
        if "\t" in written[: column + 1]:
            column = _unexpanded(written, column)
        return Place(self.path, self.first_line + number, column + 1)

    def line_place(self, number: int, column: int = 0) -> Place:
        """Return the place of `column` (from 0) on line `number` (from 0) of the Markdown."""
        return self.place(self.starts[number] + column)


def _unexpanded(written: str, column: int) -> int:
    """Return the index in `written` of the character that stands in `column` once tabs are expanded."""
    width = 0
    for index, character in enumerate(written):
        step = TAB - width % TAB if character == "\t" else 1
        if width + step > column:
            return index
        width += step
    return len(written)


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced code block: its text, the language and classes of its fence, where the fence stands."""

    text: str
    language: str
    classes: tuple[str, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of raw HTML; `offsets` pairs positions in `text` with source offsets, ascending."""

    text: str
    offsets: tuple[tuple[int, int], ...]

    def offset(self, position: int) -> int:
        """Return the source offset of `position` in the text."""
        index = bisect_right(self.offsets, (position, 1 << 60)) - 1
        start, offset = self.offsets[max(index, 0)]
        return offset + position - start


@dataclass(frozen=True, slots=True)
class Mark:
    """An attribute list, Pandoc's `{#name .class key="value"}`, and the offset of what it is attached to."""

    offset: int | None
    name: str = ""
    classes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def value(self, key: str) -> str | None:
        """Return the value of `key`, or None."""
        return dict(self.values).get(key)


@dataclass(frozen=True, slots=True)
class Fence:
    """The opening line of a fenced div: its attributes and whether its lines are verse."""

    mark: Mark
    verse: bool


@dataclass
class Ledger:
    """Everything one run of Python-Markdown leaves beside its tree; tokens in the tree are indices into these lists."""

    source: Source
    findings: Findings
    codes: list[Code] = field(default_factory=list)
    raws: list[Raw] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    note_offsets: dict[str, int] = field(default_factory=dict)
    comments: list[int | None] = field(default_factory=list)

    def refuse_depth(self, what: str, offset: int | None) -> NoReturn:
        """Report nesting past the limit, and stop reading."""
        self.findings.error(
            "EP142",
            f"{what} nested more than {MAX_DEPTH} deep here",
            self.place(offset),
            "take some of the marks out, or put a backslash before those that are meant as signs",
        )
        raise TooDeepError

    def place(self, offset: int | str | None) -> Place | None:
        """Return the place of a source offset, or None."""
        return None if offset is None or offset == "" else self.source.place(int(offset))
