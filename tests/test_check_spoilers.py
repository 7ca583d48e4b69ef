"""The spoiler cover of a PDF: it warns, and nothing before it gives the works away."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from check_samples import EDITION, ESSAY, broken, codes, finished, good, messages
from essay_press.check.reading import read
from essay_press.check.report import Report
from essay_press.check.spoilers import spoiler_cover
from essay_press.model import Essay, Spoilers

COVER = "<h1>A Light Kept</h1><p>On rooms and weather, Ada Verne.</p><p>It gives The Lamp away.</p>"


def report(data: bytes, essay: Essay = ESSAY) -> Report:
    """Return the report on a file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return spoiler_cover(pdf, read(pdf), essay, EDITION)


def test_the_good_sample_passes() -> None:
    """Page 1 names the essay and the film; page 2 is blank; no surface holds a term."""
    found = report(good())
    assert (codes(found), found.examined > 50) == ([], True)


def test_an_essay_without_spoilers_is_not_judged() -> None:
    """The check says that it did not run."""
    essay = replace(ESSAY, metadata=replace(ESSAY.metadata, spoilers=None))
    assert report(good(), essay).not_run == "the essay has no spoilers"


def test_a_cover_that_does_not_name_the_work_is_an_error() -> None:
    """A warning that does not say what it warns of is none."""
    found = report(finished(cover="<h1>A Light Kept</h1><p>Spoilers.</p>"))
    assert codes(found) == ["EP590"]
    assert "“The Lamp”" in messages(found)


def test_a_term_on_the_cover_is_an_error() -> None:
    """A word that gives the plot away does not stand on page 1."""
    found = report(finished(cover=COVER.replace("It gives", "Extinguished, it gives")))
    assert codes(found) == ["EP591"]


@pytest.mark.parametrize("key", ["/Title", "/Subject", "/Keywords"])
def test_a_term_in_the_metadata_is_an_error(key: str) -> None:
    """File managers and search engines show metadata before anybody opens the file."""
    data = broken(lambda pdf: pdf.docinfo.__setitem__(key, "How the light was extinguished"))
    assert codes(report(data)) == ["EP591"]


def test_a_term_in_a_bookmark_is_an_error() -> None:
    """The outline stands beside the cover on the screen."""
    title = pikepdf.String("The lamp, extinguished")
    data = broken(lambda pdf: pdf.Root.Outlines.First.First.__setitem__("/Title", title))
    assert codes(report(data)) == ["EP591"]


def test_a_term_inside_another_word_is_no_leak() -> None:
    """Words are compared whole."""
    data = broken(lambda pdf: pdf.docinfo.__setitem__("/Subject", "Unextinguishedness"))
    assert codes(report(data)) == []


def test_a_term_broken_at_a_line_end_is_found() -> None:
    """A hyphen in the middle does not hide a word."""
    found = report(finished(cover=COVER.replace("It gives", "Extin\u00adguished, it gives")))
    assert codes(found) == ["EP591"]


def test_a_bookmark_that_repeats_a_heading_is_told_at_the_heading() -> None:
    """With its line, and with safe words as the cure."""
    heading = ESSAY.headings[0]
    spoilers = replace(ESSAY.metadata.spoilers or _none(), terms=(heading.text,))
    (found, *_) = report(good(), replace(ESSAY, metadata=replace(ESSAY.metadata, spoilers=spoilers))).diagnostics
    assert (found.code, found.place, found.hint[:22]) == ("EP591", heading.place, "give it safe words: `#")


def _none() -> Spoilers:
    raise AssertionError


def test_the_name_of_the_file_is_seen_first() -> None:
    """Editions are named after the manuscript."""
    assert "the file's name gives" in messages(report(good(), replace(ESSAY, path="essays/the-light-extinguished.md")))


def test_a_running_head_near_the_cover_is_an_error() -> None:
    """A reader who opens the file leafs past the first pages."""
    found = report(finished(css='@page :right { @top-center { content: "How it was extinguished" } }'))
    assert "the running head of page" in messages(found)


def test_the_name_of_an_attached_file_is_an_error() -> None:
    """Viewers list attachments beside the cover."""

    def attach(opened: pikepdf.Pdf) -> None:
        opened.attachments["extinguished.txt"] = b"-"

    assert "the name of an attached file" in messages(report(broken(attach)))


def test_a_short_heading_is_not_found_inside_a_word_of_the_warning() -> None:
    """“The Lam” is no leak in “The Lamp”, nor is “The End” in “gives the ending away”."""
    headings = (replace(ESSAY.headings[0], text="The End", safe="Part one"),)
    cover = COVER.replace("It gives The Lamp away", "It gives the ending of The Lamp away")
    assert "“The End”" not in messages(report(finished(cover=cover), replace(ESSAY, headings=headings)))


def test_a_heading_with_safe_words_keeps_its_secret() -> None:
    """A bookmark that shows the real heading although the author gave safe words is an error."""
    headings = tuple(replace(heading, safe="Part one") for heading in ESSAY.headings[:1])
    assert codes(report(good(), replace(ESSAY, headings=headings))) == ["EP591"]


def test_a_spoiler_passage_on_the_cover_is_an_error() -> None:
    """Text that the author marked as a spoiler is looked for by itself."""
    found = report(finished(cover=COVER.replace("It gives", "Nobody lit it again until the boats were home. It gives")))
    assert codes(found) == ["EP591"]


def test_an_essay_that_begins_on_its_cover_is_an_error() -> None:
    """The reader must be able to stop before the text."""
    found = report(finished(css=".essay { break-before: auto; page: cover }"))
    assert codes(found) == ["EP592"]
    assert "the spoiler cover" in messages(found)


def test_an_essay_on_the_back_of_its_cover_is_an_error() -> None:
    """In a double-sided edition the cover's verso is blank."""
    found = report(finished(css=".essay { break-before: page }"))
    assert "the back of the spoiler cover" in messages(found)
