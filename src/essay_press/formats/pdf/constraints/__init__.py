"""What a good page asks for: each module measures one layout and says what the next one must do differently."""

from __future__ import annotations

from essay_press.formats.pdf.constraints import balance, grid, notes, quotes, sides, widths
from essay_press.formats.pdf.constraints.finding import Finding

__all__ = ["CONSTRAINTS", "Finding"]

# In this order: a note that goes to the end moves everything, a quote moves lines, and the grid comes last.
CONSTRAINTS = (notes.refine, widths.refine, balance.refine, quotes.refine, sides.refine, grid.refine)
