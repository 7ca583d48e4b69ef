"""A paragraph in runs of text becomes lines: measured, broken, each with its spaces, its scale and what hangs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from essay_press.formats.pdf.linebreaking import scales
from essay_press.formats.pdf.linebreaking.measure import UnmeasurableError, voice
from essay_press.formats.pdf.linebreaking.text import SHRINK, Spot, Text
from essay_press.formats.pdf.linebreaking.total_fit import RUNT, Demands, total_fit
from essay_press.formats.pdf.linebreaking.words import ANYWHERE, AS_WRITTEN, DIVIDED, Place, Run

__all__ = ["Reason", "SetLine", "Style", "choose_lines", "nominal_space", "set_paragraph"]

# As far as spaces are stretched, in parts of the stretch they like: without hyphens, up to 1.2 times a space's own
# width, and with them up to 1.6 times (a little under TeX's \tolerance of 200). TeX is content with 1.5 without
# hyphens; but as neighbours are held to like scales here, which TeX does not, only an even one goes without.
TOLERANCE, WITH_HYPHENS = 0.4, 1.2
# Up to 1.8 times for a line more or less.
LOOSENED = 1.6
# In need more is tolerated, at first up to twice the space and a little; without end only if that is not enough, since
# looking at every line that is not overfull takes long. Spaces may then shrink below TeX's two thirds too, as far as
# words stay apart: where lines are short for their words, one that is tight mends two that gape.
IN_NEED = 2.5
# Where nothing is added to spaces the engine kerns with them, if the face does; its smallest unit in CSS px stops that.
HAIR = 1 / 1024
# What a ragged line may want at its end, in parts of the measure, before its badness is 100.
RAG = 0.1
RAGGED_TOLERANCE = 2.0


class Reason(StrEnum):
    """Why a paragraph keeps the engine's own lines."""

    EMPTY = "there is no text"
    FACE = "a face or a script that cannot be measured exactly"
    NO_BREAK = "a word is wider than its line"


@dataclass(frozen=True, slots=True)
class Style:
    """What is wanted of the lines.

    `expansion` is the share by which a line may be scaled (0.02; 0 for none); `hang` gives per character the shares of
    its width that go into the left and the right margin: None takes them from the glyphs' shapes, {} is nothing.
    `last_line_min` and `indent` in CSS px: a last line shorter than either is a runt. `exceptions` are words with
    hyphens where they may be divided. Lines in `whole`, counted from 0, do not end with a hyphen (those at the foot of
    a recto); with `no_hyphen_last` the last but one does not either. `hyphen` is what is added to a divided word.
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
    whole: frozenset[int] = frozenset()
    hyphen: str = "\u2010"


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line: where it starts and ends (run, offset; spaces at a break are in neither line), and how it is set.

    `word_space` in CSS px is added to the nominal width of each of its `gaps`, no-break spaces included; all is then
    scaled by `scale`, and `hang_left` and `hang_right` (CSS px, as seen) stand in the margins:
    `scale * (natural + gaps * word_space) == width + hang_left + hang_right`, on all but ragged lines and a last one
    with room to spare. `natural` is the width in CSS px with nominal spaces and the hyphen, before scaling; `width` the
    room of the line. `hyphen` is the sign to add: the one wanted, or another where the face does not have it.
    """

    start: Place
    end: Place
    hyphenated: bool
    word_space: float
    scale: float
    hang_left: float
    hang_right: float
    natural: float
    width: float
    gaps: int
    hyphen: str = ""


def set_paragraph(runs: Sequence[Run], widths: Sequence[float], style: Style) -> tuple[SetLine, ...] | None:
    """Return the lines of a paragraph, or None where the engine's own are kept; `choose_lines` says why.

    `widths` are the rooms of the lines in CSS px, the first one's indent already taken off; the last one repeats.
    """
    lines = choose_lines(runs, widths, style)
    return None if isinstance(lines, Reason) else lines


