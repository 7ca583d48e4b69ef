"""A finished document as it is set: pages, paragraphs, lines, words and the white between them. All in points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from essay_press.check.typography.numerals import Numeral

__all__ = ["Gap", "Kind", "Line", "Paragraph", "Sheet", "Typeset", "Word"]


class Kind(StrEnum):
    """What a line is part of."""

    TEXT = "text"
    HEADING = "heading"
    NOTE = "note"
    HEAD = "running head"
    FOLIO = "folio"
    DISPLAY = "display"  # titles, pull-quotes, tables, captions, code, drop caps: set apart, and not judged as text


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands on its line, from the left of its first letter to the right of its last.

    `numerals` are its figures that can be told: of which kind, and how wide in em.
    """

    text: str
    left: float
    right: float
    numerals: tuple[tuple[Numeral, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """The white between two words, and what the font's own space would be at this size (`nominal`)."""

    left: float
    right: float
    nominal: float

    @property
    def width(self) -> float:
        """Return the width."""
        return self.right - self.left

    @property
    def ratio(self) -> float:
        """Return the width as a multiple of the font's own space."""
        return self.width / self.nominal


@dataclass(frozen=True, slots=True)
class Line:
    """A line: the page (index from 0), the baseline, size and font of most letters, its words and the gaps between.

    `measure` is left and right of the column it stands in, beside whatever narrows it; hanging marks stand outside.
    `is_justified` says that it was filled to the right edge: not so the last of a paragraph, nor ragged text.
    `over` is how far it goes past the measure, hanging marks apart. `column` counts from 0. `element` numbers the
    child of its paragraph that most of it is in; 0 where that is the paragraph itself.
    """

    page: int
    y: float
    size: float
    font: str
    words: tuple[Word, ...]
    gaps: tuple[Gap, ...]
    kind: Kind = Kind.TEXT
    role: str = ""
    measure: tuple[float, float] = (0.0, 0.0)
    column: int = 0
    paragraph: int = -1
    is_first: bool = False
    is_last: bool = False
    is_justified: bool = False
    over: float = 0.0
    element: int = 0

    @property
    def left(self) -> float:
        """Return where its first word begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Return where its last word ends."""
        return self.words[-1].right

    @property
    def text(self) -> str:
        """Return its words with spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def is_hyphenated(self) -> bool:
        """Return whether it ends within a word."""
        return self.text[-1:] in HYPHENS and len(self.text) > 1 and self.text[-2].isalpha()

    @property
    def stretch(self) -> float:
        """Return the mean of its word spaces as a multiple of the font's own; 0 where it has one word."""
        return sum(gap.ratio for gap in self.gaps) / len(self.gaps) if self.gaps else 0.0


HYPHENS = frozenset({"-", "\u00ad", "\u2010"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of a paragraph, a note or a heading, over however many pages."""

    number: int
    kind: Kind
    lines: tuple[Line, ...]

    @property
    def is_justified(self) -> bool:
        """Return whether most of its lines but the last are filled."""
        full = [line for line in self.lines if line.is_justified]
        return len(self.lines) > 1 and 2 * len(full) >= len(self.lines) - 1

    @property
    def text(self) -> str:
        """Return its lines, one after the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: index from 0, the label that a viewer shows, width and height of the trim, how many pictures it has."""

    index: int
    label: str
    width: float
    height: float
    pictures: int = 0

    @property
    def name(self) -> str:
        """Return how a message calls the page."""
        number = str(self.index + 1)
        return f"page {number}" if self.label in ("", number) else f"page {number} (printed {self.label})"


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document as it is set; `lines` in reading order.

    `size` and `leading` are those of most of its text, leading 0 where no two lines follow each other. `spaces` says
    how wide each font's own space is, in em, and `guessed` names those fonts for which the file does not say it.
    `unmeasured` are fonts without widths, whose lines say nothing. `language` is the file's; `is_tagged` says whether
    its tags told what is a paragraph.
    """

    pages: tuple[Sheet, ...]
    lines: tuple[Line, ...]
    paragraphs: tuple[Paragraph, ...]
    size: float
    leading: float
    spaces: dict[str, float] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()
    unmeasured: tuple[str, ...] = ()
    language: str = ""
    is_tagged: bool = False

    @property
    def text(self) -> Iterator[Paragraph]:
        """Return the paragraphs of running text."""
        return (paragraph for paragraph in self.paragraphs if paragraph.kind is Kind.TEXT)
