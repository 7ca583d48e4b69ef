"""The page lint: blanks, running heads, page breaks, the baseline grid, margins, and where pull-quotes stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from check_samples import BODY, EDITION, ESSAY, SENTENCE, codes, document, finished, good, messages
from essay_press.check import page
from essay_press.check.content import Box
from essay_press.check.lines import Line, document_lines, setting
from essay_press.check.quotes_on_page import pull_quotes_on_pages

BOX = Box(0, 0, 1, 1)
TURN = '<span style="display: block; break-before: page">'


def turned(old: str, new: str) -> bytes:
    """Return the sample with a page break put into a block of its body."""
    assert old in BODY
    return finished(replace(ESSAY, body=BODY.replace(old, new, 1)))


def test_the_good_sample_passes() -> None:
    """Every check of the page finds nothing, and says what it looked at."""
    reports = (
        page.blank_pages(good(), document()),
        page.running_heads(document(), ESSAY),
        page.breaks(document()),
        page.full_pages(document(), ESSAY),
        page.grid(document()),
        page.margins(document()),
        pull_quotes_on_pages(ESSAY, document()),
    )
    assert [codes(found) for found in reports] == [[]] * 7
    assert all(found.examined for found in reports)


def test_the_setting_is_measured() -> None:
    """The body is 11 on 15 points, found from the places of its letters."""
    found = setting(document_lines(document()))
    assert (found.size, found.leading) == (11.0, 15.0)


def test_a_raised_note_call_does_not_part_a_line() -> None:
    """The call stands in its line, and the drop cap's paragraph has five lines of text."""
    lines = document_lines(document())
    called = next(line for line in lines if "asked about the storms" in line.text)
    assert "storms1, and he spoke" in called.text
    first = lines[5].block
    assert len([line for line in lines if line.block == first and line.size < 12]) == 5


def test_a_running_head_on_a_blank_page_is_an_error() -> None:
    """A blank verso carries nothing."""
    data = finished(css='@page :blank { @top-center { content: "A Light Kept" } }')
    found = page.blank_pages(data, document(data))
    assert (codes(found), found.examined) == (["EP570"], 1)


def test_a_frame_on_a_blank_page_is_an_error() -> None:
    """A page without text is rendered, and anything drawn on it is seen."""
    data = finished(css="@page :blank { border: 1pt solid black }")
    assert codes(page.blank_pages(data, document(data))) == ["EP570"]


def test_a_tinted_blank_page_is_still_blank() -> None:
    """Paper of one colour is paper."""
    data = finished(css="@page { background: #f8f4e8 }")
    assert codes(page.blank_pages(data, document(data))) == []


@pytest.mark.parametrize(
    ("css", "where"),
    [
        ('@page :nth(1 of essay) { @top-center { content: "A Light Kept" } }', "page 3: the opening page"),
        ('@page cover { @top-center { content: "A Light Kept" } }', "page 1: the cover"),
    ],
)
def test_a_running_head_where_none_belongs_is_an_error(css: str, where: str) -> None:
    """The cover and the opening page go without."""
    found = page.running_heads(document(finished(css=css)), ESSAY)
    assert codes(found) == ["EP571"]
    assert where in messages(found)


def test_a_heading_left_at_the_foot_is_a_warning() -> None:
    """A heading whose text begins on the next page has no lines below it."""
    found = page.breaks(document(finished(css="#s2 { break-after: page }")))
    assert codes(found) == ["EP572"]
    assert "“What the wind wanted” has 0 lines below it" in messages(found)


def test_a_line_alone_at_the_foot_is_a_warning() -> None:
    """The first line of a paragraph does not stand alone before a page turn."""
    found = page.breaks(
        document(turned("The keeper of the harbour wrote", f"The keeper {TURN}of the harbour</span> wrote"))
    )
    assert codes(found) == ["EP573"]
    assert "the first line “The keeper” stands alone at the foot" in messages(found)


def test_a_line_alone_at_the_head_is_a_warning() -> None:
    """The last line of a paragraph does not stand alone after a page turn."""
    found = page.breaks(document(turned("open at all.</p>", f"open {TURN}at all.</span></p>")))
    assert codes(found) == ["EP573"]
    assert "the last line “at all.” stands alone at the head" in messages(found)


def test_a_page_left_half_empty_is_a_warning() -> None:
    """Text that goes on overleaf fills its page; page 4 stops at its first third."""
    found = page.full_pages(document(finished(css="#b17 { break-before: page }", before="b19")), ESSAY)
    assert [(item.severity, item.code) for item in found.diagnostics] == [("warning", "EP579")]


