"""`essay-press check FILE --typography`: a histogram that fits a terminal, a table, and an exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from essay_press.check.typography.statistics import Bar, Counted, Figures, Measured
from essay_press.cli import main
from essay_press.cli.typography import lines
from lint_samples import made, paragraph
from seeded_typography import FAULTS

BODY = "".join(paragraph(120, letter) for letter in "abc")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of justified text that another program might have made."""
    path = tmp_path / "foreign.pdf"
    path.write_bytes(made(BODY))
    return path


def run(*args: str | Path) -> Result:
    """Run `essay-press check`."""
    return CliRunner().invoke(main, ["check", *map(str, args)])


def measured(*bars: Bar) -> Measured:
    """Return figures with a distribution."""
    count = sum(bar.lines for bar in bars)
    figures = Figures(3, 40, count, 1.25, 0.2, 1.6, 0.9, 2.6, 0.05, 0.1, 0, 0, 0, 1, 0, 2, 0, bars)
    return Measured(figures, (Counted("EP810", count, 3),), 10.5, 14.0, 63.2, ("TeXFont",))


def test_the_histogram_and_the_table_are_printed(file: Path) -> None:
    """Word spaces as bars over a scale, figures in sentences, a line for each rule with what it looked at."""
    text = run(file, "--typography").stdout
    assert "filled lines, as multiples of the font's own:" in text
    assert "█" in text
    assert "standard deviation" in text
    assert [code for code in ("EP573", "EP801", "EP885") if f"  {code}  " not in text] == []
    assert max(map(len, text.splitlines())) <= 100
    assert [line for line in text.splitlines() if line != line.rstrip() and "examined" not in line] == []


def test_without_the_flag_there_is_no_histogram(file: Path) -> None:
    """The gate speaks all the same, of what nobody overlooks."""
    text = run(file).stdout
    assert "█" not in text
    assert "typography" in text


def test_the_highest_bar_is_as_high_as_the_histogram() -> None:
    """Its share stands beside it; one line among a hundred is seen too; the scale names whole and half multiples."""
    bars = (
        Bar(0.9, 1.0, 10),
        Bar(1.0, 1.1, 80),
        Bar(1.1, 1.2, 40),
        *(Bar(b / 10, b / 10 + 0.1, 0) for b in range(12, 25)),
    )
    chart = [line for line in lines(measured(*bars, Bar(2.5, 2.6, 1))) if "│" in line]
    assert len(chart) == 6
    assert chart[0].startswith("    61% │  ██")
    assert chart[-1].split("│")[1].startswith("▆▆████") is True
    assert "▁▁" in chart[-1]
    scale = next(line for line in lines(measured(*bars)) if "1.0" in line and "1.5" in line and "│" not in line)
    assert scale.index("1.5") - scale.index("1.0") == 10


def test_ragged_text_is_said_to_be_ragged() -> None:
    """No histogram of nothing."""
    text = "\n".join(lines(measured()))
    assert "the text is set ragged" in text
    assert "│" not in text


def test_a_guess_is_said_to_be_one() -> None:
    """Whoever compares figures has to know which rest on the last lines of paragraphs."""
    assert "a space of TeXFont is: taken from its last lines" in "\n".join(lines(measured()))


def test_errors_decide_the_exit_status_where_they_were_asked_for(tmp_path: Path) -> None:
    """The same ladder of hyphens is an error with the flag and a warning without it."""
    path = tmp_path / "ladder.pdf"
    path.write_bytes(next(fault for fault in FAULTS if fault.code == "EP820").plant())
    weights = []
    for flags in ([], ["--typography"]):
        body = json.loads(run(path, "--json", *flags).stdout)
        weights.append({item["severity"] for item in body["diagnostics"] if item["code"] == "EP820"})
    assert weights == [{"warning"}, {"error"}]
