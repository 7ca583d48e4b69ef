"""Paragraphs of real text become lines: whole, justified to the hundredth of a pixel, divided where it is allowed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essay_press.formats.pdf.linebreaking import Reason, Run, SetLine, Style, choose_lines, set_paragraph
from essay_press.formats.pdf.linebreaking.hyphens import cuts
from essay_press.formats.pdf.linebreaking.marks import at_space
from linebreak_samples import ENGLISH, FONTS, FRENCH, GARAMOND, GERMAN, MM, SIZE, TEXTS, run, shown

ITALIC = type(GARAMOND)(FONTS / "eb-garamond" / "EBGaramond_400Regular_Italic.ttf")
NO_HANG = Style(hang={})


def lines_of(text: str, widths: list[float], style: Style = Style(), language: str = "en") -> tuple[SetLine, ...]:  # noqa: B008 - frozen
    """Return the lines of a text, or fail."""
    lines = choose_lines([run(text, language)], widths, style)
    assert not isinstance(lines, Reason), lines
    return lines


def joined(text: str, lines: tuple[SetLine, ...]) -> str:
    """Return the text of lines put together again: a space where they ended at one."""
    return "".join(
        text[line.start[1] : line.end[1]] + (" " if line.end[1] != after.start[1] else "")
        for line, after in pairwise((*lines, lines[-1]))
    ).rstrip()


TOKENS = (
    "a I of the reading, well-known “quoted” naturally said—“No affectionately £5 1914–18 e.g. office; Emerson "
    "https://example.org/a/b?c=d misunderstanding, fifty-five and/or (perhaps) no\u00a0break soft\u00adware"
)
MARKED = st.lists(st.sampled_from(TOKENS.split(" ")), min_size=1, max_size=60).map(" ".join)
STYLES = st.builds(
    Style,
    expansion=st.sampled_from([0.0, 0.02]),
    hang=st.sampled_from([None, {}, {"\u2010": (0.0, 0.7), ",": (0.0, 0.5), "“": (0.4, 0.0)}]),
    hyphenate=st.booleans(),
    last_line_min=st.sampled_from([0.0, 24.0]),
    looseness=st.sampled_from([-1, 0, 0, 1]),
    no_hyphen_last=st.booleans(),
)
WIDTHS = st.lists(st.floats(170.0, 480.0), min_size=1, max_size=4)


@given(MARKED, WIDTHS, STYLES)
@settings(deadline=None, max_examples=60)
def test_every_line_fills_its_own_width(text: str, widths: list[float], style: Style) -> None:
    """Scale × (natural + gaps × space) is the line's width and what hangs, to 0.01 px; the last line is no wider."""
    lines = set_paragraph([run(text)], widths, style)
    assert lines is not None
    for number, line in enumerate(lines):
        assert line.width == widths[min(number, len(widths) - 1)]
        wide = line.scale * (line.natural + line.gaps * line.word_space) - line.hang_left - line.hang_right
        if number < len(lines) - 1 and line.gaps:
            assert wide == pytest.approx(line.width, abs=0.01)
        assert wide < line.width + 0.01
        assert abs(line.scale - 1) <= style.expansion + 1e-4
    assert all(abs(a.scale - b.scale) < 0.0202 for a, b in pairwise(lines))


@given(MARKED, WIDTHS, STYLES)
@settings(deadline=None, max_examples=60)
def test_lines_break_where_they_may_and_lose_nothing(text: str, widths: list[float], style: Style) -> None:
    """The lines are the paragraph; each ends at a space that may end one, or at a place where its word is divided."""
    lines = set_paragraph([run(text)], widths, style)
    assert lines is not None
    assert joined(text, lines) == text
    for line, after in pairwise(lines):
        end, start = line.end[1], after.start[1]
        word = text[:end].rpartition(" ")[2].rpartition("\u00a0")[2]
        rest = text[start:].partition(" ")[0].partition("\u00a0")[0]
        if start > end:
            assert at_space(word, rest)
        else:
            places = {cut.offset: cut for cut in cuts(word + rest, "en", style.hyphenate, frozenset())}
            assert line.hyphenated == places[len(word)].hyphen


