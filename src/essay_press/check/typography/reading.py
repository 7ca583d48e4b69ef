"""A finished PDF → how it is set. Nothing is asked but the file, so that any program's pages can be judged.

Letters are put together to lines, lines to paragraphs; where the file is tagged, its tags say what is a paragraph, a
heading or a note, else indents, short lines and white do. What cannot be told is left out rather than guessed at.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import pikepdf

from essay_press.check import reading
from essay_press.check.content import Box
from essay_press.check.decode import Decoder
from essay_press.check.typography.frames import Frame, Hanging, frames
from essay_press.check.typography.glyphs import Face, Glyph, glyphs
from essay_press.check.typography.paragraphs import Placed, numbered
from essay_press.check.typography.roles import Tag, body, kinds
from essay_press.check.typography.segments import Segment, draws_spaces, segments
from essay_press.check.typography.typeset import Gap, Kind, Line, Paragraph, Sheet, Typeset

__all__ = ["read", "typeset"]

SPACE = 0.25  # em: a word space where nothing says what it is
NATURAL = 6  # word spaces on last lines, from which a font's own is told
TAGGED = 0.8  # of the lines: a file with fewer in its tree is read by eye
FLOWS = (Kind.TEXT, Kind.NOTE, Kind.HEADING)


@dataclass(frozen=True, slots=True)
class _Spaces:
    """How wide each font's own space is, in em, and for which of them the file does not say so."""

    known: dict[str, float]
    guessed: tuple[str, ...]


def read(data: bytes, *, spaces: Mapping[str, float] | None = None) -> Typeset:
    """Return how the PDF in `data` is set.

    `spaces` gives the width of a font's own space in em, by the font's name without subset tag, for files that do not
    have it: TeX embeds no space. Without it, that of the last lines of paragraphs is taken, which no program stretches,
    and a quarter of an em where there are none. Raises what pikepdf raises of a file that is no PDF.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return typeset(pdf, reading.read(pdf), spaces)


def typeset(pdf: pikepdf.Pdf, document: reading.Document, spaces: Mapping[str, float] | None = None) -> Typeset:
    """Return how an open PDF is set, `document` being what was read of it; see `read`."""
    faces: dict[tuple[int, int], Decoder] = {}
    letters = [
        [glyph for glyph in glyphs(page, sheet.index, sheet.media, faces) if _on(sheet.trim, glyph)]
        for page, sheet in zip(pdf.pages, document.pages, strict=True)
    ]
    drawn = draws_spaces(glyph for page in letters for glyph in page)
    lines = [segments(page, spaces=drawn) for page in letters]
    tags = _tags(document, lines)
    text = body(lines, tags)
    kind = kinds(lines, tags, text)
    placed = _placed(lines, kind, tags)
    numbers = numbered(placed, text, tagged=bool(tags))
    known = _spaces(placed, numbers, [face for face in faces.values() if isinstance(face, Face)], spaces or {})
    found = _lines(placed, numbers, known)
    sheets = tuple(
        Sheet(page.index, page.label, page.trim.width, page.trim.height, len(page.pictures)) for page in document.pages
    )
    return Typeset(
        sheets,
        found,
        _paragraphs(found),
        text[0],
        text[1],
        known.known,
        known.guessed,
        tuple(sorted({face.name for face in faces.values() if isinstance(face, Face) and not face.measured})),
        str(pdf.Root.get("/Lang", "")),
        is_tagged=bool(tags),
    )


def _on(trim: Box, glyph: Glyph) -> bool:
    return trim.left - 1 <= glyph.x0 <= trim.right + 1 and trim.bottom <= glyph.y <= trim.top


def _tags(document: reading.Document, lines: Sequence[Sequence[Segment]]) -> dict[tuple[int, int], Tag]:
    """Return the tags by page and number of the marked content; none where the tree leaves out much of the text."""
    found = {
        (item.run.page, item.run.mcid): Tag(item.roles, item.block, item.role, item.element)
        for item in document.tagged
        if item.run.mcid >= 0
    }
    own = [(index, line.mcid) for index, page in enumerate(lines) for line in page if not line.artifact]
    return found if own and sum(1 for key in own if key in found) >= TAGGED * len(own) else {}


def _placed(
    lines: Sequence[Sequence[Segment]], kind: Sequence[Sequence[Kind]], tags: Mapping[tuple[int, int], Tag]
) -> list[Placed]:
    """Return all lines in the order in which they are drawn, each with its column."""
    running = [
        [line for line, what in zip(page, whats, strict=True) if what is Kind.TEXT]
        for page, whats in zip(lines, kind, strict=True)
    ]
    columns = frames(running)
    out: list[Placed] = []
    for index, (page, whats) in enumerate(zip(lines, kind, strict=True)):
        for line, what in zip(page, whats, strict=True):
            number = _column(line, columns[index])
            tag = tags.get((index, line.mcid))
            out.append(Placed(index, line, what, columns[index][number], number, tag))
    return out


def _column(line: Segment, found: Sequence[Frame]) -> int:
    return next((number for number in reversed(range(len(found))) if found[number].holds(line)), 0)


def _spaces(
    placed: Sequence[Placed], numbers: Sequence[int], faces: Sequence[Face], given: Mapping[str, float]
) -> _Spaces:
    """Return the width of each font's own space: as given, as the file has it, as it is where nothing is stretched."""
    known = {face.name: face.space for face in faces if face.space} | dict(given)
    last = {number: at for at, number in enumerate(numbers)}
    natural: dict[str, list[float]] = {}
    for at, item in enumerate(placed):
        is_end = last[numbers[at]] == at and item.kind in FLOWS
        if is_end and item.line.right < item.frame.right - 2 * item.line.em:
            for white in item.line.whites:
                natural.setdefault(white.font, []).append((white.right - white.left) / white.em)
    guessed = tuple(sorted({face.name for face in faces} - set(known)))
    usual = median([*known.values()]) if known else SPACE
    for name in guessed:
        found = natural.get(name, [])
        known[name] = median(found) if len(found) >= NATURAL else usual
    return _Spaces(dict(sorted(known.items())), guessed)


