"""Raw HTML: what is kept, what is dropped, and that nothing is dropped without a word."""

from __future__ import annotations

import pytest

from essays import body_of, errors_of, parse_text, warnings_of

P = '<p class="first" id="b1">{}</p>'


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            "a <kbd>K</kbd> <sub>1</sub><br>b *c <cite>d</cite>*",
            "a <kbd>K</kbd> <sub>1</sub><br/>b <em>c <cite>d</cite></em>",
        ),
        ('<span class="x" lang="fr">a *b*</span>', '<span class="x" lang="fr">a <em>b</em></span>'),
        ('<abbr title="A &amp; B">AB</abbr>', '<abbr title="A &amp; B">AB</abbr>'),
        ("a <!-- no *word* --> b", "a b"),
        ("<!-- a\n\n* b\n-->\nText.", "Text."),
    ],
)
def test_safe_inline_html_is_kept(text: str, made: str) -> None:
    """With the Markdown inside it read; comments go."""
    assert body_of(text) == P.format(made)
    assert warnings_of(text) == []


def test_safe_blocks_are_kept() -> None:
    """Well-formed, with ids of the house and text in paragraphs."""
    text = '<section class="k" id="z"><p>a<br>b &amp; c</p>loose <b>d</b><ul><li>e</ul></section>\n\n[x](#z)'
    assert body_of(text) == (
        '<section class="k" id="a1"><p class="first" id="b1">a<br/>b &amp; c</p><p id="b2">loose <b>d</b></p>'
        '<ul><li id="b3">e</li></ul></section>\n<p id="b4"><a href="#a1">x</a></p>'
    )
    assert warnings_of(text) == []


@pytest.mark.parametrize(
    ("text", "body", "found"),
    [
        ("a <script>alert('b')</script> c", P.format("a  c"), ["1:3 EP152"]),
        ("a\n\n<script>\nalert(1)\n\n</script>\n\nc", P.format("a") + '\n<p id="b2">c</p>', ["3:1 EP152"]),
        (
            '<b onclick="x()" style="y" id="z">a</b>',
            P.format("<b>a</b>").replace("<b>", '<b id="a1">'),
            ["1:1 EP155", "1:1 EP155"],
        ),
        (
            "<div>\n<p style='x'>a</p>\n<iframe src='b'></iframe></div>",
            '<div><p class="first" id="b1">a</p></div>',
            ["2:1 EP155", "3:1 EP152"],
        ),
        ("<details><summary>a</summary>b</details>", P.format("ab"), ["1:1 EP152", "1:10 EP152"]),
        ("a <font color=red>b</font>", P.format("a b"), ["1:3 EP152"]),
        ("a <b>b", P.format("a b"), ["1:3 EP153"]),
        ("a </b>b", P.format("a b"), ["1:3 EP153"]),
        ("*a <b>b* c</b>", P.format("<em>a b</em> c"), ["1:4 EP153", "1:11 EP153"]),
        ("a <div>b</div> c", P.format("a b c"), ["1:3 EP153"]),
        ("> q\n>\n> <p onclick='x'>r</p>", '<blockquote><p id="b1">q</p><p id="b2">r</p></blockquote>', ["3:3 EP155"]),
    ],
)
def test_what_is_dropped_is_said_with_its_place(text: str, body: str, found: list[str]) -> None:
    """Tags and attributes, in lines and in blocks; the text of a harmless tag stays."""
    assert body_of(text) == body
    assert warnings_of(text) == found


def test_raw_html_that_never_closes_is_an_error() -> None:
    """Each at its opening tag."""
    assert errors_of("a\n\n<div>\nb\n\n<table>\n\nc") == ["3:1 EP147", "6:1 EP147"]


def test_comments_are_counted() -> None:
    """In a note at the end."""
    diagnostics = parse_text("a <!-- x --> b\n\n<!-- y -->").diagnostics
    assert [(item.code, item.message) for item in diagnostics] == [("EP150", "2 HTML comments are left out")]


def test_the_places_of_comments_are_kept() -> None:
    """In a line, in raw HTML, in a quotation, in a list and over several lines; what is code is no comment."""
    text = "a <!-- x -->\n\n<div>\n q <!-- y --></div>\n\n> <!-- z -->\n\n- i\n\n    <!-- v\n    w -->\n\n`<!-- c -->`"
    found = [(place.line, place.column) for place in parse_text(text).comments]
    assert found == [(1, 3), (4, 4), (6, 3), (10, 5)]