@given(st.floats(140.0, 420.0), st.sampled_from(sorted(TEXTS)))
@settings(deadline=None, max_examples=40)
def test_never_three_hyphens_in_a_row(width: float, language: str) -> None:
    """Added or written, at any measure, in any language."""
    text = TEXTS[language]
    lines = lines_of(text, [width], language=language)
    ends = "".join("h" if shown(text, line)[-1] in "-\u2010" else "." for line in lines)
    assert "hhh" not in ends


def test_the_same_paragraph_has_the_same_lines() -> None:
    """Nothing depends on what was measured before."""
    first = lines_of(ENGLISH, [300.0])
    lines_of(GERMAN, [300.0], language="de")
    assert lines_of(ENGLISH, [300.0]) == first


def test_hyphens_come_only_where_lines_would_be_loose_without() -> None:
    """A wide measure has none; a narrow one has some."""
    assert not any(line.hyphenated for line in lines_of(ENGLISH, [108 * MM]))
    assert any(line.hyphenated for line in lines_of(ENGLISH, [48 * MM]))
    assert not any(line.hyphenated for line in lines_of(ENGLISH, [48 * MM], Style(hyphenate=False)))


def test_a_paragraph_of_several_runs_is_one() -> None:
    """Words go on from roman to italic; places are those of the runs; the text is whole."""
    runs = [run("Before the em"), Run("phas", ITALIC, SIZE, (), "en"), run("ised word and behind it, " + ENGLISH)]
    lines = set_paragraph(runs, [200.0], Style())
    assert lines is not None
    assert lines[0].start == (0, 0)
    assert lines[-1].end == (2, len(runs[2].text))
    for before, after in pairwise(lines):
        assert before.end[0] <= after.start[0]
        assert before.end < after.start or before.end == after.start or before.end[1] == len(runs[before.end[0]].text)


def test_a_word_across_runs_is_divided_as_one() -> None:
    """The halves of `re*presenta*tion` have no divisions of their own."""
    text = "x" * 18
    whole = [run(f"{text} representation of it all and more of it")]
    parts = [run(f"{text} re"), Run("presenta", GARAMOND, SIZE, (), "en"), run("tion of it all and more of it")]
    lengths = [0, len(parts[0].text), len(parts[0].text) + len(parts[1].text)]
    for width in range(190, 260, 5):
        one, two = (set_paragraph(each, [float(width)], NO_HANG) for each in (whole, parts))
        assert one is not None
        assert two is not None
        assert [line.end[1] for line in one] == [lengths[line.end[0]] + line.end[1] for line in two]


def test_no_line_ends_within_a_run_that_is_kept_together() -> None:
    """A run that is not breakable stays whole, spaces and all, which stretch with the others."""
    kept = "kept together whatever comes"
    runs = [run("Here is " * 5), Run(kept, GARAMOND, SIZE, (), "en", breakable=False), run(" and on it goes" * 9)]
    lines = set_paragraph(runs, [230.0], Style())
    assert lines is not None
    assert [line for line in lines if line.start <= (1, 0) and line.end >= (1, len(kept))]


def test_what_has_no_width_does_no_harm() -> None:
    """An anchor in the text, alone or between words, is an atom of no width."""
    anchor = Run("", GARAMOND, SIZE, width=0.0)
    alone = set_paragraph([anchor], [200.0], Style())
    among = set_paragraph([anchor, run(ENGLISH), anchor, run(" and on."), anchor], [200.0], Style())
    assert alone is not None
    assert among is not None
    assert len(alone) == 1
    assert (among[0].start, among[-1].end) == ((0, 0), (4, 0))


def test_a_tie_holds_and_its_space_stretches() -> None:
    """No line ends at a no-break space, and it is a gap like the others."""
    lines = lines_of("word\u00a0word " * 30, [200.0])
    assert all(line.gaps % 2 == 1 for line in lines[:-1])


