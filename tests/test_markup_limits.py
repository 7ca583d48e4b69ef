"""Deep nesting and long rows of signs get an answer: an essay, or an error with its line; never a hang or a crash."""

from __future__ import annotations

import pytest

from essay_press import markup
from essay_press.errors import ManuscriptError
from essay_press.markup import parse
from essays import attempt, codes_of, errors_of, manuscript, parse_text


@pytest.mark.parametrize(
    "text",
    [
        "> " * 400 + "x",
        "- " * 400 + "x",
        "1. " * 400 + "x",
        "> - " * 200 + "x",
        "".join("    " * depth + "- x\n" for depth in range(400)),
        "::: spoiler\n" * 400 + "x\n" + ":::\n" * 400,
        "[" * 400 + "x" + "]{.small-caps}" * 400,
        "[" * 400 + "x" + "](https://x.y)" * 400,
        "![" * 400 + "x" + "](y)" * 400,
        "*a _b " * 400 + "x" + "_ *" * 400,
        "~~a *b " * 400 + "* ~~" * 400,
        "<b>" * 400 + "x" + "</b>" * 400,
        "<div>" * 400 + "x" + "</div>" * 400,
    ],
)
def test_four_hundred_levels_are_refused_with_their_line(text: str) -> None:
    """Each kind of nesting has its limit of a hundred."""
    errors = errors_of(f"Text.\n\n{text}")
    assert [error.split()[1] for error in errors] == ["EP142"]
    assert int(errors[0].split(":")[0]) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "> " * 90 + "x",
        "".join("    " * depth + "- x\n" for depth in range(90)),
        "[" * 90 + "x" + "]{.small-caps}" * 90,
        "<b>" * 90 + "x" + "</b>" * 90,
        "::: spoiler\n" * 90 + "x\n" + ":::\n" * 90,
    ],
)
def test_ninety_levels_are_read(text: str) -> None:
    """Nothing is lost on the way down."""
    assert "x" in parse_text(text).body


def test_all_kinds_of_nesting_together_are_refused_too() -> None:
    """Each within its limit, all of them past what can be read."""
    text = "> " * 95 + "- " + "*a _b " * 48 + "[" * 95 + "x" + "]{.small-caps}" * 95 + "_ *" * 48
    essay = attempt(text)
    assert codes_of(essay) == ["EP142"] if isinstance(essay, ManuscriptError) else "x" in essay.body


@pytest.mark.parametrize(
    "sign",
    [
        "[",
        "]",
        "![",
        "[](",
        '[a]("',
        "[a]{",
        "*",
        "*a ",
        "_",
        "~~a ",
        "`",
        "`a ``b ",
        "<",
        "<a ",
        "<!--",
        "&",
        "\\",
        "|",
        "{",
        "#",
        "'",
        '"',
        ">",
        "> ",
        ":",
        "=",
        "\n",
        "[^1",
        "<http://a ",
    ],
)
def test_long_rows_of_a_sign_are_text(sign: str) -> None:
    """Two thousand of any sign take no time to speak of, and come to some end."""
    essay = attempt("word " + sign * 2000)
    codes = codes_of(essay) if isinstance(essay, ManuscriptError) else []
    assert set(codes) <= {"EP142", "EP147", "EP187"}


def test_an_essay_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past it, one error says so."""
    monkeypatch.setattr(markup, "MAX_CHARACTERS", 10)
    with pytest.raises(ManuscriptError) as caught:
        parse(manuscript("Eleven char", body_line=7))
    assert codes_of(caught.value) == ["EP189"]


def test_control_characters_are_dropped_with_a_warning() -> None:
    """XML cannot carry them."""
    essay = parse_text("a\x02@1\x03b\n\nc\x1bd")
    assert essay.body == '<p class="first" id="b1">a @1 b</p>\n<p id="b2">c d</p>'
    assert [(item.code, item.place.line if item.place else 0) for item in essay.diagnostics] == [
        ("EP140", 1),
        ("EP140", 3),
    ]
