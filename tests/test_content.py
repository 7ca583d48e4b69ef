"""The essays in `content/` and the torture manuscripts hold what they promise."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from essay_press import manuscript, markup, quotes
from essay_press.markup.terms import terms_in
from essay_press.model import Essay, Extent, Note
from essay_press.spoilers import redact

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
TORTURE = ROOT / "tests" / "manuscripts" / "torture"
ESSAYS = ("whiplash", "crease", "doigt", "jetee")
MANUSCRIPTS = tuple(f"content/{name}.md" for name in ESSAYS) + tuple(
    f"tests/manuscripts/torture/{name}.md" for name in ("headings", "notes", "everything", "lines")
)
LEAF = {"p", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "figcaption", "caption", "pre"}


@cache
def essay(path: str) -> Essay:
    """Return the essay read from `path` below the repository's root, pull-quotes lifted."""
    return quotes.lift(markup.parse(manuscript.read(ROOT / path)))


def tree(xhtml: str) -> etree._Element:
    """Return `xhtml` under one root."""
    return etree.fromstring(f"<body>{xhtml}</body>")


def nodes(root: etree._Element, xpath: str) -> list[etree._Element]:
    """Return the elements that `xpath` finds from `root`."""
    return cast("list[etree._Element]", root.xpath(xpath))


def texts(xhtml: str) -> str:
    """Return the text of `xhtml`, a space after every block and line."""
    root = tree(xhtml)
    for element in root.iter():
        if element.tag in LEAF or element.tag == "br":
            element.tail = " " + (element.tail or "")
    return " ".join("".join(map(str, root.itertext())).split())


def words(xhtml: str) -> int:
    """Return how many words `xhtml` has; free-standing punctuation is no word."""
    return sum(any(character.isalnum() for character in word) for word in texts(xhtml).split())


def found(path: str, xpath: str) -> int:
    """Return how often `xpath` is found in the body of the essay at `path`."""
    return len(nodes(tree(essay(path).body), xpath))


def body_from(source: Essay, name: str) -> str:
    """Return the text of the body of `source` from its heading called `name` on."""
    (heading,) = [item for item in source.headings if item.name == name]
    root = tree(source.body)
    (start,) = nodes(root, f"h2[@id='{heading.id}']")
    return " ".join("".join(map(str, item.itertext())) for item in [start, *start.itersiblings()])


def texts_by_section(source: Essay) -> list[str]:
    """Return the text of the opening and of each section of `source`."""
    sections: list[str] = [""]
    for block in tree(source.body):
        if block.tag == "h2":
            sections.append("")
        sections[-1] += " ".join("".join(map(str, block.itertext())).split()) + " "
    return sections


def resume_text(source: Essay) -> str:
    """Return the heading at which a reader of `source` may resume."""
    assert source.metadata.spoilers is not None
    return next(item.xhtml for item in source.headings if item.name == source.metadata.spoilers.resume)


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Return every run of `length` words of `text`, folded to bare lower-case letters."""
    folded = re.findall(r"[a-z]+", text.lower().replace("’", "").replace("'", ""))
    return set(zip(*(folded[start:] for start in range(length)), strict=False))


@pytest.mark.parametrize("path", MANUSCRIPTS)
def test_every_manuscript_is_read_without_a_word_of_complaint(path: str) -> None:
    """Nothing in our own manuscripts earns a diagnostic."""
    source = manuscript.read(ROOT / path)
    parsed = quotes.lift(markup.parse(source))
    assert [str(item) for item in (*source.diagnostics, *parsed.diagnostics)] == []


def test_the_essays_share_an_author_a_publisher_and_a_series() -> None:
    """The four essays are one house's."""
    metadata = [essay(f"content/{name}.md").metadata for name in ESSAYS]
    assert [tuple(person.name for person in item.authors) for item in metadata] == [("Judith Verrall",)] * 4
    assert [item.publisher for item in metadata] == ["Quire Lane"] * 4
    assert [item.series.number for item in metadata if item.series] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ESSAYS)
