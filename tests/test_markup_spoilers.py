"""Spoiler marks in a manuscript, and the words that give the plot away: where each stands, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from essay_press.diagnostics import Place
from essay_press.markup.terms import terms_in
from essay_press.model import Extent, Mention, Metadata, Series, Spoilers, Work
from essays import lifted, warnings_of


def told(*terms: str) -> Spoilers:
    """Return front matter that names these terms."""
    return Spoilers((Work("Caravan Nights", "film"),), Extent.ENDING, terms=terms)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They play Caravan.", ("Caravan",)),
        ("CARAVAN’S end", ("Caravan",)),
        ("The cara\u00advan", ("Caravan",)),
        ("caravans and Caravanserai", ()),
        ("Caravan Nights is long", ()),
        ("He’ll “cue you”", ("cue you",)),
        ("cue\nyou", ("cue you",)),
        ("rescue you", ()),
    ],
)
def test_a_term_is_found_as_whole_words(text: str, found: tuple[str, ...]) -> None:
    """Case, soft hyphens and line breaks do not hide it; the title of a work may be named."""
    assert terms_in(text, ("Caravan", "cue you"), ("Caravan Nights",)) == found


def test_each_place_of_a_term_is_known() -> None:
    """With its line and column, what it stands in, and whether it is marked; the same word twice on a line, too."""
    text = (
        "He plays [Caravan]{.spoiler} and Caravan,\nand Caravan.[^a]\n\n## On Caravan\n\n"
        "::: spoiler\nCaravan again.[^b]\n:::\n\n"
        "| Caravan |\n|---|\n| x |\n\n[^a]: Caravan in a note.\n[^b]: Caravan, hidden."
    )
    found = lifted(text, spoilers=told("Caravan")).mentions
    assert [(item.place and (item.place.line, item.place.column), item.where, item.marked) for item in found] == [
        ((1, 11), "text", True),
        ((1, 34), "text", False),
        ((2, 5), "text", False),
        ((4, 7), "heading", False),
        ((7, 1), "text", True),
        ((10, 3), "table", False),
        ((14, 7), "note", False),
        ((15, 7), "note", True),
    ]


def test_a_term_in_front_matter_is_known() -> None:
    """Marked where its safe form lacks it."""
    full = lifted(
        "Text.",
        description="On Caravan.",
        deck="[Caravan]{.spoiler safe=it} again",
        spoilers=told("Caravan"),
        places=(("description", Place("essay.md", 3)), ("deck", Place("essay.md", 4))),
    )
    assert full.mentions == (
        Mention("Caravan", "description", False, Place("essay.md", 3)),
        Mention("Caravan", "deck", True, Place("essay.md", 4)),
    )


def test_nothing_is_looked_for_without_terms() -> None:
    """An essay that names none has no mentions."""
    assert lifted("Caravan.", spoilers=told()).mentions == ()
    assert lifted("Caravan.").mentions == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## On Caravan\n", ["1:4 EP191"]),
        ('## On Caravan {safe="On a tune"}\n', []),
        ('## On a tune {.spoiler safe="Caravan"}\n', ["1:4 EP191"]),
        ("## On Caravan {.spoiler}\n", ["1:4 EP190"]),
        ("::: spoiler\n## The End\n:::\n", ["2:4 EP190"]),
        ("## Caravan Nights\n", []),
    ],
)
def test_a_heading_that_gives_away_is_named_with_its_cure(text: str, found: list[str]) -> None:
    """Contents and bookmarks are seen before the warning."""
    assert warnings_of(text, spoilers=told("Caravan")) == found


@pytest.mark.parametrize(
    "front",
    [
        {"title": "Caravan"},
        {"subtitle": "On Caravan"},
        {"short_title": "Caravan"},
        {"description": "Caravan"},
        {"subjects": ("Music", "Caravan")},
        {"series": Series("Caravan")},
    ],
)
def test_front_matter_that_gives_away_is_named(front: dict[str, Any]) -> None:
    """A shop and a library show it."""
    assert warnings_of("Text.", spoilers=told("Caravan"), **front) == ["0:0 EP192"]


def test_a_file_name_that_gives_away_is_named() -> None:
    """The editions are named after it."""
    assert warnings_of("Text.", spoilers=told("essay")) == ["0:0 EP193"]


def test_marks_in_front_matter_keep_what_is_no_mark() -> None:
    """Brackets and braces without the class are text."""
    data = lifted("Text.", title="A [b] {c} [d]{.x}").metadata
    assert data.title == "A [b] {c} [d]{.x}"
    assert data == Metadata(title=data.title)
