"""What every finished PDF owes its reader: language, title, tags, bookmarks, live links, true page boxes and labels."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pikepdf

from essay_press.check import facts as known
from essay_press.check.content import Box
from essay_press.check.folding import FOLIO, folded
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Edition, Essay

__all__ = ["boxes", "claims", "identity", "labels", "navigation", "no_actions"]

POINTS = 72 / 25.4  # points in a millimetre
SLACK = 0.5  # points of difference in a page's size that no cutter sees


def identity(pdf: pikepdf.Pdf, essay: Essay | None, *, tagged: bool = True) -> Report:
    """Return whether the file says its language and title, shows the title, and is marked as tagged, if it is to be."""
    found = known.facts(pdf)
    root = pdf.Root
    out: list[Diagnostic] = []
    if not found.language:
        out.append(_error("EP562", "the file does not say its language", "set `lang` on the root element"))
    elif essay is not None and found.language.casefold() != essay.metadata.language.casefold():
        out.append(
            _error("EP562", f"the file says its language is {found.language}, the essay {essay.metadata.language}", "")
        )
    if not found.title:
        out.append(_error("EP562", "the file has no title in its XMP metadata", "PDF/UA-1, 7.1"))
    elif essay is not None and folded(essay.metadata.title) not in folded(found.title):
        out.append(_error("EP562", f"the file is called “{found.title}”, the essay “{essay.metadata.title}”", ""))
    if found.info_title and found.title and folded(found.info_title) != folded(found.title):
        out.append(_error("EP562", f"two titles: “{found.title}” (XMP) and “{found.info_title}” (Info)", ""))
    if not _flag(root, "/ViewerPreferences", "/DisplayDocTitle"):
        out.append(_error("EP562", "a viewer would show the file's name instead of its title", "set DisplayDocTitle"))
    if tagged and (not _flag(root, "/MarkInfo", "/Marked") or "/StructTreeRoot" not in root):
        out.append(_error("EP569", "the file is not tagged", "PDF/UA-1, 7.1"))
    return Report("language, title and tags" if tagged else "language and title", tuple(out), 6 if tagged else 5)


def navigation(pdf: pikepdf.Pdf, document: Document, essay: Essay | None) -> Report:
    """Return whether headings have bookmarks, and bookmarks and links lead somewhere."""
    marks = known.bookmarks(pdf)
    out: list[Diagnostic] = []
    titles = Counter(folded(mark.title) for mark in marks)
    if essay is not None:
        for heading in essay.headings:
            if heading.level == 2 and not (titles[folded(heading.text)] or titles[folded(heading.safe)]):
                place = heading.place or Place(essay.path)
                out.append(_error("EP566", f"no bookmark leads to the heading “{heading.text}”", "", place))
    elif not marks and any(item.role in _HEADINGS for item in document.tagged):
        out.append(_error("EP566", "the file has headings and no bookmarks", ""))
    out += [_error("EP566", f"the bookmark “{mark.title}” leads nowhere", "") for mark in marks if not mark.leads]
    links = tuple(known.links(pdf))
    for index, address, lives in links:
        if not lives:
            what = f"a link to {address}" if address else "a link inside the file"
            out.append(_error("EP564", f"{document.pages[index].name}: {what} leads nowhere", ""))
    return Report("bookmarks and links", tuple(out), len(marks) + len(links))


_HEADINGS = frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6"})


def no_actions(pdf: pikepdf.Pdf, edition: Edition | None = None) -> Report:
    """Return whether the file is only a document: no script, media or form, and attachments only where they belong.

    What an edition attaches is looked at by `attachments`.
    """
    allowed = {known.ATTACHED} if edition is not None and edition.attach else set()
    out = tuple(
        _error("EP565", f"the file carries {what}", "an edition for print carries nothing that runs")
        for what in dict.fromkeys(known.actions(pdf))
        if what not in allowed
    )
    return Report("nothing that runs", out, len(pdf.pages))


def boxes(document: Document, edition: Edition) -> Report:
    """Return whether each page's boxes are those of the edition: the trim to size, the bleed round it, nested."""
    trim = edition.sheet
    if trim is None:
        return Report("page boxes", not_run=f"edition {edition.name} has no trim")
    width, height = trim.width * POINTS, trim.height * POINTS
    out: list[Diagnostic] = []
    for page in document.pages:
        if abs(page.trim.width - width) > SLACK or abs(page.trim.height - height) > SLACK:
            out.append(
                _error(
                    "EP563",
                    f"{page.name} is {_size(page.trim)}, edition {edition.name} {trim.width:g} × {trim.height:g} mm",
                    "",
                )
            )
        if not (page.media.holds(page.bleed, SLACK) and page.bleed.holds(page.trim, SLACK)):
            out.append(_error("EP563", f"{page.name}: the page boxes do not lie inside each other", ""))
        # The page of a bound book may bleed on its outer side alone.
        bleed = max(page.trim.left - page.media.left, page.media.right - page.trim.right) / POINTS
        if bleed + SLACK / POINTS < trim.bleed:
            out.append(_error("EP563", f"{page.name} has {bleed:.1f} mm of bleed, the edition {trim.bleed:g} mm", ""))
    return Report("page boxes", tuple(out), len(document.pages))


def labels(document: Document) -> Report:
    """Return whether a viewer calls each page as its printed folio does."""
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        folio = _folio(page)
        if folio and page.label:
            count += 1
            if folio.casefold() != page.label.casefold():
                out.append(
                    Diagnostic(
                        Severity.ERROR,
                        "EP567",
                        f"page {page.index + 1} is printed {folio}, but a viewer calls it {page.label}",
                        hint="page labels and folios must agree, or “go to page” goes to the wrong one",
                    )
                )
    return Report("page labels", tuple(out), count)


def claims(pdf: pikepdf.Pdf, edition: Edition) -> Report:
    """Return whether the file claims the standards that its edition promises."""
    found = known.facts(pdf).claims
    out = tuple(
        _error("EP568", f"the file does not claim {name}, which edition {edition.name} promises", "")
        for name in edition.standards
        if name.casefold() not in found
    )
    return Report("claims its standards", out, len(edition.standards))


def _flag(root: Any, holder: str, name: str) -> bool:
    return bool(root.get(holder, pikepdf.Dictionary()).get(name, False))


def _folio(page: Page) -> str:
    """Return the printed page number: the lone number among what is marked as pagination, or empty."""
    numbers = [match[1] for run in page.runs if run.artifact == "Pagination" and (match := FOLIO.fullmatch(run.text))]
    return numbers[0] if len(numbers) == 1 else ""


def _size(box: Box) -> str:
    return f"{box.width / POINTS:.1f} × {box.height / POINTS:.1f} mm"


def _error(code: str, message: str, hint: str, place: Place | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, hint)
