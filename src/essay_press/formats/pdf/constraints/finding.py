"""What a constraint looks at, and what it finds on a page that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from essay_press.diagnostics import Diagnostic
from essay_press.formats.pdf.measure import Measurement
from essay_press.model import Composition

__all__ = ["Finding", "Scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One layout: what was composed, the HTML that was laid out, what it came to, and how many layouts may follow."""

    composition: Composition
    html: etree._Element
    layout: Measurement
    left: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a layout breaks: how much that weighs, and what to say if no layout mends it (None: nothing).

    `last` says that it is mended in the end, whatever layout is kept, and so speaks for none and against none.
    """

    weight: float
    diagnostic: Diagnostic | None = None
    last: bool = False
