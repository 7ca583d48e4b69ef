"""The rules for a page of text: the code of each, the number it has in the canon, how much it weighs, where it bites.

The numbers T001 to T112 became EP801 to EP899. Some rules stood among the checks before, and are told there: T050, T051
(a line alone) as EP573, T060 (a heading at the foot) as EP572, T090 (the grid) as EP574, T110 (a running head on an
opening page) as EP571, T111 (a blank page) as EP570, T112 (folios) as EP567, what leaves the page of T100 as EP503.
EP886 to EP889 are rules of the house, without a number there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from essay_press.diagnostics import Severity

__all__ = ["RULES", "Rule"]

BRINGHURST = "Bringhurst, The Elements of Typographic Style"
TEX = "Knuth & Plass, Breaking Paragraphs into Lines, 1981"
TRADE = "practice of book composition"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, its number in the canon, severity, hint and source.

    `limit` is where it bites, in `unit`. `always` says that it is looked for without being asked for, as a warning.
    """

    code: str
    number: str
    severity: Severity
    limit: float
    unit: str
    hint: str
    source: str
    always: bool = False


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_HYPHENATE = "let words be hyphenated, or change a word"
_ALL = (
    Rule("EP801", "T001", W, 75, "letters and spaces in a line, and at least 45", "another size, or other margins",
         f"{BRINGHURST}, 2.1.2"),
    Rule("EP802", "T002", W, 1.5, "times the size, and at least 1.2", "set `line-height` in the layout",
         f"{BRINGHURST}, 2.2.1"),
    Rule("EP810", "T010", W, 1.6, "times the font's own space; from twice on an error", _HYPHENATE, TEX),
    Rule("EP811", "T011", W, 0.8, "times the font's own space", _HYPHENATE, TEX),
    Rule("EP812", "T012", W, 0.1, "of the filled lines",
         "a wider measure, smaller type or hyphens; below some 45 letters a line, set it ragged", TEX),
    Rule("EP820", "T020", E, 3, "lines in turn", "change a word, or keep one from being hyphenated",
         f"{BRINGHURST}, 2.4.3", always=True),
    Rule("EP821", "T021", W, 1, "word over the turn of a page", "change a word of the line", f"{BRINGHURST}, 2.4.10"),
    Rule("EP822", "T022", N, 0.2, "of the filled lines", "a wider measure or smaller type", TRADE),
    Rule("EP823", "T023", N, 1, "name", "change a word of the line", f"{BRINGHURST}, 2.4.4"),
    Rule("EP830", "T030", E, 4, "letters", "change a word of the paragraph", f"{BRINGHURST}, 2.4.2", always=True),
    Rule("EP831", "T031", N, 0.2, "of the measure", "change a word of the paragraph", TRADE),
    Rule("EP840", "T040", N, 2, "lines in turn", "change a word", f"{BRINGHURST}, 2.4.7"),
    Rule("EP841", "T041", N, 2, "lines in turn", "change a word", f"{BRINGHURST}, 2.4.7"),
    Rule("EP870", "T070", W, 4, "lines", "a page less, or some words more", TRADE),
    Rule("EP871", "T071", N, 1, "line", "let a paragraph run a line longer or shorter", f"{BRINGHURST}, 2.4.9"),
    Rule("EP880", "T080", N, 4, "lines in turn", "change a word, or the measure", TRADE),
    Rule("EP885", "T100", E, 0.5, "points past the measure", "give the long word a place to break", TEX, always=True),
    Rule("EP886", "", W, 1, "figure of the rarer kind", "ask for one kind in the layout: `font-variant-numeric`",
         f"{BRINGHURST}, 3.2.1"),
    Rule("EP887", "", W, 1, "figure, or 0.02 em of difference",
         "set tables with `font-variant-numeric: lining-nums tabular-nums`", f"{BRINGHURST}, 3.2.2"),
    Rule("EP888", "", W, 1, "ornament", "keep it with the text on both sides: `break-before`, `break-after: avoid`",
         TRADE),
    Rule("EP889", "", W, 0.9, "em further in", "indent what is turned over: `padding-left`, `text-indent`", TRADE),
)  # fmt: skip
RULES: Mapping[str, Rule] = {rule.code: rule for rule in _ALL}
"""The rules by their codes, in order."""
