"""Pull-quotes that the front matter lists: found word for word, marked where they stand, refused with a cure."""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree

from essay_press.diagnostics import Place
from essay_press.errors import ManuscriptError
from essay_press.markup.tree import plain_text, text_of
from essay_press.model import PullQuote, Wish
from essays import errors_of, lifted, parse_text

AT = Place("essay.md", 3, 5)


def tidy(body: str) -> str:
    """Return XHTML with the id of each element before its class."""
    return re.sub(r'<(\w+) class="([^"]*)" id="([^"]*)"', r'<\1 id="\3" class="\2"', body)


def listed(text: str, *wishes: str, where: str = "") -> str:
    """Return the body of an essay whose front matter lists these pull-quotes."""
    return tidy(lifted(text, pull_quotes=tuple(Wish(wish, where, AT) for wish in wishes)).body)


def test_a_listed_sentence_is_marked_where_it_stands() -> None:
    """As its author would have, and lifted."""
    text = 'Nothing here.\n\nBefore it. It\'s the fear --- "always" --- that works. After it.'
    essay = lifted(text, pull_quotes=(Wish("It’s the fear – 'always' - that works.", "full", AT),))
    quote = "It’s the fear—“always”—that works."
    assert essay.pull_quotes == (PullQuote("q1", quote, quote, "b2", "full", AT),)
    assert f'<p id="b2">Before it. <span id="q1" class="pull">{quote}</span> After it.</p>' in tidy(essay.body)


@pytest.mark.parametrize(
    ("wish", "marked"),
    [
        ('It\'s the fear - "always" - that works.', "It’s the fear—“always”—that works."),
        ("the fear … that works", "the fear—“always”—that works"),
        ("The fear", "the fear"),
    ],
)
def test_quotes_dashes_and_spaces_do_not_count(wish: str, marked: str) -> None:
    """Nor does the case of the first letter; a cut marks all that it is cut from."""
    body = listed('Nothing here.\n\nBefore it. It\'s the fear---"always"---that works. After it.', wish)
    assert f'<span id="q1" class="pull">{marked}</span>' in body


def test_what_is_lifted_is_what_was_listed() -> None:
    """Emphasis of the essay, first letter and cuts of the list."""
    essay = lifted("It's the *fear---that* works.", pull_quotes=(Wish("The fear … works.", "left", AT),))
    (quote,) = essay.pull_quotes
    assert (quote.text, quote.xhtml, quote.where) == ("The fear … works.", "The <em>fear</em> … works.", "left")
    assert (quote.source_id, quote.place) == ("b1", AT)


def test_a_mark_may_begin_and_end_inside_other_marks() -> None:
    """The emphasis is divided; its id stays with its first part; the text is the same."""
    text = "One *[two three](https://x.y){#k} four* five [six]{lang=fr} seven."
    body = listed(text, "three four five six")
    assert body == (
        '<p id="b1" class="first">One <em><a id="a1" href="https://x.y">two </a></em><span id="q1" class="pull"><em>'
        '<a href="https://x.y">three</a> four</em> five <span lang="fr">six</span></span> seven.</p>'
    )


def test_calls_of_notes_are_no_words_and_stay() -> None:
    """In the sentence inside the mark, behind it outside."""
    body = listed("One[^1] two three.[^2]\n\n[^1]: A note.\n\n[^2]: Another.", "One two three.")
    assert re.sub(r"<a [^>]*>(\d)</a>", r"(\1)", body) == (
        '<p id="b1" class="first"><span id="q1" class="pull">One(1) two three.</span>(2)</p>'
    )


def test_a_line_break_parts_words() -> None:
    """As a space would; it stays where it is."""
    assert '<span id="q1" class="pull">two,<br/>three</span>' in listed("One\\\ntwo,\\\nthree\\\nfour.", "two, three")


def test_marks_and_list_are_numbered_together() -> None:
    """In the order of the text."""
    essay = lifted(
        "One thing. [Two things.]{.pull} Three things.",
        pull_quotes=(Wish("Three things.", "", AT), Wish("One thing.", "", AT)),
    )
    assert [(quote.id, quote.text) for quote in essay.pull_quotes] == [
        ("q1", "One thing."),
        ("q2", "Two things."),
        ("q3", "Three things."),
    ]


def test_a_sentence_that_is_not_there_is_answered_with_the_nearest() -> None:
    """And with its line."""
    text = "One thing.\n\nThe drum solo is a declaration of independence. Another."
    with pytest.raises(ManuscriptError) as caught:
        lifted(text, pull_quotes=(Wish("The drum solo was a declaration of independence.", "", AT),))
    (found,) = caught.value.diagnostics
    assert str(found) == (
        "essay.md:3:5: error EP173: the pull-quote is not in the essay: “The drum solo was a declaration of "
        "independence.”\n  hint: the nearest sentence (line 3) is: The drum solo is a declaration of independence."
    )


@pytest.mark.parametrize(
    ("text", "wish", "code"),
    [
        ("Text.\n\n## A heading of the essay", "A heading of the essay", "EP170"),
        ("::: verse\nA line of the verse\n:::", "A line of the verse", "EP170"),
        ("Text.\n\n```\ncode of the essay\n```", "code of the essay", "EP170"),
        ("Text.[^1]\n\n[^1]: Only in the note.", "Only in the note.", "EP173"),
        ("All of [two words]{.pull}.", "two words", "EP171"),
        ("All of [two words]{.pull}.", "All of two words.", "EP171"),
        ("All of [two words]{.pull}.", "words", "EP171"),
        ("The unfeared.", "fear", "EP173"),
    ],
)
def test_what_cannot_be_lifted_is_an_error(text: str, wish: str, code: str) -> None:
    """At the place of the list's entry."""
    assert errors_of(text, pull_quotes=(Wish(wish, "", AT),)) == [f"3:5 {code}"]


def test_a_place_that_no_layout_knows_is_an_error() -> None:
    """As it is in a mark."""
    assert errors_of("One thing.", pull_quotes=(Wish("One thing.", "top", AT),)) == ["3:5 EP166"]


def test_words_in_running_text_go_before_the_same_words_elsewhere() -> None:
    """A heading that says the same is passed over."""
    body = listed("Text.\n\n## Rests are written down\n\nRests are written down.", "Rests are written down")
    assert '<p id="b2" class="first"><span id="q1" class="pull">Rests are written down</span>.</p>' in body


def test_marking_changes_no_word() -> None:
    """Whatever is listed: the text of each block is as it was, and the mark holds what was listed."""
    text = (
        "One *two **three** four* [five](https://x.y) six[^1] seven\\\neight `nine` [ten *eleven*]{lang=fr} twelve.\n\n"
    )
    text += "[^1]: A note."
    before = parse_text(text)
    (block,) = etree.fromstring(f"<body>{before.body}</body>")
    words = plain_text(block).split()
    chance = random.Random(5)
    for _ in range(200):
        first = chance.randrange(len(words))
        wish = " ".join(words[first : chance.randrange(first, len(words)) + 1])
        essay = lifted(text, pull_quotes=(Wish(wish, "", AT),))
        (after,) = etree.fromstring(f"<body>{essay.body}</body>")
        (mark,) = (span for span in after.iter("span") if span.get("id") == "q1")
        assert text_of(after) == text_of(block)
        assert plain_text(mark) == wish
        assert essay.pull_quotes[0].text == wish
