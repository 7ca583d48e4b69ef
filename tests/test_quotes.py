"""Pull-quotes lifted: verbatim copies, cuts that are proved against the text, and instructions taken out."""

from __future__ import annotations

import pytest

from essay_press.diagnostics import Place
from essay_press.errors import ManuscriptError
from essay_press.model import PullQuote
from essay_press.quotes import lift
from essays import errors_of, lifted, parse_text, warnings_of


def test_a_marked_sentence_is_lifted() -> None:
    """Emphasis stays; note calls, links and ids do not; the sentence stays in the text."""
    essay = lifted('Text.\n\nOne. [Two *[three](https://x.y){#k}* "four".[^1]]{.pull place=full} Five.\n\n[^1]: N.')
    assert essay.pull_quotes == (
        PullQuote("q1", "Two three “four”.", "Two <em>three</em> “four”.", "b2", "full", Place("essay.md", 3, 6)),
    )
    assert '<p id="b2">One. <span class="pull" id="q1">Two <em><a id="a1" href="https://x.y"' in essay.body
    assert "data-" not in essay.body


def test_an_essay_without_marks_comes_back_as_it_was() -> None:
    """The very body."""
    essay = parse_text("A.\n\n## B")
    assert lift(essay) == essay


@pytest.mark.parametrize(
    ("cut", "text", "xhtml"),
    [
        ("It's *not* so", None, None),
        ("It's the fear --- that works", "It’s the fear—that works", "It’s the <em>fear—that</em> works"),
        ("It’s the fear … “always.”", "It’s the fear … “always.”", "It’s the <em>fear</em> … “always.”"),
        ("the fear... 'always.'", "the fear… “always.”", "the <em>fear</em>… “always.”"),
        ("The fear", "The fear", "The <em>fear</em>"),
        ("… that works […] always", "… that works … always", "… <em>that</em> works … always"),
        ("Before", "Before", "Before"),
        ("fea", None, None),
        ("works … fear", None, None),
    ],
)
def test_a_cut_must_be_verbatim(cut: str, text: str | None, xhtml: str | None) -> None:
    """Quotes, dashes, spaces and the case of a first letter aside; each piece in its order, as whole words."""
    source = f"Before, [It's the *fear---that* works, \"always.\"]{{.pull text='{cut}'}} After."
    if "'" in cut:
        source = source.replace(f"text='{cut}'", f'text="{cut}"')
    if text is None:
        assert errors_of(source) == ["1:9 EP173"]
    else:
        (quote,) = lifted(source).pull_quotes
        assert (quote.text, quote.xhtml) == (text, xhtml)


def test_a_wrong_cut_is_answered_with_the_nearest_sentence() -> None:
    """And with its line."""
    cut = "the drum solo is a proclamation of independence"
    text = f"One thing. The drum solo is a declaration of independence. Another.\n\n[A]{{.pull text='{cut}'}}"
    with pytest.raises(ManuscriptError) as caught:
        lifted(text)
    assert caught.value.diagnostics[0].hint == (
        "the nearest sentence (line 1) is: The drum solo is a declaration of independence."
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    """Places and cuts of every quote."""
    assert errors_of("[A]{.pull place=top}\n\n[B]{.pull text=C place=lft}") == ["1:1 EP166", "3:1 EP166", "3:1 EP173"]


def test_a_long_quote_is_warned_of() -> None:
    """Past two hundred characters."""
    assert warnings_of(f"[{'word ' * 39}four]{{.pull}}") == []
    assert warnings_of(f"[{'word ' * 40}end]{{.pull}}") == ["1:1 EP179"]


def test_a_short_quote_is_warned_of() -> None:
    """Below twenty-five characters it reads as a heading."""
    assert warnings_of("[Just five short words here.]{.pull}") == []
    assert warnings_of("[Five short words, done.]{.pull}") == ["1:1 EP130"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing is so. Another thing is so too.", []),
        ("One thing is so. Another is so. A third is too.", ["1:1 EP131"]),
        ("Mr. Gide met J. S. Mill in St. Ives once upon a time.", []),
        ("“Is it so?” she asked. “It is!” he said. Nobody heard.", ["1:1 EP131"]),
        ("Wait… and see what the morning brings us, if it does.", []),
    ],
)
def test_a_quote_has_one_or_two_sentences(text: str, expected: list[str]) -> None:
    """What ends a sentence is a sign with a capital after it, and no shortened title or initial."""
    assert warnings_of(f"[{text}]{{.pull}}") == expected


def test_a_quote_from_a_spoiler_is_a_spoiler() -> None:
    """Whether the spoiler is round it or in it."""
    essay = lifted("[He [dies]{.pull}.]{.spoiler} [He [dies]{.spoiler}.]{.pull}")
    assert [quote.xhtml for quote in essay.pull_quotes] == [
        '<span class="spoiler">dies</span>',
        'He <span class="spoiler">dies</span>.',
    ]


def test_line_breaks_in_a_quote_become_spaces() -> None:
    """The copy has lines of its own."""
    (quote,) = lifted("[One,\\\ntwo.]{.pull}").pull_quotes
    assert (quote.text, quote.xhtml) == ("One, two.", "One, two.")
