"""YAML to nodes: PyYAML's parser, without any of the conversions and surprises of its constructors.

Nodes are made from parse events rather than by PyYAML's composer, because the composer expands aliases, forgets
duplicate keys, and recurses without limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import yaml
from yaml import events
from yaml.resolver import Resolver

from essay_press.diagnostics import Place
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.frontmatter import essay_begins, likely_end
from essay_press.manuscript.nodes import Broken, Entry, Items, Kind, Map, Node, Scalar, quoted, shorten
from essay_press.manuscript.source import Lines
from essay_press.manuscript.syntax import explain, not_keys

__all__ = ["MAX_DEPTH", "parse"]

MAX_DEPTH = 20
"""No front matter needs more levels; four are the deepest that the schema has."""

MOST_KEYS = 500
"""Front matter with more keys is not taken apart to look for further errors."""

TOP_KEY = re.compile(r"^[A-Za-z][\w-]*[ \t]*:(?=\s|$)", re.MULTILINE)

COMMENT = re.compile(r",?[ \t]+(#[^\s#][^\n]*)")

KINDS = {
    "tag:yaml.org,2002:str": Kind.TEXT,
    "tag:yaml.org,2002:null": Kind.NULL,
    "tag:yaml.org,2002:bool": Kind.BOOL,
    "tag:yaml.org,2002:int": Kind.INT,
    "tag:yaml.org,2002:float": Kind.FLOAT,
    "tag:yaml.org,2002:timestamp": Kind.DATE,
}


class _TooDeepError(Exception):
    """The front matter is nested deeper than MAX_DEPTH; `index` is where."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


def parse(front: str, path: str, findings: Findings) -> Map | None:
    """Return the front matter (which begins on line 2 of the file) as a map, or None with an error found."""
    # YAML 1.1 ends a line at these two, and no editor does; with spaces in their place every offset stays.
    front = front.translate({0x2028: " ", 0x2029: " "})
    lines = Lines(path, front, first=2)
    whole = Findings()
    node = _attempt(front, lines, whole)
    if node is None:
        return _recover(front, lines, whole, findings)
    findings.items += whole.items
    if isinstance(node, Map):
        return node
    if not isinstance(node, Broken):
        findings.error("EP109", *not_keys(front, lines, node.place))
    return None


def _attempt(text: str, lines: Lines, findings: Findings, *, part: bool = False) -> Node | None:
    """Return the root of `text`, or None with an error found; `part` when the text is only one key of the whole."""
    try:
        return _Builder(text, lines, findings).document()
    except yaml.MarkedYAMLError as error:
        # A text that begins with `*` is an alias first and nonsense after that: one error is enough.
        if not (part and findings.failed):
            message, offset, hint = explain(error, text)
            findings.error("EP109", message, lines.place(offset), hint)
    except _TooDeepError as error:
        message = f"the front matter is nested more than {MAX_DEPTH} levels deep"
        findings.error("EP108", message, lines.place(error.index), "no key needs more than four levels")
    except (ValueError, OverflowError):  # PyYAML's scanner on "\U00110000"
        escape = re.search(r"\\U(?!000|0010)[0-9A-Fa-f]{8}", text)
        hint = "write the character itself instead of its number"
        findings.error("EP109", "this escape names no character", lines.place(escape.start() if escape else 0), hint)
    return None


def _recover(front: str, lines: Lines, whole: Findings, findings: Findings) -> Map | None:
    """Return what can be read of broken front matter, key by key, so that all its errors are found at once."""
    essay = essay_begins(front)
    head = front if essay is None else front[:essay]
    starts = [match.start() for match in TOP_KEY.finditer(head)]
    if not 0 < len(starts) <= MOST_KEYS or front[: starts[0]].strip(" \n"):
        findings.items += whole.items
        return None
    entries: list[Entry] = []
    found = Findings()
    for start, end in pairwise([*starts, len(head)]):
        part = head[start:end]
        place = lines.place(start)
        attempt = Findings()
        node = _attempt(part, Lines(lines.path, part, first=place.line), attempt, part=True)
        if isinstance(node, Map):
            entries += node.entries
        else:
            entries.append(Entry(part.partition(":")[0].strip(), place, Broken(place)))
        found.items += attempt.items
    if essay is not None:
        hint = f"is the closing `---` missing below line {likely_end(front)}? Else write it as `key: value`"
        found.error("EP109", "this line is no part of the front matter", lines.place(essay), hint)
    findings.items += found.items if found.failed else whole.items
    return Map(tuple(_unique(entries, findings)), lines.place(0))


