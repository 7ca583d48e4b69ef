"""What a file claims has to be there: a standard in its metadata, and the structure that the standard rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from essay_press.check import facts
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["promises"]

NAME = "claims have their structure"
HINT = "take the claim out of the metadata, or build the file again"
DEPTH = 200  # elements inside elements
ARCHIVE, ACCESS, PRESS = "pdf/a-", "pdf/ua-", "pdf/x"


def promises(pdf: pikepdf.Pdf, document: Document) -> Report:
    """Return whether each standard that the metadata claim has what it cannot be kept without.

    Looked for are tags that lead both ways (PDF/UA, level A of PDF/A), a colour intent (PDF/A, PDF/X), no encryption.
    """
    claims = facts.facts(pdf).claims
    if not claims:
        return Report(NAME, not_run="the file claims no standard")
    out: list[Diagnostic] = []
    tagged = [claim for claim in claims if claim.startswith(ACCESS) or (claim.startswith(ARCHIVE) and claim[-1] == "a")]
    if tagged:
        wrong = dict.fromkeys(_untagged(pdf, document))
        out += [_error(tagged, what) for what in wrong]
    for claim in claims:
        kinds = {ARCHIVE: "/GTS_PDFA1", PRESS: "/GTS_PDFX"}
        kind = next((kind for start, kind in kinds.items() if claim.startswith(start)), "")
        intents = [intent.get("/S") for intent in pdf.Root.get("/OutputIntents", [])]
        if kind and kind not in intents:
            out.append(_error([claim], "no output intent says what its colours mean"))
        if pdf.is_encrypted and not claim.startswith(ACCESS):
            out.append(_error([claim], "it is encrypted"))
    return Report(NAME, tuple(out), len(claims))


def _untagged(pdf: pikepdf.Pdf, document: Document) -> Iterator[str]:
    """Yield what is missing of the structure, in words that follow “but”."""
    root = pdf.Root
    if not document.has_structure:
        yield "it has no structure tree"
        return
    if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield "it is not marked as tagged"
    if not document.tagged:
        yield "its structure tree holds no text"
        return
    tree = root.StructTreeRoot
    if "/ParentTree" not in tree:
        yield "nothing leads from its pages to the structure tree"
        return
    owners = {int(key): value for key, value in pikepdf.NumberTree(tree.ParentTree).items()}
    for page, mcid, element in _claimed(tree, None, 0):
        index = next((item.index for item in document.pages if pdf.pages[item.index].obj.objgen == page.objgen), None)
        if index is None:
            yield "its structure tree names a page that is not in the file"
            continue
        row = owners.get(int(page.get("/StructParents", -1)))
        held = isinstance(row, pikepdf.Array) and mcid < len(row) and getattr(row[mcid], "objgen", None) == element
        if not held:
            yield f"the text of {document.pages[index].name} does not lead to its place in the structure tree"


def _claimed(element: Any, page: Any, depth: int) -> Iterator[tuple[Any, int, tuple[int, int]]]:
    """Yield (page, number of the marked content, element that holds it) of all text that stands on pages themselves."""
    kids = element.get("/K", [])
    page = element.get("/Pg", page)
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary):
            if page is not None:
                yield page, int(kid), element.objgen
        elif kid.get("/Type") == "/MCR":
            if "/Stm" not in kid and kid.get("/Pg", page) is not None:
                yield kid.get("/Pg", page), int(kid.MCID), element.objgen
        elif kid.get("/Type") != "/OBJR" and depth < DEPTH:
            yield from _claimed(kid, page, depth + 1)


def _error(claims: Sequence[str], what: str) -> Diagnostic:
    """Return an error about claims, written as the standards do: PDF/A-2a."""
    named = (f"{name.upper()}-{level}" for name, _, level in (claim.rpartition("-") for claim in claims))
    return Diagnostic(Severity.ERROR, "EP549", f"the file claims {' and '.join(named)}, but {what}", hint=HINT)
