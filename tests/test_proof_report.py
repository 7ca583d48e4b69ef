"""`make proof`: what is planned, how cells end, and that the report tells a person and a program the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from essay_press import editions
from essay_press.check.report import Report
from essay_press.check.typography.statistics import Bar, Figures, Measured
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from proof import judging, making, plan, telling
from proof.grid import grid
from proof.record import Cell, Check, Fault, Mark, Tool, verdict

ROOT = Path(__file__).resolve().parent.parent
WRONG = Diagnostic(Severity.ERROR, "EP503", "page 2: “<b>” is cut off", Place("a.md", 3), "make it narrower")
POOR = Diagnostic(Severity.WARNING, "EP506", "a note on page 5")
CLEAN, RED, AMBER = Report("words", (), 90), Report("words", (WRONG,), 90), Report("notes", (POOR,), 2)
TOOL = Tool("Ace", "accessibility", "Ace 1.2", "", 3.0)


def cell(essay: str = "a", edition: str = "a5", layout: str = "classic", *checks: Check, **more: object) -> Cell:
    """Return a built cell."""
    usual = Cell("content", essay, edition, layout, "built", path=Path("/out/files/a.pdf"), pages=7, checks=checks)
    return replace(usual, **more)  # type: ignore[arg-type]  # each is a field


def skipped(reason: str, **of: str) -> Cell:
    """Return a skipped cell."""
    return replace(cell(**of), status=Mark.SKIPPED, reason=reason, path=None, pages=0)


# ---------------------------------------------------------------- planning
def test_every_layout_that_sets_an_edition_is_planned(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    """The tables of editions say which: nothing here names one."""
    write("essays/a.md", "---\ntitle: A\n---\n\nText.\n")
    jobs = plan.jobs(tmp_path / "essays", tmp_path, every_layout=True)
    known = {layout for edition in editions.load().values() for layout in edition.layouts}
    assert {job.layout for job in jobs} == known
    assert len({job.out for job in jobs}) == len(jobs)
    (own,) = plan.jobs(tmp_path / "essays", tmp_path, ["a5"], every_layout=False)
    assert (own.layout, own.editions) == ("", ("a5",))


def test_a_plan_without_essays_or_of_unknown_editions_is_refused(tmp_path: Path) -> None:
    """A proof of nothing would be green."""
    with pytest.raises(EditionError, match="EP311"):
        plan.jobs(tmp_path, tmp_path, every_layout=True)
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\nText.\n", encoding="utf-8")
    with pytest.raises(EditionError, match="EP300"):
        plan.jobs(tmp_path, tmp_path, ["a55"], every_layout=False)


# ---------------------------------------------------------------- judging
def test_samples_take_turns_among_the_essays() -> None:
    """Slow validators see one essay of each edition and layout; the others are told as left out."""
    cells = [cell(essay, edition) for edition in ("a4", "a5") for essay in ("x", "y")]
    errands, left = judging.errands(cells, samples=True)
    drawn = [each.essay for errand in errands if errand.tool == "three renderers" for each in errand.cells]
    assert drawn == ["x", "y"]
    assert [(one.essay, check.report.not_run) for one, check in left] == [
        ("y", judging.LEFT_OUT),
        ("x", judging.LEFT_OUT),
    ]
    errands, left = judging.errands(cells, samples=False)
    assert sum(len(errand.cells) for errand in errands if errand.tool == "three renderers") == 4
    assert left == ()


def test_a_validator_that_breaks_down_fails_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is written all the same, and is red."""

    def broken(*_: object) -> judging.Reports:
        message = "no"
        raise ZeroDivisionError(message)

    item = judging._VALIDATORS[1]
    monkeypatch.setattr(judging, "_VALIDATORS", (replace(item, run=broken),))
    answer = judging.judge(judging.Errand(item.name, (cell(), cell())))
    assert [check.report.diagnostics[0].message for (check,) in answer.checks] == [
        "three renderers: ZeroDivisionError: no"
    ] * 2
    assert cell("a", "a5", "classic", *answer.checks[0]).mark == Mark.FAILED


