"""What becomes of the author's `place=`: nothing is asked for here, but what could not be done is told."""

from __future__ import annotations

from collections.abc import Iterator

from essay_press.compose import quotes as places
from essay_press.formats.pdf.constraints import costs
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.constraints.sides import SIDES
from essay_press.formats.pdf.document import Constraints
from essay_press.markup import tree
from essay_press.model import PullQuote

__all__ = ["refine"]


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints as they are, and a finding without weight for each hint that was not followed."""
    findings = []
    for number, quote in enumerate(scene.composition.essay.pull_quotes, 1):
        found = scene.layout.fragments.get(f"pq{number}")
        if found and quote.where:
            told = (costs.hinted(quote, found[0].page, words) for words in _wrong(scene, quote, found[0].key))
            findings += [Finding(0.0, item) for item in told]
    return constraints, tuple(findings)


def _wrong(scene: Scene, quote: PullQuote, key: str) -> Iterator[str]:
    """Yield why a quote does not stand where its author says."""
    aside = tree.by_id(scene.html, key)
    section = aside.getparent() if aside is not None else None
    source = places.source_block(section, quote.id) if section is not None else None
    if aside is None or section is None or source is None:
        return
    if quote.where in SIDES and not {quote.where, "full"} & set(tree.classes(aside)):
        yield "would hang at the fold, where nobody can read it: it stands on the outer side"
    if quote.where in costs.HINTS and (section.index(aside) < section.index(source)) != (quote.where == "before"):
        asks = "the other side of its paragraph"
        yield f"would give its spoiler away: it stands on {asks}" if quote.reveals else f"finds room only on {asks}"
