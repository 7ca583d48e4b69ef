"""Print on demand, on finished files of any program: a good one passes, and each mistake is told with page and cure."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from press_samples import good as pressed
from service_samples import MM, book, broken, codes, cover, reports, told

Change = Callable[[pikepdf.Pdf], Any]


def drawn(content: bytes, index: int = 2) -> Change:
    """Return a change that draws something more on a page."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[index].obj
        page.Contents = pdf.make_stream(b"q " + page.Contents.read_bytes() + b"\nQ q " + content + b" Q")

    return change


def sized(*box: float) -> Change:
    """Return a change of the size of the third page."""
    return lambda pdf: pdf.pages[2].obj.__setitem__("/MediaBox", Array(list(box)))


def bleeding(pdf: pikepdf.Pdf) -> None:
    """Give every page bleed as KDP has it: at head, foot and fore-edge."""
    for index, page in enumerate(pdf.pages):
        page.obj.MediaBox = Array([0, -9, 441, 657] if index % 2 == 0 else [-9, -9, 432, 657])


@pytest.mark.parametrize("name", ["kdp", "ingramspark", "lulu"])
def test_a_good_book_passes(name: str) -> None:
    """Every check ran, and found nothing."""
    found = reports(book(32), name)
    assert [(report.name, item.message) for report in found for item in report.diagnostics] == []
    assert [report.name for report in found if report.not_run] == []
    assert all(report.name.startswith(f"{name}: ") for report in found)
    assert len(found) >= 10


def test_a_press_has_nothing_to_say() -> None:
    """The preset of a press is no service."""
    assert tuple(reports(book(), "offset-x4")) == ()


def test_a_book_with_bleed_passes() -> None:
    """Wider at the fore-edge alone, higher at head and foot; the size tells where it is trimmed."""
    assert codes(broken(book(), bleeding)) == set()


@pytest.mark.parametrize(
    ("data", "name", "code", "words"),
    [
        (lambda: book(24, (500.0, 700.0)), "lulu", "EP550", "Lulu makes no books of 176.4 × 246.9 mm"),
        (lambda: broken(book(), sized(0, 0, 450, 648)), "kdp", "EP550", "page 3: trimmed to 158.7 × 228.6 mm"),
        (lambda: broken(book(), lambda pdf: pdf.pages[0].rotate(90, relative=False)), "kdp", "EP550", "turned"),
        (lambda: book(20), "kdp", "EP553", "20 pages; Amazon KDP binds from 24 on"),
        (lambda: book(25), "kdp", "EP553", "25 pages; Amazon KDP prints a multiple of 2"),
        (lambda: book(830), "kdp", "EP553", "830 pages; Amazon KDP binds 828 at most"),
        (
            lambda: broken(book(), drawn(b"0 g 72 72 200 300 re f", 23)),
            "ingramspark",
            "EP554",
            "page 24: the last page is not blank",
        ),
    ],
)
def test_pages_that_are_not_bound(data: Callable[[], bytes], name: str, code: str, words: str) -> None:
    """Their size, their number, what stands on the last."""
    found = [(item.code, item.message, item.hint) for report in reports(data(), name) for item in report.diagnostics]
    assert [(each, hint != "") for each, message, hint in found if words in message] == [(code, True)], found


@pytest.mark.parametrize(
    ("content", "index", "words"),
    [
        # Page 3 is a recto: the fold is at its left; page 4 has it at its right.
        (b"0 g 20 300 100 10 re f", 2, "page 3: an area stands 7.1 mm from the fold; Amazon KDP asks for 9.525 mm"),
        (b"0 g 300 300 112 10 re f", 3, "page 4: an area stands 7.1 mm from the fold"),
        (b"0 g 300 300 120 10 re f", 2, "page 3: an area stands 4.2 mm from the outside edge"),
        (b"0 g 100 10 100 10 re f", 2, "page 3: an area stands 3.5 mm from the bottom edge"),
        (b"1 w 0 G 100 640 m 200 640 l S", 2, "page 3: a line stands 2.6 mm from the top edge"),
    ],
)
def test_what_stands_too_near_an_edge(content: bytes, index: int, words: str) -> None:
    """Measured on the page, at the fold and at the three others, and told with what is asked for."""
    data = broken(book(), drawn(content, index))
    assert codes(data) == {"EP552"}
    assert any(message.startswith(words) for message in told(data)), told(data)


