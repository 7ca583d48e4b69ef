"""Details of a page: figures told by their outlines, ornaments between text, verse that hangs; good ones left alone."""

from __future__ import annotations

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from compose_samples import composed, essay
from essay_press.check.typography import numerals
from essay_press.check.typography.findings import findings
from essay_press.check.typography.numerals import Numeral
from essay_press.check.typography.reading import read
from essay_press.check.typography.typeset import Kind, Typeset
from essay_press.finish import finish
from essay_press.formats.pdf.render import lay_out, pdf
from lint_samples import FONT, made, paragraph, words
from seeded_typography import ORNAMENT, STANZA, TABLE, VERSE, YEARS

PROSE = "In 1847 and 1959 and 1963, then 23,475 and 650, there was a line of prose, and another one after it. "
BODY = (
    f'<p id="b1" class="first">Words come before {PROSE * 3}</p>'
    f'<p id="b2">{PROSE}<em>{PROSE}</em><strong>{PROSE}</strong></p>'
    '<table id="b3"><thead><tr><th>Year</th></tr></thead>'
    "<tbody><tr><td>1,847</td></tr><tr><td>11,111</td></tr><tr><td>2,395</td></tr></tbody></table>"
    f'<p id="b4">{PROSE}</p>'
)
OLD_STYLE, LINING = Numeral.OLD_STYLE, Numeral.LINING
# What a layout's face has: Libre Franklin and Atkinson have lining figures alone.
SET = [("classic", "a5", OLD_STYLE), ("modern", "a4", OLD_STYLE), ("magazine", "a4", OLD_STYLE),
       ("large-print", "large-print", LINING), ("zine", "zine", LINING)]  # fmt: skip


def told(typeset: Typeset, code: str) -> tuple[int, list[str]]:
    """Return how many candidates a rule looked at, and what it says."""
    (found,) = [item for item in findings(typeset) if item.code == code]
    return found.examined, [item.message for item in found.findings]


@pytest.mark.parametrize(("layout", "edition", "kind"), SET)
def test_figures_are_old_style_in_text_and_lining_in_tables(layout: str, edition: str, kind: Numeral) -> None:
    """In the finished PDF, by the outlines of its own fonts: roman, italic and bold; in tables all of one width."""
    composition = composed(essay(BODY), edition, layout)
    found = read(finish(pdf(composition, lay_out(composition))))
    cells = [line for line in found.lines if line.role == "TD"]
    family = next(face.family for face in composition.layout.fonts if face.role == "text").replace(" ", "-")
    text = [line for line in found.lines if line.kind is Kind.TEXT and line.font.startswith(family)]
    seen = {item for line in text for word in line.words for item, _ in word.numerals}
    assert seen == {kind}
    assert {item for line in cells for word in line.words for item, _ in word.numerals} == {LINING}
    assert told(found, "EP886")[1] == []
    # Libre Franklin has no figures of one width: a table in it is told of, and rightly.
    assert (told(found, "EP887")[1] == []) is (layout != "zine")


def test_figures_of_one_kind_are_left_in_peace() -> None:
    """Old-style or lining; those of a table, and those beside capitals, may be of the other kind."""
    for feature in ("onum", "lnum"):
        text = f"<p>{YEARS} {words(30, 'a')} <b>B52</b></p>{TABLE}"
        css = f"p {{ font-feature-settings: '{feature}' 1 }} b, td {{ font-feature-settings: 'lnum' 1, 'tnum' 1 }}"
        found = read(made(text, css, tags=True))
        assert told(found, "EP886")[1] == []
        assert told(found, "EP887") == (3, [])


def test_figures_of_another_family_are_no_mixture() -> None:
    """Many a family has lining figures alone: a caption in a sans has them beside a text with old-style ones."""
    sans = FONT.parent.parent / "inter" / "Inter_400Regular.ttf"
    css = f"@font-face {{ font-family: I; src: url({sans.as_uri()}) }} .i {{ font-family: I }}"
    css += " p { font-feature-settings: 'onum' 1 }"
    found = read(made(f"<p>{YEARS} {words(30, 'a')}</p><p class=i>{YEARS} {words(30, 'b')}</p>", css))
    examined, said = told(found, "EP886")
    assert (examined >= 8, said) == (True, [])


def test_an_ornament_between_text_is_where_it_belongs() -> None:
    """It is looked at, and nothing is said; neither are stars on a cover, where no text is."""
    found = read(made(f"{paragraph(60, 'a')}<p class=o>* * *</p>{paragraph(60, 'b')}", ORNAMENT))
    assert told(found, "EP888") == (1, [])
    alone = read(made("<p class=o>* * *</p>", f"{ORNAMENT} .o {{ font-size: 30pt }}"))
    assert told(alone, "EP888") == (0, [])


def test_verse_that_hangs_is_left_in_peace() -> None:
    """Each turned line is looked at; emphasis over several lines of ragged prose is no verse."""
    hanging = read(made(f"{paragraph(60, 'a')}{VERSE}", f"{STANZA} .v span {{ padding-left: 3em; text-indent: -3em }}",
                        tags=True))  # fmt: skip
    examined, said = told(hanging, "EP889")
    assert (examined >= 2, said) == (True, [])
    prose = f"<p class=v><em>{words(40, 'a')}</em></p>"
    assert told(read(made(prose, ".v { text-align: left }", tags=True)), "EP889") == (0, [])


@pytest.mark.parametrize("layout", ["classic", "modern", "large-print"])
def test_verse_of_the_house_hangs(layout: str) -> None:
    """Lines too long for the measure go on further in, in finished files."""
    line = "The sea is calm tonight, the tide is full, the moon lies fair upon the straits and on the French coast too"
    verse = f'<div class="verse" id="b2"><p class="stanza"><span class="line">{line}</span><br/>'
    verse += f'<span class="line">gleams and is gone</span><br/><span class="line i1">{line}</span></p></div>'
    composition = composed(essay(f'<p id="b1" class="first">{PROSE}</p>{verse}<p id="b3">{PROSE}</p>'),
                           "large-print" if layout == "large-print" else "a5", layout)  # fmt: skip
    examined, said = told(read(finish(pdf(composition, lay_out(composition)))), "EP889")
    assert (examined >= 2, said) == (True, [])


def test_a_broken_font_says_nothing_of_its_figures() -> None:
    """And does no harm."""
    assert numerals._bounds(b"\0\1\0\0 nothing", (1,)) == {}
    assert numerals._compact(b"nothing", (1,)) == {}


def test_six_and_eight_tell_nothing() -> None:
    """They look alike in both kinds: a font with these alone has no figures that can be told."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "six"])
    builder.setupCharacterMap({0x36: "six"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in (".notdef", "six")})
    assert numerals.shapes({"/Subtype": "/Type0", "/Encoding": "/Identity-H"}, {1: "6", 2: "8"}) == {}
