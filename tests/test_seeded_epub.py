"""The gates for EPUB are proved: each fault planted in a real book turns its gate red, and the clean book is green."""

from __future__ import annotations

import pytest

from essay_press.check.tools import epubcheck
from essay_press.diagnostics import Severity
from seeded import EPUB, Caught, Fault, caught, made, reports
from seeded_epub import FAULTS
from seeded_table import rows

FIRST = 31  # those that were tried on the validators first
ELSEWHERE = {"EPUBCheck", "no spoiler on any surface"}  # the second has faults of its own in test_leaks_epub
KNOWN = [fault for fault in FAULTS if "EPUBCheck" in fault.outside]


def test_the_clean_book_is_green() -> None:
    """Every gate that ran looked at something, and none says anything."""
    found = reports(made("epub"), EPUB)
    assert [str(item) for report in found for item in report.diagnostics] == []
    assert {report.name for report in found if not report.examined} == ELSEWHERE


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_turns_its_gate_red(fault: Fault) -> None:
    """The gate that the fault is for tells it, as an error, with its code; no outside validator is asked."""
    assert Caught(fault.gate, fault.code) in caught(fault.plant(), EPUB)


def test_every_gate_has_a_fault() -> None:
    """A gate that nothing was planted for might as well be open."""
    gates = {report.name for report in reports(made("epub"), EPUB)}
    assert gates - {fault.gate for fault in FAULTS} == ELSEWHERE


def test_the_suite_is_as_large_as_it_says() -> None:
    """The 31 and those of the text, each of a name of its own, and the table has them all."""
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) > FIRST
    assert [row.name for row in rows() if row.kind == "EPUB"] == names


@pytest.mark.proof
@pytest.mark.parametrize("fault", KNOWN, ids=lambda fault: fault.name)
def test_epubcheck_sees_it_as_well(fault: Fault) -> None:
    """Two gates of different make: where one of them errs, the other holds."""
    found = epubcheck.run(fault.plant()).diagnostics
    assert [item for item in found if item.severity is not Severity.NOTE] != []


@pytest.mark.proof
def test_epubcheck_passes_the_clean_book() -> None:
    """Red for the faults, green for the book that they are planted in."""
    assert epubcheck.run(made("epub")).diagnostics == ()
