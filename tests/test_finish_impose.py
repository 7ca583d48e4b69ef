"""Imposition: which page stands where, how far it is moved, what is marked, and what of the file is kept."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from essay_press.check import facts
from essay_press.errors import RenderError
from essay_press.finish import finish, sheets
from essay_press.finish.folding import sides
from essay_press.model import Imposition
from pdf_samples import METADATA, finished, written

MM = 72 / 25.4
A5 = (148.0, 210.0)
A4 = Imposition("booklet", 297, 210)
LARGE = Imposition("booklet", 330, 240)
ZINE = Imposition("zine", 297, 210)
PANEL = (74.25, 105.0)


def book(count: int, trim: tuple[float, float] = A5, bleed: float = 0.0) -> bytes:
    """Return a PDF of pages that say their number, in millimetres; all share one font and one set of resources."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    shared = pdf.make_indirect(Dictionary(Font=Dictionary(F=font)))
    width, height, edge = trim[0] * MM, trim[1] * MM, bleed * MM
    for number in range(1, count + 1):
        black = f"{-edge} {-edge} {edge + 20} {edge + 20} re f" if bleed else ""
        content = f"{black} BT /F 12 Tf 30 {height / 2} Td (Page {number}.) Tj ET".encode()
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([-edge, -edge, width + edge, height + edge]),
            TrimBox=Array([0, 0, width, height]),
            Resources=shared,
            Contents=pdf.make_stream(content),
        )
        page.BleedBox = page.MediaBox
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def imposed(count: int, imposition: Imposition = A4, trim: tuple[float, float] = A5, bleed: float = 0.0) -> bytes:
    """Return the sheets of such a PDF."""
    return sheets.impose(book(count, trim, bleed), imposition)[0]


def halves(data: bytes) -> list[str]:
    """Return what stands on the left and the right half of each side, as `16|1`; a blank is empty."""
    found = []
    pdf = pypdfium2.PdfDocument(data)
    for page in pdf:
        width, height = page.get_size()
        text = page.get_textpage()
        both = [text.get_text_bounded(left, 0, left + width / 2, height) for left in (0, width / 2)]
        found.append("|".join(half.replace("Page", "").strip(" .\r\n") for half in both))
        text.close()
        page.close()
    pdf.close()
    return found


def left_edges(data: bytes) -> dict[str, float]:
    """Return how far from the left edge of the sheet the words of each page begin, in millimetres."""
    found = {}
    pdf = pypdfium2.PdfDocument(data)
    for page in pdf:
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            found[text.get_text_bounded(left, bottom, right, top).strip()] = left / MM
        text.close()
        page.close()
    pdf.close()
    return found


def boxes(data: bytes) -> list[list[float]]:
    """Return media, bleed and trim box of the first side in millimetres."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        return [[round(float(x) / MM, 2) for x in box] for box in (page.mediabox, page.bleedbox, page.trimbox)]


def content(data: bytes, side: int) -> str:
    """Return the operators of a side."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.pages[side].Contents.read_bytes().decode("ascii")


def dark(data: bytes, side: int, x: float, y: float) -> bool:
    """Return whether a point of a side, in millimetres from the lower left corner, is printed black."""
    scale = 4.0
    pdf = pypdfium2.PdfDocument(data)
    picture = pdf[side].render(scale=scale).to_pil().convert("L")
    pdf.close()
    value = picture.getpixel((int(x * MM * scale), picture.height - 1 - int(y * MM * scale)))
    assert isinstance(value, int)
    return value < 128


# ---------------------------------------------------------------- the order of the pages
def test_a_booklet_of_fourteen_pages() -> None:
    """Four sheets, front and back by turns; what is lacking to sixteen stays blank at the end."""
    assert halves(imposed(14)) == ["|1", "2|", "14|3", "4|13", "12|5", "6|11", "10|7", "8|9"]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, ["|1", "|"]),
        (4, ["4|1", "2|3"]),
        (5, ["|1", "2|", "|3", "4|5"]),
        (8, ["8|1", "2|7", "6|3", "4|5"]),
    ],
)
def test_small_booklets(count: int, expected: list[str]) -> None:
    """A sheet holds four pages; page 1 is always outside, on the right."""
    assert halves(imposed(count)) == expected


def test_signatures() -> None:
    """Each is folded by itself; the last one holds what is left."""
    found = halves(imposed(18, Imposition("booklet", 297, 210, signature=8)))
    assert found == ["8|1", "2|7", "6|3", "4|5", "16|9", "10|15", "14|11", "12|13", "|17", "18|"]


