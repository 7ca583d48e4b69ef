"""Every style that a layout sets exists as a real face, with the small capitals and the figures that it asks for.

The renderer slants, emboldens and shrinks nothing, and says nothing when it takes another face instead: so the laid-out
pages are walked, and the style of each piece of text is compared with the layout's faces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

import fonts as vendoring
from essay_press import editions, layouts
from essay_press.compose import compose
from essay_press.formats.pdf.render import lay_out
from essay_press.model import (
    Essay,
    Extent,
    FontFace,
    Heading,
    Metadata,
    Note,
    Person,
    PullQuote,
    Spoilers,
    Work,
)

STYLED = "plain <em>slanted</em> <strong>bold</strong> <strong><em>both</em></strong> <cite>cited</cite> 1847"
CODE = "<code>code <em>slanted</em> <strong>bold</strong></code>"
BODY = f"""\
<p id="b1" class="first">{STYLED}, with a note<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a>, long
enough to stand for an opening of some lines, so that a large first letter and opening words in capitals have room.</p>
<p id="b2">{CODE} <abbr>BBC</abbr> <small>small</small> <mark>marked</mark> <kbd>key</kbd> <q>quoted</q></p>
<blockquote class="epigraph"><p id="b3">{STYLED}</p><p id="b4" class="attribution">{STYLED}</p></blockquote>
<h2 id="s1">Head {STYLED} {CODE}</h2>
<p id="b5" class="first">{STYLED} <span class="pull" id="q1">A sentence worth {STYLED}.</span></p>
<h3 id="s2">Head {STYLED}</h3><h4 id="s3">Head {STYLED}</h4><h5 id="s4">Head {STYLED}</h5><h6 id="s5">Head {STYLED}</h6>
<blockquote><p id="b6">{STYLED}</p><p id="b7" class="attribution">{STYLED}</p></blockquote>
<div class="verse"><p id="b8" class="stanza"><span class="line">{STYLED}</span></p></div>
<ul><li id="b9">{STYLED}</li></ul><ol><li id="b10">{STYLED}</li></ol>
<dl><dt id="b11">{STYLED}</dt><dd id="b12">{STYLED}</dd></dl>
<table id="t1"><caption id="b13">{STYLED}</caption><thead><tr><th scope="col" id="b14">{STYLED}</th></tr></thead>\
<tbody><tr><td id="b15">{STYLED}</td></tr></tbody></table>
<hr class="break"/>
<pre id="b16"><code class="language-x">code <em>slanted</em> <strong>bold</strong></code></pre>
<p id="b17" class="first">{STYLED}</p>"""


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a piece of text: its first family that the layout has, weight, slant, and OpenType features."""

    family: str
    weight: int
    style: str
    features: frozenset[str]


def essay(folder: Path) -> Essay:
    """Return an essay that holds every kind of text once."""
    levels = enumerate(("h2", "h3", "h4", "h5", "h6"), 1)
    return Essay(
        path="styles.md",
        folder=folder,
        metadata=Metadata(
            title="Styles of Type",
            subtitle="Every One, Once",
            deck="A deck of 1847",
            authors=(Person("An Author", "Author, An"),),
            date=date(2026, 1, 31),
            dedication="For the reader",
            about_author="An author of 12 essays.",
            spoilers=Spoilers(works=(Work("A Film", "film", 2014),), extent=Extent.ENDING),
        ),
        body=BODY,
        headings=tuple(
            Heading(f"s{number}", f"head-{number}", int(level[1]), f"Head {number}", f"Head {number}")
            for number, level in levels
        ),
        pull_quotes=(PullQuote("q1", "A sentence worth it.", f"A sentence worth {STYLED}.", "b5"),),
        notes=(Note("n1", 1, f"<p>{STYLED} {CODE}</p>", ("r1",)),),
    )


