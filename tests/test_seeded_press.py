"""Faults planted into good files for the press, one at a time: each turns red with its code, the clean file is green.

The files are those of an essay, in the editions trade (PDF/X-4) and trade-x1a (PDF/X-1a:2001), and every check of a
PDF looks at them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, String
from PIL import Image

from essay_press import build, check, editions, layouts
from essay_press.diagnostics import Severity
from essay_press.model import Essay

ESSAY = """\
---
title: A Light Kept
author: Ada Verne
date: 2024-05-01
lang: en
---

The keeper wrote in the evenings, and what he wrote was [seldom finished](https://example.org/).[^1] He had a lamp and a
table, and the sea for company; nobody asked him for more, and he asked for less than that.

![A red sheet](i.png "A caption")

## The other lamp

There was a second lamp, which was never lit.

[^1]: It went into a drawer.
"""
MM = 72 / 25.4
Change = Callable[[pikepdf.Pdf], Any]


@dataclass(frozen=True)
class Fault:
    """A fault: what is done to the file or how it is saved, in which edition, and the code that it is found by."""

    name: str
    change: Change
    code: str
    edition: str = "trade"
    save: tuple[tuple[str, Any], ...] = ()


@pytest.fixture(scope="module")
def essay(tmp_path_factory: pytest.TempPathFactory) -> Essay:
    """Return the essay, with a picture fine enough for the press."""
    folder = tmp_path_factory.mktemp("seeded")
    Image.new("RGB", (1500, 900), "#c33").save(folder / "i.png")
    (folder / "light.md").write_text(ESSAY, encoding="utf-8")
    return build.read(folder / "light.md")


@cache
def made(path: str, edition: str) -> bytes:
    """Return an edition of the essay."""
    return build.make(build.read(Path(path)), editions.named(edition), build.Request(check=False)).data


def planted(data: bytes, fault: Fault) -> bytes:
    """Return a file with one fault."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fault.change(pdf)
        pdf.save(target, **{"fix_metadata_version": False, "deterministic_id": True, **dict(fault.save)})
    return target.getvalue()


def found(data: bytes, essay: Essay, edition: str, *, slow: bool = False) -> dict[str, str]:
    """Return code → message of every error and warning that the checks have."""
    reports = check.check(
        data, check.PDF, essay=essay, layout=layouts.load("classic"), edition=editions.named(edition), slow=slow
    )
    told = [item for report in reports for item in report.diagnostics if item.severity is not Severity.NOTE]
    return {item.code: item.message for item in told}


# ---------------------------------------------------------------- how faults are planted
def page(pdf: pikepdf.Pdf) -> Any:
    """Return the page with the picture."""
    return next(page for page in pdf.pages if images(page))


def images(page: Any) -> list[Any]:
    """Return the pictures of a page."""
    drawn = page.Resources.get("/XObject", Dictionary())
    return [thing for _, thing in drawn.items() if thing.get("/Subtype") == Name.Image]


def drawn(content: str, **resources: Any) -> Change:
    """Return a change that draws something more, with the resources it needs: `Shading={"/s": …}`."""

    def change(pdf: pikepdf.Pdf) -> None:
        target = page(pdf)
        for kind, things in resources.items():
            held = target.Resources.get(f"/{kind}", Dictionary())
            for name, thing in things.items():
                held[name] = thing(pdf) if callable(thing) else thing
            target.Resources[f"/{kind}"] = held
        target.contents_add(pdf.make_stream(f"q {content} Q".encode()))

    return change


def shading(_: pikepdf.Pdf) -> Any:
    """Return a gradient in light."""
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    return Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([90, 0, 99, 0]), Function=function)


def tile(pdf: pikepdf.Pdf) -> Any:
    """Return a tile in light."""
    keys = Dictionary(
        PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 4, 4]), XStep=4, YStep=4, Resources=Dictionary()
    )
    stream = pdf.make_stream(b"0 1 0 rg 0 0 4 4 re f")
    for key, value in keys.items():
        stream[str(key)] = value
    return stream


