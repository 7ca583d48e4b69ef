"""Pages for the screen: wider than high, no longer lines for that, links to be seen, nothing blank."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from compose_samples import composed, essay, paragraphs
from essay_press import build, editions
from essay_press.build import Request
from essay_press.check import facts
from essay_press.check.content import BLACK, Run
from essay_press.check.contrast import ratio
from essay_press.check.lines import body_lines, document_lines, setting
from essay_press.check.pullquotes import copies
from essay_press.check.reading import Document, read
from essay_press.model import Artifact

ROOT = Path(__file__).resolve().parents[1]
DESIGNS = ("modern", "classic")


@cache
def made(name: str, layout: str) -> tuple[Artifact, Document, int]:
    """Return one of our essays made for the screen and checked, read again, and the number of its bookmarks."""
    artifact = build.make(build.read(ROOT / "content" / f"{name}.md"), editions.named("screen"), Request(layout=layout))
    with pikepdf.open(io.BytesIO(artifact.data)) as pdf:
        return artifact, read(pdf), len(facts.bookmarks(pdf))


# What warns of the place of a quote, and of a page that ends early.
PLACES = ("EP421", "EP576", "EP579", "EP599")


@pytest.mark.parametrize("layout", DESIGNS)
@pytest.mark.parametrize("name", ["whiplash", "crease", "doigt", "jetee"])
def test_our_essays_are_set_for_the_screen(name: str, layout: str) -> None:
    """PDF/A-2a and PDF/UA-1, with bookmarks, and no page without words.

    In short essays on low pages there is not always a good place for a quote, or for what must stand together.
    """
    artifact, document, bookmarks = made(name, layout)
    assert [str(item) for item in artifact.diagnostics if item.severity != "note" and item.code not in PLACES] == []
    assert all(any(run.text.strip() for run in page.runs) for page in document.pages)
    assert bookmarks >= 4


@pytest.mark.parametrize("layout", DESIGNS)
def test_a_line_is_no_longer_than_on_paper(layout: str) -> None:
    """Most full lines hold 55 to 75 letters: the width of the page goes to its margin."""
    document = made("whiplash", layout)[1]
    found = document_lines(document)
    lengths = sorted(len(line.text.strip()) for line in body_lines(found, setting(found)))
    full = lengths[len(lengths) // 2]
    assert 55 <= full <= 75


@pytest.mark.parametrize("layout", DESIGNS)
def test_pull_quotes_hang_beside_the_text(layout: str) -> None:
    """None of them narrows a line."""
    document = made("whiplash", layout)[1]
    found = document_lines(document)
    text = body_lines(found, setting(found))
    left, right = min(line.box.left for line in text), max(line.box.right for line in text)
    source = build.read(ROOT / "content" / "whiplash.md")
    quoted = [run for item in copies(source, document) for copy in item.copies for run in copy]
    assert len(quoted) > 3
    assert all(run.x1 < left or run.x0 > right for run in quoted)


def coloured(document: Document) -> list[Run]:
    """Return what stands in another colour than black on the pages of an essay."""
    return [run for page in document.pages[1:] for run in page.runs if run.text.strip() and run.colour != BLACK]


@pytest.mark.parametrize("layout", DESIGNS)
def test_links_and_the_numbers_of_notes_are_seen(layout: str) -> None:
    """In colour, at a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3); on paper nobody can press them, and they stay as text."""
    seen = {run.text.strip() for run in coloured(made("crease", layout)[1])}
    assert {str(number) for number in range(1, 10)} <= seen
    links = [run for page in made("whiplash", layout)[1].pages[:1] for run in page.runs if run.text.strip().isdigit()]
    assert any(ratio(run.colour, run.ground) >= 4.5 and run.colour != BLACK for run in links)


@pytest.mark.parametrize(("edition", "expected"), [("screen", True), ("a5", False), ("trade", False), ("epub", False)])
def test_the_sheets_for_the_screen_are_read_there_alone(edition: str, expected: bool) -> None:
    """Each right behind the layout's own, so that a child has the last word."""
    names = [sheet.name for sheet in composed(essay(paragraphs(1)), edition, "classic").stylesheets]
    assert any(name.endswith("screen.css") for name in names) is expected
    if expected:
        kinds = ("base/print", "base/screen", "classic/print", "classic/screen")
        assert names == [f"layouts/{kind}.css" for kind in kinds]
