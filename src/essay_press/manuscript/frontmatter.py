"""Where a manuscript's front matter ends and its essay begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from essay_press.diagnostics import Place
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.nodes import quoted
from essay_press.manuscript.source import Source

__all__ = ["MAX_CHARACTERS", "Split", "essay_begins", "guess_title", "likely_end", "split"]

MAX_CHARACTERS = 65_536
"""The longest front matter; what is longer has lost its closing line, or holds what belongs in the essay."""

KEY_LINE = re.compile(r"[A-Za-z][\w-]*[ \t]*:(?:\s|$)")
"""A line that begins a key."""

PART_LINE = re.compile(r"[ \t]|-(?:[ \t]|$)|#(?![# ])|$")
"""A line that can stand below a key: indented, a list item, a comment, or empty."""

ALMOST_FENCE = re.compile(r"\s*(?:-{2,}|[‐‑–—−]+-*|\*{3,}|_{3,}|={3,})\s*")
"""What people, or their editors, write in place of `---`."""

AS_YAML = "write it as YAML, `---` above and below, and"

HEADING = re.compile(r"#{1,6}[ \t]+(.+?)[ \t#]*(?:\{[^{}]*\})?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Split:
    """A manuscript in two: front matter (from line 2), the essay, and the line of the file where that begins."""

    front: str
    body: str
    body_line: int


def split(source: Source, findings: Findings) -> Split | None:
    """Return front matter and essay apart, or None with an error found when there is no telling where they part."""
    text = source.text
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        message, place, hint = _missing(source)
        findings.error("EP106", message, place, hint)
        return None
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$", rest, re.MULTILINE)
    if end is None:
        findings.error("EP107", "the front matter is not closed", Place(source.path, 1, 1), _closing(rest))
        return None
    front, body = rest[: end.start()], rest[end.end() + 1 :]
    if len(front) > MAX_CHARACTERS:
        message = f"the front matter has {len(front):,} characters; the limit is {MAX_CHARACTERS:,}"
        hint = f"is its closing `---` missing? It seems to belong below line {likely_end(front)}"
        findings.error("EP108", message, Place(source.path, 1, 1), hint)
        return None
    return Split(front, body, front.count("\n") + 3)


def guess_title(text: str, path: str) -> str:
    """Return the first heading of the text, else the file's name in words."""
    lines = text.lstrip().split("\n", 2)
    heading = HEADING.match(lines[0])
    if heading:
        return heading.group(1)
    if len(lines) > 1 and re.fullmatch(r"(?:=+|-{2,})[ \t]*", lines[1]) and lines[0].strip():
        return lines[0].strip()
    words = re.sub(r"[-_\s]+", " ", PurePath(path).stem).strip()
    return words[:1].upper() + words[1:] if words else "The title"


def likely_end(front: str) -> int:
    """Return the file's line of the last line that looks like front matter, in text that begins on line 2."""
    last = 1
    for number, line in enumerate(front.split("\n"), start=2):
        if not (KEY_LINE.match(line) or PART_LINE.match(line)):
            break
        if line.strip():
            last = number
    return last


def essay_begins(front: str) -> int | None:
    """Return the offset of the essay's first line in front matter that was not closed above it, or None."""
    end = likely_end(front)
    below = re.compile(rf"(?:[^\n]*\n){{{end - 1}}}(\s*)").match(front)
    if below is None or "\n" not in below[1] or below.end() == len(front):
        return None
    return front.rfind("\n", 0, below.end()) + 1


def _missing(source: Source) -> tuple[str, Place, str]:
    """Return message, place and hint for a text whose first line is not `---`."""
    text = source.text
    first = text.partition("\n")[0]
    top = Place(source.path, 1, 1)
    blank = re.match(r"\s*\n(?=---[ \t]*(?:\n|$))", text)
    if blank:
        line = text[: blank.end()].count("\n") + 1
        place = Place(source.path, line, 1)
        return "the front matter does not begin on the first line", place, "remove the empty lines above it"
    if first.rstrip() == "+++":
        return "the front matter is TOML", top, f"{AS_YAML} `key: value` in place of `key = value`"
    if first.lstrip().startswith("{") and '"' in text[:200]:
        return "the front matter is JSON", top, f"{AS_YAML} a line `key: value` for each key"
    if ALMOST_FENCE.fullmatch(first):
        message = f"the first line is `{first.strip()}`, not `---`"
        return message, top, "write exactly three hyphens, from the first column"
    if first.startswith("---"):
        return "something stands beside the `---` of the first line", top, "write the first key on a line of its own"
    if KEY_LINE.match(text.lstrip()):
        return "the front matter has no `---` above it", top, "write `---` on a line of its own above the first key"
    example = f"---\n    title: {quoted(guess_title(text, source.path))}\n    ---"
    return "there is no front matter", top, f"begin the file with these three lines:\n    {example}"


def _closing(rest: str) -> str:
    """Return a hint that says where the closing line belongs."""
    lines = rest.split("\n", likely_end(rest) + 2)
    for number, line in enumerate(lines[:-1], start=2):
        if ALMOST_FENCE.fullmatch(line):
            return f"line {number} is `{line.strip()}`: write exactly `---` there, from the first column"
    return f"write `---` on a line of its own below line {likely_end(rest)}"
