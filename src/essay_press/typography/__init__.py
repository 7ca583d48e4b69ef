"""Language-true punctuation and spaces: what an author types on a keyboard becomes what a compositor sets.

What is decided here, and why:

- A block is set as a whole. Its text nodes come as runs, so that a quotation mark knows what stands on the other side
  of an inline element; an opaque run (code, a URL, a note call) is left alone and counts as a word.
- Only typewriter signs are replaced: straight quotes, runs of hyphens and dots, ordinary spaces. Curly quotes, dashes
  and guillemets that the author typed stay; only the spaces inside French guillemets are mended.
- No letter or digit is ever changed, and setting a text twice changes nothing more.
- A language without an entry keeps its straight double quotes: a wrong convention is worse than a typewriter's.
- No word joiner (U+2060) is set before dashes and ellipses. It would keep a closed em dash from the start of a line,
  but it also breaks searching and copying, and some reading systems draw it as a box.
"""

from __future__ import annotations

from collections.abc import Sequence

from essay_press.typography.block import Block, Run
from essay_press.typography.dashes import set_dashes
from essay_press.typography.ellipses import set_ellipses
from essay_press.typography.languages import find
from essay_press.typography.quotes import set_quotes
from essay_press.typography.spaces import set_spaces

__all__ = ["Run", "typeset", "typeset_text"]


def typeset(runs: Sequence[Run], language: str) -> tuple[str, ...]:
    """Return the set texts of one block's runs, as many as came in; a run without a language has the block's."""
    block = Block(runs, language)
    languages = tuple(dict.fromkeys(find(tag) for tag in block.tags))
    for entry in languages:
        set_ellipses(block, entry)
        set_dashes(block, entry)
    set_quotes(block)
    for entry in languages:
        set_spaces(block, entry)
    return block.texts()


def typeset_text(text: str, language: str) -> str:
    """Return the set text of a block that has no inline elements."""
    return typeset((Run(text),), language)[0]
