"""The full essay and what is kept of it: the passages that are gone, and the words that may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from essay_press import __version__, strings
from essay_press.check import expected
from essay_press.check.leak_words import Account, Secret, hunted
from essay_press.diagnostics import Place
from essay_press.markup import tree
from essay_press.markup.terms import work_titles
from essay_press.model import Essay, Layout, Metadata

__all__ = ["account", "removed", "unmarked"]


def removed(full: Essay, kept: Essay) -> list[Secret]:
    """Return what an edition without spoilers must not say: marked passages, lost notes and pictures, the terms."""
    spoilers = full.metadata.spoilers
    place = full.metadata.place("spoilers.terms") or full.metadata.place("spoilers")
    terms = [(term, place) for term in spoilers.terms] if spoilers is not None else []
    return hunted(_passages(full, kept), terms)


def _passages(full: Essay, kept: Essay) -> Iterator[tuple[str, Place | None]]:
    """Yield (text, place) of each passage that is gone; of a text alternative, only what differs is looked for."""
    for mark in full.spoilers:
        if mark.kind == "alt":
            yield from ((text, mark.place) for text in _gone(mark.text, mark.safe))
        elif mark.kind == "block":
            yield from ((text, mark.place) for text in _leaves(full, mark.id) or [mark.text])
        else:
            yield mark.text, mark.place
    left = {note.place for note in kept.notes}
    for note in full.notes:
        if note.place not in left:
            yield from ((block.words, note.place) for block in expected.notes_of(note))
    pictures = {asset.href for asset in kept.assets}
    yield from ((asset.alt, asset.place) for asset in full.assets if asset.href not in pictures)


def _leaves(essay: Essay, identifier: str) -> list[str]:
    """Return the text of each paragraph, cell or caption in a marked block, and of the pictures in it."""
    for xhtml in (essay.body, *(note.xhtml for note in essay.notes)):
        if f'id="{identifier}"' not in xhtml:
            continue
        block = tree.by_id(_parse(xhtml), identifier)
        if block is not None:
            texts = [tree.plain_text(leaf) for leaf in tree.leaves(block)]
            return texts + [tree.get(image, "alt") for image in block.iter("img")]
    return []


def _gone(text: str, safe: str) -> list[str]:
    """Return the words of a text that its safe form lacks."""
    start = next((at for at, (a, b) in enumerate(zip(text, safe, strict=False)) if a != b), min(len(text), len(safe)))
    rest, short = text[start:][::-1], safe[start:][::-1]
    end = next((at for at, (a, b) in enumerate(zip(rest, short, strict=False)) if a != b), min(len(rest), len(short)))
    begin = text.rfind(" ", 0, start) + 1
    stop = text.find(" ", len(text) - end)
    return [text[begin : stop if stop >= 0 else len(text)]]


def account(kept: Essay, full: Essay, layout: Layout | None) -> Account:
    """Return what the redacted essay accounts for, and the layout that names itself and its faces."""
    words = strings.load(kept.metadata.language, kept.metadata.strings)
    prose = [block.words for block in _blocks(kept)]
    prose += [quote.text for quote in kept.pull_quotes]
    anywhere = [*_said(kept.metadata), *words.values(), f"essay-press {__version__}"]
    if layout is not None:
        anywhere += [layout.name, *(face.family for face in layout.fonts)]
    for heading in kept.headings:
        anywhere += [heading.text, heading.safe]
    for xhtml in (kept.body, *(note.xhtml for note in kept.notes)):
        root = _parse(xhtml)
        # The head of a table is printed again on each of its pages.
        anywhere += [tree.plain_text(cell) for cell in root.iter("th", "caption")]
        anywhere += [str(value) for item in root.iter() for key, value in item.attrib.items() if key in _SPOKEN]
        anywhere += [tree.get(link, "href") for link in root.iter("a")]
    return Account(anywhere, prose, work_titles(full.metadata))


_SPOKEN = ("alt", "title", "lang", "cite", "datetime")


def _said(metadata: Metadata) -> Iterator[str]:
    """Yield all that front matter lets an edition say."""
    yield from (metadata.title, metadata.named_title, metadata.subtitle, metadata.short_title, metadata.deck)
    yield from (metadata.description, metadata.rights, metadata.publisher, metadata.dedication, metadata.about_author)
    yield from (metadata.first_published, metadata.url, metadata.language, *metadata.subjects)
    yield from (text for person in metadata.authors for text in (person.name, person.sort_name))
    yield from filter(None, (metadata.identifiers.work, metadata.identifiers.print, metadata.identifiers.epub))
    yield from (day.isoformat() for day in (metadata.date, metadata.modified) if day is not None)
    if metadata.date is not None:
        yield strings.format_date(metadata.date, metadata.language)
    if metadata.series is not None:
        yield from (metadata.series.name, metadata.series.number)
    if metadata.cover is not None:
        yield metadata.cover.alt
    if metadata.spared is not None:
        yield from (text for work in metadata.spared.works for text in (work.title, str(work.year or "")))


def unmarked(kept: Essay, full: Essay, terms: list[Secret]) -> Iterator[tuple[str, Place | None, str]]:
    """Yield (term, place, words round it) for each term in what is kept; the places are those of the manuscript."""
    titles = work_titles(full.metadata)
    known = [(mention.term, mention.place) for mention in full.mentions]
    for term in terms:
        places = [place for name, place in known if name == term.text]
        texts = [(block.words, block.place) for block in _blocks(kept)]
        texts += [(text, full.metadata.place(_key(full, text)) or Place(full.path)) for text in _said(kept.metadata)]
        texts += [(asset.alt, asset.place) for asset in kept.assets]
        for text, place in texts:
            if Account((text,), (), titles).kept(term):
                near = next((item for item in places if place and item and item.line >= place.line), None)
                if near is not None:
                    places = places[places.index(near) + 1 :]
                yield term.text, near or place, text


def _key(essay: Essay, text: str) -> str:
    """Return the front-matter key that holds a text."""
    fields = ("title", "subtitle", "short_title", "deck", "description", "rights", "dedication", "about_author", "url")
    return next((key for key in fields if getattr(essay.metadata, key) == text), "")


def _blocks(essay: Essay) -> list[expected.Block]:
    return [*expected.blocks(essay), *chain.from_iterable(expected.notes(essay))]


def _parse(xhtml: str) -> etree._Element:
    return etree.fromstring(f"<body>{xhtml}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
