"""Identifiers, language tags, names as libraries sort them, and front matter that no person wrote."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essay_press.errors import ManuscriptError
from essay_press.manuscript import read
from essay_press.manuscript.identifiers import identifier
from essay_press.manuscript.languages import MEANT, language_tag
from essay_press.manuscript.people import ROLE_WORDS, ROLES, sort_name
from essay_press.manuscript.schema import KEYS, TOOL_KEYS, TOOL_KEYS_MEANT
from essay_press.manuscript.schema import MEANT as KEYS_MEANT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("978-0-306-40615-7", "urn:isbn:9780306406157"),
        ("ISBN 978 0 306 40615 7", "urn:isbn:9780306406157"),
        ("ISBN-13: 978–0–306–40615–7", "urn:isbn:9780306406157"),
        ("urn:isbn:9780306406157", "urn:isbn:9780306406157"),
        ("0306406152", "urn:isbn:9780306406157"),
        ("0-9752298-0-x", "urn:isbn:9780975229804"),
        ("9791090636071", "urn:isbn:9791090636071"),
        ("10.1000/182", "https://doi.org/10.1000/182"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("http://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("10.1002/(SICI)1097<1661::AID>3.0.CO;2-2", "https://doi.org/10.1002/(SICI)1097%3C1661::AID%3E3.0.CO;2-2"),
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
        ("urn:lex:it:stato:legge", "urn:lex:it:stato:legge"),
    ],
)
def test_an_identifier_becomes_a_uri(value: str, expected: str) -> None:
    """However an ISBN or DOI is written, one URI comes out."""
    assert identifier(value) == (expected, "", "")


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("9780306406158", "is not an ISBN: its check digit does not fit"),
        ("0306406153", "is not an ISBN: its check digit does not fit"),
        ("0123", "is not an ISBN: it has 4 digits, not 10 or 13"),
        ("9770306406157", "is not an ISBN, which begins with 978 or 979"),
        ("urn:isbn:123", "is not an ISBN: it has 3 digits, not 10 or 13"),
        ("urn:uuid:1", "is not a UUID"),
        ("https://", "is no web address"),
        ("https://[x", "is no web address"),
        ("https://example.org/a b", "is no web address"),
        ("ftp://example.org/x", "is not an ISBN, DOI, web address or URN"),
        ("whiplash", "is not an ISBN, DOI, web address or URN"),
    ],
)
def test_what_is_no_identifier(value: str, wrong: str) -> None:
    """A slip is told from a thing of another kind."""
    assert identifier(value)[:2] == ("", wrong)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_an_isbn_10_with_its_check_digit_is_taken(digits: str) -> None:
    """Of the eleven possible check digits exactly one fits."""
    fitting = [last for last in "0123456789X" if identifier(digits + last)[0]]
    assert len(fitting) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("de-ch-1996", "de-CH-1996"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("grc", "grc"),
        ("und", "und"),
        ("sl-rozaj", "sl-rozaj"),
        ("en-u-HC-h12", "en-u-hc-h12"),
        ("de-x-drum", "de-x-drum"),
        ("uk", "uk"),
    ],
)
def test_a_language_tag_gets_its_usual_case(value: str, expected: str) -> None:
    """Tags of RFC 5646 are taken in any case."""
    assert language_tag(value) == (expected, "")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("english", "en"),
        ("Deutsch", "de"),
        ("en_US", "en-US"),
        ("en-UK", "en-GB"),
        ("pt_br", "pt-BR"),
        ("ger", "de"),
        ("fra", "fr"),
        ("jp", "ja"),
        ("cz-CZ", "cs-CZ"),
        ("us", "en-US"),
    ],
)
def test_what_people_write_for_a_language_tag(value: str, meant: str) -> None:
    """The usual mistakes are answered with the tag that was meant."""
    assert language_tag(value) == ("", f"did you mean `{meant}`?")


@pytest.mark.parametrize(
    "value", ["", "e", "xx", "en-", "en GB", "x-drum", "i-klingon", "en-ab-cd", "deutsche Sprache"]
)
def test_what_is_no_language_tag(value: str) -> None:
    """Other words are refused with examples."""
    assert language_tag(value) == ("", "write a tag such as `en`, `en-GB`, `de` or `pt-BR`")


def test_a_country_that_does_not_exist() -> None:
    """A tag with an unknown region is answered with the language alone."""
    assert language_tag("en-XX") == ("", "`XX` is no country: write `en` alone")


def test_what_is_meant_is_itself_a_tag() -> None:
    """No suggestion leads to another error."""
    assert [tag for tag in MEANT.values() if language_tag(tag) != (tag, "")] == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ralph Waldo Emerson", "Emerson, Ralph Waldo"),
        ("Ursula K. Le Guin", "Le Guin, Ursula K."),
        ("Vincent van Gogh", "Gogh, Vincent van"),
        ("Friedrich von der Leyen", "Leyen, Friedrich von der"),
        ("Simone de Beauvoir", "Beauvoir, Simone de"),
        ("Jean de La Fontaine", "La Fontaine, Jean de"),
        ("Juana Inés de la Cruz", "Cruz, Juana Inés de la"),
        ("Daphne du Maurier", "du Maurier, Daphne"),
        ("José Ortega y Gasset", "Ortega y Gasset, José"),
        ("Robert Van de Graaff", "Van de Graaff, Robert"),
        ("Van Morrison", "Morrison, Van"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("King, Stephen", "King, Stephen"),
        ("Henry VIII", "Henry VIII"),
        ("Ibn Sina", "Ibn Sina"),
        ("Plato", "Plato"),
        ("村上春樹", "村上春樹"),
        ("The Economist", "Economist, The"),
    ],
)
def test_a_name_is_sorted_as_a_library_sorts_it(name: str, expected: str) -> None:
    """Particles, prefixes, suffixes and single names follow the customs of Western catalogues."""
    assert sort_name(name) == expected


def test_tables_agree() -> None:
    """Words lead to what exists: roles to relators, keys to keys; no key is both ours and another tool's."""
    assert [code for code in ROLE_WORDS.values() if code not in ROLES] == []
    meant = {*KEYS_MEANT.values(), *TOOL_KEYS_MEANT.values()}
    assert [key for key in sorted(meant) if key.partition(".")[0] not in KEYS] == []
    assert sorted(TOOL_KEYS.intersection(KEYS)) == []
    assert [key for key in TOOL_KEYS_MEANT if key not in TOOL_KEYS] == []
    assert [key for key in KEYS_MEANT if key in KEYS or key in TOOL_KEYS] == []


