"""Lines chosen for each paragraph as a whole: for the room that its lines had, again where that has changed.

A paragraph with a float beside it keeps the engine's lines, which fit any room, for as long as floats move; when all
else is settled its lines are chosen too (`complete`). One whose lines leave their room even then, or that cannot be
measured exactly, keeps the engine's lines for good, and is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf import document, runs
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.linebreaking import Reason, Run, SetLine, Style, choose_lines
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.paragraphs import Paragraph
from essay_press.formats.pdf.setting import SLACK, Set, Source
from essay_press.markup import tree
from essay_press.model import Composition

__all__ = ["STEPS", "complete", "given_up", "otherwise", "refine", "released", "told", "wanted"]

# A layout before any lines are chosen; a paragraph whose lines still are to be; one whose lines have not the room that
# they were chosen for.
FIRST, UNSET, UNFIT = 1e6, 1.0, 300.0
STEPS = 3
HAIR = 0.05
RESTLESS = "stand beside what moves from layout to layout"
INEXACT = "are not as wide as they were measured"
# The share of its width that a last line should have at least.
LAST = 0.12


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a layout's options ask of lines: the share by which they may be scaled, and whether marks hang."""

    expansion: float
    hang: bool


def _wish(composition: Composition) -> _Wish:
    """Return what the options of a composition ask of its lines."""
    options = dict(composition.options)
    return _Wish(float(options.get("expansion", 0.0)) / 100, bool(options.get("optical_margins")))


def wanted(composition: Composition) -> bool:
    """Return whether lines are to be chosen."""
    return dict(composition.options).get("lines") == "total-fit"


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the lines of each paragraph that has no float beside it, nor will have one."""
    if constraints.by_engine or not wanted(scene.composition):
        return constraints, ()
    away = _disturbed(scene, constraints)
    found = {item.key: item for item in scene.layout.paragraphs}
    chosen, kept = {}, dict(constraints.kept)
    findings = []
    for key, one in constraints.lines.items():
        fits = key in found and one.fits(found[key].rooms)
        if fits and key not in away:
            chosen[key] = one
        elif key in found and not fits:
            findings.append(Finding(UNFIT))
            if key not in away and not found[key].beside:
                _again(found[key], one, _wish(scene.composition), chosen, kept)
    plain = [item for item in _texts(scene) if not item.beside and item.key not in away]
    missing = [item for item in plain if item.key not in chosen and item.key not in kept]
    if missing:
        first = not (constraints.lines or constraints.kept)
        findings += [Finding(FIRST)] if first else [Finding(UNSET)] * len(missing)
        _begin(scene, constraints, missing, chosen, kept)
    return replace(constraints, lines=chosen, kept=kept), tuple(findings)


def complete(scene: Scene, constraints: Constraints) -> Constraints:
    """Return the constraints with the lines of every paragraph, those beside floats among them."""
    found = {item.key: item for item in scene.layout.paragraphs}
    chosen, kept = {}, dict(constraints.kept)
    for key, one in constraints.lines.items():
        if key in found and one.fits(found[key].rooms):
            chosen[key] = one
        elif key in found:
            _again(found[key], one, _wish(scene.composition), chosen, kept)
    missing = [item for item in _texts(scene) if item.key not in chosen and item.key not in kept]
    _begin(scene, constraints, missing, chosen, kept)
    return replace(constraints, lines=chosen, kept=kept)


def released(layout: Measurement, constraints: Constraints, step: int) -> Constraints:
    """Return the constraints without the lines that have not their room: alone, with all beside floats, or all."""
    found = {item.key: item for item in layout.paragraphs}
    unfit = {key for key, one in constraints.lines.items() if key in found and not one.fits(found[key].rooms)}
    if not unfit:
        return constraints
    if step:
        unfit |= {key for key in constraints.lines if step > 1 or key not in found or found[key].beside}
    lines = {key: one for key, one in constraints.lines.items() if key not in unfit}
    return replace(constraints, lines=lines, kept={**constraints.kept, **dict.fromkeys(sorted(unfit), RESTLESS)})


def otherwise(
    composition: Composition, item: Paragraph, one: Set, looseness: int = 0, whole: frozenset[int] = frozenset()
) -> Set | None:
    """Return a paragraph with lines above the best number, and with lines `whole`, counted from 0, without a hyphen."""
    found = _choose(one.source, _widths(item), item.indent, _wish(composition), looseness, whole)
    return found if isinstance(found, Set) else None


def told(layout: Measurement, constraints: Constraints) -> tuple[Diagnostic, ...]:
    """Return a note of how many paragraphs keep the engine's lines, and why."""
    keys = {item.key for item in layout.paragraphs if len(item.rooms) > 1}
    reasons = Counter(why for key, why in constraints.kept.items() if key in keys)
    if not reasons:
        return ()
    count = sum(reasons.values())
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    message = f"{count} of {count + len(constraints.lines)} paragraphs keep the engine's own lines: {why}"
    return (Diagnostic(Severity.NOTE, "EP424", message),)


def given_up() -> Diagnostic:
    """Return a note that all paragraphs keep the engine's lines."""
    message = (
        "all paragraphs keep the engine's own lines: with lines chosen for them a quote or a note would be out of place"
    )
    return Diagnostic(Severity.NOTE, "EP425", message)


