"""What each line of a page is part of: by its tags where the file has them, else by where and how large it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from essay_press.check.folding import FOLIO
from essay_press.check.typography.segments import Segment
from essay_press.check.typography.typeset import Kind

__all__ = ["Tag", "body", "kinds"]

HEADINGS = frozenset({"H", "H1", "H2", "H3", "H4", "H5", "H6", "Title"})
APART = frozenset({"TD", "TH", "Table", "TR", "Caption", "Figure", "Code", "Lbl", "TOC", "TOCI", "Formula"})
ASIDE = APART | {"Note", "FENote", "LI", "BlockQuote"}
LARGE = 1.12  # of the size of the text: from here up a line is no running text
TITLE = 2.0  # from here up it is no heading but a title, or a drop cap
SMALL = 0.94  # from here down, below the text of its page, a note
AWAY = 1.5  # leadings of white that part a running head from the text
RECURS = 3  # pages on which a running head recurs
ABOVE = 1.4  # leadings of white above a heading of the size of the text
HEAVY = re.compile(r"bold|semi|demi|heavy|black|medium|caps|italic|oblique|bx|sc\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tag:
    """Where a line stands in the structure tree: roles from the root, its block's number and role, its own number."""

    roles: tuple[str, ...]
    block: int
    role: str
    element: int = 0


def body(
    pages: Sequence[Sequence[Segment]], tags: Mapping[tuple[int, int], Tag] | None = None
) -> tuple[float, float, str]:
    """Return size and leading of most of the text, and its font; zeros and nothing where there is none.

    Of a tagged file only its paragraphs are asked, not its notes and lists: where an essay has more notes than text,
    most of its letters are theirs.
    """
    running = [[line for line in page if _runs(index, line, tags or {})] for index, page in enumerate(pages)]
    pages = running if any(running) else pages
    letters: Counter[float] = Counter()
    fonts: Counter[str] = Counter()
    for page in pages:
        for line in page:
            if not line.artifact:
                letters[round(line.size, 1)] += line.letters
                fonts[line.font] += line.letters
    if not letters:
        return 0.0, 0.0, ""
    size = max(letters, key=lambda value: (letters[value], value))
    steps: Counter[float] = Counter()
    for page in pages:
        own = [line for line in page if abs(line.size - size) < 0.15]
        steps.update(
            round(above.y - below.y, 1) for above, below in pairwise(own) if size / 2 < above.y - below.y < 3 * size
        )
    leading = max(steps, key=lambda value: (steps[value], -value)) if steps else 0.0
    return size, leading, max(fonts, key=lambda name: (fonts[name], name))


def _runs(index: int, line: Segment, tags: Mapping[tuple[int, int], Tag]) -> bool:
    """Return whether a line is tagged as one of running text."""
    tag = tags.get((index, line.mcid))
    return tag is not None and tag.role == "P" and ASIDE.isdisjoint(tag.roles)


def kinds(
    pages: Sequence[Sequence[Segment]], tags: Mapping[tuple[int, int], Tag], text: tuple[float, float, str]
) -> tuple[tuple[Kind, ...], ...]:
    """Return what each line of each page is; `tags` by page and number of the marked content, empty without a tree."""
    recurring = _recurring(pages, text[1])
    return tuple(
        tuple(_kind(index, number, page, tags, text, recurring) for number in range(len(page)))
        for index, page in enumerate(pages)
    )


def _kind(
    index: int,
    number: int,
    page: Sequence[Segment],
    tags: Mapping[tuple[int, int], Tag],
    text: tuple[float, float, str],
    recurring: frozenset[tuple[int, int]],
) -> Kind:
    line = page[number]
    if line.artifact == "Pagination" or (index, number) in recurring:
        return Kind.FOLIO if FOLIO.fullmatch(_words(line)) else Kind.HEAD
    if line.artifact:
        return Kind.DISPLAY
    tag = tags.get((index, line.mcid))
    if tag is not None:
        return _tagged(line, tag, text[0])
    text_only = [other for at, other in enumerate(page) if (index, at) not in recurring and not other.artifact]
    return _untagged(line, text_only, text)


def _tagged(line: Segment, tag: Tag, size: float) -> Kind:
    if "Note" in tag.roles or "FENote" in tag.roles:
        return Kind.NOTE
    if tag.role in HEADINGS:
        return Kind.DISPLAY if line.size >= TITLE * size else Kind.HEADING
    if APART.intersection(tag.roles) or line.size >= LARGE * size:
        return Kind.DISPLAY
    return Kind.TEXT


def _untagged(line: Segment, page: Sequence[Segment], text: tuple[float, float, str]) -> Kind:
    """Return what a line is among those of its page that are no running heads."""
    size, leading, font = text
    if line.size >= TITLE * size:
        return Kind.DISPLAY
    if line.size >= LARGE * size:
        return Kind.HEADING
    if line.size <= SMALL * size:
        own = [other.y for other in page if abs(other.size - size) < 0.15]
        return Kind.NOTE if own and line.y < min(own) else Kind.TEXT
    above = [other.y for other in page if other.y > line.y + size / 2]
    apart = not above or min(above) - line.y >= ABOVE * leading
    widest = max(other.right for other in page)
    if line.font != font and HEAVY.search(line.font) and apart and line.right < widest - 2 * size:
        return Kind.HEADING
    beside = [other for other in page if other is not line and abs(other.y - line.y) < 0.1 * size]
    is_label = len(_words(line)) <= 4 and any(other.left > line.left for other in beside)
    return Kind.DISPLAY if is_label and line.whites == () else Kind.TEXT


def _recurring(pages: Sequence[Sequence[Segment]], leading: float) -> frozenset[tuple[int, int]]:
    """Return page and number of lines that no tag calls pagination, but that recur at head or foot away from the text.

    A number alone there is a folio also if it occurs once.
    """
    found: list[tuple[int, int, float, str]] = []
    for index, page in enumerate(pages):
        rows = sorted({round(line.y, 1) for line in page if line.artifact != "Pagination"}, reverse=True)
        edge = set()
        if len(rows) > 1 and leading:
            edge = {rows[0]} if rows[0] - rows[1] >= AWAY * leading else set()
            edge |= {rows[-1]} if rows[-2] - rows[-1] >= AWAY * leading else set()
        elif rows:
            edge = set(rows)
        for number, line in enumerate(page):
            if round(line.y, 1) in edge and line.artifact != "Pagination":
                found.append((index, number, round(line.y), re.sub(r"\d+|\b[ivxlcdm]+\b", "", _words(line)).strip()))
    counted = Counter((y, words) for _, _, y, words in found)
    folios = Counter(y for index, number, y, _ in found if FOLIO.fullmatch(_words(pages[index][number])))
    return frozenset(
        (index, number)
        for index, number, y, words in found
        if (FOLIO.fullmatch(_words(pages[index][number])) and (folios[y] > 1 or len(pages) < RECURS))
        or (words and counted[y, words] >= RECURS)
    )


def _words(line: Segment) -> str:
    return " ".join(word.text for word in line.words)
