"""Front matter that is right: what each key becomes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from essay_press.errors import ManuscriptError
from essay_press.manuscript import read
from essay_press.model import (
    Accessibility,
    CoverArt,
    Extent,
    Identifiers,
    Ignore,
    Manuscript,
    Person,
    Series,
    Spoilers,
    Work,
)

Write = Callable[[str, str | bytes], Path]

FULL = """---
title: "Whiplash: Not My Tempo"
subtitle: >
  What fear
  cannot teach
deck: A short word on a long solo
short_title: Whiplash
authors:
  - {name: Ann Example, role: author}
  - name: Vincent van der Berg
    sort_name: Berg, Vincent van der
    role: trl
lang: en-gb
date: 2024-05-01
modified: 2024-06-02T10:30:00Z
first_published: The Drummer, spring 2024
url: https://example.org/whiplash
publisher: Example Press
description: On a film about drums.
rights: © 2024 Ann Example
dedication: To nobody
about_author: She plays no drums.
identifiers: {work: 10.1000/182, print: 0-306-40615-2, epub: 9791090636071}
subjects: [film, "jazz, drums", film]
series: {name: Drums, number: 3}
cover: {image: images/drum.jpg, alt: A snare drum}
accessibility: {conforms: aa, certified_by: Bob Example}
spoilers:
  works:
    - {title: Whiplash, kind: film, year: 2014, creator: Damien Chazelle}
    - Black Swan
    - {title: Οἰδίπους Τύραννος, kind: Play, year: -429}
  extent: ending
  notice: It gives away the last solo.
  terms: [Carnegie Hall, Caravan]
  resume: "#rest"
hyphenation: [per-fec-tion, tempo]
editions: [a5, epub]
layout: {name: modern, accent: "#c8321f", drop_cap: yes, columns: 2, leading: 1.5, quotes: "no"}
strings: {stop_here: Stop here.}
ignore: [{code: EP301, reason: seen and accepted}]
x-rating: [5, {of: 5}]
---
It begins with a drum.
"""


@pytest.fixture
def full(write: Write) -> Manuscript:
    """Return the manuscript that uses every key."""
    return read(write("whiplash.md", FULL))


def test_nothing_is_said_about_front_matter_that_is_right(full: Manuscript) -> None:
    """Every key of the schema at once earns neither error, warning nor note."""
    assert full.diagnostics == ()


def test_texts(full: Manuscript) -> None:
    """Texts come as they were written, those that run over lines on one."""
    found = full.metadata
    assert found.title == "Whiplash: Not My Tempo"
    assert found.subtitle == "What fear cannot teach"
    assert found.deck == "A short word on a long solo"
    assert found.short_title == "Whiplash"
    assert found.first_published == "The Drummer, spring 2024"
    assert found.url == "https://example.org/whiplash"
    assert found.publisher == "Example Press"
    assert found.description == "On a film about drums."
    assert found.rights == "© 2024 Ann Example"
    assert found.dedication == "To nobody"
    assert found.about_author == "She plays no drums."


def test_people_dates_and_language(full: Manuscript) -> None:
    """Roles become MARC relators, days become dates without their time, a language tag gets its usual case."""
    found = full.metadata
    assert found.authors == (
        Person("Ann Example", "Example, Ann", "aut"),
        Person("Vincent van der Berg", "Berg, Vincent van der", "trl"),
    )
    assert found.language == "en-GB"
    assert found.date == date(2024, 5, 1)
    assert found.modified == date(2024, 6, 2)


def test_the_catalogue(full: Manuscript) -> None:
    """Identifiers become URIs, subjects stand once, a series has its number as a text."""
    found = full.metadata
    work, paper, screen = "https://doi.org/10.1000/182", "urn:isbn:9780306406157", "urn:isbn:9791090636071"
    assert found.identifiers == Identifiers(work, paper, screen)
    assert found.subjects == ("film", "jazz, drums")
    assert found.series == Series("Drums", "3")
    assert found.cover == CoverArt("images/drum.jpg", "A snare drum")
    assert found.accessibility == Accessibility("AA", "Bob Example")


def test_spoilers(full: Manuscript) -> None:
    """Works may be maps or bare titles; the heading's name loses its number sign."""
    works = (
        Work("Whiplash", "film", 2014, "Damien Chazelle"),
        Work("Black Swan", "work"),
        Work("Οἰδίπους Τύραννος", "play", -429),
    )
    notice = "It gives away the last solo."
    expected = Spoilers(works, Extent.ENDING, notice, ("Carnegie Hall", "Caravan"), "rest")
    assert full.metadata.spoilers == expected


