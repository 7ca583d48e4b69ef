"""Transparency taken out of a page: what is seen stays the same, and what cannot be told is refused."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageChops

from essay_press import presets
from essay_press.errors import RenderError
from essay_press.finish import press_old
from essay_press.finish.press import press
from essay_press.finish.press_colour import Ink, Inks
from essay_press.finish.press_ground import (
    EVERYWHERE,
    NONE,
    PAPER,
    PART,
    WHOLE,
    Level,
    Painted,
    Rectangle,
    Shape,
    UnevenError,
    mixed,
    resolved,
)
from essay_press.finish.press_state import IDENTITY, boxed
from essay_press.finish.press_state import Path as Drawn
from press_samples import BODY, CSS, EDITION, PRESET, instructions, laid, reports

OLD = replace(EDITION, name="trade-x1a", standards=("pdf/x-1a:2001",), preset="offset-x1a")
FLAT = presets.named("offset-x1a")
FADING = """
.box { background: #1d5c63; padding: 3mm; color: #fff }
.in { background: rgb(255 204 0 / .4); padding: 1mm }
.half { opacity: .5 }
.round { background: #b3261e; border-radius: 4mm; height: auto; padding: 4mm; color: rgb(255 255 255 / .7) }
.fade { background: linear-gradient(90deg, rgb(0 90 200 / .9), rgb(250 250 0 / .2)); height: 5mm }
"""
SHOWN = """<div class="box">white <div class="in">inner <b class="half">half</b></div>
<div class="half"><div class="in">group <b class="accent">red</b></div></div><div class="fade"></div></div>
<div class="round">round</div><div class="fade"></div><p><img src="rgba.png" alt="x"/></p>
<div class="box"><img src="rgba.png" alt="x"/> <img class="half" src="rgb.png" alt="x"/>
<div class="half"><div class="fade"></div><img src="rgba.png" alt="x"/></div></div>"""


def flat(body: str = BODY, css: str = CSS + FADING) -> bytes:
    """Return a page for a press that takes no transparency."""
    return press(laid(body, css), OLD, FLAT)


def codes(data: bytes) -> set[str]:
    """Return the codes of what preflight says."""
    return {item.code for report in reports(data, OLD).values() for item in report.diagnostics}


# ---------------------------------------------------------------- shapes
def test_a_rectangle_knows_how_much_of_another_it_covers() -> None:
    """Edges may touch."""
    square = boxed((0, 0, 10, 10))
    boxes = ((0, 0, 10, 10), (2, 2, 3, 3), (10, 0, 20, 10), (5, 5, 15, 6), (-9, -9, 30, 30))
    assert [square.over(box) for box in boxes] == [WHOLE, WHOLE, NONE, PART, PART]


def test_a_curve_covers_what_lies_inside_it() -> None:
    """A circle covers the middle of its box, cuts the edge of it, and leaves the corner alone."""
    path, k = Drawn(), 5.523
    for name, values in (
        ("m", (10, 0)), ("c", (10, k, k, 10, 0, 10)), ("c", (-k, 10, -10, k, -10, 0)),
        ("c", (-10, -k, -k, -10, 0, -10)), ("c", (k, -10, 10, -k, 10, 0)),
    ):  # fmt: skip
        path.add(name, list(values), IDENTITY, None)
    circle = path.shape("f")
    assert [circle.over(box) for box in ((-5, -5, 5, 5), (8, -1, 12, 1), (8.5, 8.5, 10, 10))] == [WHOLE, PART, NONE]


def test_a_hole_is_no_part_of_a_frame() -> None:
    """Where overlaps are holes; else they are filled."""
    rings = (((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)), ((3.0, 3.0), (6.0, 3.0), (6.0, 6.0), (3.0, 6.0)))
    assert Shape(rings, even_odd=True).over((4, 4, 5, 5)) == NONE
    assert Shape(rings).over((4, 4, 5, 5)) == WHOLE


# ---------------------------------------------------------------- what is seen
SIDE = 6
TINTS = st.sampled_from([0.0, 0.2, 0.5, 1.0])
ALPHAS = st.sampled_from([0.0, 0.3, 0.5, 1.0])
BOXES = st.tuples(*[st.integers(0, SIDE - 1)] * 2, *[st.integers(1, SIDE)] * 2).map(
    lambda box: (box[0], box[1], min(SIDE, box[0] + box[2]), min(SIDE, box[1] + box[3]))
)
RECTS = st.lists(st.tuples(BOXES, TINTS, ALPHAS), max_size=4)


def inside(box: Rectangle) -> Iterator[tuple[int, int]]:
    """Yield the cells of a rectangle."""
    return ((x, y) for x in range(int(box[0]), int(box[2])) for y in range(int(box[1]), int(box[3])))


def layered(levels: Sequence[tuple[float, Sequence[tuple[Rectangle, float, float]]]], cell: tuple[int, int]) -> float:
    """Return how much black is printed on a cell, reckoned by the book: groups from within, each over the one below."""
    ink, alpha = 0.0, 0.0
    for group, rects in reversed(levels):
        own, solid = 0.0, 0.0
        for box, tint, opaque in rects:
            if cell in set(inside(box)):
                whole = opaque + solid * (1 - opaque)
                own = (opaque * tint + (1 - opaque) * solid * own) / whole if whole else 0.0
                solid = whole
        whole = alpha + solid * (1 - alpha)
        ink = (alpha * ink + (1 - alpha) * solid * own) / whole if whole else 0.0
        alpha = whole * group
    return ink * alpha


@given(RECTS, ALPHAS, RECTS, BOXES, TINTS, ALPHAS)
def test_a_flattened_colour_is_the_one_that_would_be_seen(
    page: list[tuple[Rectangle, float, float]],
    group: float,
    inner: list[tuple[Rectangle, float, float]],
    box: Rectangle,
    tint: float,
    alpha: float,
) -> None:
    """On any pile of rectangles, in a group or not: the colour is right on every cell, or it is refused."""

    def ink(value: float) -> Ink:
        return (0.0, 0.0, 0.0, value)

    levels = [Level(1.0, [Painted(EVERYWHERE, ink=PAPER)]), Level(group)]
    try:
        for level, rects in zip(levels, (page, inner), strict=True):
            for where, value, opaque in rects:
                seen, solid = level.seen(ink(value), opaque, where)
                level.items.append(Painted(boxed(where), ink=seen, alpha=solid))
        found = resolved(levels, ink(tint), alpha, box)
        mix = mixed(levels, box, solid=False).of(ink(tint), alpha)
    except UnevenError:
        return
    paper = ((0, 0, SIDE, SIDE), 0.0, 1.0)
    whole = [(1.0, [paper, *page]), (group, [*inner, (box, tint, alpha)])]
    for cell in inside(box):
        assert found[3] == pytest.approx(layered(whole, cell), abs=1e-6)
        assert mix[3] == pytest.approx(found[3], abs=1e-6)


@given(RECTS, BOXES)
def test_a_group_that_is_finished_is_ground_like_any_other(
    inner: list[tuple[Rectangle, float, float]], box: Rectangle
) -> None:
    """What is painted on it afterwards sees the colours that the group came to, on the page."""
    levels = [Level(1.0, [Painted(EVERYWHERE, ink=PAPER)]), Level(0.5)]
    try:
        for where, value, opaque in inner:
            seen, solid = levels[1].seen((0.0, 0.0, 0.0, value), opaque, where)
            levels[1].items.append(Painted(boxed(where), ink=seen, alpha=solid))
        levels[0].take(levels[1])
        found = resolved(levels[:1], PAPER, 0.0, box)
    except UnevenError:
        return
    paper = ((0, 0, SIDE, SIDE), 0.0, 1.0)
    for cell in inside(box):
        assert found[3] == pytest.approx(layered([(1.0, [paper]), (0.5, inner)], cell), abs=1e-6)


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("body", [BODY, SHOWN])
def test_nothing_see_through_is_left(body: str) -> None:
    """Preflight, which looks at every object, has nothing to say; fresh from the layout it has."""
    assert codes(flat(body)) == set()
    assert "EP525" in codes(press(laid(body, CSS + FADING), EDITION, PRESET))


def test_the_file_is_of_pdf_1_3() -> None:
    """Header, a plain table of objects, the claim in Info, and the same bytes each time."""
    data = flat()
    assert data.startswith(b"%PDF-1.3")
    assert b"/ObjStm" not in data
    assert b"/XRef" not in data
    assert data == flat()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == "PDF/X-1:2001"
        assert str(pdf.docinfo["/GTS_PDFXConformance"]) == "PDF/X-1a:2001"
        assert "/StructTreeRoot" in pdf.Root


def test_a_half_opaque_word_is_set_in_a_tint_of_black() -> None:
    """On paper half of it is left; the words before and after are black."""
    inks = {step for step in instructions(flat('<p>a <b class="light">b</b> c</p>')) if step.endswith(" k")}
    assert inks == {"0 0 0 1 k", "0 0 0 0.5 k"}


def test_a_half_opaque_word_on_a_band_is_mixed_with_it() -> None:
    """White, half opaque, on black is a grey of half."""
    css = CSS + ".band i { color: rgb(255 255 255 / .5) }"
    inks = {step for step in instructions(flat('<p class="band">a <i>b</i></p>', css)) if step.endswith(" k")}
    assert inks == {"0 0 0 1 k", "0 0 0 0 k", "0 0 0 0.5 k"}


def test_hard_edges_become_a_stencil_and_soft_ones_are_mixed() -> None:
    """A stencil needs no ground to be known: it lets through whatever is there."""
    with pikepdf.open(io.BytesIO(flat('<p><img src="rgba.png" alt="a"/></p>'))) as pdf:
        (image,) = pictures(pdf)
        assert ("/Mask" in image, "/SMask" in image) == (False, False)
        pixel = pikepdf.PdfImage(image).as_pil_image().getpixel((0, 0))
    with pikepdf.open(io.BytesIO(press(laid('<p><img src="rgba.png" alt="a"/></p>'), EDITION, PRESET))) as pdf:
        whole = pikepdf.PdfImage(pictures(pdf)[0]).as_pil_image(apply_mask=False).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert isinstance(whole, tuple)
    assert pixel == tuple(round(ink * 120 / 255) for ink in whole)


def pictures(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the pictures of the first page."""
    drawn = pdf.pages[0].Resources.XObject
    return [thing for _, thing in drawn.items() if thing.get("/Subtype") == Name.Image]


def test_a_stencil_hides_where_the_picture_is_clear() -> None:
    """One bit for a pixel, 1 where nothing is printed."""

    def change(pdf: pikepdf.Pdf) -> None:
        image = next(thing for thing in pictures(pdf) if "/SMask" in thing)
        mask = image.SMask
        half = int(mask.Height) // 2
        mask.write(b"\xff" * (int(mask.Width) * half) + b"\0" * (int(mask.Width) * (int(mask.Height) - half)))
        for key in ("/DecodeParms", "/Decode"):
            if key in mask:
                del mask[key]

    source = io.BytesIO()
    with pikepdf.open(io.BytesIO(laid('<p><img src="rgba.png" alt="a"/></p>'))) as pdf:
        change(pdf)
        pdf.save(source, fix_metadata_version=False)
    with pikepdf.open(io.BytesIO(press(source.getvalue(), OLD, FLAT))) as pdf:
        (image,) = pictures(pdf)
        stencil = image.Mask
        bits = stencil.read_bytes()
        assert (bool(stencil.ImageMask), int(stencil.BitsPerComponent)) == (True, 1)
        assert (bits[0], bits[-1]) == (0, 255)
    assert codes(press(source.getvalue(), OLD, FLAT)) == set()


def masked(content: bytes, **resources: Any) -> bytes:
    """Return a page that draws something under a mask: half of it passes on the left, all of it on the right."""

    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        mask = pdf.make_stream(b"0.5 g 90 90 20 20 re f 1 g 110 90 20 20 re f")
        mask.Type, mask.Subtype, mask.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 300])
        mask.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        mask.Resources = Dictionary()
        state = Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=mask))
        states = page.Resources.get("/ExtGState", Dictionary())
        states["/mask"] = state
        page.Resources.ExtGState = states
        for kind, held in resources.items():
            page.Resources[f"/{kind}"] = held(pdf)
        page.contents_add(pdf.make_stream(b"q 1 0 0 -1 0 419.527559 cm /mask gs " + content + b" Q"))

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(laid("<p>a</p>"))) as pdf:
        change(pdf)
        pdf.save(target, fix_metadata_version=False)
    return target.getvalue()


