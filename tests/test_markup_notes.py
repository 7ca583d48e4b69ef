"""Footnotes: numbered by their first call, several blocks long, called more than once; and what is wrong with some."""

from __future__ import annotations

import pytest

from essay_press.diagnostics import Place
from essay_press.model import Note
from essays import errors_of, parse_text, warnings_of


def test_notes_are_numbered_by_their_first_call() -> None:
    """Not by the order in which they are written; a second call has its own id."""
    essay = parse_text(
        "A[^b] and[^a] and[^b].\n\n[^a]: First.\n[^b]: Second\n    goes on.\n\n    - list\n\nMore[^c].\n\n[^c]: C."
    )
    assert essay.notes == (
        Note("n1", 1, "<p>Second goes on.</p>\n<ul><li>list</li></ul>", ("r1", "r3"), Place("essay.md", 4, 1)),
        Note("n2", 2, "<p>First.</p>", ("r2",), Place("essay.md", 3, 1)),
        Note("n3", 3, "<p>C.</p>", ("r4",), Place("essay.md", 11, 1)),
    )
    assert '<a class="noteref" role="doc-noteref" id="r3" href="#n1">1</a>' in essay.body


def test_a_call_behind_an_exclamation_mark_is_no_image() -> None:
    """The sign stays, the call is a call."""
    essay = parse_text("Read it![^a]\n\n[^a]: N.")
    assert essay.body.startswith('<p class="first" id="b1">Read it!<a class="noteref"')
    assert [note.calls for note in essay.notes] == [("r1",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A[^nots].\n\n[^note]: N.\n\nB[^note].", ["1:2 EP160"]),
        ("A[^a].\n\n[^a]: N.[^b]\n\n[^b]: M.", ["3:9 EP164"]),
        ("A[^a].\n\n[^a]: N.\n\n[^a]: M.", ["5:1 EP151"]),
        ("> A[^x].", ["1:4 EP160"]),
    ],
)
def test_notes_that_do_not_fit_are_errors(text: str, found: list[str]) -> None:
    """Called but not written, called in a note, written twice."""
    assert errors_of(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A.\n\n[^a]: N.", ["3:1 EP161"]),
        ("## Head[^a]\n\nA.\n\n[^a]: N.", ["1:8 EP163"]),
        ("[A[^a]](https://x.y)\n\n[^a]: N.", ["1:3 EP162"]),
    ],
)
def test_notes_in_odd_places_are_warned_of(text: str, found: list[str]) -> None:
    """Never called; in a heading; in a link."""
    assert warnings_of(text) == found


def test_a_heading_forgets_its_note_outside_the_body() -> None:
    """Contents and running heads have the words alone."""
    heading = parse_text("## Head[^a] *on*\n\nA.\n\n[^a]: N.").headings[0]
    assert (heading.text, heading.xhtml) == ("Head on", "Head <em>on</em>")
