"""The gutter, measured from the ink of finished pages, and the inks as another program sees them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest

from essay_press import editions, presets
from essay_press.check import gutter
from essay_press.check.content import Box, Picture, Run
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.check.tools import ghostscript
from press_samples import PRESET, broken, good, pressed

MM = 72 / 25.4
TRADE = editions.named("trade")


Spans = Sequence[tuple[float, float]]


def document(*pages: tuple[Spans, Spans], count: int = 0) -> Document:
    """Return pages 100 mm wide, each with runs of text and pictures from one x to another, in mm; then empty ones."""
    found = []
    for index in range(max(count, len(pages))):
        texts, drawn = pages[index] if index < len(pages) else ((), ())
        runs = [Run(index, "words", left * MM, right * MM, 200, 10, "F") for left, right in texts]
        pictures = [Picture(index, Box(left * MM, 100, right * MM, 150)) for left, right in drawn]
        trim = Box(0, 0, 100 * MM, 150 * MM)
        found.append(SimpleNamespace(index=index, name=f"page {index + 1}", trim=trim, runs=runs, pictures=pictures))
    made: Any = SimpleNamespace(pages=found)
    return made  # type: ignore[no-any-return] # as much of a document as the check looks at


def told(report: Report) -> list[str]:
    """Return what a check says."""
    return [item.message for item in report.diagnostics]


def test_the_fold_is_on_the_left_of_a_recto_and_on_the_right_of_a_verso() -> None:
    """Outer margins are none of the check's business."""
    assert told(gutter.gutter(document(([(13, 95)], []), ([(5, 87)], [])), TRADE)) == []
    found = gutter.gutter(document(([(12, 95)], []), ([(5, 88)], [])), TRADE)
    assert told(found) == [
        "page 1: “words” stands 12.0 mm from the fold; preset offset-x4 asks for 13 mm in a book of 2 pages",
        "page 2: “words” stands 12.0 mm from the fold; preset offset-x4 asks for 13 mm in a book of 2 pages",
    ]
    assert {item.code for item in found.diagnostics} == {"EP586"}


def test_more_pages_ask_for_more_room() -> None:
    """The same page, in a short and in a long book."""
    page = ([(14, 95)], [(14, 80)])
    assert told(gutter.gutter(document(page, count=60), TRADE)) == []
    assert len(told(gutter.gutter(document(page, count=61), TRADE))) == 1


def test_a_picture_in_the_fold_is_told_of_and_one_that_runs_off_the_page_is_not() -> None:
    """Who lets a picture run off the page means it."""
    assert told(gutter.gutter(document(([], [(0, 100)])), TRADE)) == []
    assert "a picture stands 9.0 mm from the fold" in told(gutter.gutter(document(([], [(9, 80)])), TRADE))[0]


@pytest.mark.parametrize(
    ("edition", "words"),
    [
        (editions.named("a5"), "edition a5 is not bound for a printer"),
        (replace(TRADE, double_sided=False), "edition trade is not bound for a printer"),
    ],
)
def test_where_nobody_asks_the_check_is_not_run(edition: Any, words: str) -> None:
    """And does not pass."""
    assert gutter.gutter(document(([(1, 9)], [])), edition).not_run == words


def test_a_preset_without_a_gutter_asks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check says so."""
    monkeypatch.setattr(gutter, "named", lambda _: replace(presets.named("offset-x4"), gutter=()))
    assert gutter.gutter(document(([(1, 9)], [])), TRADE).not_run == "preset offset-x4 asks for no gutter"


# ---------------------------------------------------------------- Ghostscript
def test_without_ghostscript_the_witness_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never required."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert ghostscript.witness(good(), PRESET) == Report(ghostscript.NAME, not_run="Ghostscript is not installed (gs)")


def test_a_witness_that_fails_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has seen nothing."""
    monkeypatch.setattr(shutil, "which", lambda _: "/gs")

    def fail(*_: object, **__: object) -> None:
        raise OSError("no such program")

    monkeypatch.setattr(subprocess, "run", fail)
    found = ghostscript.witness(good(), PRESET)
    assert (found.not_run, found.diagnostics) == ("Ghostscript did not answer: no such program", ())


def heavy(pdf: pikepdf.Pdf) -> None:
    """Paint an area in 340 percent of ink."""
    pdf.pages[0].contents_add(pdf.make_stream(b"q 1 1 0.9 0.5 k 20 20 60 60 re f Q"))


def muddy(pdf: pikepdf.Pdf) -> None:
    """Set the black text of a page in four inks."""
    data = pdf.pages[0].Contents.read_bytes()
    assert b"0 0 0 1 k" in data
    pdf.pages[0].obj.Contents = pdf.make_stream(data.replace(b"0 0 0 1 k", b"0.7 0.6 0.6 0.6 k"))


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("gs") is None, reason="needs Ghostscript")
def test_the_witness_agrees_with_the_good_file() -> None:
    """Every page was separated, and nothing was found; the plates are those that the page was made for."""
    found = ghostscript.witness(good(), PRESET)
    assert (found.diagnostics, found.examined, found.not_run) == ((), 1, "")
    (plates,) = ghostscript.separate(good(), *ghostscript.TEXT_ALONE)
    assert plates.inks[3] == 100
    (black,) = ghostscript.separate(pressed("<p>a</p>"))
    assert (black.inks, black.total) == ((0, 0, 0, 100), 100)


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("gs") is None, reason="needs Ghostscript")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (heavy, "page 1: 340 % of ink on one place; the limit is 300"),
        (muddy, "page 1: black text on more plates than the black one"),
    ],
)
def test_the_witness_finds_what_was_planted(change: Callable[[pikepdf.Pdf], None], words: str) -> None:
    """Ink over the limit, black text in four inks."""
    found = ghostscript.witness(broken(change), PRESET).diagnostics
    assert [(item.code, item.message) for item in found] == [("EP587", words)]
