"""The zine on leaves as small as an eighth of a sheet: type that can be read, covers that hold their words."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from compose_samples import composed, essay, paragraphs, quote
from essay_press import build, editions, model
from essay_press.build import Request
from essay_press.check.lines import document_lines, setting
from essay_press.check.reading import Document, read
from essay_press.errors import MisfitError
from essay_press.finish import finish
from essay_press.formats.pdf import render
from essay_press.model import Inputs

ROOT = Path(__file__).resolve().parents[1]
LEAVES = ("zine", "zine-letter")
SMALLEST = 8.5
"""Points: text is read at no less."""


def laid(source: model.Essay, edition: str) -> Document:
    """Return the pages of an essay before they are laid on their sheet."""
    data = finish(render(composed(source, edition, "zine"), Inputs()).data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return read(pdf)


def covered(edition: str, **front: Any) -> Document:
    """Return the pages of a short essay with these words on its cover."""
    warned = model.Spoilers((model.Work("A Film of Some Length", "film", 1931),), model.Extent.ENDING, resume="after")
    body = f'{paragraphs(1)}<h2 id="s1">After That</h2>{paragraphs(1, 2)}'
    heading = model.Heading("s1", "after", 2, "After That", "After That")
    return laid(essay(body, {"spoilers": warned, **front}, headings=(heading,)), edition)


@pytest.mark.parametrize("edition", LEAVES)
def test_text_on_a_leaf_is_large_enough_to_be_read(edition: str) -> None:
    """The text is, and so is all else but the numbers of notes."""
    note = model.Note("n1", 1, "<p>A note.</p>", ("r1",))
    body = paragraphs(3).replace("</p>", '<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a></p>', 1)
    found = laid(essay(body, {"subtitle": "On Type"}, pull_quotes=(quote(),), notes=(note,)), edition)
    assert setting(document_lines(found)).size >= SMALLEST
    small = [run.text for run in found.runs if run.text.strip(" .\u2002") != "1" and run.size < SMALLEST - 0.01]
    assert small == []


@pytest.mark.parametrize("edition", LEAVES)
@pytest.mark.parametrize(
    "title",
    [
        "Gift",
        "Hold Still",
        "Who Counts You In",
        "Uncharacteristically",
        "In Praise of a Sheet That Was Folded and Kept",
    ],
)
def test_the_cover_of_a_leaf_holds_its_words(edition: str, title: str) -> None:
    """Short words large, long ones smaller: none is cut in two, none runs into another, none onto a second page."""
    found = covered(edition, title=title, subtitle="On a film that hardly moves, and on who keeps it")
    cover = [run for run in found.pages[0].runs if run.text.strip() and not run.hidden]
    words = " ".join(run.text for run in cover)
    assert all(word in words for word in title.split())
    assert "Ann Example" in words
    assert not any(run.text.strip() for run in found.pages[1].runs)
    lowest = min(run.y for run in cover if "Example" not in run.text)
    (author,) = {run.y for run in cover if "Example" in run.text}
    assert lowest > author + 13


def test_the_sheet_of_the_sample_is_full_and_upright() -> None:
    """Eight pages on one side: the cover at the right of the foot, and ink in every eighth but the cover's back."""
    artifact = build.make(build.read(ROOT / "content" / "jetee.md"), editions.named("zine"), Request())
    assert (artifact.pages, [item for item in artifact.diagnostics if item.severity != "note"]) == (1, [])
    page = pypdfium2.PdfDocument(artifact.data)[0]
    text = page.get_textpage()
    wide, high = page.get_width() / 4, page.get_height() / 2
    cells = {
        (column, row): text.get_text_bounded(column * wide, row * high, (column + 1) * wide, (row + 1) * high).strip()
        for column in range(4)
        for row in range(2)
    }
    assert cells.pop((3, 1)) == ""
    assert "Spoilers" in cells[3, 0]
    assert min(map(len, cells.values())) > 60


@pytest.mark.parametrize("count", [20, 100])
def test_an_essay_too_long_for_eight_leaves_is_not_written(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages are counted, and no PDF is made of them."""
    monkeypatch.setattr("essay_press.formats.pdf.pdf", lambda *_: pytest.fail("a PDF was written"))
    with pytest.raises(MisfitError) as caught:
        render(composed(essay(paragraphs(count)), "zine", "zine"), Inputs())
    (note,) = caught.value.diagnostics
    assert (note.code, ("about" in note.message)) == ("EP316", count > 50)