def test_settings(full: Manuscript) -> None:
    """Options keep their kind and order; everything but the name is an option."""
    found = full.metadata
    assert found.hyphenation == ("per-fec-tion", "tempo")
    assert found.editions == ("a5", "epub")
    assert found.layout == "modern"
    expected = (("accent", "#c8321f"), ("drop_cap", True), ("columns", 2), ("leading", 1.5), ("quotes", "no"))
    assert [(key, type(value), value) for key, value in found.options] == [(k, type(v), v) for k, v in expected]
    assert found.strings == (("stop_here", "Stop here."),)
    where = found.place("ignore.0.code")
    assert where is not None
    value = replace(where, column=where.column + len("code: "))
    assert found.ignore == (Ignore("EP301", "seen and accepted", value),)


@pytest.mark.parametrize(
    ("key", "standing"),
    [
        ("title", 'title: "Whiplash: Not'),
        ("authors", "authors:"),
        ("authors.1.sort_name", "sort_name: Berg"),
        ("identifiers.print", "print: 0-306"),
        ("cover.image", "image: images/drum.jpg"),
        ("spoilers.works.0.year", "year: 2014"),
        ("spoilers.works.1", "Black Swan"),
        ("spoilers.terms", "terms: [Carnegie"),
        ("spoilers.terms.1", "Caravan"),
        ("spoilers.resume", "resume:"),
        ("editions.1", "epub]"),
        ("layout.accent", "accent:"),
        ("strings.stop_here", "stop_here:"),
        ("ignore.0.code", "code: EP301"),
    ],
)
def test_every_key_has_its_place(key: str, standing: str, full: Manuscript) -> None:
    """Later stages can point at any key and at any item of a list."""
    place = full.metadata.place(key)
    assert place is not None
    assert place.path == full.path
    assert FULL.split("\n")[place.line - 1][place.column - 1 :].startswith(standing)


def test_a_manuscript_pickles(full: Manuscript) -> None:
    """A manuscript goes to a worker process and comes back the same."""
    assert pickle.loads(pickle.dumps(full)) == full


def test_errors_pickle(write: Write) -> None:
    """So does the error with which one is refused."""
    with pytest.raises(ManuscriptError) as caught:
        read(write("essay.md", "---\nname: x\n---\n\nText\n"))
    assert pickle.loads(pickle.dumps(caught.value)).diagnostics == caught.value.diagnostics


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("author: Ann Example", [("Ann Example", "aut")]),
        ("author: [Ann Example, Bob Example]", [("Ann Example", "aut"), ("Bob Example", "aut")]),
        ("authors: {name: Ann Example, role: Illustrator}", [("Ann Example", "ill")]),
        ("authors: [Ann, {name: Bob, role: writer_of-introduction}]", [("Ann", "aut"), ("Bob", "win")]),
        ("author:", []),
        ("x-author: Ann Example", []),
    ],
)
def test_the_ways_to_name_people(front: str, expected: list[tuple[str, str]], write: Write) -> None:
    """One name, a list of names, a map, or a list of either."""
    found = read(write("essay.md", f"---\ntitle: x\ndate: 2024-05-01\n{front}\n---\n\nText\n"))
    assert [(person.name, person.role) for person in found.metadata.authors] == expected
    assert found.diagnostics == ()


