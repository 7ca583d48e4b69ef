"""The ways to set a part page by page, weighed: which pages are short, what is set otherwise, where glue goes.

Each page moves the beginning of the next, so that a part is weighed as a whole: from the ways up to one spread come
those up to the next, and of all that end there with the same row the cheapest is kept (dynamic programming), no more
than a few rows deep.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from essay_press.formats.pdf.constraints.copyfit import LINE, WHOLE, Fitting, Setting
from essay_press.formats.pdf.constraints.rows import KEPT, Row, fill
from essay_press.formats.pdf.measure import PageArea

__all__ = ["FEWEST", "Pages", "Way", "faces", "facing"]

FEWEST = 5
"""Lines: a last page of fewer looks like a leftover."""
SHORTER = (0, 1, 2)
# What it costs that facing pages differ by a line, that a spread is a line short, that a heading has a line more above
# it or a section break half a line more on either side, that the last page has too few lines, and that there is a page
# more, or a word to turn the page for.
UNEVEN, SHORT, LOOSE, STRAY, LONGER = 10.0, 1.0, 0.6, 9.0, 40.0
TURN = 4.0
# What settings may cost at first, and by how much more each time; from what cost on spreads with nothing amiss are
# looked at too for what others lack.
FIRST, DEARER, AMISS = 0.75, 4.0, 4.0
# The ways that are kept for each spread; what a page can hold at most, in rows of half a line.
KEEP, ROWS = 12, 2


@dataclass(frozen=True, slots=True)
class Way:
    """One way to set a part up to a page: its cost, and what this spread adds to the way before it.

    `short` says by how many lines pages are short, `loose` before which rows' blocks there is glue, `set` which
    paragraphs are set otherwise; `carried` is the setting of the paragraph that goes on overleaf. `wish` names
    paragraphs and lines of them, counted from 0, that end left-hand pages within a word.
    """

    cost: float
    before: Way | None = None
    short: tuple[tuple[int, int], ...] = ()
    loose: tuple[str, ...] = ()
    set: tuple[Setting, ...] = ()
    carried: Setting | None = None
    wish: tuple[tuple[str, int], ...] = ()

    def steps(self) -> Iterator[Way]:
        """Yield it and the ways before it, the last first."""
        way: Way | None = self
        while way is not None:
            yield way
            way = way.before


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it could be: the row that follows it, how high it is filled in CSS px, its cost, what is set how."""

    end: int
    height: float
    cost: float
    set: tuple[Setting, ...] = ()
    carried: Setting | None = None
    wish: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Pages:
    """The pages that a part fills; `lead` and `rule`, what stands above notes, in CSS px; `last` as it is now."""

    rows: tuple[Row, ...]
    areas: Sequence[PageArea]
    lead: float
    rule: float
    last: int
    fitting: Fitting
    _spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    _filled: dict[tuple[int, int, int, str, int], tuple[int, float] | None] = field(default_factory=dict)

    def best(self, page: int) -> Way:
        """Return the cheapest way to set the part from a page on.

        What another setting costs takes longer to know than all else: first the ways without any are weighed, then, up
        to a cost that grows, those with some.
        """
        self._spans = _spans(self.rows)
        plain = self._walk(page, inf, priced=False)
        if plain is None:
            message = "a part without a page"
            raise ValueError(message)
        way, most = plain, FIRST
        while most < DEARER * plain.cost:
            way = self._walk(page, min(most, plain.cost), priced=True) or plain
            if way.cost <= most:
                break
            most *= DEARER
        if way.cost >= AMISS:
            way = self._walk(page, way.cost, priced=True, thorough=True) or way
        return way

    def _walk(self, page: int, most: float, *, priced: bool, thorough: bool = False) -> Way | None:
        """Return the cheapest way of those that cost at most so much; None where there is none.

        `priced` has paragraphs set otherwise, where a spread wants something; `thorough` on all spreads.
        """
        ways, done = {0: Way(0.0)}, list[Way]()
        while ways:
            after: dict[int, Way] = {}
            for begin, way in ways.items():
                for end, new, last in self._on(page, begin, way, most if priced else 0.0, thorough=thorough):
                    if end >= len(self.rows):
                        done.append(replace(new, cost=new.cost + LONGER * max(0, last - self.last)))
                    elif new.cost <= most and (end not in after or new.cost < after[end].cost):
                        after[end] = new
            ways = dict(sorted(after.items(), key=lambda item: (item[1].cost, item[0]))[:KEEP])
            page += 2 if faces(page) else 1
        return min((way for way in done if way.cost <= most), key=lambda way: way.cost, default=None)

    def _on(self, page: int, begin: int, way: Way, most: float, *, thorough: bool) -> Iterator[tuple[int, Way, int]]:
        """Yield the row that follows a page or spread, the way to set it, and the last page of it."""
        one = self._spread if faces(page) else self._alone
        plain = [found for less in SHORTER for found in one(page, begin, way, less, most, varied=False)]
        yield from plain
        if way.cost + LINE <= most and (thorough or min(new.cost for _, new, _ in plain) > way.cost):
            for less in SHORTER[:-1]:
                yield from one(page, begin, way, less, most, varied=True)

    def _alone(
        self, page: int, begin: int, way: Way, less: int, most: float, *, varied: bool
    ) -> Iterator[tuple[int, Way, int]]:
        """Yield the ways to set a page that no page of this part faces."""
        spent = way.cost + less * SHORT
        for one in self._pages(page, begin, way.carried, less, most - spent, varied=varied):
            cost = spent + one.cost + self._few(begin, one)
            yield one.end, Way(cost, way, ((page, less),) if less else (), (), one.set, one.carried, one.wish), page

    def _spread(
        self, page: int, begin: int, way: Way, less: int, most: float, *, varied: bool
    ) -> Iterator[tuple[int, Way, int]]:
        """Yield the ways to set a spread whose pages are some lines short."""
        short = ((page, less), (page + 1, less)) if less else ()
        spent = way.cost + less * SHORT
        for left in self._pages(page, begin, way.carried, less, most - spent, varied=varied):
            cost = spent + left.cost + self._few(begin, left)
            if left.end >= len(self.rows):
                yield left.end, Way(cost, way, short[:1], (), left.set), page
                continue
            for right in self._pages(page + 1, left.end, left.carried, less, most - cost, varied=varied):
                uneven, loose = self._uneven(begin, left, right)
                both = cost + right.cost + self._few(left.end, right) + uneven
                # What is set on the right-hand page may say more of the paragraph that began on the left-hand one.
                kept = {setting.key: setting for setting in (*left.set, *right.set)}
                yield right.end, Way(both, way, short, loose, tuple(kept.values()), right.carried, left.wish), page + 1

    def _uneven(self, begin: int, left: _Page, right: _Page) -> tuple[float, tuple[str, ...]]:
        """Return what it costs that two pages end where they do, and the blocks that get glue to level them."""
        if right.end >= len(self.rows) or any(row.notes for row in self.rows[begin : right.end]):
            return 0.0, ()
        apart = round((left.height - right.height) / self.lead)
        start, stop = (begin, left.end) if apart < 0 else (left.end, right.end)
        # A break takes half a line on either side, so that a block has to follow it on its page.
        inside = (row for row in self.rows[start + 1 : stop - 1] if row.opens or row.parts)
        loose = tuple(row.key for row in inside)[: abs(apart)]
        return UNEVEN * (abs(apart) - len(loose)) + LOOSE * len(loose), loose

    def _pages(
        self, page: int, begin: int, carried: Setting | None, less: int, most: float, *, varied: bool
    ) -> Iterator[_Page]:
        """Yield the ways to fill a page that is some lines short: as it is, and each with one paragraph otherwise.

        `most` is what that may cost.
        """
        end, height = self._fill(page, begin, less)
        yield self._turned(page, _Page(end, height, 0.0, (), carried), most)
        for key in dict.fromkeys(row.key for row in self.rows[begin:end]) if varied and most >= LINE else ():
            first, count = self._spans[key]
            for more in (1, -1):
                setting = Setting(key, more)
                if first < begin or self.fitting.count(key) != count or not self.fitting.yields(key, more):
                    continue
                found = self._other(page, begin, less, setting)
                price = self.fitting.price(setting) if found is not None else None
                if found is not None and price is not None and price <= most:
                    yield self._turned(page, _Page(*found, price, (setting,), setting), most)

    def _turned(self, page: int, one: _Page, most: float) -> _Page:
        """Return a page with the line that ends it in a whole word, if it can be, and with what is carried overleaf.

        `most` is what that may cost. On a left-hand page it is a wish.
        """
        if one.end >= len(self.rows) or self.rows[one.end].key != self.rows[one.end - 1].key:
            return replace(one, carried=None)
        key = self.rows[one.end].key
        first, count = self._spans[key]
        carried = one.carried if one.carried and one.carried.key == key else Setting(key)
        number = one.end - first + carried.more - 1
        ends = self.fitting.hyphens(carried) if carried.more or carried.whole else ()
        parted = ends[number] if 0 <= number < len(ends) else self.rows[one.end - 1].hyphen
        noted = replace(carried, whole=carried.whole | {number})
        if not parted:
            return replace(one, carried=noted if carried.whole else carried)
        if faces(page):
            return replace(one, carried=carried, wish=((key, number),))
        can = one.cost + WHOLE <= most and self.fitting.count(key) == count
        price = self.fitting.price(noted) if can else None
        if price is None or price >= TURN:
            return replace(one, cost=one.cost + TURN, carried=carried)
        before = self.fitting.price(carried) if carried.more or carried.whole else 0.0
        others = tuple(setting for setting in one.set if setting.key != key)
        return replace(one, cost=one.cost - (before or 0.0) + price, set=(*others, noted), carried=noted)

    def _fill(self, page: int, begin: int, less: int) -> tuple[int, float]:
        """Return the row that follows a page some lines short, and how high it is filled, in CSS px."""
        key = (page, begin, less, "", 0)
        found = self._filled.get(key)
        if found is None:
            found = self._filled[key] = fill(self.rows, begin, self._depth(page, less), self.rule)
        return found

    def _other(self, page: int, begin: int, less: int, setting: Setting) -> tuple[int, float] | None:
        """Return the same with a paragraph set otherwise; None where the page has not enough of it for that."""
        key = (page, begin, less, setting.key, setting.more)
        if key not in self._filled:
            self._filled[key] = self._refilled(page, begin, less, setting)
        return self._filled[key]

    def _refilled(self, page: int, begin: int, less: int, setting: Setting) -> tuple[int, float] | None:
        """Fill a page with rows of which some are those of another setting."""
        first, count = self._spans[setting.key]
        depth = self._depth(page, less)
        most = begin + int(ROWS * self.areas[min(page, len(self.areas) - 1)].height / self.lead)
        own = self.rows[first : first + count]
        if any(row.notes or abs(row.height - self.lead) > self.lead / 2 for row in own):
            return None
        other = (*self.rows[begin:first], *_stretched(own, setting.more), *self.rows[first + count : most])
        end, height = fill(other, 0, depth, self.rule)
        # A break is told by how many lines of the paragraph follow it, which another setting leaves as they are.
        end += begin
        return (end - setting.more, height) if end > first + KEPT - 1 else None

    def _depth(self, page: int, less: int) -> float:
        """Return how high the text of a page may be, in CSS px; pages that are not there yet are like the last."""
        area = self.areas[min(page, len(self.areas) - 1)]
        return area.bottom - area.top - less * self.lead

    def _few(self, begin: int, one: _Page) -> float:
        """Return what it costs that a page is the last and has as few rows."""
        return STRAY if one.end >= len(self.rows) and 0 < one.end - begin < FEWEST else 0.0


def faces(page: int) -> bool:
    """Return whether a page, counted from 0, is a left one that faces the next."""
    return page % 2 == 1


def facing(ends: Collection[int]) -> list[int]:
    """Return the left ones of the facing pages of a part, given its pages, from which the text goes on overleaf."""
    return [page for page in sorted(ends) if faces(page) and page + 1 in ends and page + 1 != max(ends)]


def _spans(found: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Return the first row of each block, and how many it has."""
    spans: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(found):
        first, count = spans.get(row.key, (number, 0))
        spans[row.key] = first, count + 1
    return spans


def _stretched(own: Sequence[Row], more: int) -> tuple[Row, ...]:
    """Return the rows of a paragraph with so many more or fewer, tied as its first and last ones are."""
    count = len(own) + more
    middle = replace(own[-1], tied=False)
    changed = [own[0], *[middle] * (count - 1)]
    return tuple(
        replace(row, tied=number < KEPT or count - number < KEPT) if number else row
        for number, row in enumerate(changed)
    )