def test_the_fold_asks_for_more_the_more_pages_there_are() -> None:
    """The same line is far enough from the fold of 24 pages, and too near that of 160."""
    near = drawn(b"0 g 30 300 100 10 re f")
    assert codes(broken(book(24), near)) == set()
    assert told(broken(book(160), near)) == [
        "page 3: an area stands 10.6 mm from the fold; Amazon KDP asks for 12.7 mm with 160 pages"
    ]


def test_text_too_near_an_edge_is_told_like_art() -> None:
    """Letters are measured where they stand."""
    moved = broken(book(), sized(60, 0, 492, 648))
    assert told(moved) == ["page 3: text stands 4.2 mm from the fold; Amazon KDP asks for 9.525 mm with 24 pages"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([drawn(b"0 g 0 300 432 40 re f")], "page 3: an area runs up to the outside edge, and the page ends there"),
        (
            [bleeding, drawn(b"0 g 300 300 132 40 re f")],
            "page 3: an area runs over the outside edge, but not to the end of the bleed",
        ),
        ([sized(0, -9, 441, 657)], "pages 1, 2, 4, 5 and 19 more: no bleed, and others have it"),
    ],
)
def test_art_that_stops_at_the_edge(changes: list[Change], words: str) -> None:
    """Without bleed, with too little, and a file in which only one page has it."""
    data = broken(book(), *changes)
    assert codes(data) == {"EP551"}
    assert words in told(data)


def test_art_that_runs_off_passes() -> None:
    """To the end of the bleed, and into the fold, where KDP has none."""
    assert codes(broken(book(), bleeding, drawn(b"0 g 0 300 441 40 re f"))) == set()


def link(pdf: pikepdf.Pdf) -> None:
    """Put a link on the first page."""
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def bookmark(pdf: pikepdf.Pdf) -> None:
    """Give the file a bookmark."""
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Words", 0))


def profile(pdf: pikepdf.Pdf) -> None:
    """Colour something by a profile."""
    stream = pdf.make_stream(b"profile")
    stream.N = 1
    spaces = Dictionary(C0=Array([Name.ICCBased, pdf.make_indirect(stream)]))
    pdf.pages[0].obj.Resources.ColorSpace = spaces


def half_there(pdf: pikepdf.Pdf) -> None:
    """Let something on the first page be half transparent."""
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(A0=Dictionary(Type=Name.ExtGState, ca=0.5))


@pytest.mark.parametrize(
    ("change", "name", "code", "words"),
    [
        (link, "kdp", "EP555", "annotations (link), which Amazon KDP refuses"),
        (bookmark, "kdp", "EP555", "the file has bookmarks, which Amazon KDP refuses"),
        (drawn(b"1 0 0 rg 72 72 200 300 re f"), "ingramspark", "EP556", "page 3: an area in RGB; IngramSpark takes"),
        (drawn(b"1 1 1 0 k 72 72 200 300 re f"), "ingramspark", "EP523", "page 3: an area of 300 % ink"),
        (profile, "ingramspark", "EP556", "colours by an ICC profile; black may print as grey"),
        (half_there, "lulu", "EP557", "something half transparent; Lulu wants transparency flattened"),
    ],
)
def test_what_a_service_refuses(change: Change, name: str, code: str, words: str) -> None:
    """Links, bookmarks, colours, ink, profiles, live transparency."""
    data = broken(book(32), change)
    assert codes(data, name) == {code}
    assert any(words in message for message in told(data, name)), told(data, name)


