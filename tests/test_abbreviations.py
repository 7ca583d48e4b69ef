"""Abbreviations in small capitals: which runs are taken, in which faces, and that a copy gets the capitals back."""

from __future__ import annotations

import io
import subprocess
from contextlib import closing

import pikepdf
import pypdfium2 as pdfium
import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from compose_samples import composed, essay, paragraphs
from essay_press import layouts
from essay_press.check.tools.programs import find
from essay_press.compose import abbreviations, body
from essay_press.finish import finish
from essay_press.formats.pdf.render import lay_out, pdf
from essay_press.model import Composition

ON = {abbreviations.OPTION: True}


def marked(xhtml: str, layout: str = "classic") -> list[str]:
    """Return the abbreviations that are set in small capitals."""
    root = body.parse(xhtml)
    whole = "".join(str(piece) for piece in root.itertext())
    abbreviations.mark(root, layouts.load(layout), ON)
    assert "".join(str(piece) for piece in root.itertext()) == whole
    return [str(span.text) for span in root.iter("span") if span.get("class") == "caps"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NASA and the USA", ["NASA", "USA"]),
        ("in 300 BC or A.D. 1969, in the U.S.A.", ["BC", "A.D.", "U.S.A."]),
        ("DVDs, MP3s and the BBC’s own", ["DVD", "MP3", "BBC"]),
        ("a BBC-TV play—by the BBC", ["BBC", "TV", "BBC"]),
        ("der DÖW und die ÖBB", ["DÖW", "ÖBB"]),
        ("Louis XIV, Part II, the XX century", ["XX"]),
        ("J.R.R. Tolkien and J. S. Bach", []),
        ("an A, a B2, an O’NEIL, a McDONALD, ANDs", ["AND"]),
        ("at https://EXAMPLE.com/NASA or www.BBC.com or ME@BBC.com", []),
        ("R&amp;D and Q&amp;A", []),
        ("nasa, Nasa, NaSA", []),
        ("1984 and 20,000", []),
    ],
)
def test_runs_of_capitals_are_abbreviations(text: str, found: list[str]) -> None:
    """Numerals and initials that belong to a name are not, nor a single capital, nor an address."""
    assert marked(f"<p>{text}</p>") == found


@pytest.mark.parametrize(
    "xhtml",
    [
        "<h2>The NASA</h2>", "<p><code>NASA</code></p>", "<pre>NASA</pre>", "<table><tr><td>NASA</td></tr></table>",
        "<figure><figcaption>NASA</figcaption></figure>",
        '<p class="attribution">BBC</p>', '<p><span class="redacted w1">NASA</span></p>', "<p><em>N</em>ASA</p>",
    ],
)  # fmt: skip
def test_some_places_keep_their_capitals(xhtml: str) -> None:
    """Headings, code, tables, captions; what is set in small capitals or barred already; the rest of a word."""
    assert marked(xhtml) == []


def test_inline_markup_is_walked_through() -> None:
    """In emphasis, in links, behind them, and with more than one in a text."""
    assert marked('<p><em>the UN</em> of the EU <a href="x">at NATO</a>, WHO</p>') == ["UN", "EU", "NATO", "WHO"]


@pytest.mark.parametrize("layout", ["large-print", "zine"])
def test_a_face_without_small_capitals_changes_nothing_and_says_so(layout: str) -> None:
    """They are never faked; the note has a cure."""
    assert marked("<p>The NASA</p>", layout) == []
    (note,) = abbreviations.lacking(layouts.load(layout), ON)
    assert (note.code, note.severity.name) == ("EP438", "NOTE")
    assert note.hint
    assert abbreviations.lacking(layouts.load("classic"), ON) == ()
    assert abbreviations.lacking(layouts.load(layout), {}) == ()


def test_without_the_option_nothing_is_marked() -> None:
    """It is off where nobody asks for it."""
    root = body.parse("<p>The NASA</p>")
    abbreviations.mark(root, layouts.load("classic"), {})
    assert etree.tostring(root) == b"<body><p>The NASA</p></body>"
    assert composed(essay(paragraphs(1))).layout == layouts.load("classic")


def made(layout: str) -> tuple[Composition, bytes]:
    """Return a page with abbreviations, and small letters of the same shapes in its heading and its opening."""
    words = "One reads that the nasa is not NASA, the usa not the <em>FBI</em> nor <strong>USA</strong>."
    text = f'<p id="b1" class="first">{words}</p>'
    composition = composed(essay(f'{text}<h2 id="s1">Nasa and usa</h2>{paragraphs(2, 2)}'), "a5", layout,
                           **{abbreviations.OPTION: "true"})  # fmt: skip
    return composition, finish(pdf(composition, lay_out(composition)))


@pytest.mark.parametrize("layout", ["classic", "modern"])
def test_a_copy_has_the_capitals(layout: str) -> None:
    """Of pdfium, which browsers use, and of poppler where it is installed; the small letters stay small."""
    _, data = made(layout)
    with closing(pdfium.PdfDocument(data)) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "is not NASA" in text
    assert "the usa not" in text
    assert "the FBI nor USA" in " ".join(text.split())


@pytest.mark.skipif(not find("pdftotext"), reason="poppler is not installed")
def test_poppler_copies_the_capitals() -> None:
    """It is what most Linux viewers are made of."""
    command = [find("pdftotext"), "-", "-"]
    text = subprocess.run(command, input=made("classic")[1], capture_output=True, check=True).stdout
    assert b"is not NASA" in text
    assert b"the usa not" in text


def test_the_glyphs_are_the_faces_own() -> None:
    """Small capitals by name, in a font of their own; none is a smaller capital."""
    composition, data = made("classic")
    plain = next(face.path for face in composition.layout.fonts if face.role == "capitals" and face.style == "normal")
    with pikepdf.open(io.BytesIO(data)) as file, TTFont(plain) as font:
        names = [str(item.BaseFont) for item in file.objects
                 if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"]  # fmt: skip
        assert [name for name in names if "Caps" in name and "Oblique" in name] == []
        assert sorted(name[8:] for name in names if "Caps" in name) == [
            "EB-Garamond-Caps", "EB-Garamond-Caps-Bold", "EB-Garamond-Caps-Italic",
        ]  # fmt: skip
        used = next(item for item in file.objects if isinstance(item, pikepdf.Dictionary)
                    and str(item.get("/BaseFont", "")).endswith("Garamond-Caps") and "/W" in item)  # fmt: skip
        glyphs = [font.getGlyphName(int(code)) for code in list(used.W)[::2]]
    assert glyphs
    assert [name for name in glyphs if name != "space" and not name.endswith((".sc", ".c2sc"))] == []


def test_an_epub_asks_for_real_small_capitals() -> None:
    """And for none that are made by shrinking."""
    css = "".join(sheet.css for sheet in composed(essay(paragraphs(1)), "epub").stylesheets)
    rule = css.partition(".caps {")[2].partition("}")[0]
    assert "font-variant-caps: all-small-caps" in rule
    assert "font-synthesis-small-caps: none" in rule
