"""A block's text while it is being set: one string, and where its runs begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from essay_press.typography.languages import Language, find

__all__ = ["GAP", "WORD", "Block", "Run"]

WORD = "\ua015"
"""Stands for each character of an opaque run. A letter without case, so that rules see a word there, and a rare one."""

GAP = "\u2028"
"""Stands for each character of an opaque run that is only space, such as a forced line break."""

_STOP = r"\s\"'<>“”„‚‘’«»‹›"
_URL = re.compile(rf"(?:https?://|ftp://|mailto:|www\.)[^{_STOP}]*[^{_STOP}.,;:!?…)\]}}—–-]", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HELD = re.compile(f"[{WORD}{GAP}]")


@dataclass(frozen=True, slots=True)
class Run:
    """A text node of a block. `language` is a BCP 47 tag where it differs; an `opaque` run is never changed."""

    text: str
    language: str = ""
    opaque: bool = False


class Block:
    """The runs of a block as one string, in which opaque runs, URLs and mail addresses are held back by stand-ins."""

    def __init__(self, runs: Sequence[Run], language: str) -> None:
        """Join the runs and hold back what no rule may touch."""
        self.tags = tuple(run.language or language for run in runs) or (language,)
        self._opaque = tuple(run.text if run.opaque else None for run in runs)
        self._starts: list[int] = []
        self.text = ""
        for run in runs:
            self._starts.append(len(self.text))
            self.text += _hold(run.text) if run.opaque else run.text
        self._mixed = len({find(tag) for tag in self.tags}) > 1
        self._held: list[str] = []
        self._hold_addresses()

    def language_at(self, position: int) -> Language:
        """Return the language of the run in which a character stands."""
        return find(self.tags[self._run_at(position)] if self._mixed else self.tags[0])

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str], language: Language) -> None:
        """Replace the pattern's matches that begin in the language; `new` is a template or a function of the match."""
        matches = pattern.finditer(self.text)
        if isinstance(new, str):
            edits = [(match.start(), match.end(), match.expand(new)) for match in matches]
        else:
            edits = [(match.start(), match.end(), new(match)) for match in matches]
        if self._mixed:
            edits = [edit for edit in edits if self.language_at(edit[0]) == language]
        self.edit(edits)

    def edit(self, edits: Iterable[tuple[int, int, str]]) -> None:
        """Replace spans, given in order and apart; what replaces a span belongs to the run in which it begins."""
        pieces: list[str] = []
        moves: list[tuple[int, int, int]] = []
        done = shift = 0
        for begin, end, new in edits:
            start, stop, text = _core(self.text, begin, end, new)
            if start == stop and not text:
                continue
            pieces += (self.text[done:start], text)
            done = stop
            moves.append((start, stop, shift))
            shift += len(text) - (stop - start)
        if not moves:
            return
        pieces.append(self.text[done:])
        self.text = "".join(pieces)
        self._starts = _moved(self._starts, moves, shift)

    def texts(self) -> tuple[str, ...]:
        """Return the text of each run, what was held back in its place again."""
        held = iter(self._held)
        whole = _HELD.sub(lambda _: next(held), self.text) if self._held else self.text
        ends = (*self._starts[1:], len(whole))
        # Without a run there is an end but no beginning.
        spans = zip(self._opaque, self._starts, ends, strict=False)
        return tuple(whole[start:end] if opaque is None else opaque for opaque, start, end in spans)

    def _run_at(self, position: int) -> int:
        """Return the index of the run in which a character stands."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def _hold_addresses(self) -> None:
        """Replace URLs and mail addresses by stand-ins of the same length, and remember every stand-in's character."""
        original = self.text
        if "@" in self.text:
            self.text = _MAIL.sub(lambda match: WORD * len(match.group()), self.text)
        if ":" in self.text or "." in self.text:
            self.text = _URL.sub(lambda match: WORD * len(match.group()), self.text)
        self._held = [original[match.start()] for match in _HELD.finditer(self.text)]


def _hold(text: str) -> str:
    """Return stand-ins for the characters of an opaque run."""
    return (GAP if text.isspace() else WORD) * len(text)


def _core(old: str, begin: int, end: int, new: str) -> tuple[int, int, str]:
    """Return the smallest edit with the same result, so that what stays the same stays in its run."""
    size = min(end - begin, len(new))
    head = 0
    while head < size and old[begin + head] == new[head]:
        head += 1
    tail = 0
    while tail < size - head and old[end - 1 - tail] == new[len(new) - 1 - tail]:
        tail += 1
    # An insertion keeps one neighbour, so that it never falls into the run next door, which may be opaque.
    if begin + head == end - tail and begin < end:
        if tail:
            tail -= 1
        else:
            head -= 1
    return begin + head, end - tail, new[head : len(new) - tail]


def _moved(starts: Sequence[int], moves: Sequence[tuple[int, int, int]], total: int) -> list[int]:
    """Return where the runs begin after edits (start, stop, shift before it); `total` is the shift after the last."""
    begins = [start for start, _, _ in moves]
    shifts = [*(shift for _, _, shift in moves), total]
    moved: list[int] = []
    for position in starts:
        # The last edit that begins before the run does; an edit at its very start belongs to the run.
        index = bisect_right(begins, position - 1) - 1
        if index < 0:
            moved.append(position)
            continue
        stop = moves[index][1]
        moved.append(max(position, stop) + shifts[index + 1])
    return moved
