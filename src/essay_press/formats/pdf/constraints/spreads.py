"""Facing pages that end level, and a last page of more than a few lines.

A page ends early where the next lines must stay together. Then the page beside it is set as short, or a heading on the
short one gets a line more above it. Either moves what follows, so that all pages of a part are weighed together: what
pages of another depth would hold is worked out from the rows of this layout, as the engine will break them, and of all
ways the one with the fewest blemishes is asked for (dynamic programming over the row with which a spread begins).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints import quotes
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.constraints.rows import Row, fill, rows
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import PageArea
from essay_press.markup import tree

__all__ = ["FEWEST", "count", "refine", "stray"]

FEWEST = 5
"""Lines: a last page of fewer looks like a leftover."""
SHORTER = (0, 1, 2)
# What it costs that facing pages differ by a line, that a spread is a line short, that a heading has a line more above
# it, that the last page has too few lines, and that there is a page more.
UNEVEN, SHORT, LOOSE, STRAY, LONGER = 10.0, 1.0, 0.6, 9.0, 40.0
PARTS = ("essay", "resume")
LEVEL = 0.3
"""The share of a line that is no difference."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to set the rest of a part: its cost, by how many lines its pages are short, what is moved down."""

    cost: float
    short: tuple[tuple[int, int], ...] = ()
    loose: tuple[str, ...] = ()


@dataclass(slots=True)
class _Pages:
    """The pages that a part fills, and the ways to fill them that were weighed already."""

    rows: tuple[Row, ...]
    areas: Sequence[PageArea]
    lead: float
    rule: float
    last: int
    known: dict[tuple[int, int], _Way] = field(default_factory=dict)
    fills: dict[tuple[int, int, int], tuple[int, float]] = field(default_factory=dict)

    def depth(self, page: int) -> float:
        """Return how high the text of a page may be, in CSS px; pages that are not there yet are like the last."""
        area = self.areas[min(page, len(self.areas) - 1)]
        return area.bottom - area.top

    def best(self, page: int, begin: int) -> _Way:
        """Return the cheapest way to set the rows from `begin` on, from a page on.

        All places at which a page can begin are found first, then weighed from the last page to this one: the way on
        from each is known by then, and no book is too long for the stack.
        """
        waiting, found = [(page, begin)], set[tuple[int, int]]()
        while waiting:
            state = waiting.pop()
            if state not in found and state[1] < len(self.rows):
                found.add(state)
                waiting += [self._after(*state, less) for less in SHORTER]
        for here, start in sorted(found, reverse=True):
            weigh = self._spread if _faces(here) else self._alone
            self.known[here, start] = min((weigh(here, start, less) for less in SHORTER), key=lambda way: way.cost)
        return self._rest(page, begin)

    def _after(self, page: int, begin: int, less: int) -> tuple[int, int]:
        """Return the page, and the row with which it begins, that follow a page or spread some lines short."""
        end, _ = self._filled(page, begin, less)
        return (page + 2, self._filled(page + 1, end, less)[0]) if _faces(page) else (page + 1, end)

    def _rest(self, page: int, begin: int) -> _Way:
        """Return the cheapest way on from a page, which was weighed before."""
        if begin >= len(self.rows):
            return _Way(LONGER * max(0, page - 1 - self.last))
        return self.known[page, begin]

    def _filled(self, page: int, begin: int, less: int) -> tuple[int, float]:
        """Return the row that follows a page which is some lines short, and how high it is filled, in CSS px."""
        if (page, begin, less) not in self.fills:
            depth = self.depth(page) - less * self.lead
            self.fills[page, begin, less] = fill(self.rows, begin, depth, self.rule)
        return self.fills[page, begin, less]

    def _alone(self, page: int, begin: int, less: int) -> _Way:
        """Return the cheapest way to set what follows a page that no page of this part faces."""
        end, _ = self._filled(page, begin, less)
        rest = self._rest(page + 1, end)
        cost = rest.cost + less * SHORT + self._few(begin, end)
        return replace(rest, cost=cost, short=((page, less), *rest.short) if less else rest.short)

    def _spread(self, page: int, begin: int, less: int) -> _Way:
        """Return the cheapest way to set what follows a spread whose pages are some lines short."""
        middle, left = self._filled(page, begin, less)
        end, right = self._filled(page + 1, middle, less)
        cost = less * SHORT + self._few(begin, middle) + self._few(middle, end)
        loose: tuple[str, ...] = ()
        noted = any(row.notes for row in self.rows[begin:end])
        if middle < len(self.rows) and end < len(self.rows) and not noted:
            uneven = round((left - right) / self.lead)
            start, stop = (begin, middle) if uneven < 0 else (middle, end)
            loose = tuple(row.key for row in self.rows[start + 1 : stop] if row.opens)[: abs(uneven)]
            cost += UNEVEN * (abs(uneven) - len(loose)) + LOOSE * len(loose)
        rest = self._rest(page + 2, end)
        short = ((page, less), (page + 1, less), *rest.short) if less else rest.short
        return _Way(cost + rest.cost, short, (*loose, *rest.loose))

    def _few(self, begin: int, end: int) -> float:
        """Return what it costs that a page is the last and has as few rows."""
        return STRAY if end >= len(self.rows) and 0 < end - begin < FEWEST else 0.0