def test_a_colour_under_a_mask_becomes_a_picture_of_tints() -> None:
    """Cut to its path, at 600 dpi: half the ink where half of it passes, all of it beside."""
    data = press(masked(b"1 0 0 rg 90 90 40 20 re f"), OLD, FLAT)
    assert codes(data) == set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (image,) = pictures(pdf)
        assert (int(image.Width), int(image.Height)) == (334, 167)
        palette = bytes(image.ColorSpace[3])
        pixels = image.read_bytes()[334 * 80 :]
    left, right = (palette[4 * value : 4 * value + 4] for value in (pixels[50], pixels[280]))
    assert right == bytes(round(ink * 255) for ink in Inks(FLAT.intent.profile.read_bytes(), 3.0).of((1, 0, 0)))
    assert [one / 2 for one in right] == pytest.approx(list(left), abs=1.5)


def coarse(pdf: pikepdf.Pdf) -> Any:
    """Return a picture among the resources."""
    image = pdf.make_stream(b"\x80")
    image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    image.Width = image.Height = 1
    image.BitsPerComponent = 8
    return Dictionary(i=image)


PLACE = "page 1, 32 mm from the left and 109 mm from the top"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            laid('<div class="straight"><i class="light">grey</i></div>', CSS),
            "page 1, 14 mm from the left and 16 mm from the top: something see-through lies over more than one colour",
        ),
        (masked(b"2 w 90 90 40 20 re S"), f"{PLACE}: a soft mask over a"),
        (
            masked(b"BT 90 90 Td () Tj ET"),
            f"{PLACE.replace('109', '116')}: words under a soft mask",
        ),
        (masked(b"40 0 0 20 90 90 cm /i Do", XObject=coarse), f"{PLACE}: a picture under a soft mask"),
    ],
)
def test_what_cannot_be_told_is_refused(data: bytes, words: str) -> None:
    """With the page, the place on it, and the cure."""
    with pytest.raises(RenderError) as error:
        press(data, OLD, FLAT)
    (told,) = error.value.diagnostics
    assert told.code == "EP444"
    assert told.message.startswith(words)
    assert told.message.endswith(", which PDF/X-1a cannot print")
    assert "edition trade" in told.hint


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("gs") is None, reason="needs Ghostscript")
@pytest.mark.parametrize("body", [BODY, SHOWN])
def test_another_program_separates_both_files_alike(tmp_path: Path, body: str) -> None:
    """Ghostscript mixes what is see-through in PDF/X-4 itself: the plates of both are the same, but for edges."""
    plates = []
    for name, data in (("x4", press(laid(body, CSS + FADING), EDITION, PRESET)), ("x1a", flat(body))):
        (tmp_path / f"{name}.pdf").write_bytes(data)
        device = ["-dUseBleedBox", "-sDEVICE=tiff32nc", "-r100", f"-sOutputFile={tmp_path / name}.tif"]
        command = ["gs", "-dSAFER", "-q", "-dNOPAUSE", "-dBATCH", *device, str(tmp_path / f"{name}.pdf")]
        subprocess.run(command, check=True, capture_output=True)
        plates.append(Image.open(tmp_path / f"{name}.tif"))
    apart = ImageChops.difference(*plates)
    far = [sum(band.histogram()[8:]) / (apart.width * apart.height) for band in apart.split()]
    assert max(far) < 0.004