def texts(box: Any) -> Iterator[Any]:
    """Return the text boxes inside a box of the renderer, running heads and notes included."""
    if type(box).__name__ == "TextBox" and box.text.strip():
        yield box
    for child in getattr(box, "children", ()):
        yield from texts(child)


def asked_features(style: Any, text: str) -> frozenset[str]:
    """Return the OpenType features by which a text asks for small capitals or figures, as far as it has any."""
    capitals = {"small-caps": {"smcp"}, "all-small-caps": {"smcp", "c2sc"}}
    figures = {"oldstyle-nums": {"onum"}, "lining-nums": {"lnum"}}
    asked = set(capitals.get(style["font_variant_caps"], set()))
    for word in () if style["font_variant_numeric"] == "normal" else style["font_variant_numeric"]:
        asked |= figures.get(word, set())
    for tag, value in () if style["font_feature_settings"] == "normal" else style["font_feature_settings"]:
        asked |= {tag} & {"smcp", "c2sc", "onum", "lnum"} if value else set()
    letters = {"smcp": str.islower, "c2sc": str.isupper, "onum": str.isdigit, "lnum": str.isdigit}
    return frozenset(tag for tag in asked if any(letters[tag](char) for char in text))


@cache
def faces_of(path: Path) -> frozenset[str]:
    """Return the features of a font file."""
    return frozenset(vendoring.features(TTFont(path)))


def styles(name: str, folder: Path) -> dict[Style, str]:
    """Return every style on the pages of a layout, each with the first text set in it."""
    layout = layouts.load(name)
    edition = next(item for item in editions.load().values() if item.format == "pdf" and name in item.layouts)
    source = essay(folder)
    laid = lay_out(compose(source, layout, edition, layouts.choose_options(layout, source.metadata)))
    families = {face.family for face in layout.fonts}
    found: dict[Style, str] = {}
    for page in laid.document.pages:
        for box in texts(page._page_box):
            family = next((family for family in box.style["font_family"] if family in families), "")
            slant, features = box.style["font_style"], asked_features(box.style, box.text)
            found.setdefault(Style(family, int(box.style["font_weight"]), slant, features), box.text)
    return found


def fault(style: Style, faces: tuple[FontFace, ...]) -> str:
    """Return what a layout's faces lack for a style, or nothing."""
    face = next((f for f in faces if (f.family, f.weight, f.style) == (style.family, style.weight, style.style)), None)
    if face is None:
        return f"no face {style.family} {style.weight} {style.style}"
    # A face without `lnum` has lining figures only: they need no feature.
    lacking = sorted(style.features - faces_of(face.path) - {"lnum"})
    return f"{face.path.name} lacks {', '.join(lacking)}" if lacking else ""


@pytest.mark.parametrize("name", sorted({name for edition in editions.load().values() for name in edition.layouts}))
def test_every_style_of_a_layout_is_a_real_face(name: str, tmp_path: Path) -> None:
    """Each text on each page is set in a face that the layout declares, in that weight and slant, with its features."""
    found = styles(name, tmp_path)
    layout = layouts.load(name)
    faults = {text: words for style, text in found.items() if (words := fault(style, layout.fonts))}
    assert faults == {}
    assert len(found) >= 6


def test_a_style_without_a_face_is_noticed() -> None:
    """A weight, a slant and a feature that no face has are each named."""
    faces = layouts.load("classic").fonts
    asked = [
        Style("EB Garamond", 450, "normal", frozenset()),
        Style("Noto Serif Hebrew", 400, "italic", frozenset()),
        Style("JetBrains Mono", 400, "normal", frozenset({"smcp"})),
        Style("EB Garamond", 400, "italic", frozenset({"smcp", "c2sc", "onum"})),
    ]
    assert [fault(style, faces) for style in asked] == [
        "no face EB Garamond 450 normal",
        "no face Noto Serif Hebrew 400 italic",
        "JetBrainsMono_400Regular.ttf lacks smcp",
        "",
    ]
