"""Inline markup: spans, links, notes, marks, breaks; what is in brackets and what only looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from essay_press.diagnostics import Place
from essay_press.model import Extent, Spoilers, Work
from essays import body_of, errors_of, parse_text, warnings_of

P = '<p class="first" id="b1">{}</p>'
HIDDEN = Spoilers((Work("Whiplash", "film"),), Extent.ENDING)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            "*a* **b** ***c*** _d_ snake_case_name",
            "<em>a</em> <strong>b</strong> <strong><em>c</em></strong> <em>d</em> snake_case_name",
        ),
        ("**word* * *<b>x</b>* * *", "*<em>word</em> * <em><b>x</b></em> * *"),
        ("~~gone~~ H~2~O", "<del>gone</del> H~2~O"),
        ("one  \ntwo\\\nthree", "one<br/>two<br/>three"),
        ("[a]{lang=fr}", '<span lang="fr">a</span>'),
        (
            "[a *b [c]{.small-caps} d* e]{.epigraph}",
            '<span class="epigraph">a <em>b <span class="small-caps">c</span> d</em> e</span>',
        ),
        ("*[a]{.small-caps}*b", '<em><span class="small-caps">a</span></em>b'),
        ("[`]`]{.small-caps} `[a]{.x}`", '<span class="small-caps"><code>]</code></span> <code>[a]{.x}</code>'),
        (r"\[a\]{.pull} [\[b\]]{.small-caps}", '[a]{.pull} <span class="small-caps">[b]</span>'),
        ("[a [b](https://x.y) c]{.small-caps}", '<span class="small-caps">a <a href="https://x.y">b</a> c</span>'),
        ("[[b]{.small-caps} c](https://x.y)", '<a href="https://x.y"><span class="small-caps">b</span> c</a>'),
        ("[a] [b", "[a] [b"),
        ("a![b]{.small-caps}!", 'a!<span class="small-caps">b</span>!'),
        ("*x*{.k} *y*{no} {z}", '<em class="k">x</em> <em>y</em>{no} {z}'),
        ("[a](https://x.y/(z)?p=1&q 'T “t”')", '<a title="T “t”" href="https://x.y/(z)?p=1&amp;q">a</a>'),
        (
            '[a][R] [r] [r][]\n\n[r]: <https://x.y> "T"',
            '<a title="T" href="https://x.y">a</a> <a title="T" href="https://x.y">r</a> <a title="T" href="https://x.y">r</a>',
        ),
        (
            "<https://x.y/a--b> <me@x.org>",
            '<a href="https://x.y/a--b">https://x.y/a--b</a> <a href="mailto:me@x.org">me@x.org</a>',
        ),
        (
            "&copy; &amp; &lt;b&gt; &#42;a&#42; &nosuch; AT&T 1 < 2",
            "© &amp; &lt;b&gt; *a* &amp;nosuch; AT&amp;T 1 &lt; 2",
        ),
        ("a\tb", "a b"),
    ],
)
def test_inline_markup(text: str, made: str) -> None:
    """What a line of text becomes."""
    assert body_of(text) == P.format(made)


# ---------------------------------------------------------------- links
def test_a_link_to_a_name_leads_to_its_heading() -> None:
    """By the author's name or the slug; names of other elements work too."""
    body = body_of("[a](#rest) [b](#the-end) [c](#d)\n\n## Rest of it {#rest}\n\n## The End\n\nThe *word*{#d}.")
    assert '<a href="#s1">a</a> <a href="#s2">b</a> <a href="#a1">c</a>' in body
    assert '<em id="a1">word</em>' in body


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [a](#ret).\n\n## Rest {#rest}", ["1:5 EP165"]),
        ("[a](javascript:alert(1))", ["1:1 EP168"]),
        ("[a](JAVA&#115;cript:x)", ["1:1 EP168"]),
        ('<a href="data:text/html,x">b</a>', ["1:1 EP168"]),
        ("<ftp://a.b/c>", ["1:1 EP168"]),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error(text: str, found: list[str]) -> None:
    """A dead name, or a kind of address that no edition allows."""
    assert errors_of(text) == found


def test_a_link_to_a_file_is_undone_with_a_warning() -> None:
    """Its words stay."""
    assert body_of("See [the *notes*](notes.md).") == P.format("See the <em>notes</em>.")
    assert warnings_of("See [the *notes*](notes.md).") == ["1:5 EP167"]
    for dead in ("https://../", "http:///x", "https://a..b/"):
        assert warnings_of(f"See [there]({dead}).") == ["1:5 EP167"]
    assert warnings_of("See [there](https://example.org./x).") == []


def test_a_link_inside_a_link_is_undone() -> None:
    """The outer one stays."""
    assert body_of("[a [b](https://x.y) c](https://z.y)") == P.format('<a href="https://z.y">a b c</a>')


# ---------------------------------------------------------------- marks
def test_a_pull_quote_carries_its_instructions() -> None:
    """For `quotes.lift`, which takes them off."""
    body = body_of('One. [Two *three*.[^1]]{.pull text="Two …" place=before}\n\n[^1]: N.')
    span = '<span class="pull" data-at="1:6" data-text="Two …" data-place="before" id="q1">Two <em>three</em>.<a '
    assert span in body


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## [Head]{.pull}", ["1:4 EP170"]),
        ("A.[^1]\n\n[^1]: [Note.]{.pull}", ["3:7 EP170"]),
        ("::: verse\n[Line.]{.pull}\n:::", ["2:1 EP170"]),
        ("::: pull\nA.\n:::", ["1:1 EP170"]),
        ("[a [b]{.pull} c]{.pull}", ["1:4 EP171"]),
        ("A []{.pull}", ["1:3 EP172"]),
        ("[a]{.pull place=befor}", ["1:1 EP166"]),
    ],
)
def test_a_pull_quote_that_cannot_be_is_an_error(text: str, found: list[str]) -> None:
    """In headings, notes, verse and pull-quotes; as a block; empty; in an unknown place."""
    assert errors_of(text) == found


