"""The text guard: no word of an essay is lost, moved, doubled, cut off or left untagged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from check_samples import BODY, ESSAY, SENTENCE, broken, codes, document, finished, messages
from essay_press.check import notes, text
from essay_press.check.alignment import Stream, align
from essay_press.check.expected import Block
from essay_press.diagnostics import Place
from essay_press.model import Asset, Essay, Note


def with_body(old: str, new: str) -> Essay:
    """Return the sample essay with a change in its body, which must be there to be changed."""
    assert old in BODY
    return replace(ESSAY, body=BODY.replace(old, new, 1))


def test_a_whole_essay_passes() -> None:
    """Ligatures, hyphens, a drop cap, Hebrew, a table, verse, lists and notes raise no alarm."""
    found = text.words_on_pages(ESSAY, document())
    assert (codes(found), found.examined > 700) == ([], True)


def test_a_lost_paragraph_is_named_with_its_line() -> None:
    """A block that no page holds is an error at its place in the manuscript."""
    essay = with_body('<p id="b17">', '<p id="b16b">A paragraph about gulls, which were many.</p><p id="b17">')
    essay = replace(essay, blocks=(*essay.blocks, ("b16b", Place("light.md", 99))))
    found = text.words_on_pages(essay, document())
    assert [(item.code, str(item.place)) for item in found.diagnostics] == [("EP500", "light.md:99")]
    assert "A paragraph about gulls, which were many." in messages(found)


def test_words_lost_inside_a_paragraph_are_named() -> None:
    """The message says which words are missing, and after which word."""
    found = text.words_on_pages(with_body("and poured the tea", "and poured the strong tea"), document())
    assert [item.message for item in found.diagnostics] == [
        "“strong” after “the” is not on a page where the essay has it"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id="b11">A<', 'id="b11">Q<'),
        ('id="b9">18<', 'id="b9">19<'),
        ('id="b15">sand<', 'id="b15">silt<'),
        ('id="b5">Hours', 'id="b5">Days'),
        ("What the wind wanted<", "What the wind took<"),
        ("שלום לכל", "שלוט לכל"),
        ("Ελληνικά", "Ελληνικώ"),
    ],
)
def test_a_small_block_is_missed_too(old: str, new: str) -> None:
    """Cells, list items, captions, headings, Hebrew and Greek are looked for each by itself."""
    assert codes(text.words_on_pages(with_body(old, new), document())) == ["EP500"]


def test_a_lost_note_is_named_with_its_line() -> None:
    """A note of which nothing is on a page is an error where the note stands."""
    essay = replace(ESSAY, notes=(*ESSAY.notes, Note("n3", 3, "<p>A third.</p>", ("r3",), Place("light.md", 54))))
    found = text.words_on_pages(essay, document())
    assert [(item.code, str(item.place)) for item in found.diagnostics] == [("EP500", "light.md:54")]


def test_a_lost_title_is_named() -> None:
    """Title, subtitle and author must be on a page."""
    essay = replace(ESSAY, metadata=replace(ESSAY.metadata, subtitle="On something else"))
    assert "On something else" in messages(text.words_on_pages(essay, document()))


def test_another_order_is_an_error() -> None:
    """Two paragraphs that are read the other way round are told, by the one that moved."""
    ends = BODY.index('<p id="b19">'), BODY.index('<p id="b21">'), BODY.index('<p id="b22">')
    first, second = BODY[ends[0] : ends[1]], BODY[ends[1] : ends[2]]
    essay = replace(ESSAY, body=BODY[: ends[0]] + second + first + BODY[ends[2] :])
    assert codes(text.words_on_pages(essay, document())) == ["EP501"]


def test_text_read_twice_is_an_error() -> None:
    """A sentence that stands in the structure tree once more than in the essay is told."""
    line = "<p>Turn, lamp, and never tell the sea</p>"
    cover = f"<h1>A Light Kept</h1><p>On rooms and weather, Ada Verne: The Lamp.</p>{line}"
    found = text.words_on_pages(ESSAY, document(finished(cover=cover)))
    assert codes(found) == ["EP502"]


def test_text_in_a_box_too_small_is_lost() -> None:
    """What `overflow: hidden` clips away is hidden on the page and missing from the text."""
    cut = document(finished(css="#b17 { height: 14pt; overflow: hidden }"))
    assert codes(text.inside_trim(cut)) == ["EP503"]
    assert codes(text.words_on_pages(ESSAY, cut)) == ["EP500"]


def test_text_across_the_trim_is_an_error() -> None:
    """A line that runs over the edge of the sheet is told with its page."""
    found = text.inside_trim(document(finished(css="#b20 { margin-left: -25mm }")))
    assert codes(found) == ["EP503"]
    assert messages(found).startswith("error EP503: page 5: “At the end")


def test_the_good_sample_stands_inside_the_trim() -> None:
    """Every run was looked at, and none crosses the trim."""
    found = text.inside_trim(document())
    assert (codes(found), found.examined > 4000) == ([], True)


def test_untagged_text_is_an_error() -> None:
    """A line that is neither in the structure tree nor an artifact would never be read aloud."""
    line = next(item.run for item in document().tagged if item.run.text.startswith("Visitors"))

    def untag(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[line.page].Contents
        opening = b"<</MCID %d>>" % line.mcid
        assert opening in stream.read_bytes()
        stream.write(stream.read_bytes().replace(opening, b"<<>>"))

    untagged = document(broken(untag))
    assert codes(text.inside_trim(untagged)) == ["EP504"]
    assert codes(text.words_on_pages(ESSAY, untagged)) == ["EP500"]


def test_a_file_without_tags_is_an_error() -> None:
    """Without a structure tree there is no reading order to check, and the report says so."""
    bare = document(broken(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")))
    assert codes(text.words_on_pages(ESSAY, bare)) == ["EP504"]


def test_a_picture_without_its_alternative_is_an_error() -> None:
    """Each picture of the essay must be a figure with the author's words."""
    asset = Asset("i1.png", Path("/i1.png"), "image/png", 10, 10, "", "A lamp at night", Place("light.md", 60))
    found = text.pictures(replace(ESSAY, assets=(asset,)), document())
    assert (codes(found), found.examined) == (["EP505"], 1)


