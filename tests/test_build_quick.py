"""`--quick`: each edition laid out once, under a name of its own, and nothing kept of it."""

from __future__ import annotations

import importlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner, Result

from essay_press import build, editions
from essay_press.build import order
from essay_press.build import quick as look
from essay_press.cli import main
from essay_press.model import Status

ESSAY = Path(__file__).resolve().parent.parent / "content" / "whiplash.md"


pytestmark = pytest.mark.usefixtures("folder")


def run(*args: str) -> Result:
    """Run `essay-press` with these arguments."""
    return CliRunner().invoke(main, args)


def test_an_edition_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where settling makes several layouts, and the cover of a book two."""
    engine = importlib.import_module("essay_press.formats.pdf.render")._Engine
    stock = engine.lay_out
    count: list[object] = []

    def counted(*given: Any) -> Any:
        count.append(given)
        return stock(*given)

    monkeypatch.setattr(engine, "lay_out", counted)
    essay = build.read(ESSAY)
    made = {}
    for quick in (True, False):
        count.clear()
        made[quick] = build.make(essay, editions.named("a5"), build.Request(check=False, quick=quick))
        assert (len(count) == 1) is quick
    assert made[True].filename == "whiplash-a5-quick.pdf"
    settled = made[True].settled
    assert settled is not None
    assert settled.key == ""  # no other edition takes these pages for settled ones


def test_its_file_claims_no_standard() -> None:
    """The edition itself does, so this can fail."""
    essay = build.read(ESSAY)
    for quick in (True, False):
        data = build.make(essay, editions.named("a5"), build.Request(check=False, quick=quick)).data
        with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
            assert ("pdfaid:part" in metadata or "pdfuaid:part" in metadata) is not quick


def test_an_epub_has_neither_cover_picture_nor_page_numbers() -> None:
    """Its text is all there, the spoiler notice too."""
    run("epub", str(ESSAY), "--quick")
    with zipfile.ZipFile("whiplash-quick.epub") as book:
        names = book.namelist()
        assert not [name for name in names if name.endswith("cover.jpg")]
        assert {"EPUB/text/notice.xhtml", "EPUB/text/essay.xhtml"} <= set(names)
        assert b"page-list" not in book.read("EPUB/nav.xhtml")


def test_it_says_what_it_is_and_keeps_nothing(folder: Path) -> None:
    """Each time, also with `--json`; the next build finds nothing in a cache and makes the edition itself."""
    first, second = run("pdf", str(ESSAY), "--quick"), run("pdf", str(ESSAY), "--quick")
    assert first.stderr.startswith("warning EP352: a quick look: laid out once")
    assert (first.exit_code, first.stdout, first.stderr) == (0, second.stdout, second.stderr)
    assert "unchanged" not in second.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["whiplash-a5-quick.pdf"]
    body = json.loads(run("pdf", str(ESSAY), "--quick", "--json", "--strict").stdout)
    assert [item["code"] for item in body["diagnostics"]][:1] == ["EP352"]
    assert body["exit_code"] == 0


def test_it_fills_no_number_of_pages() -> None:
    """One layout has the pages that it has."""
    result = run("pdf", str(ESSAY), "--quick", "--pages", "12")
    assert result.exit_code == 2
    assert "leave --pages out" in result.stderr


def test_an_essay_s_own_number_of_pages_waits_for_the_edition_itself(folder: Path) -> None:
    """Nothing fails for a number that a quick look cannot reach."""
    essay = folder / "some.md"
    essay.write_text(ESSAY.read_text("utf-8").replace("---\n", "---\npages:\n  a5: 40\n", 1), encoding="utf-8")
    (outcome,) = build.build([essay], build.Request(editions=("a5",), check=False, quick=True))
    assert (outcome.status, outcome.pages) == (Status.BUILT, 10)


def test_none_waits_for_one_that_is_set_alike() -> None:
    """Nor an EPUB for page numbers; the cover of a book waits for its book all the same."""
    names = ("a5", "booklet-a4", "kdp", "cover-kdp", "epub")
    chosen = tuple(look.edition(editions.named(name)) for name in names)
    found = order.needs(chosen, lambda edition: edition.name)
    assert found[1] == found[4] == ()
    assert 2 in found[3]