def test_spoilers_are_counted_and_printed_plainly() -> None:
    """Spans and divs, with the safe words and the places."""
    text = 'He [*dies*[^1]]{.spoiler safe="leaves"}.\n\n::: spoiler\nOne.\n\nTwo.\n:::\n\n[^1]: [Of it]{.spoiler}.'
    essay = parse_text(text, spoilers=HIDDEN)
    assert [(m.id, m.text, m.safe, m.block) for m in essay.spoilers] == [
        ("x1", "dies", "leaves", False),
        ("x2", "One. Two.", "", True),
        ("x3", "Of it", "", False),
    ]
    assert [m.place for m in essay.spoilers] == [
        Place("essay.md", 1, 4),
        Place("essay.md", 3, 1),
        Place("essay.md", 9, 7),
    ]
    assert essay.diagnostics == ()
    assert '<span class="spoiler" id="x1"><em>dies</em>' in essay.body


def test_other_elements_of_that_class_are_wrapped() -> None:
    """A paragraph, an item, an emphasis: the mark is a span or a div of its own, and the block keeps its id."""
    text = 'He *dies*{.spoiler}.\n\nAll gone.\n{.spoiler safe="x"}\n\n- item\n{.spoiler}'
    essay = parse_text(text, spoilers=HIDDEN)
    assert essay.body == (
        '<p class="first" id="b1">He <span class="spoiler" id="x1"><em>dies</em></span>.</p>\n'
        '<div class="spoiler" id="x2"><p id="b2">All gone.</p></div>\n'
        '<ul><li id="b3"><span class="spoiler" id="x3">item</span></li></ul>'
    )
    assert [(m.text, m.safe, m.block) for m in essay.spoilers] == [
        ("dies", "", False),
        ("All gone.", "x", True),
        ("item", "", False),
    ]


def test_spoiler_marks_without_front_matter_are_warned_of() -> None:
    """At the first mark."""
    assert warnings_of("A [b]{.spoiler}.") == ["1:3 EP175"]


RESUME: dict[str, Any] = {
    "spoilers": Spoilers((Work("W", "film"),), Extent.ENDING, resume="rest"),
    "places": (("spoilers.resume", Place("essay.md", 3, 5)),),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[x]{.spoiler}\n\n## Rest {#rest}\n\nA.", []),
        ("A.\n\n## Res {#res}", ["3:5 EP176"]),
        ("## A\n\n### Rest {#rest}", ["3:5 EP177"]),
        ("A.\n\n## Rest {#rest}\n\nA [b]{.spoiler}.\n\n::: spoiler\nC.\n:::", ["5:3 EP178", "7:1 EP178"]),
        ("A.\n\n## Rest {#rest}\n\n## He dies {.spoiler}", ["5:4 EP178"]),
        ("A.\n\n## Rest {#rest .spoiler}\n\nA.", []),
    ],
)
def test_nothing_is_spoiled_after_the_place_to_resume(text: str, found: list[str]) -> None:
    """`resume` names a heading of the highest level, and no mark stands after it."""
    assert errors_of(text, **RESUME) == found


def test_braces_that_are_no_list_are_warned_of_and_printed() -> None:
    """A full stop forgotten, or curly quotes."""
    assert body_of("[a]{pull}") == P.format("[a]{pull}")
    assert warnings_of("b [a]{pull}") == ["1:3 EP148"]


# ---------------------------------------------------------------- typography
def test_punctuation_is_set_across_inline_elements_and_never_in_code() -> None:
    """Quotes see what stands before them in the block, in the language of the passage."""
    assert body_of('"*Yes*," he said --- `"no"` --- [x"y"](https://a.b "t").') == P.format(
        '“<em>Yes</em>,” he said—<code>"no"</code>—<a title="t" href="https://a.b">x”y”</a>.'
    ).replace("x”y”", body_of('x"y"').partition(">")[2].partition("<")[0])
    assert "„Ja“" in body_of('"Ja"', language="de")
    assert '<span lang="de">„Ja“</span>' in body_of('["Ja"]{lang=de}')


def test_front_matter_and_headings_are_set_too() -> None:
    """Title, works, notes and captions."""
    spoilers = Spoilers((Work('"W"', "film"),), Extent.PLOT, notice="It's all here")
    essay = parse_text('## "Head"\n\nA.[^1]\n\n[^1]: "N"', title='"T"', spoilers=spoilers)
    assert (essay.metadata.title, essay.headings[0].text, essay.notes[0].xhtml) == ("“T”", "“Head”", "<p>“N”</p>")
    assert essay.metadata.spoilers is not None
    assert (essay.metadata.spoilers.works[0].title, essay.metadata.spoilers.notice) == ("“W”", "It’s all here")
