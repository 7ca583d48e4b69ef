"""What an author marks as a spoiler is gone from the essay: words, blocks, headings, notes, pictures, metadata."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from essay_press import strings
from essay_press.diagnostics import Place
from essay_press.markup import parse
from essay_press.model import Essay, Extent, Identifiers, Spoilers, Work
from essay_press.quotes import lift
from essay_press.spoilers import redact
from essays import lifted, manuscript

WORKS = Spoilers((Work("The Lamp", "film", 1931),), Extent.ENDING, terms=("Ottoline",))


def left(text: str, **front: Any) -> Essay:
    """Return what is left of this Markdown."""
    return redact(lifted(text, **front))


def texts(value: Any) -> list[str]:
    """Return every text in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("He [drowns]{.spoiler} here.", 'He <span class="redacted w1">spoiler\u00a0removed</span> here.'),
        ('He [drowns]{.spoiler safe="acts"} here.', "He acts here."),
        ('[He *drowns*.]{.spoiler safe="It isn\'t said"} So.', "It isn’t said So."),
        ("*All of [it]{.spoiler}*", '<em>All of <span class="redacted w1">spoiler\u00a0removed</span></em>'),
        ("*Emphasis*{.spoiler}.", '<span class="redacted w1">spoiler\u00a0removed</span>.'),
        ("[a [b]{.spoiler} c]{.spoiler}", '<span class="redacted w1">spoiler\u00a0removed</span>'),
    ],
)
def test_words_give_way_to_safe_ones_or_to_a_bar(marked: str, expected: str) -> None:
    """Emphasis inside goes with them; marks inside marks make one gap."""
    assert left(marked).body == f'<p class="first" id="b1">{expected}</p>'


def test_a_bar_has_one_of_four_lengths() -> None:
    """However long the passage: a reader cannot count its letters."""
    steps = {length: re.findall(r"w\d", left(f"A [{'x' * length}]{{.spoiler}}.").body)[0] for length in range(1, 200)}
    assert [min(n for n, step in steps.items() if step == f"w{number}") for number in range(1, 5)] == [1, 13, 31, 61]
    assert set(steps.values()) == {"w1", "w2", "w3", "w4"}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("One.", "a paragraph"),
        ("One.\n\nTwo.", "some paragraphs"),
        ("One.\n\n> Quoted.", "a paragraph and a quotation"),
        ("::: verse\nOne,\ntwo.\n:::", "some verse"),
        ("- One\n- Two", "a list"),
        ("| a | b |\n|---|---|\n| c | d |", "a table"),
        ("    code", "some code"),
        ("One.\n\n## Two\n\nThree.\n\n- Four", "a paragraph and a section"),
        ("## One\n\nText.\n\n## Two\n\nText.", "some sections"),
        ("* * *", "a passage"),
    ],
)
def test_blocks_give_way_to_a_line_that_says_what_is_missing(block: str, expected: str) -> None:
    """It says of what kind it was, not how much there was of it."""
    body = left(f"Before.\n\n:::: spoiler\n{block}\n::::\n\nAfter.").body
    said = f'<span class="removed-what">Left out here: {expected}. See the full edition.</span>'
    assert re.findall(r'<p class="removed" id="\w*">(.*)</p>', body) == [said]


def test_a_line_has_the_safe_words_and_leads_to_the_full_text() -> None:
    """The safe words come first, closed by a stop; the essay's address is where the full edition is."""
    body = left('::: {.spoiler safe="How it ends"}\nIt ends.\n:::', url="https://a.org/x").body
    assert '<span class="removed-safe">How it ends.</span> <span class="removed-what">Left out here: a par' in body
    assert '<a href="https://a.org/x">See the full edition.</a>' in body


def test_lines_that_follow_each_other_are_one() -> None:
    """Three marked paragraphs in a row need not be told three times, unless each has words of its own."""
    body = left("::: spoiler\nOne.\n:::\n\n::: spoiler\n> Two.\n:::\n\n::: {.spoiler safe=Then}\nThree.\n:::").body
    assert body.count('class="removed"') == 2
    assert "Left out here: a paragraph and a quotation." in body


