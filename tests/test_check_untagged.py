"""A draft has no tags: what an eye can tell of its pages is proved nevertheless, the rest is said to be unproved."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary

from essay_press import build, check, editions, layouts
from essay_press.check import reading, untagged
from essay_press.check.report import Report
from essay_press.model import Essay

PDF = "application/pdf"
MORE = "\n\n".join(
    " ".join(f"Sentence {n}.{m} says that river {n * m} runs to the sea, which is not full." for m in range(7))
    for n in range(9)
)
TEXT = f"""---
title: On Looking
subtitle: An Essay
author: Ann Example
lang: en
date: 2026-01-02
spoilers:
  works: [{{title: A Film, kind: film, year: 2001}}]
  extent: ending
---

“Whoever looks at a page[^one] sees a block of text first, then its edges, and reads last of all.” {MORE}

## A heading of its own

::: verse
A line of verse stands here,
  And another below it.
:::

- An item of a list.
- Another one, with a [link](https://example.org).

{MORE.replace("river", "stream")}

[^one]: A note, at the foot of its page, in smaller type.
"""


@pytest.fixture(scope="module")
def essay(tmp_path_factory: pytest.TempPathFactory) -> Essay:
    """Return an essay with all that an eye could mistake: a drop capital, a note, verse, heads and folios."""
    path = tmp_path_factory.mktemp("draft") / "looking.md"
    path.write_text(TEXT, encoding="utf-8")
    return build.read(path)


@cache
def drafted(path: Path) -> bytes:
    """Return the draft of an essay."""
    return build.make(build.read(path), editions.named("draft"), build.Request(check=False)).data


def found(essay: Essay, change: Callable[[pikepdf.Pdf], object] | None = None) -> list[str]:
    """Return the codes of all findings in the draft, with something changed."""
    data = drafted(Path(essay.path))
    if change is not None:
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(target)
        data = target.getvalue()
    return [item.code for report in reports(essay, data) for item in report.diagnostics]


def reports(essay: Essay, data: bytes) -> tuple[Report, ...]:
    """Return the reports on a draft."""
    layout, edition = layouts.load("classic"), editions.named("draft")
    return check.check(data, PDF, essay=essay, layout=layout, edition=edition)


def test_a_draft_is_without_fault(essay: Essay) -> None:
    """And what its checks looked at is not nothing; what takes tags says that it was not run."""
    made = reports(essay, drafted(Path(essay.path)))
    assert [item for report in made for item in report.diagnostics] == []
    looked = {report.name: report.examined for report in made if not report.not_run}
    assert looked["every word is on a page"] > 1000
    assert looked["page labels"] >= 4
    assert {report.name for report in made if report.not_run} == set(untagged.WITHOUT)


def test_an_eye_tells_text_from_notes_and_margins(essay: Essay) -> None:
    """The drop capital is read with its word; heads and folios are not read at all."""
    with pikepdf.open(io.BytesIO(drafted(Path(essay.path)))) as pdf:
        seen = untagged.drawn(reading.read(pdf), essay)
    text = "".join(item.run.text for item in seen.tagged if "Note" not in item.roles)
    notes = "".join(item.run.text for item in seen.tagged if "Note" in item.roles)
    heads = {run.text for page in seen.pages for run in page.runs if run.artifact == "Pagination"}
    assert "hoever looks" in text.lower().replace("\n", "")
    assert text.index("W") < text.lower().index("hoever looks")
    assert "A note, at the foot" in notes
    assert {"On Looking", "5"} <= {words.strip() for words in heads}


def emptied(pdf: pikepdf.Pdf) -> None:
    """Take all from a page of text."""
    pdf.pages[5].Contents = pdf.make_stream(b"")


def swallowed(pdf: pikepdf.Pdf) -> None:
    """Take the last lines from a page, as a box of a fixed height would."""
    found = list(pikepdf.parse_content_stream(pdf.pages[5]))
    shown = [index for index, one in enumerate(found) if str(one.operator) in ("Tj", "TJ")]
    gone = set(shown[-12:-6])
    kept = [one for index, one in enumerate(found) if index not in gone]
    pdf.pages[5].Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def pushed(pdf: pikepdf.Pdf) -> None:
    """Push the text of a page over its edge."""
    pdf.pages[5].Contents = pdf.make_stream(b"1 0 0 1 60 0 cm\n" + pdf.pages[5].Contents.read_bytes())


def relabelled(pdf: pikepdf.Pdf) -> None:
    """Have a viewer count from another number than the folios do."""
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=pikepdf.Name.D, St=7)]))


def unnamed(pdf: pikepdf.Pdf) -> None:
    """Have a window show the file's name."""
    del pdf.Root.ViewerPreferences


def unmarked(pdf: pikepdf.Pdf) -> None:
    """Take the bookmarks."""
    del pdf.Root.Outlines


def unwarned(pdf: pikepdf.Pdf) -> None:
    """Take the spoiler cover."""
    del pdf.pages[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (emptied, "EP500"),
        (swallowed, "EP500"),
        (pushed, "EP503"),
        (relabelled, "EP567"),
        (unnamed, "EP562"),
        (unmarked, "EP566"),
        (unwarned, "EP590"),
    ],
)
def test_a_planted_fault_is_found(essay: Essay, change: Callable[[pikepdf.Pdf], object], code: str) -> None:
    """Each by the check that is for it."""
    assert code in found(essay, change)


def test_a_file_without_tags_passes_for_no_other_edition(essay: Essay) -> None:
    """Only what is to have none is let off."""
    layout, edition = layouts.load("classic"), editions.named("a5")
    made = check.check(drafted(Path(essay.path)), PDF, essay=essay, layout=layout, edition=edition)
    assert {"EP504", "EP569"} <= {item.code for report in made for item in report.diagnostics}