def choose_lines(runs: Sequence[Run], widths: Sequence[float], style: Style) -> tuple[SetLine, ...] | Reason:
    """Return the lines of a paragraph, or the reason why there are none."""
    try:
        text = Text(runs, style.hang, style.exceptions, style.hyphen, style.justified, style.indent > 0)
        chosen, best, tightness = None, (inf, inf), 1.0
        for level, demands in _passes(style, max(widths), text.tightness):
            items, spots = text.items(level)
            if not items:
                return Reason.EMPTY
            found = total_fit(items, widths, demands)
            if found is None:
                continue
            missing = abs(style.looseness - found.looseness)
            if (missing, found.demerits) < best:
                chosen, best = [spots[item] for item in found.ends], (missing, found.demerits)
                tightness = demands.tightness
            # A line more or less is worth somewhat looser lines, not what is done in need.
            if best[1] < RUNT and (not missing or demands.tolerance >= LOOSENED):
                break
    except UnmeasurableError:
        return Reason.FACE
    return Reason.NO_BREAK if chosen is None else tuple(_lines(text, chosen, widths, style, tightness * SHRINK))


def nominal_space(runs: Sequence[Run]) -> float:
    """Return how wide a space is, in CSS px, in what most of a paragraph is set in; 0 where there is no text."""
    text = [run for run in runs if run.width is None]
    if not text:
        return 0.0
    most = max(text, key=lambda run: len(run.text))
    return voice(most.face, most.size, most.features, most.language, most.letter_spacing).space


def _passes(style: Style, measure: float, tightness: float) -> Iterator[tuple[int, Demands]]:
    """Yield what is tried in turn: no hyphens; hyphens where they are good; anything that is not overfull."""
    base = Demands(
        tolerance=TOLERANCE if style.justified else RAGGED_TOLERANCE,
        expansion=style.expansion if style.justified else 0.0,
        give=0.0 if style.justified else RAG * measure,
        last_line_min=max(style.last_line_min, style.indent),
        looseness=style.looseness,
        whole=style.whole,
        whole_last=style.no_hyphen_last,
    )
    yield AS_WRITTEN, base
    if style.hyphenate:
        yield DIVIDED, replace(base, tolerance=WITH_HYPHENS if style.justified else RAGGED_TOLERANCE)
    if style.looseness and style.justified:
        yield DIVIDED if style.hyphenate else AS_WRITTEN, replace(base, tolerance=LOOSENED)
    if style.hyphenate and not style.justified:
        # No name is divided for the sake of an even edge.
        for tolerance in (IN_NEED, inf):
            yield DIVIDED, replace(base, tolerance=tolerance)
    for tolerance in (IN_NEED, inf):
        level = ANYWHERE if style.hyphenate else AS_WRITTEN
        yield level, replace(base, tolerance=tolerance, tightness=tightness)


def _lines(
    text: Text, chosen: Sequence[Spot], widths: Sequence[float], style: Style, shrink: float
) -> Iterator[SetLine]:
    """Yield the lines that end at these breaks; spaces shrink by no more than a share of their width."""
    starts = [text.begin(), *chosen[:-1]]
    measured = [text.segment(start, end) for start, end in zip(starts, chosen, strict=True)]
    rooms = [widths[min(number, len(widths) - 1)] for number in range(len(chosen))]
    hangs = [(start.hang_left, end.hang_right) for start, end in zip(starts, chosen, strict=True)]
    full = [style.justified] * len(chosen)
    if measured[-1][0] - hangs[-1][0] <= rooms[-1]:
        # A last line with room to spare stands as it is, and nothing of it reaches the margin.
        full[-1], hangs[-1] = False, (hangs[-1][0], 0.0)
    expansion = style.expansion if style.justified else 0.0
    limits = [
        _limits(room + sum(hang), *each, text.space * shrink, expansion) if fills else (1.0, 1.0)
        for room, hang, each, fills in zip(rooms, hangs, measured, full, strict=True)
    ]
    wanted, most = zip(*limits, strict=True)
    for number, scale in enumerate(scales.level(wanted, 1 - expansion, most)):
        natural, gaps = measured[number]
        target = rooms[number] + sum(hangs[number])
        word_space = 0.0
        if full[number] and gaps:
            word_space = (target / scale - natural) / gaps
            if abs(word_space) < HAIR:
                word_space, scale = HAIR, target / (natural + gaps * HAIR)
        hyphen = chosen[number].hyphen
        start, end = text.places(starts[number], chosen[number])
        yield SetLine(start, end, bool(hyphen), word_space, scale, *hangs[number], natural, rooms[number], gaps, hyphen)


def _limits(target: float, natural: float, gaps: int, shrink: float, expansion: float) -> tuple[float, float]:
    """Return the scale at which a line has nominal spaces, and the largest at which it is not overfull."""
    most = target / max(natural - gaps * shrink, 1e-6)
    return target / max(natural, 1e-6), max(1 - expansion, min(1 + expansion, most))