def _unique(entries: Iterable[Entry], findings: Findings) -> Iterator[Entry]:
    """Give the entries, of those with the same key the first; the others are errors."""
    seen: dict[str, Place] = {}
    for entry in entries:
        first = seen.setdefault(entry.key, entry.place)
        if first is entry.place:
            yield entry
            continue
        message = f"the key `{shorten(entry.key)}` is given twice, first on line {first.line}"
        findings.error("EP111", message, entry.place, f"remove it here or at {first}")


def _index(event: events.Event) -> int:
    """Return the offset at which an event begins."""
    return event.start_mark.index if event.start_mark else 0


class _Builder:
    """Makes nodes of one front matter's parse events."""

    def __init__(self, front: str, lines: Lines, findings: Findings) -> None:
        self.events: Iterator[events.Event] = yaml.parse(front, Loader=yaml.SafeLoader)
        self.front = front
        self.lines = lines
        self.findings = findings
        self.resolver = Resolver()

    def document(self) -> Node:
        """Return the only document's root; front matter without a key is an empty map."""
        root: Node = Map((), self.lines.place(0))
        documents = 0
        for event in self.events:
            if isinstance(event, events.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second YAML document begins inside the front matter"
                    self.refuse(self.place(event), message, "keep one block between `---` and `---`")
                    return Broken(self.place(event))
            elif isinstance(event, events.NodeEvent):
                root = self.node(event, 1)
        return root

    def place(self, event: events.Event) -> Place:
        """Return where an event begins."""
        return self.lines.place(_index(event))

    def node(self, event: events.Event, depth: int) -> Node:
        """Return the node that begins with `event`, reading on to its end."""
        if depth > MAX_DEPTH:
            raise _TooDeepError(_index(event))
        place = self.place(event)
        if isinstance(event, events.AliasEvent):
            self.refuse(place, f"`*{event.anchor}` is a YAML alias", self.quote_hint(event))
            return Broken(place)
        node: Node
        if isinstance(event, events.ScalarEvent):
            node = Scalar(event.value, self.kind(event), place)
            self.warn_of_comment(event)
        elif isinstance(event, events.SequenceStartEvent):
            node = Items(tuple(self.sequence(depth)), place)
        else:
            node = Map(tuple(_unique(self.mapping(depth), self.findings)), place)
        return node if self.plain(event, place) else Broken(place)

    def sequence(self, depth: int) -> Iterator[Node]:
        """Give the items up to the end of the list."""
        while not isinstance(event := next(self.events), events.SequenceEndEvent):
            yield self.node(event, depth + 1)

    def mapping(self, depth: int) -> Iterator[Entry]:
        """Give the entries up to the end of the map."""
        while not isinstance(event := next(self.events), events.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Items | Map):
                self.refuse(key.place, "a key is a list or a map", "a key is a word, such as `title`")
            elif isinstance(key, Scalar) and key.kind is Kind.OTHER and key.text == "<<":
                self.refuse(key.place, "`<<` merges YAML maps", "write the keys out")
            elif isinstance(key, Scalar):
                yield Entry(key.text, key.place, value)

    def kind(self, event: events.ScalarEvent) -> Kind:
        """Return what YAML makes of a scalar: always a text when it is quoted or a block."""
        if not event.implicit[0]:
            return Kind.TEXT
        tag = self.resolver.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]  # no stub
        return KINDS.get(tag, Kind.OTHER)

    def warn_of_comment(self, event: events.ScalarEvent) -> None:
        """Report a `#` that cuts a text short (`title: The #1 Drummer`); a comment proper has a space behind it."""
        end = event.end_mark.index if event.end_mark else 0
        comment = COMMENT.match(self.front, end) if event.implicit[0] else None
        if comment:
            message = f"`{shorten(comment[1])}` is a comment to YAML, and no part of the text before it"
            hint = "quote the whole text; if it is a comment, put a space behind the `#`"
            self.findings.warning("EP129", message, self.lines.place(comment.start(1)), hint)

    def plain(self, event: events.Event, place: Place) -> bool:
        """Return whether a node has neither anchor nor tag, having reported either."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.refuse(place, f"`&{anchor}` is a YAML anchor", self.quote_hint(event))
        elif tag is not None:
            typed = self.front[_index(event) :].split(maxsplit=1)[0]
            self.refuse(place, f"`{shorten(typed)}` is a YAML tag", self.quote_hint(event))
        return anchor is None and tag is None

    def refuse(self, place: Place, what: str, hint: str) -> None:
        """Report a part of YAML that front matter does without."""
        self.findings.error("EP110", f"{what}, which front matter does without", place, hint)

    def quote_hint(self, event: events.Event) -> str:
        """Return a hint that quotes the line from the event on, as a text that begins with `*`, `&` or `!` needs."""
        start = _index(event)
        rest = self.front[start:].partition("\n")[0].strip()
        return f"write the value out; a text that begins with `{rest[:1]}` must be quoted: {quoted(rest)}"
