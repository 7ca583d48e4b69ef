"""`essay-press check --for kdp FILE` as a person meets it: what is wrong, where, the cure, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from essay_press.cli import main
from service_samples import book, cover

pytestmark = pytest.mark.usefixtures("folder")


def run(*args: str) -> Result:
    """Run `essay-press check` with these arguments."""
    return CliRunner().invoke(main, ["check", *args])


def test_a_printer_says_what_is_wrong_and_the_cure() -> None:
    """In words, with the page; twice for two printers, once where one is named twice."""
    Path("a.pdf").write_bytes(book(20))
    done = run("--for", "kdp", "--for", "lulu", "--for", "kdp", "a.pdf")
    assert done.exit_code == 1
    assert done.stdout.count("number of pages") == 2
    assert "a.pdf: error EP553: 20 pages; Amazon KDP binds from 24 on\n  hint: 4 more are wanted" in done.stderr
    assert "every word is on a page" not in done.stdout


def test_a_printer_speaks_json() -> None:
    """For programs: the reports, and each finding with its cure."""
    Path("a.pdf").write_bytes(book(20))
    found = json.loads(run("--json", "--for", "kdp", "a.pdf").stdout)
    assert [(item["code"], item["message"]) for item in found["diagnostics"]] == [
        ("EP553", "20 pages; Amazon KDP binds from 24 on")
    ]
    assert all(item["hint"] for item in found["diagnostics"])
    assert {"kdp: page size", "kdp: margins", "kdp: colours"} <= {item["name"] for item in found["reports"]}


def test_a_cover_is_held_against_the_pages_of_its_book() -> None:
    """Their number is said on the command line: the book is another file."""
    Path("cover.pdf").write_bytes(cover(24 * 0.0572008))
    assert run("--for", "kdp", "--pages", "24", "cover.pdf").exit_code == 0
    done = run("--for", "kdp", "--pages", "124", "cover.pdf")
    assert (done.exit_code, "EP559" in done.stderr) == (1, True)


def test_no_printer_takes_an_epub() -> None:
    """It is told before anything is looked at."""
    Path("a.epub").write_bytes(b"PK\x03\x04rest")
    done = run("--for", "kdp", "a.epub")
    assert (done.exit_code, "an EPUB, and no printer takes one" in done.stderr) == (1, True)
