"""Spaces: which of them do not break, which are thin, and what French sets before its high punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from essay_press.typography.block import WORD, Block
from essay_press.typography.languages import Language

__all__ = ["set_spaces"]

_NB = "\u00a0"
_THIN = "\u202f"
_ANY = " \u00a0\u2009\u200a\u202f"
_UNITS = (
    r"%|‰|°[CF]?|€|\$|£|zł|[kcmµ]?m[²³]?|km/h|mph|[km]?g|t|[mcdh]?l|ha?|[kMG]?Hz|[kMGT]B|[kM]?W|kWh|[kM]?V|mA"
    r"|px|pt|ppi|dpi|fps|min|sec|Std\.|ft|lb|oz"
)
_NUMBER_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?![\w’']))")
_SECTION = re.compile(r"(?<=[§¶]) (?=\d)")
_INITIALS = re.compile(r"(?<![\w.])[^\W\d_]\.(?: [^\W\d_]\.)+ (?=[^\W\d_])")
_GROUPS = re.compile(r"(?<![\d.,:–-])(?<!\d )\d{1,3}(?: \d{3})+(?!\d)(?! \d)")
_NESTED = re.compile("(?<=“)\u200a?(?=[‘’])|(?<=‘)\u200a?(?=“)|(?<=’)\u200a?(?=”)|(?<=”)\u200a?(?=’)")
_OPENING = re.compile(rf"«[{_ANY}]*(?=[^\s»])")
_CLOSING = re.compile(rf"(?<=[^\s«])[{_ANY}]*»")
_HIGH_SPACED = re.compile(rf"(?<=\S)[{_ANY}]+(?=[;!?])")
_HIGH_BARE = re.compile(rf"(?<=[\w.…%°)\]»”’€$])(?=[;!?]+(?:[\s…»”’)\],.{WORD}]|\Z))")
_COLON_SPACED = re.compile(r"(?<=\S) (?=:(?!:))")
_COLON_BARE = re.compile(r"(?<=[\w)\]»”’…%])(?=:(?:[\s«“]|\Z))")
_DOT = re.compile(r"\. ?(?=\w)")
_NUMERAL = "(?:[0-9]+|[IVXLC]+)"


@dataclass(frozen=True, slots=True, eq=False)
class _Patterns:
    """The compiled expressions of a language's entry; each one's match ends with the space that shall not break."""

    titles: re.Pattern[str] | None
    spaces: tuple[re.Pattern[str], ...]
    wholes: re.Pattern[str] | None


def set_spaces(block: Block, language: Language) -> None:
    """Set the spaces of one language: what belongs together stays on a line."""
    if language.french:
        _set_french(block, language)
    if language.parts_quotes:
        block.sub(_NESTED, _THIN, language)
    if " " not in block.text and not language.wholes:
        return
    patterns = _patterns(language)
    if patterns.wholes and "." in block.text:
        block.sub(patterns.wholes, lambda match: _DOT.sub(f".{language.thin}", match[0]), language)
    if patterns.titles:
        text = block.text
        block.sub(patterns.titles, lambda match: _bound(match) if text[match.end()].isupper() else match[0], language)
    for pattern in patterns.spaces:
        block.sub(pattern, _bound, language)
    block.sub(_INITIALS, lambda match: match[0].replace(" ", _NB) if match[0].isupper() else match[0], language)
    block.sub(_NUMBER_UNIT, _NB, language)
    block.sub(_SECTION, _NB, language)
    if language.groups_digits:
        block.sub(_GROUPS, lambda match: match[0].replace(" ", _THIN), language)


def _bound(match: re.Match[str]) -> str:
    """Return the match with its last space made one that does not break."""
    return match[0][:-1] + _NB


@cache
def _patterns(language: Language) -> _Patterns:
    """Return the compiled expressions of an entry."""
    spaces: list[str] = []
    if language.labels:
        spaces.append(rf"(?<!\w)(?:{language.labels}) (?={_NUMERAL}(?!\w))")
    if language.after_number:
        spaces.append(rf"(?<!\w){_NUMERAL}(?:er?|ème|\.)? (?=(?:{language.after_number})(?!\w))")
    if language.months:
        spaces.append(rf"(?<![\d.,])\d\d?(?:er|\.|º|°)? (?=(?:de )?(?:{language.months})(?!\w))")
    if language.month_first:
        spaces.append(rf"(?<!\w)(?:{language.months}) (?=\d\d?(?!\d))")
    if language.binds_letters:
        letters = language.binds_letters + language.binds_letters.upper()
        spaces.append(rf"(?<![\w’'])[{letters}] (?=[^\s–—])")
    titles, wholes = language.titles, language.wholes
    return _Patterns(
        re.compile(rf"(?<!\w)(?:{titles}) (?=\w)") if titles else None,
        tuple(re.compile(pattern) for pattern in spaces),
        re.compile(rf"(?<![\w.])(?:{wholes})") if wholes else None,
    )


def _set_french(block: Block, language: Language) -> None:
    """Set guillemets and high punctuation: thin spaces in France and Switzerland, fewer in Canada."""
    inner = _NB if language.french == "fr-CA" else _THIN
    if "«" in block.text or "»" in block.text:
        block.sub(_OPENING, f"«{inner}", language)
        block.sub(_CLOSING, f"{inner}»", language)
    block.sub(_HIGH_SPACED, "" if language.french == "fr-CA" else _THIN, language)
    if language.french != "fr-CA":
        block.sub(_HIGH_BARE, _THIN, language)
    if ":" in block.text:
        colon = _THIN if language.french == "fr-CH" else _NB
        block.sub(_COLON_SPACED, colon, language)
        block.sub(_COLON_BARE, colon, language)
