"""Print on demand: what a service asks for, and what follows for pages, spine and cover."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from essay_press import editions, presets, resources, services
from essay_press.errors import EditionError
from essay_press.services import Service

INCH = 25.4


def of(name: str) -> Service:
    """Return a service."""
    found = presets.service(name).service
    assert found is not None
    return found


# ---------------------------------------------------------------- the table
def test_a_service_is_no_press() -> None:
    """It has no standard and no output intent; a press is no service."""
    assert [name for name, preset in presets.load().items() if preset.service] == ["kdp", "ingramspark", "lulu"]
    assert {(presets.named(name).standard, presets.named(name).intent.identifier) for name in ("kdp", "lulu")} == {
        ("", "")
    }
    with pytest.raises(EditionError) as error:
        presets.service("offset-x4")
    assert [(item.code, item.hint) for item in error.value.diagnostics] == [
        ("EP338", "there are kdp, ingramspark, lulu")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("least = 24", "least = 0", ("EP331", "`kdp.pages.least` cannot be 0")),
        ('value = ["rgb", "cmyk", "gray"]', 'value = ["pink"]', ("EP331", '`kdp.colours.value` cannot be ["pink"]')),
        ("black_only = true", 'black_only = "yes"', ("EP331", '`kdp.papers.cream.black_only` cannot be "yes"')),
        ("with_bleed = 9.525\n", "", ("EP332", "`kdp.margins.with_bleed` is missing")),
        ('[kdp.barcode]', '[kdp.barcodes]', ("EP330", "unknown key `kdp.barcodes`")),
        ("[ingramspark.conversion]", "[lulu.conversion]", ("EP332", "`ingramspark.conversion` is missing")),
        ("least = [101.6, 152.4]", "least = 101.6", ("EP331", "`kdp.trims.least` cannot be 101.6")),
    ],
)  # fmt: skip
def test_a_fault_in_a_service_is_told(tmp_path: Path, old: str, new: str, expected: tuple[str, str]) -> None:
    """With the code of the preset's table, the service and the key."""
    text = (resources.root("layouts") / "presets.toml").read_text(encoding="utf-8")
    head, mark, tail = text.partition("[kdp]")
    assert old in tail
    path = tmp_path / "presets.toml"
    path.write_text(head + mark + tail.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EditionError) as error:
        presets.load(path)
    assert expected in [(item.code, item.message) for item in error.value.diagnostics]


# ---------------------------------------------------------------- what follows
@pytest.mark.parametrize(
    ("name", "pages", "expected"),
    [("kdp", 24, 24), ("kdp", 25, 26), ("ingramspark", 24, 26), ("ingramspark", 25, 26), ("lulu", 33, 34)],
)
def test_blank_pages_make_the_number_even_and_the_last_one_blank(name: str, pages: int, expected: int) -> None:
    """IngramSpark prints on the last page; the others only want two sides to a leaf."""
    assert services.padded(of(name), pages) == expected


@pytest.mark.parametrize(
    ("name", "pages", "words"),
    [
        ("kdp", 22, "Amazon KDP binds from 24 pages on, and the essay makes 22"),
        ("kdp", 23, ""),
        ("lulu", 32, ""),
        ("lulu", 801, "Lulu binds 800 pages at most, and the essay makes 801"),
    ],
)
def test_a_book_too_thin_or_too_thick_is_not_bound(name: str, pages: int, words: str) -> None:
    """Blank pages at the end count."""
    assert services.unbindable(of(name), pages) == words


@pytest.mark.parametrize(
    ("name", "paper", "pages", "inches"),
    [("kdp", "white", 300, 0.6756), ("kdp", "cream", 300, 0.75), ("kdp", "colour", 300, 0.7041),
     ("lulu", "white", 244, 244 / 444 + 0.06)],
)  # fmt: skip
def test_a_spine_is_as_wide_as_the_service_says(name: str, paper: str, pages: int, inches: float) -> None:
    """KDP's own example has 300 pages; Lulu adds the cover's thickness."""
    found = services.wrapped(of(name), services.paper_of(of(name), paper), pages)
    assert found.spine == pytest.approx(inches * INCH, abs=0.01)


def test_letters_stand_on_a_spine_that_is_wide_enough() -> None:
    """Not below the number of pages that the printer names, nor where they could not be read."""
    kdp, paper = of("kdp"), services.paper_of(of("kdp"), "cream")
    lettered = [pages for pages in range(24, 200, 2) if services.wrapped(kdp, paper, pages).lettered]
    assert lettered[0] > kdp.lettered
    assert lettered == list(range(lettered[0], 200, 2))
    assert services.letters(services.wrapped(kdp, paper, lettered[0])) >= services.SMALLEST_LETTERS


