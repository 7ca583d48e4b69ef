"""What an EPUB says: every word of the essay, and nothing too early."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import etree

import epub_samples as samples
from epub_faults import COVER, ESSAY, NAV, NCX, NOTES, NOTICE, PACKAGE, Change, caught, cut, report, swap
from essay_press.check.epub_book import classes, read
from essay_press.check.epub_text import check_text
from essay_press.diagnostics import Place

__all__: list[str] = []


# ---------------------------------------------------------------- text
@pytest.mark.parametrize(
    ("changes", "words", "place"),
    [
        ({ESSAY: swap(" the bruise", "")}, "the bruise", Place("tempo.md", 16)),
        ({ESSAY: cut('<pre id="b12">.*?</pre>')}, "beat = 60 / tempo", Place("tempo.md", 34)),
        ({ESSAY: swap("Of his bones", "Of her bones")}, "his", Place("tempo.md", 32)),
        ({NOTES: swap("for <em>one</em> minute", "")}, "for one minute.", Place("tempo.md", 70)),
        ({NOTES: swap("<blockquote><p>So they say.</p></blockquote>", "")}, "So they say.", Place("tempo.md", 72)),
        ({ESSAY: cut(' alt="Four[^"]*"', ' alt="Bars"')}, "Four bars of a drum part, the third …", None),
        ({"EPUB/text/resume.xhtml": cut("Rest is .*?</a>")}, "Rest is a part of the beat, as …", Place("tempo.md", 36)),
    ],
)
def test_a_lost_word_is_named_with_its_line(
    changes: dict[str, Change | bytes | None], words: str, place: Place | None
) -> None:
    """Words of text, code, verse, notes, text alternatives and the resumed part are missed."""
    found = report("epub text", samples.edited(changes))
    assert [(item.code, item.message, item.place) for item in found.diagnostics] == [
        ("EP544", f"missing from the EPUB: “{words}”", place)
    ]


def test_paragraphs_in_another_order_are_caught() -> None:
    """A paragraph that stands elsewhere is missing from its place."""
    first, second = '<p id="b1" class="first">', '<p id="b3">'

    def exchange(text: str) -> str:
        one = re.findall(re.escape(first) + ".*?</p>", text, re.DOTALL)[0]
        two = re.findall(re.escape(second) + ".*?</p>", text, re.DOTALL)[0]
        return text.replace(one, "@").replace(two, one).replace("@", two)

    assert caught("epub text", samples.edited({ESSAY: exchange})) == ["EP544"]


def test_an_author_s_own_class_hides_nothing() -> None:
    """Only an aside is a copy: a paragraph of the author's that is called so too has to be there."""
    essay = samples.essay()
    called = replace(essay, body=essay.body.replace('<p id="b3">', '<p id="b3" class="pullquote">'))
    data = samples.edited({ESSAY: swap('<p id="b3">', '<p id="b3" class="pullquote">')})
    without = samples.edited({ESSAY: lambda text: re.sub('<p id="b3">.*?</p>', "", text, count=1, flags=re.DOTALL)})
    found = [check_text(read(item), called).diagnostics for item in (data, without)]
    assert [[item.place for item in each] for each in found] == [[], [Place("tempo.md", 16)]]
    assert caught("epub pull-quotes", data) == []


def test_what_an_edition_adds_is_no_alarm() -> None:
    """Words split by markup, and text that the edition adds, do not count as losses."""
    changed = {
        ESSAY: lambda text: text.replace("In the first film", '<span class="lead">In the fi</span>rst film').replace(
            "</header>", "<p>By Ann Example</p></header>"
        )
    }
    assert report("epub text", samples.edited(changed)).diagnostics == ()


def test_soft_hyphens_are_no_letters() -> None:
    """They say where a reading system may break a long word, and vanish everywhere else."""
    hyphened = samples.edited({ESSAY: swap("In the first film", "In the fi\u00adrst film")})
    assert report("epub text", hyphened).diagnostics == ()


# ---------------------------------------------------------------- spoilers
@pytest.mark.parametrize(
    "changes",
    [
        {PACKAGE: swap("An essay about keeping time.", "How Caravan ends.")},
        {PACKAGE: swap("<dc:subject>Film", "<dc:subject>Caravan")},
        {PACKAGE: swap('id="resume"', 'id="after-caravan"')},
        {NAV: swap(">Resting<", ">Caravan<")},
        {NCX: swap("Resting", "Caravan")},
        {NOTICE: swap("Contains spoilers", "Contains spoilers of CARAVAN")},
        {COVER: swap("The cover warns", "The cover shows a caravan and warns")},
        {ESSAY: swap("<title>Bars &amp; Falls", "<title>Caravan")},
        {ESSAY: swap('id="b3"', 'id="the-caravan"')},
        {NAV: swap("What happens next", "Counting")},
        {"EPUB/text/caravan.xhtml": b"<x/>"},
    ],
)
def test_what_gives_the_work_away_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """A term of the author's, or a heading with safe words, in metadata, names, lists, ids or up to the warning."""
    assert caught("epub spoilers", samples.edited(changes)) == ["EP591"]


def test_a_term_in_the_essay_itself_is_no_leak() -> None:
    """Whoever reads on has chosen to; a longer word that holds the term is another word."""
    changes = {
        ESSAY: swap("The lesson lasts", "Caravan lasts"),
        PACKAGE: swap("An essay about keeping time.", "An essay about caravanserais."),
    }
    assert report("epub spoilers", samples.edited(changes)).diagnostics == ()


def test_a_paragraph_printed_twice_is_caught() -> None:
    """A repetition that is not a hidden pull-quote is read twice."""

    def repeat(text: str) -> str:
        paragraph = re.findall('<p id="b3">.*?</p>', text, re.DOTALL)[0]
        plain = re.sub("<a.*?</a>", "", paragraph).replace(' id="b3"', "")
        return text.replace(paragraph, paragraph + plain)

    found = report("epub text", samples.edited({ESSAY: repeat})).diagnostics
    assert [(item.code, item.place) for item in found] == [("EP546", Place("tempo.md", 16))]


# ---------------------------------------------------------------- every word
def test_no_single_word_can_be_lost() -> None:
    """Whichever word of the essay or its notes is taken out of the EPUB, the text check misses it."""
    essay = samples.essay()
    book = read(samples.epub().data)
    unseen = []
    examined = 0
    for path in (ESSAY, "EPUB/text/resume.xhtml", NOTES):
        for node, slot in texts(book.documents[path][-1]):
            whole = getattr(node, slot) or ""
            for word in whole.split():
                setattr(node, slot, whole.replace(word, "", 1))
                examined += 1
                unseen += [word] if not check_text(book, essay).diagnostics else []
            setattr(node, slot, whole)
    assert (unseen, examined) == ([], 130)


def texts(node: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield the places of the essay's own text below `node`: (element, `text` or `tail`)."""
    added = {"backlink", "head-title", "notes-head", "noteref", "pullquote"}
    if not added & set(classes(node)):
        yield node, "text"
        for child in node:
            yield from texts(child)
            yield child, "tail"
