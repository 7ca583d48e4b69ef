"""Ellipses: three dots become one sign, and it does not begin a line."""

from __future__ import annotations

import re

from essay_press.typography.block import Block
from essay_press.typography.languages import Language

__all__ = ["set_ellipses"]

# Four dots are an ellipsis and a full stop; five or more are leaders, which stay.
_CLOSED = re.compile(r"(?<!\.)\.\.\.(\.?)(?!\.)")
_SPACED = re.compile(r"(?<![.\s])( ?)\. \. \.( \.)?(?! ?\.)")
_LONELY = re.compile(r"(?<=[\w,;!?.)]) …(?!\w)")


def set_ellipses(block: Block, language: Language) -> None:
    """Set `...` and `. . .` as one sign, and bind it to the word before it where the author left a space."""
    if ".." in block.text:
        block.sub(_CLOSED, r"…\1", language)
    if ". ." in block.text:
        block.sub(_SPACED, lambda match: f"{match[1]}…{'.' if match[2] else ''}", language)
    if " …" in block.text:
        block.sub(_LONELY, "\u00a0…", language)