def test_headings_show_their_safe_words_everywhere() -> None:
    """In the text, in the list of headings; without any, a bar, and an ellipsis in contents."""
    essay = left(
        '## One {.spoiler safe="A"}\n\n## Two {safe="B"}\n\n## Three {.spoiler}\n\n## The [end]{.spoiler} of it'
    )
    assert [(item.text.replace("\u00a0", " "), item.safe) for item in essay.headings] == [
        ("A", ""), ("B", ""), ("spoiler removed", "[…]"), ("The spoiler removed of it", "The […] of it"),
    ]  # fmt: skip
    assert re.findall(r'<h2 id="s1">(.*)</h2>', essay.body) == ["A"]


def test_a_heading_in_a_removed_block_is_gone() -> None:
    """It is in the list of headings no more, and a link to it leads to the gap."""
    essay = left("See [there](#end).\n\n::: spoiler\n## The End {#end}\n\nIt ends.\n:::\n\n## Later")
    assert [item.text for item in essay.headings] == ["Later"]
    gap = re.findall(r'<p class="removed" id="(\w+)"', essay.body)
    assert re.findall(r'href="#(\w+)"', essay.body) == gap


def test_full_editions_show_safe_headings_in_their_contents() -> None:
    """A heading in a removed block, one that holds a spoiler, one that is one: none is shown before the choice."""
    full = lifted('::: spoiler\n## The End\n:::\n\n## A [twist]{.spoiler safe="turn"}\n\n## It {.spoiler safe="Later"}')
    assert [item.safe for item in full.headings] == ["[…]", "A turn", "Later"]
    assert [item.text for item in full.headings] == ["The End", "A twist", "It"]


def test_notes_are_numbered_without_a_gap() -> None:
    """A note that only removed text calls goes with it; of two calls, the one that is left counts."""
    essay = left(
        "[A[^a]]{.spoiler} b[^b] and [c[^c]]{.spoiler} c again[^c].\n\n"
        "[^a]: Alpha.\n[^b]: Beta [x]{.spoiler safe=y}.\n[^c]: Gamma."
    )
    assert [(note.id, note.number, note.xhtml, note.calls) for note in essay.notes] == [
        ("n1", 1, "<p>Beta y.</p>", ("r1",)), ("n2", 2, "<p>Gamma.</p>", ("r2",)),
    ]  # fmt: skip
    assert re.findall(r'id="(r\d)" href="(#n\d)">(\d)<', essay.body) == [("r1", "#n1", "1"), ("r2", "#n2", "2")]


def test_pull_quotes_from_removed_text_are_dropped() -> None:
    """Whole, in part, or cut; one whose every word is kept stays."""
    essay = left(
        "[One is kept.]{.pull} [[Two is not.]{.pull}]{.spoiler} [Three is [half]{.spoiler} kept.]{.pull}\n\n"
        '[Four begins. [Then it tells.]{.spoiler} And it ends.]{.pull text="Four begins. … And it ends."}'
    )
    assert [quote.text for quote in essay.pull_quotes] == ["One is kept.", "Four begins. … And it ends."]
    assert re.findall(r'class="pull" id="(\w+)"', essay.body) == ["q1", "q4"]


def test_pictures_and_their_alternatives(tmp_path: Path) -> None:
    """A marked picture is no asset any more; a marked alternative has its safe words, in the text and in the list."""
    for name, grey in (("a", 1), ("b", 2)):
        Image.new("L", (4, 4), grey).save(tmp_path / f"{name}.png")
    text = (
        '![A boat](a.png){.spoiler}\n\n![A [sunken]{.spoiler safe="small"} boat](b.png "Of [Ada]{.spoiler safe=her}")'
    )
    full = lift(parse(manuscript(text, tmp_path)))
    essay = redact(full)
    assert [asset.alt for asset in full.assets] == ["A boat", "A sunken boat"]
    assert [(asset.href, asset.alt) for asset in essay.assets] == [("i2.png", "A small boat")]
    assert "Left out here: a figure." in essay.body
    assert 'alt="A small boat"' in essay.body
    assert '<figcaption id="b1">Of her</figcaption>' in essay.body