def test_a_narrow_spine_has_folds_that_come_nearer() -> None:
    """IngramSpark asks for half the room below 0.35 in."""
    ingram, paper = of("ingramspark"), services.paper_of(of("ingramspark"), "creme")
    assert [services.wrapped(ingram, paper, pages).clearance for pages in (130, 160)] == [0.79375, 1.5875]


def test_a_size_is_one_of_the_list_or_within_the_range() -> None:
    """Lulu makes its own sizes and no others."""
    sizes = [(152.4, 228.6), (150.0, 230.0), (300.0, 300.0)]
    assert [services.takes(of("kdp"), *size) for size in sizes] == [True, True, False]
    assert [services.takes(of("lulu"), *size) for size in sizes] == [True, False, False]


def test_a_page_bleeds_away_from_the_fold() -> None:
    """Left, foot, right and head of a recto and of a verso."""
    assert services.bleeds(of("kdp"), 3.0, recto=True) == (0.0, 3.0, 3.0, 3.0)
    assert services.bleeds(of("kdp"), 3.0, recto=False) == (3.0, 3.0, 0.0, 3.0)
    assert services.bleeds(of("lulu"), 3.0, recto=True) == (3.0, 3.0, 3.0, 3.0)


# ---------------------------------------------------------------- editions
BOOK = """
[pocket]
summary = "Small"
format = "pdf"
layouts = ["classic"]
trim = { width = "5in", height = "8in", bleed = "0.125in" }
double_sided = true
preset = "kdp"
paper = "white"
applies = "fits"

[cover-pocket]
summary = "Its cover"
format = "pdf"
layouts = ["classic"]
trim = { width = "5in", height = "8in", bleed = "0.125in" }
preset = "kdp"
applies = "fits"
needs = ["page_count"]
page_source = "pocket"
wrap = true
"""


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that makes a project with this table of editions."""

    def maker(text: str) -> Path:
        path = tmp_path / "layouts" / "editions.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return maker


def test_a_project_adds_a_book_and_its_cover(project: Callable[[str], Path]) -> None:
    """Two tables and no code; a book may do without bleed."""
    found = editions.load(project(BOOK))
    assert (found["pocket"].paper, found["cover-pocket"].wrap is not None) == ("white", True)
    bare = BOOK.replace(', bleed = "0.125in" }\ndouble', " }\ndouble")
    with pytest.raises(EditionError) as error:
        editions.load(project(bare))
    assert [item.message for item in error.value.diagnostics] == [
        "cover cover-pocket goes round no book of its preset and trim"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"white"', '"silk"', ("EP337", "edition pocket: Amazon KDP has no paper `silk`")),
        ('paper = "white"\n', "", ("EP337", "edition pocket: Amazon KDP wants to know on which paper")),
        ('"5in"', '"10in"', ("EP304", "`pocket.trim`: Amazon KDP makes no books of 254 × 203.2 mm")),
        ("0.125in", "3mm", ("EP304", "`pocket.trim.bleed` is 3 mm, and preset kdp asks for 3.175 mm")),
        ('"0.125in" }', '"0.125in", marks = true }', ("EP304", "`pocket.trim.marks`: Amazon KDP refuses marks")),
        ('page_source = "pocket"', 'page_source = "lulu"',
         ("EP304", "cover cover-pocket goes round no book of its preset and trim")),
        ('needs = ["page_count"]\n', "", ("EP304", "cover cover-pocket needs to know how many pages it goes round")),
        ('preset = "kdp"\npaper', 'paper', ("EP304", "`pocket.paper` needs the preset of a service")),
        ('applies = "fits"\n', 'applies = "fits"\nimpose = { scheme = "booklet", width = "11in", height = "8.5in" }\n',
         ("EP304", "edition pocket cannot be imposed: a printer lays the pages on sheets")),
    ],
)  # fmt: skip
def test_an_edition_that_no_service_would_print_is_told(
    project: Callable[[str], Path], old: str, new: str, expected: tuple[str, str]
) -> None:
    """Its paper, its size, its bleed, its marks, and the book that a cover belongs to."""
    assert old in BOOK
    with pytest.raises(EditionError) as error:
        editions.load(project(BOOK.replace(old, new, 1)))
    assert expected in [(item.code, item.message) for item in error.value.diagnostics]
