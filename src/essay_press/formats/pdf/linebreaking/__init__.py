"""Lines chosen for the paragraph as a whole; nothing here knows the engine that sets them."""

from __future__ import annotations

from essay_press.formats.pdf.linebreaking.measure import Face
from essay_press.formats.pdf.linebreaking.paragraph import (
    Reason,
    SetLine,
    Style,
    choose_lines,
    nominal_space,
    set_paragraph,
)
from essay_press.formats.pdf.linebreaking.words import Run

__all__ = ["Face", "Reason", "Run", "SetLine", "Style", "choose_lines", "nominal_space", "set_paragraph"]
