"""What the author stresses looks stressed: bold words are bolder than the text round them, others are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from essay_press.check import expected
from essay_press.check.alignment import Placement, Stream, align, stream
from essay_press.check.content import Run
from essay_press.check.folding import folded, is_right_to_left
from essay_press.check.fonts import weight_of
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["stress"]

BOLD = frozenset({"strong", "b"})
STRESSED = BOLD | {"em", "i", "cite", "dfn"}
HEAVY = 100  # steps of weight by which a bold has to be bolder than its paragraph, or 600 and more by itself
SEMIBOLD = 600
HINT = "declare {face} file of the family in the layout: the engine takes another face without a word"


@dataclass(frozen=True, slots=True)
class Stressed:
    """Words stressed in a block: the element's tag, its text, how many folded characters of the block stand before."""

    tag: str
    words: str
    before: int


def stress(essay: Essay, document: Document) -> Report:
    """Return whether the stressed words of each paragraph differ from the rest of it: in face, size or colour.

    Bold has to be bold in the file too. Paragraphs that are stressed as a whole have nothing to differ from, and text
    from right to left is found word by word; both are left out.
    """
    body = stream(document, notes=False)
    placements = {item.block.id: item for item in align(expected.blocks(essay), body).placements}
    out: list[Diagnostic] = []
    count = 0
    for name, marks in _marked(essay):
        placement = placements.get(name)
        if placement is None or placement.start >= placement.end:
            continue
        drawn = [(mark, _runs(mark, placement, body)) for mark in marks]
        inside = {id(run) for _, runs in drawn for run in runs}
        around = [item for item in body.between(placement.start, placement.end) if id(item.run) not in inside]
        # The numbers of notes are the layout's, and may be bold.
        rest = [item.run for item in around if "Reference" not in item.roles and any(map(str.isalnum, item.run.text))]
        if not rest:
            continue
        count += sum(bool(runs) for _, runs in drawn)
        place = placement.block.place or Place(essay.path)
        unseen = [(mark, runs[0]) for mark, runs in drawn if runs and not _shows(mark, runs, rest)]
        out += [_unseen(mark, run, document, place) for mark, run in unseen]
    return Report("stress can be seen", tuple(out), count)


def _shows(mark: Stressed, runs: Iterable[Run], rest: list[Run]) -> bool:
    """Return whether a reader sees that words are stressed among the rest of their paragraph."""
    around = {_look(run) for run in rest}
    apart = [run for run in runs if _look(run) not in around]
    if mark.tag not in BOLD:
        return bool(apart)
    usual = min(weight_of(run.font) for run in rest)
    return any(weight_of(run.font) >= min(SEMIBOLD, usual + HEAVY) for run in apart)


def _look(run: Run) -> tuple[str, float, tuple[float, float, float]]:
    return run.font, round(run.size, 1), run.colour


def _runs(mark: Stressed, placement: Placement, where: Stream) -> list[Run]:
    """Return the runs that draw stressed words; note calls and the like can only push them further on."""
    text = folded(mark.words)
    start = where.text.find(text, placement.start + mark.before, placement.end)
    if start < 0:
        return []
    found = [item.run for item in where.between(start, start + len(text))]
    return [run for run in found if any(map(str.isalnum, run.text))]


def _marked(essay: Essay) -> Iterator[tuple[str, list[Stressed]]]:
    """Yield (id of the block, its stressed words) for each block of the body that has any."""
    root = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    for block in root.iter(*sorted(expected.LEAVES)):
        if block.get("id"):
            found: list[Stressed] = []
            _gather(block, 0, found)
            if found:
                yield str(block.get("id")), found


def _gather(element: etree._Element, before: int, found: list[Stressed]) -> int:
    """Add the outermost stressed elements below `element`; return how many folded characters stand up to its end."""
    before += len(folded(element.text or ""))
    for child in element:
        called = "noteref" in (child.get("class") or "").split()
        words = "".join(map(str, child.itertext()))
        if not isinstance(child.tag, str) or child.tag in expected.LEAVES or called:
            pass  # no element, a block of its own, or a number that the edition prints
        elif child.tag in STRESSED:
            if any(map(str.isalnum, words)) and not is_right_to_left(words):
                found.append(Stressed(child.tag, words, before))
            before += len(folded(words))
        else:
            before = _gather(child, before, found)
        before += len(folded(child.tail or ""))
    return before


def _unseen(mark: Stressed, run: Run, document: Document, place: Place) -> Diagnostic:
    bold = mark.tag in BOLD
    where = document.pages[run.page].name
    what = "is bold in the manuscript, and not on the page" if bold else "is stressed, and looks like the text round it"
    hint = HINT.format(face="a bold" if bold else "an italic")
    severity = Severity.ERROR if bold else Severity.WARNING
    return Diagnostic(severity, "EP519", f"{where}: “{mark.words[:60]}” {what} ({run.font})", place, hint)