def test_front_matter_is_full(name: str) -> None:
    """What a catalogue asks for is given."""
    metadata = essay(f"content/{name}.md").metadata
    given = (
        metadata.subtitle,
        metadata.date,
        metadata.modified,
        metadata.description,
        metadata.rights,
        metadata.subjects,
        metadata.about_author,
    )
    assert all(given)


# ---------------------------------------------------------------- the essay on Whiplash
WHIPLASH = "content/whiplash.md"


def test_whiplash_has_about_a_thousand_words() -> None:
    """The essay keeps to its length."""
    assert 950 <= words(essay(WHIPLASH).body) <= 1150


def test_whiplash_has_an_opening_six_sections_and_a_break() -> None:
    """Paragraphs come before the first of six headings, and one section has a break inside."""
    blocks = [block.tag for block in tree(essay(WHIPLASH).body)]
    assert blocks[0] == "p"
    assert blocks.count("h2") == 6
    place = blocks.index("hr")
    assert blocks.count("hr") == 1
    assert "h2" not in (blocks[place - 1], blocks[place + 1])


def test_whiplash_has_two_pull_quotes_of_a_good_length() -> None:
    """Each is one sentence of 40 to 120 characters, and each stands in a section of its own."""
    lifted = essay(WHIPLASH).pull_quotes
    assert len(lifted) == 2
    for quote in lifted:
        assert 40 <= len(quote.text) <= 120
        assert re.fullmatch(r"[A-Z“][^.!?]*[.!?]”?", quote.text)
    sections = texts_by_section(essay(WHIPLASH))
    assert [sum(quote.text in text for text in sections) for quote in lifted] == [1, 1]
    holders = [next(n for n, text in enumerate(sections) if quote.text in text) for quote in lifted]
    assert sorted(set(holders)) == holders


def test_the_first_pull_quote_of_whiplash_comes_early() -> None:
    """A reader meets one in the first third."""
    source = essay(WHIPLASH)
    whole = texts(source.body)
    assert whole.index(source.pull_quotes[0].text) < len(whole) / 3


def test_whiplash_warns_of_its_ending_and_marks_the_passages() -> None:
    """The front matter names the film and the extent; three passages and a block are marked."""
    source = essay(WHIPLASH)
    spoilers = source.metadata.spoilers
    assert spoilers is not None
    assert [(work.title, work.kind, work.year, work.creator) for work in spoilers.works] == [
        ("Whiplash", "film", 2014, "Damien Chazelle")
    ]
    assert spoilers.extent is Extent.ENDING
    assert [mark.block for mark in source.spoilers] == [False, False, False, True]


# ---------------------------------------------------------------- what must not leak
SPOILED = (WHIPLASH, "content/doigt.md", "content/jetee.md")


@pytest.mark.parametrize("path", SPOILED)
def test_without_its_spoilers_an_essay_keeps_the_secret(path: str) -> None:
    """Every term is marked wherever it stands, and what is left of the essay has none of them."""
    source = essay(path)
    assert [mention for mention in source.mentions if not mention.marked] == []
    assert source.metadata.spoilers is not None
    left = redact(source)
    text = " ".join([left.body, *(note.xhtml for note in left.notes)])
    assert terms_in(text, source.metadata.spoilers.terms) == ()
    assert len(source.mentions) >= len(source.metadata.spoilers.terms)


@pytest.mark.parametrize("path", SPOILED)
def test_no_term_is_in_what_a_cover_or_a_contents_page_shows(path: str) -> None:
    """Titles, description, headings and pull-quotes keep the secret."""
    source = essay(path)
    data = source.metadata
    assert data.spoilers is not None
    assert data.spoilers.terms
    shown = " ".join(
        [data.title, data.subtitle, data.deck, data.short_title, data.description, data.about_author, *data.subjects]
        + [heading.text for heading in source.headings]
        + [quote.text for quote in source.pull_quotes]
        + [mark.safe for mark in source.spoilers]
    ).lower()
    assert [term for term in data.spoilers.terms if term.lower() in shown] == []


