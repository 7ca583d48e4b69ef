"""What hangs in the margins comes from the glyphs' shapes, and comes near what eyes have settled on."""

from __future__ import annotations

import pytest

from essay_press.formats.pdf.linebreaking import Face, Run, Style, set_paragraph
from essay_press.formats.pdf.linebreaking.margins import _flattened, extent
from essay_press.formats.pdf.linebreaking.measure import opened, voice
from linebreak_samples import ENGLISH, FONTS, GARAMOND, SIZE, run, shown

# microtype's table for EB Garamond (mt-EBGaramond.cfg, 2021): shares of a mark's width on the right and on the left.
RIGHT = {".": 0.6, ",": 0.5, ":": 0.4, ";": 0.3, "!": 0.1, "?": 0.1, "-": 0.5, "–": 0.3, "—": 0.2, "’": 0.4, "”": 0.3}
LEFT = {"‘": 0.3, "“": 0.3, "(": 0.1}


def test_marks_hang_nearly_as_far_as_a_table_made_by_eye_has_it() -> None:
    """Computed from the outlines, within a tenth of the mark's width on the mean, a fifth at most."""
    speaker = voice(GARAMOND, SIZE, (), "en", 0.0)
    apart = [abs(speaker.shares(mark)[1] - share) for mark, share in RIGHT.items()]
    apart += [abs(speaker.shares(mark)[0] - share) for mark, share in LEFT.items()]
    assert sum(apart) / len(apart) < 0.1
    assert max(apart) < 0.2


@pytest.mark.parametrize("file", ["literata/Literata_400Regular.ttf", "inter/Inter_400Regular.ttf"])
def test_other_faces_hang_by_their_own_shapes(file: str) -> None:
    """Small marks hang by a good part, letters by a little, round letters and figures not at all."""
    speaker = voice(Face(FONTS / file), SIZE, (), "en", 0.0)
    assert all(0.2 < speaker.shares(mark)[1] < 0.8 for mark in ".,-’")
    assert all(share <= 0.05 for letter in "AnTVwy" for share in speaker.shares(letter))
    assert speaker.shares("o") == (0.0, 0.0)
    assert speaker.shares("5") == (0.0, 0.0)
    assert speaker.shares(" ") == (0.0, 0.0)


def test_what_hangs_is_what_the_ends_of_a_line_have() -> None:
    """A line that ends with a comma has its share outside; one that ends with a letter at most a hair."""
    lines = set_paragraph([run(ENGLISH)], [240.0], Style())
    assert lines is not None
    speaker = voice(GARAMOND, SIZE, (), "en", 0.0)
    for line in lines[:-1]:
        sign = shown(ENGLISH, line)[-1]
        assert line.hang_right == pytest.approx(speaker.shares(sign)[1] * speaker.width(sign))
    assert any(line.hang_right > 1 for line in lines[:-1])


def test_an_opening_quote_hangs_but_not_into_an_indent() -> None:
    """The first line of an indented paragraph has no edge to be even with."""
    for indent, hangs in ((0.0, True), (18.0, False)):
        lines = set_paragraph([run("“Well,” " * 30)], [300.0], Style(indent=indent))
        assert lines is not None
        assert (lines[0].hang_left > 0) is hangs


def test_a_table_takes_the_place_of_what_is_computed() -> None:
    """A layout may say which marks hang and how far; what it does not name stays in line."""
    lines = set_paragraph([run("naturally, " * 30)], [200.0], Style(hang={",": (0.0, 1.0)}, hyphenate=False))
    assert lines is not None
    comma = voice(GARAMOND, SIZE, (), "en", 0.0).width(",")
    assert [line.hang_right for line in lines[:-1]] == [pytest.approx(comma)] * (len(lines) - 1)
    assert {line.hang_left for line in lines} == {0.0}


def test_an_atom_does_not_hang() -> None:
    """The call of a note at a line's end is the engine's own business."""
    runs = [run("word word word word"), Run("\ufffc", GARAMOND, SIZE, width=6.0), run(" word" * 30)]
    lines = set_paragraph(runs, [voice(GARAMOND, SIZE, (), "en", 0.0).width("word") * 4 + 20], Style())
    assert lines is not None
    assert lines[0].end == (1, 1)
    assert lines[0].hang_right == 0.0


def test_a_curve_of_two_controls_is_one_of_three() -> None:
    """TrueType's curves are written out: the points are those of the same curve one degree up."""
    (x0, y0), (x1, y1), (x2, y2) = start, control, end = (0.0, 10.0), (40.0, 90.0), (100.0, -20.0)
    raised = [((x0 + 2 * x1) / 3, (y0 + 2 * y1) / 3), ((2 * x1 + x2) / 3, (2 * y1 + y2) / 3), end]
    found = [value for point in _flattened(start, [control, end]) for value in point]
    assert found == pytest.approx([value for point in _flattened(start, raised) for value in point])
    assert found[-2:] == [100.0, -20.0]


def test_the_ink_between_two_heights_is_that_of_the_lines_there() -> None:
    """A V is narrow at its foot and wide at its head; above and below it there is nothing."""
    face = opened(FONTS / "eb-garamond/EBGaramond_400Regular.ttf", 0, ())
    font, em = face.font, face.em
    glyph = font.get_nominal_glyph(ord("V"))
    whole, foot, head = (extent(font, glyph, *levels) for levels in ((), (0.1 * em, 0.2 * em), (0.5 * em, 0.6 * em)))
    assert whole is not None
    assert foot is not None
    assert head is not None
    assert whole[0] <= head[0] < foot[0] < foot[1] < head[1] <= whole[1]
    assert extent(font, glyph, 2.0 * em, 3.0 * em) is None
    assert extent(font, glyph, -3.0 * em, -2.0 * em) is None
