"""Paragraphs a line longer or shorter, glue and shorter pages are weighed; the page shows what was chosen."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import pairwise

import pytest

from compose_samples import composed, essay
from essay_press import model
from essay_press.formats.pdf import document, settle
from essay_press.formats.pdf.constraints import copyfit, rows, spreads, weighing
from essay_press.formats.pdf.constraints.copyfit import Fitting, Setting
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.measure import PageArea
from essay_press.formats.pdf.render import lay_out
from essay_press.formats.pdf.settle import Settled

LEAD = 20.0
DEPTH = 10
LONG = (
    "extraordinary circumstances", "notwithstanding", "the irresponsible administration", "of understanding",
    "a characteristic", "and incomprehensible", "representation", "that philosophical", "the commonwealth in",
    "independently of", "considerations", "an indispensable", "to communicate",
)  # fmt: skip


def area() -> PageArea:
    """Return a page of ten lines."""
    return PageArea(0.0, 0.0, 300.0, DEPTH * LEAD, DEPTH * LEAD, 300.0, DEPTH * LEAD)


def paragraph(key: str, count: int, *, parted: int = -1) -> list[rows.Row]:
    """Return the rows of a paragraph; `parted` numbers one that ends in a hyphen."""
    return [rows.Row(key, 0, LEAD, 0.0, 0 < at < 2 or 0 < at >= count - 1, hyphen=at == parted) for at in range(count)]


def heading(key: str) -> list[rows.Row]:
    """Return a heading and the first line below it, which stays with it."""
    return [
        rows.Row(key, 0, LEAD, LEAD, False, opens=True),
        *[dataclasses.replace(row, tied=row.tied or not at) for at, row in enumerate(paragraph(f"{key}-text", 3))],
    ]


@dataclass(frozen=True, slots=True)
class Offer(Fitting):
    """Settings at a price each, in place of those of real paragraphs; `sizes` has their lines."""

    prices: dict[Setting, float] = dataclasses.field(default_factory=dict)
    sizes: dict[str, int] = dataclasses.field(default_factory=dict)

    def count(self, key: str) -> int:
        """Return how many lines a paragraph has."""
        return self.sizes.get(key, 0)

    def price(self, setting: Setting) -> float | None:
        """Return the price of a setting."""
        return self.prices.get(setting)

    def hyphens(self, setting: Setting) -> tuple[bool, ...]:
        """Return that no line of a setting ends in a hyphen."""
        return (False,) * (self.sizes[setting.key] + setting.more)

    def yields(self, key: str, more: int) -> bool:
        """Return whether a setting is offered."""
        return Setting(key, more) in self.prices


def weighed(found: list[rows.Row], *offered: tuple[Setting, float]) -> weighing.Way:
    """Return the way that is chosen for a part that begins on a left-hand page."""
    sizes = {row.key: sum(other.key == row.key for other in found) for row in found}
    offer = Offer(None, {}, {}, prices=dict(offered), sizes=sizes)  # type: ignore[arg-type] # no scene is looked at
    return weighing.Pages(tuple(found), [area()] * 9, LEAD, 0.0, 8, offer).best(1)


def changes(way: weighing.Way) -> tuple[set[Setting], set[tuple[int, int]], set[str]]:
    """Return what is set otherwise, which pages are short, where there is glue."""
    steps = list(way.steps())
    return (
        {setting for step in steps for setting in step.set},
        {short for step in steps for short in step.short},
        {key for step in steps for key in step.loose},
    )


def uneven(first: int = 9, parted: int = -1) -> list[rows.Row]:
    """Return a part whose first page ends before three lines that stay together; it could hold ten."""
    return [*paragraph("b1", first), *paragraph("b2", 3), *paragraph("b3", 46, parted=parted)]


def test_what_ends_level_is_left_alone() -> None:
    """Pages without a fault cost nothing, and nothing is asked for."""
    way = weighed(paragraph("b1", 48), (Setting("b1", 1), 0.3))
    assert (way.cost, changes(way)) == (0.0, (set(), set(), set()))


def test_a_paragraph_a_line_longer_levels_a_spread() -> None:
    """It comes before any shorter page."""
    way = weighed(uneven(), (Setting("b1", 1), 0.35))
    assert changes(way) == ({Setting("b1", 1)}, set(), set())
    assert way.cost == pytest.approx(0.35)


def test_a_paragraph_a_line_shorter_does_as_well() -> None:
    """Seven lines leave room for the three that come next."""
    way = weighed(uneven(8), (Setting("b1", 1), 0.3), (Setting("b1", -1), 0.4))
    assert changes(way) == ({Setting("b1", -1)}, set(), set())


def test_pages_are_short_where_no_paragraph_gives_way() -> None:
    """Both pages of the spread, by one line."""
    assert changes(weighed(uneven())) == (set(), {(1, 1), (2, 1)}, set())


def test_glue_above_a_heading_comes_before_shorter_pages() -> None:
    """And behind a paragraph that can be had for less."""
    part = [*paragraph("b1", 4), *heading("s1"), *paragraph("b2", 3), *paragraph("b3", 46)]
    assert changes(weighed(part)) == (set(), set(), {"s1"})
    assert changes(weighed(part, (Setting("b1", 1), 0.3)))[0] == {Setting("b1", 1)}


def test_a_word_is_not_parted_by_the_turn_of_a_page() -> None:
    """The line that ends the right-hand page is asked to end whole, and no line moves."""
    part = paragraph("b1", 48, parted=19)
    way = weighed(part, (Setting("b1", 0, frozenset({19})), 0.1))
    assert changes(way) == ({Setting("b1", 0, frozenset({19}))}, set(), set())
    assert changes(weighed(part))[1] == {(1, 1), (2, 1)}


def test_a_line_more_on_one_page_and_a_whole_word_on_the_next() -> None:
    """What one setting moves to the foot of a page is looked at there."""
    longer, whole = Setting("b1", 1), Setting("b3", 0, frozenset({6}))
    way = weighed(uneven(parted=6), (longer, 0.3), (whole, 0.1))
    assert changes(way) == ({longer, whole}, set(), set())
    assert way.cost == pytest.approx(0.4)


def test_a_book_of_a_thousand_pages_is_weighed_too() -> None:
    """Without a stack of a thousand calls."""
    part = [row for number in range(1000) for row in paragraph(f"b{number}", 10)]
    sizes = dict.fromkeys((row.key for row in part), 10)
    offer = Offer(None, {}, {}, sizes=sizes)  # type: ignore[arg-type] # no scene is looked at
    assert weighing.Pages(tuple(part), [area()], LEAD, 0.0, 1000, offer).best(1).cost == 0.0


# ---------------------------------------------------------------- real paragraphs
def prose(count: int) -> str:
    """Return paragraphs of long words, of two to fourteen lines, no two alike."""
    blocks = []
    for number in range(1, count + 1):
        steps = range(8 + number * 11 % 43)
        words = " ".join(LONG[(number * 7 + step * 5 + step * step) % len(LONG)] for step in steps)
        start = ' class="first"' if number == 1 else ""
        blocks.append(f'<p id="b{number}"{start}>The {words} ended.</p>')
    return "\n".join(blocks)


@pytest.fixture(scope="module")
def settled() -> tuple[model.Composition, Settled, Settled]:
    """Return an essay in chosen lines, settled without a look at its spreads, and as it ended."""
    kept: list[Settled] = []
    level = settle._level

    def keep(best: Settled, composition: model.Composition, lay: settle.LayOut) -> Settled:
        kept.append(best)
        kept.append(level(best, composition, lay))
        return kept[-1]

    composition = composed(essay(prose(60)), lines="total-fit")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settle, "_level", keep)
        lay_out(composition)
    return composition, kept[0], kept[-1]


def divided(count: int) -> str:
    """Return the same with a section break before every fourth paragraph."""
    paragraphs = prose(count).splitlines()
    for number in range(4, count, 4):
        paragraphs[number] = '<hr class="break"/>' + paragraphs[number].replace("<p ", '<p class="first" ')
    return "\n".join(paragraphs)


def scene(composition: model.Composition, found: Settled) -> Scene:
    """Return what a layout is seen in."""
    return Scene(composition, document.build(composition, found.constraints), found.measurement, 0)


def test_what_is_offered_is_what_was_asked_for(settled: tuple[model.Composition, Settled, Settled]) -> None:
    """So many lines more or fewer, with spaces that pass, and the text as it was."""
    composition, before, _ = settled
    fitting = copyfit.fitting_of(scene(composition, before), before.constraints)
    counted = {1: 0, -1: 0}
    for key, one in fitting.chosen.items():
        for more in counted:
            other = fitting.lines(Setting(key, more)) if fitting.yields(key, more) else None
            if other is None:
                continue
            counted[more] += 1
            assert len(other.lines) == len(one.lines) + more
            assert (other.lines[0].start, other.lines[-1].end) == (one.lines[0].start, one.lines[-1].end)
            limit = max(copyfit.WIDEST, *copyfit._spaces(one))
            assert max(copyfit._spaces(other)) <= limit + copyfit.HAIR
    assert counted[1] > 0  # shorter ones are rarer; tests of looseness have them


def test_a_line_that_is_asked_to_ends_in_a_whole_word(settled: tuple[model.Composition, Settled, Settled]) -> None:
    """Or is not offered; its paragraph has as many lines as before."""
    composition, before, _ = settled
    fitting = copyfit.fitting_of(scene(composition, before), before.constraints)
    offered = 0
    for key, one in fitting.chosen.items():
        for number, hyphen in enumerate(fitting.hyphens(Setting(key))):
            setting = Setting(key, 0, frozenset({number}))
            if hyphen and fitting.price(setting) is not None:
                offered += 1
                ends = fitting.hyphens(setting)
                assert (len(ends), ends[number]) == (len(one.lines), False)
    assert offered > 2


def test_the_pages_end_level_and_in_whole_words(settled: tuple[model.Composition, Settled, Settled]) -> None:
    """There were blemishes, and there are none, in one layout more; other lines than before did some of it."""
    composition, before, after = settled
    assert len(spreads.told(scene(composition, before))) > 0
    assert len(spreads.told(scene(composition, after))) == 0
    assert after.layouts <= before.layouts + 2
    changed = [key for key, one in after.constraints.lines.items() if one != before.constraints.lines[key]]
    assert changed
    found = {item.key: item for item in after.measurement.paragraphs}
    assert all(after.constraints.lines[key].fits(found[key].rooms) for key in changed)


def test_glue_around_a_break_is_half_a_line_on_either_side() -> None:
    """The ornament stays in the middle, and what follows stands on the grid again."""
    wanted = document.Constraints()
    for count in range(20, 60, 3):
        composition = composed(essay(divided(count)))
        found = lay_out(composition)
        assert isinstance(found.settled.constraints, document.Constraints)
        wanted = found.settled.constraints
        if wanted.glue:
            break
    looked = Scene(composition, document.build(composition, wanted), found.measurement, 0)
    section = next(each for each in looked.html.iterfind(".//section") if "essay" in (each.get("class") or "").split())
    every = rows.rows(looked, section)
    pairs = [(row, after) for row, after in pairwise(every) if row.parts and row.key in wanted.glue]
    assert pairs
    lead = min(row.height for row in every if not row.parts)
    for row, after in pairs:
        assert (row.gap, after.gap) == pytest.approx((1.5 * lead, 1.5 * lead), abs=0.1)