# ---------------------------------------------------------------- how a cell ends
@pytest.mark.parametrize(
    ("ended", "mark"),
    [
        (cell("a", "a5", "classic", Check("", CLEAN)), Mark.PASSED),
        (cell("a", "a5", "classic", Check("", CLEAN), Check("Ace", AMBER)), Mark.WARNED),
        (cell("a", "a5", "classic", Check("", CLEAN), Check("Ace", RED)), Mark.FAILED),
        (cell(said=(POOR,)), Mark.WARNED),
        (cell(status="failed", path=None), Mark.FAILED),
        (skipped("the essay has no spoilers"), Mark.SKIPPED),
    ],
)
def test_a_cell_is_as_good_as_its_worst_check(ended: Cell, mark: str) -> None:
    """An error of any check fails the file, a warning is shown, a skip is neither."""
    assert ended.mark == mark


def test_nothing_built_is_not_green() -> None:
    """A proof that had nothing to fail has proved nothing."""
    assert not verdict([], []).green
    assert not verdict([skipped("no")], []).green
    assert telling.sentence(verdict([skipped("no")], [])) == "Nothing was built, and nothing proved."


def test_a_validator_that_did_not_run_is_named_in_the_verdict() -> None:
    """Green does not claim what nobody looked at."""
    total = verdict([cell()], [replace(TOOL, missing="needs Node.js")])
    assert (total.green, total.not_run) == (True, ("Ace",))
    assert "1 of the validators did not run" in telling.sentence(total)
    failed = verdict([cell("a", "a5", "classic", Check("", RED)), cell(status="failed", path=None), cell()], [])
    assert telling.sentence(failed) == "2 of 3 files failed."


# ---------------------------------------------------------------- the matrix
def test_the_matrix_has_editions_down_and_essays_by_layout_across() -> None:
    """What a layout does not set is a point, a skip a dash with its reason, a failure a cross."""
    cells = [
        cell("x", "a4", "modern"), cell("y", "a4", "modern", Check("", RED)),
        cell("x", "a5", "modern", Check("", AMBER)), skipped("the essay has no spoilers", essay="y", layout="modern"),
        skipped("layout large does not set it (modern does)", essay="x", edition="a4", layout="large"),
        skipped("layout large does not set it (modern does)", essay="y", edition="a4", layout="large"),
        cell("x", "a5", "large", pages=0), cell("y", "a5", "large"),
    ]  # fmt: skip
    found = grid("content", cells)
    assert [(row.name, [square.text for square in row.cells]) for row in found.rows] == [
        ("a4", ["7", "✕", "·", "·"]),
        ("a5", ["7\N{NO-BREAK SPACE}!", "–", "✓", "7"]),
    ]
    assert [(group.name, group.span) for group in found.groups] == [("modern", 2), ("large", 2)]
    assert [(reason.why, reason.cells) for reason in found.reasons] == [
        ("the essay has no spoilers", ("y · a5 · modern",))
    ]


def test_essays_set_once_stand_down_the_matrix() -> None:
    """Twenty essays in four editions are a tall table, not a wide one."""
    found = grid("corpus", [cell("x", "a4"), cell("x", "a5"), cell("y", "a4")])
    assert [(row.name, [square.text for square in row.cells]) for row in found.rows] == [
        ("x", ["7", "7"]),
        ("y", ["7", "–"]),
    ]


# ---------------------------------------------------------------- telling
class Reader(HTMLParser):
    """Collects the ids, the links within the page and all addresses; raises at a tag closed out of order."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.outer: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is called and where it leads."""
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value:
                (self.inner if value.startswith("#") else self.outer).append(value)

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        assert self.open.pop() == tag


def told(out: Path, *cells: Cell) -> tuple[str, dict[str, object]]:
    """Return the page and its twin."""
    faults = [Fault("PDF", "a lost word", "every word", "EP500", ("veraPDF",))]
    telling.write(cells, [TOOL], faults, out)
    return (out / "index.html").read_text(encoding="utf-8"), json.loads((out / "proof.json").read_bytes())


