"""The essay's blocks: cut where a reader resumes, the opening marked, long emphasis told apart."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from compose_samples import paragraphs, quote, words
from essay_press import model
from essay_press.compose import body, quotes
from essay_press.compose.openings import opening_words

LONG = "words that go on and on " * 12


def opened(paragraph: str, *, drop_cap: bool = True, small_caps: bool = True) -> str:
    """Return an opening paragraph as it is marked, the rest of a long text left out."""
    root = body.parse(f'<p class="first">{paragraph}{LONG}</p>')
    body.mark_opening(root, drop_cap=drop_cap, small_caps=small_caps)
    return body.inner(root).partition(LONG[:20])[0]


# ---------------------------------------------------------------- cutting
def test_an_essay_is_cut_at_its_resume_heading() -> None:
    """The heading and all below it are the second half."""
    root = body.parse('<p id="b1">x</p><h2 id="s1">a</h2><p id="b2">y</p><h2 id="s2">b</h2><p>z</p>')
    first, second = body.split(root, "s2")
    assert body.inner(first) == '<p id="b1">x</p><h2 id="s1">a</h2><p id="b2">y</p>'
    assert second is not None
    assert body.inner(second) == '<h2 id="s2">b</h2><p>z</p>'


@pytest.mark.parametrize("key", ["", "s9"])
def test_without_such_a_heading_an_essay_is_whole(key: str) -> None:
    """Nothing is cut."""
    assert body.split(body.parse("<p>x</p>"), key)[1] is None


def test_cutting_loses_nothing() -> None:
    """Both halves together are the whole."""
    whole = f'{paragraphs(3)}\n<h2 id="s1">A <em>b</em> &amp; c</h2>\n{paragraphs(2, 4)}'
    first, second = body.split(body.parse(whole), "s1")
    assert second is not None
    assert f"{body.inner(first)}\n{body.inner(second)}" == whole


# ---------------------------------------------------------------- the opening
@pytest.mark.parametrize(
    ("paragraph", "marked"),
    [
        ("The first thing is nothing. ", ("T", "he first thing")),
        ("“The first thing, ", ("“T", "he first thing")),
        ("<em>The</em> first thing ", ("T", "he")),
        ("Éric est ", ("É", "ric est")),
        ("I am, ", ("I", " am")),
    ],
)
def test_the_opening_has_a_large_letter_and_small_capitals(paragraph: str, marked: tuple[str, str]) -> None:
    """A mark before the letter goes with it; the small capitals end at the first punctuation."""
    found = etree.fromstring(f"<p>{opened(paragraph).partition('>')[2]}</p>", etree.XMLParser(recover=True))
    spans = {str(span.get("class")): words(span) for span in found.iter("span")}
    assert spans["dropcap"] == marked[0]
    assert spans["lead"].startswith(marked[1])
    assert re.search(r"[.,;:!?]", spans["lead"]) is None


@pytest.mark.parametrize(
    ("language", "text", "opening"),
    [
        ("en", "The eye is the first circle; the horizon", "he eye is the first circle"),
        ("en", "Ever since I was a boy I have wished", "ver since I was a boy"),
        ("en", "Every promise of the soul has innumerable", "very promise of the soul"),
        ("en", "Every substance is negatively electric to that", "very substance"),
        ("en-GB", "When the act of reflection takes place", "hen the act of reflection"),
        ("en", "In the elder English dramatists, and mainly", "n the elder English dramatists"),
        ("en", "It is said that the world is in a state", "t is said that the world"),
        ("en", "I read the other day some verses written", " read the other day"),
        ("de", "Ich habe in meiner ersten Wohnung vier Treppen hoch", "ch habe"),
        ("de", "Der Handlauf des Hauses ist glatt und", "er Handlauf des Hauses"),
        ("fr", "Les marges de ses livres ont été lues", "es marges de ses livres"),
        ("es", "Una noche de aquel verano cuando probé", "na noche de aquel verano"),
        ("it", "Nel mezzo del cammin di nostra vita mi ritrovai", "el mezzo del cammin"),
        ("", "Superintendentship-in-extraordinary was all", "uperintendentship-in-extraordinary"),
    ],
)
def test_small_capitals_end_where_a_phrase_does(language: str, text: str, opening: str) -> None:
    """At a stop, before a word that begins the next phrase; never with one that leans on what follows."""
    assert opening_words(text[1:], language) == opening


@pytest.mark.parametrize(
    "paragraph", ["1914 was a year ", "שלום עולם ", "— so it begins ", '<img src="i1.png" alt="x"/> ']
)
def test_what_begins_without_a_capital_has_none(paragraph: str) -> None:
    """A figure, a script without capitals, a dash, a picture."""
    assert "dropcap" not in opened(paragraph)


def test_a_short_opening_has_no_large_letter() -> None:
    """It would hang over the next paragraph."""
    root = body.parse('<p class="first">Short and sweet.</p>')
    body.mark_opening(root, drop_cap=True, small_caps=True)
    assert body.inner(root) == '<p class="first opening"><span class="lead">Short and sweet</span>.</p>'


def test_an_opening_without_options_is_only_named() -> None:
    """A layout may still treat it."""
    assert opened("The ", drop_cap=False, small_caps=False) == '<p class="first opening">The '


def test_an_essay_that_opens_with_a_heading_far_down_is_left_alone() -> None:
    """The first paragraph after a long list is no opening."""
    root = body.parse("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul><p class='first'>Text</p>")
    body.mark_opening(root, drop_cap=True, small_caps=True)
    assert "opening" not in body.inner(root)


def test_no_letter_of_the_opening_is_lost() -> None:
    """Whatever is wrapped, the words stay the words."""
    text = "“A <em>very</em> odd, <strong>odd</strong> opening "
    before = words(body.parse(f"<p>{text}{LONG}</p>"))
    root = body.parse(f'<p class="first">{text}{LONG}</p>')
    body.mark_opening(root, drop_cap=True, small_caps=True)
    assert words(root) == before


def test_emphasis_longer_than_a_phrase_is_marked() -> None:
    """Six words are a phrase; large print slants no more."""
    root = body.parse("<p><em>one two three four five six</em> <i>one two three four five six seven</i></p>")
    body.mark_long_emphasis(root)
    assert [item.get("class") for item in root[0]] == [None, "long"]


def test_notes_are_a_list_in_their_order() -> None:
    """And nothing at all without notes."""
    notes = (model.Note("n1", 1, "<p>a</p>", ("r1",)), model.Note("n2", 2, "<p>b</p>", ("r2",)))
    assert body.notes(notes) == '<ol class="notes"><li id="n1"><p>a</p></li><li id="n2"><p>b</p></li></ol>'
    assert body.notes(()) == ""


# ---------------------------------------------------------------- pull-quotes
MARK = '<span class="pull" id="q1">lifted</span>'
BLOCKS = (
    f'<h2 id="s1">a</h2><p id="b1" class="first">x {MARK}</p><p id="b2">y</p><p id="b3">z</p><hr class="break"/>'
    '<p id="b4" class="first">u</p><h2 id="s2">b</h2><p id="b5" class="first">v</p><p id="b6">w</p>'
)


def placed(blocks: str, *quoted: model.PullQuote) -> list[str]:
    """Return the ids of the blocks, in order, once the quotes are in."""
    root = body.parse(blocks)
    quotes.insert(root, quoted)
    return [str(block.get("id") or block.tag) for block in root]


def test_a_quote_follows_its_sentence() -> None:
    """Before a paragraph of its own section, below it, and not first under a heading."""
    order = placed(BLOCKS, quote(source="b1"))
    assert order.index("b1") < order.index("pq1") < order.index("hr")
    assert order[order.index("pq1") + 1] in {"b2", "b3"}


@pytest.mark.parametrize("where", ["", "before", "left", "full"])
def test_a_quote_never_stands_between_a_heading_and_its_text(where: str) -> None:
    """Nor first of all."""
    root = body.parse(BLOCKS)
    (source,) = (block for block in root if block.get("id") == "b1")
    found = [block.get("id") for block, _, _ in quotes.anchors(root, source, where)]
    assert set(found) <= {"b2", "b3", "b4", "b6"}
    assert found


def test_a_quote_is_hidden_from_those_who_hear_the_text() -> None:
    """They meet the sentence in its place; the copy names its mark."""
    root = body.parse(BLOCKS)
    quotes.insert(root, [quote(source="b1", text="lifted <em>words</em> &amp; more")])
    (aside,) = root.iter("aside")
    assert {key: aside.get(key) for key in ("id", "role", "aria-hidden", "data-quote")} == {
        "id": "pq1",
        "role": "doc-pullquote",
        "aria-hidden": "true",
        "data-quote": "q1",
    }
    assert words(aside).strip() == "lifted words & more"


def test_a_quote_with_nowhere_to_stand_follows_its_block() -> None:
    """It is never left out."""
    assert placed(f'<p id="b1" class="first">x {MARK}</p>', quote(source="b1")) == ["b1", "pq1"]


@pytest.mark.parametrize(
    ("where", "reveals", "found"),
    [
        ("", False, ["b3", "b2"]),
        ("before", False, ["b2"]),
        ("after", False, ["b3"]),
        ("", True, ["b3"]),
        ("before", True, ["b3"]),
    ],
)
def test_a_quote_stands_where_its_author_says_and_below_what_it_reveals(
    where: str, reveals: bool, found: list[str]
) -> None:
    """What gives a spoiler away never comes before it."""
    body_of = '<p id="b1">x</p><p id="b2">x <span class="pull" id="q1">y</span></p><p id="b3">x</p>'
    root = body.parse(body_of)
    source = root[1]
    assert [block.get("id") for block, _, _ in quotes.anchors(root, source, where, reveals=reveals)] == found


def test_a_quote_from_another_half_is_not_set_here() -> None:
    """The essay after its resume heading has its own; and numbers go on."""
    second = BLOCKS.replace('id="q1"', 'id="q2"')
    assert "pq2" in placed(second, quote(1, "b1"), quote(2, "b1"))
    assert "pq1" not in placed(second, quote(1, "b1"), quote(2, "b1"))
