"""What holds for any text in any language: nothing is lost, and setting twice changes nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essay_press.typography import Run, typeset, typeset_text

LANGUAGES = (
    *("en-US", "en-GB", "de", "de-CH", "fr", "fr-CA", "fr-CH"),
    *("es", "it", "pl", "nl", "pt-BR", "pt-PT", "sv", "fa"),
)

# Pieces that bring rules to work, more often than single characters would.
PIECES = (
    *"\"\"\"'''--.. ,;:!?…()[]—–“”‘’„‚«»‹›\u00a0\u202f\n\u2028\ua0151290aiszTM§%°",
    *("---", "...", ". . .", " - ", "'n'", "'tis", "'90s", "th' ", "l'", "z.B.", "p. ", "Mr. ", "A. ", "May ", "22 "),
    *("1914-1918", "5'10\"", "10:30", "http://a.bc/d?e=f;g", "x.y@example.org", "word", "Word", "i ", "w ", "km", " m"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
QUICK = settings(max_examples=80, deadline=None, derandomize=True)


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("language", LANGUAGES)
@QUICK
@given(text=TEXTS)
def test_setting_twice_changes_nothing_more(language: str, text: str) -> None:
    """A set text is a fixed point."""
    once = typeset_text(text, language)
    assert typeset_text(once, language) == once


@pytest.mark.parametrize("language", LANGUAGES)
@QUICK
@given(text=TEXTS)
def test_letters_and_digits_stay(language: str, text: str) -> None:
    """Only punctuation and spaces change."""
    assert letters(typeset_text(text, language)) == letters(text)


@pytest.mark.parametrize("language", LANGUAGES)
@QUICK
@given(text=TEXTS, cuts=st.lists(st.integers(0, 120), max_size=6))
def test_runs_are_set_as_the_whole_is(language: str, text: str, cuts: list[int]) -> None:
    """Where an inline element begins or ends makes no difference to what is set."""
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    runs = [Run(text[start:end]) for start, end in pairwise(edges)]
    assert "".join(typeset(runs, language)) == typeset_text(text, language)


@QUICK
@given(
    runs=st.lists(st.builds(Run, TEXTS, st.sampled_from(("", "fr", "en-GB", "fa")), st.booleans()), max_size=6),
    language=st.sampled_from(LANGUAGES),
)
def test_runs_of_several_languages_hold_the_same_promises(runs: list[Run], language: str) -> None:
    """As many texts come back as went in, opaque ones untouched, letters kept, and a second setting changes nothing."""
    done = typeset(runs, language)
    assert len(done) == len(runs)
    assert [new for new, run in zip(done, runs, strict=True) if run.opaque] == [run.text for run in runs if run.opaque]
    assert letters("".join(done)) == letters("".join(run.text for run in runs))
    again = [Run(new, run.language, run.opaque) for new, run in zip(done, runs, strict=True)]
    assert typeset(again, language) == done


@QUICK
@given(text=TEXTS)
def test_no_straight_quote_is_left_where_the_language_has_its_own(text: str) -> None:
    """Every straight quote becomes a quotation mark, an apostrophe or a prime."""
    assert not {"'", '"'} & set(typeset_text(text, "en"))
