"""Preflight on finished files: the good one passes, and each fault, planted by itself, is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from check_samples import good as archived
from press_samples import EDITION, broken, good, laid, pressed, reports

Change = Callable[[pikepdf.Pdf], Any]


def codes(data: bytes) -> set[str]:
    """Return the codes of what preflight says."""
    return {item.code for report in reports(data).values() for item in report.diagnostics}


def drawn(content: bytes) -> Change:
    """Return a change that draws something more on the first page."""
    return lambda pdf: pdf.pages[0].contents_add(pdf.make_stream(b"q " + content + b" Q"))


def packet(old: str, new: str) -> Change:
    """Return a change of the XMP packet."""

    def change(pdf: pikepdf.Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode()
        assert old in text
        pdf.Root.Metadata.write(text.replace(old, new).encode())

    return change


def of_kind(pdf: pikepdf.Pdf, subtype: str) -> list[Any]:
    """Return the streams of a subtype."""
    return [item for item in pdf.objects if isinstance(item, Stream) and item.get("/Subtype") == subtype]


def gradient(pdf: pikepdf.Pdf) -> Any:
    """Return the first gradient in ink."""
    return next(
        item
        for item in pdf.objects
        if isinstance(item, Dictionary) and "/ShadingType" in item and item.ColorSpace == Name.DeviceCMYK
    )


def picture(pdf: pikepdf.Pdf, inks: bytes) -> None:
    """Make the first CMYK picture one of these four inks."""
    found = next(item for item in of_kind(pdf, "/Image") if item.ColorSpace == Name.DeviceCMYK)
    found.write(inks * (int(found.Width) * int(found.Height)))
    for key in ("/DecodeParms", "/Decode"):
        if key in found:
            del found[key]


def recoloured(kind: str, space: Name) -> Change:
    """Return a change that says of a picture that it is in another colour space."""

    def change(pdf: pikepdf.Pdf) -> None:
        found = next(item for item in of_kind(pdf, kind) if item.get("/ColorSpace") == Name.DeviceCMYK)
        found.ColorSpace = space

    return change


def without_marks(pdf: pikepdf.Pdf) -> None:
    """Take the marks off the first page."""
    content = pdf.pages[0].Contents.read_bytes()
    kept, found, _ = content.partition(b"/Artifact <</Type /Page>>")
    assert found
    pdf.pages[0].obj.Contents = pdf.make_stream(kept)


def test_the_good_file_passes() -> None:
    """Every check ran, looked at something, and found nothing."""
    found = reports(good())
    assert [(name, item.message) for name, report in found.items() for item in report.diagnostics] == []
    assert all(report.examined and not report.not_run for report in found.values())
    assert len(found) == 11


def test_a_file_fresh_from_the_layout_fails() -> None:
    """In light, without marks, intent and identity, with a link, and with a picture of too much ink."""
    assert codes(laid()) == {"EP520", "EP521", "EP522", "EP523", "EP524", "EP525", "EP526"}


def test_other_files_are_none_of_its_business() -> None:
    """An edition for the screen is not held to what a press wants."""
    assert reports(archived(), None) == {}


def test_without_its_edition_a_file_is_still_looked_at() -> None:
    """What needs the printer's preset says so and does not pass."""
    found = reports(good(), None)
    assert sorted(name for name, report in found.items() if report.not_run) == [
        "boxes for the press",
        "ink limit",
        "resolution of pictures",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf.pages[0].obj.__delitem__("/TrimBox"),
        lambda pdf: pdf.pages[0].obj.__delitem__("/BleedBox"),
        lambda pdf: pdf.pages[0].obj.__setitem__("/BleedBox", pdf.pages[0].obj.TrimBox),
        lambda pdf: pdf.pages[0].obj.__setitem__("/MediaBox", pdf.pages[0].obj.BleedBox),
        lambda pdf: pdf.pages[0].obj.__setitem__("/ArtBox", pdf.pages[0].obj.TrimBox),
        lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", pdf.pages[0].obj.TrimBox),
    ],
)
def test_wrong_boxes_are_an_error(change: Change) -> None:
    """A box missing, too small, too many, or cutting the bleed off."""
    assert "EP520" in codes(broken(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
        lambda pdf: pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0]),
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/RegistryName"),
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"),
        lambda pdf: pdf.Root.OutputIntents[0].__setitem__("/OutputConditionIdentifier", String("FOGRA52")),
        lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"\0" * 12 + b"mntrRGB " + b"\0" * 108),
    ],
)
def test_a_wrong_output_intent_is_an_error(change: Change) -> None:
    """None, two, unregistered, without a profile, for other paper, or with the profile of a screen."""
    assert codes(broken(change)) == {"EP521"}