SIGNS = [
    ": ", ":", "- ", "[", "]", "{", "}", ",", '"', "'", " #", " #x", "&a", "*a", "!t", "|", ">", "%", "@", "?", "<<",
]  # fmt: skip
LINES = ["\\", "\n", "\n  ", "\n- ", "\n\t", "\n...\n", "\n---\n", "---"]
WORDS = [*KEYS, "works", "extent", "x-a", "~", "no", "2024-05-01", "0x1F", "é", "\u2028", "\x00", "\ufeff"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS + SIGNS + LINES), max_size=30).map("".join))
def test_no_front_matter_crashes_the_reader(front: str) -> None:
    """Whatever stands in front matter, the answer is a manuscript or a ManuscriptError whose places are in the file."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "essay.md"
        text = f"---\ntitle: x\n{front}\n---\n\nText\n"
        path.write_bytes(text.encode("utf-8"))
        try:
            diagnostics = read(path).diagnostics
        except ManuscriptError as error:
            diagnostics = error.diagnostics
    lines = text.split("\n")
    for item in diagnostics:
        assert item.place is not None
        assert 1 <= item.place.line <= len(lines)
        assert 1 <= item.place.column <= len(lines[item.place.line - 1]) + 1


def test_the_room_is_light() -> None:
    """Reading a manuscript imports nothing heavier than PyYAML."""
    code = "import sys, essay_press.manuscript; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"PIL", "click", "difflib", "fontTools", "jinja2", "lxml", "markdown", "pikepdf", "rich", "weasyprint"}
    assert sorted(heavy.intersection(loaded)) == []
