"""Markdown becomes an essay: `parse(manuscript)` returns well-formed XHTML blocks and an account of what is in them."""

from __future__ import annotations

from dataclasses import replace

from essay_press.diagnostics import Diagnostic, Place, Severity, errors_in, sort
from essay_press.errors import ManuscriptError
from essay_press.extensions.ledger import Findings, Ledger, Source, TooDeepError
from essay_press.markup.blocks import shape
from essay_press.markup.draft import Draft
from essay_press.markup.finish import freeze_notes, identify, record_headings, trim, write
from essay_press.markup.guards import guard
from essay_press.markup.headings import level_headings
from essay_press.markup.images import place_images
from essay_press.markup.links import resolve_links
from essay_press.markup.marks import apply_marks, check_languages, unwrap_empty, wrap_spoilers
from essay_press.markup.mentions import find_mentions
from essay_press.markup.notes import number_notes
from essay_press.markup.reader import read
from essay_press.markup.spoilermarks import check_terms, gather_spoilers
from essay_press.markup.typeset import typeset_essay, typeset_metadata
from essay_press.model import Essay, Manuscript

__all__ = ["MAX_CHARACTERS", "parse"]

MAX_CHARACTERS = 12_000_000
"""About two million words: ten novels. A longer file is not an essay, and would take minutes."""


def parse(manuscript: Manuscript) -> Essay:
    """Return the essay that a manuscript's Markdown makes.

    Raises ManuscriptError with every error of the body, each with its line and column.
    """
    if len(manuscript.markdown) > MAX_CHARACTERS:
        raise ManuscriptError(
            Diagnostic(
                Severity.ERROR,
                "EP189",
                f"the essay has {len(manuscript.markdown):,} characters; {MAX_CHARACTERS:,} is the limit",
                Place(manuscript.path, manuscript.body_line),
                "split it into several manuscripts",
            )
        )
    metadata, marked = guard(manuscript.metadata)
    manuscript = replace(manuscript, metadata=metadata)
    findings = Findings()
    source = Source(manuscript.path, manuscript.markdown, manuscript.body_line)
    ledger = Ledger(source, findings)
    for number, character in source.controls.items():
        findings.warning(
            "EP140",
            f"there is a control character (U+{ord(character):04X}) in this line; it is dropped",
            source.line_place(number),
            "delete it: it came with a paste",
        )
    try:
        body, notes = read(ledger)
        draft = Draft(manuscript, ledger, body, notes, spoilers=list(marked))
        numbered = _shape(draft)
    except TooDeepError:
        raise ManuscriptError(sort(errors_in(findings.items))) from None
    except RecursionError:
        # Each kind of nesting keeps to its limit, but all kinds inside one another may still be too many.
        findings.error("EP142", "lists, quotations, brackets and emphasis are nested too deep to be read", None)
        raise ManuscriptError(sort(errors_in(findings.items))) from None
    errors = errors_in(findings.items)
    if errors:
        raise ManuscriptError(sort(errors))
    return _freeze(draft, numbered)


def _shape(draft: Draft) -> list[tuple[int, str, list[str]]]:
    """Run the passes over the tree in their order, and return the numbered notes."""
    shape(draft)
    apply_marks(draft)
    wrap_spoilers(draft)
    check_languages(draft)
    place_images(draft)
    level_headings(draft)
    numbered = number_notes(draft)
    trim(draft)
    identify(draft)
    resolve_links(draft)
    typeset_essay(draft)
    record_headings(draft)
    gather_spoilers(draft)
    check_terms(draft)
    draft.mentions = find_mentions(draft, [label for _, label, _ in numbered])
    for root in (draft.body, *draft.notes.values()):
        unwrap_empty(root)
    return numbered


def _freeze(draft: Draft, numbered: list[tuple[int, str, list[str]]]) -> Essay:
    """Return the essay; a draft with errors never gets here."""
    manuscript = draft.manuscript
    freeze_notes(draft, numbered)
    if count := len(draft.ledger.comments):
        word = "comment is" if count == 1 else "comments are"
        draft.findings.items.append(Diagnostic(Severity.NOTE, "EP150", f"{count} HTML {word} left out"))
    comments = (draft.ledger.place(offset) for offset in draft.ledger.comments)
    return Essay(
        path=manuscript.path,
        folder=manuscript.folder,
        metadata=typeset_metadata(manuscript.metadata),
        body=write(draft),
        headings=tuple(draft.headings),
        spoilers=tuple(draft.spoilers),
        notes=tuple(draft.essay_notes),
        assets=tuple(draft.assets),
        blocks=tuple(draft.blocks),
        mentions=draft.mentions,
        diagnostics=(*manuscript.diagnostics, *sort(draft.findings.items)),
        sha256=manuscript.sha256,
        comments=tuple(sorted(place for place in comments if place)),
        remarks=manuscript.remarks,
    )
