"""The words an edition adds of its own are whole in every language."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from string import Formatter

import pytest

from essay_press import strings
from essay_press.diagnostics import Place
from essay_press.errors import ManuscriptError
from essay_press.resources import root
from essay_press.typography import typeset_text

TABLES = tomllib.loads((root("layouts") / "strings.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(TABLES)
BASES = tuple(tag for tag in LANGUAGES if "-" not in tag)
KINDS = ("film", "series", "novel", "play", "story", "game", "opera", "album", "comic", "musical", "work")


def own(tag: str) -> dict[str, str]:
    """Return the words that a table holds itself."""
    return {key: text for key, text in TABLES[tag].items() if isinstance(text, str) and key != "inherits"}


def fields(template: str) -> set[str]:
    """Return the names of a template's fields."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_the_languages_of_the_house_have_a_table() -> None:
    """A language without a table would speak English."""
    assert {"en", "en-GB", "de", "fr", "es", "it", "pl", "nl", "pt", "pt-BR"} <= set(LANGUAGES)


@pytest.mark.parametrize("tag", BASES)
def test_a_language_has_every_word(tag: str) -> None:
    """A base language leaves nothing to English and adds nothing that English lacks."""
    assert set(own(tag)) == set(own("en"))


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag not in BASES])
def test_a_region_only_rewords(tag: str) -> None:
    """A regional table holds no key that English lacks, and none that says what its base says already."""
    assert set(own(tag)) <= set(own("en"))
    base = strings.load(tag.partition("-")[0])
    assert [key for key, text in own(tag).items() if text == base[key]] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_template_has_the_fields_of_the_english_one(tag: str) -> None:
    """A field that one language lacks would lose a page number or a title there."""
    english = strings.load("en")
    assert {key: fields(text) for key, text in strings.load(tag).items()} == {
        key: fields(text) for key, text in english.items()
    }


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_word_holds_a_typewriter_sign(tag: str) -> None:
    """Straight quotes, three dots and double hyphens are for typewriters."""
    assert [text for text in own(tag).values() if re.search(r"[\"']|\.\.|--", text)] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_words_are_set_as_the_language_wants_them(tag: str) -> None:
    """Typography finds nothing to mend in the table."""
    words = strings.load(tag)
    assert {key: typeset_text(text, tag) for key, text in words.items()} == words


@pytest.mark.parametrize("tag", ["fr", "fr-CH"])
def test_french_signs_keep_their_spaces(tag: str) -> None:
    """A thin no-break space stands before ; ! ? and inside « », a full one before the colon."""
    for text in strings.load(tag).values():
        assert re.findall(r"[^\u202f][;!?»]|[^\u00a0]:|«[^\u202f]", text) == []


def test_words_come_from_the_nearest_table() -> None:
    """A region's word comes before the language's, the language's before English."""
    british = strings.load("en-GB")
    assert "‘{heading}’" in british["resume_print"]
    assert strings.load("en")["contents"] == british["contents"]
    assert strings.load("pt-BR")["contents"] == "Sumário"
    assert strings.load("pt-PT")["contents"] == strings.load("pt")["contents"] == "Índice"
    assert strings.load("de-LU") == strings.load("de")
    assert strings.load("xx") == strings.load("en")


@pytest.mark.parametrize(
    ("tag", "table"),
    [
        ("en-gb", "en-GB"),
        ("DE_ch", "de-CH"),
        ("de-Latn-CH", "de-CH"),
        ("de-LU", "de"),
        ("pt-PT", "pt"),
        ("fa", "en"),
        ("en-AU", "en-AU"),
    ],
)
def test_a_tag_finds_its_table_however_it_is_written(tag: str, table: str) -> None:
    """Case, underscores and a script subtag do not hide a table."""
    assert strings.language_of(tag) == table


def test_a_table_may_inherit_from_another_region() -> None:
    """Australian English has British punctuation and dates, not American."""
    assert strings.load("en-AU")["resume_print"] == strings.load("en-GB")["resume_print"]
    assert strings.format_date(date(2026, 11, 2), "en-AU") == "2\u00a0November 2026"


def test_an_author_may_reword() -> None:
    """An override replaces one word and leaves the rest."""
    words = strings.load("en", (("stop_here", "See it first."),))
    assert words == strings.load("en") | {"stop_here": "See it first."}


def test_overrides_do_not_leak_into_the_next_essay() -> None:
    """The table is read once, so each essay gets its own copy."""
    strings.load("en", (("stop_here", "See it first."),))["contents"] = "changed"
    assert strings.load("en")["stop_here"] == "If you would rather come to it fresh, stop here."
    assert strings.load("en")["contents"] == "Contents"