def _lines(placed: Sequence[Placed], numbers: Sequence[int], spaces: _Spaces) -> tuple[Line, ...]:
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for at, number in enumerate(numbers):
        first.setdefault(number, at)
        last[number] = at
    hanging = Hanging.of((item.line, item.frame) for item in placed if item.kind is Kind.TEXT)
    out = []
    for at, (item, number) in enumerate(zip(placed, numbers, strict=True)):
        line, frame = item.line, item.frame
        edge = frame.edge(line)
        flows = item.kind in FLOWS
        runs = item.kind in (Kind.TEXT, Kind.NOTE)
        over = max(0.0, line.right - frame.right - hanging.allowed(line)) if flows and frame.is_filled else 0.0
        out.append(
            Line(
                item.page,
                line.y,
                line.size,
                line.font,
                line.words,
                tuple(Gap(white.left, white.right, spaces.known[white.font] * white.em) for white in line.whites),
                item.kind,
                item.tag.role if item.tag else "",
                (min(line.left, frame.left) if flows else line.left, frame.right if edge is None else edge),
                item.column,
                number,
                is_first=first[number] == at,
                is_last=last[number] == at,
                is_justified=runs and last[number] != at and (edge is not None or over > 0),
                over=over,
                element=item.tag.element if item.tag else 0,
            )
        )
    return tuple(out)


def _paragraphs(found: Sequence[Line]) -> tuple[Paragraph, ...]:
    groups: dict[int, list[Line]] = {}
    for line in found:
        groups.setdefault(line.paragraph, []).append(line)
    return tuple(Paragraph(number, group[0].kind, tuple(group)) for number, group in groups.items())
