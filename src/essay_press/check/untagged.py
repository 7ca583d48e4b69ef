"""A PDF without tags: what an eye takes for text, notes and running heads, and what can be proved of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median

import pikepdf

from essay_press.check import contrast, copier, fonts, page, pdf, spoilers, text, visible
from essay_press.check.content import Run
from essay_press.check.folding import FOLIO, folded
from essay_press.check.reading import Document, Page, Tagged
from essay_press.check.report import Report
from essay_press.model import Edition, Essay, Layout

__all__ = ["drawn", "reports"]

SMALL, LARGE = 0.9, 1.8
"""Of the size of the text: below the one, at a page's foot, stands a note; above the other a drop capital."""
CAPITAL = 3
"""Letters of a drop capital at most, a quotation mark among them."""
LINE = 1.0
"""Points between the baselines of one line."""
UNPROVED = "the edition is made without tags; a5 is looked at whole"
WITHOUT = (
    "structure",
    "notes beside their calls",
    "pictures keep their text alternatives",
    "page breaks",
    "pull-quotes",
)


def reports(
    data: bytes, opened: pikepdf.Pdf, document: Document, essay: Essay | None, layout: Layout | None, edition: Edition
) -> tuple[Report, ...]:
    """Return the reports on a PDF that is to have no tags; what only tags could prove is said not to have been run."""
    seen = drawn(document, essay)
    of_essay = (
        text.words_on_pages(essay, seen, drawn=True),
        page.running_heads(seen, essay),
        spoilers.spoiler_cover(opened, seen, essay, edition),
    ) if essay is not None else ()  # fmt: skip
    return (
        Report("the file opens", examined=len(document.pages)),
        *of_essay,
        text.inside_trim(document),
        visible.visible(data, document),
        fonts.embedded(opened),
        *((fonts.declared(opened, layout),) if layout is not None else ()),
        pdf.identity(opened, essay, tagged=False),
        pdf.navigation(opened, document, essay),
        pdf.no_actions(opened, edition),
        pdf.labels(seen),
        pdf.boxes(document, edition),
        pdf.claims(opened, edition),
        page.blank_pages(data, document),
        page.margins(document),
        contrast.contrast(document),
        *copier.reports(opened, document, layout),
        *(Report(name, not_run=UNPROVED) for name in WITHOUT),
    )


def drawn(document: Document, essay: Essay | None = None) -> Document:
    """Return a PDF without tags as if it had some: running heads and folios as artifacts, the rest in reading order.

    Margins are drawn last on a page, notes before them, so that the order of drawing is that of reading, but for drop
    capitals, which are drawn before all text.
    """
    heads = _heads(essay)
    sizes = [run.size for run in document.runs for _ in run.text]
    size = median(sizes) if sizes else 0.0
    pages: list[Page] = []
    tagged: list[Tagged] = []
    for found in document.pages:
        margin = set(map(id, _margins(found, heads)))
        runs = tuple(replace(run, artifact="Pagination") if id(run) in margin else run for run in found.runs)
        pages.append(replace(found, runs=runs))
        own = _in_order([run for run in runs if run.artifact != "Pagination"], size)
        notes = _notes(own, size)
        tagged += [Tagged(run, ("Document", "P"), found.index + 1) for run in own[: len(own) - len(notes)]]
        tagged += [Tagged(run, ("Document", "Note"), found.index + 1) for run in notes]
    return replace(document, pages=tuple(pages), tagged=tuple(tagged))


def _heads(essay: Essay | None) -> str:
    """Return the words that may stand above a page, folded: titles and names."""
    if essay is None:
        return ""
    data = essay.metadata
    return "\n".join(folded(words) for words in (data.title, data.short_title, *(one.name for one in data.authors)))


def _margins(found: Page, heads: str) -> list[Run]:
    """Return the runs of a page's head and folio: drawn last, words of the title above all, or a number."""
    runs = [run for run in found.runs if run.text.strip()]
    taken: list[Run] = []
    while runs:
        line = _last_line(runs)
        words = "".join(run.text for run in reversed(line))
        others = [run.y for run in runs[: len(runs) - len(line)]]
        above, below = (not others or line[0].y > max(others)), (not others or line[0].y < min(others))
        plain = folded(words).removesuffix("…")
        if not (above and plain and plain in heads) and not ((above or below) and FOLIO.fullmatch(words)):
            break
        taken += line
        runs = runs[: len(runs) - len(line)]
    return taken


def _last_line(runs: Sequence[Run]) -> list[Run]:
    """Return the runs at the end that stand on one line, the last first."""
    return list(takewhile(lambda run: abs(run.y - runs[-1].y) <= LINE, reversed(runs)))


def _notes(runs: Sequence[Run], size: float) -> Sequence[Run]:
    """Return the runs at the end of a page's text that are smaller than it and below it."""
    first = len(runs)
    while first and runs[first - 1].size < SMALL * size:
        first -= 1
    above = min((run.y for run in runs[:first]), default=0.0)
    return runs[first:] if first and all(run.y < above for run in runs[first:]) else ()


def _in_order(runs: Sequence[Run], size: float) -> list[Run]:
    """Return the runs of a page as they are read: each drop capital before the first line beside it."""
    large = [run for run in runs if run.size > LARGE * size and 0 < len(run.text.strip()) <= CAPITAL]
    ordered = [run for run in runs if run not in large]
    # The letter is the largest; a quotation mark before it goes with it.
    for letter in [run for run in large if run.size > SMALL * max(each.size for each in large)]:
        beside = (
            index
            for index, run in enumerate(ordered)
            if run.x0 >= letter.x0 and letter.y - LINE <= run.y <= letter.y + letter.size
        )
        place = next(beside, 0)
        ordered[place:place] = [*(run for run in large if run.size < letter.size and run.x0 <= letter.x0), letter]
    return ordered
