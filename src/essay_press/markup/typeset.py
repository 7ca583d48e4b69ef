"""Typographer's punctuation, put into the text of each leaf block as a whole, so that quotes see their neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

from essay_press.markup.draft import Draft
from essay_press.markup.tree import BLOCKS, leaves
from essay_press.model import Metadata
from essay_press.typography import Run, typeset, typeset_text

__all__ = ["typeset_essay", "typeset_metadata"]

_OPAQUE = frozenset(("code", "kbd", "pre"))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A text node: the element it belongs to, and whether it is its tail."""

    element: etree._Element
    tail: bool

    def write(self, text: str) -> None:
        """Put new text in the node."""
        if self.tail:
            self.element.tail = text
        else:
            self.element.text = text


def typeset_essay(draft: Draft) -> None:
    """Typeset every leaf block of body and notes, and the text alternatives."""
    for root in (draft.body, *draft.notes.values()):
        for leaf in leaves(root):
            if leaf.tag != "pre":
                _leaf(leaf, draft.language)
        for image in root.iter("img"):
            if alt := image.get("alt"):
                image.set("alt", typeset_text(alt, _language(image, draft.language)))
    draft.assets = [replace(asset, alt=typeset_text(asset.alt, draft.language)) for asset in draft.assets]


def _language(element: etree._Element, default: str) -> str:
    for near in (element, *element.iterancestors()):
        if language := near.get("lang"):
            return str(language)
    return default


def _leaf(leaf: etree._Element, default: str) -> None:
    """Typeset the text nodes of one block; nested blocks (a list in an item) are leaves of their own."""
    language = _language(leaf, default)
    slots: list[_Slot] = []
    runs: list[Run] = []

    def add(element: etree._Element, tail: bool, tongue: str, opaque: bool) -> None:
        text = element.tail if tail else element.text
        if text:
            slots.append(_Slot(element, tail))
            runs.append(Run(text, "" if tongue == language else tongue, opaque))

    def walk(element: etree._Element, tongue: str, opaque: bool) -> None:
        add(element, False, tongue, opaque)
        for child in element:
            if child.tag == "br":
                # Without it the end of one line of verse and the beginning of the next would be one word.
                slots.append(_Slot(child, False))
                runs.append(Run("\n", opaque=True))
            elif child.tag not in BLOCKS:
                hidden = opaque or child.tag in _OPAQUE or bool(child.get("ep-address"))
                hidden = hidden or child.get("role") == "doc-noteref"
                walk(child, child.get("lang") or tongue, hidden)
            add(child, True, tongue, opaque)

    walk(leaf, language, False)
    if runs:
        texts = typeset(runs, language)
        for slot, text, following in zip(slots, texts, (*texts[1:], ""), strict=True):
            if slot.element.tag != "br" or slot.tail:
                # A dash that is set between spaces leaves one hanging at the end of a line of verse.
                slot.write(text.rstrip(" ") if following == "\n" else text)


def typeset_metadata(metadata: Metadata) -> Metadata:
    """Return front matter with its texts typeset in the essay's language."""

    def set_text(text: str) -> str:
        return typeset_text(text, metadata.language) if text else text

    spoilers = metadata.spoilers
    if spoilers is not None:
        works = tuple(replace(work, title=set_text(work.title)) for work in spoilers.works)
        spoilers = replace(spoilers, works=works, notice=set_text(spoilers.notice))
    cover = replace(metadata.cover, alt=set_text(metadata.cover.alt)) if metadata.cover else None
    series = replace(metadata.series, name=set_text(metadata.series.name)) if metadata.series else None
    setter: Callable[[str], str] = set_text
    return replace(
        metadata,
        title=setter(metadata.title),
        subtitle=setter(metadata.subtitle),
        deck=setter(metadata.deck),
        short_title=setter(metadata.short_title),
        description=setter(metadata.description),
        rights=setter(metadata.rights),
        dedication=setter(metadata.dedication),
        about_author=setter(metadata.about_author),
        first_published=setter(metadata.first_published),
        publisher=setter(metadata.publisher),
        series=series,
        cover=cover,
        spoilers=spoilers,
        guarded=tuple((key, setter(text)) for key, text in metadata.guarded),
    )
