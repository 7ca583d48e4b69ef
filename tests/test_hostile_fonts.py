"""Fonts with hostile tables in others' files: refused in clear words, within limits, before anything unfolds them."""

from __future__ import annotations

import pikepdf
import pytest

from essay_press.build import limits
from essay_press.build.limits import Limits
from essay_press.check import epub_fonts, fonts, hostile, leak_fonts
from essay_press.diagnostics import Diagnostic, Place
from essay_press.forking import can_fork
from seeded_fonts import FAULTS, curved, sound

HERE = Place("a.pdf")
FACE = epub_fonts._Face("Seeded", "seeded.ttf", 400, False)


def looked_at(data: bytes) -> tuple[str, list[Diagnostic], list[Diagnostic]]:
    """Return why a font is refused, and what is found in a PDF and in an EPUB that hold it."""
    with pikepdf.new() as pdf:
        program = pdf.make_indirect(pikepdf.Stream(pdf, data))
        descriptor = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.FontDescriptor, FontFile2=program))
        pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.TrueType,
                BaseFont=pikepdf.Name("/ABCDEF+Seeded"),
                FontDescriptor=descriptor,
                ToUnicode=pikepdf.Stream(pdf, b""),
            )
        )
        in_pdf = list(fonts.embedded(pdf).diagnostics)
    tuple(leak_fonts.program("x", data))
    return hostile.fault_of(data), in_pdf, list(epub_fonts._font(data, FACE, frozenset("abc")))


@pytest.mark.skipif(not can_fork(), reason="limits are set on forked processes")
@pytest.mark.parametrize("name", FAULTS)
def test_a_hostile_font_is_refused_in_clear_words(name: str) -> None:
    """In a PDF and in an EPUB, with a reason; in little memory and time."""
    data = FAULTS[name]()
    why, in_pdf, in_epub = limits.apart(HERE, "the font cannot be looked at", Limits(1000, 30), looked_at, data)
    assert why
    assert [(item.code, "has a program that cannot be read" in item.message) for item in in_pdf] == [("EP518", True)]
    assert [(item.code, "is not a font that can be read" in item.message) for item in in_epub] == [("EP543", True)]
    assert in_pdf[0].message.endswith(why)


@pytest.mark.parametrize("data", [sound(), curved(), curved((("return",), (0, "callgsubr", "return")))])
def test_a_sound_font_is_let_in(data: bytes) -> None:
    """The fonts that the faults are planted in have none; subroutines may call each other."""
    why, in_pdf, in_epub = looked_at(data)
    assert (why, in_pdf, in_epub) == ("", [], [])


def test_a_letter_of_the_kept_text_gives_nothing_away() -> None:
    """The great forms of `ß` and of ligatures are several letters; that they are letters themselves counts as well."""
    subset = leak_fonts.Subset("x", tuple("Sßaſtﬁ"))
    assert list(leak_fonts.tells(subset, [], ["Straße ﬁ"], "Spaß ﬁt")) == []
    (told,) = leak_fonts.tells(subset, [], ["Straße ﬁ"], "Spass fit")
    assert (told.code, told.message.endswith("that only the removed text has: ß ﬁ")) == ("EP709", True)
