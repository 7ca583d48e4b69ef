"""Lines of display: even, with no word alone on the last, broken where the sense breaks where they can be."""

from __future__ import annotations

import pytest

from compose_samples import composed, essay, paragraphs, quote
from essay_press.formats.pdf import document
from essay_press.formats.pdf.constraints import balance, finding
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Line, Measurement, PageArea
from essay_press.formats.pdf.render import lay_out

PAGE = PageArea(40, 50, 440, 650, 650, 480, 700)
BODY = paragraphs(3).replace("Seven words stand here", '<span class="pull" id="q1">Seven words</span> stand here', 1)
QUOTED = composed(essay(BODY, pull_quotes=(quote(source="b1"),)))


def scene(*lines: str, room: float = 400.0) -> tuple[finding.Scene, str]:
    """Return a scene with a pull-quote of these lines in a box of some width in CSS px, and the id of its words."""
    html = document.build(QUOTED, Constraints())
    key = next(item[0].get("id") or "" for item in html.iter("aside"))
    found = [
        Line(key, 0, 0, 20 * number, balance._units(line) * 8, 20 * number + 20, 20 * number + 15, line, True)
        for number, line in enumerate(lines)
    ]
    box = Fragment("pq1", 0, 0, 0, room, 20 * len(lines), False)
    return finding.Scene(QUOTED, html, Measurement((PAGE,), {"pq1": (box,)}, tuple(found))), key


def broken(*lines: str) -> list[str]:
    """Return how the words of some lines will break at the width that is asked for."""
    looked, key = scene(*lines)
    wanted, found = balance.refine(looked, Constraints())
    if not found:
        return list(lines)
    words = " ".join(lines).split(" ")
    width = wanted.widths[key] / 8
    return [" ".join(words[start:end]) for start, end in balance._filled([*map(balance._units, words)], width)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["A title of many words that is", "long"], ["A title of many", "words that is long"]),
        (["A roll has distances; a", "page is a place."], ["A roll has distances;", "a page is a place."]),
        (["One thing at a time, and", "another after"], ["One thing at a time,", "and another after"]),
        (["Even lines stay", "as they stand"], ["Even lines stay", "as they stand"]),
        (
            ["It was Counterrevolutionary", "Constantinopolitans"],
            ["It was Counterrevolutionary", "Constantinopolitans"],
        ),
    ],
)
def test_lines_break_evenly_and_by_sense(before: list[str], after: list[str]) -> None:
    """No word is left alone, none that leans on the next ends a line; what cannot be bettered stays."""
    assert broken(*before) == after


def test_no_more_lines_are_made() -> None:
    """A block takes the height that it took."""
    lines = ["Fear is very good at", "getting people to stop", "doing things."]
    assert broken(*lines) == ["Fear is very good", "at getting people to", "stop doing things."]


def test_what_is_set_to_another_measure_is_left_to_itself() -> None:
    """A quote that was narrow in the text and goes across the measure gives up the width that it had."""
    looked, key = scene("Fear is very", "good at getting", "people to stop")
    wanted, found = balance.refine(looked, Constraints(widths={key: 120.0}))
    assert (wanted.widths[key], len(found)) == (400.0, 1)
    assert balance.refine(looked, wanted) == (wanted, ())


def test_a_width_that_does_its_work_is_kept() -> None:
    """Nothing more is asked."""
    looked, key = scene("Fear is very", "good at getting", "people to stop", room=150.0)
    kept = Constraints(widths={key: 120.0})
    assert balance.refine(looked, kept) == (kept, ())


def test_a_block_that_came_out_longer_is_given_more_room() -> None:
    """Letters were reckoned too narrow, as small capitals are."""
    looked, key = scene("Of the Ways in", "Which Headings Are Set in", "Type", room=200.0)
    wanted, found = balance.refine(looked, Constraints(widths={key: 200.0}, counts={key: 2}))
    assert (round(wanted.widths[key]), [item.weight for item in found]) == (214, [balance.WORSE])


def test_a_heading_on_a_real_page_leaves_no_word_alone() -> None:
    """In classic on A5, where the heading takes two lines."""
    words = "Of the Ways in Which a Heading Is Set in Two Lines of Type"
    body = f'{paragraphs(1)}<h2 id="s1">{words}</h2>{paragraphs(2, 2)}'
    found = [line for line in lay_out(composed(essay(body))).measurement.lines if line.key == "s1"]
    widths = [line.right - line.left for line in found]
    assert (len(found), min(widths) > 0.6 * max(widths)) == (2, True)
    assert " ".join(line.text.strip() for line in found) == words
