"""Runs, languages and held-back text: what a block does to its pieces."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from essay_press.typography import Run, typeset, typeset_text


def test_a_quotation_mark_sees_across_an_element() -> None:
    """Emphasis inside a quotation, or round its marks, does not turn the marks."""
    runs = (Run('He said "'), Run("Emma"), Run('" and '), Run('"No'), Run('," she said.'))
    assert typeset(runs, "en") == ("He said “", "Emma", "” and ", "“No", ",” she said.")


def test_code_stays_and_counts_as_a_word() -> None:
    """An opaque run keeps its straight quotes and hyphens, and a mark beside it knows its side."""
    runs = (
        Run('Type "'),
        Run("ls --all 'x'", opaque=True),
        Run('" twice--'),
        Run("a...", opaque=True),
        Run("'s dots."),
    )
    assert typeset(runs, "en") == ("Type “", "ls --all 'x'", "” twice—", "a...", "’s dots.")


def test_a_note_call_between_the_full_stop_and_the_quotation_mark_changes_nothing() -> None:
    """The mark after a call still closes."""
    assert typeset((Run('"So it is.'), Run("1", opaque=True), Run('" And')), "en") == ("“So it is.", "1", "” And")


def test_a_forced_line_break_is_a_space() -> None:
    """A mark after an opaque line break opens."""
    assert typeset((Run("one"), Run("\n", opaque=True), Run('"two"')), "en") == ("one", "\n", "“two”")


def test_a_run_without_text_is_kept() -> None:
    """As many texts come back as went in."""
    assert typeset((Run(""), Run("", opaque=True), Run("it's")), "en") == ("", "", "it’s")
    assert typeset((), "en") == ()


def test_a_run_follows_its_own_language() -> None:
    """A French quotation in an English sentence has French marks, the inner ones, and French spaces."""
    runs = (Run('She wrote "'), Run('il a dit "oui" !', "fr"), Run('" and "no".'))
    assert typeset(runs, "en") == ("She wrote “", "il a dit “oui”\u202f!", "” and “no”.")


def test_a_space_before_french_punctuation_lands_in_the_run_of_the_punctuation() -> None:
    """A thin space is never added to an opaque run."""
    assert typeset((Run("x = 1", opaque=True), Run("?")), "fr") == ("x = 1", "\u202f?")
    assert typeset((Run("Quoi"), Run("?"), Run(" oui")), "fr") == ("Quoi", "\u202f?", " oui")


def test_text_of_a_replaced_span_stays_in_its_run() -> None:
    """A dash typed across two elements belongs to the first, and the words keep their places."""
    assert typeset((Run("one-"), Run("-two")), "en") == ("one—", "two")


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("en", "“a”"),
        ("en-CA", "“a”"),
        ("EN_gb", "‘a’"),
        ("en-AU", "‘a’"),
        ("de-AT", "„a“"),
        ("de-LI", "«a»"),
        ("de-Latn-CH", "«a»"),
        ("fr-BE", "«\u202fa\u202f»"),
        ("es-AR", "“a”"),
        ("es-ES", "«a»"),
        ("pt", "«a»"),
        ("nb", "«a»"),
        ("no", "«a»"),
        ("cs", "„a“"),
        ("tlh", '"a"'),
        ("ja", '"a"'),
    ],
)
def test_a_tag_finds_its_quotation_marks(tag: str, printed: str) -> None:
    """Region, then language; a language that is not known keeps its straight quotes."""
    assert typeset_text('"a"', tag) == printed


def test_private_stand_ins_in_the_text_survive() -> None:
    """The characters that stand for held-back text may also stand in an essay."""
    text = "\ua015 http://example.org/ua015--x \u2028 \ua015"
    assert typeset((Run(text), Run("--\ua015", opaque=True)), "en") == (text, "--\ua015")


def test_the_corpus_has_no_mark_on_the_wrong_side(corpus: Path) -> None:
    """Every double mark of 21 essays pairs, opens after a space or bracket and closes after a word."""
    paragraphs = [
        re.sub(r"<[^>]*>|\*", "", block)
        for path in sorted((corpus / "emerson").glob("*.md"))
        for block in path.read_text(encoding="utf-8").split("---\n", 2)[2].split("\n\n")
    ]
    printed = [typeset_text(paragraph, "en") for paragraph in paragraphs]
    assert sum(text.count("“") for text in printed) > 200
    assert [text for text in printed if re.search(r"[\"']|--|[^\s—(\[‘]“|“\s|\s”(?!\s)|”\w", text)] == []
    assert [text for text in printed if re.search(r"“[^”]*“|”[^“]*”", text)] == []