def test_the_page_and_its_twin_say_the_same(tmp_path: Path) -> None:
    """What failed, why, and who did not run; text is escaped, every link arrives, nothing is fetched."""
    strip = making.strip([Image.new("RGB", (60, 80), "red")] * 2)
    file = tmp_path / "files" / "a.pdf"
    red = cell("x", "a5", "classic", Check("Ace", RED), Check("", AMBER), path=file, strips=(strip,))
    left = cell("y", "a5", "classic", Check("Ace", Report("Ace", not_run=judging.LEFT_OUT)), path=file)
    page, twin = told(tmp_path, red, left, skipped("no spoilers", essay="z"))
    reader = Reader(page)
    assert reader.open == []
    assert {f"#{name}" for name in reader.ids} >= set(reader.inner) != set()
    assert len(reader.ids) == len(set(reader.ids))
    assert {address.partition(":")[0] for address in reader.outer} == {"data", "files/a.pdf"}
    assert "“&lt;b&gt;” is cut off" in page
    assert "1 of 2 files failed." in page
    assert "a lost word" in page
    assert re.search(r"Ace <span class=\"soft\">1\.2</span>", page)
    assert (twin["green"], twin["built"], twin["failed"], twin["skipped"]) == (False, 2, 1, 1)
    cells = twin["cells"]
    assert isinstance(cells, list)
    assert [item["result"] for item in cells] == ["failed", "passed", "skipped"]
    assert cells[0]["checks"][0]["diagnostics"][0]["code"] == "EP503"
    assert cells[0]["path"] == "files/a.pdf"


def test_the_report_is_the_same_each_time(tmp_path: Path) -> None:
    """No day, no folder: two reports on the same files differ in no byte."""
    pages = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pages.append(told(tmp_path / name, cell(path=tmp_path / name / "files" / "a.pdf"))[0])
    assert pages[0] == pages[1]
    assert str(tmp_path) not in pages[0]


def test_the_report_of_nothing_is_told(tmp_path: Path) -> None:
    """An empty proof makes a page, and a red one."""
    page, twin = told(tmp_path)
    assert "Nothing was built" in page
    assert twin["green"] is False


@pytest.mark.proof
def test_the_command_says_by_its_status_what_it_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
    """0 for a proof that is green, 1 for an essay that cannot be built, 2 for a folder without essays."""
    write("essays/a.md", "---\ntitle: A\nauthor: B\nlang: en\ndate: 2024-05-01\neditions: [a5, epub]\n---\n\nText.\n")

    def run(*arguments: str) -> int:
        command = [sys.executable, "-m", "proof", *arguments, "--samples", "-o", str(tmp_path / "out")]
        done = subprocess.run(
            command, cwd=ROOT, env={"PYTHONPATH": f"{ROOT / 'scripts'}", "PATH": "/usr/bin:/bin"}, check=False
        )
        return done.returncode

    assert run(str(tmp_path / "essays")) == 0
    twin = json.loads((tmp_path / "out" / "proof.json").read_bytes())
    assert {item["edition"] for item in twin["cells"]} == {"a5", "epub"}
    write("essays/b.md", "---\ntitle: B\n---\n\nText with a note.[^1]\n")
    assert run(str(tmp_path / "essays")) == 1
    (tmp_path / "none").mkdir()
    assert run(str(tmp_path / "none")) == 2


def test_word_spaces_are_drawn_where_lines_are_filled(tmp_path: Path) -> None:
    """A bar for each step that has lines, loose ones in another colour, the figures in words beside it."""
    bars = (Bar(0.9, 1.0, 3), Bar(1.0, 1.1, 9), Bar(1.1, 1.2, 0), Bar(1.6, 1.7, 2), Bar(2.0, 2.1, 1))
    figures = Figures(7, 16, 15, 1.2, 0.25, 1.7, 0.9, 2.0, 0.2, 0.1, 0, 0, 0, 0, 0, 0, 0, bars)
    report = Report("typography", (), 16, typography=Measured(figures, (), 11.0, 15.0, 66.0))
    ragged = Report("typography", (), 16, typography=Measured(replace(figures, spaces=()), (), 11.0, 15.0, 66.0))
    file = tmp_path / "files" / "a.pdf"
    telling.write([cell("x", "a5", "classic", Check("", report), path=file)], [TOOL], [], tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 1
    assert re.findall(r'<rect [^>]*class="(\w+)"', page) == ["good", "good", "poor", "bad"]
    assert "Word spaces of 15 filled lines: mean 1.20, standard deviation 0.25, 20% looser than 1.6" in page
    telling.write([cell("x", "a5", "classic", Check("", ragged), path=file)], [TOOL], [], tmp_path)
    assert "<svg" not in (tmp_path / "index.html").read_text(encoding="utf-8")
