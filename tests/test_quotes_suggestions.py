"""Suggested pull-quotes: whole sentences of the essay's own, spread over it, with reasons that are true."""

from __future__ import annotations

import os
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from lxml import etree

from essay_press import build
from essay_press.markup.tree import by_id, plain_text
from essay_press.model import Essay, Extent, Spoilers, Work
from essay_press.quotes import features
from essay_press.quotes.fitness import fit
from essay_press.quotes.rules import LONG, SHORT
from essay_press.quotes.sentences import Sentence, sentences, split, words_of
from essay_press.quotes.suggestions import APART, LEAST, SHARE, suggest
from essays import lifted

ROOT = Path(__file__).resolve().parent.parent
CONTENT = sorted((ROOT / "content").glob("*.md"))
SCRIPTS = ROOT / "scripts" / "quotes"
WEIGHTS = ROOT / "src" / "essay_press" / "quotes" / "weights.toml"
LABELLED = os.environ.get("ESSAY_PRESS_LABELLED", "")
GOOD = "Every wise man is a fool at home."
FILLER = "\n\n".join(f"They walked on for {number} days, and it rained on them." for number in range(60))


def tree(essay: Essay) -> etree._Element:
    """Return an essay's body."""
    return etree.fromstring(f"<body>{essay.body}</body>")


def found(text: str, **front: Any) -> list[Sentence]:
    """Return the sentences of an essay of this Markdown."""
    return list(sentences(tree(lifted(text, **front))))


def fitting(text: str, language: str = "en", terms: tuple[str, ...] = ()) -> list[str]:
    """Return what may be suggested of a paragraph that follows another."""
    essay = lifted(f"A first sentence of some length.\n\n{text}", language=language)
    return [sentence.text for sentence in fit(sentences(tree(essay)), language, terms)]


def suggested(text: str, **front: Any) -> list[str]:
    """Return the sentences suggested for an essay that says much else besides."""
    return [item.sentence.text for item in suggest(lifted(f"{FILLER}\n\n{text}\n\n{FILLER}", **front))]