def comment(**keys: Any) -> Change:
    """Return a change that puts an annotation, drawn in light, on the page."""

    def change(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(b"1 0 0 rg 0 0 9 9 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.PrinterMark, Rect=Array([90, 90, 99, 99]), AP=Dictionary(N=look), **keys
        )
        page(pdf).obj.Annots = Array([pdf.make_indirect(note)])

    return change


def picture(**keys: Any) -> Change:
    """Return a change of keys of the picture; a value may be made of the file."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in keys.items():
            images(page(pdf))[0][f"/{key}"] = value(pdf) if callable(value) else value

    return change


def light(pdf: pikepdf.Pdf) -> None:
    """Put the picture into RGB."""
    image = images(page(pdf))[0]
    image.write(b"\xcc\x33\x33" * (int(image.Width) * int(image.Height)))
    image.ColorSpace = Name.DeviceRGB


def coarse(pdf: pikepdf.Pdf) -> None:
    """Give the picture 72 dots per inch."""
    image = images(page(pdf))[0]
    image.Width, image.Height = 320, 192
    image.write(b"\x00\xcc\xcc\x00" * (320 * 192))


def mask(pdf: pikepdf.Pdf) -> Any:
    """Return a soft mask of one grey pixel."""
    stream = pdf.make_stream(b"\x80")
    stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    stream.Width = stream.Height = 1
    stream.BitsPerComponent = 8
    return stream


def box(name: str, by: float) -> Change:
    """Return a change that moves each side of a box of the page outwards, in mm."""

    def change(pdf: pikepdf.Pdf) -> None:
        left, bottom, right, top = (float(value) for value in page(pdf).obj[name])
        page(pdf).obj[name] = Array([left - by * MM, bottom - by * MM, right + by * MM, top + by * MM])

    return change


def shifted(by: float) -> Change:
    """Return a change that moves all that a page shows towards the fold, in mm."""

    def change(pdf: pikepdf.Pdf) -> None:
        for index, one in enumerate(pdf.pages):
            far = (-by if index % 2 == 0 else by) * MM
            before, _, after = one.obj.Contents.read_bytes().partition(b"/Artifact <</Type /Page>> BDC")
            data = b"q 1 0 0 1 %.3f 0 cm\n%s\nQ\n" % (far, before.rstrip())
            if after:
                data += b"/Artifact <</Type /Page>> BDC" + after
            one.obj.Contents = pdf.make_stream(data)

    return change


def art_box(pdf: pikepdf.Pdf) -> None:
    """Say of the page what its picture is, besides where it is trimmed."""
    page(pdf).obj.ArtBox = page(pdf).obj.TrimBox


def unmarked(pdf: pikepdf.Pdf) -> None:
    """Take the marks off."""
    before, _, _ = page(pdf).obj.Contents.read_bytes().partition(b"/Artifact <</Type /Page")
    page(pdf).obj.Contents = pdf.make_stream(before)


def unembedded(pdf: pikepdf.Pdf) -> None:
    """Take the program out of a font."""
    font = next(item for item in pdf.objects if isinstance(item, Dictionary) and "/FontFile2" in item)
    del font["/FontFile2"]


def packet(pattern: str, new: str) -> Change:
    """Return a change of the XMP packet."""

    def change(pdf: pikepdf.Pdf) -> None:
        text, count = re.subn(pattern, new, pdf.Root.Metadata.read_bytes().decode())
        assert count
        pdf.Root.Metadata.write(text.encode())

    return change


def clock(pdf: pikepdf.Pdf) -> None:
    """Date the file on the day on which it was made."""
    packet(r"(<xmp:(Create|Modify|Metadata)Date>)[\d-]+", r"\g<1>2026-11-25")(pdf)
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = String("D:20261125000000Z")


def info(key: str, value: Any = None) -> Change:
    """Return a change of the Info dictionary: another value, or none."""

    def change(pdf: pikepdf.Pdf) -> None:
        if value is None:
            del pdf.docinfo[key]
        else:
            pdf.docinfo[key] = value

    return change


def intent(key: str, value: Any) -> Change:
    """Return a change of the output intent."""
    return lambda pdf: pdf.Root.OutputIntents[0].__setitem__(key, value)


def root(key: str, value: Any) -> Change:
    """Return a change of the catalogue."""
    return lambda pdf: pdf.Root.__setitem__(key, value)


def nothing(_: pikepdf.Pdf) -> None:
    """Change nothing: the fault is in how the file is saved."""


def type_three(pdf: pikepdf.Pdf) -> Any:
    """Return a font whose letters are drawn in light."""
    letter = pdf.make_stream(b"500 0 d0 1 0 0 rg 0 0 400 400 re f")
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=letter), FirstChar=97, LastChar=97,
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name("/a")])), Widths=Array([500]),
            Resources=Dictionary(),
        )
    )  # fmt: skip


def lab(_: pikepdf.Pdf) -> Any:
    """Return a colour space for eyes."""
    return Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))])


def profiled(pdf: pikepdf.Pdf) -> Any:
    """Return a CMYK colour space with a profile of its own."""
    stream = pdf.make_stream(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes())
    stream.N = 4
    return Array([Name.ICCBased, stream])


RANDOM = "uuid:9f1d2c7e-0b0f-4c5c-8a67-2f2f3f1f7a11"
LOCKED = (("encryption", Encryption(owner="x", user="")), ("deterministic_id", False))
TEXT = "BT /f 9 Tf {} 90 90 Td () Tj ET"
X1A = "trade-x1a"
HALF = {"/half": Dictionary(ca=0.5)}
FAULTS = [
    Fault("text in RGB", drawn(TEXT.format("0.7 0 0 rg")), "EP522"),
    Fault("a picture in RGB", light, "EP522"),
    Fault("a gradient in RGB", drawn("90 90 9 9 re W n /s sh", Shading={"/s": shading}), "EP522"),
    Fault("RGB in a pattern", drawn("/Pattern cs /p scn 90 90 9 9 re f", Pattern={"/p": tile}), "EP522"),
    Fault(
        "a gradient in RGB in a pattern",
        drawn(
            "/Pattern cs /p scn 90 90 9 9 re f",
            Pattern={"/p": lambda pdf: pdf.make_indirect(Dictionary(PatternType=2, Shading=shading(pdf)))},
        ),
        "EP522",
    ),
    Fault("RGB in an annotation", comment(), "EP522"),
    Fault("RGB in a Type 3 font", drawn("BT /t 9 Tf 90 90 Td (a) Tj ET", Font={"/t": type_three}), "EP522"),
    Fault("Lab", drawn("/eye cs 50 40 59 scn 90 90 9 9 re f", ColorSpace={"/eye": lab}), "EP522"),
    Fault(
        "a spot colour",
        drawn(
            "/gold cs 1 scn 90 90 9 9 re f",
            ColorSpace={
                "/gold": lambda _: Array(
                    [
                        Name.Separation,
                        Name.Gold,
                        Name.DeviceCMYK,
                        Dictionary(
                            FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 0.2, 0.9, 0]), N=1
                        ),
                    ]
                ),
            },
        ),
        "EP522",
    ),
    Fault("an inline picture", drawn("BI /W 1 /H 1 /BPC 8 /CS /RGB ID \1\2\3 EI"), "EP522"),
    Fault("black text in four inks", drawn(TEXT.format("0.7 0.6 0.6 0.6 k")), "EP527"),
    Fault("ink over the limit", drawn("1 1 0.9 0.5 k 90 90 9 9 re f"), "EP523"),
    Fault("overprint", drawn("/o gs", ExtGState={"/o": Dictionary(OP=True, op=True)}), "EP523"),
    Fault("a picture of 72 dpi", coarse, "EP528"),
    Fault("no TrimBox", lambda pdf: page(pdf).obj.__delitem__("/TrimBox"), "EP520"),
    Fault(
        "an ArtBox beside the TrimBox", lambda pdf: page(pdf).obj.__setitem__("/ArtBox", page(pdf).obj.TrimBox), "EP520"
    ),
    Fault("a bleed of 1 mm", box("/BleedBox", -2), "EP520"),
    Fault("a sheet that ends at the bleed", box("/MediaBox", -7), "EP520"),
    Fault("another trim", box("/TrimBox", 1), "EP563"),
    Fault("art that stops at the trim", drawn(f"0 0 0 1 k {0} 100 432 60 re f"), "EP529"),
    Fault("no marks", unmarked, "EP524"),
    Fault("a mark in the bleed", drawn("/Registration CS 1 SCN -5 200 m -5 230 l S"), "EP524"),
    Fault("no output intent", lambda pdf: pdf.Root.__delitem__("/OutputIntents"), "EP521"),
    Fault("another output intent", intent("/OutputConditionIdentifier", String("FOGRA52")), "EP521"),
    Fault("trapped or not", info("/Trapped"), "EP525"),
    Fault("a date from the clock", clock, "EP525"),
    Fault(
        "an identifier by chance", packet(r"uuid:[0-9a-f-]{36}", "uuid:9f1d2c7e-0b0f-4c5c-8a67-2f2f3f1f7a11"), "EP525"
    ),
    Fault("PDF 1.7", nothing, "EP525", save=(("force_version", "1.7"),)),
    Fault(
        "encryption",
        nothing,
        "EP525",
        save=(("encryption", Encryption(owner="x", user="")), ("deterministic_id", False)),
    ),
    Fault("a script", root("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.beep()"))), "EP525"),
    Fault("an attached file", root("/AF", Array()), "EP525"),
    Fault("OPI", picture(OPI=Dictionary()), "EP525"),
    Fault("alternate pictures", picture(Alternates=Array()), "EP525"),
    Fault("a transfer curve", drawn("/t gs", ExtGState={"/t": Dictionary(TR=Name.Identity)}), "EP525"),
    Fault("a screen", drawn("/t gs", ExtGState={"/t": Dictionary(Type=Name.ExtGState, HT=Name.Default)}), "EP525"),
    Fault("a link", comment(A=Dictionary(S=Name.URI, URI=String("https://example.org"))), "EP525"),
    Fault(
        "a comment",
        lambda pdf: page(pdf).obj.__setitem__(
            "/Annots",
            Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([90, 90, 99, 99])))]),
        ),
        "EP526",
    ),
    Fault("a font that is not embedded", unembedded, "EP511"),
    Fault("a narrow gutter", shifted(6), "EP586"),
    Fault("half-opaque paint", drawn("/half gs 0 0 0 1 k 90 90 9 9 re f", ExtGState=HALF), "EP525", X1A),
    Fault("a blend mode", drawn("/b gs", ExtGState={"/b": Dictionary(BM=Name.Multiply)}), "EP525", X1A),
    Fault(
        "a transparent group",
        lambda pdf: page(pdf).obj.__setitem__("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)),
        "EP525",
        X1A,
    ),
    Fault("a soft mask", picture(SMask=mask), "EP525", X1A),
    Fault("a picture of 16 bits", picture(BitsPerComponent=16), "EP525", X1A),
    Fault("JPEG 2000", picture(Filter=Name.JPXDecode), "EP525", X1A),
    Fault("layers", root("/OCProperties", Dictionary()), "EP525", X1A),
    Fault("PDF 1.4", nothing, "EP525", X1A, save=(("force_version", "1.4"),)),
    Fault(
        "packed objects",
        nothing,
        "EP525",
        X1A,
        save=(("object_stream_mode", pikepdf.ObjectStreamMode.generate), ("force_version", "1.5")),
    ),
    Fault("another conformance", info("/GTS_PDFXConformance", String("PDF/X-1a:2003")), "EP525", X1A),
    Fault(
        "inks with a profile", drawn("/own cs 0 0 0 1 scn 90 90 9 9 re f", ColorSpace={"/own": profiled}), "EP525", X1A
    ),
    Fault("no title", info("/Title"), "EP525", X1A),
]


@pytest.mark.parametrize("edition", ["trade", X1A])
def test_the_clean_file_is_green(essay: Essay, edition: str) -> None:
    """No error, no warning: whatever is found below was planted."""
    assert found(made(essay.path, edition), essay, edition) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.edition}: {fault.name}")
def test_each_fault_is_found(essay: Essay, fault: Fault) -> None:
    """By the check that is there for it."""
    told = found(planted(made(essay.path, fault.edition), fault), essay, fault.edition)
    assert fault.code in told


def test_saving_a_file_again_is_no_fault(essay: Essay) -> None:
    """What the other tests find is not how they save."""
    data = made(essay.path, "trade")
    assert found(planted(data, Fault("", nothing, "")), essay, "trade") == {}