@pytest.mark.parametrize("count", range(1, 42))
@pytest.mark.parametrize("signature", [0, 4, 8, 16])
def test_each_page_stands_once_and_its_back_is_the_next(count: int, signature: int) -> None:
    """Turned over its short edge, a sheet shows page 2 behind page 1, and so with every odd page."""
    plan = sides(count, Imposition("booklet", 297, 210, signature))
    pages = sorted(cell.page for side in plan for cell in side.cells)
    assert pages == list(range(-(-count // 4) * 4))
    for front, back in zip(plan[::2], plan[1::2], strict=True):
        right, left = {cell.column: cell.page for cell in front.cells}, {cell.column: cell.page for cell in back.cells}
        assert (right[1] % 2, left[0], left[1] + 1) == (0, right[1] + 1, right[0])


def test_a_zine_stands_upright_once_it_is_folded() -> None:
    """The upper row on its head; the covers beside each other at the foot."""
    data = sheets.impose(book(8, PANEL), ZINE)[0]
    pdf = pypdfium2.PdfDocument(data)
    text = pdf[0].get_textpage()
    rows = []
    for row in (1, 0):
        cells = []
        for column in range(4):
            x, y = column * PANEL[0] * MM, row * PANEL[1] * MM
            cells.append(text.get_text_bounded(x, y, x + PANEL[0] * MM, y + PANEL[1] * MM).strip())
        rows.append([cell.removeprefix("Page ").removesuffix(".") for cell in cells])
    text.close()
    pdf.close()
    assert rows == [["5", "4", "3", "2"], ["6", "7", "8", "1"]]
    placed = [
        line.split(" re W n ")[1].split(" cm ")[0] for line in content(data, 0).splitlines() if " re W n " in line
    ]
    assert [item.startswith("-1 0 0 -1") for item in placed] == [False] * 4 + [True] * 4


# ---------------------------------------------------------------- creep
def test_inner_sheets_move_towards_the_fold() -> None:
    """By the thickness of each sheet that lies round them: left halves to the right, right halves to the left."""
    found = left_edges(imposed(16, Imposition("booklet", 297, 210, caliper=0.25)))
    right = [found[f"Page {number}."] - found["Page 1."] for number in (1, 3, 5, 7)]
    left = [found[f"Page {number}."] - found["Page 2."] for number in (2, 4, 6, 8)]
    assert [round(value, 2) for value in right] == [0.0, -0.25, -0.5, -0.75]
    assert [round(value, 2) for value in left] == [0.0, 0.25, 0.5, 0.75]


def test_each_signature_begins_without_creep() -> None:
    """Sheets lie round sheets of their own signature only."""
    found = left_edges(imposed(16, Imposition("booklet", 297, 210, signature=8, caliper=0.25)))
    assert round(found["Page 9."] - found["Page 1."], 3) == 0.0
    assert round(found["Page 11."] - found["Page 1."], 3) == -0.25


def test_what_creeps_over_the_fold_is_cut_there() -> None:
    """A page never prints on its neighbour."""
    found = [line.split(" re W n")[0] for line in content(imposed(8), 2).splitlines() if line.startswith("q ")]
    left, right = ([float(value) for value in item.removeprefix("q ").split()] for item in found[:2])
    middle = 297 / 2 * MM
    assert (round(left[0] + left[2] - middle, 2), round(right[0] - middle, 2)) == (0.0, 0.0)


# ---------------------------------------------------------------- the sheet
def test_pages_stand_in_the_middle_of_their_sheet() -> None:
    """The sheet is the media box, both pages together are the trim."""
    assert boxes(imposed(4)) == [[0, 0, 297, 210], [0.5, 0, 296.5, 210], [0.5, 0, 296.5, 210]]
    assert boxes(imposed(4, LARGE)) == [[0, 0, 330, 240], [17, 15, 313, 225], [17, 15, 313, 225]]


def test_bleed_runs_outwards_and_not_into_the_neighbour() -> None:
    """What is printed past the trim stays at the outer edges, and ends at the fold."""
    data = imposed(4, LARGE, bleed=3)
    assert boxes(data)[1] == [14, 12, 316, 228]
    assert [dark(data, 0, x, 20) for x in (15.5, 20, 163.5, 167)] == [True, True, False, True]


def test_marks_stand_outside_the_pages() -> None:
    """Cut marks at the corners, fold marks at the fold, register marks at the sides, in the colour of all plates."""
    data = imposed(4, LARGE)
    # Outwards from the lower left corner, above the fold, and right of the block.
    assert [dark(data, 0, *spot) for spot in ((17, 10), (12, 15), (8.5, 120), (321.5, 120))] == [True] * 4
    assert not any(dark(data, 0, *spot) for spot in ((17, 14), (16, 15), (165, 14), (165, 100)))
    assert "[2 2] 0 d" in content(data, 0)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        colour = pdf.pages[0].Resources.ColorSpace.Register
        assert (colour[0], colour[1], colour[2]) == (Name.Separation, Name.All, Name.DeviceCMYK)


def test_without_room_the_fold_is_marked_on_the_middle_spread() -> None:
    """Where the booklet is folded and stapled, and nowhere else."""
    data = imposed(12)
    assert ["Register" in content(data, side) for side in range(6)] == [False] * 5 + [True]


def test_the_cut_of_a_zine_is_drawn() -> None:
    """From the first fold to the last, between the rows."""
    data = sheets.impose(book(8, PANEL), ZINE)[0]
    assert [dark(data, 0, x, 105) for x in (40, 76, 148, 220, 257)] == [False, True, True, True, False]


def test_a_bar_ends_the_cut_of_a_zine_at_both_ends() -> None:
    """Who cuts on through a fold has two leaves in the hand."""
    data = sheets.impose(book(8, PANEL), ZINE)[0]
    bars = [dark(data, 0, x, 105 + away) for x in (74.25, 222.75) for away in (-1.5, 1.5)]
    assert (bars, dark(data, 0, 148.5, 106.5)) == ([True] * 4, False)


def test_a_zine_shows_where_it_is_folded_inside_what_an_office_printer_prints() -> None:
    """Short dashes at the head, at the foot and at both sides, none of them in the 6 mm that stay blank."""
    drawn = content(sheets.impose(book(8, PANEL), ZINE)[0], 0).split("[2 2] 0 d")[1]
    numbers = [tuple(map(float, found)) for found in re.findall(r"(\S+) (\S+) m (\S+) (\S+) l S", drawn)]
    folds = sorted({round(x / MM, 2) for x, _, end, _ in numbers if x == end})
    assert (folds, len(numbers)) == ([74.25, 148.5, 222.75], 8)
    ends = [(x / MM, y / MM) for line in numbers for x, y in (line[:2], line[2:])]
    assert min(min(x, 297 - x, y, 210 - y) for x, y in ends) == pytest.approx(6, abs=1e-3)


# ---------------------------------------------------------------- what is kept
@pytest.fixture(scope="module")
def source() -> bytes:
    """Return a small finished PDF with everything that imposing has to keep or to take away."""
    long = "Words that fill a page. " * 120
    body = f'<h2 id="s1">One</h2><p>{long}<a href="#s2">onwards</a></p><h2 id="s2">Two</h2><p>{long}</p>'
    return finish(written(body, "h2 { bookmark-level: 1 }"))


@pytest.fixture
def opened(source: bytes) -> pikepdf.Pdf:
    """Return it imposed, opened."""
    return pikepdf.open(io.BytesIO(sheets.impose(source, Imposition("booklet", 210, 148))[0]))


def test_the_source_has_what_is_taken_away(source: bytes) -> None:
    """Or the tests below would prove nothing."""
    with pikepdf.open(io.BytesIO(source)) as pdf:
        assert facts.facts(pdf).claims == ("pdf/a-2a", "pdf/ua-1")
        assert {"/StructTreeRoot", "/MarkInfo", "/Outlines", "/OutputIntents", "/Metadata"} <= set(pdf.Root)
        assert (any(facts.links(pdf)), bool(facts.bookmarks(pdf))) == (True, True)


def test_claims_and_structure_are_gone(opened: pikepdf.Pdf) -> None:
    """With bookmarks, links and the numbers by which forms and pictures hung in the structure."""
    assert facts.facts(opened).claims == ()
    gone = {"/StructTreeRoot", "/MarkInfo", "/Outlines", "/PageLabels", "/Names", "/Dests", "/PageMode"}
    assert sorted(gone & set(opened.Root)) == []
    assert (any(facts.links(opened)), facts.destinations(opened)) == (False, {})
    assert not any("/StructParents" in item for item in opened.objects if isinstance(item, pikepdf.Stream))
    assert b"pdfaid" not in opened.Root.Metadata.read_bytes()
    assert b"pdfaExtension" not in opened.Root.Metadata.read_bytes()


def test_title_language_metadata_and_intent_stay(opened: pikepdf.Pdf, source: bytes) -> None:
    """Only the claims leave the packet; it stays in its wrapper."""
    found = facts.facts(opened)
    assert (found.language, found.title, found.info_title) == ("en",) + ("On Reading: A <small> test & more",) * 2
    with pikepdf.open(io.BytesIO(source)) as before:
        texts = dict.fromkeys(text for _, text in facts.facts(before).texts)
        lost = [text for text in texts if text not in dict.fromkeys(text for _, text in found.texts)]
        assert [text for text in lost if text in (METADATA.rights, *METADATA.subjects, METADATA.publisher)] == []
        assert opened.Root.OutputIntents[0].DestOutputProfile.read_bytes() == (
            before.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        )
    packet = opened.Root.Metadata.read_bytes()
    assert (packet.startswith(b"<?xpacket begin="), b"<?xpacket end=" in packet) == (True, True)
    assert METADATA.rights.encode() in packet


def test_viewers_are_told_how_to_print(opened: pikepdf.Pdf) -> None:
    """Unscaled, on both sides, turned over the short edge; what was chosen before stays."""
    chosen = opened.Root.ViewerPreferences
    assert (str(chosen.PrintScaling), str(chosen.Duplex)) == ("/None", "/DuplexFlipShortEdge")
    assert bool(chosen.DisplayDocTitle)


def fonts(pdf: pikepdf.Pdf) -> int:
    """Return how many font programs are in a file."""
    return sum(1 for item in pdf.objects if isinstance(item, Dictionary) and "/FontFile2" in item)


def test_fonts_are_shared(opened: pikepdf.Pdf, source: bytes) -> None:
    """As many programs as before, for any number of pages."""
    with pikepdf.open(io.BytesIO(source)) as before:
        assert (len(before.pages), fonts(opened)) == (5, fonts(before))


def test_many_pages_weigh_little_more() -> None:
    """Resources are used where they are: two hundred pages grow by their frames alone."""
    data = book(200)
    out = sheets.impose(data, A4)[0]
    with pikepdf.open(io.BytesIO(out)) as pdf:
        held = {pdf.pages[side].Resources.XObject.P0.Resources.objgen for side in range(2, 100)}
        assert (len(held), len(pdf.pages)) == (1, 100)
    assert len(out) < 1.7 * len(data)


def test_the_file_is_sound(opened: pikepdf.Pdf) -> None:
    """The syntax check of qpdf has nothing to say."""
    assert opened.check_pdf_syntax() == []


def test_the_same_pages_make_the_same_bytes() -> None:
    """Nothing of the day or of the run is in the file."""
    assert imposed(9) == imposed(9)


# ---------------------------------------------------------------- what is told
@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (16, "16 pages on 4 sheets of 297 × 210 mm"),
        (15, "15 pages on 4 sheets of 297 × 210 mm; page 16 at the end stays blank"),
        (14, "14 pages on 4 sheets of 297 × 210 mm; pages 15 and 16 at the end stay blank"),
        (1, "1 page on 1 sheet of 297 × 210 mm; pages 2 to 4 at the end stay blank"),
    ],
)
def test_sheets_and_blanks_are_told(count: int, expected: str) -> None:
    """With what to do at the printer."""
    (item,) = sheets.impose(book(count), A4)[2]
    assert (item.code, item.severity, item.message) == ("EP440", "note", expected)
    assert item.hint == "print on both sides, flipped on the short edge, at 100 %; fold the pile and staple it"


def test_a_thick_pile_is_told() -> None:
    """Sixteen sheets fold; for more there are signatures."""

    def codes(count: int, imposition: Imposition) -> list[str]:
        return [item.code for item in sheets.impose(book(count), imposition)[2]]

    assert codes(64, A4) == ["EP440"]
    assert codes(65, A4) == ["EP440", "EP441"]
    assert codes(65, Imposition("booklet", 297, 210, signature=32)) == ["EP440"]


def uneven() -> bytes:
    """Return a file whose second page is narrower."""
    with pikepdf.open(io.BytesIO(book(2))) as pdf:
        pdf.pages[1].TrimBox = Array([0, 0, 300, 595])
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "imposition", "message"),
    [
        (uneven, A4, "page 2 differs in size from page 1"),
        (lambda: book(2), Imposition("booklet", 279.4, 215.9), "2 pages of 148.0 × 210.0 mm do not fit on a sheet of"),
        (lambda: book(9, PANEL), ZINE, "the essay needs 9 pages, and the sheet holds 8"),
    ],
)
def test_pages_that_do_not_go_on_the_sheet_are_refused(
    make: Callable[[], bytes], imposition: Imposition, message: str
) -> None:
    """Rather than cut off."""
    with pytest.raises(RenderError) as caught:
        sheets.impose(make(), imposition)
    (item,) = caught.value.diagnostics
    assert (item.code, item.message.startswith(message)) == ("EP442", True)


def test_a_file_without_claims_keeps_its_metadata_as_it_is() -> None:
    """Not a byte of the packet changes."""
    before = finished("<p>x</p>")
    packet = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="r"?>'
    before.Root.Metadata.write(packet)
    target = io.BytesIO()
    before.save(target, fix_metadata_version=False)
    with pikepdf.open(io.BytesIO(sheets.impose(target.getvalue(), Imposition("booklet", 210, 148))[0])) as pdf:
        assert pdf.Root.Metadata.read_bytes() == packet
