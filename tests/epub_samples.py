"""A hand-made essay and its composition for the EPUB tests: every kind of thing an essay may hold, once."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from PIL import Image

from essay_press import resources, strings
from essay_press.diagnostics import Place
from essay_press.formats.epub import package
from essay_press.model import (
    Accessibility,
    Artifact,
    Asset,
    Composition,
    CoverImage,
    Edition,
    Essay,
    Extent,
    FontFace,
    Heading,
    Identifiers,
    Inputs,
    Layout,
    Metadata,
    Note,
    Part,
    Person,
    PullQuote,
    Role,
    Series,
    Spoilers,
    Stylesheet,
    Work,
)

__all__ = ["BODY", "QUOTE", "composition", "cover", "edited", "epub", "essay", "inputs", "plain_composition", "png"]

QUOTE = "A standard tells you where the work stands, and a threat tells you where you do."

BODY = f"""\
<p id="b1" class="first">In the first film of the evening nobody plays in time<a class="noteref" role="doc-noteref" \
id="r1" href="#n1">1</a>, and <em>that</em> is the joke.</p>
<h2 id="s1">What the <em>drum</em> wants &amp; gets</h2>
<p id="b2" class="first">Listen. <span class="pull" id="q1">{QUOTE}</span> The French say \
<span lang="fr">c’est le ton qui fait la musique</span>, and the Hebrew is <span lang="he">הכל הבל</span>.</p>
<p id="b3">The lesson lasts an hour; the bruise\
<a class="noteref" role="doc-noteref" id="r2" href="#n2">2</a> a week.</p>
<figure id="f1"><img src="i1.png" alt="Four bars of a drum part, the third crossed out" width="40" height="20"/>\
<figcaption id="b4">The part, as <cite>he</cite> marked it.</figcaption></figure>
<h3 id="s2">Counting</h3>
<p id="b5" class="first">Some things can be counted<a class="noteref" role="doc-noteref" id="r3" href="#n1">1</a>:</p>
<table id="t1"><caption id="b6">Bars and falls</caption><thead><tr><th id="b7" scope="col">Bar</th>\
<th id="b8" scope="col">Falls</th></tr></thead><tbody><tr><td id="b9">1</td><td id="b10">0</td></tr></tbody></table>
<blockquote class="verse"><p class="stanza" id="b11"><span class="line">Full fathom five thy father lies;</span><br/>\
<span class="line i1">Of his bones are coral made;</span></p></blockquote>
<hr class="break"/>
<pre id="b12"><code class="language-python">beat = 60 / tempo</code></pre>
<h2 id="s3">Resting</h2>
<p id="b13" class="first">Rest is a part of the beat, as <a href="#s1">said above</a>.</p>
"""

_NOTES = (
    Note("n1", 1, "<p>It is a comedy for <em>one</em> minute.</p>", ("r1", "r3"), Place("tempo.md", 70)),
    Note(
        "n2", 2, "<p>A week at least.</p><blockquote><p>So they say.</p></blockquote>", ("r2",), Place("tempo.md", 72)
    ),
)
_HEADINGS = (
    Heading("s1", "drum", 2, "What the drum wants & gets", "What the <em>drum</em> wants &amp; gets"),
    Heading("s2", "counting", 3, "Counting", "Counting", safe="What happens next"),
    Heading("s3", "resting", 2, "Resting", "Resting"),
)
_RESUME = BODY.index('<h2 id="s3">')


def png(width: int = 40, height: int = 20, mode: str = "L") -> bytes:
    """Return a small grey PNG, made by hand so that its bytes never change."""
    row = b"\0" + b"\x80" * width * (1 if mode == "L" else 3)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if mode == "L" else 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


@cache
def _folder() -> Path:
    """Return a folder that holds the sample's picture."""
    folder = Path(mkdtemp(prefix="essay-press-tests-"))
    (folder / "part.png").write_bytes(png())
    return folder


