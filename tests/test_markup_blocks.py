"""Blocks: headings, quotations, verse, breaks, lists, tables and code, as layouts expect them."""

from __future__ import annotations

import pytest

from essays import body_of, errors_of, parse_text, warnings_of


def test_the_first_paragraphs_are_marked() -> None:
    """Of the body, after a heading, after a break: those stand without indent."""
    body = body_of("One.\n\nTwo.\n\n## Head\n\nThree.\n\n* * *\n\nFour.\n\nFive.")
    assert body == (
        '<p class="first" id="b1">One.</p>\n<p id="b2">Two.</p>\n<h2 id="s1">Head</h2>\n'
        '<p class="first" id="b3">Three.</p>\n<hr class="break"/>\n<p class="first" id="b4">Four.</p>\n'
        '<p id="b5">Five.</p>'
    )


@pytest.mark.parametrize("rule", ["* * *", "***", "---", "- - -", "___", "*****"])
def test_every_rule_is_a_section_break(rule: str) -> None:
    """Stars, dashes and underscores."""
    assert '<hr class="break"/>' in body_of(f"One.\n\n{rule}\n\nTwo.")


# ---------------------------------------------------------------- headings
def test_the_shallowest_level_becomes_the_second_and_none_is_skipped() -> None:
    """An essay of ### and ##### comes out as h2 and h3, with a warning at the skip."""
    essay = parse_text("### A\n\n##### B\n\n#### C\n\n### D")
    assert [(heading.level, heading.text) for heading in essay.headings] == [(2, "A"), (3, "B"), (3, "C"), (2, "D")]
    assert warnings_of("### A\n\n##### B\n\n#### C\n\n### D") == ["3:7 EP158"]


def test_levels_that_go_down_one_by_one_are_right() -> None:
    """No warning, up to the sixth level."""
    text = "\n\n".join(f"{'#' * level} H{level}" for level in range(1, 6))
    assert [heading.level for heading in parse_text(text).headings] == [2, 3, 4, 5, 6]
    assert warnings_of(text) == []


def test_a_first_heading_that_repeats_the_title_goes() -> None:
    """Quotes and case make no difference; the rest of the levels is as if it had not been there."""
    essay = parse_text('# The "title"\n\nText.\n\n## Head', title="The “Title”")
    assert [heading.text for heading in essay.headings] == ["Head"]
    assert [item.code for item in essay.diagnostics] == ["EP156"]


def test_headings_have_names() -> None:
    """The author's own, or a slug; doubles are counted, underlined ones count too."""
    essay = parse_text("## Same\n\n## Same\n\n## *My* Own {#rest}\n\nUnder\n=====\n\n## Ça alors !", language="fr")
    assert [heading.name for heading in essay.headings] == ["same", "same-1", "rest", "under", "ça-alors"]
    assert [heading.id for heading in essay.headings] == ["s1", "s2", "s3", "s4", "s5"]
    assert essay.headings[2].xhtml == "<em>My</em> Own"
    assert (essay.headings[2].place.line if essay.headings[2].place else 0) == 5


def test_a_name_is_given_once() -> None:
    """Doubles are errors at the second."""
    assert errors_of("## A {#x}\n\n## B {#x}") == ["3:4 EP159"]


def test_a_heading_may_have_safe_words() -> None:
    """For covers and contents that give nothing away."""
    essay = parse_text('## He dies {.spoiler safe="The end"}\n\nText.')
    assert (essay.headings[0].text, essay.headings[0].safe) == ("He dies", "The end")


@pytest.mark.parametrize("text", ["#1 in the charts", "#hashtag"])
def test_a_number_sign_without_a_space_is_text(text: str) -> None:
    """As in Pandoc and CommonMark."""
    assert body_of(text) == f'<p class="first" id="b1">{text}</p>'


# ---------------------------------------------------------------- quotations and verse
def test_a_dash_before_the_last_paragraph_makes_it_the_attribution() -> None:
    """The dash itself is left to the layout."""
    for dash in ("—", "— ", "-- ", "--- ", "― "):
        assert body_of(f"> Words.\n>\n> {dash}*Somebody*") == (
            '<blockquote><p id="b1">Words.</p><p class="attribution" id="b2"><em>Somebody</em></p></blockquote>'
        )


def test_two_quotations_stay_two() -> None:
    """An empty line between them parts them; a marked empty line does not."""
    assert body_of("> One.\n\n> Two.").count("<blockquote>") == 2
    assert body_of("> One.\n>\n> Two.").count("<blockquote>") == 1


def test_verse_has_lines_with_their_indentation() -> None:
    """Two spaces are a step; nothing in a line of verse is read as list, heading or code."""
    body = body_of("::: verse\nOne *line\n  goes* on\n      - far\n\n# No heading\n:::")
    assert body == (
        '<blockquote class="verse"><p class="stanza" id="b1"><span class="line">One <em>line</em></span><br/>'
        '<span class="line i1"><em>goes</em> on</span><br/><span class="line i3">- far</span></p>'
        '<p class="stanza" id="b2"><span class="line"># No heading</span></p></blockquote>'
    )


def test_a_quotation_of_broken_lines_is_verse() -> None:
    """And a last paragraph that is not broken says where it is from."""
    body = body_of("> One,  \n> two\\\n> three.\n>\n> --- Who")
    assert body == (
        '<blockquote class="verse"><p class="stanza" id="b1"><span class="line">One,</span><br/>'
        '<span class="line">two</span><br/><span class="line">three.</span></p>'
        '<p class="attribution" id="b2">Who</p></blockquote>'
    )


