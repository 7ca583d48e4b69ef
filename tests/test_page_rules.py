"""What may not stand alone: an ornament at a page's edge, a heading at its foot, the first or last line of verse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from compose_samples import composed, essay, paragraphs
from essay_press import layouts
from essay_press.diagnostics import Place
from essay_press.formats.pdf import document
from essay_press.formats.pdf.measure import Line, Measurement, call_of
from essay_press.formats.pdf.render import lay_out
from essay_press.model import Note

PRINTED = {"classic": "a5", "modern": "a5", "zine": "booklet-a4", "large-print": "large-print", "magazine": "a4"}
ONE_COLUMN = ("classic", "modern", "zine")
LONG = "A line of verse that is so long that no page which a hand can hold has room for it, nor half of it, to the end"


def on_pages(body: str, layout: str) -> Measurement:
    """Return the pages of an essay."""
    return lay_out(composed(essay(body), PRINTED[layout], layout)).measurement


def text_of(layout: Measurement, page: int) -> list[Line]:
    """Return the lines of the essay's own text on a page, from the top down."""
    found = [line for line in layout.lines if line.page == page and line.in_flow and line.key[:1] in "bs"]
    return sorted(found, key=lambda line: line.top)


def pushed(middle: str, first: int, last: int) -> Iterator[str]:
    """Yield essays in which something stands after so many paragraphs of one line, in the midst of longer ones."""
    for count in range(first, last):
        lines = "".join(f'<p id="b{number + 200}">A line.</p>' for number in range(count))
        yield f"{paragraphs(2)}{lines}{middle}{paragraphs(6, 3)}"


def test_every_layout_is_looked_at() -> None:
    """A new one is entered above."""
    assert set(PRINTED) == set(layouts.names())


def many(between: str) -> str:
    """Return sections of three to nine lines with something between them, so that it falls on all parts of a page."""
    parts, number = [paragraphs(1)], 2
    for section in range(30):
        lines = [f'<p id="b{number + line}">A line of text, and no more.</p>' for line in range(3 + section * 5 % 7)]
        number += len(lines)
        parts += [between.format(section), *lines, f'<p id="b{number}">{"Some words more. " * 14}</p>']
        number += 1
    return "".join(parts)


@pytest.mark.parametrize("layout", ONE_COLUMN)
def test_an_ornament_has_text_above_and_below_it(layout: str) -> None:
    """On its own page, wherever it falls, two lines on either side."""
    composition = composed(essay(many('<hr class="break"/>')), PRINTED[layout], layout)
    found = lay_out(composition).measurement
    html = document.build(composition, document.Constraints())
    keys = [item.get("id") or "" for item in html.iter("div") if "break" in (item.get("class") or "").split()]
    assert len(keys) == 30
    for key in keys:
        (part,) = found.fragments[key]
        lines = text_of(found, part.page)
        assert len([line for line in lines if line.bottom <= part.top + 1]) >= 1
        assert len([line for line in lines if line.top >= part.bottom - 1]) >= 1


@pytest.mark.parametrize("layout", ONE_COLUMN)
def test_a_table_that_has_no_room_leaves_the_text_before_it_where_it_is(layout: str) -> None:
    """Wherever it falls: a table that begins a page has not taken the paragraph above its caption along."""
    rows = "".join(f'<tr><td id="c{row}">A cell</td></tr>' for row in range(7))
    table = (
        f'<table id="t1"><caption>A caption</caption><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    alone = 0
    for body in pushed(table, 1, 30):
        found = on_pages(body, layout)
        (part,) = found.fragments["t1"]
        head = min(line.top for line in found.lines if line.page == part.page and line.in_flow)
        alone += part.page > 0 and part.top - head < 1
    assert alone


@pytest.mark.parametrize("layout", ONE_COLUMN)
def test_a_heading_has_two_lines_below_it(layout: str) -> None:
    """On its own page, wherever it falls."""
    found = on_pages(many('<h2 id="s{0}">A Heading</h2>'), layout)
    for number in range(30):
        (part,) = found.fragments[f"s{number}"]
        below = [line for line in text_of(found, part.page) if line.top >= part.bottom - 1]
        assert len([line for line in below if line.key[0] == "b"]) >= 2


@pytest.mark.parametrize("layout", ONE_COLUMN)
@pytest.mark.parametrize("kind", ["verse", "quotation"])
def test_no_line_of_verse_or_of_a_quotation_stands_alone(layout: str, kind: str) -> None:
    """At no foot the first, at no head the last."""
    lines = "".join(f'<span class="line">Line {number}</span>' for number in range(5))
    verse = f'<blockquote class="verse"><p class="stanza" id="b90">{lines}</p></blockquote>'
    quotation = f'<blockquote><p id="b90">{"Words of somebody else, set apart. " * 9}</p></blockquote>'
    split = 0
    for body in pushed(verse if kind == "verse" else quotation, 11, 21):
        own = [line.page for line in on_pages(body, layout).lines if line.key == "b90"]
        counts = [own.count(page) for page in sorted(set(own))]
        split += len(counts) > 1
        assert min(counts) >= 2
    assert split


@pytest.mark.parametrize("layout", sorted(PRINTED))
def test_what_turns_over_of_a_line_of_verse_hangs(layout: str) -> None:
    """Further in than any line begins, so that it is not taken for one."""
    lines = f'<span class="line">{LONG}</span><span class="line i1">Short</span><span class="line">Short</span>'
    body = f'{paragraphs(2)}<blockquote class="verse"><p class="stanza" id="b90">{lines}</p></blockquote>'
    found = [line for line in on_pages(body, layout).lines if line.key == "b90"]
    *turned, indented, plain = found[1:]
    assert turned
    assert found[0].left == pytest.approx(plain.left, abs=0.5)
    assert min(line.left for line in turned) > indented.left + 1 > plain.left + 1


@pytest.mark.parametrize(("edition", "layout"), [("a5", "modern"), ("trade", "modern"), ("a5", "classic")])
def test_a_note_stands_with_its_call_however_its_lines_add_up(edition: str, layout: str) -> None:
    """The engine compares sums of fractions to the last digit, and would send some on to the next page."""
    for length in range(1, 20):
        text = "".join(f"<p>{'A note of so many words. ' * count}</p>" for count in (length, length // 2))
        call = '<p id="b2">Called here.<a class="noteref" id="r1" href="#n1">1</a></p>'
        body = f"{paragraphs(1)}{call}{paragraphs(1, 3)}"
        source = essay(body, notes=(Note("n1", 1, text, ("r1",), Place("a.md", 3)),))
        composition = composed(source, edition, layout)
        once = replace(composition, edition=replace(composition.edition, settle=False))
        found = lay_out(once).measurement
        assert found.fragments["n1"][0].page == found.fragments[call_of("n1")][0].page


@pytest.mark.parametrize("layout", ONE_COLUMN)
def test_the_rule_beside_what_was_left_out_runs_through_no_quote(layout: str) -> None:
    """Where what floats reaches down to it, it stands below."""
    floating = '<div id="d1" style="float: left; width: 30mm; height: 40mm">Lifted.</div>'
    gone = '<p id="b2" class="removed">What came of it. Left out here: some paragraphs.</p>'
    found = on_pages(f"{paragraphs(1, 1, 2)}{floating}{gone}{paragraphs(2, 3)}", layout)
    (removed,), (aside,) = found.fragments["b2"], found.fragments["d1"]
    assert removed.page == aside.page
    assert removed.top >= aside.bottom
