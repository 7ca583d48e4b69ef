"""A part of the text as rows, and the pages that it will fill: what no page break can cut, and what it may not part.

Only text in one column; `feet` knows of more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from essay_press.formats.pdf.constraints import quotes
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.document import HEADINGS
from essay_press.formats.pdf.measure import Fragment, Line, call_of
from essay_press.markup import tree

__all__ = ["HYPHENS", "KEPT", "Row", "fill", "parted", "rows"]

TEXT = ("p", "ul", "ol", "dl", "blockquote", "div")
KEPT = 2
"""Lines of a paragraph that stand together at the foot and at the head of a page."""
ROUNDING = 0.05
HYPHENS = "-\u2010\u00ad"


@dataclass(frozen=True, slots=True)
class Row:
    """A line, a heading, a figure: the block it is of, its page, its height and the space above it in CSS px.

    That space is dropped at the head of a page. `tied` says that no page may begin with it, `notes` how high the notes
    are that it calls, `opens` that it is the first of a heading, `parts` that it is a section break, `hyphen` that it
    ends within a word.
    """

    key: str
    page: int
    height: float
    gap: float
    tied: bool
    opens: bool = False
    notes: float = 0.0
    parts: bool = False
    hyphen: bool = False


def rows(scene: Scene, section: etree._Element) -> tuple[Row, ...]:
    """Return the rows of a part in reading order."""
    lines: dict[str, list[Line]] = {}
    for line in scene.layout.lines:
        if line.in_flow and not line.column:
            lines.setdefault(line.key, []).append(line)
    found, lead = list[Row](), quotes.lead(scene.layout)
    usual: dict[tuple[str, str], float] = {}
    unknown: list[tuple[int, tuple[str, str]]] = []
    page, bottom, before, keep = -1, 0.0, "", True
    for block in section:
        heading, key = block.tag in HEADINGS, tree.get(block, "id")
        parts = [each for each in scene.layout.fragments.get(key, ()) if each.in_flow]
        divides = tree.has_class(block, "break")
        for number, (top, low, here, tied, hyphen) in enumerate(_pieces(block, parts, lines)):
            gap = max(0.0, top - bottom) if here == page else 0.0
            if number == 0 and here == page:
                usual.setdefault((before, _kind(block)), gap)
            elif number == 0:
                unknown.append((len(found), (before, _kind(block))))
            opens = heading and number == 0
            found.append(Row(key, here, low - top, gap, tied or keep, opens, parts=divides, hyphen=hyphen))
            page, bottom, keep = here, low, heading
        if parts:
            # A heading's first paragraph takes the next one along where it has only one line.
            opens = before.partition(" ")[0] in HEADINGS and found[-1].key == key and found[-2].key != key
            before, keep = _kind(block), heading or opens or divides
    for index, pair in unknown:
        # What the space above a block that begins a page would be elsewhere, other blocks of its kind show.
        gap = usual.get(pair, lead * (0 if pair == ("p", "p") else 2 if found[index].opens else 1))
        found[index] = replace(found[index], gap=gap)
    return tuple(_noted(scene, found, lines))


def parted(text: str) -> bool:
    """Return whether a line ends within a word."""
    shown = text.rstrip()
    return shown.endswith(tuple(HYPHENS)) and shown[-2:-1].isalpha()


def fill(found: Sequence[Row], begin: int, depth: float, rule: float) -> tuple[int, float]:
    """Return the row that follows a page of this depth, in CSS px, and how high the page is filled by text.

    `rule` is the height of what stands above notes. A row that is higher than a page has one to itself.
    """
    heights, notes, end = [0.0], 0.0, begin
    while end < len(found):
        row = found[end]
        height = heights[-1] + row.height + (row.gap if end > begin else 0.0)
        notes += row.notes
        if end > begin and height + notes + (rule if notes else 0.0) > depth + ROUNDING:
            break
        heights.append(height)
        end += 1
    while begin + 1 < end < len(found) and found[end].tied:
        end -= 1
    return end, heights[end - begin]


def _pieces(
    block: etree._Element, parts: Sequence[Fragment], lines: Mapping[str, Sequence[Line]]
) -> Iterator[tuple[float, float, int, bool, bool]]:
    """Yield top, bottom and page of each row of a block, whether it is tied to the one above, ends within a word."""
    if block.tag not in TEXT or tree.has_class(block, "break"):
        for part in parts:
            yield part.top, part.bottom, part.page, tree.has_class(block, "break"), False
        return
    done: set[tuple[int, float]] = set()
    for item in block.iter():
        together = tree.has_class(item, "attribution")
        # Cells of a row stand beside each other, and so may a line and its number.
        own = {(line.page, line.top): line for line in lines.get(tree.get(item, "id"), ())}
        for number, (place, line) in enumerate(own.items()):
            tied = (together and bool(done)) or 0 < number < KEPT or (number > 0 and len(own) - number < KEPT)
            if place not in done:
                yield line.top, line.bottom, line.page, tied, parted(line.text)
            done.add(place)


def _kind(block: etree._Element) -> str:
    """Return what a block is, by which the space round it can be known."""
    return " ".join([block.tag, *(name for name in tree.classes(block) if name in ("break", "verse", "epigraph"))])


def _noted(scene: Scene, found: Sequence[Row], lines: Mapping[str, Sequence[Line]]) -> Iterator[Row]:
    """Yield rows with the heights of the notes that they call."""
    heights: dict[tuple[str, int], float] = {}
    fragments = scene.layout.fragments
    for note in scene.composition.essay.notes:
        call, own = fragments.get(call_of(note.id)), fragments.get(note.id)
        if not call or not own:
            continue
        middle = (call[0].top + call[0].bottom) / 2
        for key, each in lines.items():
            for number, line in enumerate(each):
                if line.page == call[0].page and line.top <= middle <= line.bottom:
                    place = (key, number)
                    heights[place] = heights.get(place, 0.0) + own[0].bottom - own[0].top
                    break
    seen: dict[str, int] = {}
    for row in found:
        number = seen.get(row.key, 0)
        seen[row.key] = number + 1
        yield replace(row, notes=heights.get((row.key, number), 0.0))
