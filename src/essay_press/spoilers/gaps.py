"""What stands where a spoiler was: the author's safe words, a bar in a line of text, a line in the place of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from essay_press import strings
from essay_press.markup import tree
from essay_press.markup.guards import ELLIPSIS

__all__ = ["Gaps", "label"]

STEPS = (12, 30, 60)
"""Characters up to which a bar has its first, second and third length; a longer passage has the fourth."""
STOPS = tuple(".!?…:;")
_KINDS = {
    "p": "paragraph",
    "blockquote": "quotation",
    "figure": "figure",
    "img": "figure",
    "table": "table",
    "ul": "list",
    "ol": "list",
    "dl": "list",
    "pre": "code",
}
_UNCOUNTED = ("verse", "code", "passage")
_TEMPORARY = "ep-kinds"


@dataclass(frozen=True, slots=True)
class Gaps:
    """Makes gaps in an essay of `language`; `words` are those of its editions, `url` is where the full text is."""

    words: Mapping[str, str]
    language: str
    url: str = ""

    def in_line(self, element: etree._Element, safe: str) -> None:
        """Put safe words, or a bar, in the place of an inline element."""
        length = len(tree.plain_text(element))
        self._empty(element)
        if safe:
            element.text = safe
            tree.unwrap(element)
        else:
            element.tag = "span"
            self._bar(element, length)

    def in_heading(self, heading: etree._Element, safe: str) -> None:
        """Put safe words, or a bar, in the place of what a heading says."""
        length = len(tree.plain_text(heading))
        identifier = tree.get(heading, "id")
        self._empty(heading)
        heading.set("id", identifier)
        if safe:
            heading.text = safe
        else:
            self._bar(etree.SubElement(heading, "span"), length)

    def for_blocks(self, element: etree._Element, safe: str) -> etree._Element:
        """Put one line in the place of blocks and return it; without safe words, the line before may say it too."""
        kinds = list(_kinds(element)) or ["passage"]
        before = element.getprevious()
        if not safe and before is not None and before.get(_TEMPORARY) and not (before.tail or "").strip():
            before.set(_TEMPORARY, f"{before.get(_TEMPORARY)} {' '.join(kinds)}")
            tree.remove(element)
            return before
        identifier = next((name for name in _ids(element) if name.startswith("b")), next(_ids(element), ""))
        self._empty(element)
        element.tag = "p"
        element.set("class", "removed")
        element.set("id", identifier)
        element.set(_TEMPORARY, " ".join(kinds))
        if safe:
            words = etree.SubElement(element, "span", {"class": "removed-safe"})
            words.text = safe if safe.endswith(STOPS) else f"{safe}."
            words.tail = " "
        return element

    def finish(self, root: etree._Element) -> None:
        """Write into each line what is left out, now that it is known, and where it can be read."""
        for line in [line for line in root.iter("p") if line.get(_TEMPORARY)]:
            kinds = tree.drop(line, _TEMPORARY).split()
            what = strings.join([self.words[f"left_out_{kind}"] for kind in _counted(kinds)], self.language)
            said = etree.SubElement(line, "span", {"class": "removed-what"})
            said.text = self.words["left_out"].format(what=what) + " "
            where = etree.SubElement(said, "a", {"href": self.url}) if self.url else said
            if where is said:
                said.text += self.words["left_out_where"]
            else:
                where.text = self.words["left_out_where"]

    def _bar(self, element: etree._Element, length: int) -> None:
        """Make an element a bar of one of four lengths: it says what it is, and only roughly how much was there."""
        step = sum(length > limit for limit in STEPS) + 1
        element.set("class", f"redacted w{step}")
        element.text = self.words["spoiler_removed"].replace(" ", "\u00a0")

    @staticmethod
    def _empty(element: etree._Element) -> None:
        """Take all out of an element, its attributes too; the text behind it stays."""
        tail = element.tail
        element.clear()
        element.tail = tail


def label(heading: etree._Element) -> str:
    """Return what contents show of a heading that has bars in it, or nothing."""
    bars = [span for span in heading.iter("span") if tree.has_class(span, "redacted")]
    for bar in bars:
        bar.text = ELLIPSIS
    return tree.plain_text(heading) if bars else ""


def _ids(element: etree._Element) -> Iterator[str]:
    """Yield the ids of an element and of all below it: those below first, since they name blocks."""
    inner = [tree.get(child, "id") for child in element.iterdescendants()]
    yield from filter(None, [*inner, tree.get(element, "id")])


def _kinds(element: etree._Element) -> Iterator[str]:
    """Yield what kinds of blocks an element holds; a heading and all that stands below it are a section."""
    for block in [element] if element.tag in _KINDS else element:
        if block.tag in tree.HEADINGS:
            yield from ("section" for other in tree.holder(block) if other.tag == block.tag)
            return
        if block.tag in ("div", "section") and not tree.has_class(block, "verse"):
            yield from _kinds(block)
        elif tree.has_class(block, "verse"):
            yield "verse"
        elif block.tag in _KINDS:
            yield _KINDS[block.tag]


def _counted(kinds: list[str]) -> list[str]:
    """Return each kind once, in the plural where there are several of it."""
    return [f"{kind}s" if kinds.count(kind) > 1 and kind not in _UNCOUNTED else kind for kind in dict.fromkeys(kinds)]
