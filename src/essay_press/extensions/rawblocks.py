"""Where a block of raw HTML begins and ends: at the start of a line, up to the tag that closes it."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["BLOCK_TAGS", "VOID_TAGS", "begins", "extent"]

VOID_TAGS = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
BLOCK_TAGS = frozenset(
    [
        "address",
        "applet",
        "article",
        "aside",
        "audio",
        "base",
        "blockquote",
        "body",
        "button",
        "canvas",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "iframe",
        "input",
        "legend",
        "li",
        "link",
        "main",
        "map",
        "math",
        "menu",
        "meta",
        "nav",
        "noframes",
        "noscript",
        "object",
        "ol",
        "optgroup",
        "option",
        "p",
        "param",
        "picture",
        "pre",
        "script",
        "search",
        "section",
        "select",
        "source",
        "style",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "track",
        "ul",
        "video",
    ]
)
_BEGIN = re.compile(r"[ ]*<(?:(/?)([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>]|$)|(!--)|(\?)|(!)[A-Z\[])")


def begins(text: str) -> bool:
    """Tell whether a line begins a block of raw HTML."""
    found = _BEGIN.match(text)
    return bool(found and (found[2] is None or found[2].lower() in BLOCK_TAGS))


def extent(lines: Iterable[str]) -> tuple[int, int] | None:
    """Return how many lines a block of raw HTML takes and where in the last of them it ends; None when nothing does.

    The first line must be one that `begins` such a block.
    """
    depth = 0
    ending: re.Pattern[str] | None = None
    tags: re.Pattern[str] | None = None
    for number, line in enumerate(lines, 1):
        position = 0
        if number == 1:
            ending, tags = _endings(line)
            position = len(line) - len(line.lstrip(" "))
        if ending is not None:
            if found := ending.search(line, position):
                return number, found.end()
            continue
        assert tags is not None
        for tag in tags.finditer(line, position):
            depth += -1 if tag[1] else 1
            if depth == 0:
                return number, tag.end()
    return None


def _endings(line: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return what ends the block: a pattern to find once, or the tag whose opens and closes are to be counted."""
    found = _BEGIN.match(line)
    if found is None:
        return re.compile("$"), None
    if found[3]:
        return re.compile("-->"), None
    if found[4]:
        return re.compile(r"\?>"), None
    if found[5] or found[1] or found[2].lower() in VOID_TAGS:
        return re.compile(">"), None
    return None, re.compile(rf"<(?:(/)\s*{found[2]}\s*>|{found[2]}(?=[\s/>]|$))", re.IGNORECASE)