# ---------------------------------------------------------------- PDF 1.3
def test_a_picture_of_16_bits_has_8_afterwards() -> None:
    """PDF 1.3 knows no more."""
    with pikepdf.new() as pdf:
        image = Stream(pdf, b"\x80\x00" * 4)
        for key, value in {"Subtype": Name.Image, "Width": 2, "Height": 2, "ColorSpace": Name.DeviceGray}.items():
            image[f"/{key}"] = value
        image.BitsPerComponent = 16
        pdf.Root.Held = pdf.make_indirect(image)
        assert press_old.reduce(pdf) == ()
        assert (int(image.BitsPerComponent), image.read_bytes()) == (8, b"\x80" * 4)


def test_an_opentype_font_is_refused() -> None:
    """It came with PDF 1.6, and cannot be said in another way."""
    source = io.BytesIO()
    with pikepdf.open(io.BytesIO(laid("<p>a</p>"))) as pdf:
        font = next(item for item in pdf.objects if isinstance(item, Dictionary) and "/FontFile2" in item)
        font.FontFile3 = font.FontFile2
        font.FontFile3.Subtype = Name.OpenType
        pdf.save(source, fix_metadata_version=False)
    with pytest.raises(RenderError) as error:
        press(source.getvalue(), OLD, FLAT)
    (told,) = error.value.diagnostics
    assert told.code == "EP447"
    assert told.message.endswith("is OpenType, which PDF/X-1a cannot hold")


def test_keys_of_later_versions_are_gone() -> None:
    """Those that would change what a reader does; what only describes stays."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency)
        pdf.pages[0].obj.Tabs = Name.S
        pdf.Root.Version, pdf.Root.OCProperties = Name("/1.7"), Dictionary(OCGs=Array())
        pdf.Root.Lang = pikepdf.String("en")
        press_old.reduce(pdf)
        assert not {"/Version", "/OCProperties"} & set(pdf.Root.keys())
        assert not {"/Group", "/Tabs"} & set(pdf.pages[0].obj.keys())
        assert "/Lang" in pdf.Root
