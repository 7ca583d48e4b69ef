"""Lines are measured as the engine sets them: widths to a twentieth of a pixel, breaks where it would break.

Pango's own figures are read through WeasyPrint. A new version that shapes otherwise fails here, by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint.text.line_break import get_log_attrs

from essay_press.formats.pdf.linebreaking import Face, Run, SetLine, Style, choose_lines, set_paragraph
from essay_press.formats.pdf.linebreaking.marks import after_marks, at_space
from essay_press.formats.pdf.linebreaking.measure import UnmeasurableError, voice
from essay_press.formats.pdf.linebreaking.paragraph import Reason
from linebreak_samples import FONTS, GARAMOND, MM, SIZE, TEXTS, run, shown
from pdf_samples import face, lay_out

FILES = {
    "Garamond": "eb-garamond/EBGaramond_400Regular.ttf",
    "Slanted": "eb-garamond/EBGaramond_400Regular_Italic.ttf",
    "Literata": "literata/Literata_400Regular.ttf",
    "Franklin": "libre-franklin/LibreFranklin_500Medium.ttf",
    "Atkinson": "atkinson-hyperlegible-next/AtkinsonHyperlegibleNext_400Regular.ttf",
}
FACES = tuple(face(file, name) for name, file in FILES.items())


def boxes(box: Any) -> Iterator[Any]:
    """Yield the text boxes below a box."""
    if type(box).__name__ == "TextBox":
        yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def engine_widths(texts: list[str], css: list[str]) -> list[float]:
    """Return the widths in CSS px that the engine gives to texts, each with its own style."""
    body = "".join(
        f'<p id="p{at}" style="{style}">{text}</p>' for at, (text, style) in enumerate(zip(texts, css, strict=True))
    )
    document = lay_out(body, "p { white-space: nowrap; margin: 0 }", faces=FACES)
    return [box.width for page in document.pages for box in boxes(page._page_box)]


def lines_of(text: str, language: str, name: str, measure: float) -> tuple[SetLine, ...]:
    """Return the lines of a text in a face."""
    lines = set_paragraph([run(text, language, Face(FONTS / FILES[name]))], [measure * MM], Style())
    assert lines is not None
    return lines


@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("name", sorted(FILES))
def test_a_line_is_as_wide_as_the_engine_sets_it(name: str, language: str) -> None:
    """Natural width, stretched or shrunk spaces and the added hyphen come to the engine's width within 0.05 px.

    All but the last line: where spaces stay as they are, the engine kerns with them in faces that have it.
    """
    text = TEXTS[language]
    lines = lines_of(text, language, name, 48)[:-1]
    assert any(line.hyphenated for line in lines)
    shows = [shown(text, line) for line in lines]
    css = [f"font: {SIZE}px {name}; word-spacing: {line.word_space}px" for line in lines]
    body = [f'<span lang="{language}">{show}</span>' for show in shows]
    for line, show, width in zip(lines, shows, engine_widths(body, css), strict=True):
        assert width == pytest.approx(line.natural + line.gaps * line.word_space, abs=0.05), show


@pytest.mark.parametrize(
    "part", ["affec", "tionately", "of\u2010", "fice", "Ver\u2010", "fi", "T\u2010", "r\u2010", "“A"]
)
@pytest.mark.parametrize("name", sorted(FILES))
def test_parts_of_words_are_as_wide_as_the_engine_sets_them(name: str, part: str) -> None:
    """Ligatures that a hyphen divides, and what is kerned with a hyphen, are shaped as parts."""
    ours = voice(Face(FONTS / FILES[name]), SIZE, (), "en", 0.0)
    part = part.replace("\u2010", ours.hyphen("\u2010"))
    assert engine_widths([part], [f"font: {SIZE}px {name}"]) == [pytest.approx(ours.width(part), abs=0.01)]


def test_features_and_spaced_letters_are_measured_too() -> None:
    """Small capitals by their feature, old-style figures, and letter-spacing, which drops the ligatures."""
    css = [
        f"font: {SIZE}px Garamond; font-variant-caps: small-caps",
        f"font: {SIZE}px Garamond; font-variant-numeric: oldstyle-nums",
        f"font: {SIZE}px Garamond; letter-spacing: 1.5px",
    ]
    texts = ["Offices", "1984", "Thefifth"]
    kinds: list[tuple[tuple[tuple[str, int], ...], float]] = [((("smcp", 1),), 0), ((("onum", 1),), 0), ((), 1.5)]
    ours = [
        voice(GARAMOND, SIZE, *kind[:1], "en", kind[1]).width(text) for text, kind in zip(texts, kinds, strict=True)
    ]
    assert engine_widths(texts, css) == [pytest.approx(width, abs=0.01) for width in ours]


def test_the_engine_would_break_where_we_do() -> None:
    """Breaks as written are UAX 14's, by Pango: but for quotations that open behind a dash, which TeX breaks too."""
    extra = " and/or fifty-five 3/4 -5 pre- and post-war 1914–18 [sic] a.b x—y “x”—z (self-)made 10–20 co-op % 5 %"
    found = 0
    for language, text in TEXTS.items():
        whole = text + extra
        attributes = get_log_attrs(whole, language)
        for at in our_breaks(whole):
            assert attributes[at].is_line_break, whole[at - 8 : at + 8]
            found += 1
    assert found > 200


