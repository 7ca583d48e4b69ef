"""Measuring: what is read of WeasyPrint's boxes is there, and says where things stand.

WeasyPrint shows no geometry in public. These tests name what is relied on, so that a new version that changes it fails
here, by name, and not as a page that is a little wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import weasyprint

from essay_press.formats.pdf.fetcher import BASE_URL, Resource
from essay_press.formats.pdf.measure import Measurement, call_of, measure
from pdf_samples import lay_out, picture

PX_PER_PT = 96 / 72
LEAD = 14 * PX_PER_PT
# A page of 105 × 148 mm with margins of 14 mm, in CSS px.
MM = 96 / 25.4
AREA = (14 * MM, 14 * MM, 91 * MM, 134 * MM)
SENTENCE = "The quick brown fox jumps over the lazy dog and is not tired of it at all. "
BODY = f"""
<h1 id="t">Title</h1>
<p id="b1">{SENTENCE * 3}<span class="note" id="n1"><span id="b9">A note at the foot.</span></span> {SENTENCE}</p>
<aside id="pq1"><p id="b2">Beside the text</p></aside>
<p id="b3">{SENTENCE * 30}</p>
<table id="t1"><tr><td id="b4">cell</td><td id="b5">cell</td></tr></table>
<figure id="f1"><img src="i1.png" alt="x"/></figure>
<ul><li id="b6">item</li></ul>
<p id="b7">An <em id="e1">inline element</em> and <a id="e2" href="#t">a link</a>.</p>
"""
CSS = """
@page { @bottom-center { content: counter(page) } }
body, h1, p, aside, figure, ul { margin: 0 } p { hyphens: none } .note { float: footnote }
aside { float: right; width: 20mm } h1 { font-size: 10pt; line-height: 28pt }
"""


@cache
def laid() -> Any:
    """Return a document with everything that is measured, laid out once."""
    return lay_out(BODY, CSS, resources={f"{BASE_URL}i1.png": Resource(picture(), "image/png")})


@cache
def layout() -> Measurement:
    """Return that document's geometry."""
    return measure(laid())


def boxes(box: Any) -> Iterator[Any]:
    """Yield a box and all below it."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def all_boxes() -> list[Any]:
    """Return every box of the document."""
    return [box for page in laid().pages for box in boxes(page._page_box)]


# ---------------------------------------------------------------- the contract
def test_the_engine_is_the_one_that_was_looked_at() -> None:
    """A new minor version means: run these tests, look at pages, then change this line."""
    assert weasyprint.__version__.split(".")[:2] == ["70", "0"]


@pytest.mark.parametrize(
    "name", ["FootnoteAreaBox", "InlineBox", "LineBox", "MarginBox", "PageBox", "TableBox", "TableCellBox", "TextBox"]
)
def test_boxes_go_by_these_names(name: str) -> None:
    """They are told apart by the names of their classes."""
    assert name in {type(box).__name__ for box in all_boxes()}


@pytest.mark.parametrize(
    "name",
    [
        "border_box_x", "border_box_y", "border_height", "border_width",
        "content_box_x", "content_box_y", "margin_height", "margin_width",
    ],
)  # fmt: skip
def test_boxes_measure_themselves(name: str) -> None:
    """By these methods, in CSS px."""
    kinds = ("BlockBox", "InlineBox", "PageBox", "TableCellBox")
    found = [getattr(box, name)() for box in all_boxes() if type(box).__name__ in kinds]
    assert found
    assert {isinstance(value, int | float) for value in found} == {True}


def test_boxes_know_their_elements() -> None:
    """The element, its tag (with `::` for generated content), and the style that floats it."""
    by_id = {
        box.element.get("id"): box for box in all_boxes() if box.element is not None and box.element_tag == "aside"
    }
    assert by_id["pq1"].style["float"] == "right"
    assert by_id["pq1"].style["position"] == "static"
    assert any(str(box.element_tag).endswith("::footnote-call") for box in all_boxes())


def test_lines_have_a_baseline_and_text() -> None:
    """The baseline is counted from the top of the line; text is in text boxes."""
    lines = [box for box in all_boxes() if type(box).__name__ == "LineBox"]
    texts = [box for box in all_boxes() if type(box).__name__ == "TextBox"]
    assert lines
    assert [line for line in lines if not 0 < line.baseline < line.height] == []
    assert {type(box.text) for box in texts} == {str}
    assert {isinstance(box.position_x + box.width, int | float) for box in texts} == {True}


# ---------------------------------------------------------------- what is made of it
def test_a_page_is_measured_inside_its_margins() -> None:
    """Its content box and its whole size, in CSS px; notes begin at its bottom where it has none."""
    first, last = layout().pages[0], layout().pages[-1]
    assert (first.left, first.top, first.right, first.bottom) == pytest.approx(AREA, abs=0.01)
    assert (first.width, first.height) == pytest.approx((105 * MM, 148 * MM), abs=0.01)
    assert (first.notes_top < first.bottom, last.notes_top) == (True, last.bottom)


def test_lines_of_text_stand_a_lead_apart() -> None:
    """14 pt, each with its block, its baseline and its words."""
    lines = [line for line in layout().lines if line.key == "b3" and line.page == 0]
    assert len(lines) > 5
    assert [below.baseline - above.baseline for above, below in pairwise(lines)] == pytest.approx(
        [LEAD] * (len(lines) - 1), abs=0.01
    )
    assert {line.top < line.baseline < line.bottom for line in lines} == {True}


def test_every_word_is_measured_once_and_in_order() -> None:
    """Over a page break and round a float."""
    words = " ".join(line.text for line in layout().lines if line.key == "b3").split()
    assert words == (SENTENCE * 30).split()


def test_a_block_over_a_page_break_has_a_fragment_on_each_page() -> None:
    """Counted from 0, and inside the page."""
    parts = layout().fragments["b3"]
    assert [part.page for part in parts] == list(range(len(layout().pages)))[: len(parts)]
    assert len(parts) > 1
    for part in parts:
        page = layout().pages[part.page]
        assert page.top - 0.01 <= part.top < part.bottom <= page.notes_top + 0.01


def test_a_float_is_out_of_the_flow() -> None:
    """With all its lines; it stands at the outer edge."""
    (part,) = layout().fragments["pq1"]
    lines = [line for line in layout().lines if line.key == "b2"]
    assert (part.in_flow, {line.in_flow for line in lines}) == (False, {False})
    assert part.right == pytest.approx(AREA[2], abs=0.01)
    assert {line.in_flow for line in layout().lines if line.key == "b3"} == {True}


def test_a_note_and_its_call_are_told_apart() -> None:
    """The note stands below the text, out of the flow; the call in the line."""
    note, call = layout().fragments["n1"][0], layout().fragments[call_of("n1")][0]
    (line,) = (line for line in layout().lines if "A note at the foot." in line.text)
    assert note.page == call.page == 0
    assert call.bottom < layout().pages[0].notes_top <= note.top + 0.01
    assert (line.in_flow, line.page) == (False, 0)


@pytest.mark.parametrize("key", ["t", "b1", "t1", "b4", "b5", "f1", "b6", "b7", "e1", "e2"])
def test_every_element_with_an_id_is_found(key: str) -> None:
    """Blocks, figures, tables and their cells, list items, and elements within a line."""
    parts = layout().fragments[key]
    assert [part for part in parts if not (part.left < part.right and part.top < part.bottom)] == []


def test_page_numbers_are_no_text() -> None:
    """What stands in the margin is not measured."""
    assert [line for line in layout().lines if line.text.strip().isdigit()] == []
