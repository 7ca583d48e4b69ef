"""Quotation marks and apostrophes: which of the two a straight quote is, on which side, and how deep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from essay_press.typography.block import Block
from essay_press.typography.languages import Language

__all__ = ["set_quotes"]

_MARK = re.compile("[\"'“”„‚‘’«»‹›]")
_WORD = re.compile(r"\w+")
_DECADE = re.compile(r"\d0s(?!\w)")
_YEAR = re.compile(r"\d\d(?!\d)")
_FEET = re.compile(r"(?<=\d)(['′]) ?\d\d?(?:[.,]\d+)?(\")")
_DEEPEST = 12
_BRACKETS = "([{/¿¡*_<"
_DASHES = "—–-"
_CLOSING = ")]},.;:!?"
_PAIRS = {"“": "”", "„": "“”", "‚": "‘’", "‘": "’", "«": "»", "»": "«", "‹": "›", "›": "‹"}
_DOUBLE_GLYPHS = "“”„«»"

Side = Literal["open", "close", "both", "inside"]


@dataclass(slots=True)
class _Mark:
    """A quotation mark of the block: where, its side by its neighbours, and what the marks after it tell."""

    index: int
    sign: str
    before: str
    after: str
    side: Side = "inside"
    closes: bool = False
    closes_bound: bool = False
    strong: bool = False
    strong_bound: bool = False
    nests: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """A quotation that is open: double or single by its sign, outer or inner pair, and what closes it."""

    double: bool
    outer: bool
    closer: str


def set_quotes(block: Block) -> None:
    """Set every straight quote of the block as a quotation mark, an apostrophe or a prime."""
    if '"' not in block.text and "'" not in block.text:
        return
    _Setter(block).run()


class _Setter:
    """One pass over a block's marks, from left to right, with the quotations that are open."""

    def __init__(self, block: Block) -> None:
        """Find the marks and what stands round them."""
        self.block = block
        self.text = block.text
        self.marks = [_Mark(match.start(), match[0], "", "") for match in _MARK.finditer(self.text)]
        self.open: list[_Open] = []
        self.edits: list[tuple[int, int, str]] = []
        # 6'2": feet and inches, or minutes and seconds, even inside a quotation.
        self.primes = {match.start(group) for match in _FEET.finditer(self.text) for group in (1, 2)}
        self._look_round()
        self._look_ahead()

    def run(self) -> None:
        """Decide each mark, then replace them all at once."""
        for mark in self.marks:
            language = self.block.language_at(mark.index)
            if mark.index in self.primes and language.quotes:
                glyph = {'"': "″", "'": "′"}.get(mark.sign, mark.sign)
            elif mark.sign == '"':
                glyph = self._double(mark, language) if language.quotes else '"'
            elif mark.sign == "'":
                glyph = self._single(mark, language)
            else:
                self._typed(mark, language)
                continue
            self.edits.append((mark.index, mark.index + 1, glyph))
        self.block.edit(self.edits)

    # ---------------------------------------------------------------- neighbours
    def _look_round(self) -> None:
        """Note for each mark the first character before and after it that is no mark, and its side by these."""
        text, marks = self.text, self.marks
        for position, mark in enumerate(marks):
            joined = position > 0 and marks[position - 1].index == mark.index - 1
            mark.before = marks[position - 1].before if joined else text[mark.index - 1 : mark.index]
        for position in range(len(marks) - 1, -1, -1):
            mark = marks[position]
            joined = position + 1 < len(marks) and marks[position + 1].index == mark.index + 1
            mark.after = marks[position + 1].after if joined else text[mark.index + 1 : mark.index + 2]
        for mark in marks:
            mark.side = "inside" if mark.index in self.primes else self._side(mark)

    def _side(self, mark: _Mark) -> Side:
        """Return the side on which a mark stands: by spaces, brackets and punctuation round it."""
        before, after = mark.before, mark.after
        starts = not before or before.isspace() or before in _BRACKETS
        ends = not after or after.isspace() or after in _CLOSING
        if starts:
            return "both" if ends and (not before or before.isspace()) else "open"
        if before in _DASHES:
            return "close" if ends or after == "…" else "open"
        if ends or after in _DASHES or after == "…":
            return "close"
        # l'"Art: an apostrophe and a quotation mark between two letters.
        if mark.index and self.text[mark.index - 1] in "'’" and before.isalnum() and after.isalnum():
            return "open"
        return "inside"

    def _look_ahead(self) -> None:
        """Note for each mark whether one after it may close it; from right to left, so that long blocks stay quick."""
        closes = bound = strong = strong_bound = False
        lowest = 0
        for mark in reversed(self.marks):
            mark.closes, mark.closes_bound = closes, bound
            mark.strong, mark.strong_bound = strong, strong_bound
            # Two more closing marks than opening ones: this one's own and that of the quotation round it.
            mark.nests = lowest <= -2
            if mark.sign == '"':
                lowest = min(0, lowest + {"open": 1, "close": -1}.get(mark.side, 0))
                if mark.side == "close":
                    bound = strong_bound = False
            elif mark.sign == "'" and mark.index not in self.primes:
                language = self.block.language_at(mark.index)
                if self._may_close(mark, language):
                    closes = bound = True
                    if mark.before in ".,;:!?…" or mark.after in ".,;:!?)" or not mark.after:
                        strong = strong_bound = True
                elif self._may_open(mark, language):
                    closes = bound = strong = strong_bound = False

    def _may_close(self, mark: _Mark, language: Language) -> bool:
        """Return whether a single quote may close a quotation: not before a letter, not after th or o."""
        follows = self.text[mark.index + 1 : mark.index + 2]
        return mark.side == "close" and not follows.isalnum() and self._word_before(mark) not in language.clipped

    def _may_open(self, mark: _Mark, language: Language) -> bool:
        """Return whether a single quote may open a quotation: before a word that is not 'tis or '90s."""
        return mark.side == "open" and not self._is_elision(mark, language, inside=True)

    # ---------------------------------------------------------------- double quotes
    def _double(self, mark: _Mark, language: Language) -> str:
        """Return what a straight double quote becomes."""
        is_open = any(item.double for item in self.open)
        side = mark.side
        if side == "inside" and mark.before.isdigit() and not is_open:
            return "″"
        if side in ("both", "inside"):
            side = "close" if is_open else "open"
        if side == "close" and not is_open:
            if mark.before.isdigit() and self.text[mark.index - 1].isdigit():
                return "″"
            if mark.before in _DASHES and mark.after and not mark.after.isspace():
                side = "open"
        if side == "open":
            if is_open and not mark.nests:
                self._forget_double()
            return self._begin(language, double=True)
        return self._finish(language, double=True)

    def _forget_double(self) -> None:
        """Drop the quotations from the first double one: it was never closed, as in speech of several paragraphs."""
        first = next(position for position, item in enumerate(self.open) if item.double)
        del self.open[first:]

    def _begin(self, language: Language, *, double: bool) -> str:
        """Open a quotation, outer unless it stands in an outer one, and return its sign."""
        outer = not self.open[-1].outer if self.open else double or language.single_first
        first = 0 if outer else 2
        self._push(_Open(double, outer, language.quotes[first + 1]))
        return language.quotes[first]

    def _push(self, quotation: _Open) -> None:
        """Note an open quotation; the oldest is forgotten in time, since marks that never close must not pile up."""
        self.open.append(quotation)
        del self.open[:-_DEEPEST]

    def _finish(self, language: Language, *, double: bool) -> str:
        """Close the innermost quotation of the kind, with all that stand open in it, and return its sign."""
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position].double == double:
                closer = self.open[position].closer
                del self.open[position:]
                return closer
        outer = double or language.single_first
        return language.quotes[1] if outer else language.quotes[3]

    # ---------------------------------------------------------------- single quotes
    def _single(self, mark: _Mark, language: Language) -> str:
        """Return what a straight single quote becomes."""
        text, index = self.text, mark.index
        before, follows = text[index - 1 : index], text[index + 1 : index + 2]
        if before.isalnum() and (follows.isalnum() or self._is_elided_article(mark)):
            return "’"
        if not language.quotes:
            return "'"
        is_open = bool(self.open) and not self.open[-1].double
        if before.isdigit() and not is_open and not follows.isalnum():
            return "′"
        if self._is_elision(mark, language, inside=is_open):
            return "’"
        if mark.side == "close" or (mark.side in ("both", "inside") and is_open):
            if is_open and not self._is_possessive(mark, language):
                return self._finish(language, double=False)
            return "’"
        if self._opens(mark):
            if is_open:
                self.open.pop()
            return self._begin(language, double=False)
        return "’"

    def _opens(self, mark: _Mark) -> bool:
        """Return whether a single quote before a word opens a quotation: it closes later, or begins the block."""
        inside = any(item.double for item in self.open)
        return (mark.closes_bound if inside else mark.closes) or (not mark.before and mark.side == "open")

    def _is_elided_article(self, mark: _Mark) -> bool:
        """Return whether the mark is the apostrophe of `l'"Art"`."""
        follows = self.text[mark.index + 1 : mark.index + 2]
        return follows in ('"', "“", "«", "„") and mark.after.isalnum()

    def _is_elision(self, mark: _Mark, language: Language, *, inside: bool) -> bool:
        """Return whether the mark stands for letters left out at the beginning of a word or a number.

        `inside` says that a quotation in single marks is open: another one would not begin in it.
        """
        text, start = self.text, mark.index + 1
        if text[start : start + 2] == "n'" and not text[start + 2 : start + 3].isalnum():
            return True
        if text[start - 3 : start - 1] == "'n" and not text[start - 4 : start - 3].isalnum():
            return True
        if _DECADE.match(text, start):
            return True
        if _YEAR.match(text, start):
            return not mark.closes
        match = _WORD.match(text, start)
        if match is None or mark.side == "close":
            return False
        word = match[0].lower()
        return word in language.elisions or (word in language.possible_elisions and (inside or not mark.closes))

    def _is_possessive(self, mark: _Mark, language: Language) -> bool:
        """Return whether the mark, in an open quotation, belongs to its word: `boys'`, `th'`, `goin'`."""
        text, index = self.text, mark.index
        if not (text[index + 1 : index + 2] == " " and text[index + 2 : index + 3].isalpha()):
            return False
        word = self._word_before(mark)
        strong = mark.strong_bound if any(item.double for item in self.open) else mark.strong
        return word in language.clipped or (word.endswith(language.possessives) and strong)

    def _word_before(self, mark: _Mark) -> str:
        """Return the word that ends at the mark, in lower case; long words are cut, since none of them matters."""
        start = mark.index
        while start > 0 and mark.index - start < 24 and self.text[start - 1].isalpha():
            start -= 1
        return self.text[start : mark.index].lower()

    # ---------------------------------------------------------------- marks that the author set
    def _typed(self, mark: _Mark, language: Language) -> None:
        """Keep the author's own mark, and note that it opens or closes a quotation."""
        sign = mark.sign
        for position in range(len(self.open) - 1, -1, -1):
            if sign in self.open[position].closer:
                if sign != "’" or not self.text[mark.index + 1 : mark.index + 2].isalnum():
                    del self.open[position:]
                return
        if sign in _PAIRS and sign not in "’”":
            outer = not language.quotes or sign == language.quotes[0]
            self._push(_Open(sign in _DOUBLE_GLYPHS, outer, _PAIRS[sign]))
