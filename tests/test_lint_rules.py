"""The rules for a page of text: each finds the fault planted for it, says where, and leaves a good page in peace."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from essay_press.check import check
from essay_press.check.reading import read
from essay_press.check.report import Report
from essay_press.check.typography.rivers import DEPTH
from essay_press.check.typography.rules import RULES
from essay_press.check.typography.telling import typography
from essay_press.codes import CODES
from essay_press.diagnostics import Severity
from lint_samples import made, paragraph, words
from seeded import Fault
from seeded_typography import FAULTS, GATE

GOOD = "".join(paragraph(60, letter) for letter in "abc")
RAGGED = "p { text-align: left } body { width: 80mm } @page { size: 110mm 140mm }"


def report(data: bytes, *, asked: bool = True) -> Report:
    """Return what the gate says of a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return typography(pdf, read(pdf), asked=asked)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_told(fault: Fault) -> None:
    """With its code, at the weight that the rule gives it, and counted among what was looked at."""
    found = report(fault.plant())
    told = [item for item in found.diagnostics if item.code == fault.code]
    assert told != []
    assert found.name == fault.gate == GATE
    assert found.typography is not None
    counted = {rule.code: rule for rule in found.typography.rules}
    if fault.code in RULES:
        assert counted[fault.code].found == len(told)
        assert counted[fault.code].examined >= 1
        assert RULES[fault.code].severity in {item.severity for item in told} | {Severity.NOTE}


def test_every_rule_has_a_fault_and_a_code() -> None:
    """A rule that nothing was planted for might as well not be there."""
    own = [code for code in CODES if code.startswith("EP8")]
    assert list(RULES) == own
    assert sorted({fault.code for fault in FAULTS} & set(RULES)) == own
    assert all(rule.source and rule.hint and rule.unit for rule in RULES.values())
    assert RULES["EP880"].limit == DEPTH


def test_a_good_page_is_left_in_peace() -> None:
    """Of ragged text with a good measure, nothing at all is said."""
    found = report(made(GOOD, RAGGED))
    assert [str(item) for item in found.diagnostics] == []
    assert found.examined > 10


def test_what_is_found_says_where() -> None:
    """The page, the line from its top, the first words, and the value that was measured."""
    body = f"<p>{words(24, 'a')} {'b' * 40} {words(40, 'a')}</p>"
    (told,) = [item for item in report(made(body)).diagnostics if item.code == "EP885"]
    assert told.message.startswith("page 1, line 5 (“bbb")
    assert " pt past its measure" in told.message
    assert told.hint == RULES["EP885"].hint


def test_a_cure_is_told_once() -> None:
    """Twenty loose lines need one."""
    found = [item for item in report(FAULTS[4].plant()).diagnostics if item.code == "EP810"]
    assert len(found) > 3
    assert [bool(item.hint) for item in found] == [True] + [False] * (len(found) - 1)


def test_very_loose_lines_are_errors() -> None:
    """From twice the font's own space on."""
    found = [item for item in report(FAULTS[4].plant()).diagnostics if item.code == "EP810"]
    assert {item.severity for item in found} == {Severity.ERROR, Severity.WARNING}


def test_unasked_only_what_nobody_overlooks_is_told_as_a_warning() -> None:
    """A loose line is not; a ladder is. The figures are there all the same."""
    found = report(FAULTS[5].plant(), asked=False)
    assert {item.code for item in found.diagnostics} <= {code for code, rule in RULES.items() if rule.always} | {
        "EP573"
    }
    assert {item.severity for item in found.diagnostics} == {Severity.WARNING}
    assert found.typography is not None
    assert found.typography.figures.ladders > 0


@pytest.mark.parametrize(("wanted", "reports"), [("", 0), ("faults", 1), ("all", 1)])
def test_a_check_looks_only_where_it_is_told_to(wanted: str, reports: int) -> None:
    """A build does not: it takes as long as all other checks together."""
    found = check(made(GOOD, RAGGED), "application/pdf", typography=wanted)
    assert [item.name for item in found].count(GATE) == reports


def test_an_epub_has_no_lines() -> None:
    """It says that it was not looked at, and why."""
    found = [item for item in check(b"PK", "application/epub+zip", typography="all") if item.name == GATE]
    assert [item.not_run for item in found] == ["an EPUB has no lines before it is opened"]


def test_a_file_without_text_is_not_judged() -> None:
    """Nor does it pass."""
    assert report(
        made("<div style='height: 20mm; background: red'></div>", "@page { @bottom-center { content: none } }")
    ).not_run


def test_fonts_without_widths_are_not_judged() -> None:
    """Figures that rest on a guess of every letter would be worth nothing."""
    with pikepdf.open(io.BytesIO(made(GOOD))) as pdf:
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                    BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
        page = pdf.pages[0]
        page.Resources.Font["/F0"] = font
        page.Contents = pdf.make_stream(b"BT /F0 10 Tf 40 200 Td (Hello there) Tj ET")
        out = io.BytesIO()
        pdf.save(out)
    assert "Helvetica" in report(out.getvalue()).not_run


def test_german_nouns_are_no_names() -> None:
    """Where every noun has a capital, a capital says nothing."""
    body = "".join(f"<p>{words(60, letter).title()}</p>" for letter in "ab").replace("Aa", "A\u00ada")
    found = report(made(body, language="de"))
    assert found.typography is not None
    assert [rule.examined for rule in found.typography.rules if rule.code == "EP823"] == [0]


def test_the_document_of_rules_names_each_with_its_limit() -> None:
    """`docs/typography.md` is what an author reads: no rule is missing there, and none has another weight."""
    text = (Path(__file__).parent.parent / "docs" / "typography.md").read_text(encoding="utf-8")
    rows = [row.split("|") for row in text.splitlines() if row.startswith("| ") and "EP" in row]
    named = {code: row for row in rows for code in re.findall(r"EP\d{3}", row[2])}
    assert set(RULES) <= set(named)
    assert {code for code, row in named.items() if code in RULES and RULES[code].severity.value not in row[4]} == set()
    assert {code for code in RULES if ("always" in named[code][4]) is not RULES[code].always} == set()
    assert {rule.number for rule in RULES.values() if rule.number} <= set(re.findall(r"T\d{3}", text))
