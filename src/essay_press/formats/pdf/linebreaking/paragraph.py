"""A paragraph in runs of text becomes lines: measured, broken, each with its spaces, its scale and what hangs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from essay_press.formats.pdf.linebreaking import hyphens
from essay_press.formats.pdf.linebreaking.items import FORBIDDEN, FORCED, Box, Glue, Item, Penalty
from essay_press.formats.pdf.linebreaking.measure import Face, UnmeasurableError, Voice, voice
from essay_press.formats.pdf.linebreaking.total_fit import Demands, total_fit

__all__ = ["Reason", "Run", "SetLine", "Style", "choose_lines", "set_paragraph"]

# TeX's space of text faces stretches by a half and shrinks by a third (fontspec, and Computer Modern's own figures).
STRETCH, SHRINK = 1 / 2, 1 / 3
HYPHEN_COST, MARK_COST, RELUCTANT_COST = 50.0, 50.0, 500.0
_TOKEN = re.compile(r"(?P<space>[ \t\n\r\f]+)|(?P<tie>\u00a0)|(?P<word>[^ \t\n\r\f\u00a0]+)")


class Reason(StrEnum):
    """Why a paragraph keeps the engine's own lines."""

    EMPTY = "there is no text"
    FACE = "a face or a script that cannot be measured exactly"
    NO_BREAK = "no breaks are feasible"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face, size, language: what the engine shapes in one go. Sizes in CSS px.

    Spaces are as the engine has collapsed them. With a `width` the run is an atom that is not measured (the call of a
    note, a picture in the line), whatever its text is. Where it is not `breakable` no line ends within it.
    """

    text: str
    face: Face
    size: float
    features: tuple[tuple[str, int], ...] = ()
    language: str = ""
    letter_spacing: float = 0.0
    breakable: bool = True
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What is wanted of the lines.

    `expansion` is the share by which a line may be scaled (0.02; 0 for none); `hang` gives per character the shares of
    its width that go into the left and the right margin: None takes them from the glyphs' shapes, {} is nothing.
    `last_line_min` and `indent` in CSS px: a last line shorter than either is a runt. `exceptions` are words with
    hyphens where they may be divided. Lines in `whole` (counted from 0) do not end with a hyphen; with
    `no_hyphen_last` neither does the last but one. `hyphen` is what is added to a word that is divided.
    """

    justified: bool = True
    expansion: float = 0.02
    hang: Mapping[str, tuple[float, float]] | None = None
    hyphenate: bool = True
    last_line_min: float = 0.0
    indent: float = 0.0
    exceptions: frozenset[str] = frozenset()
    looseness: int = 0
    no_hyphen_last: bool = False
    whole: frozenset[int] = field(default_factory=frozenset)
    hyphen: str = "\u2010"


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line: where it starts and ends (run, offset; spaces at a break are in neither line), how it is set.

    `word_space` in CSS px is added to the nominal width of each gap, no-break spaces included; everything is then
    scaled by `scale`, and `hang_left` and `hang_right` (CSS px, as seen) stand in the margins:
    `scale * (natural + gaps * word_space) == width + hang_left + hang_right` on every line but a short last one.
    `natural` is the width with nominal spaces, its hyphen included, before scaling; `width` is the room of the line.
    """

    start: tuple[int, int]
    end: tuple[int, int]
    hyphenated: bool
    word_space: float
    scale: float
    hang_left: float
    hang_right: float
    natural: float
    width: float
    gaps: int


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the text a breakpoint is: the end of the line before it, the start of the next."""

    end: tuple[int, int]
    start: tuple[int, int]
    hyphen: bool


def set_paragraph(runs: Sequence[Run], widths: Sequence[float], style: Style) -> tuple[SetLine, ...] | None:
    """Return the lines of a paragraph, or None where the engine's own are kept (`choose_lines` says why).

    `widths` are the rooms of the lines in CSS px, the first indent already taken off; the last one repeats.
    """
    lines = choose_lines(runs, widths, style)
    return None if isinstance(lines, Reason) else lines


def choose_lines(runs: Sequence[Run], widths: Sequence[float], style: Style) -> tuple[SetLine, ...] | Reason:
    """Return the lines of a paragraph, or the reason why there are none."""
    try:
        text = _Text(runs, style)
        for demands, hyphenate, reluctant in _passes(style, text.space):
            items, spots = text.items(hyphenate, reluctant)
            if not spots:
                return Reason.EMPTY
            chosen = total_fit(items, widths, demands)
            if chosen is not None:
                return text.lines([spots[item] for item in chosen], widths, demands)
    except UnmeasurableError:
        return Reason.FACE
    return Reason.NO_BREAK


def _passes(style: Style, space: float) -> list[tuple[Demands, bool, bool]]:
    """Return what is tried in turn: no hyphens, hyphens, hyphens everywhere and room made by force."""
    base = Demands(
        expansion=style.expansion if style.justified else 0.0,
        last_line_min=max(style.last_line_min, style.indent),
        looseness=style.looseness,
        whole=style.whole,
        whole_last=style.no_hyphen_last,
        ragged=0.0 if style.justified else 8 * space,
    )
    passes = [(replace(base, tolerance=1.0), False, False)]
    if style.hyphenate:
        passes.append((replace(base, tolerance=1.26), True, False))
    return [*passes, (replace(base, tolerance=float("inf")), style.hyphenate, True)]


