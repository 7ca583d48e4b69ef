"""Styles that few elements need are made when the engine asks for them, and are then what they would have been."""

from __future__ import annotations

from typing import Any

import pytest

from essay_press.formats.pdf import engine
from essay_press.formats.pdf.swift_cascade import SELDOM
from essay_press.formats.pdf.swift_layout import Memory, swift_layout
from pdf_samples import lay_out as sample

BODY = """
<ul><li id="one">An item</li><li id="two" class="odd">another</li></ul>
<p id="three" class="item">No item by its name</p>
<p>A note<span class="footnote" id="n1"><span>in the text</span></span> and one more
<span class="footnote odd" id="n2"><span>here</span></span></p>
"""
CSS = """
li, .item { list-style-position: inside }
li::marker { content: "a"; color: red !important } .odd::marker { content: "b"; color: blue }
li::marker { content: "c" }
#two::marker { font-weight: 700 } .item { display: list-item } .item::marker { content: "–"; font-size: 50% }
.footnote { float: footnote } ::footnote-call { content: counter(footnote, lower-alpha); color: teal }
.odd::footnote-marker { content: "!"; font-style: italic } @layer low { .odd::footnote-marker { content: "?" } }
"""


def asked(
    monkeypatch: pytest.MonkeyPatch, body: str, css: str, *, swift: bool
) -> tuple[Any, dict[Any, dict[str, str]]]:
    """Return the engine's cascade of a document, and all styles of pseudo-elements that it asked for, as text."""
    kept: list[Any] = []
    found: dict[Any, dict[str, str]] = {}
    original = engine.styles.StyleFor.__call__

    def ask(cascade: Any, element: Any, pseudo_type: str | None = None) -> Any:
        style = original(cascade, element, pseudo_type)
        kept[:] = [cascade]
        if style is not None and pseudo_type in SELDOM:
            values = {name: repr(style[name]) for name in engine.styles.INITIAL_VALUES}
            found[element.get("id") or element.tag, pseudo_type] = values
        return style

    with monkeypatch.context() as patch:
        patch.setattr(engine.styles.StyleFor, "__call__", ask)
        if swift:
            with swift_layout(Memory()):
                sample(body, css)
        else:
            sample(body, css)
    return kept[0], found


def test_every_style_asked_for_is_the_engine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever weighs: importance, specificity, order, layers; of items by name and of items by style, and of notes."""
    _, theirs = asked(monkeypatch, BODY, CSS, swift=False)
    _, ours = asked(monkeypatch, BODY, CSS, swift=True)
    assert ours == theirs
    assert {("one", "marker"), ("two", "marker"), ("three", "marker"), ("n1", "footnote-call")} <= set(ours)
    assert ours["two", "marker"]["content"] != ours["one", "marker"]["content"]
    assert ours["n2", "footnote-marker"]["font_style"] == "'italic'"


def test_no_style_is_made_that_nobody_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract: the engine makes six for each paragraph, and would look for none of them."""

    def seldom(swift: bool) -> int:
        cascade, _ = asked(monkeypatch, "<p>x</p>" * 50, "", swift=swift)
        return sum(pseudo in SELDOM for _, pseudo in cascade.get_computed_styles())

    assert seldom(swift=False) > 6 * 50
    assert seldom(swift=True) == 0


def test_what_has_a_name_is_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link may lead to it before anybody asks for it."""
    cascade, _ = asked(monkeypatch, "<p>x</p>", 'p::marker { anchor: "here" }', swift=True)
    assert [pseudo for _, pseudo in cascade.get_computed_styles() if pseudo in SELDOM] == ["marker"]
