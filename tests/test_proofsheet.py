"""The contact sheet: pages stand as a reader holds them, guides where the page has them, in pictures of a fair size."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops

from check_samples import EDITION, broken, document, finished, good
from essay_press.errors import CheckError, EditionError
from essay_press.model import Edition, Imposition, Trim
from essay_press.proofsheet import MADE, Sheet, Wishes, draw, guides, plan, source
from essay_press.proofsheet.paint import GROUND, GUIDES
from essay_press.proofsheet.plan import Layout, Leaf, Unit

POINTS = 72 / 25.4
A5 = (148 * POINTS, 210 * POINTS)
SINGLE = replace(EDITION, double_sided=False)
BOOKLET = replace(EDITION, trim=Trim(74, 210), impose=Imposition("booklet", 148, 210))


def sheets(data: bytes, edition: Edition | None = EDITION, **wishes: Any) -> list[Sheet]:
    """Return the contact sheets of a PDF."""
    return list(draw(data, "light-a5", edition, Wishes(**wishes)))


@cache
def picture(overlay: bool = False, ppi: int = 72) -> Image.Image:
    """Return the contact sheet of the good sample."""
    (sheet,) = sheets(good(), overlay=overlay, ppi=ppi)
    return Image.open(io.BytesIO(sheet.data)).convert("RGB")


def laid(data: bytes, edition: Edition | None = EDITION, **wishes: Any) -> tuple[Layout, ...]:
    """Return where the pages of a PDF stand."""
    wanted = Wishes(**wishes)
    with source.opened(data, edition) as opened:
        leaves = opened.chosen(plan.numbers(wanted.pages, len(opened.leaves)), overlay=wanted.overlay)
        return plan.sheets(opened.units(leaves), wanted)


def places(layout: Layout) -> dict[int, tuple[int, int]]:
    """Return left and top of each page, by its number in the file."""
    return {leaf.index + 1: (left, top) for leaf, left, top in layout.places}


def framed(data: bytes, bleed: float, slug: float) -> bytes:
    """Return the sample with a bleed and a slug round its trim, in points."""

    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            left, bottom, right, top = (float(value) for value in page.trimbox)
            page.trimbox = pikepdf.Array([left, bottom, right, top])
            page.bleedbox = pikepdf.Array([left - bleed, bottom - bleed, right + bleed, top + bleed])
            far = bleed + slug
            page.mediabox = pikepdf.Array([left - far, bottom - far, right + far, top + far])

    return broken(change, data)


# ---------------------------------------------------------------- which pages
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("3", [3]),
        ("2-4", [2, 3, 4]),
        ("4-", [4, 5]),
        (" 1 , 4 – 5 ", [1, 4, 5]),
        ("2-3,1,3", [1, 2, 3]),
    ],
)
def test_pages_are_named_as_in_a_print_dialogue(text: str, found: list[int]) -> None:
    """Numbers, spans, open spans, lists; each page once, in the order of the file."""
    assert [index + 1 for index in plan.numbers(text, 5)] == found


@pytest.mark.parametrize("text", ["x", "1-2-3", "-3", "1,,2", "0", "6", "4-9", "3-2", "iv"])
def test_pages_that_are_not_there_are_an_error(text: str) -> None:
    """It says how many there are, or how to write it."""
    with pytest.raises(EditionError) as caught:
        plan.numbers(text, 5)
    (fault,) = caught.value.diagnostics
    assert (fault.code, bool(fault.hint)) == ("EP345", True)


# ---------------------------------------------------------------- how they stand
def test_a_book_opens_on_a_right_hand_page() -> None:
    """The first page alone, right of the spine; then left and right pages that touch; the spine is drawn."""
    (layout,) = laid(good(), columns=3)
    found, width = places(layout), round(A5[0])
    assert found[2][0] + width == found[3][0]
    assert found[4][0] + width == found[5][0]
    assert found[1][1] == found[2][1] == found[4][1]
    assert found[2][0] - found[1][0] - width == found[4][0] - found[3][0] - width
    assert [x for x, _, _ in layout.spines] == [found[3][0], found[5][0]]
    empty = found[1][0] - width // 2, found[1][1] + 50
    assert picture().getpixel(empty) == GROUND


def test_a_book_read_from_right_to_left_opens_on_the_left() -> None:
    """The file says so, in its viewer preferences."""
    data = broken(lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/Direction", Name.R2L))
    found = places(laid(data, columns=3)[0])
    assert found[3][0] + round(A5[0]) == found[2][0]


def test_single_sided_pages_stand_by_themselves() -> None:
    """In rows, with even gutters."""
    (layout,) = laid(good(), SINGLE, columns=3)
    found = places(layout)
    steps = {right[0] - left[0] for left, right in pairwise([found[1], found[2], found[3]])}
    assert (len(steps), layout.spines) == (1, ())
    assert found[4][0] == found[1][0]
    assert found[4][1] > found[1][1] + A5[1]


def test_sides_of_sheets_stand_by_themselves_and_are_called_so() -> None:
    """Front and back of each sheet of a booklet, whole."""
    with source.opened(good(), BOOKLET) as opened:
        names = ["".join(opened.numbers(index)) for index in range(3)]
        folds = opened.folds
    assert names == ["sheet 1, front", "sheet 1, back", "sheet 2, front"]
    assert ([round(x) for x in folds[0]], list(folds[1])) == ([round(A5[0] / 2)], [])
    assert laid(good(), BOOKLET)[0].spines == ()


def test_a_zine_is_folded_in_eight() -> None:
    """Three times across, once along."""
    edition = replace(EDITION, impose=Imposition("zine", 148, 210))
    with source.opened(good(), edition) as opened:
        assert [len(lines) for lines in opened.folds] == [3, 1]


def test_a_page_is_called_by_its_printed_number_and_its_place() -> None:
    """Once where both are the same; the place alone where nothing is printed."""

    def shift(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = Dictionary(Nums=pikepdf.Array([0, Dictionary(S=Name.D, St=2)]))

    with source.opened(good(), EDITION) as opened:
        assert [opened.numbers(index) for index in (0, 2)] == [("", "1 / 5"), ("3", " / 5")]
    with source.opened(broken(shift), EDITION) as opened:
        assert opened.numbers(2) == ("", "3 / 5")


def test_chosen_pages_keep_their_side() -> None:
    """A left page alone stands left of the spine, a right one right of it."""
    found = places(laid(good(), pages="2,5", columns=1)[0])
    assert sorted(found) == [2, 5]
    assert found[2][0] + round(A5[0]) == found[5][0]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 18, 64, 300])
@pytest.mark.parametrize("spread", [True, False])
@pytest.mark.parametrize("ppi", [30, 72, 150])
def test_every_page_stands_once_inside_a_picture_that_can_be_opened(count: int, spread: bool, ppi: int) -> None:
    """However many there are: no page over another, none over the edge, no picture over the limits."""
    units = [Unit(Leaf(2 * n, *A5) if spread else None, Leaf(2 * n + 1, *A5), spread) for n in range(count)]
    found = plan.sheets(units, Wishes(ppi=ppi))
    shown = [leaf.index for layout in found for leaf, _, _ in layout.places]
    assert sorted(shown) == sorted(leaf.index for unit in units for leaf in unit.leaves)
    for layout in found:
        assert layout.width * layout.height <= plan.MOST_PIXELS
        width, height = A5[0] * ppi / 72, A5[1] * ppi / 72
        assert all(
            layout.head < top <= layout.height - height and 0 < left < layout.width - width
            for _, left, top in layout.places
        )
        corners = sorted((top, left) for _, left, top in layout.places)
        steps = [(below[0] - above[0], below[1] - above[1]) for above, below in pairwise(corners)]
        assert all(down >= height or across >= width - 1 for down, across in steps)


def test_a_sheet_has_about_the_shape_of_a_screen() -> None:
    """From eight spreads on; a wish for so many in a row goes before."""
    units = [Unit(None, Leaf(n, 2 * A5[0], A5[1]), is_spread=False) for n in range(12)]
    (fitted,) = plan.sheets(units, Wishes())
    assert 1.1 < fitted.width / fitted.height < 2
    (tall,) = plan.sheets(units, Wishes(columns=1))
    assert tall.height > 10 * tall.width / 2


def test_a_row_that_no_picture_holds_is_an_error_with_a_cure_that_works() -> None:
    """The resolution named in the hint fits."""
    units = [Unit(None, Leaf(n, *A5), is_spread=False) for n in range(30)]
    with pytest.raises(EditionError) as caught:
        plan.sheets(units, Wishes(ppi=300, columns=30))
    (fault,) = caught.value.diagnostics
    assert fault.code == "EP346"
    ppi = int(fault.hint.split()[1].rstrip(","))
    assert plan.sheets(units, Wishes(ppi=ppi, columns=30))[0].width > 0.95 * plan.LONGEST


# ---------------------------------------------------------------- what is seen
def test_the_pages_are_those_of_the_file() -> None:
    """Each is what the renderer makes of it, pixel by pixel."""
    (layout,) = laid(good())
    file = pypdfium2.PdfDocument(good())
    for number, (left, top) in places(layout).items():
        page = file[number - 1].render(scale=1).to_pil().convert("RGB")
        # One pixel of the spine or of the edge may lie over it.
        inner = (1, 0, page.width - 1, page.height)
        shown = picture().crop((left, top, left + page.width, top + page.height))
        assert ImageChops.difference(shown.crop(inner), page.crop(inner)).getbbox() is None
    file.close()


def test_the_same_file_makes_the_same_picture() -> None:
    """With its resolution in it, and what made it, by which it may be replaced; nothing of when or where."""
    (one,), (two,) = sheets(good(), overlay=True), sheets(good(), overlay=True)
    found = Image.open(io.BytesIO(one.data))
    assert one.data == two.data
    assert found.size == (one.width, one.height)
    assert (found.text, round(found.info["dpi"][0])) == ({"Software": "essay-press"}, 72)  # type: ignore[attr-defined]
    assert MADE.match(one.data)
    plain = io.BytesIO()
    Image.new("RGB", (9, 9)).save(plain, "PNG")
    assert not MADE.match(plain.getvalue())


def test_a_press_file_is_shown_trimmed_and_whole_with_guides() -> None:
    """Bleed and slug are for the printer; with guides they are seen."""
    data = framed(good(), 9, 12)
    trimmed, whole = laid(data)[0], laid(data, overlay=True)[0]
    assert {(round(leaf.width), round(leaf.height)) for leaf, _, _ in trimmed.places} == {(420, 595)}
    assert {(round(leaf.width), round(leaf.height)) for leaf, _, _ in whole.places} == {(462, 637)}
    (sheet,) = sheets(data)
    shown = Image.open(io.BytesIO(sheet.data)).convert("RGB")
    assert ImageChops.difference(shown, picture()).getbbox() is None


def test_guides_are_drawn_where_the_boxes_of_the_file_are() -> None:
    """Trim, bleed and the edge of the sheet, each in its colour; the folds of a sheet."""
    data = framed(good(), 9, 12)
    (sheet,) = sheets(data, overlay=True, pages="2")
    left, top = places(laid(data, overlay=True, pages="2")[0])[2]
    shown = Image.open(io.BytesIO(sheet.data)).convert("RGB")
    row = top + 100
    assert shown.getpixel((left, row)) == GUIDES["edge of the sheet"][0]
    assert shown.getpixel((left + 12, row)) == GUIDES["bleed"][0]
    assert shown.getpixel((left + 21, row)) == GUIDES["trim"][0]
    (folded,) = sheets(good(), BOOKLET, overlay=True, pages="2")
    left, top = places(laid(good(), BOOKLET, overlay=True, pages="2")[0])[2]
    colours = {Image.open(io.BytesIO(folded.data)).convert("RGB").getpixel((left + x, top + 300)) for x in (209, 210)}
    assert GUIDES["fold"][0] in colours


def test_the_legend_names_what_is_drawn() -> None:
    """A file without bleed shows none, and its legend is silent on it."""
    head = picture(overlay=True).crop((0, 0, 700, 70))
    plain = picture().crop((0, 0, 700, 70))
    seen = {name for name, (colour, _) in GUIDES.items() if colour in {c for _, c in head.getcolors(99999) or ()}}
    assert seen == {"trim", "text block", "baseline grid"}
    assert not {colour for colour, _ in GUIDES.values()} & {c for _, c in plain.getcolors(99999) or ()}


# ---------------------------------------------------------------- what is measured
@pytest.mark.parametrize("facing", [True, False])
def test_the_text_block_is_measured_on_the_pages(facing: bool) -> None:
    """Margins of 16 mm and the body's own 6 points, lines between 18 and 22 mm, 15 points apart."""
    found = guides.measure(document(), facing=facing)
    assert sorted(found)[-3:] == [2, 3, 4]
    for block in found.values():
        assert block.box.left == pytest.approx(16 * POINTS + 6, abs=0.5)
        assert block.box.right == pytest.approx((148 - 16) * POINTS - 6, abs=1)
        assert block.box.top == pytest.approx((210 - 18) * POINTS, abs=8)
        assert block.box.bottom == pytest.approx(22 * POINTS, abs=15)
        assert {round(above - below, 3) for below, above in pairwise(block.baselines)} == {15.0}


