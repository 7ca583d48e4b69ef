"""Where a pull-quote may stand: before a paragraph that does not follow a heading.

A pull-quote never stands between a heading and its text, nor before its part's first paragraph, and one that gives
something away never above the paragraph that reveals it. Which of the places left is best depends on the page, which
only the PDF renderer knows: it asks `anchors` for the others.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from essay_press.markup import tree
from essay_press.model import PullQuote

__all__ = ["anchors", "follower", "insert", "move", "source_block"]

# A section break is an `hr` in the essay, a `div.break` in the HTML for print.
BREAKS = ("hr", "div")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def insert(root: etree._Element, quotes: Iterable[PullQuote]) -> None:
    """Put a copy of each quote whose source is below `root` before the first of its anchors that is still free."""
    taken: list[etree._Element] = []
    for number, quote in enumerate(quotes, 1):
        source = source_block(root, quote.id)
        if source is None:
            continue
        places = [place for place, _, _ in anchors(root, source, quote.where, reveals=quote.reveals)]
        free = [place for place in places if place not in taken] or places
        if free:
            taken.append(free[0])
            free[0].addprevious(_aside(quote, number))
        else:
            source.addnext(_aside(quote, number))


def source_block(root: etree._Element, quote_id: str) -> etree._Element | None:
    """Return the top-level block of `root` in which the marked sentence stands."""
    block = tree.by_id(root, quote_id)
    while block is not None and block.getparent() is not None and block.getparent() is not root:
        block = block.getparent()
    return block


def anchors(
    root: etree._Element, source: etree._Element, where: str = "", *, reveals: bool = False
) -> list[tuple[etree._Element, int, int]]:
    """Return the paragraphs before which a quote from `source` may be set, the best first.

    With each comes how many blocks and how many sections it is away.

    Below its source comes before above it (a reader meets the sentence before its echo), near before far, the same
    section before another. Where the author's `where` is `before` or `after`, there are no others as long as there are
    such; those of a quote that `reveals` something are all below its source, whatever the author says.
    """
    blocks = [child for child in root if not _is_pull_quote(child)]
    home = blocks.index(source)
    ranked = []
    for index, block in enumerate(blocks):
        if not _may_follow_quote(blocks, index):
            continue
        sections = abs(_section(blocks, index) - _section(blocks, home))
        above = index <= home
        after_break = blocks[index - 1].tag in BREAKS
        ranked.append(((sections, after_break, above, abs(index - home), index), (block, abs(index - home), sections)))
    ranked.sort(key=lambda item: item[0])
    if reveals or where in ("before", "after"):
        wanted = [item for item in ranked if item[0][2] == (where == "before" and not reveals)]
        ranked = wanted if wanted or reveals else ranked
    return [found for _, found in ranked]


def follower(aside: etree._Element) -> str:
    """Return the id of the block before which a pull-quote stands now, or an empty text."""
    block = aside.getnext()
    while block is not None and block.tag == "aside":
        block = block.getnext()
    return tree.get(block, "id") if block is not None else ""


def _may_follow_quote(blocks: list[etree._Element], index: int) -> bool:
    """Return whether a quote may stand right before this block: a plain paragraph that no heading opens."""
    block = blocks[index]
    opening = "opening" in tree.classes(block)
    return index > 0 and block.tag == "p" and not opening and blocks[index - 1].tag not in HEADINGS


def _section(blocks: list[etree._Element], index: int) -> int:
    """Return how many headings stand above a block: the number of its section."""
    return sum(1 for block in blocks[: index + 1] if block.tag in HEADINGS)


def _is_pull_quote(block: etree._Element) -> bool:
    """Return whether a block is a pull-quote already set, or what holds it in its place."""
    return block.tag == "aside" and not {"pullquote", "drop"}.isdisjoint(tree.classes(block))


def _aside(quote: PullQuote, number: int) -> etree._Element:
    """Return the copy of a quote, hidden from assistive technology, which meets the sentence in the text."""
    classes = " ".join(filter(None, ["pullquote", quote.where if quote.where in ("left", "right", "full") else ""]))
    aside = etree.fromstring(f'<aside><p data-balance="">{quote.xhtml}</p></aside>')
    aside.set("class", classes)
    aside.set("id", f"pq{number}")
    aside.set("role", "doc-pullquote")
    aside.set("aria-hidden", "true")
    aside.set("data-quote", quote.id)
    aside.tail = "\n"
    return aside


def move(aside: etree._Element, anchor: etree._Element) -> None:
    """Set a pull-quote before another block; the text that followed it stays where it was."""
    aside.tail = None
    anchor.addprevious(aside)
