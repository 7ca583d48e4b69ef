"""Where the blocks of an essay stand in the text of a finished PDF."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from essay_press.check.expected import Block
from essay_press.check.folding import folded, lost_words
from essay_press.check.reading import Document, Tagged

__all__ = ["Alignment", "Finding", "Placement", "Stream", "align", "stream"]

GAP = 8  # folded characters that an edition may print at a seam: a note's number, the marks of a quotation
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LONG = 24  # folded characters from which a block is hardly ever found by chance


@dataclass(frozen=True, slots=True)
class Placement:
    """A block and where it stands in the stream: from `start` to before `end`."""

    block: Block
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A block that is not as promised: the words that are missing and how many, none when it only stands elsewhere."""

    block: Block
    missing: str
    count: int
    before: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """Folded text in reading order, with the runs that it came from."""

    text: str
    starts: tuple[int, ...]
    items: tuple[Tagged, ...]

    def at(self, position: int) -> Tagged | None:
        """Return the run that holds the character at `position`."""
        index = bisect_right(self.starts, position) - 1
        return self.items[index] if 0 <= index < len(self.items) else None

    def between(self, start: int, end: int) -> tuple[Tagged, ...]:
        """Return the runs that hold any character from `start` to before `end`."""
        first = max(0, bisect_right(self.starts, start) - 1)
        return self.items[first : bisect_left(self.starts, end)]

    def part(self, start: int, end: int) -> Stream:
        """Return what stands from `start` to before `end`, positions counted from `start`."""
        low, high = bisect_left(self.starts, start), bisect_left(self.starts, end)
        starts = tuple(at - start for at in self.starts[low:high])
        return Stream(self.text[start:end], starts, self.items[low:high])

    def is_edge(self, position: int) -> bool:
        """Return whether a run begins or ends at `position`."""
        index = bisect_left(self.starts, position)
        return position == len(self.text) or (index < len(self.starts) and self.starts[index] == position)


@dataclass(frozen=True, slots=True)
class Alignment:
    """The blocks that were found, in the essay's order, and what was found wrong."""

    placements: tuple[Placement, ...]
    lost: tuple[Finding, ...]
    moved: tuple[Finding, ...]


def stream(document: Document, *, notes: bool) -> Stream:
    """Return the tagged text that a reader can see: that of the notes, or all the rest."""
    pieces: list[str] = []
    starts: list[int] = []
    items: list[Tagged] = []
    length = 0
    for item in document.tagged:
        if item.run.hidden or ("Note" in item.roles) is not notes:
            continue
        if not document.pages[item.run.page].trim.meets(item.run.box):
            continue
        text = folded(item.run.text)
        if text:
            starts.append(length)
            items.append(item)
            pieces.append(text)
            length += len(text)
    return Stream("".join(pieces), tuple(starts), tuple(items))


def align(blocks: Sequence[Block], where: Stream) -> Alignment:
    """Return where each block stands.

    Figures, tables and listings are sought once the text is placed: where the essay has them, or after a later
    paragraph of their section.
    """
    number = {id(block): i for i, block in enumerate(blocks)}
    text = _align([block for block in blocks if not block.group], where)
    placed = {number[id(item.block)]: item for item in text.placements}
    strays = {id(item.block) for item in text.moved}
    steady = {i: item for i, item in placed.items() if item.block.ordered and id(item.block) not in strays}
    lost, moved = list(text.lost), list(text.moved)
    for name, members in groupby(blocks, key=lambda block: block.group):
        if name:
            found = _waiting(list(members), number, steady, where)
            placed |= {number[id(item.block)]: item for item in found.placements}
            lost += found.lost
            moved += found.moved
    lost.sort(key=lambda item: number[id(item.block)])
    moved.sort(key=lambda item: number[id(item.block)])
    return Alignment(tuple(placed[i] for i in sorted(placed)), tuple(lost), tuple(moved))


def _waiting(group: Sequence[Block], number: dict[int, int], texts: dict[int, Placement], where: Stream) -> Alignment:
    """Return where a figure, table or listing stands: in the first gap between the `texts` that holds it whole."""
    first, last = number[id(group[0])], number[id(group[-1])]
    low = max((item.end for i, item in texts.items() if i < first), default=0)
    ends = [(texts[i].start, texts[i].end, texts[i].block.tag) for i in sorted(texts) if i > last]
    best: Alignment | None = None
    for start, end, tag in (*ends, (len(where.text), 0, "")):
        found = _inside(group, where, low, start)
        if not found.lost and not found.moved:
            return found
        best = best or found
        if tag in HEADINGS:
            break
        low = end
    best = best or _align(group, where)
    elsewhere = [item for item in best.lost if _stands_elsewhere(item.block, where)]
    lost = tuple(item for item in best.lost if item not in elsewhere)
    return Alignment(best.placements, lost, (*best.moved, *(Finding(item.block, "", 0) for item in elsewhere)))


def _inside(blocks: Sequence[Block], where: Stream, low: int, high: int) -> Alignment:
    """Return where some blocks stand between two places of the stream, one after the other."""
    found = _align(blocks, where.part(low, high))
    there = tuple(Placement(item.block, item.start + low, item.end + low) for item in found.placements)
    return Alignment(there, found.lost, found.moved)


