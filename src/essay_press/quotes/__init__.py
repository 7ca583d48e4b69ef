"""Pull-quotes lifted from the essay: the words that an author marked, copied as they stand, or cut with an ellipsis."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.markup.tree import drop, has_class, inner_xml, plain_text
from essay_press.model import Essay, PullQuote
from essay_press.quotes import listed, rules
from essay_press.quotes.listed import nearest_hint
from essay_press.quotes.words import copy_of, cut_from
from essay_press.suggest import nearest

__all__ = ["PLACES", "lift"]

PLACES = ("before", "after", "left", "right", "full")


def lift(essay: Essay) -> Essay:
    """Return the essay with its pull-quotes gathered and their instructions taken out of the body.

    Those that the front matter lists are found in the text and marked there first. Raises ManuscriptError when one is
    not there, a `text=` is not verbatim or a `place=` is unknown.
    """
    body = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    found = listed.mark(essay, body)
    spans = [span for span in body.iter("span") if has_class(span, "pull")]
    quotes = tuple(_quote(essay, body, span, found) for span in spans)
    errors = [item for item in found if item.severity is Severity.ERROR]
    if errors:
        raise ManuscriptError(errors)
    for span in spans:
        for name in ("data-text", "data-place", "data-at"):
            drop(span, name)
    text = inner_xml(body) if spans else essay.body
    return replace(essay, body=text, pull_quotes=quotes, diagnostics=(*essay.diagnostics, *found))


def _quote(essay: Essay, body: etree._Element, span: etree._Element, found: list[Diagnostic]) -> PullQuote:
    """Return the quote that a marked span makes, and add what is wrong with it to `found`."""
    place = _place(essay, span)
    source = _block(span)
    where = span.get("data-place") or ""
    if where and where not in PLACES:
        close = nearest(where, PLACES)
        hint = f"did you mean `{close}`? " if close else ""
        found.append(
            Diagnostic(
                Severity.ERROR,
                "EP166",
                f"no layout knows the place `{where}`",
                place,
                f"{hint}use one of {', '.join(PLACES)}",
            )
        )
    cut = span.get("data-text")
    copy = copy_of(span)
    if cut is not None:
        slices = cut_from(cut, span)
        if slices is None:
            slices = cut_from(cut, source)
        if slices is None:
            found.append(_not_verbatim(essay, body, cut, place))
        else:
            copy = slices
    if any(has_class(parent, "spoiler") for parent in span.iterancestors()):
        # The copy gives away what the passage gives away; it must be hidden with it.
        copy = _wrapped(copy, "spoiler")
    text = plain_text(copy)
    found.extend(rules.broken(text, place))
    return PullQuote(str(span.get("id")), text, inner_xml(copy), str(source.get("id") or ""), where, place)


def _place(essay: Essay, span: etree._Element) -> Place | None:
    line, _, column = (span.get("data-at") or "").partition(":")
    return Place(essay.path, int(line), int(column)) if line else None


def _block(span: etree._Element) -> etree._Element:
    """Return the leaf block that a span stands in."""
    for parent in span.iterancestors():
        if re.fullmatch(r"[bs]\d+", parent.get("id") or ""):
            return parent
    return span


def _wrapped(copy: etree._Element, name: str) -> etree._Element:
    outer = etree.Element("span")
    copy.set("class", name)
    outer.append(copy)
    return outer


def _not_verbatim(essay: Essay, body: etree._Element, cut: str, place: Place | None) -> Diagnostic:
    """Return the error that shows which sentence the author may have meant."""
    hint = nearest_hint(essay, body, cut, "write the words as they stand in the paragraph, with … where you cut")
    return Diagnostic(Severity.ERROR, "EP173", f"the pull-quote's `text` is not in its paragraph: “{cut}”", place, hint)
