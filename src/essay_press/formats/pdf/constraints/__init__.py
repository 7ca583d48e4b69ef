"""What a good page asks for: each module measures one layout and says what the next one must do differently."""

from __future__ import annotations

from collections.abc import Callable

from essay_press.formats.pdf.constraints import (
    balance,
    columns,
    feet,
    figures,
    grid,
    gutter,
    headings,
    hints,
    lines,
    notes,
    quotes,
    sides,
    spans,
    spreads,
    widths,
)
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints

__all__ = ["CONSTRAINTS", "EARLY", "LAST", "LATE", "Finding", "Refine", "gutter", "lines", "sides", "spreads"]

Refine = Callable[[Scene, Constraints], tuple[Constraints, tuple[Finding, ...]]]

# In this order: a note that goes to the end moves everything, and so does a wider gutter; a quote moves lines, and the
# grid comes last.
CONSTRAINTS: tuple[Refine, ...] = (
    notes.refine,
    gutter.refine,
    headings.refine,
    widths.refine,
    figures.refine,
    balance.refine,
    quotes.refine,
    sides.refine,
    spans.refine,
    hints.refine,
    lines.refine,
    columns.refine,
    grid.refine,
    feet.refine,
)
# What may still move when the last layouts are made for the notes.
LATE: tuple[Refine, ...] = (
    notes.refine,
    gutter.refine,
    headings.refine,
    quotes.refine,
    sides.refine,
    spans.refine,
    lines.refine,
    columns.refine,
    grid.refine,
    feet.refine,
)
# What may move before any lines are chosen: what hangs on places of lines waits for those that stay.
EARLY: tuple[Refine, ...] = (
    gutter.refine,
    widths.refine,
    balance.refine,
    quotes.refine,
    lines.refine,
)
# What is still done to columns that never come to rest.
LAST: tuple[Refine, ...] = (grid.refine,)
