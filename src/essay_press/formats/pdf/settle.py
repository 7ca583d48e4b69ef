"""The one loop: lay out, measure, constrain, lay out again; at most three layouts, then the best is kept.

A footnote on the wrong page or a pull-quote cut in two is a fault, not a blemish, and each one that is mended moves
what comes after it: as long as there is one, up to three layouts more are made. A layout after which nothing but a
wider gutter was asked for, or lines chosen for the first time, does not count among the three. Text in columns takes
more: each line that moves in one moves those of the next, and what spans them moves all.

Whatever depends on the page it falls on (the side of a hung quote, the grid below a figure, a note too long for the
foot) is a constraint. A constraint looks at one layout and says what the next must do; it never lays out itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from essay_press.diagnostics import Diagnostic
from essay_press.editions import is_hopeless
from essay_press.formats.pdf import document
from essay_press.formats.pdf.constraints import (
    CONSTRAINTS,
    EARLY,
    LAST,
    LATE,
    Finding,
    Refine,
    gutter,
    lines,
    sides,
    spreads,
)
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.shelf import Kept
from essay_press.model import Composition

__all__ = ["MOST_FOR_COLUMNS", "MOST_FOR_FAULTS", "MOST_LAYOUTS", "Settled", "at_first", "settle"]

MOST_LAYOUTS = 3
MOST_FOR_FAULTS = 6
MOST_FOR_COLUMNS = 12
MOST_FOR_SPREADS = 4
FOR_GRID = 3
# What weighs this much is a fault.
FAULT = 300.0

LayOut = Callable[[Constraints], tuple[Kept, Measurement]]


@dataclass(frozen=True, slots=True)
class Settled:
    """The best layout found, its geometry, what it was asked for, and what it could not meet."""

    kept: Kept
    measurement: Measurement
    constraints: Constraints
    diagnostics: tuple[Diagnostic, ...]
    layouts: int


def settle(composition: Composition, lay_out: LayOut) -> Settled:
    """Return the best layout: the first that breaks no rule, else the one that breaks least.

    An essay that is far too long for its edition is laid out once.
    """
    chosen = _loop(composition, lay_out, by_engine=False)
    if not lines.wanted(composition) or chosen.weight < FAULT:
        return _polished(chosen, composition, lay_out)
    # Chance has it that what is moved here is at rest there: lines are not worth a fault.
    plain = _loop(composition, lay_out, by_engine=True, first=chosen.first)
    if chosen.weight <= plain.weight:
        return _polished(chosen, composition, lay_out)
    found = _polished(plain, composition, lay_out)
    return replace(found, diagnostics=(*found.diagnostics, lines.given_up()))


def at_first(composition: Composition, *, by_engine: bool) -> Constraints:
    """Return what a first layout is asked for."""
    endnotes = dict(composition.options).get("notes") == "end"
    return Constraints(endnotes=endnotes, gutter=gutter.least(composition.edition), by_engine=by_engine)


@dataclass(frozen=True, slots=True)
class _Best:
    """What the loop came to: the best layout, what weighs against it, what was said on the way; the first layout."""

    settled: Settled
    weight: float
    notes: tuple[Diagnostic, ...] = ()
    first: tuple[Kept, Measurement] | None = None


def _loop(
    composition: Composition, lay_out: LayOut, *, by_engine: bool, first: tuple[Kept, Measurement] | None = None
) -> _Best:
    """Return the best layout, with the engine's own lines or with lines that are chosen; `first` is one without any."""
    choosing = lines.wanted(composition) and not by_engine
    constraints = at_first(composition, by_engine=by_engine)
    best: Settled | None = None
    least = float("inf")
    notes: dict[Diagnostic, None] = {}
    tried, asking, on_grid, widened = [constraints], CONSTRAINTS, constraints, 0
    for count in range(1, MOST_FOR_COLUMNS + 1):
        laid, measurement = first if first and count == 1 else lay_out(constraints)
        first = first or ((laid, measurement) if choosing else None)
        most, in_all = (
            (MOST_FOR_COLUMNS,) * 2 if measurement.columns else (MOST_LAYOUTS + widened, MOST_FOR_FAULTS + choosing)
        )
        left = in_all - count
        scene = _scene(composition, constraints, measurement, left)
        early = choosing and not (constraints.lines or constraints.kept)
        wanted, findings = _refine(scene, constraints, EARLY if early else asking if count < most else LATE)
        weight = sum(finding.weight for finding in findings if not finding.last)
        if wanted.endnotes and not constraints.endnotes:
            notes.update(dict.fromkeys(finding.diagnostic for finding in findings[:1] if finding.diagnostic))
        if weight < least:
            best, least = Settled(laid, measurement, constraints, _told(findings), count), weight
            if measurement.columns:
                on_grid, _ = _refine(scene, constraints, LAST)
        if is_hopeless(composition.edition, len(measurement.pages)):
            break
        faulty = any(finding.weight >= FAULT for finding in findings)
        if measurement.columns and asking is CONSTRAINTS and (wanted in tried or left == FOR_GRID) and weight:
            # Columns that never come to rest: the best of them is kept, and only brought back onto the grid.
            wanted, asking = on_grid, LAST
        if wanted == constraints or not left or (count >= most and not faulty):
            break
        widened += wanted.gutter > constraints.gutter or (bool(wanted.lines) and not constraints.lines)
        constraints = wanted
        tried.append(wanted)
    if best is None:
        message = "no layout was made"
        raise RuntimeError(message)
    return _Best(best, least, tuple(notes), first)


