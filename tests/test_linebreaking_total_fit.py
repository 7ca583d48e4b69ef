"""The algorithm of Knuth and Plass: cases worked out by hand, and what holds for any paragraph of boxes and glue."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essay_press.formats.pdf.linebreaking.greedy import first_fit
from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty
from essay_press.formats.pdf.linebreaking.scales import NEIGHBOURS, level
from essay_press.formats.pdf.linebreaking.total_fit import Demands, breakpoints, demerits_of, fit, total_fit

ANY = Demands(tolerance=inf)
END: list[Item] = [Penalty(0.0, FORCED)]


def words(*widths: float, space: float = 6.0) -> list[Item]:
    """Return words with glue between them as the paper's example has it: 6 wide, +3, −2."""
    items: list[Item] = []
    for width in widths:
        items += [Glue(space, 3.0, 2.0), Box(width)] if items else [Box(width)]
    return items + END


@pytest.mark.parametrize(
    ("natural", "ratio", "badness", "fitness"),
    [
        (100.0, 0.0, 0.0, 1),
        (97.0, 0.5, 42.04, 1),
        (94.0, 1.0, 100.0, 2),
        (88.0, 2.0, 237.84, 3),
        (104.0, -1.0, 100.0, 0),
    ],
)
def test_ratio_and_class_are_the_papers_and_badness_grows_less(
    natural: float, ratio: float, badness: float, fitness: int
) -> None:
    """Stretch 6, shrink 4, a line of 100: r = (100 − L) / 6 or / 4, badness 100 |r|^1.25, classes at −½, ½ and 1."""
    found = fit(natural, 6.0, 4.0, 100.0)
    assert found is not None
    assert [found.ratio, found.badness] == pytest.approx([ratio, badness], abs=0.01)
    assert found.fitness == fitness


def test_a_line_that_shrinks_by_more_than_all_its_glue_is_overfull() -> None:
    """Shrinking ends where the glue's shrink ends; stretching does not."""
    assert fit(104.1, 6.0, 4.0, 100.0) is None
    assert fit(10.0, 6.0, 4.0, 100.0) is not None


def test_in_need_glue_shrinks_further_and_no_further_than_that() -> None:
    """With a tightness of 1.25 a shrink of 4 goes to 5, and what is over is as bad as it is."""
    found = fit(105.0, 6.0, 4.0, 100.0, 1.25)
    assert found is not None
    assert found.badness > 100
    assert fit(105.1, 6.0, 4.0, 100.0, 1.25) is None
    items = words(51, 48, 10)
    assert total_fit(items, [100.0], Demands(tolerance=2.0)) is None
    tight = total_fit(items, [100.0], Demands(tolerance=2.0, tightness=2.5))
    assert tight is not None
    assert tight.ends == (3, 5)


def test_glue_goes_at_the_end_of_a_line_and_at_the_start_of_the_next() -> None:
    """What is dropped at a break is in neither sum: the second line starts with its first box."""
    breaks = breakpoints(words(10, 20, 30))
    assert [found.to[0] for found in breaks] == [0, 10, 36, 72]
    assert [found.start[0] for found in breaks] == [0, 16, 42, 72]


def test_demerits_are_added_up_by_hand() -> None:
    """Two lines: r = 1 and a short last one. (20 + 100)² + (20 + 0)² = 14,800, added up as TeX does."""
    items = words(40, 40, 11)
    assert total_fit(items, [89.0], ANY) == total_fit(items, [89.0], Demands(tolerance=1.0))
    found = total_fit(items, [89.0], ANY)
    assert found is not None
    assert found.demerits == pytest.approx(120**2 + 20**2)
    assert found.ends == (3, 5)


def test_a_hyphen_costs_its_penalty_and_two_cost_more() -> None:
    """A penalty of 50 adds 2,500; the second flagged line in a row another 10,000; a hyphen before the last 5,000."""
    hyphen = Penalty(4.0, 50.0, flagged=True)
    items: list[Item] = [Box(96), hyphen, Box(96), hyphen, Box(50), *END]
    found = total_fit(items, [100.0], ANY)
    assert found is not None
    assert found.ends == (1, 3, 5)
    assert found.demerits == pytest.approx(3 * 400 + 2 * 2_500 + 10_000 + 5_000)


