"""The look of finished pages, read from the places of their text: blanks, heads, widows, grid, margins, pull-quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise, takewhile

import pypdfium2

from essay_press.check import expected
from essay_press.check.alignment import align, stream
from essay_press.check.lines import Line, Setting, body_lines, document_lines, setting
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay

__all__ = ["blank_pages", "breaks", "full_pages", "grid", "margins", "running_heads"]

POINTS = 72 / 25.4
SAFE = 5.0  # mm from the trim inside which a cutter may go
GRID = 0.5  # points by which lines of facing pages may differ (the eye sees about 1)
ENOUGH = 4  # body lines on a page, from which its grid can be judged
CHAPTERS = 2  # headings that begin pages: one alone may do so by chance
HOLE = 0.4  # of the depth of the text: from here a page looks as if something had gone wrong
LETTERS = 3  # letters from which pagination is a running head and not a folio


def blank_pages(data: bytes, document: Document) -> Report:
    """Return whether pages without text are blank on paper: rendered, they are of one colour."""
    empty = [page for page in document.pages if not _content(page)]
    out: list[Diagnostic] = []
    for page in empty:
        heads = " ".join(run.text for run in page.runs).strip()
        if heads:
            hint = "a blank page carries no running head"
            out.append(_error("EP570", f"{page.name} is blank but for “{heads}”", hint))
    silent = [page for page in empty if page.painted and not page.runs]
    if silent:
        out += [
            _error("EP570", f"{page.name} has no text but is not blank", "a rule or a frame was drawn on it")
            for page in silent
            if not _is_plain(data, page.index)
        ]
    return Report("blank pages", tuple(out), len(empty))


def running_heads(document: Document, essay: Essay) -> Report:
    """Return whether the cover and the opening page go without a running head."""
    first = _opening_page(document, essay)
    out: list[Diagnostic] = []
    found = document_lines(document)
    for page in document.pages[: first + 1]:
        text = [line for line in found if line.page == page.index]
        top = max((line.box.top for line in text), default=0.0)
        heads = [run for run in page.runs if run.artifact == "Pagination" and _letters(run.text) >= LETTERS]
        above = [run for run in heads if run.y > top] if page.index == first else heads
        if above and (page.index in (0, first)):
            words = " ".join(run.text for run in above).strip()
            what = "the opening page" if page.index == first else "the cover"
            out.append(_error("EP571", f"{page.name}: {what} carries the running head “{words}”", ""))
    return Report("running heads", tuple(out), min(first + 1, len(document.pages)))


def breaks(document: Document) -> Report:
    """Return whether headings keep two lines below them, and no line stands alone where a page or a column ends."""
    found = [line for line in document_lines(document) if not line.is_note]
    blocks = [tuple(group) for _, group in groupby(found, key=lambda line: line.block)]
    out = [*_lonely_headings(document, blocks), *_lonely_lines(document, blocks)]
    headings = sum(1 for block in blocks if block[0].is_heading)
    turned = sum(1 for block in blocks if _place(block[0]) != _place(block[-1]))
    return Report("page breaks", tuple(out), headings + turned)


def grid(document: Document, essay: Essay | None = None, edition: Edition | None = None) -> Report:
    """Return whether body lines of facing pages stand at one height, within 0.5 pt, measured in the leading.

    Block quotations may have spaces of their own inside; with the essay at hand, so may what is not its text (notes
    at the end, the colophon). In a single-sided edition no pages face each other: what is off there is only noted. The
    columns of a page stand beside each other in every edition.
    """
    found = document_lines(document)
    body = setting(found)
    own = _own_blocks(document, essay) if essay else None
    if not body.leading:
        return Report("baseline grid", not_run="no two lines of a paragraph follow each other")
    by_page: dict[int, list[Line]] = {}
    for line in body_lines(found, body):
        if "BlockQuote" in line.roles or (own is not None and line.block not in own):
            continue
        by_page.setdefault(line.page, []).append(line)
    out: list[Diagnostic] = []
    count = 0
    severity = Severity.WARNING if edition is None or edition.double_sided else Severity.NOTE
    # Page 1 is a recto: 2 and 3 face each other, then 4 and 5.
    for left in range(1, len(document.pages), 2):
        pair = [by_page.get(index, []) for index in (left, left + 1)]
        if min(len(side) for side in pair) < ENOUGH:
            continue
        both = [line for side in pair for line in side]
        count += len(both)
        out += _off_grid(document, both, body, severity)
    for index in sorted(by_page):
        beside = [line for line in by_page[index] if line.column]
        if len(beside) >= ENOUGH:
            count += len(beside)
            out += _off_grid(document, beside, body, Severity.WARNING, "beside them")
    return Report("baseline grid", tuple(out), count)


def margins(document: Document) -> Report:
    """Return whether text keeps clear of the trim."""
    safe = SAFE * POINTS
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        runs = [run for run in page.runs if run.text.strip() and not run.hidden and page.trim.holds(run.box, 0.5)]
        count += len(runs)
        near = [run for run in runs if not page.trim.holds(run.box, -safe)]
        if near:
            words = "".join(run.text for run in near).strip()[:60]
            out.append(_warning("EP575", f"{page.name}: “{words}” stands less than {SAFE:g} mm from the trim"))
    return Report("margins", tuple(out), count)


def full_pages(document: Document, essay: Essay) -> Report:
    """Return whether text that goes on overleaf fills its page; a note only, where a figure or a table follows.

    The last page of a chapter is as full as the chapter has it.
    """
    found = document_lines(document)
    text = [line for line in found if not line.is_note]
    first = _opening_page(document, essay)
    if not text:
        return Report("full pages", not_run="no tagged text")
    top, foot = max(line.y for line in text), min(line.y for line in text)
    out: list[Diagnostic] = []
    count = 0
    chapters = _chapters(text)
    for page in document.pages[first:-1]:
        here = [line for line in text if line.page == page.index]
        after = [line for line in text if line.page == page.index + 1]
        if not here or not after or here[-1].section != after[0].section or page.index + 1 in chapters:
            continue
        count += 1
        notes = [line.box.top for line in found if line.is_note and line.page == page.index]
        hole = _lowest(page, here) - max([foot, *notes])
        if hole > HOLE * (top - foot):
            words = here[-1].text.strip()[:40]
            message = f"{page.name}: the text stops at “{words}”, {hole / POINTS:.0f} mm above the foot"
            moved = _begins_apart(document.pages[page.index + 1], after)
            out.append(Diagnostic(Severity.NOTE if moved else Severity.WARNING, "EP579", message))
    return Report("full pages", tuple(out), count)


def _chapters(text: Sequence[Line]) -> set[int]:
    """Return the pages that chapters begin: those of all headings of the first level, if all begin pages.

    One on the page of the title stands below it.
    """
    before: Line | None = None
    pages: set[int] = set()
    titled = {line.page for line in text if line.role == "H1"}
    for line in text:
        if line.role == "H2" and line.page not in titled and (before is None or before.block != line.block):
            if before is not None and before.page == line.page and before.section == line.section:
                return set()
            pages.add(line.page)
        before = line
    return pages if len(pages) >= CHAPTERS else set()


def _lowest(page: Page, here: Sequence[Line]) -> float:
    """Return the height of the lowest thing of a page that is no note and no pagination."""
    drawn = [picture.box.bottom for picture in page.pictures]
    drawn += [run.y for run in page.runs if run.artifact == "Layout"]
    return min([line.y for line in here] + drawn)


def _begins_apart(page: Page, here: Sequence[Line]) -> bool:
    """Return whether a page begins with a picture or a table, which could not stand on the page before."""
    highest = max(here, key=lambda line: line.y)
    return "Table" in highest.roles or any(picture.box.top > highest.y for picture in page.pictures)


def _lonely_headings(document: Document, blocks: Sequence[Sequence[Line]]) -> Iterable[Diagnostic]:
    for i, block in enumerate(blocks):
        if not block[0].is_heading:
            continue
        place = _place(block[-1])
        rest: list[Line] = []
        for after in blocks[i + 1 :]:
            if (after[0].is_heading and rest) or after[0].section != block[0].section:
                break
            rest += after
        # In columns, what stands further down in the same one may have been read after the next one.
        near = _while_at(place, rest) if place[1] else rest
        here = _count([line for line in near if line.page == place[0]])
        drawn = [picture for picture in document.pages[place[0]].pictures if picture.box.top <= block[-1].y]
        if here < min(2, _count(rest)) and not drawn:
            where = f"{document.pages[place[0]].name}{', a column' if place[1] else ''}"
            yield _warning("EP572", f"{where}: the heading “{block[0].text.strip()[:60]}” has {here} lines below it")


def _lonely_lines(document: Document, blocks: Sequence[Sequence[Line]]) -> Iterable[Diagnostic]:
    for block in blocks:
        places = list(dict.fromkeys(_place(line) for line in block))
        if len(places) < 2 or block[0].role not in ("P", "LBody", "LI"):
            continue
        first = _count([line for line in block if _place(line) == places[0]])
        last = _count([line for line in block if _place(line) == places[-1]])
        words = block[0].text.strip()[:40]
        tail = block[-1].text.strip()[:40]
        foot, head = document.pages[places[0][0]].name, document.pages[places[-1][0]].name
        what = " of a column" if places[0][1] and places[-1][1] else ""
        if first == 1:
            yield _warning("EP573", f"{foot}: the first line “{words}” stands alone at the foot{what}")
        if last == 1:
            yield _warning("EP573", f"{head}: the last line “{tail}” stands alone at the head{what}")


def _while_at(place: tuple[int, int], lines: Iterable[Line]) -> list[Line]:
    """Return the first of some lines, as far as they stand on one page and in one column."""
    return list(takewhile(lambda line: _place(line) == place, lines))


def _place(line: Line) -> tuple[int, int]:
    """Return the page and the column of a line."""
    return line.page, line.column


def _count(found: Sequence[Line]) -> int:
    """Return how many lines the eye sees: a drop cap stands on another line of its text, a table row is one."""
    ordered = sorted(found, key=lambda line: (line.page, line.column, line.y))
    parted = [
        _place(below) != _place(above) or abs(above.y - below.y) > min(above.size, below.size) / 2
        for above, below in pairwise(ordered)
    ]
    return len(ordered[:1]) + sum(parted)


def _off_grid(
    document: Document, found: Sequence[Line], body: Setting, severity: Severity, whose: str = "of their spread"
) -> Iterable[Diagnostic]:
    phases = Counter(round((line.y % body.leading) * 4) / 4 for line in found)
    usual = max(phases, key=lambda value: (phases[value], -value))
    near = [line.y % body.leading for line in found if _distance(line.y, usual, body.leading) <= GRID / 2]
    usual = near[len(near) // 2]
    off = [(line, far) for line in found if (far := _distance(line.y, usual, body.leading)) > GRID]
    for page, group in groupby(off, key=lambda item: item[0].page):
        items = list(group)
        line, far = items[0]
        message = (
            f"{document.pages[page].name}: {len(items)} lines leave the grid {whose} (leading"
            f" {body.leading:g} pt), the first by {far:.1f} pt: “{line.text.strip()[:40]}”"
        )
        yield Diagnostic(severity, "EP574", message)


def _distance(a: float, b: float, period: float) -> float:
    apart = abs(a - b) % period
    return min(apart, period - apart)


def _content(page: Page) -> bool:
    return bool(page.pictures) or any(run.artifact != "Pagination" and run.text.strip() for run in page.runs)


def _is_plain(data: bytes, index: int) -> bool:
    pdf = pypdfium2.PdfDocument(data)
    try:
        page = pdf[index]
        # What stands outside the trim, a printer's marks, is cut off.
        page.set_cropbox(*page.get_trimbox())
        pixels = bytes(page.render(scale=0.5, grayscale=True).buffer)
    finally:
        pdf.close()
    return len(set(pixels)) <= 1


def _opening_page(document: Document, essay: Essay) -> int:
    """Return the index of the page on which the body begins, 0 when it was not found."""
    body = stream(document, notes=False)
    for placement in align(expected.blocks(essay), body).placements:
        item = body.at(placement.start)
        if item is not None:
            return item.run.page
    return 0


def _own_blocks(document: Document, essay: Essay) -> set[int]:
    """Return the numbers of the blocks that hold the body of the essay."""
    body = stream(document, notes=False)
    placements = align(expected.blocks(essay), body).placements
    return {item.block for placement in placements for item in body.between(placement.start, placement.end)}


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text)


def _error(code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, hint=hint)


def _warning(code: str, message: str) -> Diagnostic:
    return Diagnostic(Severity.WARNING, code, message)
