"""The EPUB carries the page numbers of the printed edition that its table names."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from essay_press import build

WORDS = "A sentence that is said again and again until it fills the page. "

Write = Callable[[str, str], Path]


def labels(book: Path) -> list[str]:
    """Return the page numbers in the page list of an EPUB."""
    with zipfile.ZipFile(book) as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
    return re.findall(r'#page\d+">([^<]+)</a>', nav)


def manuscript(words: str) -> str:
    """Return a manuscript of three printed pages."""
    paragraphs = "\n\n".join(words.strip() for _ in range(12))
    return f"---\ntitle: Pages\nauthor: Ann Example\ndate: 2026-01-02\n---\n\n{paragraphs}\n"


def test_an_epub_has_the_page_numbers_of_its_source(write: Write, tmp_path: Path) -> None:
    """Alone or beside the A5 edition: the numbers of the pages that the essay is on, and the same bytes."""
    essay = write("pages.md", manuscript(WORDS * 6))
    alone = build.build((essay,), build.Request(editions=("epub",), out=tmp_path / "a"))
    both = build.build((essay,), build.Request(editions=("a5", "epub"), out=tmp_path / "b"))
    assert [outcome.status.value for outcome in (*alone, *both)] == ["built"] * 3
    # Cover, blank verso, title page, blank verso; the colophon is no page of the essay.
    assert labels(tmp_path / "a" / "pages.epub") == [str(page) for page in range(5, both[0].pages)]
    assert alone[0].sha256 == both[1].sha256


def test_an_epub_without_pages_to_follow_says_so(write: Write, tmp_path: Path) -> None:
    """A sign that no print face has stops the A5 edition, not the EPUB: it has no page list, and a warning why."""
    essay = write("signs.md", manuscript(f"A clef \U0001d11e stands here. {WORDS}"))
    (outcome,) = build.build((essay,), build.Request(editions=("epub",), out=tmp_path, check=False))
    assert outcome.status.value == "built"
    assert [item.code for item in outcome.diagnostics if item.severity.value == "warning"] == ["EP315"]
    assert labels(tmp_path / "signs.epub") == []
