"""The engine's cascade without styles that nobody asks for: those of markers and of calls that an element never has.

The engine's own sheet has six rules for the pseudo-elements of any element (`::marker`, `::footnote-call` …), and so it
makes seven styles for each: a third of a layout's memory. Here those six are made when the engine asks for one, of a
list's item or of a note. What comes back is the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from essay_press.formats.pdf.engine import styles

__all__ = ["SELDOM", "asking", "beginning"]

SELDOM = frozenset({"marker", "footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})
"""Pseudo-elements whose styles the engine looks for only where there is a list's item or a note."""
# A name that a style gives is to be known whether the style is asked for or not.
NAMED = "anchor"


class _Later:
    """What is declared of seldom pseudo-elements: the rules that apply to each element, by their numbers."""

    def __init__(self) -> None:
        """Begin with none."""
        self.rules: list[tuple[Any, ...]] = []
        self.of: dict[Any, tuple[int, ...]] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._shared: dict[tuple[int, ...], tuple[int, ...]] = {}

    def add(self, element: Any, rule: tuple[Any, ...], key: tuple[Any, ...]) -> None:
        """Note that a rule applies to an element; `key` tells rules apart. Elements with the same ones share them."""
        if key not in self._numbers:
            self._numbers[key] = len(self.rules)
            self.rules.append(rule)
        numbers = (*self.of.get(element, ()), self._numbers[key])
        self.of[element] = self._shared.setdefault(numbers, numbers)


class _Sheet:
    """A sheet as the cascade looks at it, which keeps what it says of seldom pseudo-elements for later."""

    def __init__(self, number: int, sheet: Any, origin: str, specificity: Any, later: _Later) -> None:
        """Stand before the sheet of that number, from 0; `specificity` is that of the sheet, if it has one."""
        self.layers, self.matcher = sheet.layers, self
        self._match, self._later = sheet.matcher.match, later
        self._number, self._origin, self._specificity = number, origin, specificity

    def match(self, element: Any) -> list[Any]:
        """Return what applies to an element at once."""
        found = []
        for selector in self._match(element):
            specificity, _, pseudo, (declarations, layer) = selector
            if pseudo not in SELDOM or any(name == NAMED for name, *_ in declarations):
                found.append(selector)
                continue
            order = float("inf") if layer is None else self.layers.index(layer)
            rule = (pseudo, self._origin, order, self._specificity or specificity, declarations)
            key = (self._number, pseudo, specificity, id(declarations), order)
            self._later.add(element.etree_element, rule, key)
        return found


def beginning(stock: Callable[..., None]) -> Callable[..., None]:
    """Return the engine's way to begin a cascade, `StyleFor.__init__`, which leaves out what may come later."""

    def begin(found: Any, html: Any, sheets: Any, *rest: Any, **more: Any) -> None:
        found.later, found.base_url = _Later(), html.base_url
        found.root = html.etree_element
        ours = [
            (_Sheet(number, sheet, origin, specificity, found.later), origin, specificity)
            for number, (sheet, origin, specificity) in enumerate(sheets)
        ]
        stock(found, html, ours, *rest, **more)
        found._sheets = sheets

    return begin


def asking(stock: Callable[..., Any]) -> Callable[..., Any]:
    """Return the engine's way to ask for a style, `StyleFor.__call__`, which makes one that was left out."""

    def ask(found: Any, element: Any, pseudo_type: str | None = None) -> Any:
        if pseudo_type in SELDOM and (element, pseudo_type) not in found._computed_styles:
            _make(found, element, pseudo_type)
        return stock(found, element, pseudo_type)

    return ask


def _make(found: Any, element: Any, pseudo: str) -> None:
    """Make a style that was left out, if any rule applies to it: of two the weightier, of equals the later one."""
    later = found.later
    own: dict[str, Any] = {}
    for rule, origin, order, specificity, declarations in (later.rules[each] for each in later.of.get(element, ())):
        for name, values, importance in declarations if rule == pseudo else ():
            weight = (styles.declaration_precedence(origin, importance), order, specificity)
            if name not in own or own[name][1] <= weight:
                own[name] = values, weight
    if own:
        cascaded = found.get_cascaded_styles()
        cascaded[element, pseudo] = own
        found.set_computed_styles(element, root=found.root, parent=element, pseudo_type=pseudo, base_url=found.base_url)
        del cascaded[element, pseudo]
