"""Pull-quotes lifted from the essay: the words that an author marked, copied as they stand, or cut with an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lxml import etree

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.markup.tree import drop, has_class, inner_xml, leaves, plain_text, remove, unwrap
from essay_press.model import Essay, PullQuote
from essay_press.suggest import nearest

__all__ = ["LONG", "PLACES", "lift"]

PLACES = ("before", "after", "left", "right", "full")
LONG = 400
"""A pull-quote of more characters than this is a paragraph set large."""

_FOLDS = {
    **dict.fromkeys("‘’‚‛′‹›`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_IGNORED = re.compile("[\\s\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_CUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*")
_SENTENCE = re.compile(r".+?(?:[.!?…][\"'”’»)]*(?=\s)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Folded:
    """Text in which quotes, dashes and spaces make no difference, and where each character of it came from."""

    text: str
    origins: tuple[int, ...]


def lift(essay: Essay) -> Essay:
    """Return the essay with its pull-quotes gathered and their instructions taken out of the body.

    Raises ManuscriptError when a `text=` is not verbatim or a `place=` is unknown.
    """
    body = etree.fromstring(f"<body>{essay.body}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    spans = [span for span in body.iter("span") if has_class(span, "pull")]
    found: list[Diagnostic] = []
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
    copy = _copy(span)
    if cut is not None:
        slices = _cut(cut, span)
        if slices is None:
            slices = _cut(cut, source)
        if slices is None:
            found.append(_not_verbatim(essay, body, cut, place))
        else:
            copy = slices
    if any(has_class(parent, "spoiler") for parent in span.iterancestors()):
        # The copy gives away what the passage gives away; it must be hidden with it.
        copy = _wrapped(copy, "spoiler")
    text = plain_text(copy)
    if len(text) > LONG:
        found.append(
            Diagnostic(
                Severity.WARNING,
                "EP179",
                f"this pull-quote has {len(text)} characters; past {LONG} it is no longer a quote but a paragraph",
                place,
                'mark a shorter passage, or cut it: `text="The beginning … the end."`',
            )
        )
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


def _copy(span: etree._Element) -> etree._Element:
    """Return what a reader of the copy gets: the words and their emphasis; no note calls, links, ids."""
    copy = deepcopy(span)
    copy.tail = None
    for element in list(copy.iter()):
        if element is copy:
            continue
        if element.tag == "a" and element.get("role") == "doc-noteref":
            remove(element)
        elif element.tag in ("a", "img"):
            unwrap(element)
        elif element.tag == "br":
            element.tail = " " + (element.tail or "").lstrip()
            unwrap(element)
        else:
            drop(element, "id")
            if element.tag == "span" and not element.keys():
                unwrap(element)
    copy.attrib.clear()
    return copy


def _wrapped(copy: etree._Element, name: str) -> etree._Element:
    outer = etree.Element("span")
    copy.set("class", name)
    outer.append(copy)
    return outer


# ---------------------------------------------------------------- cuts
def _fold(text: str) -> _Folded:
    """Return folded text: all spaces out, quotes and dashes of one kind, three dots as an ellipsis."""
    characters: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        if _IGNORED.match(character):
            continue
        folded = _FOLDS.get(character, character)
        if folded == "-" and characters and characters[-1] == "-":
            continue
        characters.append(folded)
        origins.append(index)
    return _Folded("".join(characters), tuple(origins))


def _cut(cut: str, source: etree._Element) -> etree._Element | None:
    """Return the pieces of `cut` as they stand in `source`, emphasis and all, or None if one is not there."""
    copy = _copy(source)
    text = "".join(str(piece) for piece in copy.itertext())
    folded = _fold(text)
    pieces = _CUT.split(cut.strip())
    gaps = [gap.group() for gap in _CUT.finditer(cut.strip())]
    result = etree.Element("span")
    position = 0
    for number, piece in enumerate(pieces):
        wanted = _fold(piece).text
        if wanted:
            start = _find(folded, wanted, position, text)
            if start < 0:
                return None
            position = start + len(wanted)
            begin, end = folded.origins[start], folded.origins[position - 1] + 1
            _append(result, _slice(copy, begin, end), piece.strip()[:1])
        if number < len(gaps):
            _append_text(result, re.sub(r"\[?(?:…|\.\.\.)\]?", "…", gaps[number]))
    return result


def _find(folded: _Folded, wanted: str, position: int, text: str) -> int:
    """Return where `wanted` stands as whole words from `position` on, the case of its first letter aside; or -1."""
    for start in range(position, len(folded.text) - len(wanted) + 1):
        if folded.text[start + 1 : start + len(wanted)] != wanted[1:]:
            continue
        if folded.text[start].casefold() != wanted[0].casefold():
            continue
        begin, last = folded.origins[start], folded.origins[start + len(wanted) - 1]
        if begin and text[begin - 1].isalnum() and text[begin].isalnum():
            continue
        if last + 1 < len(text) and text[last].isalnum() and text[last + 1].isalnum():
            continue
        return start
    return -1


def _slice(source: etree._Element, begin: int, end: int) -> etree._Element:
    """Return a copy of `source` that keeps only its characters from `begin` up to `end`."""
    piece = deepcopy(source)
    position = 0

    def kept(text: str | None) -> str | None:
        nonlocal position
        if not text:
            return text
        start, position = position, position + len(text)
        return text[max(begin - start, 0) : max(end - start, 0)]

    def walk(element: etree._Element) -> None:
        element.text = kept(element.text)
        for child in element:
            walk(child)
            child.tail = kept(child.tail)

    walk(piece)
    for empty in [e for e in piece.iterdescendants() if not "".join(str(text) for text in e.itertext())]:
        remove(empty)
    return piece


def _append(result: etree._Element, piece: etree._Element, first: str) -> None:
    """Add a piece to the copy; its first letter is as its author wrote it in the cut."""
    for element in piece.iter():
        if element.text:
            if element.text[:1].casefold() == first.casefold():
                element.text = first + element.text[1:]
            break
    _append_text(result, piece.text or "")
    for child in list(piece):
        result.append(child)


def _append_text(result: etree._Element, text: str) -> None:
    if len(result):
        result[-1].tail = (result[-1].tail or "") + text
    else:
        result.text = (result.text or "") + text


def _not_verbatim(essay: Essay, body: etree._Element, cut: str, place: Place | None) -> Diagnostic:
    """Return the error that shows which sentence the author may have meant."""
    wanted = _fold(cut).text.casefold()
    places = dict(essay.blocks)
    best, best_score, best_line = "", 0.0, 0
    for sentence, identifier in _sentences(body):
        matcher = SequenceMatcher(None, _fold(sentence).text.casefold(), wanted, autojunk=False)
        if matcher.real_quick_ratio() <= best_score or matcher.quick_ratio() <= best_score:
            continue
        if (score := matcher.ratio()) > best_score:
            best, best_score = sentence, score
            best_line = places[identifier].line if identifier in places else 0
    hint = "write the words as they stand in the paragraph, with … where you cut"
    if best_score > 0.3:
        where = f" (line {best_line})" if best_line else ""
        hint = f"the nearest sentence{where} is: {best}"
    return Diagnostic(Severity.ERROR, "EP173", f"the pull-quote's `text` is not in its paragraph: “{cut}”", place, hint)


def _sentences(body: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield each sentence of the body and the id of its block."""
    for leaf in leaves(body):
        if leaf.tag != "pre":
            for sentence in _SENTENCE.finditer(plain_text(leaf)):
                if plain := sentence.group().strip():
                    yield plain, str(leaf.get("id") or "")
