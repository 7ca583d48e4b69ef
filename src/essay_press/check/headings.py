"""Headings nest: each is tagged at the level that the essay gives it, and none skips a level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from essay_press.check.folding import folded, is_right_to_left
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["Tag", "headings", "nested"]

ROLES = {"H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}
HINT = "those who listen go from heading to heading by level: each is one level below the one it belongs to, no more"


@dataclass(frozen=True, slots=True)
class Tag:
    """A heading as a file has it: its level from 1, its words, where it stands."""

    level: int
    words: str
    where: str


def headings(document: Document, essay: Essay | None = None) -> Report:
    """Return whether the headings in the structure tree begin at level 1, skip none, and are those of the essay."""
    if not document.has_structure:
        return Report("headings nest", not_run="the file has no structure tree")
    found = list(_tags(document))
    out = [*nested(found), *(_as_written(found, essay) if essay else ())]
    return Report("headings nest", tuple(out), len(found))


def nested(found: Sequence[Tag]) -> Iterator[Diagnostic]:
    """Yield an error for each heading that stands more than one level below the one before it."""
    if found and found[0].level != 1:
        yield _error(f"{found[0].where}: the first heading, “{_cut(found[0].words)}”, is of level {found[0].level}")
    for above, below in pairwise(found):
        if below.level > above.level + 1:
            yield _error(
                f"{below.where}: the heading “{_cut(below.words)}” is of level {below.level}, and follows one of level"
                f" {above.level}"
            )


def _tags(document: Document) -> Iterator[Tag]:
    """Yield the headings in reading order."""
    own = [item for item in document.tagged if item.role in ROLES]
    for _, group in groupby(own, key=lambda item: item.block):
        items = list(group)
        words = "".join(item.run.text for item in items if "Reference" not in item.roles)
        yield Tag(ROLES[items[0].role], " ".join(words.split()), document.pages[items[0].run.page].name)


def _as_written(found: Sequence[Tag], essay: Essay) -> Iterator[Diagnostic]:
    """Yield the headings of the essay that the tree has at another level, more than once, or not as headings."""
    rest = list(found)
    for heading in essay.headings:
        if is_right_to_left(heading.text):
            continue  # drawn backwards
        wanted = folded(heading.text)
        at = next((number for number, tag in enumerate(rest) if folded(tag.words) == wanted), None)
        place = heading.place or Place(essay.path)
        if at is None:
            yield _error(f"“{_cut(heading.text)}” is not tagged as a heading in its place", place)
            continue
        if rest[at].level != heading.level:
            said = f"“{_cut(heading.text)}” is tagged as level {rest[at].level}; the essay has it at {heading.level}"
            yield _error(f"{rest[at].where}: {said}", place)
        rest = rest[at + 1 :]
    there = Counter(folded(tag.words) for tag in found if tag.level > 1)
    due = Counter(folded(heading.text) for heading in essay.headings)
    for heading in {folded(heading.text): heading for heading in essay.headings}.values():
        often = there[folded(heading.text)]
        if often > due[folded(heading.text)]:
            place = heading.place or Place(essay.path)
            yield _error(f"“{_cut(heading.text)}” is tagged as a heading {often} times", place)


def _cut(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def _error(message: str, place: Place | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "EP547", message, place, HINT)
