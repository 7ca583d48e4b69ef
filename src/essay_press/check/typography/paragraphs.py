"""Which lines belong to one paragraph: as the tags say, else by indents, short lines and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from essay_press.check.typography.frames import Frame
from essay_press.check.typography.roles import Tag
from essay_press.check.typography.segments import Segment
from essay_press.check.typography.typeset import Kind

__all__ = ["Placed", "numbered"]

INDENT = 0.4  # em from which a line is indented
DEEP = 6.0  # em; what begins further in is centred or set apart, not indented
SHORT = 2.0  # em before the edge, from which a line is the last of its paragraph
APART = 1.3  # leadings of white between two lines that part paragraphs
SIZE = 0.3  # points by which the sizes of lines of a paragraph may differ
ALIKE = 1.0  # points by which the beginnings of lines at one indent may differ


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on its page: its kind, its column and that column's number, and its tag."""

    page: int
    line: Segment
    kind: Kind
    frame: Frame
    column: int
    tag: Tag | None


def numbered(found: Sequence[Placed], text: tuple[float, float, str], *, tagged: bool) -> list[int]:
    """Return the number of the paragraph of each line; a line that is no running text, note or heading has its own.

    Some programs tag what a page turn parts as two paragraphs: where none is tagged whole, the eye decides there.
    """
    out: list[int] = []
    parted = tagged and not _whole(found)
    blocks: dict[int, int] = {}
    before: dict[Kind, int] = {}
    count = 0
    for at, item in enumerate(found):
        number = count
        if item.kind in (Kind.HEAD, Kind.FOLIO, Kind.DISPLAY):
            pass
        elif tagged and item.tag is not None:
            goes_on = parted and item.kind in before and _goes_on(found, before[item.kind], at, text[1])
            number = blocks.setdefault(item.tag.block, out[before[item.kind]] if goes_on else count)
        elif item.kind in before and not _begins(found, before[item.kind], at, text[1]):
            number = out[before[item.kind]]
        out.append(number)
        count += number == count
        if item.kind is Kind.HEADING:
            before.pop(Kind.TEXT, None)
        if item.kind is Kind.TEXT:
            before.pop(Kind.HEADING, None)
        before[item.kind] = at
    return out


def _whole(found: Sequence[Placed]) -> bool:
    """Return whether any paragraph is tagged as one over a page turn."""
    pages: dict[int, int] = {}
    return any(item.tag is not None and pages.setdefault(item.tag.block, item.page) != item.page for item in found)


def _goes_on(found: Sequence[Placed], last: int, at: int, leading: float) -> bool:
    """Return whether a line at the head of a page or a column goes on with the filled line before it."""
    above, below = found[last], found[at]
    turned = (above.page, above.column) != (below.page, below.column)
    return turned and above.frame.edge(above.line) is not None and not _begins(found, last, at, leading)


def _begins(found: Sequence[Placed], last: int, at: int, leading: float) -> bool:
    """Return whether the line numbered `at` begins a paragraph, the one before it in its flow being `last`."""
    above, below = found[last], found[at]
    if abs(above.line.size - below.line.size) > SIZE:
        return True
    together = (above.page, above.column) == (below.page, below.column)
    step = above.line.y - below.line.y
    # Notes have a leading of their own, and no more than the text's.
    if together and not 0 < step <= APART * max(leading, 1.2 * below.line.size):
        return True
    if above.frame.is_filled and above.kind is not Kind.HEADING:
        edges = (above.frame.right, *above.frame.others)
        if above.line.right < max(edges) - SHORT * above.line.em and above.frame.edge(above.line) is None:
            return True
    return _is_indented(found, at)


def _is_indented(found: Sequence[Placed], at: int) -> bool:
    """Return whether a line is indented, and the one after it less so: else all of a quotation would be first lines."""
    item = found[at]
    deep = item.line.left - item.frame.left
    if not INDENT * item.line.em < deep < DEEP * item.line.em or item.kind is Kind.HEADING:
        return False
    after = next((other for other in found[at + 1 :] if other.kind is item.kind), None)
    if after is None or (after.page, after.column) != (item.page, item.column):
        return True
    return item.line.left - after.line.left > ALIKE