def test_three_hyphens_in_a_row_are_impossible() -> None:
    """Where only a ladder would do there is no answer; where a poor line saves it, the poor line is taken."""
    hyphen = Penalty(4.0, 50.0, flagged=True)
    rungs: list[Item] = [Box(96), hyphen, Box(96), hyphen, Box(96), hyphen]
    assert total_fit([*rungs, Box(50), *END], [100.0], ANY) is None
    saved = [*rungs[:4], Box(60), Glue(6, 3, 2), Box(30), hyphen, Box(50), *END]
    found = total_fit(saved, [100.0], ANY)
    assert found is not None
    assert found.ends == (1, 3, 5, 9)


def test_a_tight_line_does_not_follow_a_loose_one_for_nothing() -> None:
    """Classes two apart cost 3,000 demerits."""
    items = words(47, 44, 55, 41, 10)
    # 97 at r = 1, then 102 at r = −1: (20 + 100)² each, the contrast, and the last line.
    assert demerits_of(items, (3, 7, 9), [100.0], ANY) == pytest.approx(2 * 120**2 + 3_000 + 400)


def test_the_whole_paragraph_is_better_than_one_line_after_another() -> None:
    """First fit fills the first line and leaves the second gaping; total fit looks ahead."""
    items = words(30, 30, 30, 60, 80, 20)
    greedy = first_fit(items, [104.0], ANY)
    assert greedy is not None
    best = total_fit(items, [104.0], ANY)
    assert best is not None
    assert best.demerits < demerits_of(items, greedy, [104.0], ANY)
    assert best.ends != greedy


def test_each_line_has_its_own_width_and_the_last_repeats() -> None:
    """Lines beside a float are narrower; below it they are as wide as the last width given."""
    items = words(*[20.0] * 12)
    found = total_fit(items, [46.0, 46.0, 98.0], ANY)
    assert found is not None
    assert found.ends == (3, 7, 15, 23)


def test_looseness_asks_for_a_line_more_or_less() -> None:
    r"""As TeX's \looseness does it: the number of lines nearest to the best number plus so many."""
    items = words(*[20.0] * 23)
    lengths = {
        wish: len(found.ends)
        for wish in (-1, 0, 1)
        if (found := total_fit(items, [124.0], Demands(tolerance=inf, looseness=wish)))
    }
    assert lengths == {-1: lengths[0] - (lengths[-1] != lengths[0]), 0: lengths[0], 1: lengths[0] + 1}


def test_a_last_line_that_is_none_is_avoided() -> None:
    """A lonely word, and a line shorter than it should be, cost more than any line that passes."""
    items = words(43, 43, 3, 10)
    best = total_fit(items, [100.0], ANY)
    short = total_fit(items, [100.0], Demands(tolerance=inf, last_line_min=15.0))
    items[5:6] = [Penalty(0.0, 0.0, lonely=True), items[5]]
    lonely = total_fit(items, [100.0], ANY)
    assert best is not None
    assert short is not None
    assert lonely is not None
    assert (best.ends, short.ends, lonely.ends) == ((5, 7), (3, 7), (3, 8))


def test_lines_that_must_end_whole_do() -> None:
    """A line named in `whole` does not end with a hyphen, whatever that costs."""
    hyphen = Penalty(4.0, 50.0, flagged=True)
    items: list[Item] = [Box(40), Glue(6, 3, 2), Box(50), hyphen, Box(30), Glue(6, 3, 2), Box(40), *END]
    best = total_fit(items, [100.0], ANY)
    assert best is not None
    assert best.ends[0] == 3
    whole = total_fit(items, [100.0], Demands(tolerance=inf, whole=frozenset({0})))
    assert whole is not None
    assert whole.ends[0] == 1


