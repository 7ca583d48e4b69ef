"""Which editions of an essay wait for which, and which begin first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from essay_press import presets
from essay_press.build import books
from essay_press.model import Edition

__all__ = ["needs", "ranks"]

LAYOUT, AGAIN = 0.6, 0.3
"""The share of an edition's time that goes into settling its pages, and into laying them out as they ended."""
REST = 0.4
PRESS, COVER_PICTURE = 0.5, 0.3
"""What inks, and a cover drawn as a picture, take beside that; measured on essays of 1,000 to 3,000 words."""


def needs(chosen: Sequence[Edition], layout_of: Callable[[Edition], str]) -> tuple[tuple[int, ...], ...]:
    """Return, for each edition, the numbers of those before it that tell it something.

    They tell where pages begin, how many there are, or how the same pages were settled. None waits for one after it:
    what is made does not depend on how many are made at once. `layout_of` names the layout that sets an edition.
    """
    known = {edition.name: edition for edition in chosen}
    found: list[tuple[int, ...]] = []
    alike: dict[object, int] = {}
    for number, edition in enumerate(chosen):
        wanted: set[int] = set()
        for before in range(number):
            other = chosen[before]
            if other.name == edition.page_source and edition.needs:
                wanted.add(before)
            if edition.applies == "fits" and edition.preset:
                book = known.get(edition.page_source, edition)
                if other.format == "pdf" and books.same_page(other, book):
                    wanted.add(before)
        if edition.format == "pdf" and "page_count" not in edition.needs:
            first = alike.setdefault((presets.setting(edition), layout_of(edition)), number)
            wanted |= {first} - {number}
        found.append(tuple(sorted(wanted)))
    return tuple(found)


def ranks(chosen: Sequence[Edition], needed: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """Return how soon each edition is to begin: the longer it and what waits for it take, the sooner."""
    costs = [_cost(edition, bool(waits)) for edition, waits in zip(chosen, needed, strict=True)]
    found = list(costs)
    for number in reversed(range(len(chosen))):
        for before in needed[number]:
            found[before] = max(found[before], costs[before] + found[number])
    return tuple(found)


def _cost(edition: Edition, told: bool) -> float:
    """Return about how long an edition takes, in units of one that is laid out and nothing else."""
    if edition.format == "epub":
        return REST + COVER_PICTURE + (0 if told or "page_map" not in edition.needs else LAYOUT)
    return REST + (AGAIN if told else LAYOUT) + (PRESS if edition.preset else 0)
