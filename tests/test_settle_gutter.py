"""A gutter that follows the page count: whatever a text does when its measure narrows, the margin settles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compose_samples import composed, essay, paragraphs
from essay_press import model, presets
from essay_press.formats.pdf import document, settle
from essay_press.formats.pdf.constraints import finding, gutter
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement, PageArea
from essay_press.formats.pdf.render import lay_out

MM = 96 / 25.4
PAGE = 150 * MM
ESSAY = essay(paragraphs(2))
BOOK = replace(composed(ESSAY), edition=replace(composed(ESSAY).edition, preset="offset-x4", double_sided=True))
ROOMS = st.lists(st.integers(5, 40), min_size=1, max_size=6, unique=True).map(sorted)
COUNTS = st.lists(st.integers(1, 900), min_size=1, max_size=6, unique=True).map(sorted)


def pages(count: int, inner: float, *, cover: bool = False) -> Measurement:
    """Return a layout of so many pages, with that inner margin in mm; its first one may be a cover without margins."""
    areas = [
        PageArea(inner * MM, 50, PAGE - 15 * MM, 600, 600, PAGE, 700)
        if index % 2 == 0
        else PageArea(15 * MM, 50, PAGE - inner * MM, 600, 600, PAGE, 700)
        for index in range(count)
    ]
    if cover:
        areas[0] = PageArea(0, 0, PAGE, 700, 700, PAGE, 700)
    return Measurement(tuple(areas), {}, ())


def scene(layout: Measurement, book: model.Composition = BOOK) -> finding.Scene:
    """Return what the constraint looks at."""
    return finding.Scene(book, document.build(book, Constraints()), layout)


def wants(layout: Measurement, asked: float = 13.0, book: model.Composition = BOOK) -> tuple[float, list[str]]:
    """Return the gutter that is asked of the next layout, and the codes of what was found in this one."""
    wanted, found = gutter.refine(scene(layout, book), Constraints(gutter=asked))
    return wanted.gutter, [item.diagnostic.code for item in found if item.diagnostic]


def test_the_first_layout_has_the_gutter_of_the_shortest_book() -> None:
    """No page count asks for less: most books need no second layout."""
    assert gutter.least(BOOK.edition) == 13.0
    assert gutter.least(replace(BOOK.edition, double_sided=False)) == 0.0
    assert gutter.least(replace(BOOK.edition, preset="")) == 0.0


def test_a_longer_book_asks_for_more() -> None:
    """On versos the inner margin is the right one, and each page is looked at."""
    assert wants(pages(60, 13)) == (13.0, [])
    assert wants(pages(61, 13)) == (16.0, ["EP443"])
    assert wants(pages(200, 13)) == (19.0, ["EP443"])
    assert wants(pages(200, 19, cover=True), 19.0) == (19.0, [])


def test_a_layout_with_room_enough_is_left_alone() -> None:
    """What the layout leaves by itself need not be asked for."""
    assert wants(pages(200, 21)) == (13.0, [])


def test_a_gutter_never_becomes_narrower() -> None:
    """It would take pages away, and with them the reason why it was widened."""
    assert wants(pages(20, 25), 25.0) == (25.0, [])


def test_a_layout_that_does_not_heed_the_gutter_is_told_of() -> None:
    """Nothing more is asked, so that the loop ends; what is wrong is said."""
    assert wants(pages(200, 10), 19.0) == (19.0, ["EP443"])


def test_a_single_sided_page_has_no_fold() -> None:
    """And an edition without a preset has nobody who asks."""
    for edition in (replace(BOOK.edition, double_sided=False), replace(BOOK.edition, preset="")):
        assert wants(pages(200, 5), 0.0, replace(BOOK, edition=edition)) == (0.0, [])


@given(ROOMS, COUNTS, st.integers(0, 30), st.dictionaries(st.integers(0, 40), st.integers(1, 900)))
def test_it_settles_whatever_the_pages_do(
    rooms: list[int], counts: list[int], own: int, lengths: dict[int, int]
) -> None:
    """Any steps, any layout, even a text that becomes shorter in a narrower measure: no step is asked for twice.

    At the end the margin is at least the one for the page count that it led to.
    """
    steps = tuple(presets.Step(count, float(room)) for count, room in zip(counts, rooms, strict=False))
    preset = replace(presets.named("offset-x4"), gutter=steps)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(presets, "named", lambda _: preset)
        asked = gutter.least(BOOK.edition)
        seen = [asked]
        while True:
            inner = max(asked, float(own))
            count = lengths.get(int(asked), 1)
            following, _ = wants(pages(count, inner), asked)
            if following == asked:
                break
            seen.append(following)
            asked = following
    assert seen == sorted(set(seen))
    assert len(seen) <= len(steps) + 1
    assert inner >= preset.inside(count)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((40,), [13.0]), ((62, 66), [13.0, 16.0]), ((150, 152, 160), [13.0, 16.0, 19.0]), ((62, 58), [13.0, 16.0])],
)
def test_the_loop_lays_out_again_with_the_wider_gutter(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, ...], expected: list[float]
) -> None:
    """Each count is that of one more layout; the one that is kept has the room it needs, and nothing is left to say."""
    monkeypatch.setattr(settle, "CONSTRAINTS", (gutter.refine,))
    monkeypatch.setattr(settle, "LATE", (gutter.refine,))
    asked: list[float] = []

    def made(constraints: Constraints) -> tuple[Any, Measurement]:
        asked.append(constraints.gutter)
        return None, pages(counts[len(asked) - 1], constraints.gutter)

    settled = settle.settle(BOOK, made)
    assert asked == expected
    assert (settled.constraints.gutter, settled.diagnostics) == (expected[-1], ())


def test_a_layout_made_for_the_gutter_does_not_count_among_the_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else still has the three that it would have had in a shorter book."""
    asked: list[Constraints] = []

    def restless(_: finding.Scene, given: Constraints) -> tuple[Constraints, tuple[finding.Finding, ...]]:
        return replace(given, pads={"b1": float(len(asked))}), (finding.Finding(1.0),)

    def made(constraints: Constraints) -> tuple[Any, Measurement]:
        asked.append(constraints)
        return None, pages(62, constraints.gutter)

    monkeypatch.setattr(settle, "CONSTRAINTS", (gutter.refine, restless))
    monkeypatch.setattr(settle, "LATE", (gutter.refine, restless))
    settle.settle(BOOK, made)
    assert [(each.gutter, dict(each.pads)) for each in asked] == [
        (13.0, {}), (16.0, {}), (16.0, {"b1": 2.0}), (16.0, {"b1": 3.0}),
    ]  # fmt: skip