def _texts(scene: Scene) -> list[Paragraph]:
    """Return the blocks of running text that have more than one line: no display, no pull-quote, no code.

    A note that is called in one of those is text all the same.
    """
    lines = [item for item in scene.layout.paragraphs if len(item.rooms) > 1]
    display = [block for block in scene.html.iter() if block.get("data-balance") is not None]
    display += scene.html.iter("aside", "pre")
    apart = {item.get("id") for block in display for item in block.iter()}
    notes = {item.get("id") for item in scene.html.iter("span") if tree.has_class(item, "footnote")}
    return [item for item in lines if item.key not in apart - notes]


def _disturbed(scene: Scene, constraints: Constraints) -> set[str]:
    """Return the blocks beside which a pull-quote will stand that does not stand there yet."""
    away: set[str] = set()
    for aside in scene.html.iter("aside"):
        key = tree.get(aside, "id")
        anchor = tree.by_id(scene.html, constraints.anchors.get(key, ""))
        if anchor is None or aside.getnext() is anchor:
            continue
        room = sum(part.bottom - part.top for part in scene.layout.fragments.get(key, ())[:1])
        block: etree._Element | None = anchor
        while block is not None and room > 0:
            away.update(tree.get(item, "id") for item in block.iter() if item.get("id"))
            room -= sum(part.bottom - part.top for part in scene.layout.fragments.get(tree.get(block, "id"), ()))
            block = block.getnext()
        if block is not None:
            away.update(tree.get(item, "id") for item in block.iter() if item.get("id"))
    return away


def _again(item: Paragraph, one: Set, wish: _Wish, chosen: dict[str, Set], kept: dict[str, str]) -> None:
    """Choose the lines of a paragraph anew, for the room that it has now; enter them, or why it has none."""
    lines = _choose(one.source, _widths(item), item.indent, wish)
    if isinstance(lines, Set) and lines.lines == one.lines:
        # The engine broke them elsewhere: it must find them wider than they are.
        lines = INEXACT
    _enter(item.key, lines, chosen, kept)


def _enter(key: str, lines: Set | str, chosen: dict[str, Set], kept: dict[str, str]) -> None:
    """Enter the lines of a paragraph, or why it has none."""
    if isinstance(lines, Set):
        chosen[key] = lines
    else:
        kept[key] = lines


def _begin(
    scene: Scene, constraints: Constraints, missing: Sequence[Paragraph], chosen: dict[str, Set], kept: dict[str, str]
) -> None:
    """Choose the lines of paragraphs that have none, and enter them."""
    if not missing:
        return
    wish = _wish(scene.composition)
    html = document.build(scene.composition, replace(constraints, lines={}))
    blocks = {block.get("id"): block for block in html.iter() if block.get("id")}
    for item in missing:
        read = runs.source(blocks[item.key], item, scene.composition.layout.fonts)
        lines = _choose(read, _widths(item), item.indent, wish) if isinstance(read, Source) else read
        _enter(item.key, lines, chosen, kept)


def _widths(item: Paragraph) -> tuple[float, ...]:
    """Return the rooms of a paragraph's lines, and of some more; the last one repeats, in CSS px."""
    widths = [round(room.width, 3) for room in item.rooms] + [round(width, 3) for width in item.more]
    while len(widths) > 1 and widths[-1] == widths[-2]:
        widths.pop()
    return tuple(widths)


def _choose(
    read: Source,
    widths: tuple[float, ...],
    indent: float,
    wish: _Wish,
    looseness: int = 0,
    whole: frozenset[int] = frozenset(),
) -> Set | str:
    """Return a paragraph with its lines chosen, or why it has none."""
    # A ragged line that fills its room to the last hair could be found too long by the engine, which does not widen it.
    spare = 0.0 if read.justified else SLACK * read.size
    # Generated text cannot be pulled into the margin, nor does it stand behind an indent of any width to be seen.
    indent = max(indent, HAIR if read.order[0][0] is None else 0.0)
    style = Style(
        justified=read.justified,
        expansion=wish.expansion,
        hyphenate=read.hyphens == "auto",
        last_line_min=LAST * widths[-1],
        indent=indent,
        looseness=looseness,
        whole=whole,
    )
    lines = _lines(read.runs, tuple(width - spare for width in widths), style, wish.hang and read.hangs)
    if isinstance(lines, Reason):
        return f"are left alone, since there is {lines}"
    if not read.justified:
        return Set(read, tuple(replace(line, width=line.width + spare) for line in lines))
    return Set(read, tuple(_whole(line) for line in lines))


def _whole(line: SetLine) -> SetLine:
    """Return a line; one without spaces, such as a long address, is made to fit instead of hanging.

    The engine would find that its text, met before what pulls it into the margin, does not fit, and cut it.
    """
    if line.gaps or line.scale * line.natural <= line.width - HAIR:
        return line
    return replace(line, scale=(line.width - HAIR) / line.natural, hang_left=0.0, hang_right=0.0)


@lru_cache(maxsize=4096)
def _lines(runs: tuple[Run, ...], widths: tuple[float, ...], style: Style, hang: bool) -> tuple[SetLine, ...] | Reason:
    """Return chosen lines, whose marks hang or do not; editions of one face, size and measure share them."""
    return choose_lines(runs, widths, style if hang else replace(style, hang={}))