def test_the_sentence_of_a_pull_quote_is_read_once() -> None:
    """Its copy is an artifact, so the reading order holds the sentence a single time."""
    read = "".join(item.run.text for item in document().tagged)
    assert read.replace("\u00ad", "").count(SENTENCE.split(" it ")[0]) == 1


def test_notes_stand_with_their_calls() -> None:
    """Both notes of the sample begin on the page that calls them."""
    found = notes.beside_calls(document())
    assert (codes(found), found.examined) == ([], 2)


def test_a_note_on_the_next_page_is_a_warning() -> None:
    """A note that finds no room at the foot goes overleaf, away from its call."""
    found = notes.beside_calls(document(finished(css="#n2 { padding-top: 300pt }")))
    assert [item.message for item in found.diagnostics] == ["note 2 is called on page 3 and stands on page 4"]


def test_a_line_drawn_from_right_to_left_is_read_backwards() -> None:
    """Lam and alef are one glyph whose text keeps its order, so a reversed word is not its letters reversed."""
    drawn = Stream("م" + "لا" + "س", (0,), ())
    assert align([Block("b1", ("سلام",), "سلام", "p")], drawn).lost == ()
    assert len(align([Block("b1", ("كلام",), "كلام", "p")], drawn).lost) == 1


def test_letters_that_a_face_sets_one_by_one_are_read_backwards_too() -> None:
    """A face without a glyph for lam and alef has two, and the line turns them round like any others."""
    drawn = Stream("سلام"[::-1], (0,), ())
    assert align([Block("b1", ("سلام",), "سلام", "p")], drawn).lost == ()


TABLE = BODY[BODY.index("<table") : BODY.index("</table>") + len("</table>")]


@pytest.mark.parametrize("before", ['<h2 id="s2">', '<p id="b4">'])
def test_a_table_may_stand_in_any_gap_of_its_section(before: str) -> None:
    """A table that waits for room is read, whole, after later paragraphs; the essay has it before them."""
    essay = with_body(TABLE, "")
    early = replace(essay, body=essay.body.replace('<p id="b3">', f'{TABLE}<p id="b3">'))
    late = finished(replace(essay, body=essay.body.replace(before, TABLE + before)))
    assert codes(text.words_on_pages(early, document(late))) == []


@pytest.mark.parametrize(
    ("before", "moved"),
    [('<p id="b17">', "Hours of light in a year"), ('<p id="b1" class="first">', "Hours of light in a year")],
)
def test_a_table_in_another_section_or_before_its_text_is_an_error(before: str, moved: str) -> None:
    """A table waits, but passes no heading and never comes early."""
    early = with_body(TABLE, "").body
    early = early.replace('<p id="b3">', f'{TABLE}<p id="b3">')
    essay = replace(ESSAY, body=early)
    late = with_body(TABLE, "").body.replace(before, TABLE + before)
    found = text.words_on_pages(essay, document(finished(replace(ESSAY, body=late))))
    assert "EP501" in codes(found)
    assert moved in messages(found)


def test_a_paragraph_never_waits() -> None:
    """Only figures, tables and listings may; a paragraph after another is another order."""
    line = '<p id="b99">The tea was poured at four and drunk at five, by nobody.</p>'
    essay = with_body('<p id="b3">', f'{line}<p id="b3">')
    moved = with_body('<h2 id="s2">', f'{line}<h2 id="s2">')
    assert codes(text.words_on_pages(essay, document(finished(moved)))) == ["EP501"]
