"""Every example of the CommonMark specification becomes an edition or an error, and the manual tells which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import commonmark
from commonmark import Verdict
from essay_press import build, editions
from essay_press.build import Request
from essay_press.check import check
from essay_press.check.tools import epubcheck
from essay_press.codes import CODES
from essay_press.diagnostics import errors_in
from essay_press.errors import ManuscriptError, RenderError

HEAD = "---\ntitle: Examples\nauthor: Ann Example\ndate: 2024-05-01\nlang: en\n---\n\n"
GROUP = 40  # examples in one essay
# Of paragraphs of two or three words, one of them code or a sign, the check on pieces takes some for two: no fault.
EPUB, A5 = editions.load()["epub"], editions.load()["a5"]


@pytest.fixture(scope="module")
def verdicts() -> tuple[Verdict, ...]:
    """Return what becomes of each example, or skip where the specification is not at hand."""
    path = commonmark.specification()
    if path is None:
        pytest.skip("no specification: scripts/setup.sh proof fetches it, COMMONMARK_SPEC names it")
    return tuple(map(commonmark.judge, commonmark.examples(path)))


def essays(texts: list[str]) -> Iterator[str]:
    """Yield manuscripts of many examples each; of a group that is refused, since one spoils another, its halves."""
    written = HEAD + "\n\nA paragraph between them.\n\n".join(texts)
    try:
        build.read(Path("examples.md"), written.encode())
    except ManuscriptError:
        if len(texts) > 1:
            yield from essays(texts[: len(texts) // 2])
            yield from essays(texts[len(texts) // 2 :])
        return
    yield written


def groups(verdicts: tuple[Verdict, ...], size: int = GROUP) -> list[str]:
    """Return manuscripts that hold every example that can be read."""
    texts = [item.example.markdown for item in verdicts if item.outcome != "refused"]
    return [text for at in range(0, len(texts), size) for text in essays(texts[at : at + size])]


def on_pages(texts: list[str]) -> list[str]:
    """Return the errors that checks find in a book of examples; one with letters that no face has is divided."""
    found = []
    for text in essays(texts):
        try:
            found += made(text, "a5")[1]
        except RenderError as error:
            codes = {item.code for item in errors_in(error.diagnostics)}
            if codes != {"EP410"}:
                found.append(str(error))
            elif len(texts) > 1:
                found += on_pages(texts[: len(texts) // 2]) + on_pages(texts[len(texts) // 2 :])
    return found


def made(text: str, edition: str) -> tuple[bytes, list[str]]:
    """Return an edition of a manuscript and the errors that its checks find."""
    essay = build.read(Path("examples.md"), text.encode())
    artifact = build.make(essay, editions.load()[edition], Request(check=False))
    found = [
        item
        for report in check(artifact.data, artifact.media_type, essay=essay, edition=editions.load()[edition])
        for item in report.diagnostics
    ]
    return artifact.data, [str(item) for item in errors_in(found)]


def test_the_manual_tells_what_becomes_of_each_example(verdicts: tuple[Verdict, ...]) -> None:
    """docs/commonmark.md is what the script would write now."""
    assert len(verdicts) > 600
    assert commonmark.PAGE.read_text(encoding="utf-8") == commonmark.page(verdicts)


def test_the_manual_names_codes_that_exist() -> None:
    """Also where the specification is not at hand, the page is there and holds nothing of its words."""
    page = commonmark.PAGE.read_text(encoding="utf-8")
    named = {word.strip(":,") for word in page.split() if word.startswith("EP")} - {"EPUB"}
    assert named
    assert sorted(named - set(CODES)) == []


def test_what_is_refused_has_a_code(verdicts: tuple[Verdict, ...]) -> None:
    """And more than half of all come out as the specification has them."""
    refused = [item for item in verdicts if item.outcome == "refused"]
    assert [item.example.number for item in refused if not item.codes] == []
    assert sum(item.outcome == "same" for item in verdicts) > len(verdicts) / 2


def test_examples_become_an_epub(verdicts: tuple[Verdict, ...]) -> None:
    """All that can be read, many to an essay: its own checks find no error."""
    found = [error for text in groups(verdicts) for error in made(text, "epub")[1]]
    assert found == []


@pytest.mark.proof
def test_each_example_becomes_an_epub_by_itself(verdicts: tuple[Verdict, ...]) -> None:
    """One to an essay."""
    odd = {}
    for item in verdicts:
        if item.outcome != "refused" and item.essay is not None and item.essay.body:
            try:
                _, errors = made(HEAD + item.example.markdown, "epub")
            except ManuscriptError as error:
                errors = [str(error)]
            if errors:
                odd[item.example.number] = errors
    assert odd == {}


@pytest.mark.proof
def test_examples_pass_epubcheck(verdicts: tuple[Verdict, ...]) -> None:
    """The EPUBs of all examples are valid."""
    for text in groups(verdicts):
        report = epubcheck.run(made(text, "epub")[0])
        if report.not_run:
            pytest.skip(report.not_run)
        assert errors_in(report.diagnostics) == ()


@pytest.mark.proof
def test_examples_become_pages(verdicts: tuple[Verdict, ...]) -> None:
    """All that can be read, many to a book: every word is on a page, or an error names letters that no face has."""
    texts = [item.example.markdown for item in verdicts if item.outcome != "refused"]
    groups_of = [texts[at : at + GROUP] for at in range(0, len(texts), GROUP)]
    found = [error for group in groups_of for error in on_pages(group)]
    assert found == []