def test_lines_that_begin_or_end_alike_are_avoided() -> None:
    """Two breaks that are as good: the one at which no word stands under itself is taken."""

    def items(word: str) -> list[Item]:
        ends = [("a", "b"), (word, "c"), ("d", "e"), (word, "f")]
        found: list[Item] = []
        for left, right in ends:
            found += [Box(40), Penalty(0.0, 0.0, left=left, right=right), Glue(6, 3, 2)]
        return [*found, Box(40), *END]

    ends = (4, 10, 13)
    alike, different = demerits_of(items("the"), ends, [86.0], ANY), demerits_of(items(""), ends, [86.0], ANY)
    assert alike - different == pytest.approx(1_000.0)


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[list[Item], list[float], Demands]:
    """Return a paragraph, the widths of its lines and demands that can be met."""
    items: list[Item] = []
    for _ in range(draw(st.integers(1, 9))):
        width = draw(st.integers(3, 40))
        items.append(Box(float(width)))
        kind = draw(st.sampled_from(["space", "space", "space", "hyphen", "dash", "tie", "hung"]))
        if kind == "space":
            items.append(Glue(6.0, 3.0, 2.0))
        elif kind == "hung":
            items += [Penalty(-2.0, 0.0, after=-1.0, left="a", right="b"), Glue(6.0, 3.0, 2.0)]
        elif kind == "tie":
            items += [Penalty(0.0, FORBIDDEN), Glue(6.0, 3.0, 2.0)]
        else:
            items.append(Penalty(4.0 if kind == "hyphen" else 0.0, 50.0, kind == "hyphen", 0.5))
    items += [Box(float(draw(st.integers(3, 40)))), *END]
    widths = draw(st.lists(st.integers(45, 120).map(float), min_size=1, max_size=3))
    demands = Demands(
        tolerance=draw(st.sampled_from([1.0, 3.0, inf])),
        tightness=draw(st.sampled_from([1.0, 1.4])),
        expansion=draw(st.sampled_from([0.0, 0.02])),
        last_line_min=draw(st.sampled_from([0.0, 20.0])),
        whole=draw(st.sampled_from([frozenset[int](), frozenset({0})])),
        whole_last=draw(st.booleans()),
    )
    return items, widths, demands


@given(paragraphs())
@settings(deadline=None, max_examples=150)
def test_no_other_breaks_have_fewer_demerits(given_one: tuple[list[Item], list[float], Demands]) -> None:
    """Held against every set of legal breaks there is: none is better, and what is found has the demerits it says."""
    items, widths, demands = given_one
    legal = [found.item for found in breakpoints(items)][1:-1]
    last = len(items) - 1
    sets = [(*chosen, last) for size in range(len(legal) + 1) for chosen in combinations(legal, size)]
    least = min(demerits_of(items, chosen, widths, demands) for chosen in sets)
    found = total_fit(items, widths, demands)
    assert (found.demerits if found else inf) == pytest.approx(least)
    if found:
        assert set(found.ends) <= {*legal, last}
        assert demerits_of(items, found.ends, widths, demands) == pytest.approx(found.demerits)


@given(paragraphs())
@settings(deadline=None, max_examples=150)
def test_total_fit_is_never_worse_than_first_fit(given_one: tuple[list[Item], list[float], Demands]) -> None:
    """Where filling lines one after another is feasible, the whole has no more demerits than that."""
    items, widths, demands = given_one
    greedy = first_fit(items, widths, demands)
    if greedy is not None:
        theirs = demerits_of(items, greedy, widths, demands)
        ours = total_fit(items, widths, demands)
        assert theirs == inf or (ours is not None and ours.demerits <= theirs + 1e-6)


@given(st.lists(st.tuples(st.floats(0.9, 1.1), st.floats(0.98, 1.02)), min_size=1, max_size=30))
def test_neighbours_are_scaled_alike(limits: list[tuple[float, float]]) -> None:
    """Never more than 2 % apart, never below the least, never above what makes a line overfull."""
    wanted, most = [one for one, _ in limits], [two for _, two in limits]
    found = level(wanted, 0.98, most)
    assert all(0.98 - 1e-9 <= one <= limit for one, limit in zip(found, most, strict=True))
    assert all(abs(a - b) <= NEIGHBOURS + 1e-9 for a, b in pairwise(found))


def test_scales_that_agree_are_left_alone() -> None:
    """Two lines that differ too much meet half way; others keep what they want."""
    assert level([1.01, 1.0, 0.99], 0.98, [1.02] * 3) == pytest.approx([1.01, 1.0, 0.99])
    assert level([1.02, 0.98], 0.98, [1.02] * 2) == pytest.approx([1.01, 0.99], abs=1e-4)
    assert level([1.02, 0.98], 0.98, [1.02, 0.98]) == pytest.approx([1.0, 0.98], abs=1e-4)
