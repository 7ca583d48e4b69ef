"""What stands round pull-quotes on finished pages: their own sentence, each other, figures, tables and large letters.

And what they give away: a quote from a spoiler comes after it, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from essay_press.check.content import Box, Run
from essay_press.check.lines import Line, document_lines, setting
from essay_press.check.quote_distance import located
from essay_press.check.quotes_on_page import beside, excerpt, round_box
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay, PullQuote

__all__ = ["give_nothing_away", "keep_apart"]

THIRD = 1 / 3  # of a page, between the middles of a quote and its sentence
MOST, PAGES = 2, 3  # quotes, in so many pages in a row
FEWEST_LINES = 4  # between two quotes
LARGE = 1.8  # times the size of the text: a letter that begins it
APART = {"Table": "a table", "Caption": "a caption", "BlockQuote": "a quotation", "Code": "code"}
ROLES = {"TD": "Table", "TH": "Table", "TR": "Table"}
ELSEWHERE = "mark another sentence, or say `place=before` or `place=after`"
FEWER = "mark fewer sentences, or some that stand further apart"


@dataclass(frozen=True, slots=True)
class _Copy:
    """A pull-quote on its page: the ink round it, its sentence, and how many pages lie between their middles."""

    quote: PullQuote
    page: int
    box: Box
    sentence: tuple[Run, ...]
    pages: float | None


def keep_apart(essay: Essay, document: Document) -> Report:
    """Return whether each pull-quote keeps away from its sentence, from other quotes, and from what is set apart.

    One that is less than a third of a page away, but not beside its sentence, is only noted: an essay may be too short
    for more. Of three in three pages in a row the last is told.
    """
    found = _copies(essay, document)
    lines = [line for line in document_lines(document) if not line.is_note]
    body = setting(lines)
    out: list[Diagnostic] = []
    for copy in found:
        here = [line for line in lines if line.page == copy.page]
        beside_it = _neighbour(document, copy, here, body.size * LARGE)
        if beside_it:
            out.append(_told(essay, document, copy, f"stands beside {beside_it}", ELSEWHERE))
        out += _near(essay, document, copy, body.leading)
    in_order = sorted(found, key=lambda copy: (copy.page, -copy.box.top))
    for above, below in pairwise(in_order):
        if above.page == below.page and above.box.bottom - below.box.top < FEWEST_LINES * body.leading:
            words = f"stands right below another, {excerpt(above.quote)}"
            out.append(_told(essay, document, below, words, FEWER))
    for first, last in zip(in_order, in_order[MOST:], strict=False):
        if last.page - first.page < PAGES:
            count = last.page - first.page + 1
            span = f"{count} pages" if count > 1 else "one page"
            out.append(_told(essay, document, last, f"is the third in {span}", FEWER))
    return Report("pull-quotes keep apart", tuple(out), len(found))


def give_nothing_away(essay: Essay, document: Document) -> Report:
    """Return whether each pull-quote of a spoiler stands below the words that give it away, in the order of the pages.

    An edition without spoilers has none: there its essay has none either, and `leaks` looks for the words.
    """
    found = [copy for copy in _copies(essay, document) if copy.quote.reveals]
    out = []
    for copy in found:
        if copy.sentence and not _is_below(copy):
            message = f"{document.pages[copy.page].name}: the pull-quote {excerpt(copy.quote)} stands above the spoiler"
            place = copy.quote.place or Place(essay.path)
            hint = "it has to follow the paragraph that it is taken from"
            out.append(Diagnostic(Severity.ERROR, "EP317", f"{message} that it repeats", place, hint))
    return Report("pull-quotes give nothing away", tuple(out), len(found))


def _copies(essay: Essay, document: Document) -> list[_Copy]:
    """Return the copies of the pull-quotes that stand on one page each."""
    return [
        _Copy(item.quote, item.copy[0].page, round_box(item.copy), item.sentence, item.apart(document))
        for item in located(essay, document)
        if item.copy and len({run.page for run in item.copy}) == 1
    ]


def _is_below(copy: _Copy) -> bool:
    """Return whether a quote begins no higher than its sentence ends: a letter's height may overlap."""
    last = max(copy.sentence, key=lambda run: (run.page, -run.y))
    return (copy.page, -copy.box.top) > (last.page, -last.box.top)


def _near(essay: Essay, document: Document, copy: _Copy, leading: float) -> Iterator[Diagnostic]:
    """Yield what is to be said of a quote that stands near its sentence."""
    if copy.pages is None or abs(copy.pages) >= THIRD:
        return
    own = [run.box for run in copy.sentence if run.page == copy.page]
    if any(box.bottom - leading < copy.box.top and copy.box.bottom - leading < box.top for box in own):
        yield _told(essay, document, copy, "stands beside its own sentence", ELSEWHERE)
    else:
        words = f"stands {abs(copy.pages):.2f} pages {'above' if copy.pages < 0 else 'below'} its sentence"
        yield _told(essay, document, copy, words, "a third of a page or more reads better", Severity.NOTE)


def _neighbour(document: Document, copy: _Copy, here: Sequence[Line], large: float) -> str:
    """Return what stands at the height of a quote and should not, or nothing."""
    pictures = (picture for picture in document.pages[copy.page].pictures if not picture.artifact)
    if any(picture.box.bottom < copy.box.top and copy.box.bottom < picture.box.top for picture in pictures):
        return "a picture"
    for line in beside(copy.box, here):
        kinds = [APART[name] for name in (ROLES.get(role, role) for role in line.roles) if name in APART]
        if kinds:
            return kinds[0]
    caps = [item.run for item in document.tagged if item.run.page == copy.page and item.run.size > large]
    if any(len(run.text.strip()) == 1 and run.y < copy.box.top and copy.box.bottom < run.box.top for run in caps):
        return "a large first letter"
    return ""


def _told(
    essay: Essay, document: Document, copy: _Copy, words: str, hint: str, severity: Severity = Severity.WARNING
) -> Diagnostic:
    message = f"{document.pages[copy.page].name}: the pull-quote {excerpt(copy.quote)} {words}"
    return Diagnostic(severity, "EP599", message, copy.quote.place or Place(essay.path), hint)
