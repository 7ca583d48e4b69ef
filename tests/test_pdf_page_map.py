"""The page map: where each printed page begins in the essay, held against what the page itself shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from essay_press import build, editions, layouts
from essay_press.compose import compose
from essay_press.formats.pdf import page_map
from essay_press.formats.pdf.measure import Measurement
from essay_press.formats.pdf.render import lay_out
from essay_press.model import Essay, PageMap

ROOT = Path(__file__).resolve().parent.parent
ESSAYS = ("content/crease.md", "content/whiplash.md", "content/doigt.md", "tests/manuscripts/torture/everything.md")


@cache
def traced(path: str) -> tuple[Essay, Measurement, PageMap]:
    """Return an essay, its A5 layout and the map of its pages."""
    essay = build.read(ROOT / path)
    edition = editions.named("a5")
    layout = layouts.load("classic")
    composition = compose(essay, layout, edition, layouts.choose_options(layout, essay.metadata))
    laid = lay_out(composition)
    return essay, laid.measurement, page_map.trace(composition, laid.measurement)


def letters(essay: Essay) -> dict[str, str]:
    """Return the characters of each block, without spaces, soft hyphens and note calls."""
    body = etree.fromstring(f"<body>{essay.body}</body>")
    found = {}
    for block in body.iter():
        if block.get("id"):
            texts = block.xpath(".//text()[not(ancestor::a[@class='noteref'])]")
            assert isinstance(texts, list)
            found[str(block.get("id"))] = re.sub(r"[\s\u00ad]", "", "".join(map(str, texts)))
    return found


@pytest.mark.parametrize("path", ESSAYS)
def test_every_page_with_text_is_on_the_map_once(path: str) -> None:
    """Folios rise by page; those left out hold no text of the essay (a full-page table's repeated head is none)."""
    essay, layout, pages = traced(path)
    labels = [int(item.label) for item in pages.breaks]
    blocks = {name for name, _ in essay.blocks}
    printed = {line.page + 1 for line in layout.lines if line.key in blocks}
    assert labels == sorted(set(labels))
    assert set(labels) == printed


@pytest.mark.parametrize("path", ESSAYS)
def test_a_page_begins_with_the_letters_at_its_offset(path: str) -> None:
    """The text of the page's first line is the essay's, from there on."""
    essay, layout, pages = traced(path)
    source = letters(essay)
    for item in pages.breaks:
        lines = [line for line in layout.lines if line.page + 1 == int(item.label) and line.key == item.block_id]
        shown = re.sub(r"[\s\u00ad\u2010]", "", lines[0].text)
        expected = source[item.block_id][item.offset : item.offset + 8]
        # A large first letter stands apart from its line, an item's number or bullet before it.
        assert expected in shown or expected[1:] in shown or shown in expected


def test_letters_are_counted_as_the_essay_has_them() -> None:
    """Note numbers, bullets and the hyphens of divided words are no letters of the essay's."""
    essay, layout, _ = traced("content/crease.md")
    source = letters(essay)
    counted: dict[str, int] = {}
    for line in layout.lines:
        counted[line.key] = counted.get(line.key, 0) + line.letters
    paragraphs = re.findall(r'<p [^>]*id="(b\d+)"', essay.body)
    assert {name: counted[name] for name in paragraphs} == {name: len(source[name]) for name in paragraphs}
