"""Lines of tagged text on a page, and what the body of a document is set in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from essay_press.check.content import Box, Run
from essay_press.check.reading import Document, Tagged

__all__ = ["Line", "Setting", "body_lines", "document_lines", "lines", "setting"]

BODY = frozenset({"P", "LBody", "LI"})
APART = frozenset({"TD", "TH", "Table", "Note", "Caption", "Figure", "Code", "Lbl"})
SAME_LINE = 0.6  # em; a raised note call stands 0.3 to 0.5 em up, the next line at least 1 em down
SAME_SIZE = 0.1  # points
GUTTER = 8.0  # points of white, from top to bottom, that part two columns
FEWEST = 3  # lines that make a column
ALIKE = 0.75  # of the width of the widest column


@dataclass(frozen=True, slots=True)
class Line:
    """The runs of one block that share a baseline (`y`, points): raised and lowered ones belong to it.

    `column` numbers the columns of its page from the left, from 1; it is 0 where there is one only, or for a line that
    goes across.
    """

    page: int
    block: int
    role: str
    roles: tuple[str, ...]
    y: float
    size: float
    box: Box
    text: str
    section: int = 0
    column: int = 0

    @property
    def is_heading(self) -> bool:
        """Return whether the line is of a heading below the title."""
        return self.role in ("H2", "H3", "H4", "H5", "H6")

    @property
    def is_note(self) -> bool:
        """Return whether the line is of a footnote."""
        return "Note" in self.roles


@dataclass(frozen=True, slots=True)
class Setting:
    """The size and the leading of most body lines, in points; leading is 0 when no two lines of a block follow."""

    size: float
    leading: float


def lines(items: Iterable[Tagged]) -> tuple[Line, ...]:
    """Return the lines of tagged runs, in reading order."""
    out: list[Line] = []
    group: list[Tagged] = []
    for item in items:
        if item.run.hidden or not item.run.text.strip():
            continue
        if group and not _continues(group, item):
            out.append(_line(group))
            group = []
        group.append(item)
    if group:
        out.append(_line(group))
    return tuple(out)


def setting(found: Sequence[Line]) -> Setting:
    """Return what most of the text is set in, by the number of its letters."""
    sizes: Counter[float] = Counter()
    for line in found:
        if _is_body(line) and "L" not in line.roles:  # notes at the end are a list, and can outweigh the text
            sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return Setting(0.0, 0.0)
    size = max(sizes, key=lambda value: (sizes[value], value))
    steps: list[float] = []
    for above, below in pairwise(found):
        same = above.block == below.block and above.page == below.page
        if same and _is_body(above) and abs(above.size - size) < SAME_SIZE and abs(below.size - size) < SAME_SIZE:
            step = above.y - below.y
            if step > size / 2:
                steps.append(step)
    return Setting(size, _usual(steps))


def _usual(steps: Sequence[float]) -> float:
    """Return the commonest of some steps, to a thousandth of a point: a tenth too much is four points on a page."""
    counted = Counter(round(step, 1) for step in steps)
    if not counted:
        return 0.0
    common = max(counted, key=lambda value: (counted[value], -value))
    near = [step for step in steps if round(step, 1) == common]
    return round(sum(near) / len(near), 3)


def body_lines(found: Iterable[Line], body: Setting) -> tuple[Line, ...]:
    """Return the lines of paragraphs and lists in the size of the body."""
    return tuple(line for line in found if _is_body(line) and abs(line.size - body.size) < SAME_SIZE)


def document_lines(document: Document) -> tuple[Line, ...]:
    """Return the lines of all tagged text, each with its column."""
    found = lines(document.tagged)
    by_page: dict[int, list[Line]] = {}
    for line in found:
        by_page.setdefault(line.page, []).append(line)
    spans = {page: _columns([line for line in here if _is_body(line)]) for page, here in by_page.items()}
    return tuple(replace(line, column=_number(line.box, spans[line.page])) for line in found)


def _columns(found: Sequence[Line]) -> list[tuple[float, float]]:
    """Return left and right of the columns that some lines of one page stand in, or nothing when there is one only.

    Columns are parted by white that no line crosses; they are alike in width, and stand beside each other.
    """
    groups: list[list[Box]] = []
    right = float("-inf")
    for box in sorted((line.box for line in found), key=lambda box: box.left):
        if box.left > right + GUTTER:
            groups.append([])
        groups[-1].append(box)
        right = max(right, box.right)
    spans = [(min(box.left for box in group), max(box.right for box in group)) for group in groups]
    widest = max((end - start for start, end in spans), default=0.0)
    alike = all(end - start >= ALIKE * widest for start, end in spans)
    many = all(len(group) >= FEWEST for group in groups)
    beside = all(
        min(box.bottom for box in first) < max(box.top for box in second)
        and min(box.bottom for box in second) < max(box.top for box in first)
        for first, second in pairwise(groups)
    )
    return spans if len(spans) > 1 and alike and many and beside else []


def _number(box: Box, spans: Sequence[tuple[float, float]]) -> int:
    """Return the number of the column that holds a box, or 0."""
    inside = (n for n, (left, right) in enumerate(spans, 1) if box.left > left - GUTTER and box.right < right + GUTTER)
    return next(inside, 0)


def _is_body(line: Line) -> bool:
    return line.role in BODY and not APART.intersection(line.roles)


def _continues(group: Sequence[Tagged], item: Tagged) -> bool:
    last = group[-1].run
    run = item.run
    if item.block != group[-1].block or run.page != last.page:
        return False
    main = max((entry.run for entry in group), key=_weight)
    return abs(run.y - main.y) < SAME_LINE * min(run.size, main.size) or (
        abs(run.y - last.y) < SAME_LINE * min(run.size, last.size) and run.x0 >= last.x0
    )


def _weight(run: Run) -> int:
    return len(run.text.strip())


def _line(group: Sequence[Tagged]) -> Line:
    main = max(group, key=lambda item: _weight(item.run)).run
    boxes = [item.run.box for item in group]
    box = Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
    text = "".join(item.run.text for item in group)
    first = group[0]
    return Line(main.page, first.block, first.role, first.roles, main.y, main.size, box, text, first.section)
