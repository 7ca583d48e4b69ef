"""Real essays through the whole press: the checks find no fault in text, fonts or file, and do not cry wolf."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from essay_press.check import check
from essay_press.check.report import Report

NAMES = (
    "every word is on a page",
    "text stands inside the trim",
    "text can be seen",
    "notes are tied to their calls",
    "headings nest",
    "sentences are whole in the structure tree",
    "claims have their structure",
    "stress can be seen",
    "fonts are embedded and whole",
    "fonts are the layout's own",
    "bookmarks and links",
    "running heads",
    "blank pages",
)


@cache
def reports(path: Path) -> tuple[Report, ...]:
    """Return what the checks say of an essay as an A5 book."""
    from essay_press import editions, finish, layouts, manuscript, markup, quotes
    from essay_press.compose import compose
    from essay_press.formats.pdf.render import lay_out, pdf

    essay = quotes.lift(markup.parse(manuscript.read(path)))
    edition = editions.load()["a5"]
    layout = layouts.load(editions.choose_layout(edition, essay, ""))
    composition = compose(essay, layout, edition, layouts.choose_options(layout, essay.metadata))
    data = finish.finish(pdf(composition, lay_out(composition)))
    return check(data, "application/pdf", essay=essay, layout=layout, edition=edition)


@pytest.mark.parametrize("name", ["gifts", "heroism", "love"])
def test_a_real_essay_raises_no_alarm(corpus: Path, name: str) -> None:
    """Verse, tables, quotations and notes of the corpus are found word for word."""
    found = {item.name: item for item in reports(corpus / "emerson" / f"{name}.md")}
    assert [str(item) for kind in NAMES for item in found[kind].diagnostics] == []
    assert found["every word is on a page"].examined > 1000
