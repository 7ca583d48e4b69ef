"""Layouts made swiftly are those that the engine makes, to the last digit; what this relies on is named here."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from essay_press import build, editions
from essay_press.formats.pdf import engine, swift_layout
from essay_press.formats.pdf.fetcher import Resource
from essay_press.formats.pdf.swift_layout import READ, Memory
from pdf_samples import hard_document, picture
from pdf_samples import lay_out as sample

ROOT = Path(__file__).resolve().parent.parent
SHORT = ROOT / "content" / "jetee.md"
SWAPPED = (
    (engine.inline, "split_first_line"), (engine.preferred, "split_first_line"), (engine.inline, "create_layout"),
    (engine.line_break, "_font_style_cache_key"), (engine.percent, "resolve_one_percentage"),
    (engine.styles.ComputedStyle, "__missing__"), (engine.Pending, "solve"),
    (engine.styles.StyleFor, "__init__"), (engine.styles.StyleFor, "__call__"),
)  # fmt: skip
# The engine asks no style for a logical one, such as `margin-inline`.
VALUES = [name for name in engine.styles.INITIAL_VALUES if not {"block", "inline"} & set(name.split("_"))]
TEXT = "An extraordinarily affluent, soft\u00adhy\u00adphen\u00adated and altogether incomprehensible sentence. " * 3
BODY = f"""
<p>{TEXT}</p><p class="odd">{TEXT}</p><pre>one\ttwo\n\tthree</pre><p class="any">{TEXT.replace(" ", "")}</p>
<p dir="rtl" lang="he">שלום עולם {TEXT}</p><table><tr><th>A <em>head</em></th><td>{TEXT}</td></tr></table>
<aside>{TEXT}</aside><p class="logical">{TEXT}</p><ul><li>{TEXT}</li></ul>
"""
CSS = """
:root { --edge: 3mm; --both: 1mm 2mm } p { text-align: justify; hyphens: auto; margin: var(--both) }
.odd { letter-spacing: .3px; word-spacing: 1px; font-variant: small-caps; font-feature-settings: "onum";
  text-decoration: underline; text-indent: 5%; padding: 0 calc(1mm + 2%); hyphenate-limit-zone: 10% }
.odd::first-line { font-size: 120% } .odd::first-letter { float: left; font-size: 30pt }
.any { overflow-wrap: anywhere; width: 40mm; hyphens: none } pre { tab-size: 3 } .logical { margin-inline: 9mm 1mm;
  padding-block-start: var(--edge); border-inline-start: 1px solid; text-transform: uppercase; font-weight: bold }
aside { float: right; width: 30%; border: 1px solid; margin-left: var(--edge) } li { font-style: italic }
"""


@contextmanager
def swift(memory: Memory | None = None) -> Iterator[Memory]:
    """Lay out swiftly in the block below."""
    memory = memory or Memory()
    with swift_layout.swift_layout(memory):
        yield memory


def boxes(laid: Any) -> list[Any]:
    """Return all boxes of a document, in order."""
    found, waiting = [], [page._page_box for page in laid.pages]
    while waiting:
        box = waiting.pop(0)
        found.append(box)
        waiting[:0] = getattr(box, "children", ())
    return found


def geometry(laid: Any) -> list[tuple[Any, ...]]:
    """Return what a layout comes to: each box with its place, size and text."""
    return [
        (type(box).__name__, box.position_x, box.position_y, box.width, box.height, getattr(box, "text", ""))
        for box in boxes(laid)
    ]


@pytest.mark.parametrize(("body", "css"), [(BODY, CSS), hard_document()], ids=["styles", "hard"])
def test_a_layout_is_the_engine_s_and_so_is_the_one_after_it(body: str, css: str) -> None:
    """Every box, with nothing remembered and with all lines remembered; and every value of every style."""
    pictures = {"press://essay/i1.png": Resource(picture(), "image/png")}
    stock = sample(body, css, resources=pictures)
    for memory in (Memory(),) * 2:
        with swift(memory):
            laid = sample(body, css, resources=pictures)
            assert geometry(laid) == geometry(stock)
            for ours, theirs in zip(boxes(laid), boxes(stock), strict=True):
                assert {name: repr(ours.style[name]) for name in VALUES} == {
                    name: repr(theirs.style[name]) for name in VALUES
                }


def test_a_file_is_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition settled in several layouts, with chosen lines and a quote that is moved."""
    essay = build.read(SHORT)
    render = importlib.import_module("essay_press.formats.pdf.render")
    made = []
    for how in (swift_layout.swift_layout, lambda _: nullcontext()):
        monkeypatch.setattr(render, "swift_layout", how)
        made.append(build.make(essay, editions.named("a5"), build.Request(check=False)).data)
    assert made[0] == made[1]


def test_lines_depend_on_nothing_that_is_not_remembered_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract: of a style, the engine reads for a line what `READ` lists, and nothing else."""
    asked: set[str] = set()

    class Spy(dict[str, Any]):
        def __init__(self, style: Any) -> None:
            self.theirs = style

        def __getitem__(self, name: str) -> Any:
            asked.add(name)
            return self.theirs[name]

        def __getattr__(self, name: str) -> Any:
            return getattr(self.theirs, name)

    for module, name in SWAPPED[:3]:
        stock = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda text, style, *rest, stock=stock, **more: stock(text, Spy(style), *rest, **more)
        )
    sample(BODY, CSS)
    assert {"font_size", "hyphenate_limit_zone", "tab_size", "lang"} <= asked <= set(READ)


def test_a_line_is_found_again_and_one_that_was_changed_is_not() -> None:
    """In the next layout all lines of the first are remembered; none whose text, room or face is another."""
    plain = "p { text-align: justify; hyphens: auto }"
    with swift() as memory:
        sample(f"<p>{TEXT}</p>", plain)
        first = memory.found
    with swift(memory):
        sample(f"<p>{TEXT}</p>", plain)
        again = memory.found - first
    with swift(memory):
        sample(f"<p>{TEXT}</p>", f"{plain} p {{ font-size: 13.7px }}")
        other = memory.found - first - again
    assert again > first + 5
    assert other <= first


def test_what_a_layout_has_no_use_for_is_forgotten() -> None:
    """A book's memory does not grow with the number of its layouts."""
    with swift() as memory:
        sample(f"<p>{TEXT}</p>", CSS)
    kept = len(memory.lines)
    for _ in range(2):
        with swift(memory):
            sample("<p>x</p>", CSS)
    assert len(memory.lines) + len(memory.before) < kept


def test_a_value_of_a_variable_is_the_element_s_own() -> None:
    """One rule, two values of its variable: neither is taken for the other."""
    css = ".a { --w: 10mm } .b { --w: 20mm } p { margin: 0 var(--w) }"
    with swift():
        laid = sample('<p class="a">x</p><p class="b">x</p>', css)
    edges = [box.margin_left for box in boxes(laid) if box.element_tag == "p" and type(box).__name__ == "BlockBox"]
    assert edges == pytest.approx([10 * 96 / 25.4, 20 * 96 / 25.4])


def test_nothing_of_it_stays() -> None:
    """After the block the engine is as it was, also when a layout fails."""
    before = [getattr(owner, name) for owner, name in SWAPPED]
    with swift():
        assert all(getattr(owner, name) is not was for (owner, name), was in zip(SWAPPED, before, strict=True))
    with suppress(ZeroDivisionError), swift():
        raise ZeroDivisionError
    assert [getattr(owner, name) for owner, name in SWAPPED] == before