@cache
def _faces() -> tuple[FontFace, ...]:
    """Return the faces of the sample's layout."""
    root = resources.root("fonts")
    garamond = [
        (400, "normal", "Regular"),
        (400, "italic", "Regular_Italic"),
        (700, "normal", "Bold"),
        (700, "italic", "Bold_Italic"),
    ]
    faces = [
        _face("EB Garamond", weight, style, root / "eb-garamond" / f"EBGaramond_{weight}{name}.ttf", "text")
        for weight, style, name in garamond
    ]
    mono = root / "jetbrains-mono" / "JetBrainsMono_400Regular.ttf"
    hebrew = root / "noto-serif-hebrew" / "NotoSerifHebrew_400Regular.ttf"
    arabic = root / "amiri" / "Amiri_400Regular.ttf"
    display = root / "cormorant-garamond" / "CormorantGaramond_600SemiBold.ttf"
    return (
        *faces,
        _face("JetBrains Mono", 400, "normal", mono, "code"),
        _face("Noto Serif Hebrew", 400, "normal", hebrew, "fallback"),
        _face("Amiri", 400, "normal", arabic, "fallback"),
        replace(_face("Cormorant Garamond", 600, "normal", display, "display"), medium="print"),
    )


def _face(family: str, weight: int, style: str, path: Path, role: str) -> FontFace:
    """Return a face of a font file."""
    return FontFace(family, weight, style, path, hashlib.sha256(path.read_bytes()).hexdigest(), role=role)


def _metadata() -> Metadata:
    """Return front matter with every field that an EPUB prints."""
    return Metadata(
        title="Bars & Falls",
        subtitle="On tempo",
        authors=(Person("Ann Example", "Example, Ann"), Person("Bo Ørn", "Ørn, Bo", "trl")),
        language="en-GB",
        date=date(2026, 3, 1),
        modified=date(2026, 4, 2),
        url="https://example.org/tempo",
        publisher="Example Editions",
        description="An essay about keeping time.",
        rights="© 2026 Ann Example",
        identifiers=Identifiers(work="https://doi.org/10.1000/182"),
        subjects=("Film", "Teaching"),
        series=Series("Evenings", "3"),
        accessibility=Accessibility("AA", "Example Editions"),
        spoilers=Spoilers((Work("Whiplash", "film", 2014),), Extent.ENDING, terms=("Caravan",), resume="resting"),
    )


def essay() -> Essay:
    """Return the sample essay."""
    data = png()
    picture = Asset(
        "i1.png",
        _folder() / "part.png",
        "image/png",
        40,
        20,
        hashlib.sha256(data).hexdigest(),
        "Four bars of a drum part, the third crossed out",
        Place("tempo.md", 31),
    )
    return Essay(
        path="tempo.md",
        folder=_folder(),
        metadata=_metadata(),
        body=BODY,
        headings=_HEADINGS,
        pull_quotes=(PullQuote("q1", QUOTE, QUOTE, "b2", place=Place("tempo.md", 22, 9)),),
        notes=_NOTES,
        assets=(picture,),
        blocks=tuple((f"b{number}", Place("tempo.md", 10 + 2 * number)) for number in range(1, 14)),
    )


def _pull_quote() -> str:
    """Return the pull-quote as it is set."""
    return (
        '<aside class="pullquote" id="pq1" role="doc-pullquote" aria-hidden="true" data-quote="q1">'
        f"<p>{QUOTE}</p></aside>\n"
    )