@pytest.mark.parametrize("change", [link, bookmark, profile])
def test_what_another_service_takes(change: Change) -> None:
    """Lulu minds neither."""
    assert codes(broken(book(32), change), "lulu") == set()


def test_a_file_for_the_press_is_not_one_for_kdp() -> None:
    """Its slug, its marks and its few pages are told; its inks are welcome."""
    found = told(pressed())
    assert any(message.startswith("page 1: marks stand outside the bleed") for message in found)
    assert any("round a trim of 105.0 × 148.0 mm" in message for message in found)
    assert not any("CMYK" in message for message in found)


def test_a_font_that_is_not_in_the_file_is_told() -> None:
    """The printer would set it in another."""

    def strip(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, Dictionary) and "/FontFile2" in item:
                del item["/FontFile2"]
            if isinstance(item, Dictionary) and "/FontFile3" in item:
                del item["/FontFile3"]

    assert "EP511" in codes(broken(book(), strip))


# ---------------------------------------------------------------- covers
def test_a_good_cover_passes() -> None:
    """24 pages on white paper; without their number, what can be seen is seen and the size is not judged."""
    data = cover(24 * 0.0572008)
    assert codes(data, pages=24) == set()
    assert [report.name for report in reports(data) if report.not_run] == ["kdp: cover size"]


@pytest.mark.parametrize(
    ("spine", "pages", "words"),
    [
        (8.0, 120, "the spine is 8.00 mm wide; 120 pages make 7.62 mm on cream or 6.86 mm on white or 7.15 mm"),
        (90.0, 0, "no book that the service makes has a cover of this size"),
    ],
)
def test_a_cover_of_another_book(spine: float, pages: int, words: str) -> None:
    """Its spine says how many pages it was made for."""
    data = cover(spine)
    assert "EP559" in codes(data, pages=pages)
    assert any(words in message for message in told(data, pages=pages)), told(data, pages=pages)


def test_letters_on_a_thin_spine_are_told() -> None:
    """KDP allows them from 79 pages on."""
    data = cover(78 * 0.0635, "Letters")
    assert "letters on the spine, and the book has 78 pages" in told(data, pages=78)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", ""),
        (".letters { font-size: 60pt; line-height: 60pt; margin-left: 26pt }", "of a fold"),
        (".letters { margin-left: 5pt }", "letters on the spine stand 1.4 mm towards the front"),
    ],
)
def test_letters_on_a_spine_stand_in_its_middle(more: str, words: str) -> None:
    """Clear of both folds; measured in ink."""
    data = cover(160 * 0.0635, "acemnorsuvwxz", more=f".letters {{ top: 60pt }} {more}")
    found = [message for message in told(data, pages=160) if "spine" in message]
    assert ([words in message for message in found] == [True]) if words else found == [], found


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (".back { top: 580pt; left: 300pt }", "EP589"),
        (".back { left: 12pt }", "EP588"),
        (".front { margin-left: -38pt }", "EP588"),
        (".back::after { content: ''; position: absolute; left: 260pt; top: 480pt; border: 20pt solid }", "EP589"),
    ],
)
def test_a_cover_keeps_clear_of_trim_fold_and_barcode(more: str, code: str) -> None:
    """Words and art where the barcode is printed, words at the edges."""
    assert codes(cover(24 * 0.0572008, more=more), pages=24) == {code}


def test_a_cover_without_bleed_is_told() -> None:
    """Its panels are looked for where they would be, and its size is not the one asked for."""
    data = cover(24 * 0.0572008)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.pages[0].mediabox)
    small = broken(data, lambda pdf: pdf.pages[0].obj.__setitem__("/MediaBox", Array([9, 9, right - 9, top - 9])))
    assert (left, bottom) == (0, 0)
    assert "EP559" in codes(small, pages=24)
    assert MM > 2
