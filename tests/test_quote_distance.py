"""How far a pull-quote stands from its sentence: read from finished pages, once for editions that set it alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from check_samples import ESSAY, SENTENCE, finished, good
from essay_press import build, editions
from essay_press.build import placing
from essay_press.check.quote_distance import Distance, distances_in
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.model import Artifact, Edition, Essay

CONTENT = Path(__file__).resolve().parent.parent / "content"


def measured(before: str = "b17", text: str = SENTENCE) -> Distance:
    """Return where the sample's pull-quote stands when it is set before this block."""
    essay = replace(ESSAY, pull_quotes=(replace(ESSAY.pull_quotes[0], text=text),))
    (found,) = distances_in(finished(before=before), essay)
    return found


def seen(data: bytes) -> list[float]:
    """Return the middle of each place where the sentence's first words stand, in pages, as another reader sees it."""
    pages = pypdfium2.PdfDocument(data)
    found = []
    for number, page in enumerate(pages):
        text = page.get_textpage()
        searcher = text.search(SENTENCE[:6], match_case=True)
        while (place := searcher.get_next()) is not None:
            tops = [text.get_charbox(index) for index in range(place[0], place[0] + 6)]
            middle = (min(box[1] for box in tops) + max(box[3] for box in tops)) / 2
            found.append(number + 1 - middle / page.get_height())
    pages.close()
    return found


def test_a_quote_below_its_sentence_is_so_many_pages_away() -> None:
    """As far as another reader of PDFs sees, give or take the lines that follow the first."""
    apart = measured().pages
    sentence, copy = sorted(seen(good()))
    assert apart == pytest.approx(copy - sentence, abs=0.06)
    assert measured().label == str(int(copy) + 1)


def test_further_down_is_further_away_and_above_is_negative() -> None:
    """The sign says on which side."""
    above, near, far = (measured(before).pages for before in ("b2", "b3", "b20"))
    assert above is not None and near is not None and far is not None  # noqa: PT018 - for the type checker
    assert -0.5 < above < 0 < near < 0.5 < far


def test_a_cut_quote_is_measured_from_what_it_is_cut_from() -> None:
    """Here it is on no page, since the sample sets the whole sentence."""
    assert measured(text="A room remembers … it was given.").pages is None
    assert measured(text="A room remembers … it was given.").label == ""


def test_a_quote_that_was_left_out_has_no_page() -> None:
    """Nor a distance."""
    assert (measured("").label, measured("").pages) == ("", None)


# ---------------------------------------------------------------- editions
@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """Count the editions that are made; each is the sample's file."""
    out: list[Edition] = []

    def make(_: Essay, edition: Edition, *__: object) -> Artifact:
        out.append(edition)
        return Artifact("a.pdf", "application/pdf", good(), edition.name, pages=9)

    monkeypatch.setattr(placing, "make", make)
    return out


def test_editions_that_set_an_essay_alike_are_made_once(made: list[Edition]) -> None:
    """A booklet is its pages on sheets; another trim is another setting."""
    chosen = editions.select(ESSAY, ("a5", "booklet-a4", "booklet-letter", "epub"))
    found = list(placing.placed(ESSAY, chosen))
    assert [item.editions for item in found] == [("a5", "booklet-a4"), ("booklet-letter",)]
    assert [(edition.name, edition.impose) for edition in made] == [("a5", None), ("booklet-letter", None)]
    assert {item.quotes[0].quote.text for item in found} == {SENTENCE}


def test_an_edition_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with it is told."""
    fault = Diagnostic(Severity.ERROR, "EP417", "the layout engine broke down")

    def make(_: Essay, edition: Edition, *__: object) -> Artifact:
        if edition.name == "a4":
            raise RenderError(fault)
        return Artifact("a.pdf", "application/pdf", good(), edition.name, pages=9)

    monkeypatch.setattr(placing, "make", make)
    first, second = placing.placed(ESSAY, editions.select(ESSAY, ("a4", "a5")))
    assert (first.faults, first.quotes) == ((fault,), ())
    assert (second.faults, len(second.quotes)) == ((), 1)


def test_an_edition_with_too_few_pages_is_passed_over(made: list[Edition]) -> None:
    """It is not among those that set the essay so."""
    (a5,) = editions.select(ESSAY, ("a5",))
    booklet = editions.named("booklet-a4")
    assert booklet.impose is not None
    zine = replace(booklet, name="zine", impose=replace(booklet.impose, scheme="zine"), applies="fits")
    assert editions.misfit(zine, 9)
    (found,) = placing.placed(ESSAY, (a5, zine))
    assert found.editions == ("a5",)
    assert [(item.code, item.severity) for item in found.faults] == [("EP305", Severity.NOTE)]


def test_the_pages_are_those_of_the_build() -> None:
    """Our own essay, from its manuscript: every quote is on a page, within half a page of its sentence."""
    essay = build.read(CONTENT / "whiplash.md")
    (found,) = placing.placed(essay, editions.select(essay, ("a5",)))
    artifact = build.make(essay, editions.named("a5"), build.Request(check=False))
    assert found.pages == artifact.pages
    assert [item.quote.id for item in found.quotes] == ["q1", "q2"]
    for item in found.quotes:
        assert item.pages is not None and abs(item.pages) < 0.7  # noqa: PT018 - for the type checker
        assert 0 < int(item.label) <= artifact.pages