def _polished(found: _Best, composition: Composition, lay_out: LayOut) -> Settled:
    """Return the best layout with what moves little: quotes on their sides, lines beside them, facing pages level."""
    best, by_engine = found.settled, found.settled.constraints.by_engine
    if not is_hopeless(composition.edition, len(best.measurement.pages)):
        best = _on_their_sides(best, found.weight, composition, lay_out)
        if lines.wanted(composition) and not by_engine:
            best = _at_rest(_completed(best, found.weight, composition, lay_out), lay_out)
        best = _level(best, composition, lay_out)
    told = tuple(dict.fromkeys((*found.notes, *best.diagnostics, *lines.told(best.measurement, best.constraints))))
    return replace(best, diagnostics=told)


def _on_their_sides(best: Settled, weight: float, composition: Composition, lay_out: LayOut) -> Settled:
    """Return the best layout with its pull-quotes on the outer sides of the pages on which they ended.

    What is wanted of a layout moves text, and with it quotes to other pages: where the loop ends in the middle of that,
    a quote hung in the margin would stand in the inner one, and be cut by the trim. Sides alone move nothing.
    """
    wanted, found = sides.refine(_scene(composition, best.constraints, best.measurement), best.constraints)
    if not found:
        return best
    laid, measurement = lay_out(wanted)
    _, findings = _refine(_scene(composition, wanted, measurement), wanted, ())
    if _weight(findings) >= weight + _weight(found):
        return best
    return Settled(laid, measurement, wanted, _told(findings), best.layouts + 1)


def _completed(best: Settled, weight: float, composition: Composition, lay_out: LayOut) -> Settled:
    """Return the best layout with the lines of the paragraphs beside floats chosen too, unless that breaks a rule."""
    now = best
    for _ in range(lines.STEPS):
        wanted = lines.complete(_scene(composition, now.constraints, now.measurement), now.constraints)
        if wanted == now.constraints:
            break
        laid, measurement = lay_out(wanted)
        now = Settled(laid, measurement, wanted, best.diagnostics, now.layouts + 1)
        gridded, findings = _refine(_scene(composition, wanted, measurement), wanted, LAST)
        if _weight(findings) <= weight:
            return Settled(laid, measurement, wanted, _told(findings), now.layouts)
        now = replace(now, constraints=gridded)
    return best


def _at_rest(best: Settled, lay_out: LayOut) -> Settled:
    """Return the best layout without chosen lines that have not the room that they were chosen for.

    The engine's own lines fit any room. Where giving up a few moves others, all beside floats are given up, then all.
    """
    for step in range(lines.STEPS):
        wanted = lines.released(best.measurement, best.constraints, step)
        if wanted == best.constraints:
            return best
        laid, measurement = lay_out(wanted)
        best = Settled(laid, measurement, wanted, best.diagnostics, best.layouts + 1)
    return best


def _level(best: Settled, composition: Composition, lay_out: LayOut) -> Settled:
    """Return the best layout with its facing pages level, as far as nothing else becomes worse by that.

    Last of all, since it moves lines from page to page and looks at where they ended.
    """
    scene = _scene(composition, best.constraints, best.measurement)
    if not (told := spreads.told(scene)):
        return best
    _, findings = _refine(scene, best.constraints, ())
    weight = _weight(findings)
    wanted, now = spreads.refine(scene, best.constraints), best.constraints
    for _ in range(MOST_FOR_SPREADS):
        if wanted == now:
            break
        now = wanted
        laid, measurement = lay_out(now)
        scene = _scene(composition, now, measurement)
        wanted, findings = _refine(scene, now, LATE)
        heavier, left = _weight(findings), spreads.told(scene)
        if heavier <= weight and len(left) < len(told):
            best = Settled(laid, measurement, now, _told(findings), best.layouts + 1)
            weight, told = heavier, left
        if not told:
            break
        # What moved is put right first, then levelled again.
        wanted = wanted if heavier > weight else spreads.refine(scene, now)
    return replace(best, diagnostics=(*best.diagnostics, *told))


def _scene(composition: Composition, constraints: Constraints, measurement: Measurement, left: int = 0) -> Scene:
    """Return a layout with what was laid out; `left` is how many layouts may follow it."""
    return Scene(composition, document.build(composition, constraints), measurement, left)


def _weight(findings: Sequence[Finding]) -> float:
    """Return what weighs against a layout."""
    return sum(finding.weight for finding in findings)


def _told(findings: Sequence[Finding]) -> tuple[Diagnostic, ...]:
    """Return what is said of a layout."""
    return tuple(finding.diagnostic for finding in findings if finding.diagnostic)


def _refine(
    scene: Scene, constraints: Constraints, asking: Sequence[Refine]
) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return what the constraints that are `asking` want of the next layout, and what all found in this one."""
    findings: list[Finding] = []
    before = constraints.gutter
    for refine in CONSTRAINTS:
        wanted, found = refine(scene, constraints)
        findings.extend(found)
        if refine in asking:
            constraints = wanted
        if constraints.endnotes and found and refine is CONSTRAINTS[0]:
            break
        if constraints.gutter > before:  # every line will break elsewhere: what is measured here says nothing
            break
    return constraints, tuple(findings)
