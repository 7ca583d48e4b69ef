"""Which editions are made of an essay, and the layout that sets each: the essay, its project and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from essay_press.build import filling
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError, LayoutError
from essay_press.model import Edition, Essay, Layout
from essay_press.project import Project

if TYPE_CHECKING:
    from essay_press.build import Request
    from essay_press.layouts.options import Wish

__all__ = ["chosen", "layout_of", "wishes"]


def wishes(request: Request) -> Project:
    """Return what the project wishes; raises EssayPressError when it, or the command line, names what is not there."""
    from essay_press import editions, layouts, project

    found = project.load(request.project)
    for name in request.editions:
        editions.named(name, request.project)
    for name in found.editions:
        editions.named(name, request.project, found.place("editions"))
    if request.layout:
        layouts.load(request.layout, request.project)
    named = layouts.load(found.layout, request.project, found.place("layout")) if found.layout else None
    options = [(name, value, found.place(f"options.{name}")) for name, value in found.options]
    if faults := _unmet(options, named, request):
        raise EditionError(faults)
    return found


def layout_of(edition: Edition, essay: Essay, request: Request, wishes: Project) -> str:
    """Return the name of the layout that sets an edition; nothing where the one asked for does not."""
    from essay_press import editions

    if request.layout and request.layout not in edition.layouts:
        return ""
    return editions.choose_layout(edition, essay, request.layout, wishes.layout)


def chosen(essay: Essay, request: Request, wishes: Project) -> tuple[Edition, ...]:
    """Return the editions to make of an essay; raises EditionError with all that it names and that is not there."""
    from essay_press import editions, layouts

    metadata = essay.metadata
    place = metadata.place("layout.name") or metadata.place("layout")
    found: tuple[Edition, ...] = ()
    faults: list[Diagnostic] = []
    try:
        found = editions.select(essay, request.editions, request.project, wishes.editions)
    except EditionError as error:
        faults += error.diagnostics
    try:
        own = layouts.load(metadata.layout, request.project, place) if metadata.layout else None
        options = [(name, value, metadata.place(f"layout.{name}") or place) for name, value in metadata.options]
        faults += _unmet(options, own, request)
    except LayoutError as error:
        faults += error.diagnostics
    faults += filling.faults(found, metadata, request)
    if found:
        faults += _unfit(essay, found, request, wishes)
    if faults:
        raise EditionError(faults)
    return found


def _unmet(wishes: Sequence[Wish], own: Layout | None, request: Request) -> list[Diagnostic]:
    """Return why wishes cannot be met: by the layout that was chosen with them, else by any; none is read for none."""
    from essay_press import layouts

    if not wishes:
        return []
    return layouts.unmet(wishes, (own,) if own else layouts.available(request.project))


def _unfit(essay: Essay, chosen: tuple[Edition, ...], request: Request, wishes: Project) -> list[Diagnostic]:
    """Return what the command line asks for and no edition of this essay can have: a layout, options."""
    from essay_press import editions, layouts

    fitting = [item for item in chosen if not request.layout or request.layout in item.layouts]
    if not fitting:
        message = f"no edition of this essay is set by layout `{request.layout}`"
        hint = f"it may be {' or '.join(dict.fromkeys(name for item in chosen for name in item.layouts))}"
        return [Diagnostic(Severity.ERROR, "EP301", message, None, hint)]
    if not request.options:
        return []
    used = [editions.choose_layout(item, essay, request.layout, wishes.layout) for item in fitting]
    designs = [layouts.load(name, request.project) for name in dict.fromkeys(used)]
    return layouts.unmet([(name, value, None) for name, value in request.options], designs)