def test_left_and_right_pages_have_edges_of_their_own() -> None:
    """As in a book with a spine."""
    css = (
        "body { margin: 0 } @page :left { margin-left: 26mm; margin-right: 12mm }"
        "@page :right { margin-left: 12mm; margin-right: 26mm }"
    )
    found = guides.measure(document(finished(css=css)), facing=True)
    assert {page % 2: round(block.box.left / POINTS) for page, block in found.items() if page} == {0: 12, 1: 26}


def test_ragged_lines_end_where_the_longest_does() -> None:
    """No edge is shared there."""
    found = guides.measure(document(finished(css="html { text-align: left; hyphens: none }")), facing=True)
    widths = [(block.box.right - block.box.left) / POINTS for block in found.values()]
    assert all(106 < width < 117 for width in widths)


def test_lines_stand_on_the_grid_that_is_drawn() -> None:
    """The baselines are those of the page's own lines."""
    from essay_press.check.lines import body_lines, document_lines, setting

    lines = document_lines(document())
    found = guides.measure(document(), facing=True)
    text = [line for line in body_lines(lines, setting(lines)) if line.page == 3]
    near = [min(abs(line.y - level) for level in found[3].baselines) for line in text]
    assert len(near) > 10
    assert sum(apart < 0.5 for apart in near) > 0.8 * len(near)


