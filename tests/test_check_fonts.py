"""The font check: only the layout's faces, embedded, subset, readable and honest."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from check_samples import LAYOUT, broken, codes, good, messages
from essay_press.check import fonts
from essay_press.check.report import Report


def faces(data: bytes) -> Report:
    """Return the report on how fonts are embedded."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return fonts.embedded(pdf)


def own(data: bytes, layout: Any = LAYOUT) -> Report:
    """Return the report on which fonts are embedded."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return fonts.declared(pdf, layout)


def each(kind: str, change: Callable[[Any], object]) -> bytes:
    """Return the sample after `change` of each object of a type."""

    def apply(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind:
                change(item)

    return broken(apply)


def rename(old: str, new: str) -> bytes:
    """Return the sample with its fonts renamed."""

    def change(font: Any) -> None:
        if "/BaseFont" in font:
            font.BaseFont = pikepdf.Name(str(font.BaseFont).replace(old, new))

    return each("/Font", change)


def reprogrammed(change: Callable[[TTFont], None]) -> bytes:
    """Return the sample with each embedded font program changed."""

    def apply(descriptor: Any) -> None:
        font = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
        change(font)
        target = io.BytesIO()
        font.save(target)
        descriptor.FontFile2.write(target.getvalue())

    return each("/FontDescriptor", apply)


def test_the_good_sample_passes() -> None:
    """Four faces: upright, italic, bold, and the Hebrew fallback."""
    assert (codes(faces(good())), faces(good()).examined) == ([], 4)
    assert (codes(own(good())), own(good()).examined) == ([], 4)


def test_a_face_that_the_layout_does_not_declare_is_an_error() -> None:
    """The outlines are compared, so a family's bold is missed although its regular is declared."""
    plain = replace(LAYOUT, fonts=tuple(face for face in LAYOUT.fonts if face.weight == 400))
    found = own(good(), plain)
    assert codes(found) == ["EP510"]
    assert "Garamond-Bold" in messages(found)


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("EP511", lambda: each("/FontDescriptor", lambda item: item.__delitem__("/FontFile2"))),
        ("EP512", lambda: rename("+", "-")),
        ("EP514", lambda: rename("Garamond-Italic", "Garamond-Oblique")),
        ("EP515", lambda: each("/Font", lambda item: item.__setitem__("/Subtype", pikepdf.Name.Type3))),
        ("EP516", lambda: each("/Font", lambda item: "/ToUnicode" in item and item.__delitem__("/ToUnicode"))),
        ("EP517", lambda: reprogrammed(lambda font: setattr(font["OS/2"], "fsType", 2))),
        ("EP518", lambda: each("/FontDescriptor", lambda item: item.FontFile2.write(b"not a font"))),
    ],
)
def test_a_bad_embedding_is_an_error(code: str, data: Callable[[], bytes]) -> None:
    """Each way to embed a font badly has its own code."""
    assert code in codes(faces(data()))


def test_a_faked_bold_is_an_error() -> None:
    """A font called bold whose outlines are of weight 400 is told."""
    found = faces(rename("Hebrew", "Hebrew-Bold"))
    assert codes(found) == ["EP513"]


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("EB-Garamond", 400),
        ("EB-Garamond-Italic", 400),
        ("EB-Garamond-Semi-Bold-Italic", 600),
        ("Literata-Bold", 700),
        ("Inter-Ultra-Bold", 800),
        ("Book,-Medium", 500),
    ],
)
def test_a_weight_is_read_from_a_name(name: str, weight: int) -> None:
    """Names end with a weight and a style, either of which may be absent."""
    assert fonts.weight_of(name) == weight