def refine(scene: Scene, constraints: Constraints) -> Constraints:
    """Return the constraints with the pages that are to be shorter, in CSS px, and the headings to be moved down."""
    if scene.layout.columns:
        return constraints
    lead = quotes.lead(scene.layout)
    short, loose = dict(constraints.short), dict(constraints.loose)
    for section in _parts(scene):
        found = rows(scene, section)
        if not found:
            continue
        areas = [
            replace(area, bottom=area.bottom + constraints.short.get(page, 0.0))
            for page, area in enumerate(scene.layout.pages)
        ]
        found = tuple(replace(row, gap=max(0.0, row.gap - loose.get(row.key, 0.0) * row.opens)) for row in found)
        first, last = found[0].page, found[-1].page
        pages = _Pages(found, areas, lead, _rule(scene), last)
        way = pages.best(first, 0)
        for page in range(first, last + 1):
            short.pop(page, None)
        for row in found:
            loose.pop(row.key, None)
        short.update((page, less * lead) for page, less in way.short)
        loose.update(dict.fromkeys(way.loose, lead))
    return replace(constraints, short=short, loose=loose)


def count(scene: Scene) -> int:
    """Return how many blemishes a layout has: spreads that are not level, last pages of few lines."""
    if scene.layout.columns:
        return 0
    lead, found = quotes.lead(scene.layout), len(stray(scene))
    for section in _parts(scene):
        ends = _feet(scene, section)
        for page in sorted(ends)[:-1]:
            if page % 2 == 1 and page + 1 in ends and page + 1 != max(ends):
                left, right = ends[page], ends[page + 1]
                found += bool(left and right and abs(left - right) > LEVEL * lead)
    return found


def stray(scene: Scene) -> tuple[Diagnostic, ...]:
    """Return a note for each part whose last page has only a few lines."""
    found = []
    for section in () if scene.layout.columns else _parts(scene):
        own = rows(scene, section)
        pages = [row.page for row in own]
        few = pages.count(pages[-1]) if pages else FEWEST
        if (
            few < FEWEST
            and pages[-1] != pages[0]
            and all(row.height < 3 * quotes.lead(scene.layout) for row in own[-few:])
        ):
            lines = f"{few} lines" if few > 1 else "1 line"
            message = f"page {pages[-1] + 1}: the text ends with {lines} on a page of their own"
            hint = f"change a few words, or fill other pages: --pages {len(scene.layout.pages) - 1}"
            found.append(Diagnostic(Severity.NOTE, "EP429", message, None, hint))
    return tuple(found)


def _faces(page: int) -> bool:
    """Return whether a page, counted from 0, is a left one that faces the next."""
    return page % 2 == 1


def _parts(scene: Scene) -> list[etree._Element]:
    """Return the parts of running text."""
    return [each for each in scene.html.iterfind(".//section") if any(tree.has_class(each, name) for name in PARTS)]


def _feet(scene: Scene, section: etree._Element) -> dict[int, float]:
    """Return where the text of each page of a part ends, in CSS px; 0 where notes end it."""
    ends: dict[int, float] = {}
    keys = {tree.get(item, "id") for item in section.iter() if item.get("id")}
    for line in scene.layout.lines:
        if line.in_flow and line.key in keys:
            ends[line.page] = max(ends.get(line.page, 0.0), line.bottom)
    for block in section:
        for part in scene.layout.fragments.get(tree.get(block, "id"), ()):
            if part.in_flow and part.page in ends and block.tag not in ("p", "ul", "ol", "dl", "blockquote"):
                ends[part.page] = max(ends[part.page], part.bottom)
    areas = scene.layout.pages
    return {page: 0.0 if areas[page].notes_top < areas[page].bottom else end for page, end in ends.items()}


def _rule(scene: Scene) -> float:
    """Return the height, in CSS px, of what stands above the notes of a page: their distance and their rule."""
    for page, area in enumerate(scene.layout.pages):
        own = [
            part.bottom - part.top
            for note in scene.composition.essay.notes
            for part in scene.layout.fragments.get(note.id, ())
            if part.page == page
        ]
        if own and area.notes_top < area.bottom:
            return max(0.0, area.bottom - area.notes_top - sum(own))
    return 0.0
