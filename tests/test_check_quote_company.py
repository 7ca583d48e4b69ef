"""What stands round pull-quotes on finished pages: each rule with a fault planted against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from check_samples import BODY, ESSAY, SENTENCE, codes, document, finished, messages
from essay_press.check.quote_company import give_nothing_away, keep_apart
from essay_press.check.quotes_on_page import pull_quotes_on_pages
from essay_press.check.report import Report
from essay_press.diagnostics import Place, Severity
from essay_press.model import Essay, PullQuote


def with_quotes(*before: str) -> tuple[Essay, Essay]:
    """Return the sample with a pull-quote before each of some blocks, and the essay that it was made from."""
    sentences = (SENTENCE, "At the end the lamp went out", "Difficult, efficient, fluffy words")
    quotes = []
    body = BODY
    for number, (block, words) in enumerate(zip(before, sentences, strict=False), 1):
        source = ("b2", "b20", "b1")[number - 1]
        quotes.append(PullQuote(f"q{number}", words, words, source, place=Place("light.md", 10 * number)))
        aside = f'<aside class="pullquote" aria-hidden="true"><p>{words}</p></aside>'
        body = body.replace(f'<p id="{block}"', f'{aside}<p id="{block}"')
    return replace(ESSAY, body=body, pull_quotes=tuple(quotes)), replace(ESSAY, pull_quotes=tuple(quotes))


def report(*before: str, css: str = "") -> Report:
    """Return what is said of the sample with its pull-quotes before these blocks."""
    made, essay = with_quotes(*before)
    return keep_apart(essay, document(finished(made, before="", css=css)))


def test_the_good_sample_passes() -> None:
    """One quote, more than a third of a page from its sentence, with text round it."""
    found = keep_apart(ESSAY, document())
    assert (codes(found), found.examined) == ([], 1)


def test_a_quote_beside_its_own_sentence_is_a_warning_with_page_and_line() -> None:
    """The sentence and its echo are seen at one glance."""
    (found,) = report("b2", css=".pullquote { float: right; width: 40mm }").diagnostics
    assert (found.code, found.severity, str(found.place)) == ("EP599", Severity.WARNING, "light.md:10")
    assert found.message.startswith("page 3: the pull-quote “A room remembers")
    assert found.message.endswith("stands beside its own sentence")


def test_a_quote_nearer_than_a_third_of_a_page_is_noted() -> None:
    """There may be no place further away."""
    (found,) = report("b4").diagnostics
    assert (found.code, found.severity) == ("EP599", Severity.NOTE)
    assert "pages below its sentence" in found.message


@pytest.mark.parametrize(
    ("css", "what"),
    [
        ("table { float: right } .pullquote { float: left; width: 40mm }", "a table"),
        (".dropcap { float: right } .pullquote { position: absolute; top: 12mm; width: 60mm }", "a large first letter"),
    ],
)
def test_a_quote_beside_what_is_set_apart_is_a_warning(css: str, what: str) -> None:
    """Two things that call for the eye at one height."""
    before = "b2" if "dropcap" in css else "b4"
    made, essay = with_quotes(before)
    if before == "b4":
        # The table at the height of the quote.
        start, end = made.body.index("<table"), made.body.index("</table>") + 8
        table, rest = made.body[start:end], made.body[:start] + made.body[end:]
        made = replace(made, body=rest.replace("<aside", f"{table}<aside"))
    found = keep_apart(essay, document(finished(made, before="", css=css)))
    assert f"stands beside {what}" in messages(found)


def test_a_quote_beside_a_picture_is_a_warning() -> None:
    """A picture is heavier than any quote."""
    made, essay = with_quotes("b17")
    picture = '<img alt="A lamp" style="float: right; width: 40mm; height: 40mm" src="data:image/png;base64,PIXEL"/>'
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    body = made.body.replace("<aside", f"<figure>{picture.replace('PIXEL', pixel)}</figure><aside", 1)
    css = ".pullquote { float: left; width: 50mm } figure { margin: 0 }"
    found = keep_apart(essay, document(finished(replace(made, body=body), before="", css=css)))
    assert "stands beside a picture" in messages(found)


def test_quotes_right_below_each_other_are_a_warning() -> None:
    """Of the lower one; it names the other."""
    found = report("b17", "b17")
    assert "“A room remembers" in messages(found).partition("stands right below another")[2]


def test_a_third_quote_in_three_pages_is_a_warning() -> None:
    """Two are allowed; of three the last is told."""
    two, three = report("b17", "b19"), report("b4", "b17", "b19")
    assert "third" not in messages(two)
    assert sum("is the third in" in item.message for item in three.diagnostics) == 1


def spoiling(before: str) -> Report:
    """Return what is said of a quote from a spoiler in the second block, set before another."""
    quote = replace(ESSAY.pull_quotes[0], xhtml=f'<span class="spoiler">{SENTENCE}</span>')
    return give_nothing_away(replace(ESSAY, pull_quotes=(quote,)), document(finished(before=before)))


def test_a_quote_from_a_spoiler_stands_below_it() -> None:
    """Above the paragraph that reveals it, it would give it away; another quote may stand there."""
    assert (codes(spoiling("b17")), spoiling("b17").examined) == ([], 1)
    (found,) = spoiling("b2").diagnostics
    assert (found.code, found.severity, str(found.place)) == ("EP317", Severity.ERROR, "light.md:14")
    assert give_nothing_away(ESSAY, document(finished(before="b2"))).examined == 0


@pytest.mark.parametrize(("lines", "code"), [(3, ["EP576"]), (4, [])])
@pytest.mark.parametrize("edge", ["head", "foot"])
def test_four_lines_stand_above_a_quote_and_below_it(lines: int, code: list[str], edge: str) -> None:
    """Three are too few, at the head of a page or at its foot."""
    rows = "<br/>".join(f"row {number} of the list of gulls" for number in range(lines))
    few, many = f'<p id="b17">{rows}</p>', BODY[BODY.index('<p id="b19"') : BODY.index('<p id="b21"')]
    start = BODY.index('<p id="b17"')
    aside = f'<aside class="pullquote" aria-hidden="true"><p>{SENTENCE}</p></aside>'
    blocks = (few, aside, many) if edge == "head" else (many, aside, few)
    turn = "#b17 { break-before: page }" if edge == "head" else "#b19 { break-before: page } #b17 { break-after: page }"
    body = BODY[:start] + "".join(blocks) + BODY[BODY.index('<p id="b18"') : BODY.index('<p id="b19"')]
    essay = replace(ESSAY, body=body)
    found = pull_quotes_on_pages(ESSAY, document(finished(essay, before="", css=turn)))
    assert (codes(found), found.examined) == (code, 1)