def test_an_epigraph_is_a_quotation_of_its_own_kind() -> None:
    """It may hold more than one paragraph and an attribution."""
    assert body_of("::: epigraph\nWords.\n\n-- Who\n:::\n\nText.") == (
        '<blockquote class="epigraph"><p id="b1">Words.</p><p class="attribution" id="b2">Who</p></blockquote>\n'
        '<p class="first" id="b3">Text.</p>'
    )


# ---------------------------------------------------------------- divs
def test_divs_nest_and_keep_class_and_language() -> None:
    """With short and long fences, in lists and quotations too."""
    body = body_of(
        ":::: {.spoiler lang=fr}\nUn.\n\n::: spoiler\nDeux.\n:::\n\nTrois.\n::::\n\n"
        "- item\n\n    ::: spoiler\n    x\n    :::"
    )
    assert body == (
        '<div class="spoiler" lang="fr" id="x1"><p class="first" id="b1">Un.</p><div class="spoiler" id="x2">'
        '<p id="b2">Deux.</p></div><p id="b3">Trois.</p></div>\n'
        '<ul><li><p id="b4">item</p><div class="spoiler" id="x3"><p id="b5">x</p></div></li></ul>'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text.\n\n::: spoiler\nWords.", ["3:1 EP141"]),
        ("Text.\n\n:::\n", ["3:1 EP144"]),
        ("::: spoiler\n- a\n\n    :::\n", ["1:1 EP141"]),
        ("::: {.spoiler safe=“x”}\nA.\n:::", ["1:1 EP145"]),
        ("::: one two\nA.\n:::", ["1:1 EP145"]),
    ],
)
def test_a_fence_that_does_not_fit_is_an_error(text: str, found: list[str]) -> None:
    """Never closed, never opened, closed elsewhere, unreadable."""
    assert errors_of(text) == found


def test_an_unknown_class_is_kept_with_a_warning() -> None:
    """On divs and on spans."""
    assert body_of("::: vers\nA.\n:::") == '<div class="vers"><p class="first" id="b1">A.</p></div>'
    assert warnings_of("::: vers\nA.\n:::\n\nA [b]{.foo}.") == ["1:1 EP146", "5:3 EP146"]


# ---------------------------------------------------------------- tables, lists, code
def test_a_table_has_scopes_alignment_and_a_caption() -> None:
    """The caption may stand before or after, with or without the word."""
    table = "| a | b |\n|---|--:|\n| 1 | `x|y` |"
    made = (
        '<table id="t1"><caption id="b1">A <em>caption</em></caption>'
        '<thead><tr><th scope="col" id="b2">a</th><th class="align-right" scope="col" id="b3">b</th></tr></thead>'
        '<tbody><tr><td id="b4">1</td><td class="align-right" id="b5"><code>x|y</code></td></tr></tbody></table>'
    )
    for text in (
        f"Table: A *caption*\n\n{table}",
        f"{table}\n\nTable: A *caption*",
        f": A *caption*\n\n{table}",
        f"{table}\n\n: A *caption*",
    ):
        assert body_of(text) == made


def test_a_row_with_too_many_cells_is_an_error() -> None:
    """Its last words would be lost; empty cells at the end are no matter."""
    assert errors_of("| a | b |\n|---|---|\n| c | d | e |") == ["3:2 EP174"]
    assert errors_of("| a | b |\n|---|---|\n| c | d | |\n| c |") == []


def test_lists_and_definitions() -> None:
    """Tight items hold their text, loose ones paragraphs; each leaf has an id."""
    assert body_of("3. a\n4. b\n\n    c\n\nTerm\n:   Meaning.") == (
        '<ol start="3"><li id="b1">a</li><li><p id="b2">b</p><p id="b3">c</p></li></ol>\n'
        '<dl><dt id="b4">Term</dt><dd id="b5">Meaning.</dd></dl>'
    )


def test_code_is_left_alone() -> None:
    """Fenced, indented, in a list and in a line: no quotes, no marks, no tags are read in it."""
    odd = 'a "b" [c]{.pull} <div> ::: x & *y* --'
    kept = 'a "b" [c]{.pull} &lt;div&gt; ::: x &amp; *y* --'
    assert body_of(f"```{{.python .wide}}\n{odd}\n```") == (
        f'<pre class="wide" id="b1"><code class="language-python">{kept}</code></pre>'
    )
    assert body_of(f"Text.\n\n    {odd}\n\n    [x]\n").endswith(f'<pre id="b2"><code>{kept}\n\n[x]</code></pre>')
    assert f"<code>{kept}</code>" in body_of(f"Text `{odd}` on.")
    assert body_of(f"- item\n\n    ~~~\n    {odd}\n    ~~~") == (
        f'<ul><li><p id="b1">item</p><pre id="b2"><code>{kept}</code></pre></li></ul>'
    )
    assert body_of("> ```\n> a\n>\n>   b\n> ```") == '<blockquote><pre id="b1"><code>a\n\n  b</code></pre></blockquote>'


def test_a_code_block_that_never_ends_is_an_error() -> None:
    """At its fence."""
    assert errors_of("Text.\n\n```\ncode") == ["3:1 EP143"]