def test_author_is_found_under_authors(write: Write) -> None:
    """Later stages look for `authors` alone."""
    found = read(write("essay.md", "---\ntitle: x\nauthor: Ann Example\n---\n\nText\n"))
    assert found.metadata.place("authors") == found.metadata.place("author")


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("series: Drums", Series("Drums")),
        ("series: Drums\nnumber: 0.10", Series("Drums", "0.10")),
        ("series: {name: Drums}\nnumber: 007", Series("Drums", "007")),
        ("series: 1984\nnumber: 1:30", Series("1984", "1:30")),
    ],
)
def test_numbers_come_as_they_were_typed(front: str, expected: Series, write: Write) -> None:
    """Nothing is octal, sexagesimal or rounded."""
    found = read(write("essay.md", f"---\ntitle: x\ndate: 2024-05-01\n{front}\n---\n\nText\n"))
    assert found.metadata.series == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1984", "1984"), ("2001-01-01", "2001-01-01"), ("1e3", "1e3"), ("0x1F", "0x1F"), (".inf", ".inf"), ("=", "=")],
)
def test_a_title_need_not_look_like_a_text(value: str, expected: str, write: Write) -> None:
    """What YAML takes for a number or a date is still the title that was typed."""
    found = read(write("essay.md", f"---\ntitle: {value}\ndate: 2024-05-01\n---\n\nText\n"))
    assert found.metadata.title == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("no", "no"), ("NO", "no"), ("", "en"), ("~", "en"), ("de-ch", "de-CH")]
)
def test_languages_that_yaml_would_misread(value: str, expected: str, write: Write) -> None:
    """`lang: no` is Norwegian, not False; nothing at all is English."""
    found = read(write("essay.md", f"---\ntitle: x\ndate: 2024-05-01\nlang: {value}\n---\n\nText\n"))
    assert found.metadata.language == expected


def test_no_break_spaces_stay(write: Write) -> None:
    """Spaces that a writer set with care are kept; others at line ends and at both ends of a text are not."""
    found = read(write("essay.md", '---\ntitle: "  Nº\u00a01 \\n of\u202f2 "\ndate: 2024-05-01\n---\n\nText\n'))
    assert found.metadata.title == "Nº\u00a01 of\u202f2"


@pytest.mark.parametrize(
    ("front", "key", "expected"),
    [
        ("subjects: film, jazz; drums", "subjects", ("film", "jazz", "drums")),
        ("editions: a5, epub", "editions", ("a5", "epub")),
        ("editions: a5", "editions", ("a5",)),
        ("hyphenation: per-fec-tion tem-po", "hyphenation", ("per-fec-tion", "tem-po")),
        ('hyphenation: ["per\\u00adfec\\u00adtion"]', "hyphenation", ("per-fec-tion",)),
        ("layout: classic", "layout", "classic"),
        ("layout: {drop_cap: false}", "options", (("drop_cap", False),)),
        ("subtitle:", "subtitle", ""),
        ("cover:", "cover", None),
        ("identifiers: {work: }", "identifiers", Identifiers()),
    ],
)
def test_short_ways_to_write(front: str, key: str, expected: object, write: Write) -> None:
    """A text stands for a list where commas divide it; a key with nothing behind it counts as left out."""
    found = read(write("essay.md", f"---\ntitle: x\ndate: 2024-05-01\n{front}\n---\n\nText\n"))
    assert getattr(found.metadata, key) == expected
    assert found.diagnostics == ()


def test_the_fixture_makes_a_good_manuscript(write: Write, manuscript_text: Callable[..., str]) -> None:
    """Other tests begin with a manuscript about which there is nothing to say."""
    text = manuscript_text(spoilers={"works": ["Whiplash: a film"], "extent": "plot"}, lang="de")
    found = read(write("essay.md", text))
    assert found.diagnostics == ()
    assert found.metadata.spoilers == Spoilers((Work("Whiplash: a film", "work"),), Extent.PLOT)
    assert found.markdown == "\nA paragraph.\n"


@pytest.mark.parametrize(
    ("code", "fault", "words"),
    [
        ("EP999", "EP341", "no message has the code `EP999`"),
        ("EP5O0", "EP128", "`EP5O0` is no code of a message"),
        ("EP500", "EP342", "`EP500` cannot be ignored (A word of the essay is missing)"),
        ("ep561", "EP342", "`EP561` cannot be ignored"),
    ],
)
def test_what_cannot_be_ignored_is_an_error_with_its_line(write: Write, code: str, fault: str, words: str) -> None:
    """A code that no message has, and one that would take something from the reader."""
    text = f"---\ntitle: x\ndate: 2024-05-01\nignore:\n  - code: {code}\n    reason: because\n---\n\nText\n"
    with pytest.raises(ManuscriptError) as caught:
        read(write("essay.md", text))
    (found,) = caught.value.diagnostics
    assert (found.code, found.place and (found.place.line, found.place.column)) == (fault, (5, 11))
    assert words in found.message
    assert found.hint
