"""Lines chosen for each paragraph as a whole: for the room that its lines had, again where that has changed.

Where no float stands beside it a paragraph comes to rest at once. One whose lines leave their room, and go on doing so
each time they are chosen anew, keeps the engine's lines, as does one that cannot be measured exactly: it is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf import document, setting
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.linebreaking import Reason, Run, SetLine, Style, choose_lines
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.paragraphs import Paragraph
from essay_press.formats.pdf.setting import Set, Source
from essay_press.markup import tree
from essay_press.model import Composition

__all__ = ["STEPS", "refine", "released", "told", "wanted"]

STEPS = 3

# A layout before any lines are chosen; a paragraph whose lines still are to be; one whose lines have not the room that
# they were chosen for.
FIRST, UNSET, UNFIT = 1e6, 1.0, 300.0
MOST_TRIES = 3
# By how much a room may differ from what lines were chosen for, in CSS px: what justifying takes up unseen.
ROOM = 0.25
RESTLESS = "beside what moves from layout to layout"
# The share of its width that a last line should have at least.
LAST = 0.12


def wanted(composition: Composition) -> bool:
    """Return whether lines are to be chosen."""
    return dict(composition.options).get("lines") == "total-fit"


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the lines of each paragraph, and those that keep the engine's."""
    if not wanted(scene.composition):
        return constraints, ()
    found = {item.key: item for item in scene.layout.paragraphs if _is_text(scene, item)}
    chosen, kept = _settled(found, constraints)
    missing = [item for key, item in found.items() if key not in chosen and key not in kept]
    findings = [Finding(UNFIT) for key, one in constraints.lines.items() if chosen.get(key) is not one]
    if missing:
        first = not (constraints.lines or constraints.kept)
        findings += [Finding(FIRST)] if first else [Finding(UNSET)] * len(missing)
        fresh, odd = _begin(scene, constraints, missing)
        chosen |= fresh
        kept |= odd
    return replace(constraints, lines=chosen, kept=kept), tuple(findings)


def told(constraints: Constraints) -> tuple[Diagnostic, ...]:
    """Return a note of how many paragraphs keep the engine's lines, and why."""
    if not constraints.kept:
        return ()
    reasons = Counter(constraints.kept.values())
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    total = len(constraints.kept) + len(constraints.lines)
    message = f"{len(constraints.kept)} of {total} paragraphs keep the engine's own lines ({why})"
    return (Diagnostic(Severity.NOTE, "EP424", message),)


def released(layout: Measurement, constraints: Constraints, step: int) -> Constraints:
    """Return the constraints without the lines that have not their room: alone, with all beside floats, or all."""
    found = {item.key: item for item in layout.paragraphs}
    unfit = {key for key, one in constraints.lines.items() if key in found and not one.fits(found[key].rooms)}
    if not unfit:
        return constraints
    if step:
        unfit |= {key for key in constraints.lines if step > 1 or key not in found or not _is_plain(found[key])}
    lines = {key: one for key, one in constraints.lines.items() if key not in unfit}
    return replace(constraints, lines=lines, kept={**constraints.kept, **dict.fromkeys(sorted(unfit), RESTLESS)})


def _is_plain(found: Paragraph) -> bool:
    """Return whether no float narrows the lines of a paragraph."""
    return len({round(room.width, 1) for room in found.rooms[1:]} | {round(width, 1) for width in found.more}) <= 1


def _is_text(scene: Scene, found: Paragraph) -> bool:
    """Return whether a block is running text of more than one line."""
    return found.align in ("justify", "start") and len(found.rooms) > 1 and found.key in _texts(scene)


def _texts(scene: Scene) -> set[str]:
    """Return the ids of all blocks but those of display, and what is in them."""
    return _keys(scene.html)


def _keys(html) -> set[str]:
    display = {item for block in html.iter() if block.get("data-balance") is not None for item in block.iter()}
    display |= {item for block in html.iter("aside", "table", "pre") for item in block.iter()}
    return {item.get("id") for item in html.iter() if item.get("id") and item not in display}


def _settled(found: Mapping[str, Paragraph], constraints: Constraints) -> tuple[dict[str, Set], dict[str, str]]:
    """Return the lines chosen before, anew where they have other room now, and the paragraphs given up."""
    chosen, kept = {}, {key: why for key, why in constraints.kept.items()}
    for key, one in constraints.lines.items():
        item = found.get(key)
        if item is None or one.fits(item.rooms):
            if item is not None:
                chosen[key] = one
            continue
        if one.tries >= MOST_TRIES:
            kept[key] = RESTLESS
            continue
        again = _choose(one.source, _widths(item), item.indent)
        if isinstance(again, str):
            kept[key] = again
        elif again.lines == one.lines:
            kept[key] = "not measured exactly"
        else:
            chosen[key] = replace(again, tries=one.tries + 1)
    return chosen, kept


def _begin(
    scene: Scene, constraints: Constraints, missing: Sequence[Paragraph]
) -> tuple[dict[str, Set], dict[str, str]]:
    """Return the lines of paragraphs that had none chosen, and why others have none."""
    html = document.build(scene.composition, replace(constraints, lines={}))
    blocks = {block.get("id"): block for block in html.iter() if block.get("id")}
    chosen, kept = {}, {}
    for item in missing:
        read = setting.source(blocks[item.key], item, scene.composition.layout.fonts)
        one = _choose(read, _widths(item), item.indent) if isinstance(read, Source) else read
        if isinstance(one, Set):
            chosen[item.key] = one
        else:
            kept[item.key] = one
    return chosen, kept


def _widths(item: Paragraph) -> tuple[float, ...]:
    """Return the rooms of a paragraph's lines, and of some more; the last one repeats, in CSS px."""
    widths = [round(room.width, 3) for room in item.rooms] + [round(width, 3) for width in item.more]
    while len(widths) > 1 and widths[-1] == widths[-2]:
        widths.pop()
    return tuple(widths)


def _choose(read: Source, widths: tuple[float, ...], indent: float) -> Set | str:
    """Return a paragraph with its lines chosen, or why it has none."""
    style = Style(
        justified=read.justified,
        expansion=0.0,
        hyphenate=read.hyphens == "auto",
        last_line_min=LAST * widths[-1],
        indent=max(indent, 0.0),
    )
    lines = _lines(read.runs, widths, style)
    return str(lines) if isinstance(lines, Reason) else Set(read, lines)


@lru_cache(maxsize=4096)
def _lines(runs: tuple[Run, ...], widths: tuple[float, ...], style: Style) -> tuple[SetLine, ...] | Reason:
    """Return chosen lines; editions of one face, size and measure share them."""
    return choose_lines(runs, widths, style)