@pytest.mark.parametrize(
    "change",
    [
        drawn(b"1 0 0 rg 20 20 9 9 re f"),
        drawn(b"0 0 1 RG 20 20 m 40 40 l S"),
        drawn(b"/DeviceRGB cs 1 0 0 scn 20 20 9 9 re f"),
        drawn(b"BT 0 0 0 rg 20 20 Td [] TJ ET"),
        recoloured("/Image", Name.DeviceRGB),
        lambda pdf: gradient(pdf).__setitem__("/ColorSpace", Name.DeviceRGB),
        lambda pdf: pdf.pages[0].obj.Group.__setitem__("/CS", Name.DeviceRGB),
        lambda pdf: of_kind(pdf, "/Form")[0].write(b"1 0 0 rg 0 0 9 9 re f"),
    ],
)
def test_a_colour_of_light_is_an_error(change: Change) -> None:
    """Areas, lines, text, pictures, gradients, groups and forms: each is looked at."""
    assert "EP522" in codes(broken(change))


@pytest.mark.parametrize(
    "change",
    [
        drawn(b"1 1 1 0.5 k 20 20 9 9 re f"),
        lambda pdf: picture(pdf, b"\xff\xff\xff\x80"),
        lambda pdf: gradient(pdf).__setitem__(
            "/Function", Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=Array([1, 1, 1, 1]))
        ),
        lambda pdf: pdf.pages[0].Resources.ExtGState.__setitem__("/a1", Dictionary(BM=Name.Multiply)),
    ],
)
def test_too_much_ink_is_an_error(change: Change) -> None:
    """In areas, pictures and gradients, and where a blend mode would lay one ink over another."""

    def used(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        drawn(b"/a1 gs")(pdf)

    assert "EP523" in codes(broken(used))


def test_a_mark_inside_the_bleed_is_an_error() -> None:
    """It would be printed on the page."""
    assert codes(broken(drawn(b"/Registration CS 1 SCN -5 70 m -5 90 l S"))) == {"EP524"}


def test_missing_marks_are_an_error() -> None:
    """Eight lines point at the corners of the trim."""
    found = reports(broken(without_marks))["marks"]
    assert [item.message for item in found.diagnostics] == ["page 1 lacks 8 of its 8 crop marks"]


def test_art_in_the_slug_is_an_error() -> None:
    """Outside the bleed stands nothing but marks."""
    assert codes(broken(drawn(b"0 0 0 1 k -20 40 9 9 re f"))) == {"EP524"}


@pytest.mark.parametrize(
    "change",
    [
        packet("PDF/X-4", "PDF/X-3"),
        packet("<pdf:Trapped>False", "<pdf:Trapped>True"),
        packet("<xmpMM:VersionID>1</xmpMM:VersionID>", ""),
        packet("<xmp:ModifyDate>2024-06-02", "<xmp:ModifyDate>2026-01-01"),
        packet("<xmpMM:DocumentID>uuid:", "<xmpMM:DocumentID>uuid:0"),
        lambda pdf: pdf.docinfo.__delitem__("/Trapped"),
        lambda pdf: pdf.docinfo.__delitem__("/CreationDate"),
    ],
)
def test_an_identity_that_is_not_whole_is_an_error(change: Change) -> None:
    """Claim, trapped key, version, dates that differ, an identifier from nowhere."""
    assert codes(broken(change)) == {"EP525"}


def test_a_random_identifier_is_an_error() -> None:
    """A UUID of version 4 is another one each time."""

    def change(pdf: pikepdf.Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode()
        before, _, rest = text.partition("<xmpMM:DocumentID>uuid:")
        random = "9f1d2c7e-0b0f-4c5c-8a67-2f2f3f1f7a11"
        pdf.Root.Metadata.write(f"{before}<xmpMM:DocumentID>uuid:{random}{rest[36:]}".encode())

    assert codes(broken(change)) == {"EP525"}


def test_a_link_is_an_error() -> None:
    """On paper nothing can be followed."""

    def change(pdf: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])

    assert codes(broken(change)) == {"EP526"}


def test_black_text_in_four_inks_is_an_error() -> None:
    """Not so a strong colour, or a tint of black."""
    assert codes(broken(drawn(b"BT 0.7 0.6 0.6 0.6 k 20 20 Td [] TJ ET"))) == {"EP527"}
    assert codes(broken(drawn(b"BT 0.2 0.9 0.9 0.1 k 20 20 Td [] TJ 0 0 0 0.6 k [] TJ ET"))) == set()


def test_a_coarse_picture_is_a_warning() -> None:
    """120 pixels over 60 mm are 51 dots per inch."""
    data = pressed('<p><img style="width: 60mm; height: 40mm" src="rgb.png" alt="a"/></p>')
    (found,) = reports(data)["resolution of pictures"].diagnostics
    assert (found.severity, found.code) == ("warning", "EP528")
    assert "120 × 80 pixels is printed at 51 dpi" in found.message


def test_art_that_stops_at_the_trim_is_an_error() -> None:
    """A band that ends where the page is cut; one that goes on to the bleed, or keeps clear, passes."""
    assert codes(pressed('<p class="band" style="margin: 0 -14mm">x</p>')) == {"EP529"}
    assert codes(pressed('<p class="band">x</p>')) == set()
    assert codes(pressed('<p class="band" style="margin: 0 -9mm">x</p>')) == set()


def test_an_edition_without_marks_is_not_asked_for_them() -> None:
    """The edition says whether marks are drawn."""
    trim = EDITION.trim
    assert trim is not None
    bare = replace(EDITION, trim=replace(trim, marks=False))
    assert reports(broken(without_marks), bare)["marks"].diagnostics == ()
