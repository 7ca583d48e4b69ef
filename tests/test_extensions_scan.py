"""The walk over the lines and what it notes down, attribute lists, where raw HTML ends, and places in the file."""

from __future__ import annotations

import pytest
from markdown import Markdown

from essay_press.diagnostics import Place
from essay_press.extensions.attributes import parse_attributes
from essay_press.extensions.ledger import Findings, Ledger, Mark, Raw, Source, stamp, unstamp
from essay_press.extensions.rawblocks import begins, extent
from essay_press.extensions.scan import ScanExtension
from essays import body_of, parse_text, warnings_of


def walked(text: str) -> list[str]:
    """Return the lines that the walk hands on."""
    markdown = Markdown(extensions=[ScanExtension(Ledger(Source("a.md", text, 1), Findings()))])
    lines: list[str] = []
    for preprocessor in markdown.preprocessors:
        lines = preprocessor.run(lines)
    return lines[:-2]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Words.  ", [f"Words.{stamp(6)}  "]),
        ("## Head ##", [f"## {stamp(3)}Head ##"]),
        ("> - a", [f"> - a{stamp(5)}"]),
        ("| a | b |", [f"|{stamp(1)} a |{stamp(5)} b |"]),
        ("a | b", [f"a{stamp(1)} |{stamp(3)} b"]),
        ("[a]: https://x.y\n  'T'", ["[a]: https://x.y", "  'T'"]),
        ("* * *", ["* * *"]),
        ("|--|:-:|", ["|--|:-:|"]),
        ("    code\n    more", [f"    code{stamp(8)}", "    more"]),
        ("```\n[a]\n```", ["", "\x02c0\x03", ""]),
        ("::: verse\n  a\n:::", ["", "\x02d0\x03", "", f"\x02v1\x03a{stamp(13)}", "", "\x02e0\x03", ""]),
        ("> a\n\n> b", [f"> a{stamp(3)}", "", "\x02s0\x03", "", f"> b{stamp(8)}"]),
    ],
)
def test_a_line_is_stamped_where_no_rule_trips_over_it(text: str, lines: list[str]) -> None:
    """At its end, or behind what a rule must see first; code and what only rules read are left alone."""
    assert walked(text) == lines
    assert [unstamp(line) for line in walked("Words.")] == ["Words."]


def test_places_count_characters_as_the_file_has_them() -> None:
    """A tab is one column, a carriage return ends a line, the body begins where it begins."""
    source = Source("a.md", "a\tb\r\n\tc\rd", 5)
    assert [source.place(offset) for offset in (0, 4, 6, 10, 12)] == [
        Place("a.md", 5, 1),
        Place("a.md", 5, 3),
        Place("a.md", 6, 1),
        Place("a.md", 6, 2),
        Place("a.md", 7, 1),
    ]


def test_every_kind_of_block_knows_its_place() -> None:
    """In the file, front matter counted."""
    text = (
        "Para\nof two.\n\n## *Head*\n\n> - item\n>\n>     more\n\n| a | b |\n|---|---|\n| c |d|\n\n"
        "T\n:   D\n\n    code\n\n```\nx\n```\n\n<p>raw</p>\n"
    )
    essay = parse_text(text, body_line=11)
    assert [f"{key} {place.line}:{place.column}" for key, place in essay.blocks] == [
        "b1 11:1",
        "s1 14:4",
        "b2 16:5",
        "b3 18:7",
        "b4 20:3",
        "b5 20:7",
        "b6 22:3",
        "b7 22:6",
        "b8 24:1",
        "b9 25:5",
        "b10 27:5",
        "b11 29:1",
        "b12 33:1",
    ]


@pytest.mark.parametrize(
    ("inner", "mark"),
    [
        ("", Mark(None)),
        (".a #b .c", Mark(None, "b", ("a", "c"))),
        (".a.b", Mark(None, "", ("a", "b"))),
        ("""k="v w" l='x"y' m=z""", Mark(None, "", (), (("k", "v w"), ("l", 'x"y'), ("m", "z")))),
        (": .a", Mark(None, "", ("a",))),
        ("a", None),
        (".a b", None),
        ('k="v', None),
        ("k=“v”", None),
        ("#", None),
    ],
)
def test_attribute_lists(inner: str, mark: Mark | None) -> None:
    """Names, classes and values; anything else is no list."""
    assert parse_attributes(inner) == mark


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["<div>", "<div>a</div>", "</div> rest"], (3, 6)),
        (["<p>a</p>"], (1, 8)),
        (["<hr> a"], (1, 4)),
        (["</div>"], (1, 6)),
        (["<!-- a", "", "b --> c"], (3, 5)),
        (["<table", ">", "</TABLE>"], (3, 8)),
        (["<div>", "<p>"], None),
        (["<pre><prex></pre>"], (1, 17)),
    ],
)
def test_raw_html_ends_at_the_tag_that_closes_it(lines: list[str], end: tuple[int, int] | None) -> None:
    """Lines taken, and the column in the last of them."""
    assert begins(lines[0])
    assert extent(lines) == end


def test_inline_tags_begin_no_block() -> None:
    """Nor do signs."""
    assert [begins(text) for text in ("<b>x</b>", "< div", "<3", "<divx>", "a <div>")] == [False] * 5


def test_a_piece_of_raw_html_knows_its_lines() -> None:
    """Positions in the text map to the source."""
    raw = Raw("ab\ncd", ((0, 10), (3, 15)))
    assert [raw.offset(position) for position in (0, 1, 3, 4)] == [10, 11, 15, 16]


def test_dashes_under_a_sentence_are_warned_of() -> None:
    """A break was meant; a short line above them is a heading."""
    sentence = "This is a sentence long enough that nobody would make it a heading."
    assert warnings_of(f"{sentence}\n---\n\nText.") == ["1:1 EP154"]
    assert warnings_of("Heading\n---\n\nText.") == []
    assert warnings_of(f"{sentence}\n\n---\n\nText.") == []


def test_a_language_tag_is_checked() -> None:
    """What is none is dropped."""
    assert body_of("[a]{lang=no_good}") == '<p class="first" id="b1">a</p>'
    assert warnings_of("x [a]{lang=no_good}") == ["1:3 EP149"]
