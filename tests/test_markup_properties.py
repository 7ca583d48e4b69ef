"""What must hold for any text at all: well-formed output, no stamp left over, no word lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from essay_press.errors import ManuscriptError
from essays import attempt, body_of, parse_text

PIECES = [
    "word",
    "Word",
    "é",
    "\ue000",
    "\U000f0041",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "*",
    "**",
    "_",
    "`",
    "```",
    "~~~",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "{.pull}",
    "{.spoiler}",
    "{#name}",
    "](#name)",
    "![",
    "[^1]",
    "[^1]: ",
    ":::",
    "::: verse",
    "::: x",
    "\n:::\n",
    "> ",
    "- ",
    "1. ",
    "# ",
    "## ",
    "---",
    "* * *",
    "|",
    "|-|-|",
    ": ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<p id='x'>",
    "&amp;",
    "&",
    "&#42;",
    ";",
    "\\",
    "\\[",
    '"',
    "'",
    "...",
    "--",
    "<http://a.b>",
    "<a@b.c>",
    "~~",
    "\x02",
    "\x03",
    "\x02@3\x03",
    "\x02h0\x03",
    "\r",
    "\x0b",
    "\x00",
]
ODD = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
WORDS = st.lists(st.from_regex(r"[a-zA-Zéßж]{1,8}", fullmatch=True), min_size=1, max_size=12)


def well_formed(xhtml: str) -> etree._Element:
    """Return the parsed fragment."""
    return etree.fromstring(f"<body>{xhtml}</body>")


@settings(max_examples=400, deadline=None)
@given(ODD)
def test_any_text_gives_well_formed_output_or_an_error_with_a_code(text: str) -> None:
    """Whatever is typed: an essay that an XML parser reads, without stamps, or a ManuscriptError."""
    essay = attempt(text)
    if isinstance(essay, ManuscriptError):
        assert [item.code for item in essay.diagnostics if not re.fullmatch(r"EP1[4-8]\d", item.code)] == []
        return
    tree = well_formed(essay.body)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {key for key, _ in essay.blocks} == {key for key in ids if re.fullmatch(r"[bs]\d+", key or "")}
    everything = essay.body + "".join(note.xhtml for note in essay.notes) + str(essay.headings)
    assert re.findall("[\x02\x03]|ep-|klzzwxh|wzxhzdk", everything) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from(["", "# ", "> ", "- ", "1. ", "## "]))
def test_no_word_of_plain_paragraphs_is_lost(paragraphs: list[list[str]], marker: str) -> None:
    """Every word of plain text is in the body, once and in its order."""
    text = "\n\n".join(marker + " ".join(words) for words in paragraphs)
    pieces = well_formed(body_of(text, title="1")).itertext()
    found = re.findall(r"\w+", " ".join(str(piece) for piece in pieces))
    assert found == [word for words in paragraphs for word in words]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(categories=["Co"]), min_size=1, max_size=20))
def test_private_use_characters_of_the_text_survive(text: str) -> None:
    """Characters of the private use areas are the author's own and come through."""
    assert "".join(str(piece) for piece in well_formed(body_of(f"a{text}b")).itertext()) == f"a{text}b"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["word", "*emph*", "`code`", "\\*", "two words", "a|b"]), max_size=8), st.integers(0, 5)
)
def test_a_mark_knows_its_column_whatever_stands_before_it(before: list[str], indent: int) -> None:
    """The place of a spoiler mark is the place of its bracket in the source."""
    lead = "> " * (indent % 3) + " ".join(before) + (" " if before else "")
    essay = parse_text(f"First.\n\n{lead}[the end]{{.spoiler}} and more.\n", body_line=8)
    (mark,) = essay.spoilers
    assert mark.place is not None
    assert (mark.place.line, mark.place.column) == (10, len(lead) + 1)
