"""How a PDF is set, as a report: what the rules find, in words, and what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pikepdf

from essay_press.check import page
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.check.typography import pages
from essay_press.check.typography.findings import Finding, Found, findings, letters
from essay_press.check.typography.reading import typeset
from essay_press.check.typography.rules import RULES
from essay_press.check.typography.statistics import Counted, Measured, figures
from essay_press.check.typography.typeset import Kind, Line, Typeset
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["NAME", "typography"]

NAME = "typography"
EXCERPT = 40  # characters of a line that a message repeats
WORST = 2.0  # times the font's own space: from here a loose line is an error


def typography(pdf: pikepdf.Pdf, document: Document, *, asked: bool = False) -> Report:
    """Return how a PDF is set.

    `asked` tells whatever the rules find, at the weight they give it; else only what no reader overlooks is told, as
    warnings. Lines and headings that stand alone are told here where the check of page breaks, by tags, misses them.
    """
    found = typeset(pdf, document)
    lines = sum(1 for line in found.lines if line.kind in (Kind.TEXT, Kind.NOTE))
    if not lines:
        return Report(NAME, not_run="there is no line of text")
    if found.unmeasured:
        return Report(NAME, not_run=f"the file does not say how wide the letters of {found.unmeasured[0]} are")
    looked = findings(found)
    told = [item for each in looked for item in _told(found, each, asked=asked)]
    told += _alone(found, document)
    measured = Measured(
        figures(found),
        tuple(Counted(each.code, each.examined, len(each.findings)) for each in looked),
        found.size,
        found.leading,
        letters(found),
        found.guessed,
    )
    return Report(NAME, tuple(told), lines, typography=measured)


def _told(found: Typeset, each: Found, *, asked: bool) -> Iterator[Diagnostic]:
    rule = RULES[each.code]
    if not asked and not rule.always:
        return
    for number, item in enumerate(each.findings):
        is_screen = item.line is not None and found.pages[item.line.page].width > found.pages[item.line.page].height
        severity = _severity(each.code, item, rule.severity, is_screen=is_screen) if asked else Severity.WARNING
        where = f"{_place(found, item.line)}: " if item.line else ""
        # One cure for all of them: it need not be read twenty times.
        yield Diagnostic(severity, each.code, where + item.message, hint="" if number else rule.hint)


def _severity(code: str, item: Finding, usual: Severity, *, is_screen: bool = False) -> Severity:
    if code == "EP810" and item.value >= WORST:
        return Severity.ERROR
    # Leaf through: only from a recto to its verso has the reader to turn.
    if code == "EP821" and item.line is not None and item.line.page % 2:
        return Severity.NOTE
    # A break that falls between two screenfuls would not be seen without its ornament.
    if code == "EP888" and is_screen:
        return Severity.NOTE
    return usual


def _alone(found: Typeset, document: Document) -> Iterator[Diagnostic]:
    """Yield what stands alone, where the check of page breaks, which goes by tags, has not seen as much of it."""
    seen = Counter(item.code for item in page.breaks(document).diagnostics)
    headings, first, last = (look(found) for look in (pages.headings_at_foot, pages.orphans, pages.widows))
    if len(headings) > seen["EP572"]:
        for line in headings:
            yield _lonely("EP572", found, line, "a heading has less than two lines below it")
    if len(first) + len(last) > seen["EP573"]:
        for line in first:
            yield _lonely("EP573", found, line, "a first line stands alone at the foot")
        for line in last:
            yield _lonely("EP573", found, line, "a last line stands alone at the head")


def _lonely(code: str, found: Typeset, line: Line, what: str) -> Diagnostic:
    return Diagnostic(Severity.WARNING, code, f"{_place(found, line)}: {what}")


def _place(found: Typeset, line: Line) -> str:
    """Return where a line stands: page, number of the line from the top of its column, first words."""
    above = {
        round(other.y)
        for other in found.lines
        if other.page == line.page
        and other.column == line.column
        and other.y > line.y + 0.3 * line.size
        and other.kind not in (Kind.HEAD, Kind.FOLIO)
    }
    text = line.text.replace("\u00ad", "-")
    words = text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]} …"
    return f"{found.pages[line.page].name}, line {len(above) + 1} (“{words}”)"
