"""The room as a whole: every check answers, and one that lacks its input says so instead of passing."""

from __future__ import annotations

import subprocess
import sys

from check_samples import EDITION, ESSAY, LAYOUT, codes, good
from essay_press.check import check
from essay_press.check.decode import to_unicode
from essay_press.check.folding import folded
from essay_press.codes import CODES

PDF = "application/pdf"


def test_the_good_sample_passes_every_check() -> None:
    """With everything at hand all checks run, and none finds anything."""
    found = check(good(), PDF, essay=ESSAY, layout=LAYOUT, edition=EDITION)
    assert [item.name for item in found if item.not_run] == ["columns end level", "columns are read in order"]
    assert [(item.name, codes(item)) for item in found if item.diagnostics] == []
    assert len(found) > 15


def test_a_check_without_its_input_says_so() -> None:
    """A file alone can be checked only in part."""
    found = check(good(), PDF)
    assert [item.name for item in found if "needs the essay" in item.not_run] == [
        "every word is on a page",
        "pictures keep their text alternatives",
        "sentences are whole in the structure tree",
        "fonts are the layout's own",
        "stress can be seen",
        "running heads",
        "full pages",
        "pull-quotes",
        "pull-quotes on their pages",
        "pull-quotes keep apart",
        "pull-quotes give nothing away",
        "spoiler cover",
    ]
    assert [item.name for item in found if "needs the edition" in item.not_run] == [
        "page boxes",
        "claims its standards",
    ]
    assert [item.name for item in found if item.not_run and item.examined] == []


def test_names_of_checks_do_not_depend_on_the_input() -> None:
    """The same questions are listed whether they can be answered or not."""
    whole = check(good(), PDF, essay=ESSAY, layout=LAYOUT, edition=EDITION)
    assert [item.name for item in check(good(), PDF)] == [item.name for item in whole]


def test_a_file_that_is_no_pdf_is_an_error() -> None:
    """Rubbish and a cut file give one clear answer."""
    assert [codes(item) for item in check(b"not a PDF", PDF)] == [["EP560"]]
    assert [codes(item) for item in check(good()[:200], PDF)] == [["EP560"]]


def test_an_unknown_type_is_an_error() -> None:
    """Nothing passes for want of a check."""
    assert [codes(item) for item in check(b"", "text/plain")] == [["EP560"]]


def test_the_codes_of_the_room_are_in_the_table() -> None:
    """Each code that a PDF check gives has a title."""
    used = [
        *range(500, 510),
        *range(510, 520),
        *range(547, 550),
        *range(560, 570),
        *range(570, 580),
        *range(580, 585),
        *range(590, 593),
    ]
    assert [code for code in used if f"EP{code}" not in CODES] == []


def test_importing_the_room_is_light() -> None:
    """The readers of PDF are imported when there is a PDF to read."""
    script = (
        "import sys, essay_press.check; print(sorted({'pikepdf', 'lxml', 'fontTools', 'pypdfium2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_folding_takes_out_what_a_page_changes() -> None:
    """Ligatures, capitals, hyphens at line ends, spaces and marks without width."""
    assert folded("Of\ufb01ce\u00a0co\u00ad\u2010oper\u2060ate") == folded("OFFICE  coope-rate")


def test_a_unicode_map_may_hold_ranges() -> None:
    """Both forms of a ToUnicode map are read: single codes, ranges, ranges with a list."""
    data = b"""1 beginbfchar <0003> <00660066> endbfchar
    2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <0078>] endbfrange"""
    assert to_unicode(data) == {3: "ff", 16: "A", 17: "B", 18: "C", 32: "a", 33: "x"}


def test_a_damaged_file_is_answered_and_never_crashes() -> None:
    """Bytes cut out at many places: each time there is an answer, nearly always with an error."""
    data = good()
    step = len(data) // 25
    found = [
        check(data[:at] + data[at + 40 :], PDF, essay=ESSAY, layout=LAYOUT, edition=EDITION)
        for at in range(9, len(data), step)
    ]
    assert all(found)
    assert sum(any(codes(item) for item in reports) for reports in found) > len(found) // 2