def _parts(found: Essay) -> tuple[Part, ...]:
    """Return the parts of an essay with spoilers."""
    before, after = found.body[:_RESUME], found.body[_RESUME:]
    before = before.replace('<p id="b3">', f'{_pull_quote()}<p id="b3">')
    notes = "".join(f'<li id="{note.id}">{note.xhtml}</li>' for note in found.notes)
    return (
        Part(
            "cover",
            Role.NOTICE,
            "Before you read",
            '<section class="part cover notice" id="cover"><div class="cover-head">'
            '<p class="cover-title">Bars &amp; Falls</p></div><div class="warning">'
            '<h1 class="warning-head">Contains spoilers</h1><p class="work"><cite>Whiplash</cite> '
            '<span class="year">(2014)</span></p><p class="steps">premise<span class="dots" aria-hidden="true">'
            '<span class="dot on"></span><span class="dot"></span></span>ending</p></div>'
            '<p class="resume-line"><a href="part:resume">Skip to “Resting”</a></p>'
            '<p class="continue"><a href="part:essay">Continue to the essay</a></p></section>',
        ),
        Part(
            "title",
            Role.TITLE_PAGE,
            "Title page",
            '<section class="part title-page" id="title-page"><p class="title-author">Ann Example</p>'
            '<h1 class="title-title">Bars &amp; Falls</h1>'
            '<p class="title-subtitle" role="doc-subtitle">On tempo</p></section>',
        ),
        Part(
            "essay",
            Role.ESSAY,
            "Bars & Falls",
            '<section class="part essay" id="essay"><header class="head"><h1 class="head-title">Bars &amp; Falls</h1>'
            f"</header>\n{before}</section>",
        ),
        Part("resume", Role.RESUME, "Resting", f'<section class="part essay resume" id="resume">\n{after}</section>'),
        Part(
            "notes",
            Role.NOTES,
            "Notes",
            '<section class="part notes" id="notes"><h1 class="notes-head">Notes</h1>'
            f'<ol class="notes">{notes}</ol></section>',
        ),
        Part(
            "colophon",
            Role.COLOPHON,
            "About this edition",
            '<section class="part colophon" id="colophon"><h1 class="colophon-head">About this edition</h1>'
            "<p>Set in EB Garamond.</p></section>",
        ),
    )


def composition() -> Composition:
    """Return the composition of the sample essay."""
    found = essay()
    base = resources.root("layouts") / "base"
    layout = Layout("sample", "A layout for tests", (base,), ("cover", "title", "essay", "notes", "colophon"), _faces())
    edition = Edition("epub", "EPUB 3", "epub", ("sample",), standards=("epub/3.3",))
    sheets = (Stylesheet("layouts/base/epub.css", (base / "epub.css").read_text(encoding="utf-8")),)
    words = tuple(sorted(strings.load("en-GB").items()))
    return Composition(found, edition, layout, _parts(found), sheets, (), words)


def plain_composition() -> Composition:
    """Return the composition of an essay of two paragraphs: no spoilers, notes, pictures, headings or pull-quotes."""
    body = '<p id="b1" class="first">Short.</p>\n<p id="b2">Shorter.</p>\n'
    sample = composition()
    found = Essay("short.md", _folder(), Metadata("Short", language="en"), body)
    parts = (
        Part("cover", Role.COVER, "Cover", '<section class="part cover plain" id="cover"><p>Short</p></section>'),
        Part("essay", Role.ESSAY, "Short", f'<section class="part essay" id="essay"><h1>Short</h1>{body}</section>'),
    )
    return replace(sample, essay=found, parts=parts)


@cache
def cover() -> CoverImage:
    """Return a cover image of the full size."""
    out = io.BytesIO()
    Image.new("RGB", (1560, 2500), "#445566").save(out, "JPEG", quality=30)
    alt = "Cover: Bars & Falls, by Ann Example. The cover warns of spoilers for Whiplash."
    return CoverImage(out.getvalue(), 1560, 2500, alt)


def inputs() -> Inputs:
    """Return what the EPUB needs of other editions."""
    return Inputs(cover_image=cover())


@cache
def epub() -> Artifact:
    """Return the finished sample."""
    return package(composition(), inputs())


def edited(changes: Mapping[str, Callable[[str], str] | bytes | None], source: bytes | None = None) -> bytes:
    """Return the sample EPUB with files changed by a function, replaced or added as bytes, or taken out with None.

    Every function has to change something, so that no fault is planted in vain.
    """
    data = epub().data if source is None else source
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in changes:
                change = changes[entry.filename]
                if change is None:
                    continue
                if isinstance(change, bytes):
                    content = change
                else:
                    before = content.decode()
                    after = change(before)
                    assert after != before, entry.filename
                    content = after.encode()
            method = ZIP_STORED if entry.filename == "mimetype" else ZIP_DEFLATED
            new.writestr(entry, content, method)
        for name, change in changes.items():
            if name not in old.namelist() and isinstance(change, bytes):
                new.writestr(name, change, ZIP_DEFLATED)
    return out.getvalue()
