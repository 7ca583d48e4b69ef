"""Figures of how evenly a document is set: word spaces, hyphens, rivers, and what stands where it should not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from statistics import fmean, pstdev

from essay_press.check.typography.pages import headings_at_foot, orphans, widows
from essay_press.check.typography.rivers import rivers
from essay_press.check.typography.typeset import Kind, Line, Typeset

__all__ = [
    "LADDER",
    "LAST",
    "LOOSE",
    "Bar",
    "Counted",
    "Figures",
    "Measured",
    "figures",
    "filled",
    "ladders",
    "overfull",
    "runts",
]

LOOSE = 1.6  # times a font's own space
LADDER = 3  # hyphenated lines in turn
OVERFULL = 0.5  # points past the measure
RUNT = 4  # letters with which a last line is too short
STEP = 0.1  # times the font's own space: how wide a bar of the distribution is
FIRST, LAST = 0.5, 2.5  # the first and the last bar hold all that is beyond


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the distribution of word spaces: from, to (multiples of the font's own space), and how many lines."""

    low: float
    high: float
    lines: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a document measures; word spaces are the mean of each filled line, last lines of paragraphs left out.

    `mean`, `sd` (of the whole, not of a sample), `p95`, `most` and `least` are multiples of the font's own space; 0
    where no line is filled. `loose` and `hyphenated` are shares of the filled lines, from 0 to 1.
    """

    pages: int
    lines: int
    filled: int
    mean: float
    sd: float
    p95: float
    least: float
    most: float
    loose: float
    hyphenated: float
    ladders: int
    overfull: int
    rivers: int
    widows: int
    orphans: int
    headings_at_foot: int
    runts: int
    spaces: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule looked at and what it found: its code, candidates, findings."""

    code: str
    examined: int
    found: int


@dataclass(frozen=True, slots=True)
class Measured:
    """How a document is set, as figures: of its text, and of each rule.

    `size` and `leading` are in points, `letters` counts those of a full line, spaces among them. `guessed` names the
    fonts whose own space the file does not say.
    """

    figures: Figures
    rules: tuple[Counted, ...]
    size: float
    leading: float
    letters: float
    guessed: tuple[str, ...] = ()


def figures(typeset: Typeset) -> Figures:
    """Return the figures of a document."""
    lines = filled(typeset)
    values = sorted(line.stretch for line in lines if line.gaps)
    return Figures(
        pages=len(typeset.pages),
        lines=sum(1 for line in typeset.lines if line.kind in (Kind.TEXT, Kind.NOTE)),
        filled=len(lines),
        mean=fmean(values) if values else 0.0,
        sd=pstdev(values) if values else 0.0,
        p95=values[ceil(0.95 * len(values)) - 1] if values else 0.0,
        least=values[0] if values else 0.0,
        most=values[-1] if values else 0.0,
        loose=sum(value > LOOSE for value in values) / len(values) if values else 0.0,
        hyphenated=sum(line.is_hyphenated for line in lines) / len(lines) if lines else 0.0,
        ladders=len(ladders(typeset)),
        overfull=len(overfull(typeset)),
        rivers=len(rivers(typeset)),
        widows=len(widows(typeset)),
        orphans=len(orphans(typeset)),
        headings_at_foot=len(headings_at_foot(typeset)),
        runts=len(runts(typeset)),
        spaces=_bars(values),
    )


def filled(typeset: Typeset) -> tuple[Line, ...]:
    """Return the lines that are filled to the right edge: of text and notes, but the last ones of paragraphs."""
    return tuple(line for line in typeset.lines if line.is_justified)


def ladders(typeset: Typeset) -> tuple[tuple[Line, ...], ...]:
    """Return the runs of three or more lines of a paragraph that end in hyphens."""
    runs = (
        tuple(run)
        for paragraph in typeset.paragraphs
        if paragraph.kind in (Kind.TEXT, Kind.NOTE)
        for hyphen, run in groupby(paragraph.lines, key=lambda line: line.is_hyphenated)
        if hyphen
    )
    return tuple(run for run in runs if len(run) >= LADDER)


def overfull(typeset: Typeset) -> tuple[Line, ...]:
    """Return the lines that go past their measure by more than half a point, hanging marks apart."""
    return tuple(line for line in typeset.lines if line.over > OVERFULL)


def runts(typeset: Typeset) -> tuple[Line, ...]:
    """Return the last lines of justified paragraphs that hold a single word of four letters or fewer."""
    return tuple(
        paragraph.lines[-1]
        for paragraph in typeset.text
        if paragraph.is_justified and len(paragraph.lines[-1].text) <= RUNT
    )


def _bars(values: Sequence[float]) -> tuple[Bar, ...]:
    """Return the distribution of some values in bars from FIRST to LAST; nothing where there are none."""
    if not values:
        return ()
    steps = round((LAST - FIRST) / STEP)
    counted = Counter(min(max(int((value - FIRST) / STEP + 1e-9), 0), steps - 1) for value in values)
    return tuple(
        Bar(round(FIRST + at * STEP, 1), round(FIRST + (at + 1) * STEP, 1), counted[at]) for at in range(steps)
    )
