"""Facing pages of notes at the end: the space between notes takes up what one of the pages is shorter.

Only the shorter page is given more, and never more than its neighbour holds, so that no line goes to another page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from essay_press.formats.pdf.constraints import quotes
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.constraints.weighing import facing
from essay_press.markup import tree

__all__ = ["spaced"]

MOST = 1.0
"""The space between two notes, at most: a line of the text."""
LEAST = 0.5
"""CSS px that nobody sees."""


def spaced(scene: Scene, section: etree._Element, feet: Mapping[int, float]) -> Iterator[tuple[str, float]]:
    """Yield notes with the space above each, in CSS px, that the facing pages of a part end level.

    `feet` says where the text of each page ends. A page is left as it is where its notes would stand too far apart.
    """
    most = MOST * quotes.lead(scene.layout)
    for left in facing(feet):
        right = left + 1
        apart = abs(feet[left] - feet[right])
        gaps = _gaps(scene, section, left if feet[left] < feet[right] else right)
        more = apart / len(gaps) if gaps else 0.0
        if apart > LEAST and gaps and max(gaps.values()) + more <= most:
            yield from ((key, gap + more) for key, gap in gaps.items())


def _gaps(scene: Scene, section: etree._Element, page: int) -> dict[str, float]:
    """Return the notes that begin on a page below another one, with the space between the two in CSS px."""
    found, above = {}, None
    for item in section.iterfind("ol/li[@id]"):
        key = tree.get(item, "id")
        parts = scene.layout.fragments.get(key, ())
        here = next((part for part in parts if part.page == page), None)
        if here is not None and here is parts[0] and above is not None:
            found[key] = here.top - above.bottom
        above = here or above
    return found
