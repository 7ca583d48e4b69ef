"""PyYAML's complaints in a writer's words."""

from __future__ import annotations

import re

import yaml

from essay_press.diagnostics import Place
from essay_press.manuscript.nodes import quoted, shorten
from essay_press.manuscript.source import Lines

__all__ = ["explain", "not_keys"]

INDENT = "indent with spaces, and begin the keys of one map in the same column"


def explain(error: yaml.MarkedYAMLError, front: str) -> tuple[str, int, str]:
    """Return what is wrong with the YAML, the offset where, and the cure."""
    offset = _offset(error, front)
    problem, context = str(error.problem or ""), str(error.context or "")
    opened = error.context_mark.index if error.context_mark else offset
    start = front.rfind("\n", 0, offset) + 1
    line = front[start:].partition("\n")[0]
    tab = _indenting_tab(front, start)
    if tab is not None:
        return "a tab indents this line", tab, "YAML indents with spaces: put two spaces in place of each tab"
    if "quoted scalar" in context and "end of stream" in problem:
        hint = f"write `{front[opened]}` at the end of the text"
        return "the quotation mark that opens here is never closed", opened, hint
    if "escape" in problem:
        return _escape(front, offset)
    glued = _glued(front, start)
    if glued is not None and ("mapping values" in problem or "expected ':'" in problem):
        return "there is no space after the colon of this line", glued, "write `key: value`, with a space"
    if "mapping values are not allowed" in problem:
        return _second_colon(line, start, offset)
    if "\t" in front[offset : offset + 1]:
        return "a tab stands where YAML wants a space", offset, "put a space in place of the tab"
    if "expected ':'" in problem:
        broken = front[front.rfind("\n", 0, opened) + 1 :].partition("\n")[0]
        message = f"`{shorten(broken)}` is neither a key with a value nor the rest of a text"
        return message, opened, "write `key: value`; indent a text that runs on to a second line"
    if "flow" in context:
        return _bracket(front, opened, offset)
    sign = re.compile(r"[^:\n]*:[ ]+([-*&!%@`|>{}\[\],?].*)").fullmatch(line)
    if sign and "<block end>" not in problem:
        value = sign.group(1)
        return f"a text may not begin with `{value[0]}`", start + sign.start(1), f"quote it: {quoted(value)}"
    if "<block end>" in problem:
        return _leftover(line, start, offset)
    return "the YAML cannot be read here", offset, f"quote texts that have signs in them; {INDENT}"


def not_keys(front: str, lines: Lines, place: Place) -> tuple[str, Place, str]:
    """Return message, place and hint for front matter that is one text or a list."""
    glued = _glued(front, 0)
    if glued is not None:
        return "there is no space after the colon of this line", lines.place(glued), "write `key: value`, with a space"
    hint = 'write `key: value` lines, such as `title: "The Title"`'
    return "the front matter is not made of keys and values", place, hint


def _offset(error: yaml.MarkedYAMLError, front: str) -> int:
    """Return the offset of the error."""
    mark = error.problem_mark or error.context_mark
    return min(mark.index, len(front)) if mark else 0


def _glued(front: str, start: int) -> int | None:
    """Return the offset of a line like `title:Words`, the one at `start` or the one above it."""
    above = front.rfind("\n", 0, max(start - 1, 0)) + 1
    for begin in (above, start):
        if re.compile(r"[ ]*[A-Za-z_-]+:(?!//)[^\s:]").match(front, begin):
            return begin
    return None


def _indenting_tab(front: str, start: int) -> int | None:
    """Return the offset of a tab in the indentation of the line at `start`, or of one that begins the line above."""
    above = front.rfind("\n", 0, max(start - 1, 0)) + 1
    for begin in (start, above):
        match = re.compile(r"[ \t]*").match(front, begin)
        if match and "\t" in match.group() and match.end() < len(front):
            return begin + match.group().index("\t")
    return None


def _escape(front: str, offset: int) -> tuple[str, int, str]:
    """Return the answer to a backslash that escapes nothing."""
    message = f"`\\{front[offset : offset + 1]}` means nothing between double quotes"
    return message, max(offset - 1, 0), "double the backslash, or put the text between single quotes"


def _second_colon(line: str, start: int, offset: int) -> tuple[str, int, str]:
    """Return the answer to `title: 2001: A Space Odyssey`, or to a key that is indented under a text."""
    key, _, value = line.partition(":")
    if value.strip() and offset - start > len(key):
        indent = " " * (len(line) - len(line.lstrip()))
        fixed = f"{key.strip()}: {quoted(_without_quotes(value))}"
        message = f"the text of `{shorten(key.strip().lstrip('- '))}` holds a colon and a space, and is not quoted"
        return message, offset, f"quote it with straight quotation marks: {indent.strip()}{fixed}"
    return f"the key `{shorten(key.strip())}` stands where no key can stand", offset, INDENT


def _bracket(front: str, opened: int, offset: int) -> tuple[str, int, str]:
    """Return the answer to a bracket or brace that is not closed, or that was meant as a character."""
    if front[opened : opened + 1] not in {"[", "{"}:
        opened = max(front.rfind("[", 0, opened), front.rfind("{", 0, opened), 0)
    sign = front[opened : opened + 1]
    comment = re.compile(r"(?<=[\s\[{,])#\S*").search(front, opened, max(offset, opened))
    if comment:
        word = comment.group().strip(" \n,]}")
        hint = f'`#` begins a comment: quote it: "{word}"'
        return f"the `{sign}` before this comment is not closed", comment.start(), hint
    rest = front[opened:].partition("\n")[0]
    pair = {"[": "]", "{": "}"}.get(sign, sign)
    hint = f"close it with `{pair}`, put commas between the parts, or quote a plain text: {quoted(rest)}"
    return f"the `{sign}` that opens here is not closed right", opened, hint


def _leftover(line: str, start: int, offset: int) -> tuple[str, int, str]:
    """Return the answer to words after a value has ended (`title: "Smart" words`), and to odd indentation."""
    key, colon, value = line.partition(":")
    if colon and value.strip()[:1] in {'"', "'", "[", "{"} and offset - start > len(key):
        fixed = f"{key.strip()}: {quoted(value)}"
        message = f"the value of `{shorten(key.strip())}` ends before these words"
        return message, offset, f"quote the whole text: {fixed}"
    return "this line is not indented as the lines above it are", offset, INDENT


def _without_quotes(value: str) -> str:
    """Return a text without the curly quotation marks round it, which were meant for YAML and are none to it."""
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] in "“„«”" and text[-1] in "”“»" else text
