"""Facing pages that end level, and a last page of more than a few lines.

A page ends early where the next lines must stay together. Then a paragraph on one of them is set a line longer or
shorter; or there is a line more above a heading, or around a section break, of the short one; or the page beside it is
set as short. Each moves what follows, so that all pages of a part are weighed together (`weighing`): what they would
hold is worked out from the rows of this layout, as the engine will break them, and the way with the fewest blemishes
is asked for. A word that a reader would have to turn the page for is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints import endnotes, quotes
from essay_press.formats.pdf.constraints.copyfit import Fitting, Setting, fitting_of
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.constraints.rows import Row, rows
from essay_press.formats.pdf.constraints.weighing import FEWEST, Pages, Way, faces, facing
from essay_press.formats.pdf.document import Constraints
from essay_press.markup import tree

__all__ = ["FEWEST", "refine", "told"]

PARTS, NOTES = ("essay", "resume"), ("notes",)
LEVEL = 0.3
"""The share of a line that is no difference."""
# What it may cost that a left-hand page does not end within a word, where pages are set anew anyway.
OPPOSITE = 0.25


def refine(scene: Scene, constraints: Constraints) -> Constraints:
    """Return the constraints with paragraphs set otherwise, glue around headings and breaks, and shorter pages."""
    if scene.layout.columns:
        return constraints
    lead = quotes.lead(scene.layout)
    short, loose, glue = dict(constraints.short), dict(constraints.loose), dict(constraints.glue)
    chosen = dict(constraints.lines)
    fitting = fitting_of(scene, constraints)
    areas = [
        replace(area, bottom=area.bottom + constraints.short.get(page, 0.0))
        for page, area in enumerate(scene.layout.pages)
    ]
    for section in _parts(scene):
        found = tuple(_without(row, constraints, lead) for row in rows(scene, section))
        if not found:
            continue
        first, last = found[0].page, found[-1].page
        way = Pages(found, areas, lead, _rule(scene), last, fitting).best(first)
        for page in range(first, last + 1):
            short.pop(page, None)
        for row in found:
            loose.pop(row.key, None)
            glue.pop(row.key, None)
        for step in reversed(list(way.steps())):
            short.update((page, less * lead) for page, less in step.short)
            loose.update((row.key, lead) for row in found if row.opens and row.key in step.loose)
            glue.update(_around(found, step.loose, lead))
        others = ((setting.key, fitting.lines(setting)) for setting in _settings(way, fitting))
        chosen.update((key, other) for key, other in others if other is not None)
    for section in _parts(scene, NOTES):
        glue.update(endnotes.spaced(scene, section, _feet(scene, section)))
    return replace(constraints, short=short, loose=loose, glue=glue, lines=chosen)


def _settings(way: Way, fitting: Fitting) -> Iterator[Setting]:
    """Yield how paragraphs are to be set, with the wishes for left-hand pages that cost next to nothing."""
    steps = list(way.steps())[::-1]
    found = {setting.key: setting for step in steps for setting in step.set}
    for key, number in (wish for step in steps for wish in step.wish):
        setting = found.get(key, Setting(key))
        wished = replace(setting, whole=setting.whole | {number})
        before = (fitting.price(setting) or 0.0) if key in found else 0.0
        price = fitting.price(wished)
        if price is not None and price - before <= OPPOSITE:
            found[key] = wished
    yield from found.values()


def _without(row: Row, constraints: Constraints, lead: float) -> Row:
    """Return a row with the space above it that it would have without glue."""
    glue = constraints.loose.get(row.key, 0.0) if row.opens else lead / 2 if row.key in constraints.glue else 0.0
    return replace(row, gap=max(0.0, row.gap - glue)) if glue and row.gap else row


def _around(found: Sequence[Row], loose: Sequence[str], lead: float) -> Iterator[tuple[str, float]]:
    """Yield section breaks, and what follows each, with the space above it in CSS px: half a line more than it has."""
    for row, below in pairwise(found):
        if row.parts and row.key in loose:
            yield from ((each.key, each.gap + lead / 2) for each in (row, below))


def told(scene: Scene) -> tuple[Diagnostic, ...]:
    """Return a note for each blemish: a spread that is not level, a word over the turn of a page, a short last page."""
    if scene.layout.columns:
        return ()
    found = [rows(scene, section) for section in _parts(scene)]
    return (*_uneven(scene), *_turned(found), *_stray(scene, found))


def _uneven(scene: Scene) -> Iterator[Diagnostic]:
    """Yield a note for each two facing pages whose text goes on and ends at different heights."""
    lead = quotes.lead(scene.layout)
    for section in _parts(scene, (*PARTS, *NOTES)):
        ends = _feet(scene, section)
        for page in facing(ends):
            left, right = ends[page], ends[page + 1]
            if left and right and abs(left - right) > LEVEL * lead:
                apart = max(1, round(abs(left - right) / lead))
                higher = page + 1 if left < right else page + 2
                message = f"page {higher} ends {apart} {'line' if apart == 1 else 'lines'} above the one that faces it"
                hint = "let a paragraph on either page run a line longer or shorter"
                yield Diagnostic(Severity.NOTE, "EP436", message, None, hint)


def _turned(found: Sequence[Sequence[Row]]) -> Iterator[Diagnostic]:
    """Yield a note for each word that a reader has to turn the page for."""
    for own in found:
        for row, after in pairwise(own):
            if row.hyphen and after.page > row.page and not faces(row.page):
                message = f"page {row.page + 1} ends within a word, which goes on overleaf"
                yield Diagnostic(Severity.NOTE, "EP437", message, None, "change a word of its last paragraph")


def _stray(scene: Scene, found: Sequence[Sequence[Row]]) -> Iterator[Diagnostic]:
    """Yield a note for each part whose last page has only a few lines."""
    lead = quotes.lead(scene.layout)
    for own in found:
        pages = [row.page for row in own]
        few = pages.count(pages[-1]) if pages else FEWEST
        if few < FEWEST and pages[-1] != pages[0] and all(row.height < 3 * lead for row in own[-few:]):
            lines = f"{few} lines" if few > 1 else "1 line"
            message = f"page {pages[-1] + 1}: the text ends with {lines} on a page of their own"
            hint = f"change a few words, or fill other pages: --pages {len(scene.layout.pages) - 1}"
            yield Diagnostic(Severity.NOTE, "EP429", message, None, hint)


def _parts(scene: Scene, names: Sequence[str] = PARTS) -> list[etree._Element]:
    """Return the parts of running text, or those of other names."""
    return [each for each in scene.html.iterfind(".//section") if any(tree.has_class(each, name) for name in names)]


def _feet(scene: Scene, section: etree._Element) -> dict[int, float]:
    """Return where the text of each page of a part ends, in CSS px; 0 where notes end it."""
    ends: dict[int, float] = {}
    keys = {tree.get(item, "id") for item in section.iter() if item.get("id")}
    for line in scene.layout.lines:
        if line.in_flow and line.key in keys:
            ends[line.page] = max(ends.get(line.page, 0.0), line.bottom)
    for block in section:
        for part in scene.layout.fragments.get(tree.get(block, "id"), ()):
            if part.in_flow and part.page in ends and block.tag not in ("p", "ul", "ol", "dl", "blockquote"):
                ends[part.page] = max(ends[part.page], part.bottom)
    areas = scene.layout.pages
    return {page: 0.0 if areas[page].notes_top < areas[page].bottom else end for page, end in ends.items()}


def _rule(scene: Scene) -> float:
    """Return the height, in CSS px, of what stands above the notes of a page: their distance and their rule."""
    for page, area in enumerate(scene.layout.pages):
        own = [
            part.bottom - part.top
            for note in scene.composition.essay.notes
            for part in scene.layout.fragments.get(note.id, ())
            if part.page == page
        ]
        if own and area.notes_top < area.bottom:
            return max(0.0, area.bottom - area.notes_top - sum(own))
    return 0.0
