"""The page lint of text in columns: level feet, order, and what may not stand alone where a column ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from check_samples import BODY, ESSAY, codes, document, finished, messages
from essay_press.check import columns, page, text
from essay_press.check.lines import document_lines
from essay_press.check.quotes_on_page import pull_quotes_on_pages
from essay_press.diagnostics import Severity

COLUMNS = """
.essay { column-count: 2; column-gap: 8mm } .pullquote { column-span: all }
[lang=he] { line-height: 0 } table { border-spacing: 0 } td, th { padding: 0 }
"""
NEXT = '<span style="display: block; break-before: column">'


def set_in_columns(css: str = "", body: str = BODY, before: str = "b19") -> bytes:
    """Return the sample set in two columns, its pull-quote across both."""
    return finished(replace(ESSAY, body=body), css=COLUMNS + css, before=before)


def turned(old: str, new: str) -> bytes:
    """Return the sample in columns with a column break put into a block of its body."""
    assert old in BODY
    return set_in_columns(body=BODY.replace(old, new, 1))


def test_the_sample_in_columns_passes() -> None:
    """The checks that know columns find nothing to warn of, and say what they looked at."""
    found = document(set_in_columns())
    reports = (
        page.breaks(found),
        page.grid(found),
        page.full_pages(found, ESSAY),
        page.margins(found),
        columns.level(found),
        columns.order(found),
        pull_quotes_on_pages(ESSAY, found),
        text.words_on_pages(ESSAY, found),
    )
    warned = [item.code for each in reports for item in each.diagnostics if item.severity is not Severity.NOTE]
    assert warned == []
    assert all(each.examined for each in reports)


def test_columns_that_touch_are_told() -> None:
    """Nobody can read them, and nothing else would notice: without white between them they pass for one."""
    assert codes(columns.apart(document(set_in_columns()))) == []
    found = columns.apart(document(set_in_columns(".essay { column-gap: 0 }")))
    assert set(codes(found)) == {"EP598"}
    assert "runs into the text beside it" in messages(found)


def test_lines_know_their_columns() -> None:
    """From the left, from 1; the cover has one column and a page number none."""
    lines = document_lines(document(set_in_columns()))
    assert {line.column for line in lines if line.page == 0} == {0}
    assert {line.column for line in lines if line.page == 3 and not line.is_note} >= {1, 2}
    first = next(line for line in lines if "Visitors asked" in line.text)
    last = next(line for line in lines if "poured the tea" in line.text)
    assert (first.page, first.column) <= (last.page, last.column)


def test_one_column_is_not_taken_for_two() -> None:
    """A quote cut into the text and a table leave no white from the top of a page to its foot."""
    plain = document(finished(css=".pullquote { float: left; width: 50mm }"))
    assert {line.column for line in document_lines(plain)} == {0}
    assert columns.level(plain).not_run == columns.order(plain).not_run == "the text stands in one column"


def test_a_column_that_ends_early_is_told() -> None:
    """With the words at its foot, and by how many lines it is shorter."""
    found = columns.level(document(set_in_columns("#b24 { break-before: column }")))
    told = [item for item in found.diagnostics if item.severity is Severity.WARNING]
    assert [item.code for item in told] == ["EP596"]
    assert "ends at “the drawer would no longer shut.” is 7 lines shorter than the one beside it" in told[0].message


def test_columns_that_run_from_the_right_are_an_error() -> None:
    """Read aloud they make sense, but the eye begins on the left."""
    found = columns.order(document(set_in_columns(".essay { direction: rtl } .essay * { direction: ltr }")))
    assert set(codes(found)) == {"EP597"}
    assert "is read after" in messages(found)


def test_a_heading_left_at_the_foot_of_a_column_is_a_warning() -> None:
    """Its text on the same page, in the next column, does not help."""
    found = page.breaks(document(set_in_columns("#s2 { break-after: column }")))
    assert "EP572" in codes(found)
    assert "a column: the heading “What the wind wanted” has 0 lines below it" in messages(found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "The keeper of the lighthouse wrote in the nights of May",
            f"The keeper {NEXT}of the lighthouse</span> wrote in the nights of May",
            "the first line “The keeper” stands alone at the foot",
        ),
        ("open at all.</p>", f"open {NEXT}at all.</span></p>", "the last line “at all.” stands alone at the head"),
    ],
    ids=["foot", "head"],
)
def test_a_line_alone_where_a_column_ends_is_a_warning(old: str, new: str, said: str) -> None:
    """As at a page turn."""
    found = page.breaks(document(turned(old, new)))
    assert codes(found) == ["EP573"]
    assert said in messages(found)


def test_lines_out_of_step_with_the_next_column_are_a_warning() -> None:
    """In a single-sided edition too: they stand on one page."""
    found = page.grid(document(set_in_columns("#b22 { padding-top: 4pt }")))
    warned = [item.message for item in found.diagnostics if "beside them" in item.message]
    assert len(warned) == 1
    assert "by 4.0 pt" in warned[0]


def test_a_quote_between_a_heading_and_its_text_is_found_in_either_column() -> None:
    """The heading may end the first column or the second."""
    assert "EP578" in codes(pull_quotes_on_pages(ESSAY, document(set_in_columns(before="b12"))))
