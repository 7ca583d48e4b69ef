"""Pull-quotes: the essay's own words, set once, read once."""

from __future__ import annotations

from dataclasses import replace

from check_samples import ESSAY, SENTENCE, codes, document, finished
from essay_press.check.pullquotes import copies, pull_quotes
from essay_press.check.report import Report
from essay_press.model import Essay

COVER = "<h1>A Light Kept</h1><p>On rooms and weather, Ada Verne: The Lamp.</p>"


def quoted(text: str) -> Essay:
    """Return the sample essay with another text for its pull-quote."""
    return replace(ESSAY, pull_quotes=(replace(ESSAY.pull_quotes[0], text=text),))


def report(essay: Essay = ESSAY, **how: str) -> Report:
    """Return the report on a variant of the sample."""
    return pull_quotes(essay, document(finished(**how)))


def test_the_good_sample_passes() -> None:
    """One pull-quote, verbatim, set once in 16 points, absent from the structure tree."""
    found = report()
    assert (codes(found), found.examined) == ([], 1)
    assert [round(run.size, 1) for run in copies(ESSAY, document())[0].copies[0]] == [16.0, 16.0]


def test_a_quote_that_is_not_in_the_essay_is_an_error() -> None:
    """A copy that drifted from the text is not verbatim, and its words are on no page."""
    assert codes(report(quoted("A room forgets the shape of the silence."))) == ["EP580", "EP581"]


def test_a_cut_quote_is_verbatim_between_its_cuts() -> None:
    """Pieces round an ellipsis stand in the source in their order; this one is not on the page."""
    assert codes(report(quoted("A room remembers … the silence it was given."))) == ["EP581"]


def test_a_quote_that_the_layout_left_out_is_an_error() -> None:
    """No copy on any page."""
    assert codes(report(before="")) == ["EP581"]


def test_a_quote_set_twice_is_an_error() -> None:
    """Two copies in one edition."""
    twice = f'{COVER}<aside class="pullquote" aria-hidden="true"><p>{SENTENCE}</p></aside>'
    assert codes(report(cover=twice)) == ["EP582"]


def test_a_quote_read_twice_is_an_error() -> None:
    """A copy that was left in the structure tree is heard again."""
    assert codes(report(cover=f"{COVER}<p>{SENTENCE}</p>")) == ["EP583"]


def test_a_quote_smaller_than_the_text_is_a_warning() -> None:
    """A pull-quote is display."""
    assert codes(report(css=".pullquote { font-size: 9pt }")) == ["EP584"]


def test_an_essay_without_pull_quotes_has_none_to_examine() -> None:
    """The report counts nought, so that nobody takes it for proof."""
    assert report(replace(ESSAY, pull_quotes=())).examined == 0
