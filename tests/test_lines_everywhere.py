"""Lines are chosen wherever text runs: notes, lists, attributions, whatever stands in them; what is not, is counted."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from essay_press import build, editions
from essay_press.build import Request
from essay_press.check.typography.reading import read
from essay_press.model import Artifact

TORTURE = Path(__file__).parent / "manuscripts" / "torture" / "lines.md"
HEAD = "---\ntitle: T\nauthor: A\nlang: en\ndate: 2026-01-01\n---\n\n"
SENTENCE = "Nobody at the observatory could say why a spirit level had been entered under that letter. "
SETTINGS = [("a5", "classic"), ("a4", "modern"), ("large-print", "large-print"), ("booklet-a4", "zine")]


@cache
def made(edition: str, layout: str, text: str = "", **options: str) -> Artifact:
    """Return an edition of a text, or of the torture manuscript, checked as every build is."""
    essay = build.read(TORTURE, text.encode() if text else None)
    request = Request(layout=layout, options=tuple(options.items()))
    return build.make(essay, editions.load(None)[edition], request)


def told(artifact: Artifact) -> list[str]:
    """Return what is said of paragraphs that keep the engine's lines."""
    return [item.message for item in artifact.diagnostics if item.code in ("EP424", "EP425")]


@pytest.mark.parametrize(("edition", "layout"), SETTINGS)
def test_whatever_stands_in_a_line_its_lines_are_chosen(edition: str, layout: str) -> None:
    """Author's breaks, addresses, slashes, dashes, ties, calls, code, small capitals, notes of two paragraphs."""
    assert told(made(edition, layout)) == []


@pytest.mark.parametrize(("edition", "layout"), SETTINGS[:3])
def test_what_is_copied_has_its_words_whole(edition: str, layout: str) -> None:
    """Nothing is left of the breaks but the ends of lines, and addresses have not even hyphens added."""
    pages = pypdfium2.PdfDocument(made(edition, layout).data)
    text = "".join(page.get_textpage().get_text_range() for page in pages).replace("\ufffe", "").replace("\u00ad", "")
    words = " ".join(text.split())
    for phrase in ("subcommittee of unnumbered lamps", "harbourmaster, whose mnemonic", "incomprehensibilities"):
        assert phrase in words
    closed = "".join(text.split())
    for address in (
        "https://example.org/lost-property/umbrellas/1911/brass-heron-handle?shelf=N14&line=41",
        "/a/very/long/path/without/any/space/in/it/that/goes/on/for/more/than/a/line/of/type.html",
        "north/shelf_14/gloves/single/left/embroidered_with_bees.txt",
        "complete-and-unabridged/volume-14/",
    ):
        assert address in closed


def test_a_bullet_stands_as_far_from_chosen_lines_as_from_the_engines() -> None:
    """Spaces that are made smaller for a paragraph's lines are not those behind its bullet."""
    text = f"{HEAD}Some text above.\n\n- {SENTENCE * 3}\n- Boxes, and no more of them.\n"
    found = read(made("a5", "classic", text).data)
    bullets = [line.words[0].left for line in found.lines if line.words[0].text.startswith("\u2022")]
    assert len(bullets) == 2
    assert bullets[0] == pytest.approx(bullets[1], abs=0.05)


def test_marks_need_not_hang() -> None:
    """The option takes them back into the text; lines are chosen all the same."""
    assert told(made("a5", "classic", HEAD + SENTENCE * 4, optical_margins="false")) == []


def test_text_in_a_table_keeps_the_engines_lines_and_is_counted() -> None:
    """Its columns are as wide as its words ask, so that other lines would change their own room."""
    table = f"| No. | What |\n|---|---|\n| 1 | {SENTENCE * 2} |\n\n"
    assert told(made("a5", "classic", HEAD + table + SENTENCE * 4)) == [
        "1 of 2 paragraphs keep the engine's own lines: 1 stand in a table, whose columns are as wide as its words ask"
    ]


def test_text_that_goes_on_behind_a_list_in_its_item_is_counted() -> None:
    """An item that ends with a list has its lines chosen; one that goes on behind it has two texts in one block."""
    item = f"- {SENTENCE * 2}\n    - {SENTENCE * 2}\n\n"
    assert told(made("a5", "classic", HEAD + item + SENTENCE * 4)) == []