def _align(blocks: Sequence[Block], where: Stream) -> Alignment:
    """Return where each block stands: long ones that occur once are anchors, the others are sought between them."""
    anchors = _anchors(blocks, where)
    kept = _rising(anchors)
    placed: dict[int, Placement] = {i: anchors[i] for i in kept}
    moved = [Finding(blocks[i], "", 0) for i in sorted(set(anchors) - set(kept)) if blocks[i].ordered]
    placed |= {i: anchors[i] for i in set(anchors) - set(kept)}
    lost: list[Finding] = []
    limits = _limits(len(blocks), [(i, anchors[i]) for i in kept], len(where.text))
    position = 0
    for i, block in enumerate(blocks):
        if i in kept:
            position = placed[i].end
            continue
        if i in placed:
            continue
        low, high = (max(position, limits[i][0]), limits[i][1]) if block.ordered else (0, len(where.text))
        found = _within(block, where, low, high)
        if isinstance(found, Placement):
            placed[i] = found
            position = found.end if block.ordered else position
        elif _stands_elsewhere(block, where):
            moved.append(Finding(block, "", 0))
        else:
            lost.append(found)
    return Alignment(tuple(placed[i] for i in sorted(placed)), tuple(lost), tuple(moved))


def _anchors(blocks: Sequence[Block], where: Stream) -> dict[int, Placement]:
    found: dict[int, Placement] = {}
    for i, block in enumerate(blocks):
        if block.right_to_left or len(block.text) < LONG:
            continue
        place = _pieces(block.pieces, where.text, 0, len(where.text))
        if place is not None and _pieces(block.pieces, where.text, place[0] + 1, len(where.text)) is None:
            found[i] = Placement(block, *place)
    return found


def _pieces(pieces: Sequence[str], text: str, low: int, high: int) -> tuple[int, int] | None:
    """Return where the pieces stand in text[low:high], one after the other with at most GAP characters between."""
    start = text.find(pieces[0], low, high)
    while start >= 0:
        end = start + len(pieces[0])
        for piece in pieces[1:]:
            next_start = text.find(piece, end, min(high, end + GAP + len(piece)))
            if next_start < 0:
                break
            end = next_start + len(piece)
        else:
            return start, end
        start = text.find(pieces[0], start + 1, high)
    return None


def _rising(anchors: dict[int, Placement]) -> set[int]:
    """Return the largest set of ordered anchors that stand in the essay's order (longest rising subsequence)."""
    tails: list[int] = []
    keys: list[int] = []
    before: dict[int, int | None] = {}
    for i, placement in anchors.items():
        if not placement.block.ordered:
            continue
        at = bisect_left(tails, placement.start)
        before[i] = keys[at - 1] if at else None
        if at == len(tails):
            tails.append(placement.start)
            keys.append(i)
        else:
            tails[at], keys[at] = placement.start, i
    kept: set[int] = set()
    step: int | None = keys[-1] if keys else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return kept


def _limits(count: int, anchors: Iterable[tuple[int, Placement]], length: int) -> list[tuple[int, int]]:
    """Return for each block the end of the anchor before it and the start of the anchor after it."""
    ordered = sorted(anchors)
    limits: list[tuple[int, int]] = []
    k = 0
    for i in range(count):
        while k < len(ordered) and ordered[k][0] <= i:
            k += 1
        low = ordered[k - 1][1].end if k else 0
        high = ordered[k][1].start if k < len(ordered) else length
        limits.append((low, high))
    return limits


def _within(block: Block, where: Stream, low: int, high: int) -> Placement | Finding:
    if block.right_to_left:
        return _bag(block, where, low, high)
    at = low
    while (place := _pieces(block.pieces, where.text, at, high)) is not None:
        if len(block.text) >= LONG or not block.ordered or where.is_edge(place[0]) or where.is_edge(place[1]):
            return Placement(block, *place)
        at = place[0] + 1
    return _missing(block, where.text[low:high])


def _stands_elsewhere(block: Block, where: Stream) -> bool:
    """Return whether the stream has the whole block as a text of its own, in some other place."""
    if len(block.text) < LONG // 2 or block.right_to_left:
        return False
    place = _pieces(block.pieces, where.text, 0, len(where.text))
    return place is not None and where.is_edge(place[0]) and where.is_edge(place[1])


def _bag(block: Block, where: Stream, low: int, high: int) -> Placement | Finding:
    """Look for each word by itself: right-to-left text is drawn backwards, and its lines mix directions."""
    lost = lost_words(block.words, where.text[low:high])
    if lost:
        return Finding(block, " ".join(lost[:8]), len(lost))
    return Placement(block, low, low)  # its words were found apart: what follows may begin anywhere after


def _missing(block: Block, space: str) -> Finding:
    """Return which words of a block `space` lacks."""
    held: list[bool] = []
    cursor = 0
    for piece in block.pieces:
        front, back, cursor = _ends(piece, space, cursor)
        held += [True] * front + [False] * (len(piece) - front - back) + [True] * back
    lost: list[str] = []
    before = ""
    position = 0
    for word in block.words.split():
        end = position + len(folded(word))
        if not all(held[position:end]):
            lost.append(word)
        elif not lost:
            before = word
        position = end
    return Finding(block, " ".join(lost[:8]), len(lost), before)


def _ends(piece: str, space: str, cursor: int) -> tuple[int, int, int]:
    """Return how much of the piece's beginning and end `space` has from `cursor` on, and where to go on from.

    A short beginning or end counts only where it is expected, or any letter would be found somewhere.
    """
    front = _longest(lambda n: space.find(piece[:n], cursor) >= 0, len(piece))
    at = space.find(piece[:front], cursor)
    if front < LONG // 2 and at > cursor + GAP:
        front, at = 0, cursor
    here = at + front
    back = _longest(lambda n: space.find(piece[len(piece) - n :], here) >= 0, len(piece) - front)
    at = space.find(piece[len(piece) - back :], here) if back else here
    if back < LONG // 2 and at > here + GAP:
        back, at = 0, here
    return front, back, at + back


def _longest(holds: Callable[[int], bool], limit: int) -> int:
    """Return the largest n up to `limit` for which `holds(n)`, which is true up to some n and false from there."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