def test_front_matter_may_hold_marks() -> None:
    """What is seen before the choice is safe in every edition; what comes after it, in this one alone."""
    full = lifted(
        "Text.",
        title='The [End]{.spoiler safe="Way"} of It',
        description="How [she dies]{.spoiler}.",
        subjects=('Lamps', '[Drowning]{.spoiler safe="Water"}'),
        deck="On [her death]{.spoiler safe=her}.",
    )  # fmt: skip
    data = full.metadata
    assert (data.title, data.description, data.subjects, data.deck) == (
        "The Way of It", "How […].", ("Lamps", "Water"), "On her death.",
    )  # fmt: skip
    assert [(mark.kind, mark.id, mark.text) for mark in full.spoilers] == [
        ("metadata", "title", "End"), ("metadata", "description", "she dies"), ("metadata", "deck", "her death"),
        ("metadata", "subjects.1", "Drowning"),
    ]  # fmt: skip
    assert redact(full).metadata.deck == "On her."


def test_an_essay_has_an_identity_of_its_own_without_its_spoilers() -> None:
    """Its own identifiers, a mark behind its title, the works it spares; no cover that warns."""
    given = Identifiers("urn:doi:1", "urn:isbn:9780000000002", "urn:isbn:9780000000019")
    data = left("[A]{.spoiler}.", title="A Light", spoilers=WORKS, identifiers=given).metadata
    assert (data.title, data.named_title) == ("A Light", "A Light (spoiler-free)")
    assert (data.identifiers.work, data.identifiers.epub) == ("urn:doi:1", "")
    assert data.identifiers.print.startswith("urn:uuid:")
    assert (data.spoilers, data.spared and [work.title for work in data.spared.works]) == (None, ["The Lamp"])


def test_the_breaks_of_removed_words_are_removed() -> None:
    """A list of words and their hyphens must not list the name of the murderer."""
    data = left("[Ottoline]{.spoiler} and typography.", hyphenation=("Ot-to-line", "ty-pog-ra-phy")).metadata
    assert data.hyphenation == ("ty-pog-ra-phy",)


def test_the_words_are_nowhere_in_the_essay() -> None:
    """Whatever a template asks of the essay, the words are not there to be had."""
    secret = "zqxjkv"
    essay = left(
        f"## Of {secret} {{.spoiler}}\n\n[{secret} and[^{secret}]]{{.spoiler}} b [there](#of-{secret})?\n\n"
        f"::: spoiler\n{secret}\n\n## {secret} two\n:::\n\n[^{secret}]: {secret}",
        deck=f"[{secret}]{{.spoiler}}",
        spoilers=Spoilers(WORKS.works, Extent.PLOT, terms=(secret,)),
        hyphenation=(f"{secret[:3]}-{secret[3:]}",),
    )  # fmt: skip
    assert [text for text in texts(essay) if secret in text] == []


@pytest.mark.parametrize("language", ["de", "fr", "es", "it", "pl", "nl", "pt"])
def test_what_stands_in_the_place_of_words_is_in_the_essays_language(language: str) -> None:
    """A bar and a line speak as the essay does."""
    words = strings.load(language)
    body = left("[A]{.spoiler} b.\n\n::: spoiler\nOne.\n\n> Two.\n:::", language=language).body
    assert words["spoiler_removed"].replace(" ", "\u00a0") in body
    assert words["left_out_quotation"] in body
    assert words["left_out_where"] in body


def test_an_essay_without_marks_stays_as_it_is() -> None:
    """Letter by letter, but for what it says of itself."""
    full = lifted("One[^a] *two*.\n\n## Three\n\n- Four\n\n[^a]: Note.")
    essay = redact(full)
    assert (essay.body, essay.notes, essay.headings) == (full.body, full.notes, full.headings)


def test_lines_keep_their_places() -> None:
    """A message about a gap points at the line of what stood there."""
    essay = left("One.\n\n::: spoiler\nTwo.\n:::\n\nThree.")
    assert essay.blocks == (
        ("b1", Place("essay.md", 1, 1)), ("b2", Place("essay.md", 4, 1)), ("b3", Place("essay.md", 7, 1)),
    )  # fmt: skip
