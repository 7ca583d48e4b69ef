"""Pages are read as another program reads them: constructed paragraphs, zero misses, zero false alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import groupby, pairwise

import pytest

from essay_press.check.typography.pages import headings_at_foot, orphans, widows
from essay_press.check.typography.reading import read
from essay_press.check.typography.statistics import LOOSE, ladders, runts
from essay_press.check.typography.typeset import Kind, Typeset
from lint_samples import POPPLER, SPACE, Oracle, ask, made, paragraph, words

pytestmark = [
    pytest.mark.skipif(POPPLER is None, reason="pdftotext is not installed"),
    pytest.mark.xdist_group("lint-oracle"),  # the pages are laid out once
]
BELOW = 2
LENGTHS = range(20, 105, 2)
TAGGED = pytest.mark.parametrize("tags", [True, False], ids=["tagged", "untagged"])


@cache
def pages(length: int, *, tags: bool) -> tuple[Typeset, Oracle]:
    """Return a filler of a length, a heading and two paragraphs, as we read it and as the oracle does."""
    second = paragraph(30, "b", length, last="bo" if length % 3 else "")
    body = f"{paragraph(length, 'a', length)}<h2>Zenith</h2>{second}{paragraph(25, 'c', length)}"
    data = made(body, tags=tags)
    return read(data), ask(data)


def samples(*, tags: bool) -> Iterator[tuple[Typeset, Oracle]]:
    """Yield all lengths."""
    return (pages(length, tags=tags) for length in LENGTHS)


def parts(oracle: Oracle, letter: str) -> list[int]:
    """Return how many lines of a paragraph stand on each of its pages."""
    return list(Counter(page for page, _ in oracle.lines(letter)).values())


@TAGGED
def test_first_lines_alone_are_those_of_the_oracle(*, tags: bool) -> None:
    """An orphan is the only line of its paragraph on the page where that begins, and it goes on overleaf."""
    hits = 0
    for typeset, oracle in samples(tags=tags):
        due = [letter for letter in "abc" if len(parts(oracle, letter)) > 1 and parts(oracle, letter)[0] == 1]
        assert sorted(line.text[0] for line in orphans(typeset)) == due
        hits += len(due)
    assert hits >= 4


@TAGGED
def test_last_lines_alone_are_those_of_the_oracle(*, tags: bool) -> None:
    """A widow is the only line of its paragraph on the page where that ends."""
    hits = 0
    for typeset, oracle in samples(tags=tags):
        due = [letter for letter in "abc" if len(parts(oracle, letter)) > 1 and parts(oracle, letter)[-1] == 1]
        assert sorted(line.text[0] for line in widows(typeset)) == due
        hits += len(due)
    assert hits >= 5


@TAGGED
def test_headings_at_the_foot_are_those_of_the_oracle(*, tags: bool) -> None:
    """A heading wants two lines of its text below it on its page."""
    hits = 0
    for typeset, oracle in samples(tags=tags):
        page = oracle.lines("Zenith")[0][0]
        due = sum(1 for other, _ in oracle.lines("b") if other == page) < BELOW
        assert [line.text for line in headings_at_foot(typeset)] == ["Zenith"] * due
        hits += due
    assert hits >= 5


@TAGGED
def test_last_lines_of_a_few_letters_are_those_of_the_oracle(*, tags: bool) -> None:
    """A runt is a last line of four letters or fewer."""
    hits = 0
    for typeset, oracle in samples(tags=tags):
        due = [letter for letter in "abc" if len(oracle.lines(letter)[-1][1]) <= 4]
        assert sorted(line.text[0] for line in runts(typeset)) == due
        hits += len(due)
    assert hits >= 3


@TAGGED
def test_paragraphs_and_lines_are_those_of_the_oracle(*, tags: bool) -> None:
    """Every line is read, in its paragraph, and nothing else is taken for text."""
    for typeset, oracle in samples(tags=tags):
        found = [[line.text for line in item.lines] for item in typeset.paragraphs if item.kind is Kind.TEXT]
        assert found == [[text for _, text in oracle.lines(letter)] for letter in "abc"]
        assert {line.text for line in typeset.lines if line.kind is Kind.FOLIO} == {
            str(number + 1) for number in range(len(oracle.pages))
        }


@TAGGED
def test_loose_lines_are_those_of_the_oracle(*, tags: bool) -> None:
    """By the places of words that pdftotext gives and the font's own space; last lines are not filled."""
    hits = 0
    for typeset, oracle in samples(tags=tags):
        due, last = [], {oracle.lines(letter)[-1] for letter in "abc"}
        for page, lines in enumerate(oracle.pages):
            for line in lines:
                text = " ".join(word for word, _, _ in line)
                gaps = [after[1] - before[2] for before, after in pairwise(line)]
                stretch = sum(gaps) / len(gaps) / (SPACE * 10) if gaps else 0.0
                if stretch > LOOSE and text[0] in "abc" and (page, text) not in last:
                    due.append((page, text, stretch))
        found = [(line.page, line.text, line.stretch) for line in typeset.lines if line.is_justified]
        loose = [item for item in found if item[2] > LOOSE]
        assert [item[:2] for item in loose] == [item[:2] for item in due]
        assert [item[2] for item in loose] == pytest.approx([item[2] for item in due], abs=0.02)
        hits += len(due)
    assert hits >= 50


@TAGGED
def test_ladders_are_those_of_the_oracle(*, tags: bool) -> None:
    """Three hyphens below each other, and not two; a paragraph's end breaks the run."""
    hits = 0
    for seed in range(24):
        body = "".join(f"<p>{soft(words(60, letter, seed))}</p>" for letter in "ab")
        data = made(body, tags=tags)
        lines = [text for _, text in ask(data).lines("") if not text.isdigit()]
        ends = groupby(text.endswith(("-", "\u2010")) for text in lines)
        runs = [count for hyphen, run in ends if (count := len(list(run))) >= 3 and hyphen]
        assert [len(run) for run in ladders(read(data))] == runs
        hits += len(runs)
    assert hits >= 5


def soft(text: str) -> str:
    """Return words that may be parted after every second letter."""
    return " ".join("\u00ad".join(word[at : at + 2] for at in range(0, len(word), 2)) for word in text.split())
