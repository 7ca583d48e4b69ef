"""A pull-quote across all columns: text above and below it on its page, not near another, away from its sentence.

It cuts the columns in two: what stands above it is levelled, what follows begins again below. So where it would stand
before another paragraph is worked out from the flow: how much text the page has before that paragraph, shared out
among its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from math import ceil

from essay_press.compose import quotes as places
from essay_press.formats.pdf.constraints import columns, costs, quotes
from essay_press.formats.pdf.constraints.columns import Run
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.constraints.forecast import Slot, apart
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement
from essay_press.markup import tree
from essay_press.model import PullQuote

__all__ = ["refine"]

# In lines: the least that stands above a quote and below it, what looks well there, and what parts two of them.
LEAST, WELL, APART = costs.FEWEST_LINES, 8, 8
CRAMPED = 5.0
# Lines of text between a sentence and its echo.
ECHO = 3
PARTED = ("figure", "table", "pre", "blockquote")


@dataclass(frozen=True, slots=True)
class _Place:
    """A place across a page, the block before it, and what it costs besides the rules that it breaks.

    `source` is how far away, in pages, the quote's sentence will stand.
    """

    slot: Slot
    anchor: str
    source: float
    cramped: float = 0.0


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with a better anchor for the first pull-quote that breaks a rule where it now spans."""
    if not scene.layout.columns:
        return constraints, ()
    anchors, pads = dict(constraints.anchors), dict(constraints.pads)
    findings: list[Finding] = []
    tried = list(constraints.tried)
    taken: list[int] = []
    moved = False
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        found = scene.layout.fragments.get(f"pq{number}")
        if not found:
            continue
        judge = _Judge(scene, quote, found, taken)
        broken = [costs.WHOLE] if len(found) > 1 else judge.broken(judge.place)
        taken.append(found[0].page)
        if not broken:
            continue
        # A quote that moves takes text with it: of those after it nothing is known before the next layout.
        key = f"pq{number}"
        left = {place for name, place in constraints.tried if name == key}
        # That it is somewhat near its sentence is not worth the lines that it would move in every column.
        stays = moved or broken == [costs.NEAR]
        anchor = "" if stays else judge.better(costs.weight(broken), left)
        if anchor:
            anchors[key] = anchor
            tried.append((key, judge.follower))
            pads.pop(key, None)
            moved = True
        findings.append(Finding(costs.weight(broken), costs.complaint(quote, broken, found[0].page)))
    return replace(constraints, anchors=anchors, pads=pads, tried=tuple(tried)), tuple(findings)


