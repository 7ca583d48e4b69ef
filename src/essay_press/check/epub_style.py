"""Style: CSS that leaves the reader's own settings alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cssselect2
import tinycss2
from lxml import etree

from essay_press.check.epub_book import Book, elements, error
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic

__all__ = ["address", "check_style"]

_PAGE = frozenset({"html", "body", "p", ":root", "*"})
_COLOURS = frozenset({"background", "background-color", "background-image", "color"})
_HARMLESS = frozenset({"currentcolor", "inherit", "initial", "none", "transparent", "unset"})
_ABSOLUTE = frozenset({"px", "pt", "pc", "in", "cm", "mm", "q"})
_BREAKS = frozenset({"break-after", "break-before", "page-break-after", "page-break-before"})
_NEW_PAGE = frozenset({"always", "left", "page", "recto", "right", "verso"})

_Rule = tuple[list[tinycss2.ast.Node], list[tinycss2.ast.Node]]


def check_style(book: Book) -> Report:
    """Return whether the style sheets keep to what every reading system and every reader's setting can live with.

    No colour or ground on the page itself, no absolute length, no placing by position, no page break within a file,
    nothing fetched from elsewhere, and the lists meant for machines stay hidden.
    """
    found: list[Diagnostic] = []
    examined = 0
    for path, css in book.sheets.items():
        for prelude, content in _rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)):
            selectors = tinycss2.serialize(prelude).strip()
            for name, value in _declarations(content):
                examined += 1
                fault = _fault(selectors, name, value)
                if fault:
                    found.append(error("EP542", f"{path}: {selectors} {{ {name} }} {fault}"))
        found += [error("EP542", f"{path}: {fault}") for fault in _at_rules(css)]
    for path, html in book.documents.items():
        found += [error("EP542", f"{path}: {fault}") for fault in _shown(html, list(book.sheets.values()))]
        inline = [node for node in elements(html) if node.get("style")]
        for node in inline:
            for name, value in _declarations(tinycss2.parse_component_value_list(node.get("style") or "")):
                examined += 1
                fault = _fault("", name, value)
                if fault:
                    found.append(error("EP542", f'{path}: style="{name}" {fault}'))
    return Report("epub style", tuple(dict.fromkeys(found)), examined)


def _rules(nodes: Sequence[tinycss2.ast.Node]) -> Iterator[_Rule]:
    """Yield (prelude, content) of every style rule, those in media and feature queries included."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, node.content
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in ("media", "supports"):
            yield from _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _declarations(content: list[tinycss2.ast.Node]) -> Iterator[tuple[str, list[tinycss2.ast.Node]]]:
    """Yield (property, value) of the declarations of a rule."""
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if node.type == "declaration":
            yield node.lower_name, node.value


def _fault(selectors: str, name: str, value: list[tinycss2.ast.Node]) -> str:
    """Return what is wrong with a declaration, or nothing."""
    words = tinycss2.serialize(value).strip().lower()
    subjects = {selector.split()[-1].split(".")[0] for selector in selectors.split(",") if selector.split()}
    if name in _COLOURS and subjects & _PAGE and words not in _HARMLESS:
        return "colours the page: readers choose paper and ink themselves, by day and by night"
    units = {token.lower_unit for token in _flat(value) if token.type == "dimension"}
    if units & _ABSOLUTE:
        return "has an absolute length: the reader's type size is the measure, so use em or %"
    if name == "position" and words not in ("static", "relative"):
        return "takes something out of the flow, where reading systems lose it"
    if name in _BREAKS and words in _NEW_PAGE:
        return "asks for a page break: a new page is a new file"
    if any(map(address, _flat(value))):
        return "fetches a file: only fonts.css may"
    return ""


def _flat(tokens: Sequence[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.Node]:
    """Yield tokens, those inside functions and brackets included."""
    for token in tokens:
        yield token
        inside = getattr(token, "arguments", None) or getattr(token, "content", None)
        if isinstance(inside, list):
            yield from _flat(inside)


def address(token: tinycss2.ast.Node) -> str:
    """Return the address that a token holds, or nothing."""
    if token.type == "url":
        return str(token.value)
    if token.type == "function" and token.lower_name == "url" and token.arguments:
        return str(token.arguments[0].value)
    return ""


def _at_rules(css: str) -> Iterator[str]:
    """Yield what is wrong with the at-rules of a sheet."""
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type == "error":
            yield f"line {node.source_line} cannot be read: {node.message}"
        elif node.type == "at-rule" and node.lower_at_keyword == "import":
            yield "@import: some systems do not follow it, and one sheet says it all"
        elif node.type == "at-rule" and node.lower_at_keyword == "font-face":
            for found in filter(None, map(address, _flat(node.content or []))):
                if "://" in found:
                    yield f"the font {found} is on another machine"


def _shown(html: etree._Element, sheets: list[str]) -> Iterator[str]:
    """Yield the `hidden` elements of a document that the sheets show again, as a bare rule for `nav` does."""
    matcher = cssselect2.Matcher()
    for sheet in sheets:
        for prelude, content in _rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
            values = [value for name, value in _declarations(content) if name == "display"]
            shown = [tinycss2.serialize(value).strip().lower() for value in values]
            important = "!important" in tinycss2.serialize(content).lower()
            if not shown:
                continue
            try:
                selectors = cssselect2.compile_selector_list(prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                matcher.add_selector(selector, (important, shown[-1]))
    for wrapper in cssselect2.ElementWrapper.from_xml_root(html).iter_subtree():
        node = wrapper.etree_element
        if node.get("hidden") is None:
            continue
        matches = [value for *_, pseudo, value in matcher.match(wrapper) if pseudo is None]
        winner = sorted(matches, key=lambda item: item[0])[-1][1] if matches else "no rule"
        if winner != "none":
            yield f"a hidden {etree.QName(node).localname} is shown ({winner}): keep `[hidden] {{ display: none }}`"
