"""Where the words that give the plot away (`spoilers.terms`) stand in a manuscript, marked or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.markup.draft import Draft
from essay_press.markup.terms import terms_in, work_titles
from essay_press.markup.tree import HEADINGS, has_class, leaves
from essay_press.model import Mention, Metadata

__all__ = ["find_mentions"]

FIELDS = ("title", "subtitle", "short_title", "deck", "description", "rights", "dedication", "about_author")
_WHERE = dict.fromkeys(HEADINGS, "heading") | {
    "figcaption": "caption",
    "caption": "caption",
    "th": "table",
    "td": "table",
}


def find_mentions(draft: Draft, labels: list[str]) -> tuple[Mention, ...]:
    """Return every place of every term, in the order of the manuscript; needs the source offsets on the tree.

    `labels` names the notes that are called, in the order of their numbers; one called from spoilers alone is marked.
    """
    metadata = draft.manuscript.metadata
    if metadata.spoilers is None or not metadata.spoilers.terms:
        return ()
    terms, shown = metadata.spoilers.terms, work_titles(metadata)
    found = list(_in_front(metadata, terms, shown))
    hidden_notes = _hidden_notes(draft, labels)
    roots = [(draft.body, ""), *((draft.notes[label], "note") for label in labels)]
    for root, where in roots:
        stops = sorted(int(element.get("ep-at", "0")) for element in leaves(root) if element.get("ep-at"))
        for leaf in leaves(root):
            told = _in_leaf(draft, leaf, where or _WHERE.get(leaf.tag, "text"), terms, shown, stops)
            found += (replace(item, marked=item.marked or root in hidden_notes) for item in told)
        for image in root.iter("img"):
            hidden = any(has_class(near, "spoiler") for near in (image, *image.iterancestors()))
            alts = {alt: safe for alt, safe, _ in draft.guarded_alts}
            alt = image.get("alt") or ""
            for term in terms_in(alt, terms, shown):
                marked = hidden or term not in terms_in(alts.get(alt, alt), terms, shown)
                found.append(Mention(term, "text alternative", marked, draft.place(image)))
    return tuple(sorted(found, key=lambda item: (item.place or Place(""), item.term)))


def _hidden_notes(draft: Draft, labels: list[str]) -> set[etree._Element]:
    """Return the notes that no call outside the spoilers leads to."""
    open_calls = {
        call.get("href")
        for call in draft.body.iter("a")
        if call.get("role") == "doc-noteref" and not any(has_class(near, "spoiler") for near in call.iterancestors())
    }
    return {draft.notes[label] for number, label in enumerate(labels, 1) if f"#n{number}" not in open_calls}


def _in_front(metadata: Metadata, terms: tuple[str, ...], shown: tuple[str, ...]) -> Iterator[Mention]:
    """Yield the terms in front matter: what is printed there in full is looked at in its safe form, too."""
    safe = dict(metadata.guarded)
    texts = [(key, str(getattr(metadata, key))) for key in FIELDS]
    texts += [(f"subjects.{at}", text) for at, text in enumerate(metadata.subjects)]
    for key, text in texts:
        for term in terms_in(text, terms, shown):
            marked = term not in terms_in(safe.get(key, text), terms, shown)
            place = metadata.place(key) or metadata.place(key.partition(".")[0])
            yield Mention(term, key.partition(".")[0], marked, place)


def _in_leaf(
    draft: Draft, leaf: etree._Element, where: str, terms: tuple[str, ...], shown: tuple[str, ...], stops: list[int]
) -> Iterator[Mention]:
    """Yield the terms in one block; each is sought again in the source, as often as it stood before."""
    pieces = list(_pieces(leaf))
    text = "".join(piece for piece, _ in pieces)
    if not terms_in(text, terms, shown):
        return
    place, offset = draft.place(leaf), leaf.get("ep-at")
    source = ""
    if offset is not None:
        end = next((stop for stop in stops if stop > int(offset)), None)
        source = "\n".join(draft.ledger.source.lines)[int(offset) : end]
    for term in terms_in(text, terms, shown):
        written = list(_pattern(term).finditer(source))
        for number, found in enumerate(_pattern(term).finditer(text)):
            at = place
            if number < len(written) and offset is not None:
                at = draft.ledger.source.place(int(offset) + written[number].start())
            yield Mention(term, where, _is_marked(pieces, found.start()), at)


@lru_cache(maxsize=256)
def _pattern(term: str) -> re.Pattern[str]:
    """Return what finds a term in text that is not folded: any apostrophe, any space, any case."""
    words = [re.sub("['’]", "['’]", re.escape(word)) for word in term.split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)


def _pieces(leaf: etree._Element) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is marked) of each text node of a block, those of blocks inside it left out."""
    nested = {id(inner) for inner in leaves(leaf) if inner is not leaf}

    def visit(element: etree._Element, marked: bool) -> Iterator[tuple[str, bool]]:
        yield element.text or "", marked
        for child in element:
            if id(child) not in nested:
                yield from visit(child, marked or has_class(child, "spoiler"))
            yield child.tail or "", marked

    above = any(has_class(near, "spoiler") for near in (leaf, *leaf.iterancestors()))
    return visit(leaf, above)


def _is_marked(pieces: list[tuple[str, bool]], position: int) -> bool:
    for text, marked in pieces:
        if position < len(text):
            return marked
        position -= len(text)
    return False
