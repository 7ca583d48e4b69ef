"""Comments in the front matter, where an author speaks to nobody but the file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import yaml

from essay_press.diagnostics import Place
from essay_press.manuscript.source import Lines

__all__ = ["remarks"]


def remarks(front: str, path: str) -> tuple[Place, ...]:
    """Return the place of each comment in front matter that can be read and that begins on line 2 of the file."""
    # As in `tree.parse`: YAML 1.1 ends a line at these two, and no editor does.
    front = front.translate({0x2028: " ", 0x2029: " "})
    lines = Lines(path, front, first=2)
    tokens = tuple(yaml.scan(front))
    # What stands between two tokens is space or a comment: a sign in a text is inside its token.
    spans = [(above.end_mark.index, below.start_mark.index) for above, below in pairwise(tokens)]
    for token in tokens:
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            # The sign that opens a block of text may have a comment behind it, on its line.
            start = token.start_mark.index
            spans.append((start, front.find("\n", start) + 1))
    found = {sign for start, end in spans for sign in _signs(front, start, end)}
    return tuple(lines.place(offset) for offset in sorted(found))


def _signs(front: str, start: int, end: int) -> Iterator[int]:
    """Yield the offset of the sign that begins a comment on each line between two offsets."""
    while start < end and (sign := front.find("#", start, end)) >= 0:
        yield sign
        start = front.find("\n", sign) + 1 or end
