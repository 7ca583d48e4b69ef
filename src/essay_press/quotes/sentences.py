"""The sentences of the running text: where each begins and ends in its paragraph, and what else stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from essay_press.markup.tree import BLOCKS, by_id, classes, has_class

__all__ = ["Sentence", "paragraph", "sentences", "split", "words_of"]

# Full stops and the like, closing marks (French ones after a space), and white space. A mark that opens in English may
# close in German, so that whatever stands close to the stop belongs to it.
_END = re.compile(r"[.!?…؟]+(?:[ \u00a0\u202f]?[»›])?[\"'”’“‘»«›‹)\]]*(?=[ \t\r\n\u00a0\u202f]+(\S*))")
_WORD_BEFORE = re.compile(r"[\w.'’]*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’\u2010-][^\W\d_]+)*|\d[\d.,]*")
_SPACES = re.compile(r"[ \t\r\n]+")
# What a full stop shortens: titles before a name, `cf.`, `no.`, and their like in the languages the house sets.
_SHORTENED = frozenset(
    re.findall(
        r"\w+",
        """mr mrs ms mx dr st prof rev hon capt lt sgt messrs jr sr vs cf vol vols fig ch p pp
    mme mlle mm hr hrn fr frl bd nr abb kap vgl bzw ca usw sra srta dra vd ud pág núm cap dott avv ing ks św ul
    dhr mevr mw blz""",
    )
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a reader sees it, and where it is.

    `begin` and `end` count the characters of its paragraph, note calls left out; `paragraph` numbers those of the
    running text from 0; `opens` and `closes` tell whether it is the first and the last of its paragraph, `heads` that
    its paragraph is the first below a heading or a break; `at` is the share of the essay's words before it, from 0 to
    1, and `before` their number. `holds` names what part of it stands in: `spoiler`, `pull`, `code`, `picture`.
    """

    text: str
    block: str
    begin: int
    end: int
    paragraph: int
    opens: bool
    closes: bool
    heads: bool
    at: float
    before: int
    holds: frozenset[str]


def split(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph begins and ends, without the white space round it."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if _goes_on(text, end):
            continue
        found.append((start, end.end()))
        start = end.end()
    found.append((start, len(text)))
    return [span for begin, last in found if (span := _trimmed(text, begin, last))[0] < span[1]]


def words_of(text: str) -> list[str]:
    """Return the words of a text as they stand, numbers among them."""
    return _WORD.findall(text)


def sentences(body: etree._Element) -> tuple[Sentence, ...]:
    """Return the sentences of the essay's paragraphs, in order: headings, quotations, verse, lists, captions."""
    paragraphs = [(leaf, *_visible(leaf)) for leaf in body.iter("p") if _runs(leaf)]
    total = sum(len(words_of(text)) for _, text, _ in paragraphs) or 1
    before = 0
    found: list[Sentence] = []
    for number, (leaf, text, kinds) in enumerate(paragraphs):
        spans = split(text)
        for index, (begin, end) in enumerate(spans):
            plain = _SPACES.sub(" ", text[begin:end])
            holds = frozenset[str]().union(*kinds[begin:end])
            first, last = index == 0, index == len(spans) - 1
            place = (before / total, before)
            heads = has_class(leaf, "first")
            found.append(
                Sentence(plain, str(leaf.get("id") or ""), begin, end, number, first, last, heads, *place, holds)
            )
            before += len(words_of(plain))
    return tuple(found)


def paragraph(body: etree._Element, identifier: str) -> str:
    """Return the text of the paragraph with this id, as `Sentence.begin` and `end` count it; or an empty text."""
    leaf = by_id(body, identifier)
    return _visible(leaf)[0] if leaf is not None else ""


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Tell whether the sentence goes on after what looks like its end: an abbreviation, or a small letter follows."""
    letter = next((character for character in end[1] if character.isalnum()), "")
    if letter.islower():
        return True
    if not end.group().startswith(".") or len(end.group().rstrip("\"'”’“‘»«›‹)]")) > 1:
        return False
    found = _WORD_BEFORE.search(text, max(0, end.start() - 20), end.start())
    word = found.group() if found else ""
    # `J. Verrall`, `e.g. Verrall`; but `so do I. Then`.
    dotted = "." in word and max(len(part) for part in word.split(".")) < 3
    return (len(word) == 1 and word.isalpha() and word != "I") or dotted or word.casefold() in _SHORTENED


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return begin, end


def _runs(leaf: etree._Element) -> bool:
    """Tell whether a paragraph is the essay's own running text."""
    if has_class(leaf, "attribution"):
        return False
    for parent in leaf.iterancestors():
        if parent.tag not in ("body", "div", "section") or has_class(parent, "verse"):
            return False
    return True


def _visible(leaf: etree._Element) -> tuple[str, list[frozenset[str]]]:
    """Return a paragraph's text without note calls, and for each character what it stands in."""
    outside = frozenset(_kind(parent) for parent in leaf.iterancestors()) - {""}
    pieces = list(_pieces(leaf, outside))
    kinds = [kind for text, kind in pieces for _ in text]
    return "".join(text for text, _ in pieces), kinds


def _pieces(element: etree._Element, inside: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if element.text:
        yield element.text, inside
    for child in element:
        kind = _kind(child)
        within = inside | {kind} if kind else inside
        if child.tag == "br":
            yield " ", inside
        elif child.tag == "img":
            yield "\ufffc", within
        elif not (child.tag == "a" and child.get("role") == "doc-noteref") and child.tag not in BLOCKS:
            yield from _pieces(child, within)
        if child.tail:
            yield child.tail, inside


def _kind(element: etree._Element) -> str:
    """Return what an element makes of the words in it, if that concerns a pull-quote."""
    if element.tag in ("code", "kbd", "samp", "pre"):
        return "code"
    if element.tag == "img":
        return "picture"
    return next((name for name in classes(element) if name in ("spoiler", "pull")), "")
