"""The engine's layouts in two thirds of the time: what it works out over and over is kept, what is plain is not asked.

An edition is laid out several times, and from one layout to the next most of its lines stay as they are. Lines are
remembered by their text, their room and all of the style that they are set in. And of the 20,000 values that a layout
asks styles for, nine in ten are the parent's or the initial one, which the engine finds out by a long way round.

Every function here returns what the engine's own does, to the last digit: the bytes are the same with and without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from essay_press.formats.pdf import swift_cascade
from essay_press.formats.pdf.engine import Pending, inline, line_break, percent, preferred, styles

__all__ = ["READ", "Memory", "swift_layout"]

FONT = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_variant_ligatures", "font_variant_position",
    "font_variant_caps", "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
)  # fmt: skip
"""What the engine tells fonts apart by, beside their size."""
READ = (
    *FONT, "font_size", "font_kerning", "direction", "text_decoration_line", "word_spacing", "letter_spacing",
    "overflow_wrap", "word_break", "white_space", "tab_size", "hyphens", "hyphenate_character",
    "hyphenate_limit_chars", "hyphenate_limit_zone",
)  # fmt: skip
"""All of a style that a line depends on. A contract test holds it against what the engine reads."""
# Values that are more than the parent's or the initial one.
INVOLVED = frozenset({"float", "position", "display", "page"})

_of_font, _of_line = itemgetter(*FONT), itemgetter(*READ)


@dataclass(slots=True)
class Memory:
    """The lines of the layout under way and of the one before it; of one font configuration, since it holds the faces.

    `solved` are values that rules give by variables; `found` counts how often a line was remembered.
    """

    lines: dict[Any, Any] = field(default_factory=dict)
    before: dict[Any, Any] = field(default_factory=dict)
    solved: dict[Any, Any] = field(default_factory=dict)
    found: int = 0

    def turn(self) -> None:
        """Begin a layout: what the last one had no use for is forgotten."""
        self.lines, self.before = {}, self.lines

    def recall(self, key: Any) -> Any:
        """Return what is remembered under a key, or None."""
        if (known := self.lines.get(key)) is None and (known := self.before.get(key)) is not None:
            self.lines[key] = known
        self.found += known is not None
        return known


@contextmanager
def swift_layout(memory: Memory) -> Iterator[None]:
    """Lay out swiftly in the block below, with what is remembered from the layout before.

    Relied on (70.0), and held by contract tests: `split_first_line` and `create_layout`, by those names in `inline` and
    `preferred`, return layouts that are deactivated or are so at once, whose attributes are then plain values;
    `ComputedStyle.__missing__` takes what is not in `cascaded` from the parent where `INHERITED` has it, else from
    `INITIAL_VALUES`; `Pending.solve` depends on its rule and on what its tokens are written as;
    `percent.resolve_one_percentage` and `line_break._font_style_cache_key` are looked up as globals.
    """
    memory.turn()
    swapped = (
        (inline, "split_first_line", _splitting(inline.split_first_line, memory)),
        (preferred, "split_first_line", _splitting(preferred.split_first_line, memory)),
        (inline, "create_layout", _creating(inline.create_layout, memory)),
        (line_break, "_font_style_cache_key", _font_key),
        (percent, "resolve_one_percentage", _resolving(percent.resolve_one_percentage)),
        (styles.ComputedStyle, "__missing__", _missing(styles.ComputedStyle.__missing__)),
        (Pending, "solve", _solving(Pending.solve, memory)),
        (styles.StyleFor, "__init__", swift_cascade.beginning(styles.StyleFor.__init__)),
        (styles.StyleFor, "__call__", swift_cascade.asking(styles.StyleFor.__call__)),
    )
    stock = [(owner, name, getattr(owner, name)) for owner, name, _ in swapped]
    for owner, name, ours in swapped:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, theirs in stock:
            setattr(owner, name, theirs)


def _splitting(stock: Callable[..., Any], memory: Memory) -> Callable[..., Any]:
    """Return the engine's way to fit text into a line, which remembers."""

    def split(
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: Any,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        key = (text, _of_line(style), max_width, justification_spacing, is_line_start, minimum)
        try:
            known = memory.recall(key)
        except TypeError:  # something in the style is no plain value
            return stock(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        if known is None:
            layout, *rest = stock(text, style, context, max_width, justification_spacing, is_line_start, minimum)
            # A copy, since drawing writes into the one that is given away.
            known = memory.lines[key] = _copied(layout), *rest
            return (layout, *rest)
        return (_copied(known[0]), *known[1:])

    return split


def _creating(stock: Callable[..., Any], memory: Memory) -> Callable[..., Any]:
    """Return the engine's way to justify a line's text, which remembers. What it returns is deactivated at once."""

    def create(text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any) -> Any:
        key = (text, _of_line(style), max_width, justification_spacing)
        try:
            known = memory.recall(key)
        except TypeError:  # something in the style is no plain value
            return stock(text, style, context, max_width, justification_spacing)
        if known is None:
            layout = stock(text, style, context, max_width, justification_spacing)
            kept = memory.lines[key] = _copied(layout)
            kept.layout = kept.language = kept.style = None
            return layout
        return _copied(known)

    return create


def _copied(layout: Any) -> Any:
    """Return a copy of what the engine keeps of a laid out text: words and numbers."""
    copy = object.__new__(type(layout))
    copy.__dict__.update(layout.__dict__)
    return copy


def _font_key(style: Any, include_size: bool = False) -> Any:
    """Return what tells apart fonts, as the engine does, which makes a text of it each time."""
    key = _of_font(style)
    key = (key, style["font_size"], style["line_height"]) if include_size else key
    try:
        hash(key)
    except TypeError:
        return str(key)
    return key


def _resolving(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return the engine's way to turn a length or a share into a measure, for those that are no formula."""

    def resolve(box: Any, property_name: str, refer_to: Any) -> None:
        value = box.style[property_name]
        if value == "auto" or value is None:
            stock(box, property_name, refer_to)
            return
        unit = getattr(value, "unit", None)
        if unit is None:
            stock(box, property_name, refer_to)
        elif unit == "%":
            setattr(box, property_name, refer_to * value.value / 100)
        else:
            setattr(box, property_name, value.value)

    return resolve


def _solving(stock: Callable[..., Any], memory: Memory) -> Callable[..., Any]:
    """Return the engine's way to read a value once its variables are known: a shorthand is read for each of its parts.

    What cannot be read is not remembered: the engine says so each time, or once, as it thinks fit.
    """

    def solve(rule: Any, tokens: Any, wanted_key: str, base_url: Any) -> Any:
        key = (rule, "/".join([token.serialize() for token in tokens]), wanted_key, base_url)
        if key not in memory.solved:
            memory.solved[key] = stock(rule, tokens, wanted_key, base_url)
        return memory.solved[key]

    return solve


def _missing(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return the engine's way to compute a value of a style, short for those that no rule sets."""
    kinds = {
        name: (name in styles.INHERITED, name in styles.PHYSICAL_FUNCTIONS)
        for name in styles.INITIAL_VALUES
        if name not in INVOLVED and not name.startswith(("text_decoration_", "__"))
        if name in styles.INHERITED or name not in styles.INITIAL_NOT_COMPUTED
    }
    logical = {
        function(block="ttb", inline=inline_direction)
        for function in styles.PHYSICAL_FUNCTIONS.values()
        for inline_direction in ("ltr", "rtl")
    }
    initial = styles.INITIAL_VALUES

    def missing(style: Any, key: str) -> Any:
        kind, cascaded = kinds.get(key), style.cascaded
        if kind is None or key in cascaded or (kind[1] and not logical.isdisjoint(cascaded)):
            return stock(style, key)
        parent = style.parent_style
        value = style[key] = parent[key] if kind[0] and parent is not None else initial[key]
        return value

    return missing