# ---------------------------------------------------------------- on real pages
@pytest.mark.parametrize("layout", ["classic", "modern"])
def test_each_layout_leaves_the_gutter_free(monkeypatch: pytest.MonkeyPatch, layout: str) -> None:
    """On rectos left, on versos right; the other margins are those of a page without a gutter."""
    patched = replace(presets.named("offset-x4"), gutter=(presets.Step(1, 31.0),))
    text = essay(paragraphs(24))
    plain = lay_out(composed(text, "trade", layout)).measurement
    monkeypatch.setattr(presets, "named", lambda _: patched)
    wide = lay_out(composed(text, "trade", layout)).measurement

    def rooms(found: Measurement) -> list[tuple[float, float]]:
        pages = [(index, page) for index, page in enumerate(found.pages) if page.left > 0]
        sides = [(page.left / MM, (page.width - page.right) / MM) for _, page in pages]
        return [side if index % 2 == 0 else side[::-1] for (index, _), side in zip(pages, sides, strict=True)]

    assert {round(inner, 3) for inner, _ in rooms(wide)} == {31.0}
    assert {round(outer, 3) for _, outer in rooms(wide)} == {round(outer, 3) for _, outer in rooms(plain)}
    assert min(inner for inner, _ in rooms(plain)) < 31.0


def test_no_other_edition_has_a_gutter() -> None:
    """Nobody asks for one: the margins of a5 are the layout's own."""
    sheet = document.page_sheet(composed(ESSAY), Constraints())
    assert "--gutter: 0mm" in sheet
