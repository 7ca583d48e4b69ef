"""Real essays become EPUBs that every check passes, in every layout."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import epub_samples as samples
from essay_press import editions, layouts, manuscript, markup, quotes
from essay_press.check.epub import reports
from essay_press.check.tools import epubcheck
from essay_press.compose import compose
from essay_press.formats.epub import package
from essay_press.model import Essay, Inputs

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[1]
OURS = sorted((ROOT / "content").glob("*.md"))
HARD = sorted((ROOT / "tests" / "manuscripts" / "torture").glob("*.md"))


def findings(path: Path, layout: str, *, slow: bool = False) -> list[str]:
    """Return what the checks say of the EPUB of a manuscript in a layout."""
    essay = quotes.lift(markup.parse(manuscript.read(path)))
    return [str(item) for report in reports(made(essay, layout), essay, slow=slow) for item in report.diagnostics]


def made(essay: Essay, layout_name: str) -> bytes:
    """Return the EPUB of an essay in a layout, with a plain cover image."""
    layout = layouts.load(layout_name)
    options = layouts.choose_options(layout, essay.metadata)
    cover = replace(samples.cover(), alt=f"Cover: {essay.metadata.title}")
    return package(compose(essay, layout, editions.load()["epub"], options), Inputs(cover_image=cover)).data


@pytest.mark.parametrize("layout", [item.name for item in layouts.available()])
@pytest.mark.parametrize("path", OURS, ids=[path.stem for path in OURS])
def test_our_essays_pass_in_every_layout(path: Path, layout: str) -> None:
    """No check says anything of the essays that come with the house."""
    assert findings(path, layout) == []


@pytest.mark.parametrize("path", HARD, ids=[path.stem for path in HARD])
def test_hard_manuscripts_pass(path: Path) -> None:
    """Forty headings, sixty notes, six scripts, long tables: no false alarm, nothing lost."""
    assert findings(path, "classic") == []


@pytest.mark.parametrize("name", ["heroism", "self-reliance", "the-poet"])
def test_essays_of_the_corpus_pass(corpus: Path, name: str) -> None:
    """Verse, epigraphs and ten thousand words of prose."""
    assert findings(corpus / "emerson" / f"{name}.md", "classic") == []


@pytest.mark.proof
@pytest.mark.skipif(bool(epubcheck.missing()), reason=epubcheck.missing())
def test_epubcheck_passes_every_essay(corpus: Path) -> None:
    """Every essay we have, EPUBCheck included."""
    paths = [*OURS, *HARD, *sorted((corpus / "emerson").glob("*.md"))]
    assert {path.stem: found for path in paths if (found := findings(path, "modern", slow=True))} == {}
