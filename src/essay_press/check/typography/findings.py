"""What the rules find in a document as it is set, each with its line, the value measured, and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from essay_press.check.typography import details, pages
from essay_press.check.typography.rivers import in_reach, rivers
from essay_press.check.typography.rules import RULES
from essay_press.check.typography.statistics import filled, ladders, overfull, runts
from essay_press.check.typography.typeset import Kind, Line, Paragraph, Typeset

__all__ = ["Finding", "Found", "findings", "letters"]

ENOUGH = 10  # filled lines, from which a share or a mean says anything
WORD = 3  # letters of a word that the eye sees recur
NOUNS = frozenset({"de", "lb"})  # languages that write all nouns with a capital
SOFT = ("\u00ad", "\u2010")  # hyphens that come with the break
STOPS = ".!?…:“”\"'’)"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: the line it is about, or None for the whole document; the value measured, in the rule's own unit."""

    line: Line | None
    value: float
    message: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: its code, how many candidates it looked at, and the findings."""

    code: str
    examined: int
    findings: tuple[Finding, ...]


def findings(typeset: Typeset) -> tuple[Found, ...]:
    """Return what each rule finds, in the order of the codes."""
    out = []
    for code, look in _LOOKS.items():
        examined, found = look(typeset, RULES[code].limit)
        out.append(Found(code, examined, tuple(found)))
    return tuple(out)


def letters(typeset: Typeset) -> float:
    """Return how many letters and spaces a full line of text has in the mean; 0 where there are hardly any."""
    lines = [
        line
        for paragraph in typeset.text
        for line in paragraph.lines[:-1]
        if abs(line.size - typeset.size) < 0.15 and (line.is_justified or not paragraph.is_justified)
    ]
    return fmean(len(line.text) for line in lines) if len(lines) >= ENOUGH else 0.0


Looked = tuple[int, Iterator[Finding]]


def _measure(typeset: Typeset, most: float) -> Looked:
    mean = letters(typeset)
    least = 45
    wrong = mean and not least <= mean <= most
    message = f"a line has {mean:.0f} letters and spaces in the mean; the eye wants {least} to {most:g}"
    return int(mean > 0), iter([Finding(None, mean, message)] if wrong else [])


def _leading(typeset: Typeset, most: float) -> Looked:
    if not typeset.leading:
        return 0, iter(())
    ratio, least = typeset.leading / typeset.size, 1.2
    message = f"lines of {typeset.size:g} pt stand {typeset.leading:g} pt apart, {ratio:.2f} times their size"
    return 1, iter([] if least - 0.005 <= ratio <= most + 0.05 else [Finding(None, ratio, message)])


def _loose(typeset: Typeset, limit: float) -> Looked:
    lines = [line for line in filled(typeset) if line.gaps]
    found = (line for line in lines if line.stretch > limit)
    return len(lines), (
        Finding(line, line.stretch, f"its spaces are {line.stretch:.2f} of the font's own") for line in found
    )


def _tight(typeset: Typeset, limit: float) -> Looked:
    lines = [line for line in filled(typeset) if line.gaps]
    found = (line for line in lines if line.stretch < limit)
    return len(lines), (
        Finding(line, line.stretch, f"its spaces are {line.stretch:.2f} of the font's own") for line in found
    )


def _loose_share(typeset: Typeset, limit: float) -> Looked:
    lines = [line for line in filled(typeset) if line.gaps]
    share = _share([line.stretch > RULES["EP810"].limit for line in lines])
    message = f"{share:.0%} of the filled lines are loose"
    return len(lines), iter([Finding(None, share, message)] if share > limit else [])


def _ladders(typeset: Typeset, limit: float) -> Looked:
    hyphenated = sum(line.is_hyphenated for line in filled(typeset))
    found = (run for run in ladders(typeset) if len(run) >= limit)
    return hyphenated, (Finding(run[0], len(run), f"{len(run)} lines in turn end in hyphens") for run in found)


def _turns(typeset: Typeset, _: float) -> Looked:
    pairs = [
        pair for paragraph in _running(typeset) for pair in pairwise(paragraph.lines) if pair[0].page != pair[1].page
    ]
    found = (above for above, _below in pairs if above.is_hyphenated)
    return len(pairs), (Finding(line, 1, f"“{_shown(line)}” is parted by the turn of the page") for line in found)


def _hyphens(typeset: Typeset, limit: float) -> Looked:
    lines = filled(typeset)
    share = _share([line.is_hyphenated for line in lines])
    message = f"{share:.0%} of the filled lines end in hyphens"
    return len(lines), iter([Finding(None, share, message)] if share > limit else [])


def _names(typeset: Typeset, _: float) -> Looked:
    lines = [line for paragraph in _running(typeset) for line in paragraph.lines if line.is_hyphenated]
    if typeset.language[:2].casefold() in NOUNS:
        return 0, iter(())
    # A file that marks the hyphens it put in leaves those of the author: `Sunday-` is no name in two.
    marked = {mark for mark in SOFT if any(line.text.endswith(mark) for line in lines)} or {"-"}
    found = (line for line in lines if line.text[-1] in marked and _is_name(line))
    return len(lines), (Finding(line, 1, f"the name “{_shown(line)}” is parted") for line in found)


def _runts(typeset: Typeset, limit: float) -> Looked:
    count = sum(paragraph.is_justified for paragraph in typeset.text)
    found = (line for line in runts(typeset) if len(line.text) <= limit)
    return count, (
        Finding(line, len(line.text), f"a last line of {_count(len(line.text), 'letter')}") for line in found
    )


def _short(typeset: Typeset, limit: float) -> Looked:
    last = [paragraph.lines[-1] for paragraph in typeset.text if paragraph.is_justified]
    shares = [(line, (line.right - line.left) / max(1.0, line.measure[1] - line.measure[0])) for line in last]
    found = ((line, share) for line, share in shares if share < limit and len(line.text) > RULES["EP830"].limit)
    return len(last), (Finding(line, share, f"a last line of {share:.0%} of the measure") for line, share in found)


def _begin(typeset: Typeset, _: float) -> Looked:
    pairs = list(_neighbours(typeset))
    alike = ((above, below) for above, below in pairs if _same(above.words[0].text, below.words[0].text))
    return len(pairs), (Finding(line, 2, f"“{line.words[0].text}” begins two lines in turn") for line, _ in alike)


def _end(typeset: Typeset, _: float) -> Looked:
    pairs = list(_neighbours(typeset))
    alike = ((above, below) for above, below in pairs if _same(above.words[-1].text, below.words[-1].text))
    return len(pairs), (Finding(line, 2, f"“{line.words[-1].text}” ends two lines in turn") for line, _ in alike)


def _last_page(typeset: Typeset, limit: float) -> Looked:
    found = (lines for lines in pages.short_pages(typeset) if len(lines) < limit)
    return len(typeset.pages), (
        Finding(lines[0], len(lines), f"the text ends with {_count(len(lines), 'line')} on a page") for lines in found
    )


def _facing(typeset: Typeset, limit: float) -> Looked:
    count, uneven = pages.uneven(typeset)
    return count, (
        Finding(item.line, item.lines, f"the page ends {item.lines} lines above the one that faces it")
        for item in uneven
        if item.lines > limit
    )


def _rivers(typeset: Typeset, limit: float) -> Looked:
    found = (river for river in rivers(typeset) if len(river.lines) >= limit)
    return in_reach(typeset), (
        Finding(
            river.lines[0],
            len(river.lines),
            f"white runs down {len(river.lines)} lines, {river.gaps[0].left - river.lines[0].measure[0]:.0f} pt in",
        )
        for river in found
    )


def _overfull(typeset: Typeset, _: float) -> Looked:
    lines = [line for line in typeset.lines if line.kind in (Kind.TEXT, Kind.NOTE)]
    return len(lines), (
        Finding(line, line.over, f"it goes {line.over:.1f} pt past its measure") for line in overfull(typeset)
    )


def _detail(look: Callable[[Typeset, float], details.Seen]) -> Callable[[Typeset, float], Looked]:
    """Return a look at details as one of the rules."""

    def looked(typeset: Typeset, limit: float) -> Looked:
        examined, found = look(typeset, limit)
        return examined, (Finding(line, value, message) for line, value, message in found)

    return looked


_LOOKS: dict[str, Callable[[Typeset, float], Looked]] = {
    "EP801": _measure,
    "EP802": _leading,
    "EP810": _loose,
    "EP811": _tight,
    "EP812": _loose_share,
    "EP820": _ladders,
    "EP821": _turns,
    "EP822": _hyphens,
    "EP823": _names,
    "EP830": _runts,
    "EP831": _short,
    "EP840": _begin,
    "EP841": _end,
    "EP870": _last_page,
    "EP871": _facing,
    "EP880": _rivers,
    "EP885": _overfull,
    "EP886": _detail(details.mixed_figures),
    "EP887": _detail(details.table_figures),
    "EP888": _detail(details.ornaments),
    "EP889": _detail(details.turnovers),
}


def _running(typeset: Typeset) -> Iterator[Paragraph]:
    return (item for item in typeset.paragraphs if item.kind in (Kind.TEXT, Kind.NOTE))


def _neighbours(typeset: Typeset) -> Iterator[tuple[Line, Line]]:
    """Yield lines of a paragraph that stand one below the other; verse repeats words by intent."""
    for paragraph in typeset.text:
        if paragraph.is_justified:
            yield from (pair for pair in pairwise(paragraph.lines) if pair[0].page == pair[1].page)


def _same(above: str, below: str) -> bool:
    one, other = (word.casefold().strip(".,;:!?“”‘’\"'()") for word in (above, below))
    return one == other and len(one) >= WORD


def _is_name(line: Line) -> bool:
    """Return whether the word that a line parts has a capital, and does not begin a sentence."""
    word = re.split("[—–]", line.words[-1].text)[-1].lstrip("“‘\"'(«»„")
    if not word[:1].isupper() or word.isupper():
        return False
    before = line.words[-2].text if len(line.words) > 1 else ""
    return bool(before) and before[-1] not in STOPS


def _shown(line: Line) -> str:
    """Return the last word of a line as it is seen: a soft hyphen is a hyphen there."""
    return line.words[-1].text.replace("\u00ad", "-")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if len(values) >= ENOUGH else 0.0
