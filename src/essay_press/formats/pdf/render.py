"""A composition laid out by the engine, settled, and written as PDF bytes. Nothing the engine says is lost."""

from __future__ import annotations

import hashlib
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import pyphen

from essay_press.diagnostics import Diagnostic, errors_in
from essay_press.errors import RenderError
from essay_press.formats.pdf import (
    document,
    faces,
    fetcher,
    fit,
    glyphs,
    joining,
    lint,
    once,
    shelf,
    standards,
    strict,
    writer,
)
from essay_press.formats.pdf.constraints import lines
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.engine import CSS, HTML, CounterStyle, Document, FontConfiguration, scaling
from essay_press.formats.pdf.measure import Measurement, measure
from essay_press.formats.pdf.paging import Unsplittable
from essay_press.formats.pdf.stretches import Stretch
from essay_press.formats.pdf.swift_layout import Memory, swift_layout
from essay_press.model import Composition, Edition, Settled, Stylesheet
from essay_press.presets import setting

__all__ = ["Laid", "lay_out", "pdf", "print_stretch", "warm"]

OWN_RULES = re.compile(r"@(?:font-face|counter-style|import|\\)", re.IGNORECASE)
"""Rules that are not of the sheet alone but of the document that it is parsed for; a sheet without them is shared."""

OF_ITS_OWN = ("EP443",)
"""Findings that name what another edition of the same pages need not have: the preset."""
NO_EDITION = Edition(name="", summary="", format="pdf", layouts=())


@dataclass(frozen=True, slots=True)
class Laid:
    """A settled layout: the engine's document, its geometry, and what was said on the way; what another may use."""

    document: Document
    measurement: Measurement
    diagnostics: tuple[Diagnostic, ...]
    settled: Settled


class _Engine:
    """The engine with an edition's faces and sheets loaded once; each call of `lay_out` is one more layout."""

    def __init__(self, composition: Composition, fetch: fetcher.LockedFetcher, log: strict.Log) -> None:
        """Load the faces and parse the layout's sheets, each by itself so that a complaint names its file."""
        self._fetcher = fetch
        self._log = log
        self._fonts = FontConfiguration()
        self._counters = CounterStyle()
        self._memory = Memory()
        self._shelf = shelf.Shelf(shelf.MOST)
        self._sheets = [self._parse("fonts", faces.sheet(composition.layout.fonts), fetcher.BASE_URL)]
        for sheet in composition.stylesheets:
            if OWN_RULES.search(sheet.css):
                log.add(*lint.lint(sheet))
                self._sheets.append(self._parse(sheet.name, sheet.css, fetcher.layout_url(sheet.name)))
            else:
                parsed, found = _shared(sheet)
                log.add(*found)
                self._sheets.append(parsed)

    def lay_out(self, composition: Composition, constraints: Constraints) -> tuple[shelf.Kept, Measurement]:
        """Return one layout of a form of the composition under these constraints, and its geometry."""
        laid = self._shelf.add(partial(self.pages, composition, constraints))
        return laid, measure(laid.document(), text=lines.wanted(composition))

    def pages(self, composition: Composition, constraints: Constraints) -> Document:
        """Return one layout, not measured."""
        html = document.build(composition, constraints)
        page = self._parse("page", document.page_sheet(composition, constraints), fetcher.BASE_URL)
        source = HTML(
            string=document.serialise(html), base_url=fetcher.BASE_URL, url_fetcher=self._fetcher, media_type="print"
        )
        laid: Document
        with scaling(), swift_layout(self._memory):
            laid = source.render(
                stylesheets=[*self._sheets, page],
                font_config=self._fonts,
                counter_style=self._counters,
                pdf_variant=standards.variant(composition.edition.standards),
                pdf_tags=composition.edition.tagged,
                presentational_hints=False,
            )
        return laid

    def _parse(self, name: str, css: str, base_url: str) -> CSS:
        """Return a parsed sheet; what the engine says of it gets the sheet's name."""
        with self._log.reading(name):
            return CSS(
                string=css,
                base_url=base_url,
                url_fetcher=self._fetcher,
                font_config=self._fonts,
                counter_style=self._counters,
                media_type="print",
            )


@lru_cache(maxsize=64)
def _shared(sheet: Stylesheet) -> tuple[CSS, tuple[Diagnostic, ...]]:
    """Return a sheet parsed for any document, and what was said of it."""
    with strict.watch() as log, log.reading(sheet.name):
        log.add(*lint.lint(sheet))
        refuse = fetcher.LockedFetcher({})
        css = CSS(string=sheet.css, base_url=fetcher.layout_url(sheet.name), url_fetcher=refuse, media_type="print")
    return css, log.diagnostics


