"""Spoiler marks gathered from the finished tree, and held against front matter: `resume`, `terms`, safe words."""

from __future__ import annotations

from copy import deepcopy
from pathlib import PurePath

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.markup.draft import Draft
from essay_press.markup.guards import ELLIPSIS
from essay_press.markup.terms import terms_in, work_titles
from essay_press.markup.tree import HEADINGS, has_class, holds_text, plain_text, unwrap
from essay_press.model import Heading, SpoilerMark
from essay_press.suggest import nearest
from essay_press.typography import typeset_text

__all__ = ["check_terms", "gather_spoilers", "safe_label"]

_KINDS = {"div": "block", "figure": "figure", "img": "figure"}


def gather_spoilers(draft: Draft) -> None:
    """Number the spoiler marks and check them against the front matter; needs the headings."""
    marks = [
        element
        for root in (draft.body, *draft.notes.values())
        for element in root.iter("span", "div", "figure", "img", *HEADINGS)
        if has_class(element, "spoiler")
    ]
    numbers = iter(range(1, len(marks) + 1))
    headings = {heading.id: heading for heading in draft.headings}
    for element in marks:
        if element.tag in HEADINGS:
            draft.spoilers.append(_heading_mark(element, headings))
            continue
        if element.tag in ("span", "div"):
            element.set("id", f"x{next(numbers)}")
        mark = draft.mark(element)
        safe = _set((mark.value("safe") if mark else None) or element.get("safe") or "", draft.language)
        text = plain_text(element)
        if not text and not holds_text(element) and not len(element) and element.tag != "img":
            draft.findings.warning("EP172", "this spoiler mark has no words", draft.place(element), "take it out")
        kind = _KINDS.get(element.tag, "words")
        name = str(element.get("id") or "")
        draft.spoilers.append(SpoilerMark(name, text, safe, kind in ("block", "figure"), draft.place(element), kind))
    for alt, guarded, place in draft.guarded_alts:
        full, safe = (typeset_text(text, draft.language) for text in (alt, guarded))
        draft.spoilers.append(SpoilerMark("", full, safe, place=place, kind="alt"))
    for heading in draft.headings:
        if heading.safe == ELLIPSIS:
            draft.findings.warning(
                "EP190",
                f"this heading is a spoiler and has no safe words: the contents show {ELLIPSIS} in its place",
                heading.place,
                'say what may be shown: `## Heading {.spoiler safe="The comeback"}`',
            )
    _check_cover(draft, marks)


def _set(safe: str, language: str) -> str:
    """Return safe words in one line, typeset."""
    return typeset_text(" ".join(safe.split()), language)


def _heading_mark(element: etree._Element, headings: dict[str, Heading]) -> SpoilerMark:
    """Return the mark of a heading."""
    heading = headings[str(element.get("id"))]
    safe = heading.safe if heading.safe != ELLIPSIS else ""
    return SpoilerMark(heading.id, heading.text, safe, place=heading.place, kind="heading")


def safe_label(element: etree._Element, given: str, language: str) -> str:
    """Return what contents and bookmarks show of a heading that is a spoiler, holds or stands in one; else nothing."""
    if given:
        return _set(given, language)
    if any(has_class(near, "spoiler") for near in (element, *element.iterancestors())):
        return ELLIPSIS
    copy = deepcopy(element)
    copy.tail = None
    held = [span for span in copy.iter("span") if has_class(span, "spoiler")]
    originals = [span for span in element.iter("span") if has_class(span, "spoiler")]
    for span, original in zip(held, originals, strict=True):
        if any(has_class(above, "spoiler") for above in span.iterancestors("span")):
            continue
        for child in list(span):
            span.remove(child)
        span.text = _set(str(original.get("safe") or ""), language) or ELLIPSIS
        unwrap(span)
    return plain_text(copy) if held else ""


def check_terms(draft: Draft) -> None:
    """Report each heading and each early line of front matter that holds one of `spoilers.terms`."""
    metadata = draft.manuscript.metadata
    if metadata.spoilers is None:
        return
    terms, shown = metadata.spoilers.terms, work_titles(metadata)
    for heading in draft.headings:
        for term in () if heading.safe == ELLIPSIS else terms_in(heading.safe or heading.text, terms, shown):
            draft.findings.warning(
                "EP191",
                f"this heading gives “{term}” away: contents and bookmarks are seen before the warning",
                heading.place,
                f'give it safe words: `{"#" * heading.level} … {{.spoiler safe="…"}}`',
            )
    texts = [(key, getattr(metadata, key)) for key in ("title", "subtitle", "short_title", "description")]
    texts += [(f"subjects.{at}", text) for at, text in enumerate(metadata.subjects)]
    texts += [("series", metadata.series.name)] if metadata.series else []
    texts += [("cover.alt", metadata.cover.alt)] if metadata.cover else []
    texts += [("spoilers.notice", metadata.spoilers.notice)]
    for key, text in texts:
        for term in terms_in(text, terms, shown):
            draft.findings.warning(
                "EP192",
                f"`{key.rpartition('.0')[0] or key}` gives “{term}” away: it is seen before the warning",
                metadata.place(key) or metadata.place(key.partition(".")[0]),
                f'say it otherwise, or mark it: `[{term}]{{.spoiler safe="…"}}`',
            )
    stem = PurePath(draft.manuscript.path).stem
    for term in terms_in(stem.replace("-", " ").replace("_", " "), terms, shown):
        draft.findings.warning(
            "EP193",
            f"the name of this file gives “{term}” away, and its editions are named after it",
            Place(draft.manuscript.path),
            "rename the manuscript",
        )


def _check_cover(draft: Draft, marks: list[etree._Element]) -> None:
    """Report marks of which no cover warns, and marks after the place where nothing more is given away."""
    spoilers = draft.manuscript.metadata.spoilers
    if spoilers is None:
        if draft.spoilers:
            draft.findings.warning(
                "EP175",
                "the essay has spoiler marks but no `spoilers` in its front matter, so no cover warns of them",
                draft.spoilers[0].place,
                "add `spoilers: {works: [{title: …, kind: film}], extent: plot}` to the front matter",
            )
    elif spoilers.resume:
        _check_resume(draft, marks, spoilers.resume)


def _check_resume(draft: Draft, marks: list[etree._Element], resume: str) -> None:
    place: Place | None = draft.manuscript.metadata.place("spoilers.resume")
    heading = next((heading for heading in draft.headings if heading.name == resume), None)
    if heading is None:
        close = nearest(resume, [heading.name for heading in draft.headings if heading.level == 2])
        draft.findings.error(
            "EP176",
            f"`resume` names no heading: `{resume}`",
            place,
            f"did you mean `{close}`?" if close else f"name the heading so: `## Heading {{#{resume}}}`",
        )
        return
    element = next(element for element in draft.heading_elements if element.get("id") == heading.id)
    if heading.level != 2 or element.getparent() is not draft.body:
        draft.findings.error(
            "EP177",
            f"`resume` names a heading that opens no section of its own: `{resume}`",
            place,
            "name a heading of the highest level",
        )
        return
    after = set(element.itersiblings())
    # A heading that is itself a spoiler counts as a mark.
    for mark in marks:
        above = (mark, *mark.iterancestors())
        if any(near in after for near in above):
            draft.findings.error(
                "EP178",
                f"a spoiler mark stands after the heading `{resume}`, where the cover says nothing more is given away",
                draft.place(mark),
                "move the passage above that heading, or name a later one in `resume`",
            )