# ---------------------------------------------------------------- sentences
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("Mr. Smith met J. Verrall. So do I. Then", ["Mr. Smith met J. Verrall.", "So do I.", "Then"]),
        ("He said “No.” She left (at last.) Gone.", ["He said “No.”", "She left (at last.)", "Gone."]),
        ("Tools, e.g. Hammers. It didn’t. One", ["Tools, e.g. Hammers.", "It didn’t.", "One"]),
        ("« Viens ! » Elle vint. Puis rien.", ["« Viens ! »", "Elle vint.", "Puis rien."]),
        ("Er sagte: „Nein.“ Dann ging er.", ["Er sagte: „Nein.“", "Dann ging er."]),
        ("¿Por qué? ¡Ven! Nada.", ["¿Por qué?", "¡Ven!", "Nada."]),
        ("what? when? how?", ["what? when? how?"]),
        ("  ", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    """Not at an abbreviation, nor before a small letter; closing marks belong to what they close."""
    assert [text[begin:end] for begin, end in split(text)] == expected


def test_only_the_running_text_has_sentences() -> None:
    """Headings, quotations, verse, lists, tables, captions and notes are other people's, or no sentences."""
    text = (
        "Running text is here.[^1]\n\n## A heading says so.\n\n> A quotation says so.\n\n- A list says so.\n\n"
        "::: verse\nA verse says so.\n:::\n\n| A cell says so. |\n|---|\n| So. |\n\n```\nCode says so.\n```\n\n"
        "::: aside-of-ours\nA div says so.\n:::\n\n[^1]: A note says so."
    )
    assert [sentence.text for sentence in found(text)] == ["Running text is here.", "A div says so."]


def test_a_sentence_knows_what_stands_in_it() -> None:
    """Spoilers inside and round it, marks, code; and where it is."""
    text = "First.\n\nA [bit]{.spoiler} here. A `code` there. [Marked already.]{.pull} Plain."
    text += "\n\n::: spoiler\nAll of it.\n:::"
    told = [(sentence.text, sorted(sentence.holds)) for sentence in found(text)]
    assert told == [
        ("First.", []),
        ("A bit here.", ["spoiler"]),
        ("A code there.", ["code"]),
        ("Marked already.", ["pull"]),
        ("Plain.", []),
        ("All of it.", ["spoiler"]),
    ]
    second = found(text)[1]
    assert (second.block, second.begin, second.end, second.paragraph, second.opens) == ("b2", 0, 11, 1, True)


# ---------------------------------------------------------------- what may be suggested
def test_a_sentence_that_stands_alone_may_be_suggested() -> None:
    """The rest of this file takes something away from it."""
    assert fitting(f"{GOOD} Rich men are fools there too.") == [GOOD, "Rich men are fools there too."]


@pytest.mark.parametrize(
    "text",
    [
        "He is a fool at home, every wise man.",
        "He’s a fool at home, every wise man.",
        "This is why every wise man is a fool.",
        "But every wise man is a fool at home.",
        "Thus every wise man is a fool at home.",
        "To these men every home is a place of folly.",
        "Every wise man is therefore a fool at home.",
        "Every wise man is a fool in this chapter.",
        "Too short, wise man.",
        "Every wise man is a fool at home" + " and at home" * 20 + ".",
        "Every wise man is a fool at home, as follows:",
        "— Every wise man is a fool at home.",
        "every wise man is a fool at home.",
        "“Every wise man is a fool at home,” said the wise man.",
        "Every wise man (is a fool at home.",
        "Every wise man is a `fool` at home.",
        "Every wise man is a [fool]{.spoiler} at home.",
        "[Every wise man is a fool at home.]{.pull}",
    ],
)
def test_what_leans_or_belongs_to_others_is_not_suggested(text: str) -> None:
    """Each of these lacks one thing that a pull-quote needs."""
    assert fitting(text) == []


def test_he_who_points_at_nobody() -> None:
    """What only looks like a pronoun that points back is none."""
    text = "He who is a fool at home is a wise man elsewhere."
    assert fitting(text) == [text]


def test_a_quotation_of_several_sentences_gives_none() -> None:
    """Though its middle has no mark in it."""
    assert fitting(f"He wrote, “A fool is a fool. {GOOD} And so to bed.” Nothing else was written there.") == [
        "Nothing else was written there."
    ]


def test_a_phrase_held_up_to_be_looked_at_is_no_quotation() -> None:
    """Up to four words in marks are the author's own sentence still."""
    assert fitting("Every “wise man” is a fool at home.") == ["Every “wise man” is a fool at home."]


@pytest.mark.parametrize("term", ["fool", "FOOL", "wise man", "foo"])
def test_no_sentence_with_a_term_is_suggested(term: str) -> None:
    """In whatever case, and in longer forms of its last word."""
    assert fitting("Every wise man is a fool at home.", terms=(term,)) == []
    assert fitting("Every wise man is a fool at home.", terms=("ool", "man wise")) == [GOOD]


@pytest.mark.parametrize(
    ("language", "leaning", "standing"),
    [
        ("de", "Aber jeder Weise ist zu Hause ein Narr.", "Jeder Weise ist zu Hause ein Narr."),
        ("de-CH", "Er ist ein Narr in seinem Haus.", "Ein Narr ist er in seinem Haus."),
        ("fr", "C’est un sot dans sa maison, le sage.", "Tout sage est un sot dans sa maison."),
        ("fr", "Mais tout sage est un sot chez lui.", "Il faut être sage pour être sot."),
        ("es", "Pero todo sabio es un necio en su casa.", "Todo sabio es un necio en su casa."),
        ("it", "Egli è uno sciocco nella sua casa.", "Ogni saggio è uno sciocco in casa."),
        ("nl", "Hij is een dwaas in zijn eigen huis.", "Elke wijze is thuis een dwaas geweest."),
        ("pl", "Ale każdy mędrzec jest głupcem domowym.", "Każdy mędrzec jest głupcem domowym."),
        ("pt", "Ele é um tolo dentro de sua casa.", "Todo sábio é um tolo dentro de casa."),
    ],
)
def test_each_language_knows_what_leans(language: str, leaning: str, standing: str) -> None:
    """The words by which a sentence leans are its language's own."""
    assert fitting(f"{leaning} {standing}", language) == [standing]


@pytest.mark.parametrize("language", ["fi", "ar", "xx"])
def test_a_language_without_lists_gets_what_any_language_shows(language: str) -> None:
    """Nothing is counted that would have to be known."""
    (only,) = features.features(found("Sana on sana on sana.", language=language), language)
    assert set(only) < set(features.FEATURES)
    assert not {"others", "pointing", "contrast", "article"} & set(only)


# ---------------------------------------------------------------- the list
def test_the_best_comes_first_and_says_why() -> None:
    """Its reasons are what can be seen in it."""
    first = suggest(lifted(f"{FILLER}\n\n{GOOD}\n\n{FILLER}"))[0]
    assert (first.number, first.sentence.text) == (1, GOOD)
    assert first.reasons[0] == "short: 8 words"
    assert "a paragraph by itself" in first.reasons
    assert "speaks of people: “man”" in first.reasons


def test_two_of_one_paragraph_are_not_suggested() -> None:
    """Nor two that stand close together."""
    assert len(suggested(f"{GOOD} Every rich man is a beggar at court.")) == 1
    assert len(suggested(f"{GOOD}\n\nEvery rich man is a beggar at court.")) == 1


def test_what_is_marked_or_listed_keeps_others_away() -> None:
    """A second pull-quote beside one that is there would crowd it."""
    marked = "[Every rich man is a beggar at court.]{.pull}"
    assert suggested(f"{GOOD} {marked}") == []
    assert suggested(f"{GOOD}\n\n{marked}") == []


def test_a_spoilers_words_are_never_suggested() -> None:
    """Nor is a sentence with a term of the front matter."""
    work = Spoilers((Work("A Film", "film"),), Extent.ENDING, terms=("Rosebud",))
    assert suggested(f"::: spoiler\n{GOOD}\n:::", spoilers=work) == []
    assert suggested("Every Rosebud is a fool at home.", spoilers=work) == []
    assert suggested(GOOD, spoilers=work) == [GOOD]


def test_an_essay_of_nothing_gets_nothing() -> None:
    """No list is filled for the sake of its length."""
    assert suggest(lifted("They walked on. It rained.")) == ()


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_our_essays_get_what_is_promised(path: Path) -> None:
    """The same each time, verbatim, of fit length, apart, of no spoiler; a short list begins the long one."""
    essay = build.read(path)
    long, short = suggest(essay, 9), suggest(essay, 3)
    assert long == suggest(build.read(path), 9)
    assert long[:3] == short
    assert long
    body = tree(essay)
    for item in long:
        block = by_id(body, item.sentence.block)
        assert block is not None
        assert item.sentence.text in plain_text(block)
        assert SHORT <= len(item.sentence.text) <= LONG
        assert item.sentence.holds == frozenset()
        assert item.score >= LEAST
        assert not any(item.sentence.text in mark.text for mark in essay.spoilers)
    apart = min(APART, sum(len(words_of(each.text)) for each in sentences(body)) // SHARE)
    places = sorted(item.sentence.before for item in long)
    assert all(after - before >= apart for before, after in pairwise(places))
    assert len({item.sentence.paragraph for item in long}) == len(long)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("self-reliance", "To be great is to be misunderstood."),
        ("self-reliance", "Whoso would be a man, must be a nonconformist."),
        ("compensation", "A great man is always willing to be little."),
        ("politics", "The wise man is the State."),
    ],
)
def test_lines_that_the_world_lifted_are_among_the_first(corpus: Path, name: str, line: str) -> None:
    """None of these pieces is among those that the weights come from."""
    assert line in [item.sentence.text for item in suggest(build.read(corpus / "emerson" / f"{name}.md"))]


