"""Layouts kept while others are made: as long as there is room, and made once more where there was none."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from compose_samples import composed, essay, paragraphs
from essay_press.formats.pdf import settle, shelf
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.render import lay_out, pdf


class Sheets:
    """A document of so many pages, as far as a shelf looks at it."""

    def __init__(self, count: int) -> None:
        """Begin with that many."""
        self.pages = [None] * count


def press(count: int, made: list[int]) -> Callable[[], Any]:
    """Return a function that makes a document of so many pages, and notes that it did."""

    def make() -> Sheets:
        made.append(count)
        return Sheets(count)

    return make


def test_few_pages_are_all_kept() -> None:
    """Whichever layout is best, it need not be made again."""
    made: list[int] = []
    one = shelf.Shelf(20)
    kept = [one.add(press(count, made)) for count in (8, 9, 10)]
    assert [len(each.document().pages) for each in kept] == [8, 9, 10]
    assert made == [8, 9, 10]


def test_the_oldest_are_let_go_of_first_and_made_once_more_when_asked_for() -> None:
    """Before another is made, so that its pages have room; asked twice they are made once."""
    made: list[int] = []
    one = shelf.Shelf(20)
    kept = [one.add(press(count, made)) for count in (8, 9, 10, 11)]
    assert [each.there for each in kept] == [False, True, True, True]
    assert len(kept[0].document().pages) == len(kept[0].document().pages) == 8
    assert made == [8, 9, 10, 11, 8]


def test_of_a_book_none_is_kept_but_the_last() -> None:
    """However few layouts there are."""
    one = shelf.Shelf(20)
    kept = [one.add(press(300, [])) for _ in range(3)]
    assert [each.there for each in kept] == [False, False, True]


def test_what_nobody_holds_takes_no_room() -> None:
    """A layout that was worse is gone at once."""
    one = shelf.Shelf(20)
    kept = one.add(press(15, []))
    for _ in range(3):
        one.add(press(15, []))
    one.add(press(1, []))
    assert kept.there


# ---------------------------------------------------------------- real pages
@pytest.fixture
def the_first_is_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle by two layouts, the second of them another, and the first of them kept."""

    def settled(_: object, lay_out: settle.LayOut) -> settle.Settled:
        found: list[tuple[shelf.Kept, Measurement]] = [lay_out(Constraints()), lay_out(Constraints(pads={"b2": 40.0}))]
        return settle.Settled(*found[0], Constraints(), (), 2)

    monkeypatch.setattr(settle, "settle", settled)


@pytest.mark.usefixtures("the_first_is_best")
def test_a_layout_that_is_made_again_is_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """With and without room, with the engine's lines and with chosen ones."""
    for chosen in ("engine", "total-fit"):
        composition = composed(essay(paragraphs(12)), lines=chosen)
        roomy = pdf(composition, lay_out(composition))
        with monkeypatch.context() as patch:
            patch.setattr(shelf, "MOST", 0)
            assert pdf(composition, lay_out(composition)) == roomy
        assert len(pikepdf.open(io.BytesIO(roomy)).pages) > 1
