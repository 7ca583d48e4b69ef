"""Pull-quotes and notes: what is read once, and the way there and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from essay_press.check.epub_book import (
    HEADINGS,
    Book,
    body,
    classes,
    elements,
    epub_type,
    error,
    local,
    squeeze,
    target,
)
from essay_press.check.epub_navigation import notice_path
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic
from essay_press.model import Essay

__all__ = ["check_notes", "check_pull_quotes"]

_CUT = "…"
_ENDS = " .,;:!?“”‘’«»‹›„‚\"'"


def check_pull_quotes(book: Book, essay: Essay | None = None) -> Report:
    """Return whether every pull-quote is a hidden, word for word copy of the text, below the warning and its heading.

    A copy that is not hidden is heard twice; words that stand nowhere else and are hidden are never heard at all.
    """
    text = _fold(" ".join(_spoken(html) for _, html in book.reading()))
    quotes = [
        (number, path, node)
        for number, (path, html) in enumerate(book.reading())
        for node in elements(html)
        if _is_pull_quote(node)
    ]
    notice = notice_path(book)
    first = [path for path, _ in book.reading()].index(notice) + 1 if notice else 0
    found: list[Diagnostic] = []
    for number, path, node in quotes:
        words = squeeze("".join(map(str, node.itertext())))
        found += _faults(node, words, path, text)
        if number < first:
            found.append(error("EP539", f"{path}: the pull-quote “{words}” stands before or on the warning"))
    if essay is not None:
        set_again = [_fold("".join(map(str, node.itertext()))) for _, _, node in quotes]
        for quote in essay.pull_quotes:
            times = set_again.count(_fold(quote.text))
            if times > 1 or (times == 0 and set_again):
                found.append(error("EP539", f"the pull-quote “{quote.text}” is set {times} times"))
    return Report("epub pull-quotes", tuple(found), len(quotes))


def _is_pull_quote(node: etree._Element) -> bool:
    """Return whether an element says in any way that it is a pull-quote; an author's own class does not."""
    named = local(node) == "aside" and "pullquote" in classes(node)
    return named or "pullquote" in epub_type(node) or node.get("role") == "doc-pullquote"


def _faults(node: etree._Element, words: str, path: str, text: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with one pull-quote."""
    if node.get("aria-hidden") != "true":
        yield error("EP539", f"{path}: the pull-quote “{words}” is not hidden, so it is read twice")
    if node.get("role") != "doc-pullquote" or "pullquote" not in epub_type(node):
        yield error("EP539", f"{path}: the pull-quote “{words}” does not say in both vocabularies that it is one")
    at = 0
    for piece in filter(None, map(_fold, words.split(_CUT))):
        at = text.find(piece, at)
        if at < 0:
            yield error("EP539", f"{path}: the pull-quote “{words}” is not in the text word for word")
            break
        at += len(piece)
    before = node.getprevious()
    if before is not None and local(before) in HEADINGS:
        yield error("EP539", f"{path}: the pull-quote “{words}” stands between a heading and its text")


def _fold(text: str) -> str:
    """Return text as pull-quotes are compared: case, quotation marks at the ends and the final stop do not count."""
    return squeeze(text).strip(_ENDS).casefold()


def _spoken(html: etree._Element) -> str:
    """Return what a screen reader says of a document's body, note calls left out; a broken line is a space."""
    hidden = "not(ancestor::*[@aria-hidden='true' or @role='doc-noteref'])"
    texts: Any = body(html).xpath(f".//text()[{hidden}]")
    return "".join(f" {text}" if text.is_tail and local(text.getparent()) == "br" else str(text) for text in texts)


def check_notes(book: Book, essay: Essay | None = None) -> Report:
    """Return whether every call has its note, and every note a link back to each of its calls.

    No validator misses a backlink; a reader who followed a call to the end of the book does.
    """
    calls = list(_links(book, "doc-noteref"))
    backs = {reached: source for source, reached, _ in _links(book, "doc-backlink")}
    items = {
        (path, node.get("id") or "")
        for path, html in book.reading()
        for section in elements(html)
        if section.get("role") == "doc-endnotes"
        for node in elements(section)
        if local(node) == "li" and node.get("id")
    }
    found: list[Diagnostic] = []
    for source, reached, node in calls:
        number = squeeze("".join(map(str, node.itertext())))
        if reached not in items:
            found.append(error("EP541", f"{source[0]}: the call of note {number} leads to no note"))
        elif backs.get(source) != reached:
            found.append(error("EP541", f"{source[0]}: note {number} has no link back to its call"))
        if "noteref" not in epub_type(node):
            found.append(error("EP541", f"{source[0]}: the call of note {number} has no `epub:type`, so no pop-up"))
    called = {reached for _, reached, _ in calls}
    found += [error("EP541", f"{path}: nothing calls the note {name}") for path, name in sorted(items - called)]
    if essay is not None and len(items) != len(essay.notes):
        found.append(error("EP541", f"the essay has {len(essay.notes)} notes, the EPUB {len(items)}"))
    return Report("epub notes", tuple(found), len(calls) + len(items))


def _links(book: Book, role: str) -> Iterator[tuple[tuple[str, str], tuple[str, str], etree._Element]]:
    """Yield (source, target, link) of the links with `role`; a backlink's source is the note that it ends."""
    for path, html in book.reading():
        for node in elements(html):
            if node.get("role") != role:
                continue
            owner: etree._Element | None = node
            if role == "doc-backlink":
                owner = next((item for item in node.iterancestors() if local(item) == "li" and item.get("id")), None)
            name = "" if owner is None else owner.get("id") or ""
            yield (path, name), target(node.get("href") or "", path), node
