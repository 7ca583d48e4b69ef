"""Details of a page: figures of one kind, ornaments that have text above and below, verse whose turned lines hang.

Each look returns how many candidates there were, and for each that is at fault its line, the value measured, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from essay_press.check.typography.numerals import Numeral
from essay_press.check.typography.typeset import Kind, Line, Typeset, Word

__all__ = ["mixed_figures", "ornaments", "table_figures", "turnovers"]

Seen = tuple[int, list[tuple[Line, float, str]]]

ENOUGH = 4  # figures of a kind that a text has on purpose; a date on a title page is no style
CELLS = frozenset({"TD", "TH"})
ORNAMENT = re.compile(r"[*⁂❦❧☙•·∙✻✽❖◆◇~—–]{1,5}")
STYLE = re.compile(r"(?:[-,]?(?:regular|italic|oblique|bold|semi|demi|medium|light|caps))+$", re.IGNORECASE)
UNEVEN = 0.02  # em by which the widths of figures in columns may differ
HANGS = 0.9  # em by which a turned line of verse stands further in


def mixed_figures(typeset: Typeset, _: float) -> Seen:
    """Return the lines of text with figures of the kind that its face has fewer of; beside capitals either will do.

    Each family is looked at by itself: many have one kind alone.
    """
    lines = [line for line in typeset.lines if line.kind in (Kind.TEXT, Kind.NOTE) and line.role not in CELLS]
    found = [(line, word) for line in lines for word in line.words if word.numerals and _is_number(word)]
    families: dict[str, list[tuple[Line, Word]]] = {}
    for line, word in found:
        families.setdefault(STYLE.sub("", line.font), []).append((line, word))
    out = [item for family in families.values() for item in _rarer(family)]
    return len(found), sorted(out, key=lambda item: (item[0].page, -item[0].y))


def _rarer(found: Sequence[tuple[Line, Word]]) -> list[tuple[Line, float, str]]:
    """Return the lines of one family that have figures of the rarer kind."""
    counts = {kind: sum(_count(word, kind) for _, word in found) for kind in Numeral}
    rare = min(Numeral, key=lambda kind: counts[kind])
    if counts[rare] == 0 or max(counts.values()) < ENOUGH:
        return []
    usual = next(kind for kind in Numeral if kind is not rare)
    out = []
    for line, items in groupby((item for item in found if _count(item[1], rare)), key=lambda item: item[0]):
        words = [word for _, word in items]
        total = sum(_count(word, rare) for word in words)
        out.append((line, float(total), f"“{words[0].text}” has {rare} figures; those of the text are {usual}"))
    return out


def table_figures(typeset: Typeset, _: float) -> Seen:
    """Return the lines of tables, where tags tell, with old-style figures or such as are not all of one width."""
    lines = [line for line in typeset.lines if line.role in CELLS and any(word.numerals for word in line.words)]
    out = []
    for line in lines:
        numerals = [item for word in line.words if _is_number(word) for item in word.numerals]
        old = [item for item in numerals if item[0] is Numeral.OLD_STYLE]
        widths = [width for _, width in numerals]
        if old:
            out.append((line, float(len(old)), f"{len(old)} old-style figures in a table"))
        elif widths and max(widths) - min(widths) > UNEVEN:
            apart = max(widths) - min(widths)
            out.append((line, apart, f"the widths of its figures differ by {apart:.2f} em"))
    return len(lines), out


def ornaments(typeset: Typeset, _: float) -> Seen:
    """Return the ornaments between sections, as far as they are letters, that open or close a page of text."""
    examined = 0
    out = []
    for _page, group in groupby(typeset.lines, key=lambda line: line.page):
        own = [line for line in group if line.kind not in (Kind.HEAD, Kind.FOLIO, Kind.NOTE)]
        for line in own:
            if not ORNAMENT.fullmatch(line.text.replace(" ", "")) or line.kind not in (Kind.DISPLAY, Kind.TEXT):
                continue
            beside = [other for other in own if other is not line and other.column == line.column]
            if not any(other.kind is Kind.TEXT for other in own if other is not line):
                continue  # a title page or a cover
            examined += 1
            above, below = (any(side) for side in (_apart(line, beside, 1), _apart(line, beside, -1)))
            if not (above and below):
                out.append((line, 1.0, f"an ornament {'ends' if above else 'opens'} the page"))
    return examined, out


def turnovers(typeset: Typeset, least: float) -> Seen:
    """Return the turned lines of verse that do not hang, where tags tell what is a line of verse."""
    examined = 0
    out = []
    for paragraph in typeset.text:
        verses = _verses(paragraph.lines)
        for verse in verses:
            for line in verse[1:]:
                examined += 1
                further = (line.left - verse[0].left) / line.size
                if line.page == verse[0].page and further < least:
                    out.append((line, further, f"a turned line of verse stands {further:.1f} em further in"))
    return examined, out


def _verses(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Return the lines of verse of a stanza: each an element of its own, none of them filled; nothing of prose."""
    if any(line.is_justified or not line.element for line in lines):
        return []
    verses = [tuple(group) for _, group in groupby(lines, key=lambda line: line.element)]
    return verses if len(verses) > 1 else []


def _apart(line: Line, others: Sequence[Line], way: int) -> Iterator[bool]:
    """Yield, for each of some lines, whether it is above (1) or below (-1) a line."""
    return (way * (other.y - line.y) > 0 for other in others)


def _is_number(word: Word) -> bool:
    """Return whether a word is of figures and marks alone."""
    return not any(letter.isalpha() for letter in word.text)


def _count(word: Word, kind: Numeral) -> int:
    return sum(1 for item, _ in word.numerals if item is kind)
