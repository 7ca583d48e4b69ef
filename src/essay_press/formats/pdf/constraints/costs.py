"""What a place for a pull-quote costs: one table, for quotes cut into the text, hung beside it, and across columns.

Of the places that the author's `place=` leaves, the cheapest is taken; a place that breaks no rule is never left. Rules
that weigh more than a page's distance are worth a walk to the next one; to stand near its own sentence is not, but is
worth a few paragraphs, or the next section.

Two things have no price, since no place may be bought with them: between a heading and its text (`compose.quotes`
offers no such place), and above the paragraph that reveals what the quote gives away (nor such).
"""

from __future__ import annotations

from dataclasses import dataclass

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import PullQuote

__all__ = ["Rule", "complaint", "weight"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a place may break: its weight, how that is told, and whether a check on the finished file tells it."""

    weight: float
    words: str
    checked: bool = True


# The rules, the heaviest first.                                                        told by
WHOLE = Rule(1000.0, "is cut by the end of a page", checked=False)
HOLLOW = Rule(300.0, "leaves a hole at the edge of its page")  #                        EP576, across columns
EDGE = Rule(100.0, "is the first or the last thing on its page")  #                     EP576
LINES = Rule(60.0, "stands in the first or the last four lines of its page")  #         EP576
TEXT = Rule(60.0, "stands beside a heading, a list, a quotation or a break", checked=False)
FLOAT = Rule(60.0, "stands beside a figure, a table or a large first letter")  #        EP599
APART = Rule(60.0, "stands too close to another pull-quote")  #                         EP599
THIRD = Rule(50.0, "is the third in three pages")  #                                    EP599
ECHO = Rule(45.0, "stands beside its own sentence")  #                                  EP599
TAIL = Rule(30.0, "goes on below the text beside it")
NEAR = Rule(24.0, "stands less than a third of a page from its sentence")  #            EP599, a note

# What the way there costs: each line down beside a paragraph, each paragraph past the first, each heading passed, each
# page past the next one, and to overtake a quote that the text has earlier.
LINE_DOWN, PARAGRAPH_AWAY, SECTION_AWAY, PAGE_AWAY, OUT_OF_ORDER = 0.1, 2.0, 18.0, 40.0, 40.0

# What the rules measure: lines of text above and below a quote, lines between two quotes, pages (a hair more than the
# third that the check asks for), quotes and the pages that they are counted in, and lines round a sentence.
FEWEST_LINES, LINES_APART, THIRD_OF_PAGE, MOST, PAGES, ROUND = 4, 6, 0.35, 2, 3, 2.0

HINTS = ("before", "after")
EXCERPT = 48


def weight(broken: list[Rule]) -> float:
    """Return what broken rules weigh together."""
    return sum(rule.weight for rule in broken)


def is_third(page: int, others: list[int]) -> bool:
    """Return whether a quote on a page is one too many for some pages in a row, given the pages of others."""
    return any(
        sum(1 for other in others if first <= other < first + PAGES) >= MOST
        for first in range(page - PAGES + 1, page + 1)
    )


def complaint(quote: PullQuote, broken: list[Rule], page: int) -> Diagnostic | None:
    """Return what to say of a quote that no layout could place better, or nothing where a check on the file says it.

    Where the author said `place=`, that is what is told: it was kept to, whatever it costs.
    """
    told = [rule for rule in broken if not rule.checked or (quote.where in HINTS and rule is not NEAR)]
    if not told:
        return None
    words = max(told, key=lambda rule: rule.weight).words
    if quote.where in HINTS:
        return hinted(quote, page, words)
    message = f"page {page + 1}: the pull-quote {excerpt(quote)} {words}"
    return Diagnostic(Severity.WARNING, "EP421", message, quote.place, "mark another sentence, or say `place=before`")


def hinted(quote: PullQuote, page: int, words: str) -> Diagnostic:
    """Return the warning that what the author asks for breaks a rule, or cannot be done."""
    message = f"page {page + 1}: with `place={quote.where}`, the pull-quote {excerpt(quote)} {words}"
    hint = f"leave out `place={quote.where}`, and the best place is sought; or mark another sentence"
    return Diagnostic(Severity.WARNING, "EP422", message, quote.place, hint)


def excerpt(quote: PullQuote) -> str:
    """Return the first words of a quote, in quotation marks."""
    return f"“{quote.text if len(quote.text) <= EXCERPT else quote.text[: EXCERPT - 1] + '…'}”"
