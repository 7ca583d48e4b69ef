"""`layouts/editions.toml` → `Edition`: what can be made, on which page, and whether it applies to an essay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from essay_press import layouts, presets, resources, services
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.editions import rows
from essay_press.editions.rows import FORMATS
from essay_press.errors import EditionError
from essay_press.model import Edition, Essay
from essay_press.tables import did_you_mean, read

__all__ = ["FORMATS", "choose_layout", "is_hopeless", "load", "misfit", "named", "select", "skip", "skip_reason"]

HOPELESS = 2
"""How many times the pages of its sheet are beyond hope: settling saves a page or two, never half of them."""


def load(project: Path | None = None) -> dict[str, Edition]:
    """Return every edition by name, in the order of the table; a project's own `layouts/editions.toml` adds to ours.

    Raises EditionError with every fault.
    """
    return dict(_load(project, layouts.tables(project)))


@lru_cache(maxsize=8)
def _load(project: Path | None, _: object) -> dict[str, Edition]:
    """Return every edition as long as the tables hold what they held: a build asks for them at each of its steps."""
    sources = [read(resources.root("layouts") / "editions.toml", EditionError, rows.CODES)]
    own = project / "layouts" / "editions.toml" if project is not None else None
    if own is not None and own.is_file() and own.resolve() != sources[0].path:
        sources.append(read(own, EditionError, rows.CODES))
    known = layouts.names(project)
    named_rows = [(name, source) for source in sources for name in source.data]
    faults = [fault for name, source in named_rows for fault in rows.faults(name, source, known, project)]
    if faults:
        raise EditionError(faults)
    owners = dict(named_rows)
    found = {name: rows.edition(name, source.data[name], project) for name, source in owners.items()}
    if faults := [fault for name, source in owners.items() for fault in rows.unpaired(found[name], found, source)]:
        raise EditionError(faults)
    return found


def named(name: str, project: Path | None = None, place: Place | None = None) -> Edition:
    """Return the edition called `name`, as it stands at `place`; raises EditionError when there is none."""
    return _named((name,), load(project), place)[0]


def select(
    essay: Essay, wanted: Iterable[str] = (), project: Path | None = None, default: Iterable[str] = ()
) -> tuple[Edition, ...]:
    """Return the editions asked for by name, else those the front matter lists, else the `default` ones, else all.

    All but those that are made only when asked for.
    Raises EditionError for each name that is not there.
    """
    known = load(project)
    if names := tuple(wanted):
        return _named(names, known, None)
    if essay.metadata.editions:
        return _named(essay.metadata.editions, known, essay.metadata.place("editions"))
    usual = tuple(name for name, edition in known.items() if edition.applies != "asked")
    return _named(tuple(default) or usual, known, None)


def skip_reason(edition: Edition, essay: Essay, layout: str = "") -> str:
    """Return why an edition does not apply to an essay that is to be set in `layout`, or an empty text."""
    if edition.spoilers == "removed":
        if not essay.spoilers:
            return "nothing in the essay is marked as a spoiler, so it would be the full edition"
    elif edition.applies == "has-spoilers" and essay.metadata.spoilers is None:
        return "the essay has no spoilers"
    if layout and layout not in edition.layouts:
        return f"layout {layout} does not set it ({' or '.join(edition.layouts)} does)"
    return ""


def misfit(edition: Edition, pages: int) -> str:
    """Return why an edition does not apply to an essay that needs so many of its pages, or an empty text.

    What is hopeless was laid out once and not settled, and its pages are counted only about.
    """
    if edition.applies != "fits":
        return ""
    service = presets.named(edition.preset).service if edition.preset else None
    if service is not None:
        return services.unbindable(service, pages)
    if pages <= _capacity(edition):
        return ""
    about = "about " if is_hopeless(edition, pages) else ""
    return f"the essay needs {about}{pages} of its pages, and its sheet holds {_capacity(edition)}"


def is_hopeless(edition: Edition, pages: int) -> bool:
    """Return whether a first layout of so many pages shows that an essay cannot fit, whatever settling may save."""
    return edition.applies == "fits" and 0 < HOPELESS * _capacity(edition) <= pages


def skip(edition: Edition, reason: str, *, too_long: bool = False) -> Diagnostic:
    """Return the note that an edition is skipped; `too_long` where its sheet holds fewer pages than were counted."""
    code, hint = ("EP316", "shorten the essay, or make a booklet of it") if too_long else ("EP305", "")
    return Diagnostic(Severity.NOTE, code, f"edition {edition.name} is skipped: {reason}", hint=hint)


def _capacity(edition: Edition) -> int:
    """Return how many pages an edition's sheet holds, or 0 where any number will do."""
    return edition.impose.capacity if edition.impose is not None else 0


def choose_layout(edition: Edition, essay: Essay, wanted: str = "", default: str = "") -> str:
    """Return the name of the layout that sets this edition: `wanted`, else the essay's, the `default`, the edition's.

    An essay's or a project's layout that may not set this edition gives way to the edition's own. Raises EditionError
    when `wanted` may not set it.
    """
    if wanted and wanted not in edition.layouts:
        hint = did_you_mean(wanted, edition.layouts, f"{edition.name} is set by ")
        message = f"edition {edition.name} cannot be set by layout `{wanted}`"
        raise EditionError(Diagnostic(Severity.ERROR, "EP301", message, None, hint))
    wishes = (wanted, essay.metadata.layout or default)
    return next((name for name in wishes if name in edition.layouts), edition.layouts[0])


def _named(names: Iterable[str], known: Mapping[str, Edition], place: Place | None) -> tuple[Edition, ...]:
    """Return the editions of these names, each once; raises EditionError for each that is not there."""
    wanted = tuple(dict.fromkeys(names))
    faults = []
    for name in wanted:
        if name not in known:
            hint = did_you_mean(name, known, "there are ")
            faults.append(Diagnostic(Severity.ERROR, "EP300", f"there is no edition `{name}`", place, hint))
    if faults:
        raise EditionError(faults)
    return tuple(known[name] for name in wanted)
