"""Small essays for the tests of composing and settling, made by hand: no manuscript is read for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from essay_press import editions, layouts, model
from essay_press.compose import compose

__all__ = ["composed", "essay", "paragraphs", "quote", "words"]

WORDS = "Seven words stand here for a sentence. "


def paragraphs(count: int, first: int = 1, length: int = 6) -> str:
    """Return paragraphs `b1`, `b2` … of some sentences; `b1` is the first of the essay."""
    blocks = []
    for number in range(first, first + count):
        start = ' class="first"' if number == 1 else ""
        blocks.append(f'<p id="b{number}"{start}>{(WORDS * length).strip()}</p>')
    return "\n".join(blocks)


def quote(number: int = 1, source: str = "b2", where: str = "", text: str = "Lifted words") -> model.PullQuote:
    """Return a pull-quote `q1` … from a block."""
    return model.PullQuote(f"q{number}", text, text, source, where)


def essay(body: str, metadata: Mapping[str, object] | None = None, **rest: object) -> model.Essay:
    """Return an essay with a body of XHTML; `metadata` is front matter, the rest are fields of the essay."""
    front: dict[str, object] = {"title": "On Reading", "authors": (model.Person("Ann Example", "Example, Ann"),)}
    found = model.Metadata(**{**front, **(metadata or {})})  # type: ignore[arg-type] # a test says what it needs
    return model.Essay("a.md", Path(), found, body, **rest)  # type: ignore[arg-type] # the same


def composed(source: model.Essay, edition: str = "a5", layout: str = "classic", **options: str) -> model.Composition:
    """Return an essay composed for an edition; with the engine's own lines, unless others are asked for."""
    options = {"lines": "engine", **options}
    design, wanted = layouts.load(layout), editions.named(edition)
    chosen = layouts.choose_options(design, source.metadata, options.items(), (), wanted.options)
    return compose(source, design, wanted, chosen)


def words(element: etree._Element) -> str:
    """Return the text in an element."""
    return "".join(str(piece) for piece in element.itertext())
