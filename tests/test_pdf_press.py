"""The press pass: light becomes ink, pages get boxes and marks, the file its output intent and its identity."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from essay_press import build, editions, layouts
from essay_press.check.press_walk import paints
from essay_press.compose import compose
from essay_press.errors import RenderError
from essay_press.finish import press_shadings
from essay_press.finish.press import press
from essay_press.finish.press_colour import Inks
from essay_press.finish.press_content import Unprintable
from essay_press.formats.pdf import standards
from press_samples import BODY, EDITION, PRESET, good, instructions, laid, pressed

MM = 72 / 25.4
INKS = Inks(PRESET.intent.profile.read_bytes(), 3.0)
LIGHT = ("rg", "RG", "cs", "CS")


def opened(data: bytes) -> pikepdf.Pdf:
    """Return a file, opened."""
    return pikepdf.open(io.BytesIO(data))


def objects(pdf: pikepdf.Pdf, subtype: str) -> list[Any]:
    """Return the streams of a subtype."""
    return [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == subtype]


def around(pdf: pikepdf.Pdf, box: str) -> list[float]:
    """Return how far a box of the first page reaches beyond its trim, in mm: left, bottom, right, top."""
    page = pdf.pages[0].obj
    outer, trim = [float(value) for value in page[box]], [float(value) for value in page.TrimBox]
    return [
        round(value / MM, 2)
        for value in (trim[0] - outer[0], trim[1] - outer[1], outer[2] - trim[2], outer[3] - trim[3])
    ]


# ---------------------------------------------------------------- colours
def test_black_and_greys_are_black_ink_alone() -> None:
    """As much of it as light is missing."""
    assert INKS.of((0, 0, 0)) == (0, 0, 0, 1)
    assert INKS.of((1, 1, 1)) == (0, 0, 0, 0)
    assert INKS.of((0.35, 0.35, 0.35)) == (0, 0, 0, 0.65)


def test_a_colour_becomes_four_inks_by_the_profile() -> None:
    """Red is magenta and yellow, blue cyan and magenta."""
    cyan, magenta, yellow, _ = INKS.of((0.9, 0.1, 0.1))
    assert cyan < 0.2 < 0.8 < min(magenta, yellow)
    cyan, magenta, yellow, _ = INKS.of((0.1, 0.1, 0.9))
    assert yellow < 0.2 < 0.6 < min(cyan, magenta)


def test_too_much_ink_gives_way_and_black_stays() -> None:
    """The sum is the limit, not above it."""
    inks = INKS.within((1, 0.9, 0.8, 1))
    assert (inks[3], sum(inks) <= 3.0, sum(inks) > 2.99) == (1, True, True)


def test_a_grey_picture_stays_off_the_coloured_plates() -> None:
    """Also when a camera or JPEG left a breath of colour in it."""
    assert INKS.picture(Image.new("RGB", (2, 2), (100, 101, 102))).mode == "L"
    assert INKS.picture(Image.new("RGB", (2, 2), (100, 120, 140))).mode == "CMYK"


def test_a_picture_of_many_greys_keeps_its_tones() -> None:
    """65,536 greys become 256, and are not cut off at white."""
    assert INKS.picture(Image.new("I;16", (2, 2), 0x8000)).getpixel((0, 0)) == 0x80


def test_a_picture_in_ink_is_kept_within_the_limit() -> None:
    """Its pixels that have too much lose colour; a picture within the limit is handed back as it is."""
    heavy = INKS.picture(Image.new("CMYK", (2, 2), (250, 240, 245, 255))).getpixel((0, 0))
    light = Image.new("CMYK", (2, 2), (250, 0, 0, 0))
    assert isinstance(heavy, tuple)
    assert (heavy[3], 2.97 * 255 < sum(heavy) <= 3 * 255) == (255, True)
    assert INKS.picture(light) is light


# ---------------------------------------------------------------- pages
def test_nothing_of_light_is_left() -> None:
    """No instruction names RGB, no picture, gradient or group is of it; before the pass all of them are."""
    before = {step.split()[-1] for step in instructions(laid())}
    after = [step for step in instructions(good()) if step.split()[-1] in LIGHT]
    assert {"rg", "RG", "sh"} <= before
    assert {step for step in after if "/Pattern" not in step} == {"/Registration CS"}
    with opened(good()) as pdf:
        spaces = [str(item.ColorSpace) for item in objects(pdf, "/Image")]
        gradients = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/ShadingType" in item]
        groups = [item.Group.CS for item in objects(pdf, "/Form") if "/Group" in item]
        assert set(spaces) == {"/DeviceCMYK", "/DeviceGray"}
        assert {str(item.ColorSpace) for item in gradients} == {"/DeviceCMYK", "/DeviceGray"}
        assert {str(space) for space in groups} == {"/DeviceCMYK", "/DeviceGray"}
        assert str(pdf.pages[0].obj.Group.CS) == "/DeviceCMYK"


def test_text_in_black_and_grey_is_in_black_ink() -> None:
    """Black text, white text on a band, and grey: three tints of one plate."""
    found = instructions(pressed('<p>a <b class="grey">b</b></p><p class="band">c</p>'))
    assert {step for step in found if step.endswith(" k")} == {"0 0 0 1 k", "0 0 0 0.651 k", "0 0 0 0 k"}


def test_a_grey_gradient_needs_no_table() -> None:
    """Black to white is one curve on the black plate; a coloured one is sampled."""
    with opened(good()) as pdf:
        kinds = [
            int(part.FunctionType)
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/ColorSpace") == "/DeviceCMYK"
            for part in item.Function.Functions
        ]
    assert set(kinds) == {0, 2}


def test_a_sampled_gradient_begins_and_ends_with_its_colours() -> None:
    """The first and last sample are the inks of the two stops."""
    with pikepdf.new() as pdf:
        function = pikepdf.Dictionary(
            FunctionType=2, Domain=[0, 1], C0=pikepdf.Array([1, 0, 0]), C1=pikepdf.Array([0, 0, 1]), N=1
        )
        shading = pikepdf.Dictionary(
            ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=[0, 0, 1, 1], Function=function
        )
        press_shadings.convert(pdf, shading, INKS)
        data = shading.Function.read_bytes()
    first, last = ([int.from_bytes(part[at : at + 2]) / 65535 for at in (0, 2, 4, 6)] for part in (data[:8], data[-8:]))
    assert first == pytest.approx(INKS.of((1, 0, 0)), abs=1e-4)
    assert last == pytest.approx(INKS.of((0, 0, 1)), abs=1e-4)


def test_a_gradient_of_another_kind_is_refused() -> None:
    """A mesh cannot be converted stop by stop."""
    with pikepdf.new() as pdf, pytest.raises(Unprintable):
        press_shadings.convert(pdf, pikepdf.Dictionary(ShadingType=4, ColorSpace=pikepdf.Name.DeviceRGB), INKS)


def test_a_soft_mask_stays_what_it_was() -> None:
    """The mask of a picture with alpha is grey, and its bytes are untouched."""

    def masks(data: bytes) -> list[bytes]:
        with opened(data) as pdf:
            return [item.SMask.read_bytes() for item in objects(pdf, "/Image") if "/SMask" in item]

    assert masks(good()) == masks(laid())
    assert len(masks(good())) == 1


def lab(pdf: pikepdf.Pdf) -> None:
    """Draw in a colour space that speaks of what the eye sees."""
    white = pikepdf.Dictionary(WhitePoint=pikepdf.Array([0.96, 1, 0.82]))
    pdf.pages[0].Resources.ColorSpace["/eye"] = pikepdf.Array([pikepdf.Name.Lab, white])
    pdf.pages[0].contents_add(pdf.make_stream(b"/eye cs 50 40 59 scn 20 20 9 9 re f"))


def multiply(pdf: pikepdf.Pdf) -> None:
    """Let a graphics state lay one colour over another."""
    pdf.pages[0].Resources.ExtGState["/over"] = pikepdf.Dictionary(BM=pikepdf.Name.Multiply)


def inline(pdf: pikepdf.Pdf) -> None:
    """Write a picture into the page itself."""
    pdf.pages[0].contents_add(pdf.make_stream(b"BI /W 1 /H 1 /BPC 8 /CS /RGB ID \1\2\3 EI"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lab, "page 1: a colour in the colour space Lab cannot be printed in ink"),
        (multiply, "page 1: a blend mode (Multiply) cannot be printed in ink"),
        (inline, "page 1: a picture written into the page itself cannot be printed in ink"),
    ],
)
def test_what_cannot_be_ink_is_an_error(change: Callable[[pikepdf.Pdf], None], words: str) -> None:
    """It is told, with the page, and nothing is written."""
    target = io.BytesIO()
    with opened(laid("<p>text</p>")) as pdf:
        change(pdf)
        pdf.save(target, fix_metadata_version=False)
    with pytest.raises(RenderError) as error:
        press(target.getvalue(), EDITION, PRESET)
    assert [(item.code, item.message) for item in error.value.diagnostics] == [("EP445", words)]


# ---------------------------------------------------------------- the sheet
def test_boxes_lie_round_the_trim() -> None:
    """3 mm of bleed, 10 mm of sheet, and no box that a printer would have to guess the meaning of."""
    with opened(good()) as pdf:
        assert around(pdf, "/BleedBox") == [3.0] * 4
        assert around(pdf, "/MediaBox") == [10.0] * 4
        assert not {"/ArtBox", "/CropBox"} & set(pdf.pages[0].obj.keys())


def test_marks_are_on_every_plate_and_no_part_of_the_page() -> None:
    """They are in the registration colour, and marked as a production aid for readers of the structure."""
    with opened(good()) as pdf:
        assert list(pdf.pages[0].Resources.ColorSpace["/Registration"])[:2] == ["/Separation", "/All"]
        content = pdf.pages[0].Contents.read_bytes()
    assert re.search(rb"/Artifact <<\s*/Type /Page\s*>> BDC", content)
    assert len(re.findall(rb" l S\b", content.split(b"/Registration CS")[1])) == 8 + 2 * 4


def test_marks_can_be_left_out() -> None:
    """Some printers add their own."""
    trim = EDITION.trim
    assert trim is not None
    data = press(laid("<p>a</p>"), replace(EDITION, trim=replace(trim, marks=False)), PRESET)
    assert [step for step in instructions(data) if "Registration" in step] == []


# ---------------------------------------------------------------- the file
def test_the_output_intent_is_registered_and_embedded() -> None:
    """FOGRA39, the registry, and the profile byte for byte."""
    with opened(good()) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
        assert str(intent.RegistryName) == "http://www.color.org"
        assert intent.DestOutputProfile.read_bytes() == PRESET.intent.profile.read_bytes()


def test_dates_are_those_of_the_essay() -> None:
    """XMP and Info say the same: the essay's day, not the day of the build."""
    with opened(good()) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert (pdf.pdf_version, str(pdf.docinfo["/Trapped"])) == ("1.6", "/False")
        assert str(pdf.docinfo["/CreationDate"]) == "D:20240501000000Z"
        assert str(pdf.docinfo["/ModDate"]) == "D:20240602000000Z"
    assert re.findall(r"<xmp:(\w+Date)>([^<]+)<", packet) == [
        ("CreateDate", "2024-05-01T00:00:00Z"),
        ("ModifyDate", "2024-06-02T00:00:00Z"),
        ("MetadataDate", "2024-06-02T00:00:00Z"),
    ]
    assert "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in packet


