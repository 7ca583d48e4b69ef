"""The structure of a PDF: paragraphs whole, headings nested, notes tied, claims kept, stress and letters to be seen."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from check_samples import BODY, EDITION, ESSAY, LAYOUT, broken, codes, document, finished, good, messages
from essay_press.check import notes, promises
from essay_press.check.fonts import embedded
from essay_press.check.headings import headings
from essay_press.check.report import Report
from essay_press.check.sentences import sentences
from essay_press.check.stress import stress
from essay_press.check.visible import visible
from essay_press.diagnostics import Place, Severity
from essay_press.finish import press_identity
from essay_press.model import Essay, Note
from seeded import TEXT, essay, made
from seeded_pdf import elements


def with_body(old: str, new: str) -> Essay:
    """Return the sample essay with a change in its body, which must be there to be changed."""
    assert old in BODY
    return replace(ESSAY, body=BODY.replace(old, new, 1))


def tied(data: bytes, essay: Essay | None = ESSAY) -> Report:
    """Return the report on the notes of a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return notes.tied(pdf, document(data), essay)


def promised(data: bytes) -> Report:
    """Return the report on what a file claims."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return promises.promises(pdf, document(data))


def test_the_good_sample_passes() -> None:
    """Each check of the structure finds nothing, and says what it looked at."""
    found = (
        sentences(ESSAY, document()),
        headings(document(), ESSAY),
        tied(good()),
        promised(good()),
        stress(ESSAY, document()),
        visible(good(), document()),
    )
    assert [codes(item) for item in found] == [[]] * 6
    assert [item.examined for item in found] == [32, 3, 2, 2, 1, 109]


# ---------------------------------------------------------------- paragraphs
def test_a_paragraph_over_a_page_turn_is_one() -> None:
    """Two that are longer than a page run on overleaf; what is looked for is their element, not their page."""
    long = " ".join(f"Sentence {number} of a paragraph that no single page can hold." for number in range(60))
    text = f"{TEXT}\n\n## At length\n\n{long}\n\n{long.replace('Sentence', 'Line')}\n"
    found = document(made(text=text))
    pages: dict[int, set[int]] = {}
    for item in found.tagged:
        if item.role == "P":
            pages.setdefault(item.block, set()).add(item.run.page)
    assert sum(len(on) > 1 for on in pages.values()) >= 2
    assert codes(sentences(essay(text), found)) == []


def test_code_among_words_does_not_part_their_paragraph() -> None:
    """It is an element of its own inside that of the paragraph, as a link or a span is."""
    essay_with = with_body("<em>fog</em>", "<code>fog</code>")
    found = document(finished(essay_with))
    assert codes(sentences(essay_with, found)) == []
    assert not [item for item in found.tagged if "Code" in item.roles]


def test_a_paragraph_in_pieces_is_named_with_its_line() -> None:
    """Two elements for one paragraph of the essay; the message quotes the beginning of the second."""
    halves = with_body("and he spoke\nof <em>fog</em> instead.", "and he spoke\nof <em>fog</em> instead.</p><p>")
    found = sentences(ESSAY, document(finished(halves)))
    assert [(item.code, item.place) for item in found.diagnostics] == [("EP509", Place("light.md", 12))]
    assert "is read in 2 pieces; one begins with “A room remembers" in messages(found)


# ---------------------------------------------------------------- headings
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<h2 id=", "<h4 id=", "the heading “The drawer” is of level 4, and follows one of level 1"),
        ('<h2 id="s2">What the wind wanted</h2>', '<p id="s2">What the wind wanted</p>', "not tagged as a heading"),
        ('<h2 id="s2">', '<h3 id="s2">', "“What the wind wanted” is tagged as level 3; the essay has it at 2"),
        ('<h2 id="s2">', '<h2>The drawer</h2><h2 id="s2">', "“The drawer” is tagged as a heading 2 times"),
    ],
)
def test_headings_that_do_not_nest_are_an_error(old: str, new: str, words: str) -> None:
    """A level skipped, a heading that is a paragraph, one of another level, one too many."""
    body = BODY.replace(old, new, 1)
    body = body.replace("</h2>", "</h4>", 1) if new.startswith("<h4") else body
    body = body.replace("wanted</h2>", "wanted</h3>") if new.startswith("<h3") else body
    found = headings(document(finished(replace(ESSAY, body=body))), ESSAY)
    assert set(codes(found)) == {"EP547"}
    assert words in messages(found)


def test_a_file_that_begins_below_the_first_level_is_an_error() -> None:
    """A title that is no heading leaves those who listen without a beginning."""
    found = headings(document(finished(cover="<p>A Light Kept, On rooms and weather, Ada Verne: The Lamp</p>")))
    assert "the first heading, “The drawer”, is of level 2" in messages(found)


def test_without_a_tree_nothing_is_judged() -> None:
    """The report says so, and does not pass."""
    bare = document(broken(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")))
    assert headings(bare, ESSAY).not_run == "the file has no structure tree"


# ---------------------------------------------------------------- notes
def test_a_note_called_once_too_seldom_is_an_error() -> None:
    """The essay calls its first note twice; the file once."""
    first = replace(ESSAY.notes[0], calls=("r1", "r9"))
    found = tied(good(), replace(ESSAY, notes=(first, ESSAY.notes[1])))
    assert "note 1 is called 1 times in the file, 2 times in the essay" in messages(found)
    assert [item.place for item in found.diagnostics] == [Place("light.md", 50)]


def test_a_note_that_was_left_out_is_an_error() -> None:
    """One that the essay has and nothing in the file calls."""
    third = Note("n3", 3, "<p>A third.</p>", ("r3",), Place("light.md", 54))
    assert "note 3 is called 0 times in the file" in messages(tied(good(), replace(ESSAY, notes=(*ESSAY.notes, third))))


def test_a_call_of_notes_at_the_end_needs_a_link() -> None:
    """There the tree does not tie them: the number has to be touched."""

    def unlink(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj.Annots

    found = tied(broken(unlink, made(notes="end")), None)
    assert codes(found) == ["EP541", "EP541"]
    assert "the call of note 1 leads nowhere" in messages(found)


def test_notes_at_the_end_of_a_printed_book_are_found_by_their_numbers() -> None:
    """A file for the press has no links; there a call needs a note of its number behind it, whatever is asked of it."""
    printed = broken(press_identity.unlink, made(notes="end"))
    assert codes(tied(printed, None)) == []
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert codes(notes.tied(pdf, document(printed), None, replace(EDITION, preset="swop"))) == []
        assert codes(notes.tied(pdf, document(printed), None, replace(EDITION, preset=""))) == ["EP541", "EP541"]


def test_a_printed_note_that_is_not_there_is_an_error() -> None:
    """Its number is taken out of the tree, so that nothing behind the call begins with it."""

    def hide(pdf: pikepdf.Pdf) -> None:
        press_identity.unlink(pdf)
        first = next(item for item in elements(pdf) if item.S == "/Lbl" and item.get("/P", {}).get("/S") == "/LI")
        first.S = pikepdf.Name.Span

    assert codes(tied(broken(hide, made(notes="end")), None)) == ["EP541"]


# ---------------------------------------------------------------- claims
def test_a_file_that_claims_nothing_is_not_judged() -> None:
    """There is nothing to keep."""
    assert promised(broken(lambda pdf: pdf.Root.__delitem__("/Metadata"))).not_run == "the file claims no standard"


def test_claims_are_told_once_for_all_standards_that_need_tags() -> None:
    """PDF/A at level A and PDF/UA rest on the same structure."""
    found = promised(broken(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")))
    assert [item.message for item in found.diagnostics] == [
        "the file claims PDF/A-2a and PDF/UA-1, but it has no structure tree"
    ]


def test_text_that_does_not_lead_back_is_named_by_its_page() -> None:
    """The tree knows the text, the page does not know its element."""

    def forget(pdf: pikepdf.Pdf) -> None:
        rows = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        rows[int(pdf.pages[2].obj.StructParents)] = pikepdf.Array()

    found = promised(broken(forget))
    assert [item.message.partition("but ")[2] for item in found.diagnostics] == [
        "the text of page 3 does not lead to its place in the structure tree"
    ]


# ---------------------------------------------------------------- stress
STRONG = with_body("efficient, fluffy words", "efficient, <strong>fluffy</strong> words")


def test_bold_words_are_bold() -> None:
    """The face of the layout is found under them."""
    found = stress(STRONG, document(finished(STRONG)))
    assert (codes(found), found.examined) == ([], 2)


@pytest.mark.parametrize(
    ("css", "severity"),
    [
        ("strong { font-weight: 400 }", Severity.ERROR),
        ("strong { font-weight: 400; font-style: italic }", Severity.ERROR),
        ("strong { font-weight: 400; color: #300 }", Severity.ERROR),
        ("em { font-style: normal }", Severity.WARNING),
    ],
)
def test_stress_that_nobody_sees_is_told(css: str, severity: Severity) -> None:
    """Bold has to be bold, whatever else it is; other stress has to differ."""
    found = stress(STRONG, document(finished(STRONG, css=css)))
    assert [(item.code, item.severity) for item in found.diagnostics] == [("EP519", severity)]


@pytest.mark.parametrize("css", ["em { font-style: normal; color: #300 }", "em { font-style: normal; font-size: 9pt }"])
def test_stress_may_be_shown_otherwise(css: str) -> None:
    """By another colour or size."""
    assert codes(stress(ESSAY, document(finished(css=css)))) == []


def test_a_paragraph_that_is_bold_as_a_whole_is_not_judged() -> None:
    """There is nothing beside it to differ from."""
    line = "At the end the lamp went out, and nobody lit it again until the boats were home."
    essay = with_body(line, f"<strong>{line}</strong>")
    assert codes(stress(essay, document(finished(essay, css="strong { font-weight: 400 }")))) == []


# ---------------------------------------------------------------- what is seen
@pytest.mark.parametrize(
    "css",
    [
        "#b20 { color: white }",
        "#b20 { color: transparent }",
        "#b20 { background: #123; color: #123 }",
        ".pullquote { color: white }",
        "@page { @bottom-center { color: #fdfdfd } }",
    ],
)
def test_text_that_cannot_be_seen_is_an_error(css: str) -> None:
    """In the text, in a copy of it, or at the foot; on paper or on a ground of its own colour."""
    assert set(codes(visible(finished(css=css), document(finished(css=css))))) == {"EP503"}


@pytest.mark.parametrize(
    "css",
    [
        "#b20 { color: white; background: black }",
        "@page { background: #f4efe4 }",
        "#b20 { color: #999 }",
        "@page { bleed: 10mm; marks: crop }",
    ],
)
def test_text_that_can_be_seen_passes(css: str) -> None:
    """White on black, on tinted paper, pale but there, on a page with room round its trim."""
    assert codes(visible(finished(css=css), document(finished(css=css)))) == []


# ---------------------------------------------------------------- fonts
def test_a_subset_is_one_by_what_it_holds() -> None:
    """A whole face under the name of a subset is whole; a subset in which few letters are used is none the worse."""
    face = LAYOUT.fonts[0].path.read_bytes()

    def swap(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            named = isinstance(item, pikepdf.Dictionary) and str(item.get("/FontName", "")).endswith("+Garamond")
            if named and "/FontFile2" in item:
                item.FontFile2.write(face)

    with pikepdf.open(io.BytesIO(broken(swap))) as pdf:
        assert codes(embedded(pdf)) == ["EP512"]
    assert EDITION.standards  # the sample is a reading edition, whose fonts have to be subset
