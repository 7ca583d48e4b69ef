"""Composing: which parts an edition has, in what order, and what stands in them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from lxml import etree

from compose_samples import composed, essay, paragraphs, quote, words
from essay_press import editions, layouts, model
from essay_press.compose import compose
from essay_press.errors import LayoutError

FILM = model.Work("Whiplash", "film", 2014)
BOOK = model.Work("The Loser", "novel", 1983, "Thomas Bernhard")
BODY = f'{paragraphs(2)}\n<h2 id="s1">After</h2>\n<p id="b3" class="first">The rest.</p>'
HEADINGS = (model.Heading("s1", "after", 2, "After", "<em>After</em>"),)


def spoiled(**more: object) -> model.Essay:
    """Return an essay that gives two works away and says where to resume."""
    spoilers = model.Spoilers((FILM, BOOK), model.Extent.ENDING, resume="after", **more)  # type: ignore[arg-type] # as given
    return essay(BODY, {"spoilers": spoilers, "title": "Keeping Time"}, headings=HEADINGS)


def roles(composition: model.Composition) -> list[str]:
    """Return the roles of the parts in their order."""
    return [part.role.value for part in composition.parts]


def text(composition: model.Composition, name: str) -> str:
    """Return the words of a part, with single spaces."""
    (part,) = (each for each in composition.parts if each.name == name)
    return " ".join(words(etree.fromstring(part.xhtml)).split())


def test_a_plain_essay_has_cover_title_text_and_colophon() -> None:
    """In reading order; without notes there is no part for them."""
    assert roles(composed(essay(paragraphs(2)))) == ["cover", "titlepage", "essay", "colophon"]


def test_spoilers_make_a_warning_of_the_cover_and_cut_the_essay() -> None:
    """What a reader may resume at begins a part of its own, so that nothing above it stands on its page."""
    made = composed(spoiled())
    assert roles(made) == ["notice", "titlepage", "essay", "resume", "colophon"]
    assert ("The rest." in text(made, "essay"), text(made, "resume").startswith("After")) == (False, True)


def test_notes_have_a_part() -> None:
    """A numbered list, without ways back: each format adds its own."""
    note = model.Note("n1", 1, "<p>A note.</p>", ("r1",))
    made = composed(essay(paragraphs(1), notes=(note,)))
    assert roles(made) == ["cover", "titlepage", "essay", "notes", "colophon"]
    (part,) = (each for each in made.parts if each.name == "notes")
    assert '<ol class="notes"><li id="n1"><p>A note.</p></li></ol>' in part.xhtml


@pytest.mark.parametrize(
    ("edition", "layout", "there"), [("a5", "classic", True), ("a5", "modern", False), ("epub", "modern", True)]
)
def test_a_title_page_is_an_option_of_print(edition: str, layout: str, there: bool) -> None:
    """An EPUB always has one: reading apps look for it."""
    assert ("titlepage" in roles(composed(essay(paragraphs(1)), edition, layout))) == there


@pytest.mark.parametrize("layout", layouts.names())
@pytest.mark.parametrize("medium", ["print", "epub"])
def test_the_warning_says_what_and_how_far_and_nothing_else(layout: str, medium: str) -> None:
    """Title, author, the works, the extent, and where to go on; not a word of the essay."""
    edition = "epub" if medium == "epub" else "large-print" if layout == "large-print" else "a5"
    made = composed(spoiled(notice="It ends badly."), edition, layout)
    said = text(made, "cover")
    for wanted in ("Keeping Time", "Ann Example", "Whiplash", "2014", "The Loser", "It ends badly."):
        assert wanted in said
    assert "Seven words" not in said
    assert ('href="part:resume"' if medium == "epub" else 'href="#s1"') in made.parts[0].xhtml


@pytest.mark.parametrize(
    ("name", "layout"), [(item.name, layout) for item in editions.load().values() for layout in item.layouts]
)
def test_every_part_is_well_formed_with_ids_of_its_own(name: str, layout: str) -> None:
    """One section each, and no id twice in an edition."""
    made = composed(spoiled(), name, layout)
    roots = [etree.fromstring(part.xhtml) for part in made.parts]
    ids = [str(key) for root in roots for key in root.xpath("//@id")]  # type: ignore[union-attr] # a list of texts
    assert {root.tag for root in roots} == {"section"}
    assert sorted(ids) == sorted(set(ids))


def test_what_an_author_writes_is_escaped() -> None:
    """A title is text, whatever stands in it."""
    front = {"title": "A <b> & {{ c }}", "subtitle": '"x" <i>', "authors": (model.Person("<Ann> & {Bo}", "x"),)}
    made = composed(essay(paragraphs(1), front))
    assert "A <b> & {{ c }}" in text(made, "cover")
    assert "<Ann> & {Bo}" in text(made, "essay")


def test_words_are_those_of_the_essays_language() -> None:
    """And of its author, who may change them."""
    made = composed(essay(paragraphs(1), {"language": "de", "date": datetime.date(2024, 5, 1)}))
    assert "1. Mai 2024" in text(made, "colophon")
    own = composed(essay(paragraphs(1), {"strings": (("colophon", "How this was made"),)}))
    assert "How this was made" in text(own, "colophon")


def test_the_colophon_names_no_day_but_the_essays() -> None:
    """Same input, same bytes, on any day."""
    assert str(datetime.datetime.now().astimezone().year) not in text(composed(essay(paragraphs(1))), "colophon")


def test_quotes_are_left_out_when_the_layout_sets_none() -> None:
    """The sentence stays where it is."""
    body = paragraphs(3).replace("Seven words", '<span class="pull" id="q1">Seven words</span>', 1)
    source = essay(body, pull_quotes=(quote(source="b1"),))
    counts = [
        sum("<aside" in part.xhtml for part in composed(source, pull_quotes=wish).parts) for wish in ("none", "full")
    ]
    assert counts == [0, 1]


def test_sheets_come_in_the_order_of_the_cascade() -> None:
    """The base first, what extends it after it; print and EPUB each have their own."""
    made = [composed(essay(paragraphs(1)), edition) for edition in ("a5", "epub")]
    names = [[sheet.name for sheet in each.stylesheets] for each in made]
    assert names[0] == ["layouts/base/print.css", "layouts/classic/print.css"]
    assert names[1][0] == "layouts/base/epub.css"


def test_composing_twice_gives_the_same() -> None:
    """A composition is a value."""
    assert composed(spoiled()) == composed(spoiled())


# ---------------------------------------------------------------- broken templates
@pytest.mark.parametrize(
    ("template", "code", "line"),
    [
        ("<section>{{ metadata.titel }}</section>", "EP222", 1),
        ("<section>\n{% if %}\n</section>", "EP221", 2),
        ("\n\n{{ works.nothing.there }}", "EP222", 3),
        ("\n{{ t('no_such_words') }}", "EP222", 2),
        ('{% extends "nowhere.html" %}', "EP220", 0),
    ],
)
def test_a_broken_template_is_told_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: str, code: str, line: int
) -> None:
    """So that a designer finds it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "layouts" / "mine"
    (folder / "parts").mkdir(parents=True)
    (folder / "layout.toml").write_text('extends = "classic"\n')
    (folder / "parts" / "title.html").write_text(template)
    layout = layouts.load("mine", tmp_path)
    source = essay(paragraphs(1))
    with pytest.raises(LayoutError) as caught:
        compose(source, layout, editions.named("a5"), layouts.choose_options(layout, source.metadata))
    (item,) = caught.value.diagnostics
    assert (item.code, item.place.line if item.place else 0) == (code, line)
    assert item.place is None or Path(item.place.path).name == "title.html"
