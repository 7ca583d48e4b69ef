"""Where a pull-quote stands on its page: whole, with text above and below it, not beside its own sentence.

The cost of a place is the sum of the rules it breaks; a place that costs nothing is left alone, another is exchanged
for the anchor that is predicted to cost least, from where its paragraph stands in the present layout.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from essay_press.compose import quotes as places
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement
from essay_press.markup import tree
from essay_press.model import PullQuote

__all__ = ["Rule", "complaint", "lead", "refine", "weight"]

CUT = 1000.0
EDGE = 100.0
NOT_TEXT = 60.0
CROWDED = 60.0
OWN_LINES = 20.0
PARAGRAPH_AWAY = 2.0
SECTION_AWAY = 18.0
PAGE_AWAY = 40.0
OUT_OF_ORDER = 40.0
FEWEST_LETTERS = 28


@dataclass(frozen=True, slots=True)
class Rule:
    """What a place may break: what that weighs, and how it is told; without words, a check on the file tells it."""

    weight: float
    words: str = ""


WHOLE = Rule(CUT, "is cut by the end of a page")
# EP576, on the finished page.
INSIDE = Rule(EDGE)
BESIDE_TEXT = Rule(NOT_TEXT, "stands beside a heading, a list or a figure")
APART = Rule(CROWDED, "stands too close to another pull-quote")
ELSEWHERE = Rule(OWN_LINES, "stands beside its own sentence")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place on a page, in CSS px."""

    page: int
    top: float
    bottom: float


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with a better anchor for each pull-quote that breaks a rule where it now stands.

    Those that span the columns of a page have rules of their own (`spans`).
    """
    if scene.layout.columns:
        return constraints, ()
    anchors, shapes, pads = dict(constraints.anchors), dict(constraints.shapes), dict(constraints.pads)
    findings: list[Finding] = []
    taken: list[_Slot] = []
    usual, running = lead(scene.layout), _running(scene.html)
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        key = f"pq{number}"
        found = scene.layout.fragments.get(key)
        if not found:
            continue
        judge = _Judge(scene, quote, key, found, tuple(taken), usual, running)
        if judge.floats and not judge.has_neighbour() and judge.letters_beside() < FEWEST_LETTERS:
            shapes[key] = ("full",)
            findings.append(Finding(CUT))
            continue
        broken = [WHOLE] if len(found) > 1 else judge.broken(judge.slot)
        if not broken:
            taken.append(judge.slot)
            continue
        anchor, slot, cost = judge.best()
        if anchor is not None and cost < weight(broken):
            anchors[key] = anchor
            taken.append(slot)
            # What was moved down below the quote need not be so any more; what is below it now must be.
            pad = pads.pop(judge.follower(), None)
            if pad is not None and not judge.floats:
                pads[anchor] = pad
        else:
            taken.append(judge.slot)
        findings.append(Finding(weight(broken), complaint(quote, broken, found[0])))
    return replace(constraints, anchors=anchors, shapes=shapes, pads=pads), tuple(findings)


class _Judge:
    """Weighs places for one pull-quote in one layout."""

    def __init__(
        self,
        scene: Scene,
        quote: PullQuote,
        key: str,
        found: tuple[Fragment, ...],
        taken: tuple[_Slot, ...],
        lead: float,
        running: frozenset[str],
    ) -> None:
        """Look up what the rules ask about; `lead` is in CSS px, `running` the ids of paragraphs of running text."""
        self._layout = scene.layout
        self._quote = quote
        self._taken = taken
        self._key = key
        self._aside = tree.by_id(scene.html, key)
        self._source = scene.layout.fragments.get(quote.id, ())
        self._lead = lead
        self._running = running
        self.floats = not found[0].in_flow
        height = sum(item.bottom - item.top for item in found)
        self.slot = _Slot(found[0].page, found[0].top, found[0].top + height)
        self._left, self._right = found[0].left, found[0].right

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
        page = self._layout.pages[self.slot.page]
        inside = min(self._right, page.right) - max(self._left, page.left)
        if inside < (page.right - page.left) * 0.15:
            return float(FEWEST_LETTERS)
        beside = [line for line in self._beside(self.slot) if line.key[:1] == "b" and len(line.text) > 12]
        if not beside:
            return float(FEWEST_LETTERS)
        return max(len(line.text) for line in beside)

    def broken(self, slot: _Slot) -> list[Rule]:
        """Return the rules that a place breaks."""
        page = self._layout.pages[slot.page]
        found = []
        if slot.bottom > page.notes_top + 1:
            found.append(WHOLE)
        lines = [line for line in self._layout.lines if line.page == slot.page and line.in_flow and line.key[:1] == "b"]
        above = [line for line in lines if line.top < slot.top - self._lead / 2]
        # Text that runs on beside a cut-in or hung quote to its foot is enough; one in the column needs lines below.
        reach = -self._lead / 2 if self.floats else self._lead / 2
        below = [line for line in lines if line.bottom > slot.bottom + reach]
        if not above or not below:
            found.append(INSIDE)
        if self.floats and any(line.key not in self._running for line in self._beside(slot)):
            found.append(BESIDE_TEXT)
        gap = self._lead * 6
        near = (other for other in self._taken if other.page == slot.page)
        if any(other.top - gap < slot.bottom and slot.top - gap < other.bottom for other in near):
            found.append(APART)
        margin = self._lead * 2
        if any(
            part.page == slot.page and part.top - margin < slot.bottom and slot.top - margin < part.bottom
            for part in self._source
        ):
            found.append(ELSEWHERE)
        return found

    def best(self) -> tuple[str | None, _Slot, float]:
        """Return the id of the block before which the quote costs least, its place there, and that cost."""
        best: tuple[str | None, _Slot, float] = (None, self.slot, float("inf"))
        for anchor, slot, away in self._others():
            cost = weight(self.broken(slot)) + away
            if cost < best[2]:
                best = (anchor, slot, cost)
        return best

    def _others(self) -> Iterator[tuple[str, _Slot, float]]:
        """Yield each block before which the quote may also be set, its place there, and what the distance costs."""
        section = self._aside.getparent() if self._aside is not None else None
        source = places.source_block(section, self._quote.id) if section is not None else None
        if section is None or source is None:
            return
        height = self.slot.bottom - self.slot.top
        offset = self._offset()
        for block, paragraphs, sections in places.anchors(section, source, self._quote.where):
            found = self._layout.fragments.get(tree.get(block, "id"), ())
            if found and tree.get(block, "id") != self.follower():
                top = found[0].top + offset
                slot = _Slot(found[0].page, top, top + height)
                away = PARAGRAPH_AWAY * max(0, paragraphs - 1) + SECTION_AWAY * sections
                yield tree.get(block, "id"), slot, away + self._astray(slot)

    def _astray(self, slot: _Slot) -> float:
        """Return what it costs to stand pages away from the sentence, or before a quote that the text has earlier."""
        home = self._source[0].page if self._source else slot.page
        early = any((slot.page, slot.top) < (other.page, other.top) for other in self._taken)
        pages = home - slot.page if slot.page < home else max(0, slot.page - home - 1)
        return PAGE_AWAY * pages + (OUT_OF_ORDER if early else 0.0)

    def follower(self) -> str:
        """Return the id of the block before which the quote stands now."""
        block = self._aside.getnext() if self._aside is not None else None
        while block is not None and block.tag == "aside":
            block = block.getnext()
        return tree.get(block, "id") if block is not None else ""

    def _offset(self) -> float:
        """Return how far below the top of its anchor the quote stands now."""
        found = self._layout.fragments.get(self.follower(), ())
        if found and found[0].page == self.slot.page:
            return min(max(self.slot.top - found[0].top, 0.0), self._lead)
        return 0.0

    def _beside(self, slot: _Slot) -> list[Line]:
        """Return the lines of text at the height of a place."""
        return [
            line
            for line in self._layout.lines
            if line.page == slot.page and line.in_flow and line.bottom > slot.top + 1 and line.top < slot.bottom - 1
        ]


def weight(broken: list[Rule]) -> float:
    """Return what broken rules weigh together."""
    return sum(rule.weight for rule in broken)


def _running(html: etree._Element) -> frozenset[str]:
    """Return the ids of the paragraphs of the essay that stand at the top level of a part or a division."""
    paragraphs = (block for block in html.iter("p") if tree.holder(block).tag in ("section", "div"))
    return frozenset(key for key in (tree.get(block, "id") for block in paragraphs) if key[:1] == "b")


def lead(layout: Measurement) -> float:
    """Return the height of most lines of text, in CSS px."""
    heights = [round(line.bottom - line.top, 2) for line in layout.lines if line.in_flow and line.key[:1] == "b"]
    return Counter(heights).most_common(1)[0][0] if heights else 16.0


def complaint(quote: PullQuote, broken: list[Rule], found: Fragment) -> Diagnostic | None:
    """Return what to say of a quote that no layout could place better, if a check on the file does not say it."""
    told = [rule for rule in broken if rule.words]
    if not told:
        return None
    worst = max(told, key=lambda rule: rule.weight)
    words = quote.text if len(quote.text) <= 48 else f"{quote.text[:47]}…"
    return Diagnostic(
        Severity.WARNING if worst.weight > OWN_LINES else Severity.NOTE,
        "EP421",
        f"page {found.page + 1}: the pull-quote “{words}” {worst.words}",
        quote.place,
        "mark another sentence, or give it `place=before`",
    )
