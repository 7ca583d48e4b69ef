"""`redact(essay)`: the essay without what its author marks as a spoiler, before anything is composed.

The words are gone from everything the essay holds: body, headings, notes, captions, text alternatives, pull-quotes,
pictures, metadata. What comes back is an essay like any other, so every layout, format and check serves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from essay_press import strings
from essay_press.markup import tree
from essay_press.model import Asset, Essay, Heading, Note, PullQuote, SpoilerMark
from essay_press.spoilers.about import spare
from essay_press.spoilers.gaps import Gaps, label
from essay_press.spoilers.numbering import renumber

__all__ = ["redact"]

_CUT = re.compile("…")


def redact(essay: Essay) -> Essay:
    """Return the essay with safe words, bars or a line in the place of each spoiler, its notes numbered anew."""
    words = strings.load(essay.metadata.language, essay.metadata.strings)
    gaps = Gaps(words, essay.metadata.language, essay.metadata.url)
    marks = {mark.id: mark for mark in essay.spoilers if mark.id}
    body = _parse(essay.body)
    notes = {note.id: _parse(note.xhtml) for note in essay.notes}
    moved: dict[str, str] = {}
    for root in (body, *notes.values()):
        _alternatives(root, essay.spoilers)
        moved |= _take_out(root, marks, gaps)
        gaps.finish(root)
    quotes = _quotes(essay, body)
    called = renumber(body, essay.notes)
    for root in (body, *notes.values()):
        _lead_elsewhere(root, moved)
    kept = tuple(replace(note, xhtml=tree.inner_xml(notes[old])) for old, note in called)
    places = {mark.id: mark.place for mark in essay.spoilers if mark.place} | dict(essay.blocks)
    return replace(
        essay,
        metadata=spare(essay.metadata, words, _text(body, kept)),
        body=tree.inner_xml(body),
        headings=_headings(essay.headings, body),
        pull_quotes=quotes,
        spoilers=(),
        notes=kept,
        assets=_assets(essay, [body, *(notes[old] for old, _ in called)]),
        blocks=tuple((key, places[key]) for key in _block_ids(essay, body) if key in places),
        mentions=(),
        diagnostics=(),
    )


def _parse(xhtml: str) -> etree._Element:
    return etree.fromstring(f"<body>{xhtml}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))


def _take_out(root: etree._Element, marks: Mapping[str, SpoilerMark], gaps: Gaps) -> dict[str, str]:
    """Put a gap in the place of each spoiler; return, for each id that is gone, the id nearest to where it was."""
    moved: dict[str, str] = {}
    for element in [element for element in root.iter() if _is_outermost(element)]:
        mark = marks.get(tree.get(element, "id"))
        safe = mark.safe if mark is not None else ""
        gone = [tree.get(inner, "id") for inner in element.iter() if inner.get("id")]
        around = next((tree.get(above, "id") for above in element.iterancestors() if above.get("id")), "")
        if element.tag in tree.HEADINGS:
            around = tree.get(element, "id")
            gaps.in_heading(element, safe)
        elif element.tag in tree.BLOCKS:
            around = tree.get(gaps.for_blocks(element, safe), "id")
        else:
            gaps.in_line(element, safe)
        moved |= dict.fromkeys(gone, around)
    return moved


def _is_outermost(element: etree._Element) -> bool:
    """Return whether an element is a spoiler that stands in no other."""
    return tree.has_class(element, "spoiler") and not any(
        tree.has_class(above, "spoiler") for above in element.iterancestors()
    )


def _alternatives(root: etree._Element, marks: Iterable[SpoilerMark]) -> None:
    """Give pictures the safe form of their text alternatives."""
    safe = {_letters(mark.text): mark.safe for mark in marks if mark.kind == "alt"}
    for image in root.iter("img"):
        alt = tree.get(image, "alt")
        image.set("alt", safe.get(_letters(alt), alt))


def _lead_elsewhere(root: etree._Element, moved: Mapping[str, str]) -> None:
    """Point each link to what is gone at the gap it left."""
    left = {tree.get(element, "id") for element in root.iter()}
    for link in list(root.iter("a")):
        target = tree.get(link, "href").removeprefix("#")
        if tree.get(link, "href").startswith("#") and target in moved and target not in left:
            if moved[target]:
                link.set("href", f"#{moved[target]}")
            else:
                tree.unwrap(link)


def _quotes(essay: Essay, body: etree._Element) -> tuple[PullQuote, ...]:
    """Return the pull-quotes of which every word is still in the text; the marks of the others go."""
    text = _letters(tree.text_of(body))
    kept = tuple(
        quote
        for quote in essay.pull_quotes
        if not quote.reveals and all(_letters(piece) in text for piece in _CUT.split(quote.text))
    )
    names = {quote.id for quote in kept}
    for span in [span for span in body.iter("span") if tree.has_class(span, "pull")]:
        if tree.get(span, "id") not in names:
            tree.unwrap(span)
    return kept


def _block_ids(essay: Essay, body: etree._Element) -> Iterator[str]:
    """Yield the ids of the blocks that are left, and of the lines that stand for others, in order."""
    known = {key for key, _ in essay.blocks}
    for element in body.iter():
        if tree.get(element, "id") in known or tree.has_class(element, "removed"):
            yield tree.get(element, "id")


def _letters(text: str) -> str:
    """Return the letters and figures of a text alone."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _headings(headings: Iterable[Heading], body: etree._Element) -> tuple[Heading, ...]:
    """Return the headings that are left, as they read now; what they say may all be shown."""
    found = []
    for heading in headings:
        element = tree.by_id(body, heading.id)
        if element is None or element.tag not in tree.HEADINGS:
            continue
        if not heading.safe:
            found.append(heading)
            continue
        copy = deepcopy(element)
        copy.tail = None
        for call in [call for call in copy.iter("a") if call.get("role") == "doc-noteref"]:
            tree.remove(call)
        for inner in copy.iter():
            tree.drop(inner, "id")
        text, xhtml = tree.plain_text(copy), tree.inner_xml(copy)
        found.append(replace(heading, name="", text=text, xhtml=xhtml, safe=label(copy)))
    return tuple(found)


def _assets(essay: Essay, roots: Iterable[etree._Element]) -> tuple[Asset, ...]:
    """Return the pictures that are still shown, each with the text alternative that it has there."""
    alts = {tree.get(image, "src"): tree.get(image, "alt") for root in roots for image in root.iter("img")}
    cover = essay.metadata.cover
    return tuple(
        replace(asset, alt=cover.alt if cover and asset.href.startswith("cover.") else alts[asset.href])
        for asset in essay.assets
        if asset.href in alts or asset.href.startswith("cover.")
    )


def _text(body: etree._Element, notes: Iterable[Note]) -> str:
    """Return all words that are left."""
    return " ".join([tree.text_of(body), *(tree.text_of(_parse(note.xhtml)) for note in notes)])