def test_names_are_divided_only_in_need() -> None:
    """A capital keeps a word whole while anything else will do; in German, nouns have them all."""
    assert [cut.reluctant for cut in cuts("Wittgenstein", "en", True, frozenset())] == [True]
    assert not any(cut.reluctant for cut in cuts("Wortabstände", "de", True, frozenset()))
    assert all(cut.reluctant for cut in cuts("self-representation", "en", True, frozenset()) if cut.hyphen)
    only = lines_of("Mississippi Massachusetts Pennsylvania", [110.0])
    assert len(only) >= 3


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("typographical", "en", "ty-po-graph-i-cal"),
        ("necessary", "en-GB", "ne-ces-sary"),
        ("necessary", "en-US", "nec-es-sary"),
        ("necessary", "en", "nec-es-sary"),
        ("Voraussetzung", "de", "Vor-aus-set-zung"),
        ("paragraphe", "fr", "pa-ra-graphe"),
        ("coupables", "fr", "cou-pables"),
        ("calcularse", "es", "cal-cu-lar-se"),
        ("about", "en", "about"),
        ("suomalainen", "fi", "suomalainen"),
        ("svenska", "sv", "svens-ka"),
        ("liberdade", "pt", "li-ber-dade"),
        ("nonsense", "xx", "nonsense"),
        ("soft\u00adware", "en", "soft\u00ad-ware"),
        ("fin", "de", "fin"),
    ],
)
def test_words_are_divided_as_their_language_has_it(word: str, language: str, parts: str) -> None:
    """Patterns of the language and its region, its own minimum, mute syllables kept, an author's marks alone."""
    places = [cut.offset for cut in cuts(word, language, True, frozenset())]
    assert "-".join(word[a:b] for a, b in pairwise([0, *places, len(word)])) == parts


def test_the_essays_own_list_comes_first() -> None:
    """A word of the list is divided where it says, or nowhere; so is its plural not."""
    listed = frozenset({"mani-fest", "necessary", "l’af-faire"})
    assert [cut.offset for cut in cuts("“Manifest,”", "en", True, listed)] == [5]
    assert cuts("necessary", "en", True, listed) == ()
    assert [cut.offset for cut in cuts("l'affaire", "fr", True, listed)] == [4]


def test_an_address_is_broken_without_hyphens() -> None:
    """Behind its slashes, before its other marks."""
    text = "See https://example.org/essays/emerson/self-reliance.html?page=2&line=3 for more of it all."
    lines = lines_of(text, [150.0], NO_HANG)
    assert not any(line.hyphenated for line in lines)
    assert len(lines) >= 3


def test_a_ligature_at_a_hyphen_is_measured_in_its_halves() -> None:
    """`of-fice` has no ffi on either line: the width is that of what is seen."""
    lines = lines_of("office " * 30, [118.0], Style(expansion=0.0, hang={}))
    halves = [line for line in lines if line.hyphenated]
    assert halves
    for line in halves:
        text = shown("office " * 30, line)
        alone = set_paragraph([run(text)], [1e6], NO_HANG)
        assert alone is not None
        assert line.natural == pytest.approx(alone[0].natural, abs=0.01)


def test_the_last_line_is_no_runt() -> None:
    """Nowhere between 60 and 120 mm does our sample end in a word alone, or short of its indent."""
    style = Style(indent=20.0, last_line_min=30.0)
    for measure in range(60, 120, 3):
        last = lines_of(ENGLISH, [measure * MM], style)[-1]
        assert last.gaps > 0
        assert last.natural >= 30.0


def test_a_last_line_with_room_to_spare_stands_as_it_is() -> None:
    """Nominal spaces, nothing of it in the right margin."""
    last = lines_of(ENGLISH, [84 * MM])[-1]
    assert (last.word_space, last.hang_right) == (0.0, 0.0)
    assert abs(last.scale - 1) < 0.0201


def test_lines_longer_and_shorter_by_one() -> None:
    """Looseness finds the paragraph a line longer; what cannot be had stays as near as it comes."""
    text = f"{ENGLISH} {ENGLISH} {ENGLISH}"
    best = len(lines_of(text, [90 * MM]))
    assert len(lines_of(text, [90 * MM], Style(looseness=1))) == best + 1
    assert len(lines_of(text, [90 * MM], Style(looseness=-1))) in (best, best - 1)
    assert len(lines_of("Two lines of text, no more.", [90 * MM], Style(looseness=1))) == 1


