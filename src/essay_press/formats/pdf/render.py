"""A composition laid out by the engine, settled, and written as PDF bytes. Nothing the engine says is lost."""

from __future__ import annotations

from dataclasses import dataclass

from essay_press.diagnostics import Diagnostic, errors_in
from essay_press.errors import RenderError
from essay_press.formats.pdf import document, faces, fetcher, glyphs, lint, settle, standards, strict, writer
from essay_press.formats.pdf.constraints import lines
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.engine import CSS, HTML, CounterStyle, Document, FontConfiguration, scaling
from essay_press.formats.pdf.measure import Measurement, measure
from essay_press.model import Composition

__all__ = ["Laid", "lay_out", "pdf"]


@dataclass(frozen=True, slots=True)
class Laid:
    """A settled layout: the engine's document, its geometry, and what was said on the way."""

    document: Document
    measurement: Measurement
    diagnostics: tuple[Diagnostic, ...]


class _Engine:
    """The engine with an edition's faces and sheets loaded once; each call of `lay_out` is one more layout."""

    def __init__(self, composition: Composition, fetch: fetcher.LockedFetcher, log: strict.Log) -> None:
        """Load the faces and parse the layout's sheets, each by itself so that a complaint names its file."""
        self._composition = composition
        self._fetcher = fetch
        self._log = log
        self._fonts = FontConfiguration()
        self._counters = CounterStyle()
        self._sheets = [self._parse("fonts", faces.sheet(composition.layout.fonts), fetcher.BASE_URL)]
        for sheet in composition.stylesheets:
            log.add(*lint.lint(sheet))
            self._sheets.append(self._parse(sheet.name, sheet.css, fetcher.layout_url(sheet.name)))

    def lay_out(self, constraints: Constraints) -> tuple[Document, Measurement]:
        """Return one layout under these constraints, and its geometry."""
        html = document.build(self._composition, constraints)
        page = self._parse("page", document.page_sheet(self._composition, constraints), fetcher.BASE_URL)
        source = HTML(
            string=document.serialise(html), base_url=fetcher.BASE_URL, url_fetcher=self._fetcher, media_type="print"
        )
        with scaling():
            laid = source.render(
                stylesheets=[*self._sheets, page],
                font_config=self._fonts,
                counter_style=self._counters,
                pdf_variant=standards.variant(self._composition.edition.standards),
                pdf_tags=True,
                presentational_hints=False,
            )
        return laid, measure(laid, text=lines.wanted(self._composition))

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


def lay_out(composition: Composition) -> Laid:
    """Return the settled layout of a composition; raises RenderError with everything the engine found wrong."""
    missing = glyphs.check(composition)
    if errors_in(missing):
        raise RenderError(missing)
    listed = fetcher.resources(composition)
    fetch = fetcher.LockedFetcher(listed)
    with strict.watch(fetch) as log:
        engine = _Engine(composition, fetch, log)
        settled = settle.settle(composition, engine.lay_out)
    found = (*missing, *log.diagnostics, *settled.diagnostics)
    if errors_in(found):
        raise RenderError(found)
    return Laid(settled.document, settled.measurement, found)


def pdf(composition: Composition, laid: Laid) -> bytes:
    """Return a settled layout as PDF bytes, labelled for the structure pass; raises RenderError."""
    with strict.watch() as log:
        data = writer.write(laid.document, composition.metadata, composition.edition.standards)
    if errors_in(log.diagnostics):
        raise RenderError(log.diagnostics)
    return data
