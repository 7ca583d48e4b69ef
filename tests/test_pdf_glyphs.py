"""A character that no face can print is found with its name and line, before anything is laid out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from essay_press import model
from essay_press.diagnostics import Place
from essay_press.formats.pdf import glyphs
from pdf_samples import FACES

GARAMOND, _, HEBREW, _ = FACES


def missing(text: str, *faces: model.FontFace) -> str:
    """Return the characters of one block that no face has, in order."""
    return "".join(char for char, _ in glyphs.missing([("b1", text)], faces or (GARAMOND,)))


def composition(
    *parts: str, notes: tuple[model.Note, ...] = (), faces: tuple[model.FontFace, ...] = (GARAMOND,)
) -> model.Composition:
    """Return a composition of essay parts with places for blocks b1 and b2."""
    places = (("b1", Place("a.md", 7, 1)), ("b2", Place("a.md", 9, 1)))
    essay = model.Essay("a.md", Path("/nowhere"), model.Metadata("T"), "", notes=notes, blocks=places)
    edition = model.Edition("a5", "", "pdf", ("classic",))
    layout = model.Layout("classic", "", (), (), faces)
    made = tuple(model.Part(f"p{n}", model.Role.ESSAY, "", xhtml) for n, xhtml in enumerate(parts))
    return model.Composition(essay, edition, layout, made, ())


def test_what_a_face_has_is_not_missing() -> None:
    """Letters, accents, Greek, Cyrillic and the punctuation of books."""
    assert missing("Naïve – “quotes” λόγος Привет Việt Nam ½ § †") == ""


def test_each_missing_character_is_named_once_with_its_first_block() -> None:
    """Two blocks, one report per character."""
    found = glyphs.missing([("b1", "ab漢"), ("b2", "漢字")], (GARAMOND,))
    assert found == (("漢", "b1"), ("字", "b2"))


def test_a_later_face_fills_in() -> None:
    """What the first face lacks, the fallback prints."""
    assert missing("aשb") == "ש"
    assert missing("aשb", GARAMOND, HEBREW) == ""


def test_a_fallback_prints_only_its_own_range() -> None:
    """A fallback face is used for its unicode-range and nothing else."""
    narrow = replace(HEBREW, role="fallback", unicode_range="U+0590-05DF, U+FB1?")
    assert missing("שא", narrow) == "ש"


@pytest.mark.parametrize(
    "text", ["a\u00adb", "a\u200db\u200c", "\u2067a\u2069", "a\u202fb\u2009c\u00a0d\u3000", "a\ufe0f", "\ta\n"]
)
def test_marks_without_ink_need_no_glyph(text: str) -> None:
    """Soft hyphens, joiners, directions, spaces and variation selectors are shaped without a glyph."""
    assert missing(text) == ""


def test_composed_and_decomposed_are_the_same() -> None:
    """A letter and its accent count as the letter with the accent, and the other way round."""
    assert missing("e\u0301") == missing("é") == ""


def test_a_no_break_hyphen_is_printed_as_a_hyphen() -> None:
    """Faces without U+2011 print it all the same."""
    assert missing("a\u2011b") == ""


def test_the_message_has_sign_name_layout_and_line() -> None:
    """The error is at the line of the block that has the character, whatever is nested in it."""
    found = glyphs.check(composition('<section><h1>x</h1><p id="b2">a <em id="q1">漢</em></p></section>'))
    (line, hint) = str(found[0]).split("\n")
    name = "“漢” U+6F22 CJK UNIFIED IDEOGRAPH-6F22"
    assert line == f"a.md:9:1: error EP410: no face of the layout `classic` has the character {name}"
    assert hint == "  hint: replace the character, or choose a layout that has a fallback face for its script"


def test_notes_are_looked_at_and_have_their_own_line() -> None:
    """A character in a note is found where the note stands."""
    note = model.Note("n1", 1, "<p>漢</p>", ("r1",), Place("a.md", 30, 1))
    (found,) = glyphs.check(composition("<section/>", notes=(note,)))
    assert str(found.place) == "a.md:30:1"


def test_a_character_outside_the_essay_is_reported_without_a_place() -> None:
    """Text of a title page has no block in the manuscript."""
    (found,) = glyphs.check(composition("<section><h1>漢</h1></section>"))
    assert found.place is None


def test_faces_of_the_epub_do_not_print() -> None:
    """Only faces for print count."""
    found = glyphs.check(composition("<section><p>a</p></section>", faces=(replace(GARAMOND, medium="epub"),)))
    assert len(found) == 1


def test_comments_are_not_printed() -> None:
    """Markup that is not text has no characters."""
    assert glyphs.check(composition("<section><!-- 漢 --><p>a</p></section>")) == ()
