"""One edition of one essay: redacted, composed, laid out, finished, laid on sheets, checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from essay_press.build import books, filling
from essay_press.build import quick as look
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.model import Artifact, Edition, Essay, Inputs, Layout, PageMap
from essay_press.project import Project

if TYPE_CHECKING:
    from essay_press.build import PageMaps, Request, Settings

__all__ = ["make"]


def make(
    essay: Essay,
    edition: Edition,
    request: Request,
    wishes: Project | None = None,
    maps: PageMaps | None = None,
    settled: Settings | None = None,
) -> Artifact:
    """Return one edition of an essay, finished and, if asked, checked; raises EssayPressError.

    Pages that go on sheets are checked as they are read, then as sheets. `maps` are the page maps of editions of this
    essay that were made already, `settled` how their pages were settled; those of this one are added.
    """
    from essay_press import editions, layouts, presets
    from essay_press.compose import abbreviations, compose
    from essay_press.formats import FORMATS

    full = essay
    if edition.spoilers == "removed":
        from essay_press import spoilers

        essay = spoilers.redact(essay)
    wishes, edition = wishes or Project(), filling.wished(edition, essay.metadata, request)
    layout = layouts.load(editions.choose_layout(edition, essay, request.layout, wishes.layout), request.project)
    options = layouts.choose_options(layout, essay.metadata, request.options, wishes.options, edition.options)
    if request.quick:
        edition, options = look.edition(edition), look.options(options)
    if dict(options).get("pull_quotes") == "none":
        # What is not to be set is not missed by the checks either.
        essay, full = replace(essay, pull_quotes=()), replace(full, pull_quotes=())
    maps = maps if maps is not None else {}
    settled = settled if settled is not None else {}
    alike = presets.setting(edition), layout.name
    inputs = Inputs(settled=settled.get(alike), jobs=request.jobs)
    told: tuple[Diagnostic, ...] = ()
    if "cover_image" in edition.needs:
        from essay_press.formats.pdf import cover

        inputs = replace(inputs, cover_image=cover.draw(compose(essay, layout, cover.edition(layout.name), options)))
    if "page_map" in edition.needs:
        page_map, told = _page_map(essay, edition, request, wishes, maps)
        inputs = replace(inputs, page_map=page_map)
    if "page_count" in edition.needs:
        edition, told = books.cover(edition, essay, request, wishes, maps)
        inputs = replace(inputs, page_count=edition.wrap.pages if edition.wrap else None)
    artifact = FORMATS[edition.format](compose(essay, layout, edition, options), inputs)
    told = (*told, *abbreviations.lacking(layout, options))
    artifact = replace(artifact, diagnostics=(*told, *artifact.diagnostics))
    if artifact.page_map is not None:
        maps[edition.name, layout.name] = artifact.page_map
    if artifact.settled is not None:
        settled[alike] = artifact.settled
    if edition.format == "pdf":
        from essay_press import finish

        artifact = finish.for_press(replace(artifact, data=finish.finish(artifact.data)), edition)
        if edition.attach:
            from essay_press.build import sources

            artifact = finish.attach(artifact, sources.attachments(essay))
            artifact = replace(artifact, diagnostics=(*artifact.diagnostics, *sources.announced(essay)))
        if edition.impose is not None:
            pages = replace(edition, impose=None)
            artifact = _checked(artifact, full, layout, pages) if request.check else artifact
            artifact = finish.impose(artifact, edition)
    if request.quick:
        artifact = look.named(artifact)
    return _checked(artifact, full, layout, edition) if request.check else artifact


def _page_map(
    essay: Essay, edition: Edition, request: Request, wishes: Project, maps: PageMaps
) -> tuple[PageMap | None, tuple[Diagnostic, ...]]:
    """Return where the pages of the edition's page source begin, laid out for this if it was not made before.

    A page source that cannot be laid out leaves the edition without page numbers, and a warning.
    """
    from essay_press import editions

    source = editions.named(edition.page_source, request.project)
    try:
        return books.trace(source, essay, request, wishes, maps), ()
    except RenderError as error:
        first = error.diagnostics[0]
        message = f"without page numbers: the edition {source.name} cannot be laid out: {first.message}"
        return None, (Diagnostic(Severity.WARNING, "EP315", message, first.place, first.hint),)


def _checked(artifact: Artifact, essay: Essay, layout: Layout, edition: Edition) -> Artifact:
    """Return an artifact with what the checks say of it; `essay` is the full one, whatever the edition leaves out."""
    from essay_press import check

    name = artifact.filename
    reports = check.check(artifact.data, artifact.media_type, essay=essay, layout=layout, edition=edition, name=name)
    found = [item for report in reports for item in report.diagnostics]
    return replace(artifact, diagnostics=(*artifact.diagnostics, *found))