def our_breaks(text: str) -> Iterator[int]:
    """Yield the places at which a line may begin as it is written."""
    words = text.split(" ")
    at = 0
    for word, following in zip(words, [*words[1:], ""], strict=True):
        for tied in word.split("\u00a0"):
            yield from (at + place for place in after_marks(tied))
            at += len(tied) + 1
        if following and at_space(word, following):
            yield at


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("fifty-five", {6}),
        ("evenness—no", {9}),
        ("said—“No", {5}),
        ("—dijo", set()),
        ("él—.", set()),
        ("-5", set()),
        ("3/4", set()),
        ("and/or", {4}),
        ("1914–18", {5}),
        ("pre-", set()),
        ("http://example.org/a/b?c=d", {7, 14, 19, 21, 22}),
    ],
)
def test_marks_break_where_a_reader_expects(text: str, places: set[int]) -> None:
    """Behind dashes, hyphens and slashes between words; never behind what opens, nor in a number."""
    assert set(after_marks(text)) == places


def test_what_no_face_has_is_not_guessed() -> None:
    """A paragraph in a script that is not measured, or with a character that no face has, stays the engine's."""
    assert choose_lines([run("שלום עולם")], [200.0], Style()) is Reason.FACE
    assert choose_lines([run("a \U0001f600 b")], [200.0], Style()) is Reason.FACE
    assert choose_lines([run("a\u2028b")], [200.0], Style()) is Reason.FACE
    with pytest.raises(UnmeasurableError, match="U\\+1F600"):
        voice(GARAMOND, SIZE, (), "en", 0.0).width("\U0001f600")


def test_soft_hyphens_do_not_come_between_letters() -> None:
    """They are taken out where lines are written, so that letters beside them are kerned and joined as ever."""
    speaker = voice(GARAMOND, SIZE, (), "en", 0.0)
    assert speaker.width("of\u00adfice") == speaker.width("office")
    assert speaker.width("\u00ad") == 0.0


def test_a_fallback_face_lends_what_is_missing() -> None:
    """What the first face lacks is measured in the next that has it, as the engine does."""
    path = FONTS / FILES["Franklin"]
    greek = voice(Face(path, fallback=(GARAMOND.path,)), SIZE, (), "en", 0.0).width("λόγος")
    assert greek == voice(GARAMOND, SIZE, (), "en", 0.0).width("λόγος")
    assert engine_widths(["λόγος"], [f"font: {SIZE}px Franklin, Garamond"]) == [pytest.approx(greek, abs=0.01)]


def test_an_atom_is_as_wide_as_it_is_said_to_be() -> None:
    """A note's call is not measured, and the word before it keeps it."""
    text = "word " * 30 + "end"
    runs = [run(text), Run("\ufffc", GARAMOND, SIZE, width=400.0), run(" and more")]
    lines = set_paragraph(runs, [450.0], Style(hang={}))
    assert lines is not None
    held = next(line for line in lines if line.start[0] <= 1 <= line.end[0] and line.natural > 400)
    assert held.end[0] == 1
    assert held.start <= (0, len(text) - 3)
    assert held.natural >= 400 + voice(GARAMOND, SIZE, (), "en", 0.0).width("end")
