"""An essay in the making: the tree of its body and notes, and what the passes over it find."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.extensions.ledger import Findings, Ledger, Mark
from essay_press.model import Asset, Heading, Manuscript, Mention, Note, SpoilerMark

__all__ = ["Draft"]


@dataclass
class Draft:
    """What the passes of `markup` share and change in place; `parse` freezes it into an `Essay`.

    Attributes that begin with `ep-` belong to the passes: `ep-at` is a source offset, `ep-name` the author's id,
    `ep-mark` an index into the ledger's attribute lists. The last pass takes them off. `guarded_alts` holds the text
    alternatives in which a spoiler is marked: in full, in their safe form, and where they stand.
    """

    manuscript: Manuscript
    ledger: Ledger
    body: etree._Element
    notes: dict[str, etree._Element]
    headings: list[Heading] = field(default_factory=list)
    essay_notes: list[Note] = field(default_factory=list)
    spoilers: list[SpoilerMark] = field(default_factory=list)
    assets: list[Asset] = field(default_factory=list)
    blocks: list[tuple[str, Place]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    heading_elements: list[etree._Element] = field(default_factory=list)
    mentions: tuple[Mention, ...] = ()
    guarded_alts: list[tuple[str, str, Place | None]] = field(default_factory=list)

    @property
    def findings(self) -> Findings:
        """Return the list that every pass adds to."""
        return self.ledger.findings

    @property
    def language(self) -> str:
        """Return the essay's language tag."""
        return self.manuscript.metadata.language

    def place(self, element: etree._Element) -> Place | None:
        """Return where an element stands: its own offset, else that of what it holds, else that of what holds it."""
        for near in (element, *element.iterdescendants(), *element.iterancestors()):
            if offset := near.get("ep-at"):
                return self.ledger.place(offset)
        return None

    def mark(self, element: etree._Element) -> Mark | None:
        """Return the attribute list that the author gave an element, or None."""
        index = element.get("ep-mark")
        return None if index is None else self.ledger.marks[int(index)]