class _Text:
    """The runs of a paragraph with their voices: makes the items, and measures the lines that were chosen."""

    def __init__(self, runs: Sequence[Run], style: Style) -> None:
        """Find the voices of the runs."""
        self.runs, self.style = runs, style
        self.voices: list[Voice | None] = [
            voice(run.face, run.size, run.features, run.language, run.letter_spacing) if run.width is None else None
            for run in runs
        ]
        measured = [(len(run.text), one) for run, one in zip(runs, self.voices, strict=True) if one is not None]
        self.space = max(measured, key=lambda pair: pair[0])[1].space if measured else 0.0

    def width(self, start: tuple[int, int], end: tuple[int, int], hyphen: bool) -> tuple[float, int]:
        """Return the width of the text from one place to another with nominal spaces, and the number of gaps."""
        total, gaps = 0.0, 0
        for number in range(start[0], end[0] + 1):
            run, speaker = self.runs[number], self.voices[number]
            first = start[1] if number == start[0] else 0
            last = end[1] if number == end[0] else len(run.text)
            if speaker is None:
                total += (run.width or 0.0) if last > first else 0.0
                continue
            for match in _TOKEN.finditer(run.text, first, last):
                if match["word"] is None:
                    total, gaps = total + speaker.space, gaps + 1
                else:
                    divided = hyphen and number == end[0] and match.end() == last
                    total += speaker.width(match[0] + (self.style.hyphen if divided else ""))
        return total, gaps

    def items(self, hyphenate: bool, reluctant: bool) -> tuple[list[Item], dict[int, _Spot]]:
        """Return the paragraph as items, and the place of each legal break by the number of its item."""
        items: list[Item] = []
        spots: dict[int, _Spot] = {}
        glues: list[bool] = []
        end = (0, 0)
        for number, run in enumerate(self.runs):
            speaker = self.voices[number]
            if speaker is None:
                tokens = [(0, len(run.text), "word")]
            else:
                tokens = [(m.start(), m.end(), str(m.lastgroup)) for m in _TOKEN.finditer(run.text)]
            for first, last, kind in tokens:
                if kind != "word":
                    if not items:
                        continue
                    legal = kind == "space" and run.breakable
                    glues.append(legal)
                    continue
                start = (number, first)
                if glues:
                    legal = all(glues)
                    if legal:
                        spots[len(items)] = _Spot(end, start, False)
                    items.append(Penalty(0.0, 0.0 if legal else FORBIDDEN))
                    one = self.voices[end[0]] or speaker
                    width = one.space if one else self.space
                    items.append(Glue(width, self.space * STRETCH, self.space * SHRINK))
                    glues = []
                self._word(items, spots, number, first, last, hyphenate, reluctant)
                end = (number, last)
        if items:
            spots[len(items)] = _Spot(end, end, False)
            items.append(Penalty(0.0, FORCED))
        return items, spots

    def _word(
        self, items: list[Item], spots: dict[int, _Spot], number: int, first: int, last: int,
        hyphenate: bool, reluctant: bool,
    ) -> None:  # fmt: skip
        """Add a word, or the part of one that stands in a run, with the places where it may be divided."""
        run, speaker = self.runs[number], self.voices[number]
        if speaker is None:
            items.append(Box(run.width or 0.0))
            return
        word = run.text[first:last]
        whole = speaker.width(word)
        done = 0.0
        places = hyphens.cuts(word, run.language, hyphenate, self.style.exceptions) if run.breakable else ()
        for cut in places:
            if cut.reluctant and not reluctant:
                continue
            before = speaker.width(word[: cut.offset])
            ended = speaker.width(word[: cut.offset] + self.style.hyphen) if cut.hyphen else before
            after = speaker.width(word[cut.offset :])
            items.append(Box(before - done))
            place = (number, first + cut.offset)
            cost = RELUCTANT_COST if cut.reluctant else HYPHEN_COST if cut.hyphen else MARK_COST
            spots[len(items)] = _Spot(place, place, cut.hyphen)
            items.append(Penalty(ended - before, cost, cut.flagged, after - (whole - before)))
            done = before
        items.append(Box(whole - done))

    def lines(self, ends: Sequence[_Spot], widths: Sequence[float], demands: Demands) -> tuple[SetLine, ...]:
        """Return the lines that end at these places, measured anew."""
        lines = []
        start = self._begin()
        for number, spot in enumerate(ends):
            room = widths[min(number, len(widths) - 1)]
            natural, gaps = self.width(start, spot.end, spot.hyphen)
            scale, word_space = 1.0, 0.0
            last = number == len(ends) - 1
            if self.style.justified and not (last and natural <= room):
                scale = min(1 + demands.expansion, max(1 - demands.expansion, room / natural))
                word_space = (room / scale - natural) / gaps if gaps else 0.0
            lines.append(SetLine(start, spot.end, spot.hyphen, word_space, scale, 0.0, 0.0, natural, room, gaps))
            start = spot.start
        return tuple(lines)

    def _begin(self) -> tuple[int, int]:
        """Return the place of the first character that is no space."""
        for number, run in enumerate(self.runs):
            found = len(run.text) - len(run.text.lstrip(" \t\n\r\f"))
            if found < len(run.text):
                return number, found
        return 0, 0
