"""Where the pull-quotes of an essay come to stand: its PDF editions made, and their finished pages measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from essay_press.build import Request, limits, make
from essay_press.build.limits import Limits
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EssayPressError, LimitError
from essay_press.model import Edition, Essay
from essay_press.project import Project

if TYPE_CHECKING:
    from essay_press.check.quote_distance import Distance

__all__ = ["Placed", "placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Editions that set an essay alike, the layout, the number of pages, its pull-quotes on them, what went wrong."""

    editions: tuple[str, ...]
    layout: str
    pages: int
    quotes: tuple[Distance, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def placed(
    essay: Essay, chosen: Sequence[Edition], project: Path | None = None, allowed: Limits | None = None
) -> Iterator[Placed]:
    """Yield where the pull-quotes stand in the PDF editions among `chosen`, those that set the essay alike once.

    Editions that do not apply are passed over. One that goes on sheets is measured as it will be read. Each is made
    within the limits that are `allowed`, if there are any; one that wants more has that among its faults.
    """
    from essay_press import editions
    from essay_press import project as projects

    wishes = projects.load(project)
    alike: dict[tuple[Edition, str], list[Edition]] = {}
    for edition in chosen:
        if edition.format == "pdf" and not editions.skip_reason(edition, essay):
            layout = editions.choose_layout(edition, essay, "", wishes.layout)
            alike.setdefault((_setting(edition), layout), []).append(edition)
    for (_, layout), members in alike.items():
        asked = essay, members, layout, Request(check=False, project=project), wishes
        yield _measured(*asked) if allowed is None else _within(allowed, *asked)


def _within(
    allowed: Limits, essay: Essay, members: Sequence[Edition], layout: str, request: Request, wishes: Project
) -> Placed:
    """Return what `_measured` does, called in a process of its own."""
    what = f"edition {members[0].name} cannot be set"
    try:
        found: Placed = limits.apart(
            Place(essay.path), what, allowed, _measured, essay, members, layout, request, wishes
        )
    except LimitError as error:
        return Placed(tuple(item.name for item in members), layout, 0, faults=error.diagnostics)
    return found


def _measured(essay: Essay, members: Sequence[Edition], layout: str, request: Request, wishes: Project) -> Placed:
    """Return where the pull-quotes stand in editions that set the essay alike; the first is made, on no sheets."""
    from essay_press import editions
    from essay_press.check.quote_distance import distances_in

    names = tuple(item.name for item in members)
    try:
        artifact = make(essay, replace(members[0], impose=None), request, wishes)
    except EssayPressError as error:
        return Placed(names, layout, 0, faults=error.diagnostics)
    reasons = {item.name: editions.misfit(item, artifact.pages) for item in members}
    fitting = tuple(name for name, reason in reasons.items() if not reason)
    notes = tuple(
        Diagnostic(Severity.NOTE, "EP305", f"edition {name} is skipped: {reason}")
        for name, reason in reasons.items()
        if reason
    )
    return Placed(fitting, layout, artifact.pages, distances_in(artifact.data, essay), notes)


def _setting(edition: Edition) -> Edition:
    """Return an edition without what changes nothing on its pages: its name, its sheet, what is claimed of the file."""
    return replace(edition, name="", summary="", layouts=(), standards=(), applies="always", needs=(), impose=None)