@pytest.mark.parametrize("path", SPOILED)
def test_every_term_is_in_the_essay_before_the_reader_may_resume_and_none_after(path: str) -> None:
    """A list of terms that matched nothing would guard nothing."""
    source = essay(path)
    spoilers = source.metadata.spoilers
    assert spoilers is not None
    rest = body_from(source, spoilers.resume).lower()
    whole = texts(source.body).replace("’", "'").lower()
    assert [term for term in spoilers.terms if term.replace("’", "'").lower() not in whole] == []
    assert [term for term in spoilers.terms if term.lower() in rest] == []
    assert "spoiler" not in source.body[source.body.index(f">{resume_text(source)}<") :]


def test_whiplash_shares_no_run_of_eight_words_with_the_draft(corpus: Path) -> None:
    """The essay is in our own words."""
    draft = (corpus / "drafts" / "whiplash.txt").read_text("utf-8")
    ours = texts(essay(WHIPLASH).body)
    assert len(runs(draft)) > 500
    assert set() == runs(draft) & runs(ours)


# ---------------------------------------------------------------- the essay on the fold
CREASE = "content/crease.md"


def test_the_essay_on_the_fold_keeps_to_its_length() -> None:
    """With its notes it has 1,600 to 2,200 words, and it spoils nothing."""
    source = essay(CREASE)
    assert 1600 <= words(source.body) + sum(words(note.xhtml) for note in source.notes) <= 2200
    assert source.metadata.spoilers is None


@pytest.mark.parametrize(
    ("xpath", "count"),
    [
        ("blockquote[@class='epigraph']", 1),
        ("blockquote[not(@class)]/p[@class='attribution']", 1),
        ("*[@class='verse']/p[@class='stanza']", 2),
        ("figure/img[string-length(@alt) > 80]", 1),
        ("figure/figcaption", 1),
        ("table/caption", 1),
        ("table/tbody/tr", 4),
        ("dl/dt", 3),
        ("hr[@class='break']", 1),
    ],
)
def test_the_essay_on_the_fold_has_its_pieces(xpath: str, count: int) -> None:
    """Verse, quotation, figure, table and definitions are all there, once each."""
    assert count == found(CREASE, xpath)


def test_the_essay_on_the_fold_has_nine_notes_one_of_two_paragraphs() -> None:
    """Notes are few, and one is longer than a paragraph."""
    paragraphs = [len(tree(note.xhtml).findall("p")) for note in essay(CREASE).notes]
    assert [2, *[1] * 8] == paragraphs
    assert len(essay(CREASE).pull_quotes) == 2


# ---------------------------------------------------------------- the essay in French
DOIGT = "content/doigt.md"


def test_the_french_essay_is_short_and_spoils_a_plot() -> None:
    """It has 500 to 800 words, two notes, a pull-quote, and tells the plot of one novel."""
    source = essay(DOIGT)
    spoilers = source.metadata.spoilers
    assert spoilers is not None
    assert source.metadata.language == "fr"
    assert 500 <= words(source.body) <= 800
    assert (len(source.notes), len(source.pull_quotes)) == (2, 1)
    assert (spoilers.extent, [work.title for work in spoilers.works]) == (Extent.PLOT, ["Madame Bovary"])


def test_the_french_dialogue_is_not_taken_for_an_attribution() -> None:
    """Lines of speech open with a dash as an attribution does; only the last paragraph is one."""
    assert found(DOIGT, "blockquote/p[@class='attribution']") == 1
    assert found(DOIGT, "blockquote/p[not(contains(concat(' ', @class, ' '), ' attribution '))]") == 2


# ---------------------------------------------------------------- the essay that is a zine
JETEE = "content/jetee.md"