def test_the_last_page_of_a_chapter_may_be_short() -> None:
    """Where each heading begins a page, they are chapters'; a hole elsewhere is one all the same."""
    apart = "#s1, #s2 { break-before: page } "
    chapters = page.full_pages(document(finished(css=apart)), ESSAY)
    assert (codes(chapters), chapters.examined > 0) == ([], True)
    hole = page.full_pages(document(finished(css=f"{apart} #b17 {{ break-before: page }}", before="b19")), ESSAY)
    assert codes(hole) == ["EP579"]


@pytest.mark.parametrize(
    ("roles", "chapters"),
    [
        (["H1 H2 P", "H2 P", "P", "H2 P"], {1, 3}),
        (["H1 H2 P", "H2 P", "P H2", "H2 P"], set()),
        (["H1 P", "H2 P", "P"], set()),
        (["H1 P", "H2 H3 P", "H3 P", "H2 P"], {1, 3}),
    ],
    ids=["all", "one within a page", "one alone", "with sections"],
)
def test_chapters_are_told_by_all_their_headings(roles: list[str], chapters: set[int]) -> None:
    """Each begins a page, but for the one below the title; one alone may do so by chance."""
    placed = [(number, role) for number, row in enumerate(roles) for role in row.split()]
    found = [Line(at, block, role, (role,), 0, 10, BOX, "x") for block, (at, role) in enumerate(placed)]
    assert page._chapters(found) == chapters


def test_a_page_left_half_empty_before_a_table_is_a_note() -> None:
    """A table that did not fit leaves a hole that no layout can fill."""
    found = page.full_pages(document(finished(css="#b3, #b4 { display: none } table { break-before: page }")), ESSAY)
    assert [(item.severity, item.code) for item in found.diagnostics] == [("note", "EP579")]


def test_lines_off_the_grid_are_a_warning() -> None:
    """Four points of space in a spread move its lines off those of the facing page."""
    found = page.grid(document(finished(css="#b22 { padding-top: 4pt }")))
    assert codes(found) == ["EP574"]
    assert "by 4.0 pt" in messages(found)


def test_lines_off_the_grid_of_a_single_sided_edition_are_a_note() -> None:
    """Nobody sees two of its pages side by side."""
    single = replace(EDITION, double_sided=False)
    found = page.grid(document(finished(css="#b22 { padding-top: 4pt }")), ESSAY, single)
    assert [(item.severity, item.code) for item in found.diagnostics] == [("note", "EP574")]


def test_text_too_near_the_trim_is_a_warning() -> None:
    """Three millimetres are too few."""
    found = page.margins(document(finished(css="#b20 { margin-left: -15.5mm }")))
    assert codes(found) == ["EP575"]


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("EP576", {"css": ".pullquote { break-before: page }"}),
        ("EP576", {"css": ".pullquote { break-after: page }"}),
        ("EP578", {"before": "b12"}),
    ],
)
def test_a_pull_quote_in_a_bad_place_is_a_warning(code: str, how: dict[str, str]) -> None:
    """Never first, never last, never between a heading and its text."""
    assert code in codes(pull_quotes_on_pages(ESSAY, document(finished(**how))))


@pytest.mark.parametrize("lines", [3, 7])
@pytest.mark.parametrize(
    "css",
    [
        ".pullquote { float: left; width: 50mm; margin-right: 4mm }",
        ".essay { margin-left: 50mm } .pullquote { float: left; width: 45mm; margin-left: -50mm }",
    ],
    ids=["cut in", "hung"],
)
def test_text_beside_a_quote_is_not_text_below_it(css: str, lines: int) -> None:
    """A quote of three lines, cut into the text or hung beside it, has four lines more below it."""
    words = SENTENCE.replace("members", "members<br/>").replace("silence", "silence<br/>")
    rows = "<br/>".join(f"Gull {number} was here." for number in range(lines))
    body = BODY[: BODY.index('<p id="b17">')] + f'<p id="b17">{rows}</p>' + BODY[BODY.index('<hr class="break"/>') :]
    essay = replace(ESSAY, body=body, pull_quotes=(replace(ESSAY.pull_quotes[0], xhtml=words),))
    sheet = "#b17 { break-after: page } .pullquote { font-size: 11pt; line-height: 15pt; padding: 0 } " + css
    found = pull_quotes_on_pages(essay, document(finished(essay, css=sheet)))
    assert (found.examined, codes(found)) == (1, ["EP576"] if lines < 7 else [])


def test_a_pull_quote_cut_by_a_page_break_is_an_error() -> None:
    """Both halves are found, on two pages."""
    cut = SENTENCE.replace("silence", f"{TURN}silence") + "</span>"
    quotes = (replace(ESSAY.pull_quotes[0], xhtml=cut),)
    data = finished(replace(ESSAY, pull_quotes=quotes), css=".pullquote { break-inside: auto }")
    assert codes(pull_quotes_on_pages(ESSAY, document(data))) == ["EP577"]