@pytest.mark.parametrize(
    ("key", "text", "message", "hint"),
    [
        ("stop_hear", "x", "EP138: `strings` has no word named `stop_hear`", "did you mean `stop_here`?"),
        ("qqq", "x", "EP138: `strings` has no word named `qqq`", "the keys stand in layouts/strings.toml"),
        ("page", "{sheet}", "EP139: `strings.page` uses `{sheet}`, which nothing fills", "it may use {page}; …"),
        ("by", "by {author", "EP139: `strings.by` uses a brace that …", "it may use {author}; …"),
        ("note", "{number:>9}", "EP139: `strings.note` uses a brace that …", "it may use {number}; …"),
        ("contents", "{x}", "EP139: `strings.contents` uses `{x}`, which nothing fills", "it may use no field; …"),
    ],
)
def test_a_wrong_override_is_named_with_its_cure(key: str, text: str, message: str, hint: str) -> None:
    """A key that nothing prints, a field that nothing fills and a lone brace are errors."""
    with pytest.raises(ManuscriptError) as caught:
        strings.load("en", ((key, text),))
    (found,) = caught.value.diagnostics
    said = f"{found.code}: {found.message}".replace("holds more than a name or lacks its partner", "…")
    assert (said, re.sub(r"; a brace.*", "; …", found.hint)) == (message, hint)


def test_all_wrong_overrides_are_named_at_once_in_their_places() -> None:
    """The place of the word itself comes before that of the whole key `strings`."""
    places = {"strings.stop_hear": Place("a.md", 5, 3), "strings": Place("a.md", 4, 1)}
    with pytest.raises(ManuscriptError) as caught:
        strings.load("en", (("stop_hear", "x"), ("page", "{sheet}")), places.get)
    assert [item.place for item in caught.value.diagnostics] == [Place("a.md", 5, 3), Place("a.md", 4, 1)]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_kind_of_work_has_its_noun_and_its_form(tag: str) -> None:
    """The kinds of the front-matter schema can all be printed."""
    words = strings.load(tag)
    assert [kind for kind in KINDS if not words[f"kind_{kind}"] or "{title}" not in words[f"work_{kind}"]] == []


@pytest.mark.parametrize(
    ("tag", "items", "expected"),
    [
        ("en", (), ""),
        ("en", ("A",), "A"),
        ("en", ("A", "B"), "A and B"),
        ("en", ("A", "B", "C"), "A, B, and C"),
        ("en-GB", ("A", "B", "C"), "A, B and C"),
        ("de", ("A", "B", "C"), "A, B und C"),
        ("fr", ("A", "B", "C", "D"), "A, B, C et D"),
        ("pl", ("A", "B"), "A i\u00a0B"),
        ("es", ("Tenet", "Dune"), "Tenet y Dune"),
        ("es", ("Tenet", "«Interstellar»"), "Tenet e «Interstellar»"),
        ("es", ("Fuego", "Hielo"), "Fuego y Hielo"),
        ("es-MX", ("Padres", "Hijos"), "Padres e Hijos"),
    ],
)
def test_names_join_as_in_a_sentence(tag: str, items: tuple[str, ...], expected: str) -> None:
    """The last two are joined by the language's `and`, with a comma before it only where that is the custom."""
    assert strings.join(items, tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "November\u00a022, 2026"),
        ("en-GB", "22\u00a0November 2026"),
        ("de", "22.\u00a0November 2026"),
        ("fr", "22\u00a0novembre 2026"),
        ("es", "22\u00a0de noviembre de 2026"),
        ("it", "22\u00a0novembre 2026"),
        ("pl", "22\u00a0listopada 2026"),
        ("nl", "22\u00a0november 2026"),
        ("pt", "22\u00a0de novembro de 2026"),
        ("pt-BR", "22\u00a0de novembro de 2026"),
    ],
)
def test_a_date_reads_as_the_language_writes_it(tag: str, expected: str) -> None:
    """The month is in words and, in Polish, in the genitive; typography has nothing to mend."""
    assert strings.format_date(date(2026, 11, 22), tag) == expected
    assert typeset_text(expected, tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fr", "1er\u00a0janvier 2027"),
        ("it", "1º\u00a0gennaio 2027"),
        ("pt", "1\u00a0de janeiro de 2027"),
        ("pt-BR", "1º\u00a0de janeiro de 2027"),
        ("de-AT", "1.\u00a0Jänner 2027"),
    ],
)
def test_the_first_of_a_month_may_be_an_ordinal(tag: str, expected: str) -> None:
    """French, Italian and Brazilians say `first`; Austrians say Jänner."""
    assert strings.format_date(date(2027, 1, 1), tag) == expected


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_year_has_twelve_months(tag: str) -> None:
    """Twelve different names, in every language."""
    assert len({strings.format_date(date(2026, month, 5), tag) for month in range(1, 13)}) == 12