def test_the_shortest_essay_is_made_for_a_zine() -> None:
    """At most 450 words, a pull-quote, the ending of one short film, a passage behind a safe line, and its layout."""
    source = essay(JETEE)
    spoilers = source.metadata.spoilers
    assert spoilers is not None
    assert 350 <= words(source.body) <= 450
    assert (len(source.pull_quotes), [mark.block for mark in source.spoilers]) == (1, [True])
    assert (spoilers.extent, [work.title for work in spoilers.works]) == (Extent.ENDING, ["La Jetée"])
    assert source.metadata.layout == "zine"


# ---------------------------------------------------------------- the torture manuscripts
def notes() -> tuple[Note, ...]:
    """Return the notes of the manuscript that is about notes."""
    return essay("tests/manuscripts/torture/notes.md").notes


def test_there_are_forty_headings_on_three_levels() -> None:
    """Some follow each other directly, and some open a list, a table, a figure, verse, a quotation or a break."""
    path = "tests/manuscripts/torture/headings.md"
    assert len(essay(path).headings) == 40
    assert {2, 3, 4} == {heading.level for heading in essay(path).headings}
    names = [str(block.tag) for block in tree(essay(path).body)]
    after = {second for first, second in pairwise(names) if first in {"h2", "h3", "h4"}}
    assert {"p", "ul", "ol", "table", "figure", "blockquote", "dl", "hr", "h3", "h4"} <= after
    assert max(len(heading.text) for heading in essay(path).headings) > 120


def test_there_are_sixty_notes_and_some_are_longer_than_a_page() -> None:
    """Six have 600 words or more; two are called more than once."""
    assert len(notes()) == 60
    assert sum(words(note.xhtml) >= 600 for note in notes()) == 6
    assert sorted(len(note.calls) for note in notes() if len(note.calls) > 1) == [2, 3]


@pytest.mark.parametrize("holder", ["li", "td", "blockquote", "figcaption", "span[@class='line']", "p"])
def test_notes_are_called_from_everywhere(holder: str) -> None:
    """A list, a table's cell, a quotation, a caption and a line of verse each hold a call."""
    assert found("tests/manuscripts/torture/notes.md", f"//{holder}//a[@class='noteref']") > 0


@pytest.mark.parametrize("language", ["el", "grc", "ru", "uk", "sr", "vi", "he", "ar"])
def test_six_alphabets_are_there(language: str) -> None:
    """Greek, Cyrillic, Vietnamese, Hebrew and Arabic stand beside Latin, each marked with its language."""
    assert found("tests/manuscripts/torture/everything.md", f"//*[@lang='{language}']") > 0


@pytest.mark.parametrize(
    ("xpath", "least"),
    [
        ("//table[count(tbody/tr) >= 60]", 1),
        ("//table[count(thead/tr/th) >= 10]", 1),
        ("//figure/img", 6),
        ("//figure[@class='decoration']", 1),
        ("//*[@class='verse'][count(.//span[starts-with(@class, 'line')]) >= 60]", 1),
        ("//ul//ul//ul//ul", 1),
        ("//pre/code", 3),
        ("//dl/dd[count(*) > 1]", 1),
        ("//blockquote/blockquote", 1),
        ("//kbd | //abbr | //sub | //sup | //mark | //del | //small | //q | //cite", 9),
    ],
)
def test_the_drawer_holds_one_of_everything(xpath: str, least: int) -> None:
    """Each thing that is hard to set is in the manuscript that holds everything."""
    assert found("tests/manuscripts/torture/everything.md", xpath) >= least


def test_pull_quotes_stand_in_awkward_places() -> None:
    """One opens the essay, one ends it, and two share a paragraph."""
    source = essay("tests/manuscripts/torture/everything.md")
    whole = texts(source.body)
    lifted = source.pull_quotes
    assert whole.startswith(lifted[0].text)
    assert whole.endswith(lifted[-1].text)
    assert len({quote.source_id for quote in lifted}) == 4
    assert len(lifted) == 5
