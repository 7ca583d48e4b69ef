"""The gates for PDF are proved: each fault planted in a real file turns its gate red, and the clean file is green."""

from __future__ import annotations

import pytest

from seeded import Caught, Fault, caught, made, reports
from seeded_pdf import FAULTS
from seeded_table import markdown, rows

# Gates whose findings are warnings, which stop a file under `--strict` alone; each has its planted faults elsewhere.
ADVICE = {"baseline grid", "contrast", "full pages", "margins", "notes stand with their calls", "page breaks",
          "pull-quotes keep apart", "pull-quotes on their pages"}  # fmt: skip
# What is for text in columns has its planted faults in test_check_columns; this file has one column.
COLUMNS = {"columns end level", "columns are read in order"}
OUTSIDE = {"PDF/A-2a (page-validation)", "PDF/UA-1 (page-validation)"}


@pytest.mark.parametrize(("notes", "idle"), [("", []), ("end", ["notes stand with their calls"])])
def test_the_clean_file_is_green(notes: str, idle: list[str]) -> None:
    """With footnotes or with notes at the end: every gate that has to looks at something, and none says anything."""
    found = reports(made(notes=notes))
    assert [str(item) for report in found for item in report.diagnostics] == []
    assert [report.name for report in found if not report.examined and report.name not in COLUMNS] == idle


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_turns_its_gate_red(fault: Fault) -> None:
    """The gate that the fault is for tells it, as an error, with its code; so does the validator that knows it."""
    found = caught(fault.plant())
    assert Caught(fault.gate, fault.code) in found
    seen = {item.gate.partition(" (")[0] for item in found if item.gate in OUTSIDE}
    assert [name for name in fault.outside if name not in seen] == []


def test_every_gate_has_a_fault() -> None:
    """A gate that nothing was planted for might as well be open."""
    gates = {report.name for report in reports(made())}
    assert gates - {fault.gate for fault in FAULTS} - ADVICE - OUTSIDE - COLUMNS - {"text beside text"} == set()


def test_the_suite_is_as_large_as_it_says() -> None:
    """At least 25 faults, each of a name of its own, and the table has them all."""
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) >= 25
    assert [row.name for row in rows() if row.kind == "PDF"] == names
    assert markdown().count("\n| PDF | ") == len(names)
