"""Where a pull-quote stands on its page: whole, amid text, away from its own sentence and from other quotes.

The cost of a place is the sum of the rules it breaks and of the way there (`costs`); a place that breaks none is left
alone, another is exchanged for the anchor that is predicted to cost least, from where its paragraph stands in the
present layout. One that is cut in or hung may also stand further down beside its anchor. A quote does not return to a
place that it left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from essay_press.compose import quotes as places
from essay_press.formats.pdf.constraints import costs
from essay_press.formats.pdf.constraints.costs import Rule, complaint, weight
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.constraints.forecast import Forecast, Move, Slot, apart
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement
from essay_press.markup import tree
from essay_press.model import PullQuote

__all__ = ["company", "lead", "refine"]

# Letters that a line beside a cut-in quote holds at least, and the share of the page that a hung one may narrow it by.
FEWEST_LETTERS, HUNG = 28, 0.15
# Lines that a large first letter takes.
CAP_LINES = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """A place: the block before which it is, how many lines further down, where that will be, what the way costs."""

    anchor: str
    drop: int
    slot: Slot
    away: float

    @property
    def name(self) -> str:
        """Return the name by which a quote remembers that it left the place."""
        return f"{self.anchor}+{self.drop}" if self.drop else self.anchor


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all quotes of a layout are judged by.

    `lead` is the height of a line in CSS px; `running` the ids of running text and `company` what stands out from it;
    `lines` those of the essay; `taken` the places of all quotes by their keys, and `moves` the way there, as far as is
    known of the next layout.
    """

    layout: Measurement
    lead: float
    running: frozenset[str]
    company: Sequence[Fragment]
    lines: Sequence[Line]
    taken: dict[str, Slot]
    moves: list[Move]


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with a better anchor for each pull-quote that breaks a rule where it now stands.

    Those that span the columns of a page have rules of their own (`spans`).
    """
    if scene.layout.columns:
        return constraints, ()
    anchors, shapes, pads = dict(constraints.anchors), dict(constraints.shapes), dict(constraints.pads)
    drops = dict(constraints.drops)
    findings: list[Finding] = []
    tried = list(constraints.tried)
    ground = _ground(scene)
    standing: list[Slot] = []
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        key = f"pq{number}"
        found = scene.layout.fragments.get(key)
        if not found:
            continue
        judge = _Judge(scene, quote, key, found, ground, drops.get(key, 0.0))
        if judge.floats and not judge.has_neighbour() and judge.letters_beside() < FEWEST_LETTERS:
            shapes[key] = ("full",)
            drops.pop(key, None)
            findings.append(Finding(costs.WHOLE.weight))
            continue
        # What is told is told of the later of two quotes; to mend it either may move.
        broken = [costs.WHOLE] if len(found) > 1 else judge.broken(judge.slot, standing)
        standing.append(judge.slot)
        place = judge.better({name for quoted, name in tried if quoted == key})
        if place:
            ground.taken[key] = place.slot
            ground.moves.append(judge.move(place.anchor))
            anchors[key] = place.anchor
            drops.pop(key, None)
            if place.drop:
                drops[key] = place.drop * ground.lead
            tried.append((key, judge.name))
            # What was moved down below the quote need not be so any more; what is below it now must be.
            pad = pads.pop(judge.follower, None)
            if pad is not None and not judge.floats:
                pads[place.anchor] = pad
        if broken:
            findings.append(Finding(weight(broken), complaint(quote, broken, found[0].page)))
    wanted = replace(constraints, anchors=anchors, drops=drops, shapes=shapes, pads=pads, tried=tuple(tried))
    return wanted, tuple(findings)


def _ground(scene: Scene) -> _Ground:
    """Return what the quotes of a layout are judged by."""
    paragraphs = (block for block in scene.html.iter("p") if tree.holder(block).tag in ("section", "div"))
    # The line that stands for what is left out has a rule beside it, which would run through the quote.
    plain = (block for block in paragraphs if not tree.has_class(block, "removed"))
    running = frozenset(key for key in (tree.get(block, "id") for block in plain) if key[:1] == "b")
    lines = [line for line in scene.layout.lines if line.in_flow and line.key[:1] in ("b", "s")]
    usual = lead(scene.layout)
    taken = {}
    for number in range(1, len(scene.composition.essay.pull_quotes) + 1):
        if found := scene.layout.fragments.get(f"pq{number}"):
            taken[f"pq{number}"] = _slot(found, scene.layout)
    return _Ground(scene.layout, usual, running, company(scene, usual), lines, taken, [])


def _slot(found: tuple[Fragment, ...], layout: Measurement) -> Slot:
    """Return the place of a quote; one that is cut in two would be as high as its lines, and a line for what is round.

    Its parts are higher than that: the first goes down to the foot of its page.
    """
    if len(found) == 1:
        return Slot(found[0].page, found[0].top, found[0].bottom)
    height = lead(layout)
    for part in found:
        for line in layout.lines:
            if not line.in_flow and line.page == part.page and part.top <= line.top and line.bottom <= part.bottom + 1:
                height += line.bottom - line.top
    return Slot(found[0].page, found[0].top, found[0].top + height)


def company(scene: Scene, lead: float) -> tuple[Fragment, ...]:
    """Return what no quote stands beside: figures, tables, code in display, and large first letters."""
    found: list[Fragment] = []
    for block in scene.html.iter("figure", "table", "pre", "p"):
        parts = scene.layout.fragments.get(tree.get(block, "id"), ())
        if block.tag != "p":
            found.extend(parts)
        elif tree.has_class(block, "has-dropcap"):
            found.extend(replace(part, bottom=part.top + CAP_LINES * lead) for part in parts[:1])
    return tuple(found)


class _Judge:
    """Weighs places for one pull-quote in one layout."""

    def __init__(
        self, scene: Scene, quote: PullQuote, key: str, found: tuple[Fragment, ...], ground: _Ground, drop: float
    ) -> None:
        """Look up what the rules ask about; `drop`, in CSS px, is how far down beside its anchor the quote stands."""
        self._layout, self._ground, self._quote, self._key = scene.layout, ground, quote, key
        self._aside = tree.by_id(scene.html, key)
        self._source = scene.layout.fragments.get(quote.id, ())
        self._lead = ground.lead
        self.floats = not found[0].in_flow
        self.slot, self._is_cut = _slot(found, scene.layout), len(found) > 1
        self._drop = drop if self.floats else 0.0
        number = int(key[2:])
        self._before = [slot for name, slot in ground.taken.items() if int(name[2:]) < number]
        self._after = [slot for name, slot in ground.taken.items() if int(name[2:]) > number]
        self._left, self._right = found[0].left, found[0].right
        self.follower = places.follower(self._aside) if self._aside is not None else ""
        down = round(self._drop / self._lead)
        self.name = _Place(self.follower, down, self.slot, 0.0).name

    def has_neighbour(self) -> bool:
        """Return whether another quote stands at the same height, so that the lines here are not as they would be."""
        return any(
            other.page == self.slot.page and other.top < self.slot.bottom and self.slot.top < other.bottom
            for key, parts in self._layout.fragments.items()
            for other in parts
            if key[:2] == "pq" and key != self._key
        )

    def letters_beside(self) -> float:
        """Return how many letters the longest line beside a cut-in quote holds; a hung quote narrows none."""
        if self._narrowing() < HUNG:
            return float(FEWEST_LETTERS)
        beside = [line for line in self._layout.lines if line.in_flow and self._is_beside(self.slot, line)]
        lengths = [len(line.text) for line in beside if line.key[:1] == "b" and len(line.text) > 12]
        return max(lengths, default=float(FEWEST_LETTERS))

    def broken(self, slot: Slot, others: Sequence[Slot], forecast: Forecast | None = None) -> list[Rule]:
        """Return the rules that a place breaks among other quotes, as things stand or by what is forecast of them."""
        layout, seen = self._layout, forecast or Forecast(self._layout.pages)
        lines = [self._moved(line, seen) for line in self._ground.lines]
        here = [line for line in lines if line.page == slot.page]
        found = []
        if slot.bottom > layout.pages[slot.page].notes_top + 1:
            found.append(costs.WHOLE)
        above, below = self._lines_round(slot, here)
        if min(above, below) < costs.FEWEST_LINES:
            found.append(costs.LINES if above and below else costs.EDGE)
        # In the column a quote needs text between itself and a figure; beside it, a line is enough.
        if self._meets(slot, map(seen.moved, self._ground.company), self._lead * (1 if self.floats else 2)):
            found.append(costs.FLOAT)
        elif self.floats and any(self._is_beside(slot, line) and line.key not in self._ground.running for line in here):
            found.append(costs.TEXT)
        elif self._goes_on(slot, here):
            found.append(costs.TAIL)
        if self._meets(slot, others, self._lead * costs.LINES_APART):
            found.append(costs.APART)
        if costs.is_third(slot.page, [other.page for other in others]):
            found.append(costs.THIRD)
        source = [seen.moved(part) for part in self._source]
        if self._meets(slot, source, self._lead * costs.ROUND):
            found.append(costs.ECHO)
        elif apart(slot, source, layout.pages) < costs.THIRD_OF_PAGE:
            found.append(costs.NEAR)
        return found

    def _goes_on(self, slot: Slot, here: Sequence[Line]) -> bool:
        """Return whether a quote that is cut in goes on into the white below the last line beside it."""
        if not self.floats or self._narrowing() < HUNG:
            return False
        lowest = max((line.bottom for line in here if self._is_beside(slot, line)), default=slot.bottom)
        return slot.bottom - lowest > self._lead / 2

    def better(self, left: set[str]) -> _Place | None:
        """Return the place where the quote costs least, or None to stay; it returns to none of those that it `left`."""
        others = [*self._before, *self._after]
        known = Forecast(self._layout.pages, tuple(self._ground.moves))
        present = weight([costs.WHOLE] if self._is_cut else self.broken(self._stayed(known), others, known))
        best, least = None, float("inf")
        for place in self._places(known) if present else ():
            if place.name == self.name:
                present += place.away
            elif place.name not in left and place.away < least:
                cost = place.away + weight(self.broken(place.slot, others, known.after(self.move(place.anchor))))
                if cost < least:
                    best, least = place, cost
        return best if least < present else None

    def _stayed(self, known: Forecast) -> Slot:
        """Return where the quote will be if it stays before its anchor."""
        page, top = known.at(self.slot.page, self.slot.top)
        return Slot(page, top, top + self.slot.bottom - self.slot.top)

    def _places(self, known: Forecast) -> Iterator[_Place]:
        """Yield each place where the quote may be set; one that floats, also beside the lines of its anchor."""
        section = self._aside.getparent() if self._aside is not None else None
        source = places.source_block(section, self._quote.id) if section is not None else None
        if section is None or source is None:
            return
        height, gap = self.slot.bottom - self.slot.top, self._gap()
        # Where the author wants it, it is cut in two: that is worth no wish.
        where = "" if self._is_cut else self._quote.where
        for block, paragraphs, sections in places.anchors(section, source, where, reveals=self._quote.reveals):
            key = tree.get(block, "id")
            found = self._layout.fragments.get(key, ())
            if not found:
                continue
            page, top = known.place(self.move(key))
            away = costs.PARAGRAPH_AWAY * max(0, paragraphs - 1) + costs.SECTION_AWAY * sections
            lines = round((found[0].bottom - found[0].top) / self._lead) if self.floats else 1
            for drop in range(lines):
                start = top + gap + drop * self._lead
                slot = Slot(page, start, start + height)
                yield _Place(key, drop, slot, away + self._astray(slot) + costs.LINE_DOWN * drop)

    def _astray(self, slot: Slot) -> float:
        """Return what it costs to stand pages away from the sentence, or before a quote that the text has earlier."""
        home = self._source[0].page if self._source else slot.page
        place = (slot.page, slot.top)
        passes = any(place < (other.page, other.top) for other in self._before)
        passes = passes or any(place > (other.page, other.top) for other in self._after)
        pages = home - slot.page if slot.page < home else max(0, slot.page - home - 1)
        return costs.PAGE_AWAY * pages + (costs.OUT_OF_ORDER if passes else 0.0)

    def move(self, anchor: str) -> Move:
        """Return the way of the quote to a place before a block."""
        part, gap = self._layout.fragments[anchor][0], self._gap()
        if self.floats:
            # So many lines did the text gain by running beside it.
            extent = round((self.slot.bottom - self.slot.top) / self._lead * self._narrowing()) * self._lead
        else:
            below = self._top_of(self.follower) - self.slot.bottom
            extent = self.slot.bottom - self.slot.top + gap + min(max(below, 0.0), 3 * self._lead)
        return Move(extent, (self.slot.page, self.slot.top - self._drop - gap), (part.page, part.top))

    def _gap(self) -> float:
        """Return how far below its place in the text the quote begins, in CSS px."""
        if self.floats:
            return min(max(self.slot.top - self._drop - self._top_of(self.follower), 0.0), self._lead)
        before = self._aside.getprevious() if self._aside is not None else None
        found = self._layout.fragments.get(tree.get(before, "id"), ()) if before is not None else ()
        above = self.slot.top - found[-1].bottom if found and found[-1].page == self.slot.page else 0.0
        return min(max(above, 0.0), 3 * self._lead)

    def _top_of(self, key: str) -> float:
        """Return where a block begins, or the bottom of the quote if that is on another page, in CSS px."""
        found = self._layout.fragments.get(key, ())
        return found[0].top if found and found[0].page == self.slot.page else self.slot.bottom

    def _narrowing(self) -> float:
        """Return the share of the page's width that the quote takes from the lines beside it."""
        page = self._layout.pages[self.slot.page]
        inside = min(self._right, page.right) - max(self._left, page.left)
        return max(0.0, inside / (page.right - page.left))

    def _lines_round(self, slot: Slot, here: Sequence[Line]) -> tuple[int, int]:
        """Return how many of the lines on its page stand above a place and below it; for one in the text, how many can.

        A quote that is cut in or hung stands beside lines: those that begin with it or end with it are not counted.
        """
        half = self._lead / 2
        above = {round(line.top / half) for line in here if line.bottom < slot.top + half}
        below = {round(line.top / half) for line in here if line.top > slot.bottom - half}
        return len(above), len(below)

    def _moved(self, line: Line, forecast: Forecast) -> Line:
        """Return a line where it will stand."""
        page, top = forecast.at(line.page, line.top)
        return (
            line
            if (page, top) == (line.page, line.top)
            else replace(line, page=page, top=top, bottom=top + line.bottom - line.top)
        )

    @staticmethod
    def _meets(slot: Slot, others: Iterable[Fragment | Slot], room: float) -> bool:
        """Return whether one of some boxes stands at the height of a place, or nearer to it than `room`, in CSS px."""
        near = (other for other in others if other.page == slot.page)
        return any(other.top - room < slot.bottom and slot.top - room < other.bottom for other in near)

    @staticmethod
    def _is_beside(slot: Slot, line: Line) -> bool:
        """Return whether a line stands at the height of a place."""
        return line.page == slot.page and line.bottom > slot.top + 1 and line.top < slot.bottom - 1


def lead(layout: Measurement) -> float:
    """Return the height of most lines of text, in CSS px."""
    heights = [round(line.bottom - line.top, 2) for line in layout.lines if line.in_flow and line.key[:1] == "b"]
    return Counter(heights).most_common(1)[0][0] if heights else 16.0