def warm(composition: Composition) -> None:
    """Read what all editions of this layout and language need: sheets, faces, the dictionary of syllables.

    Nothing is laid out, so that no thread of the engine is there yet: this process may fork.
    """
    for sheet in composition.stylesheets:
        if not OWN_RULES.search(sheet.css):
            _shared(sheet)
    glyphs.check(composition)
    document.page_sheet(composition, Constraints())  # measures of the faces
    if language := pyphen.language_fallback(composition.metadata.language):
        pyphen.Pyphen(lang=language)


def lay_out(composition: Composition, known: Settled | None = None) -> Laid:
    """Return the settled layout of a composition, of as many pages as its edition is to fill.

    Where `known` tells how the same pages were settled, they are laid out once, as they ended. Raises RenderError with
    everything the engine found wrong, MisfitError when so many pages cannot be filled.
    """
    key = "" if once.wanted(composition.edition) or fit.asked(composition.edition) else _key(composition)
    known = known if known is not None and key and known.key == key else None
    missing = glyphs.check(composition) if known is None else ()
    if errors_in(missing):
        raise RenderError(missing)
    listed = fetcher.resources(composition)
    fetch = fetcher.LockedFetcher(listed)
    with strict.watch(fetch) as log:
        engine = _Engine(composition, fetch, log)
        if known is not None and isinstance(known.constraints, Constraints):
            again, geometry = engine.lay_out(composition, known.constraints)
            return Laid(again.document(), geometry, known.diagnostics, known)
        settled = (once.once if once.wanted(composition.edition) else fit.fit)(composition, engine.lay_out)
        laid = settled.kept.document()
    found = (*missing, *log.diagnostics, *settled.diagnostics)
    if errors_in(found):
        raise RenderError(found)
    shared = key if not any(item.code in OF_ITS_OWN for item in found) else ""
    return Laid(laid, settled.measurement, found, Settled(shared, settled.constraints, found))


def print_stretch(composition: Composition, within: AbstractContextManager[None]) -> Stretch:
    """Return the pages of a composition that are laid out within `within`, once, as they come.

    Raises Unsplittable where they cannot stand beside those of other stretches.
    """
    fetch = fetcher.LockedFetcher(fetcher.resources(composition))
    with strict.watch(fetch) as log:
        engine = _Engine(composition, fetch, log)
        with within:
            laid = engine.pages(composition, once.constraints(composition))
        if composition.essay.notes and once.loses_notes(composition, measure(laid)):
            message = "a note is to stand at the end"
            raise Unsplittable(message)
        data = b""
        own = frozenset(name for page in laid.pages for name in page.anchors)
        aims = frozenset(link[1] for page in laid.pages for link in page.links if link[0] == "internal")
        if laid.pages:
            # The engine drops a link whose aim is on none of the pages: in another stretch it may be.
            laid.pages[-1].anchors.update(dict.fromkeys(sorted(aims - own), (0, 0, 0, 0)))
            edition = composition.edition
            data = writer.write(laid, composition.metadata, edition.standards, tagged=False, compress=False)
    if not joining.joinable(data):
        message = "it has what is numbered page by page"
        raise Unsplittable(message)
    marks = tuple((page.height, page.bookmarks) for page in laid.pages)
    piece = joining.Piece(joining.packed(data) if data else b"", own)
    return Stretch(piece, marks, aims, log.diagnostics)


def _key(composition: Composition) -> str:
    """Return what tells apart compositions whose pages differ, or are judged differently.

    A layout's CSS may ask for an edition by its name (`.edition-a5`); where none does, names make no difference.
    """
    edition = composition.edition
    named = any("edition-" in sheet.css for sheet in composition.stylesheets)
    pages = (setting(edition), edition.name if named else "", replace(composition, edition=NO_EDITION))
    return hashlib.sha256(repr(pages).encode()).hexdigest()


def pdf(composition: Composition, laid: Laid) -> bytes:
    """Return a settled layout as PDF bytes, labelled for the structure pass; raises RenderError."""
    with strict.watch() as log:
        edition = composition.edition
        data = writer.write(laid.document, composition.metadata, edition.standards, tagged=edition.tagged)
    if errors_in(log.diagnostics):
        raise RenderError(log.diagnostics)
    return data