def test_an_essay_without_a_date_has_none_of_the_clocks() -> None:
    """PDF/X asks for dates: the first day of 2000 says that there was none."""
    target = io.BytesIO()
    with opened(laid("<p>a</p>")) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        pdf.Root.Metadata.write(re.sub(r"<xmp:(Create|Modify)Date>[^<]+</xmp:\1Date>\n", "", packet).encode())
        for key in ("/CreationDate", "/ModDate"):
            del pdf.docinfo[key]
        pdf.save(target, fix_metadata_version=False)
    with opened(press(target.getvalue(), EDITION, PRESET)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"]) == "D:20000101000000Z"
        assert pdf.Root.Metadata.read_bytes().decode().count("2000-01-01T00:00:00Z") == 3


def test_the_same_page_gives_the_same_bytes_and_another_another_identifier() -> None:
    """Nothing comes from the clock or from chance."""

    def identifier(data: bytes) -> str:
        with opened(data) as pdf:
            found = re.search(r"DocumentID>uuid:([^<]+)<", pdf.Root.Metadata.read_bytes().decode())
        assert found is not None
        return found[1]

    assert pressed() == good()
    assert identifier(pressed("<p>a</p>")) != identifier(pressed("<p>b</p>"))


def test_links_are_gone_and_their_words_stay() -> None:
    """No annotation, nothing in the structure that points at one, and the words still tagged."""
    with opened(laid()) as before, opened(good()) as after:
        assert "/Annots" in before.pages[0].obj
        assert "/Annots" not in after.pages[0].obj
        assert [
            item for item in after.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/OBJR"
        ] == []
        roles = [str(item.S) for item in after.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item]
        assert "/Link" not in roles
        assert int(after.Root.StructTreeRoot.ParentTree.Nums[0]) == 0
        assert len(after.Root.StructTreeRoot.ParentTree.Nums) < len(before.Root.StructTreeRoot.ParentTree.Nums)


def test_a_profile_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A wrong profile would show only on paper."""
    wrong = tmp_path / "wrong.icc"
    wrong.write_bytes(b"not a profile")
    preset = replace(PRESET, intent=replace(PRESET.intent, profile=wrong))
    with pytest.raises(RenderError) as error:
        press(laid("<p>a</p>"), EDITION, preset)
    assert [item.code for item in error.value.diagnostics] == ["EP446"]


def test_a_file_for_the_press_is_no_archive() -> None:
    """PDF/X goes with neither PDF/A nor PDF/UA: they need links, and light."""
    assert [item.name for item in standards.choose(("pdf/x-4",))] == ["pdf/x-4"]
    with pytest.raises(RenderError):
        standards.choose(("pdf/x-4", "pdf/a-2a"))


# ---------------------------------------------------------------- an essay
SPOILED = """\
---
title: A Light Kept
author: Ada Verne
date: 2024-05-01
lang: en
spoilers:
  works: [{title: The Lamp, kind: film, year: 1931}]
  extent: ending
---

The keeper wrote in the evenings, and what he wrote was [seldom finished](https://example.org/).[^1]

![A red sheet](i.png "A caption")

[^1]: It went into a drawer.
"""


@pytest.mark.parametrize("layout", ["classic", "modern"])
def test_an_essay_goes_to_the_press(tmp_path: Path, layout: str) -> None:
    """Every check passes but for the coarse picture, and the art of the cover goes to the edge of the bleed."""
    (tmp_path / "light.md").write_text(SPOILED, encoding="utf-8")
    Image.new("RGB", (600, 400), "#c33").save(tmp_path / "i.png")
    essay = build.read(tmp_path / "light.md")
    edition = editions.named("trade")
    artifact = build.make(essay, edition, build.Request(layout=layout))
    assert [item.code for item in artifact.diagnostics if item.severity != "note"] == ["EP528"]
    with opened(artifact.data) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.pages[0].obj.BleedBox)
        art = [paint.box for paint in paints(pdf.pages[0], 0) if paint.kind == "fill" and paint.box is not None]
    sides = (
        any(box.left == pytest.approx(left, abs=0.3) for box in art),
        any(box.right == pytest.approx(right, abs=0.3) for box in art),
        any(box.bottom == pytest.approx(bottom, abs=0.3) and box.top == pytest.approx(top, abs=0.3) for box in art),
    )
    # The belly-band runs off left and right, the column off left, top and bottom.
    assert sides == ((True, True, False) if layout == "classic" else (True, False, True))
    assert build.make(essay, edition, build.Request(layout=layout)).data == artifact.data


def test_an_edition_without_bleed_has_no_sheet_for_it(tmp_path: Path) -> None:
    """What runs on beyond the trim is written in press.css, and is none of the other editions' business."""
    (tmp_path / "light.md").write_text(SPOILED.replace("![A red sheet](i.png", "[A red sheet](https://e.org"), "utf-8")
    essay = build.read(tmp_path / "light.md")
    layout = layouts.load("classic")
    options = layouts.choose_options(layout, essay.metadata)

    def sheets(name: str) -> list[str]:
        return [sheet.name for sheet in compose(essay, layout, editions.named(name), options).stylesheets]

    plain = ["layouts/base/print.css", "layouts/classic/print.css"]
    assert sheets("a5") == plain
    assert sheets("trade") == [plain[0], "layouts/base/press.css", plain[1], "layouts/classic/press.css"]


# ---------------------------------------------------------------- an outside witness
@pytest.mark.proof
@pytest.mark.skipif(shutil.which("gs") is None, reason="needs Ghostscript")
@pytest.mark.parametrize(("body", "plates", "most"), [("<p>a <b>b</b></p>", (0, 0, 0, 255), 255), (BODY, None, 765)])
def test_ghostscript_sees_the_same_inks(tmp_path: Path, body: str, plates: tuple[int, ...] | None, most: int) -> None:
    """Separated by another program, text is on the black plate alone, and no place has more than 300 % of ink."""
    (tmp_path / "page.pdf").write_bytes(pressed(body))
    device = ["-dUseBleedBox", "-sDEVICE=tiff32nc", "-r100", f"-sOutputFile={tmp_path / 'page.tif'}"]
    command = ["gs", "-dSAFER", "-q", "-dNOPAUSE", "-dBATCH", *device, str(tmp_path / "page.pdf")]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(tmp_path / "page.tif") as picture:
        greatest = [band.getextrema()[1] for band in picture.split()]
        samples = picture.tobytes()
    total = max(map(sum, zip(*(samples[ink::4] for ink in range(4)), strict=True)))
    assert total <= most + 1
    if plates is not None:
        assert tuple(greatest) == plates
