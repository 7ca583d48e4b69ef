r"""Other settings of a paragraph: a line longer or shorter (TeX's `\looseness`), or a line that ends in a whole word.

A setting is offered where its lines are such as would pass for those of any paragraph, at a price that grows with what
its word spaces lose in evenness. Lines of the engine's own, and what stands beside a float, are set in one way alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from essay_press.formats.pdf.constraints import lines
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.constraints.rows import HYPHENS
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.linebreaking import SetLine, nominal_space
from essay_press.formats.pdf.paragraphs import Paragraph
from essay_press.formats.pdf.setting import Set

__all__ = ["LINE", "WHOLE", "Fitting", "Setting", "fitting_of"]

# How much narrower or wider than the font's own a word space may become, as a share of it, unless one is so already.
NARROWEST, WIDEST = -0.25, 0.6
# What it costs that a paragraph is a line longer or shorter, that a line of it ends otherwise, that its spaces are less
# even (for their mean square distance from the font's own, as a share of it), and that one line more ends in a hyphen.
LINE, WHOLE, UNEVEN, HYPHEN = 0.3, 0.1, 2.0, 0.1
# A last line wants a share of the measure; a paragraph of fewer lines has no room to give.
LAST, FEWEST = 0.12, 4
# What a line can give at most, as a share of its width: whoever would need more is not asked.
STRETCH, SHRINK = 0.045, 0.04
ATTEMPTS = 2
HAIR = 0.01


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph with so many lines more than it has, whose lines `whole`, counted from 0, end without a hyphen."""

    key: str
    more: int = 0
    whole: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fitting:
    """The paragraphs of a layout whose lines were chosen, and the settings that were looked at already."""

    scene: Scene
    chosen: Mapping[str, Set]
    found: Mapping[str, Paragraph]
    known: dict[Setting, Set | None] = field(default_factory=dict)

    def count(self, key: str) -> int:
        """Return how many lines were chosen for a paragraph; none where they are the engine's own."""
        return len(self.chosen[key].lines) if key in self.chosen else 0

    def price(self, setting: Setting) -> float | None:
        """Return what it costs to set a paragraph so; None where that is not possible, or would be seen."""
        other = self.lines(setting)
        if other is None:
            return None
        one = self.chosen[setting.key]
        worse = max(0.0, _unevenness(other) - _unevenness(one))
        hyphens = sum(self.hyphens(setting)) - sum(_hyphened(line, one) for line in one.lines)
        changed = LINE * abs(setting.more) + WHOLE * bool(setting.whole)
        return changed + UNEVEN * worse + HYPHEN * max(0, hyphens)

    def lines(self, setting: Setting) -> Set | None:
        """Return a paragraph with the lines of a setting, or None."""
        if setting not in self.known:
            self.known[setting] = self._set(setting) if setting.key in self.chosen else None
        return self.known[setting]

    def hyphens(self, setting: Setting) -> tuple[bool, ...]:
        """Return of each line of a setting that can be had whether it ends in a hyphen."""
        other = self.lines(setting)
        return tuple(_hyphened(line, other) for line in other.lines) if other is not None else ()

    def yields(self, key: str, more: int) -> bool:
        """Return whether it is worth a trial to give a paragraph more lines: by how far its last line is filled."""
        one, item = self.chosen.get(key), self.found.get(key)
        if one is None or item is None or item.beside or len(one.lines) < FEWEST or not one.source.justified:
            return False
        last, count = one.lines[-1], len(one.lines)
        filled = last.natural / last.width
        return 1 - filled + LAST <= STRETCH * count if more > 0 else filled <= SHRINK * (count - 1)

    def _set(self, setting: Setting) -> Set | None:
        """Return a paragraph with the lines of a setting, if they pass."""
        item, one = self.found.get(setting.key), self.chosen[setting.key]
        if item is None:
            return None
        looseness, wanted = 0, len(one.lines) + setting.more
        for _ in range(ATTEMPTS):
            other = lines.otherwise(self.scene.composition, item, one, looseness, setting.whole)
            if other is None:
                return None
            if len(other.lines) == wanted:
                return other if _passes(one, other) and not _parts(other, setting.whole) else None
            # Looseness counts from the best number of lines, which the paragraph may not have.
            looseness += wanted - len(other.lines)
        return None


def fitting_of(scene: Scene, constraints: Constraints) -> Fitting:
    """Return the paragraphs of a layout that may be set otherwise."""
    found = {item.key: item for item in scene.layout.paragraphs}
    chosen = {
        key: one for key, one in constraints.lines.items() if key in found and len(one.lines) == len(found[key].rooms)
    }
    return Fitting(scene, chosen, found)


def _passes(one: Set, other: Set) -> bool:
    """Return whether the lines of a paragraph may take the place of those it has."""
    last, before = other.lines[-1], one.lines[-1]
    if last.natural < min(LAST * last.width, before.natural):
        return False
    old, new = _spaces(one), _spaces(other)
    return not new or (min(new) >= min([NARROWEST, *old]) - HAIR and max(new) <= max([WIDEST, *old]) + HAIR)


def _spaces(one: Set) -> Sequence[float]:
    """Return by how much the spaces of each filled line are wider than the font's own, as a share of it."""
    space = nominal_space(one.source.runs)
    return [line.word_space / space for line in one.lines[:-1] if line.gaps] if space else []


def _unevenness(one: Set) -> float:
    """Return the mean square distance of the spaces of a paragraph from the font's own, as a share of it."""
    spaces = _spaces(one)
    return fmean(each * each for each in spaces) if spaces else 0.0


def _parts(other: Set, whole: frozenset[int]) -> bool:
    """Return whether one of the lines that should be whole ends in a hyphen all the same."""
    return any(_hyphened(line, other) for number, line in enumerate(other.lines) if number in whole)


def _hyphened(line: SetLine, one: Set) -> bool:
    """Return whether a line ends in a hyphen, one that is added or the author's."""
    run, offset = line.end
    return line.hyphenated or one.source.runs[run].text[offset - 1 : offset] in tuple(HYPHENS)