# ---------------------------------------------------------------- the weights
def reached() -> dict[str, float]:
    """Return what the weights are said to reach."""
    told: dict[str, float] = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["reached"]
    return told


def test_there_is_a_weight_for_each_feature() -> None:
    """In the order in which they are counted."""
    assert tuple(tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["features"]) == features.FEATURES


def test_the_labels_are_enough_and_hold_no_sentence() -> None:
    """At least 300 sentences, 8 authors, 20 pieces; each a hash."""
    pieces = tomllib.loads((SCRIPTS / "labels.toml").read_text(encoding="utf-8"))["piece"]
    hashes = [item for piece in pieces for item in piece["lifted"]]
    assert (len(hashes), len(pieces)) == (reached()["lifted"], reached()["pieces"])
    assert len(set(hashes)) >= 300
    assert len({piece["author"] for piece in pieces}) == reached()["authors"] >= 8
    assert [item for item in hashes if len(item) != 16 or set(item) - set("0123456789abcdef")] == []


@pytest.mark.skipif(not LABELLED, reason="ESSAY_PRESS_LABELLED names no folder of the labelled texts")
def test_the_weights_reach_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """On authors whose pieces they have not seen."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import importlib

    script = importlib.import_module("fit")
    pieces = script.pieces(Path(LABELLED))
    scores = script.held_out(pieces)
    everywhere = mean(script.auc(scores[piece.key], piece.lifted) for piece in pieces)
    assert round(everywhere, 3) == reached()["all"]
    for name in [name for name in sys.modules if name in ("fit", "sources")]:
        monkeypatch.delitem(sys.modules, name)
