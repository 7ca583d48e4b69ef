"""What a photocopier loses is found in the finished file, wherever a layout says that it is made to be copied."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from check_samples import LAYOUT, codes, document, finished, messages
from compose_samples import composed, essay, paragraphs, quote
from essay_press import layouts, model
from essay_press.check.copier import copies_well, reports
from essay_press.check.reading import read
from essay_press.check.report import Report
from essay_press.finish import finish
from essay_press.formats.pdf import render
from essay_press.model import Inputs

COPIED = replace(LAYOUT, copier=True)


def looked_at(css: str = "") -> Report:
    """Return what the check says of the sample with this style."""
    data = finished(css=css)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return copies_well(pdf, document(data))


def test_black_on_white_copies_well() -> None:
    """The sample has one line, that above its notes, and it is thick enough."""
    found = looked_at("@page { @footnote { border-top: 1pt solid } }")
    assert (codes(found), found.examined > 100, found.not_run) == ([], True, "")


@pytest.mark.parametrize(
    ("css", "words"),
    [
        ("#b20 { color: #333 }", "is neither black nor white"),
        ("#b20 { background: #ccc }", "stands on what is neither"),
        ("#b20 { border: 2pt solid #888 }", "a line or an area is neither black nor white"),
        ("#b20 { border-left: 2pt solid #b3261e }", "a line or an area is neither black nor white"),
        ("#b20 { background: linear-gradient(#000, #fff) }", "a gradient, of which a copier makes blots"),
        ("#b20 { border-bottom: .5pt solid }", "a line of 0.50 pt, and a copy keeps lines of 1 pt"),
        ("table { border-top: .7pt solid }", "a line of 0.70 pt, and a copy keeps lines of 1 pt"),
        ("#b20 { font-size: 6pt }", "is 6.0 pt, and a copy keeps letters of 7 pt"),
        ("::footnote-call { font-size: 5pt }", "is 5.0 pt, and a copy keeps letters of 7 pt"),
        ("#b20 { background: #000; color: #fff; font-size: 9pt }", "is cut out of black at 9.0 pt"),
        ("#b20 { margin-left: -15mm }", "stands 3.1 mm from the edge, and printers leave 5"),
        ("#b20 { border-left: 3pt solid; margin-left: -14mm }", "from the edge, and printers leave 5"),
    ],
)
def test_what_a_copy_loses_is_a_warning(css: str, words: str) -> None:
    """Greys and colours, hair lines, small letters, smaller ones cut out of black, what no office printer prints."""
    found = looked_at(css)
    assert set(codes(found)) == {"EP585"}
    assert words in messages(found)


@pytest.mark.parametrize(
    "css",
    [
        "#b20 { background: #000; color: #fff; font-size: 10pt }",
        "#b20 { border: 1pt solid }",
        "#b20 { font-size: 7pt }",
        "#b20 { background: #fff; margin-left: -16mm; padding-left: 16mm }",
    ],
)
def test_what_a_copy_keeps_is_passed_over(css: str) -> None:
    """Each of the measures at its limit; white is no ink."""
    assert codes(looked_at(css)) == []


def test_each_kind_of_fault_is_told_once_a_page() -> None:
    """A layout that is grey all over has one thing to mend."""
    found = looked_at("p { color: #333 }")
    pages = [item.message.partition(":")[0] for item in found.diagnostics]
    assert (len(pages) > 1, sorted(set(pages))) == (True, sorted(pages))


def test_other_layouts_owe_a_copier_nothing() -> None:
    """Only a layout that says so, as the zine does, is held to it."""
    data = finished(css="#b20 { color: #999 }")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        asked = [reports(pdf, document(data), layout) for layout in (None, LAYOUT, COPIED, layouts.load("zine"))]
    assert [[codes(report) for report in found] for found in asked] == [[], [], [["EP585"]], [["EP585"]]]


# ---------------------------------------------------------------- the zine
BODY = f"""{paragraphs(2)}
<h2 id="s1">A heading</h2>{paragraphs(1, 3)}<h3 id="s2">Another</h3>
<blockquote><p id="b4">Quoted.</p><p id="b5" class="attribution">Someone</p></blockquote>{paragraphs(1, 6)}
<ul><li id="b7">one</li></ul><dl><dt id="b8">term</dt><dd id="b9">what it is</dd></dl>
<table id="t1"><caption id="b10">A table</caption><thead><tr><th id="b11" scope="col">One</th></tr></thead><tbody><tr>\
<td id="b12">1</td></tr></tbody></table><pre id="b13"><code>code</code></pre><hr class="break"/>
{paragraphs(2, 14)}"""


@pytest.mark.parametrize("edition", ["booklet-a4", "booklet-letter"])
@pytest.mark.parametrize("extent", list(model.Extent))
def test_the_pages_of_the_zine_copy_well(edition: str, extent: model.Extent) -> None:
    """Everything that a layout styles: covers, heads, quotes, tables, notes, code."""
    warned = model.Spoilers((model.Work("A Film", "film", 1931),), extent)
    note = model.Note("n1", 1, "<p>A note, <em>in two</em> weights.</p>", ("r1",))
    body = BODY.replace("</p>", '<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a></p>', 1)
    source = essay(body, {"spoilers": warned, "subtitle": "On Type"}, pull_quotes=(quote(),), notes=(note,))
    data = finish(render(composed(source, edition, "zine"), Inputs()).data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = copies_well(pdf, read(pdf))
    assert (codes(found), found.examined > 50) == ([], True)