def test_lines_at_the_foot_of_a_recto_end_whole() -> None:
    """A line that ended with a hyphen does not when it is asked not to."""
    lines = lines_of(GERMAN, [60 * MM], language="de")
    number = next(number for number, line in enumerate(lines) if line.hyphenated)
    assert not lines_of(GERMAN, [60 * MM], Style(whole=frozenset({number})), "de")[number].hyphenated


def test_a_ragged_paragraph_keeps_its_spaces() -> None:
    """No stretching, no scaling; hyphens only in need; no line ends in a word of two letters that need not."""
    lines = lines_of(ENGLISH, [70 * MM], Style(justified=False))
    assert {(line.word_space, line.scale) for line in lines} == {(0.0, 1.0)}
    assert not any(line.hyphenated for line in lines)
    assert all(len(shown(ENGLISH, line).rpartition(" ")[2]) > 2 for line in lines[:-1])
    wide = [line.natural for line in lines[:-1]]
    assert min(wide) > 0.8 * 70 * MM


def test_nothing_hangs_on_a_ragged_edge() -> None:
    """Marks go into the left margin alone: on the right no line is longer than its room."""
    lines = lines_of(ENGLISH, [70 * MM], Style(justified=False))
    assert {line.hang_right for line in lines} == {0.0}
    assert all(line.natural <= 70 * MM + line.hang_left for line in lines)
    assert any(line.hang_right for line in lines_of(ENGLISH, [70 * MM]))


def test_a_float_beside_ragged_lines_asks_for_no_hyphens_in_the_others() -> None:
    """How uneven they may be is a share of the whole measure, not of the narrowest line; names stay whole."""
    text = ENGLISH.replace("Compositors", "Montgomerys").replace("machine", "Gutenbergia")
    lines = lines_of(text, [*[45 * MM] * 4, 90 * MM], Style(justified=False))
    assert not any(line.hyphenated for line in lines[4:])
    for width in range(45, 60, 5):
        ends = [shown(text, line) for line in lines_of(text, [width * MM], Style(justified=False)) if line.hyphenated]
        assert not any(end.rpartition(" ")[2][:1].isupper() for end in ends)


def test_spaces_that_a_layout_widens_are_measured_as_wide() -> None:
    """Each space and tie; justified lines have their own."""
    wide = replace(run("one two\u00a0three four"), word_spacing=3.0)
    plain = lines_of("one two\u00a0three four", [200.0], Style(justified=False))
    lines = choose_lines([wide], [200.0], Style(justified=False))
    assert not isinstance(lines, Reason)
    assert lines[0].natural == pytest.approx(plain[0].natural + 9.0)


def test_a_word_wider_than_its_line_is_left_to_the_engine() -> None:
    """There is nothing that could be chosen, and that is said."""
    assert choose_lines([run("incomprehensibilities")], [20.0], Style(hyphenate=False)) is Reason.NO_BREAK
    assert choose_lines([run(" ")], [200.0], Style()) is Reason.EMPTY
    assert choose_lines([], [200.0], Style()) is Reason.EMPTY


def test_thin_spaces_of_french_hold() -> None:
    """A line neither begins with the mark that follows one nor ends with the guillemet before one."""
    for width in range(150, 400, 10):
        for line in lines_of(FRENCH, [float(width)], language="fr"):
            text = shown(FRENCH, line)
            assert text[0] not in ":;!?»"
            assert text[-1] != "«"


def test_spaces_shrink_to_two_thirds_and_in_need_to_an_eighth_of_an_em() -> None:
    """In no column is a space narrower than an eighth of an em, and in narrow ones some are under two thirds."""
    inter = type(GARAMOND)(FONTS / "inter" / "Inter_400Regular.ttf")
    narrow = wide = 9.0
    for measure in range(40, 110, 5):
        found = choose_lines([run(ENGLISH, face=inter)], [measure * MM], NO_HANG)
        assert not isinstance(found, Reason)
        spaces = [0.28125 + line.word_space / SIZE for line in found if line.gaps]
        assert min(spaces) >= 1 / 8 - 1e-3
        if measure < 60:
            narrow = min(narrow, *spaces)
        elif measure > 100:
            wide = min(wide, *spaces)
    assert narrow < 2 / 3 * 0.28125 < wide
