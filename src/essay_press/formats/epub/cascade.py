"""The part of the CSS cascade that decides which letters are set in which face, and with which features.

Selectors and specificity are real (cssselect2); of the properties only those that choose a face or a glyph are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cssselect2
import tinycss2
from lxml import etree

from essay_press.formats.epub.fontvalues import families, features, shorthand, style, transform, weight

__all__ = ["Cascade", "Run", "Style", "read", "runs"]

# What reading systems bring along themselves, before any style sheet of ours.
_BROWSER = """
em, i, cite, dfn, var, address { font-style: italic }
strong, b, th, h1, h2, h3, h4, h5, h6 { font-weight: bold }
code, kbd, samp, pre, tt { font-family: monospace }
"""
_FONT_PROPERTIES = frozenset(
    {
        "font",
        "font-family",
        "font-feature-settings",
        "font-style",
        "font-variant",
        "font-variant-alternates",
        "font-variant-caps",
        "font-variant-ligatures",
        "font-variant-numeric",
        "font-variant-position",
        "font-weight",
        "text-transform",
    }
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: families in order, weight (100-900), slope, OpenType features, `text-transform`."""

    families: tuple[str, ...] = ()
    weight: int = 400
    italic: bool = False
    features: frozenset[str] = frozenset()
    transform: str = "none"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and how it is set."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class _Rule:
    """Declarations that choose a face or a glyph; `content` is what a `::before` or `::after` prints."""

    declarations: tuple[tuple[str, str, bool], ...]
    content: str


@dataclass(frozen=True, slots=True)
class Cascade:
    """The rules of all style sheets, ready to be matched."""

    matcher: cssselect2.Matcher


def read(sheets: Iterable[str]) -> Cascade:
    """Return the rules of the browser and of `sheets`, in cascade order; what no reader understands is left out."""
    matcher = cssselect2.Matcher()
    for sheet in [_BROWSER, *sheets]:
        nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        for prelude, content in _rules(nodes):
            declarations, generated = _declarations(content)
            if not declarations and not generated:
                continue
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                matcher.add_selector(selector, _Rule(declarations, generated))
    return Cascade(matcher)


def _rules(nodes: Sequence[tinycss2.ast.Node]) -> Iterator[tuple[list[tinycss2.ast.Node], list[tinycss2.ast.Node]]]:
    """Yield (prelude, content) of every style rule, those in media and feature queries included."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, node.content
        elif node.type == "at-rule" and node.lower_at_keyword in ("media", "supports") and node.content is not None:
            inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _rules(inside)


def _declarations(content: list[tinycss2.ast.Node]) -> tuple[tuple[tuple[str, str, bool], ...], str]:
    """Return (property, value, important) of the declarations that matter here, and the generated text."""
    kept = []
    generated = ""
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration":
            continue
        if node.lower_name == "content":
            generated = "".join(token.value for token in node.value if token.type == "string")
        elif node.lower_name in _FONT_PROPERTIES:
            kept.append((node.lower_name, tinycss2.serialize(node.value).strip(), bool(node.important)))
    return tuple(kept), generated


def runs(html: etree._Element, cascade: Cascade) -> Iterator[Run]:
    """Yield the visible texts of a document with their styles, generated text included."""
    styles: dict[etree._Element, Style] = {}
    for wrapper in cssselect2.ElementWrapper.from_xml_root(html).iter_subtree():
        node = wrapper.etree_element
        if not isinstance(node.tag, str):
            continue
        parent = node.getparent()
        inherited = styles.get(parent, Style()) if parent is not None else Style()
        matches = cascade.matcher.match(wrapper)
        own = _apply(inherited, [rule for *_, pseudo, rule in matches if pseudo is None])
        styles[node] = own
        if node.text and node.text.strip():
            yield Run(node.text, own)
        if node.tail and node.tail.strip():
            yield Run(node.tail, inherited)
        yield from _generated(own, matches)


def _generated(own: Style, matches: Sequence[tuple[object, ...]]) -> Iterator[Run]:
    """Yield the texts of pseudo-elements; a first line or first letter repeats text in another style."""
    pseudos = dict.fromkeys(str(match[2]) for match in matches if match[2] is not None)
    for pseudo in pseudos:
        rules = [match[3] for match in matches if match[2] == pseudo]
        style_ = _apply(own, [rule for rule in rules if isinstance(rule, _Rule)])
        for rule in rules:
            if isinstance(rule, _Rule) and rule.content:
                yield Run(rule.content, style_)


def _apply(inherited: Style, rules: Iterable[_Rule]) -> Style:
    """Return the style of an element whose rules come in ascending order of weight in the cascade."""
    ordered = [declaration for rule in rules for declaration in rule.declarations]
    own = inherited
    for name, value, _ in [item for item in ordered if not item[2]] + [item for item in ordered if item[2]]:
        if value.lower() in ("inherit", "unset", "revert", "revert-layer"):
            continue
        own = _set(own, inherited, name, value)
    return own


def _set(own: Style, inherited: Style, name: str, value: str) -> Style:
    """Return `own` with one declaration applied."""
    if name == "font":
        parts = shorthand(value)
        return replace(own, families=parts.families, weight=parts.weight, italic=parts.italic)
    if name == "font-family":
        return replace(own, families=families(value))
    if name == "font-weight":
        return replace(own, weight=weight(value, inherited.weight))
    if name == "font-style":
        return replace(own, italic=style(value))
    if name == "text-transform":
        return replace(own, transform=transform(value))
    return replace(own, features=features(own.features, name, value))
