"""Imposed files: the sheet is right, folds to the essay in its order, keeps its faces, claims nothing it lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pikepdf

from essay_press.check import expected, fonts, pdf, text
from essay_press.check import facts as known
from essay_press.check.alignment import LONG
from essay_press.check.expected import Block
from essay_press.check.folding import folded
from essay_press.check.leaves import leafed
from essay_press.check.reading import Document, read
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay, Layout, Trim

__all__ = ["reports"]

POINTS = 72 / 25.4
SLACK = 0.5  # points of difference in a page's size that no cutter sees
NEEDS_ESSAY = "needs the essay (--against)"
NEEDS_LAYOUT = "needs the essay's layout (--against)"
CAPITAL = 4  # folded characters at a beginning that may be a drop cap: it is drawn by itself
FOLIO = re.compile(r"\d+")
REBUILD = "build the file again; if that does not help, this is a fault of essay-press"


def reports(opened: pikepdf.Pdf, essay: Essay | None, layout: Layout | None, edition: Edition) -> tuple[Report, ...]:
    """Return the reports on a PDF whose pages stand on the sheets of `edition`."""
    document = read(opened)
    leaves = leafed(document, edition)
    return (
        Report("the file opens", examined=len(document.pages)),
        boxes(document, edition),
        folios(leaves),
        order(leaves, essay) if essay else Report("the essay in its order", not_run=NEEDS_ESSAY),
        text.inside_trim(leaves),
        fonts.embedded(opened),
        fonts.declared(opened, layout) if layout else Report("fonts are the layout's own", not_run=NEEDS_LAYOUT),
        identity(opened),
        pdf.no_actions(opened),
    )


def boxes(document: Document, edition: Edition) -> Report:
    """Return whether each side has the size of its sheet and the pages in its middle, and whether none is lacking."""
    assert edition.impose is not None
    assert edition.trim is not None
    sheet, trim = edition.impose, edition.trim
    columns, rows = sheet.grid
    out: list[Diagnostic] = []
    sides = len(document.pages)
    if sides % 2 if sheet.scheme == "booklet" else sides != 1:
        out.append(_error("EP563", f"{sides} sides are no {sheet.scheme}: a sheet is not whole"))
    block = Trim(columns * trim.width, rows * trim.height)
    for page in document.pages:
        wrong: list[str] = []
        for what, box, width, height in (
            ("sheet", page.media, sheet.width, sheet.height),
            ("trim", page.trim, block.width, block.height),
        ):
            if abs(box.width - width * POINTS) > SLACK or abs(box.height - height * POINTS) > SLACK:
                size = f"{box.width / POINTS:.1f} × {box.height / POINTS:.1f} mm"
                wrong.append(f"the {what} is {size}, not {width:g} × {height:g} mm")
        if not (page.media.holds(page.bleed, SLACK) and page.bleed.holds(page.trim, SLACK)):
            wrong.append("the page boxes do not lie inside each other")
        if abs(page.trim.left + page.trim.right - page.media.left - page.media.right) > 2 * SLACK:
            wrong.append("the fold is not in the middle of the sheet")
        out += [_error("EP563", f"side {page.index + 1}: {message}") for message in wrong]
    return Report("sheets", tuple(out), sides)


def folios(leaves: Document) -> Report:
    """Return whether the printed page numbers follow each other when the folded sheets are leafed through."""
    found: list[tuple[int, int]] = []
    for page in leaves.pages:
        numbers = [run.text.strip() for run in page.runs if run.artifact == "Pagination" and run.text.strip()]
        plain = [int(number) for number in numbers if FOLIO.fullmatch(number)]
        if len(plain) == 1:
            found.append((page.index + 1, plain[0]))
    out = [
        _error("EP508", f"page {above[0]} of the folded sheets is printed {above[1]}, and page {below[0]} {below[1]}")
        for above, below in pairwise(found)
        if below[0] - above[0] != below[1] - above[1]
    ]
    return Report("page numbers in their order", tuple(out), len(found))


def order(leaves: Document, essay: Essay) -> Report:
    """Return whether the blocks of the essay begin on the folded sheets in its order, and whether each note does.

    That each word is there is for the pages to prove, before they are put on sheets.
    """
    pages = [_text(leaves, page.index) for page in leaves.pages]
    blocks = [block for block in expected.blocks(essay) if _is_telling(block)]
    notes = [block for note in expected.notes(essay) for block in note if _is_telling(block)]
    out = [
        Diagnostic(Severity.ERROR, "EP500", f"“{_excerpt(block)}” begins on no page", _place(block, essay), REBUILD)
        for block in (*blocks, *notes)
        if not _pages(block, pages)
    ]
    out += list(_backwards(blocks, pages, essay))
    return Report("the essay in its order", tuple(out), len(blocks) + len(notes))


def identity(opened: pikepdf.Pdf) -> Report:
    """Return whether the file has kept its title and language, and neither claims nor carries what imposing breaks."""
    found = known.facts(opened)
    out: list[Diagnostic] = []
    if not found.language or not found.title:
        out.append(_error("EP562", f"the file has lost its {'title' if found.language else 'language'}"))
    out += [
        _error("EP561", f"the file claims {claim}, and sheets cannot keep it")
        for claim in found.claims
        if claim.startswith(("pdf/a", "pdf/ua"))
    ]
    if "/StructTreeRoot" in opened.Root or "/MarkInfo" in opened.Root:
        out.append(_error("EP561", "the file carries the structure of pages that are no longer there"))
    if known.bookmarks(opened) or known.destinations(opened) or any(known.links(opened)):
        out.append(_error("EP564", "the file carries bookmarks or links, and what they led to has moved"))
    return Report("title, language and claims", tuple(out), 5)


def _is_telling(block: Block) -> bool:
    """Return whether a block can be found by its beginning, and does not wait for a better place."""
    return block.ordered and not block.group and not block.right_to_left and len(block.pieces[0]) >= LONG + CAPITAL


def _text(leaves: Document, index: int) -> str:
    """Return what stands on a page, page numbers and copies apart, made comparable."""
    return folded("".join(item.run.text for item in leaves.tagged if item.run.page == index))


def _pages(block: Block, pages: Sequence[str]) -> list[int]:
    """Return the pages on which a text begins as a block does; the end of a page may cut even that."""
    for skipped in (0, CAPITAL):
        start = block.pieces[0][skipped : skipped + LONG]
        if found := [index for index, page in enumerate(pages) if start in page]:
            return found
    start = block.pieces[0][:LONG]
    return [index for index, (page, after) in enumerate(pairwise(pages)) if start in page[-LONG:] + after[:LONG]]


def _backwards(blocks: Sequence[Block], pages: Sequence[str], essay: Essay) -> Iterable[Diagnostic]:
    """Yield a diagnostic for each block that begins before the one above it, where both are on one page each."""
    placed = [(block, found[0]) for block in blocks if len(found := _pages(block, pages)) == 1]
    for (_, above), (block, page) in pairwise(placed):
        if page < above:
            message = f"“{_excerpt(block)}” is on page {page + 1} of the folded sheets, what precedes it on {above + 1}"
            yield Diagnostic(Severity.ERROR, "EP508", message, _place(block, essay), REBUILD)


def _excerpt(block: Block) -> str:
    return " ".join(block.words.split()[:8])


def _place(block: Block, essay: Essay) -> Place:
    return block.place or Place(essay.path)


def _error(code: str, message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, hint=REBUILD)
