"""The sweep reads finished pages: what it looked at is counted, what is amiss is named with its page."""

from __future__ import annotations

from pathlib import Path

import pytest

from compose_samples import composed, essay, paragraphs
from essay_press.finish import finish
from essay_press.formats.pdf import document
from essay_press.formats.pdf.render import lay_out, pdf
from sweep import Count, Swept, sweep, table


def test_pages_without_a_fault_are_counted(tmp_path: Path) -> None:
    """Every rule says how much it looked at, and finds nothing."""
    composition = composed(essay(paragraphs(24, length=9)), lines="total-fit")
    path = tmp_path / "on-reading-a5.pdf"
    path.write_bytes(finish(pdf(composition, lay_out(composition))))
    swept = sweep(path)
    assert (swept.name, swept.edition, swept.pages > 5) == ("on-reading", "a5", True)
    counts = {count.name: count for count in swept.counts}
    assert counts["overfull"].examined == swept.lines > 90
    assert counts["runt"].examined == 24
    assert min(counts[name].examined for name in ("unlevel", "widow", "recto ends in a hyphen")) > 0
    assert not any(count.places for count in swept.counts)
    assert len(list(table([swept]))) == 3


def test_what_is_amiss_is_named_with_its_page() -> None:
    """Below the sums, one line for each place."""
    first = Swept("one", "a5", 8, 200, (Count("widow", 6, ((4, "and so it ended."),)),))
    second = Swept("two", "trade", 7, 180, (Count("widow", 5),))
    rows = [" ".join(line.split()) for line in table([first, second])]
    assert rows == [
        "edition files pages lines widow",
        "a5 1 8 200 1/6",
        "trade 1 7 180 0/5",
        "all 2 15 380 1/11",
        "one-a5, page 5: widow (“and so it ended.”)",
    ]


def test_a_page_cut_short_is_not_level(tmp_path: Path) -> None:
    """Also where the difference is no more than a line."""
    composition = composed(essay(paragraphs(24, length=9)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("essay_press.formats.pdf.constraints.spreads.told", lambda _: ())
        sheet = document.page_sheet
        short = "\n@page :nth(6) { padding-bottom: 20px }"
        patch.setattr(document, "page_sheet", lambda *given: sheet(*given) + short)
        path = tmp_path / "on-reading-a5.pdf"
        path.write_bytes(finish(pdf(composition, lay_out(composition))))
    (unlevel,) = [count for count in sweep(path).counts if count.name == "unlevel"]
    assert len(unlevel.places) == 1