class _Judge:
    """Weighs places for one pull-quote in one layout."""

    def __init__(self, scene: Scene, quote: PullQuote, found: tuple[Fragment, ...], taken: list[int]) -> None:
        """Look up what the rules ask about; `taken` are the pages of the quotes before this one."""
        self._scene, self._layout, self._quote, self._taken = scene, scene.layout, quote, list(taken)
        self._key = found[0].key
        self._aside = tree.by_id(scene.html, self._key)
        self._source = scene.layout.fragments.get(quote.id, ())
        self._lead = quotes.lead(scene.layout)
        self._runs = columns.runs(scene)
        blocks = (tree.get(block, "id") for block in scene.html.iter("figure", "table", "pre"))
        self._figures = [part for key in blocks for part in scene.layout.fragments.get(key, ()) if part.column]
        self._spans = [part for part in columns.spanning(scene) if part.key != self._key]
        self._order = {line: number for number, line in enumerate(_text(scene.layout))}
        self.follower = places.follower(self._aside) if self._aside is not None else ""
        slot = Slot(found[0].page, found[0].top, found[0].bottom)
        self.place = _Place(slot, self.follower, apart(slot, self._source, scene.layout.pages))

    def broken(self, place: _Place) -> list[costs.Rule]:
        """Return the rules that a place breaks."""
        slot, page = place.slot, self._layout.pages[place.slot.page]
        found = []
        if slot.bottom > page.bottom + 1:
            found.append(costs.WHOLE)
        # A line of space is round the quote.
        above, below = slot.top - self._ceiling(slot) - self._lead, page.bottom - slot.bottom - self._lead
        if min(above, below) < LEAST * self._lead - 1 or self._left(place.anchor) < 2 * LEAST:
            found.append(costs.HOLLOW)
        gap = APART * self._lead
        near = (part for part in self._spans if part.page == slot.page)
        if any(part.top - gap < slot.bottom and slot.top - gap < part.bottom for part in near if _is_set_apart(part)):
            found.append(costs.APART)
        if costs.is_third(slot.page, self._taken):
            found.append(costs.THIRD)
        if self._parts(place.anchor):
            found.append(costs.TEXT)
        if self._has_figure_above(place.anchor):
            found.append(costs.FLOAT)
        if self._echoes(place.anchor):
            found.append(costs.ECHO)
        elif place.source < costs.THIRD_OF_PAGE:
            found.append(costs.NEAR)
        return found

    def better(self, present: float, left: Set[str]) -> str:
        """Return the id of the block before which the quote costs least, or nothing where that is no less than now.

        `present` is what the rules that it breaks now weigh; it returns to none of the places that it `left`.
        """
        best, least = "", float("inf")
        for place, away in self._others():
            if place.anchor == self.follower:
                present += away
            elif place.anchor not in left:
                cost = costs.weight(self.broken(place)) + away + place.cramped
                if cost < least:
                    best, least = place.anchor, cost
        return best if least < present else ""

    def _others(self) -> Iterator[tuple[_Place, float]]:
        """Yield each place where the quote may be set, and what the distance costs."""
        section = self._aside.getparent() if self._aside is not None else None
        source = places.source_block(section, self._quote.id) if section is not None else None
        if section is None or source is None:
            return
        for block, paragraphs, sections in places.anchors(
            section, source, self._quote.where, reveals=self._quote.reveals
        ):
            found = self._layout.fragments.get(tree.get(block, "id"), ())
            if found and found[0].column:
                away = costs.PARAGRAPH_AWAY * max(0, paragraphs - 1) + costs.SECTION_AWAY * sections
                yield self._place_at(found[0]), away + self._astray(found[0])

    def _place_at(self, anchor: Fragment) -> _Place:
        """Return where the quote would stand before a block: below the text of the page so far, in level columns."""
        height = self.place.slot.bottom - self.place.slot.top
        page = self._layout.pages[anchor.page]
        top, flow, count = self._flow(anchor.page, anchor.column, anchor.top)
        if self.place.slot.page < anchor.page:
            # The text that the quote has pushed down comes back.
            flow = max(0.0, flow - count * (height + 2 * self._lead))
        level = self._level(flow, count)
        slot = Slot(anchor.page, top + level + self._lead, top + level + self._lead + height)
        room = min(level, page.bottom - slot.bottom)
        return _Place(slot, anchor.key, self._away(slot, (top, flow)), CRAMPED if room < WELL * self._lead else 0.0)

    def _flow(self, page: int, number: int, top: float) -> tuple[float, float, int]:
        """Return where the columns begin in which a place stands, how much text they have before it, how many they are.

        In CSS px; the text is that of one column. What this quote parts now is one.
        """
        start, flow, count = self._layout.pages[page].top, 0.0, 2
        for run in (run for run in self._runs if run.page == page):
            if run.above and run.above != self._key:
                start += self._level(flow, count) + self._height_above(run)
                flow = 0.0
            count = len(run.columns)
            flow += sum(self._used(run, column.number) for column in run.columns if column.number < number)
            if number in run.numbers():
                own = next(column for column in run.columns if column.number == number)
                return start, flow + top - own.top, count
        return start, flow, count

    def _away(self, slot: Slot, place: tuple[float, float]) -> float:
        """Return how far from its sentence, in pages, the quote will stand.

        `place` says where its columns begin and how much text is before it. That text is levelled, and so its sentence
        stands as far above the quote as its column has text left; a sentence that comes later begins again below it.
        """
        pages, (start, flow) = self._layout.pages, place
        part = next((part for part in self._source if part.page == slot.page and part.column), None)
        if part is None:
            return apart(slot, self._source, pages)
        begin, before, count = self._flow(part.page, part.column, (part.top + part.bottom) / 2)
        if begin != start:
            return apart(slot, self._source, pages)
        half = (slot.bottom - slot.top) / 2 + self._lead
        level = self._level(flow, count)
        if before < flow:
            return (level - before % level + half) / pages[slot.page].height
        room = max(pages[slot.page].bottom - slot.bottom - self._lead, self._lead)
        return ((before - flow) % room + half) / pages[slot.page].height

    def _level(self, flow: float, count: int) -> float:
        """Return how high columns are that share out so much text, in whole lines."""
        return ceil(flow / count / self._lead - 0.1) * self._lead

    def _used(self, run: Run, number: int) -> float:
        """Return how much of a column is filled, in CSS px."""
        bottoms = [
            line.bottom
            for line in self._layout.lines
            if line.page == run.page and line.column == number and line.in_flow
        ]
        return max(bottoms, default=run.top) - run.top

    def _height_above(self, run: Run) -> float:
        """Return the height that the block above a run takes, its margins among it."""
        before = [other.bottom for other in self._runs if other.page == run.page and other.top < run.top]
        return run.top - max(before, default=self._layout.pages[run.page].top)

    def _ceiling(self, slot: Slot) -> float:
        """Return where the text above a place begins: below the nearest block that spans the columns, or at the top."""
        bottoms = [part.bottom for part in self._spans if part.page == slot.page and part.bottom <= slot.top]
        return max([self._layout.pages[slot.page].top, *bottoms])

    def _left(self, anchor: str) -> int:
        """Return how many lines of text the part has from a block on."""
        found = [line for line in self._order if line.key == anchor]
        if not found or self._aside is None:
            return 0
        section = tree.holder(self._aside)
        keys = {tree.get(block, "id") for block in section.iter() if block.get("id")}
        start = self._order[found[0]]
        return sum(1 for line, number in self._order.items() if number >= start and line.key in keys)

    def _parts(self, anchor: str) -> bool:
        """Return whether the place before a block comes right after a section break, a figure or a table."""
        block = tree.by_id(self._scene.html, anchor)
        before = block.getprevious() if block is not None else None
        while before is not None and before.tag == "aside":
            before = before.getprevious()
        return before is not None and bool(before.tag in PARTED or {"break", "spans"} & set(tree.classes(before)))

    def _has_figure_above(self, anchor: str) -> bool:
        """Return whether a figure stands in the columns above a place: they cannot be levelled round it."""
        found = self._layout.fragments.get(anchor, ())
        if not found:
            return False
        start, flow, _ = self._flow(found[0].page, found[0].column, found[0].top)
        positions = (
            self._flow(part.page, part.column, part.top) for part in self._figures if part.page == found[0].page
        )
        return any(begin == start and before < flow for begin, before, _ in positions)

    def _echoes(self, anchor: str) -> bool:
        """Return whether the sentence itself stands within a few lines of the place before a block."""
        first = next((number for line, number in self._order.items() if line.key == anchor), None)
        if not self._source or first is None:
            return False
        own = [number for line, number in self._order.items() if any(_holds(part, line) for part in self._source)]
        return bool(own) and min(own) - ECHO < first <= max(own) + ECHO

    def _astray(self, anchor: Fragment) -> float:
        """Return what it costs to stand pages away from the sentence, or before a quote that the text has earlier."""
        home = self._source[0].page if self._source else anchor.page
        earlier = {f"pq{number}" for number in range(1, int(self._key[2:]))}
        early = any((anchor.page, anchor.top) < (part.page, part.top) for part in self._spans if part.key in earlier)
        pages = home - anchor.page if anchor.page < home else max(0, anchor.page - home - 1)
        return costs.PAGE_AWAY * pages + (costs.OUT_OF_ORDER if early else 0.0)


def _text(layout: Measurement) -> list[Line]:
    """Return the lines of the essay's text in columns, in reading order."""
    return [line for line in layout.lines if line.in_flow and line.column and line.key[:1] == "b"]


def _holds(part: Fragment, line: Line) -> bool:
    """Return whether a line stands at the height of a fragment in its column."""
    return (line.page, line.column) == (part.page, part.column) and line.top < part.bottom and part.top < line.bottom


def _is_set_apart(part: Fragment) -> bool:
    """Return whether a block that spans the columns is a picture, a table or a quote, and not the essay's head."""
    return part.key[:1] != "k"
