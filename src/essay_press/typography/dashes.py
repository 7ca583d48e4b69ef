"""Dashes: double and triple hyphens, a spaced hyphen between words, ranges of numbers."""

from __future__ import annotations

import re

from essay_press.typography.block import GAP, WORD, Block
from essay_press.typography.languages import Language

__all__ = ["set_dashes"]

_NB = "\u00a0"
_SPACE = " \t\n\u00a0\u2009\u202f"
_DOUBLE = re.compile(rf"(?<![-{_SPACE}])([{_SPACE}]*)(?<!-)(-{{2,3}})(?!-)([{_SPACE}]*)(?![-{_SPACE}])")
_SINGLE = re.compile(rf"(?<=[\w.,;!?…)\]\"'’”»“])([ \u00a0])-([ ])(?=[\w(\[\"'“‘«„»¿¡{WORD}])")
_YEARS = re.compile(r"(?<![\w./:–-])(\d{4}) - (\d{4})(?![\w–-]|[./:,]\d)")
_RANGE = re.compile(r"(?<![\w./:,–-])(\d{1,4})-(\d{1,4})(?![\w–-]|[./:,]\d)")
_WIDE = re.compile(r"(?<=\S) ([–—]) (?=\S)")
_SENTENCE_END = re.compile(r"[.!?…]")


def set_dashes(block: Block, language: Language) -> None:
    """Set the dashes of one language; dashes that the author typed stay, but do not begin a line."""
    if "-" in block.text:
        block.sub(_YEARS, r"\1–\2", language)
        if " - " in block.text or "\u00a0- " in block.text:
            _set_single(block, language)
        if "--" in block.text:
            _set_double(block, language)
        block.sub(_RANGE, _range, language)
    if " – " in block.text or " — " in block.text:
        block.sub(_WIDE, rf"{_NB}\1 ", language)


def _range(match: re.Match[str]) -> str:
    """Return a range of numbers with an en dash; leading zeros and 555-1234 are codes, not ranges."""
    first, last = match[1], match[2]
    is_code = first[0] == "0" or (last[0] == "0" and len(last) > 2) or (len(first) == 3 and len(last) == 4)
    return match[0] if is_code else f"{first}–{last}"


def _set_single(block: Block, language: Language) -> None:
    """Set ` - ` between words as `--`, for the next rule; a minus sign between numbers or single letters stays."""
    text = block.text

    def dash(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1], text[match.end()]
        outside = text[max(match.start() - 2, 0) : match.start() - 1] + text[match.end() + 1 : match.end() + 2]
        is_sum = before.isdigit() and after.isdigit()
        is_formula = before.isalnum() and after.isalnum() and not outside.strip()
        return match[0] if is_sum or is_formula else f"{match[1]}--{match[2]}"

    block.sub(_SINGLE, dash, language)


def _set_double(block: Block, language: Language) -> None:
    """Set `--` and `---` as the language sets a dash in a sentence, in speech, or between numbers."""
    text = block.text
    seen = 0
    is_open = False

    def dash(match: re.Match[str]) -> str:
        nonlocal seen, is_open
        left, right = match[1], match[3]
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        if before.isdigit() and after.isdigit() and not left and not right:
            return "–"
        if not before or before == GAP:
            return f"{left}{language.speech_dash}" if after else f"{left}—"
        if language.dash == "plain":
            return f"{left}–{right}"
        if language.dash == "closed":
            return "—"
        if language.dash == "spaced":
            return _spaced(language.dash_sign, before, after, match)
        # A Spanish aside ends with its sentence, if no second dash ended it before.
        if _SENTENCE_END.search(text, seen, match.start()):
            is_open = False
        seen = match.end()
        is_open = not is_open
        return (" —" if left else "—") if is_open else ("— " if right else "—")

    block.sub(_DOUBLE, dash, language)


def _spaced(sign: str, before: str, after: str, match: re.Match[str]) -> str:
    """Return a spaced dash; one that breaks speech off, or takes it up again, has a space on its inner side only."""
    left, right = match[1], match[3]
    opens = before in "([{" or (before in "\"'“‘„‚«»" and not left)
    ends = not after or (not right and after in "\"'”’“‘»«)]},.;:!?…")
    space = "\n" if "\n" in right else " "
    return f"{'' if opens else _NB}{sign}{'' if ends else space}"