def test_what_is_centred_on_a_page_of_its_own_has_no_text_block() -> None:
    """A title page keeps other margins than the text."""
    css = ".cover { text-align: center; width: 50mm; margin-left: 33mm }"
    assert 0 not in guides.measure(document(finished(css=css)), facing=True)


def test_a_file_without_tags_has_boxes_only() -> None:
    """What cannot be measured is not drawn."""
    data = broken(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"))
    assert guides.measure(document(data), facing=True) == {}
    assert len(sheets(data, overlay=True)) == 1


# ---------------------------------------------------------------- what goes wrong, and long works
def unpaged() -> bytes:
    """Return the sample without any of its pages."""
    return broken(lambda pdf: pdf.pages.__delitem__(slice(0, 5)))


@pytest.mark.parametrize("kind", ["cut short", "empty", "without pages"])
def test_a_file_that_cannot_be_read_is_an_error(kind: str) -> None:
    """In words, without an address in memory."""
    made = {"cut short": lambda: b"%PDF-1.7\nno more", "empty": lambda: b"", "without pages": unpaged}
    with pytest.raises(CheckError) as caught:
        sheets(made[kind]())
    (fault,) = caught.value.diagnostics
    assert (fault.code, "0x" in fault.message) == ("EP560", False)


def test_a_long_work_is_spread_over_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says which it is; together they hold every page once."""
    monkeypatch.setattr(plan, "MOST_PIXELS", 1_000_000)
    found = sheets(good(), columns=1)
    shown = [(sheet.number, sheet.count, sheet.pages) for sheet in found]
    assert shown == [(1, 3, (1,)), (2, 3, (2, 3)), (3, 3, (4, 5))]


def test_pages_of_several_sizes_share_a_sheet() -> None:
    """Each keeps its own size, and the spine its place."""

    def shorten(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1]
        for box in ("/MediaBox", "/TrimBox", "/BleedBox"):
            page.obj[box] = pikepdf.Array([0, 0, 300, 400])

    data = broken(shorten)
    found = places(laid(data, columns=3)[0])
    assert found[2][0] + 300 == found[3][0]
    assert len(sheets(data)) == 1
