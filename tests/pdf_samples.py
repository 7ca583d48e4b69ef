"""Small documents for the PDF tests: faces from `fonts/`, a page of HTML, and the way from there to a finished file."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from essay_press import model
from essay_press.finish import finish
from essay_press.formats.pdf import standards, writer
from essay_press.formats.pdf.engine import CSS, HTML, Document, FontConfiguration
from essay_press.formats.pdf.fetcher import BASE_URL, LockedFetcher, Resource, font_url

__all__ = [
    "BOTH",
    "FACES",
    "METADATA",
    "face",
    "finished",
    "hard_document",
    "html",
    "lay_out",
    "outline",
    "picture",
    "texts",
    "written",
]

FONTS = Path(__file__).resolve().parent.parent / "fonts"
BOTH = ("pdf/a-2a", "pdf/ua-1")
METADATA = model.Metadata(
    title="On Reading",
    subtitle="A <small> test & more",
    authors=(model.Person("Ann Example", "Example, Ann"), model.Person("Bo Tran", "Tran, Bo", "trl")),
    language="en",
    date=date(2024, 5, 1),
    modified=date(2024, 6, 2),
    description="What happens between eye and page.",
    subjects=("reading", "books"),
    rights="© 2024 Ann Example",
    publisher="Example Press",
    url="https://example.org/reading",
    identifiers=model.Identifiers(work="urn:isbn:9780000000002"),
)


def face(name: str, family: str, style: str = "normal", weight: int = 400) -> model.FontFace:
    """Return a face of `fonts/`."""
    path = FONTS / name
    return model.FontFace(family, weight, style, path, hashlib.sha256(path.read_bytes()).hexdigest())


FACES = (
    face("eb-garamond/EBGaramond_400Regular.ttf", "Garamond"),
    face("eb-garamond/EBGaramond_400Regular_Italic.ttf", "Garamond", "italic"),
    face("noto-serif-hebrew/NotoSerifHebrew_400Regular.ttf", "Hebrew"),
    face("amiri/Amiri_400Regular.ttf", "Arabic"),
)


def picture(kind: str = "PNG", size: tuple[int, int] = (24, 16)) -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Image.new("RGB", size, "#c33").save(target, kind)
    return target.getvalue()


def html(body: str, language: str = "en") -> str:
    """Return a page of HTML around `body`."""
    return f'<!DOCTYPE html><html lang="{language}"><head><title>x</title></head><body>{body}</body></html>'


def lay_out(
    body: str,
    css: str = "",
    *,
    names: tuple[str, ...] = BOTH,
    resources: Mapping[str, Resource] | None = None,
    faces: tuple[model.FontFace, ...] = FACES,
) -> Document:
    """Return a small page laid out with the faces and resources given, for a watch round the call to hear."""
    listed = {font_url(one): Resource(one.path, "font/ttf", one.sha256) for one in faces} | dict(resources or {})
    rules = "".join(
        f'@font-face {{ font-family: "{one.family}"; font-style: {one.style}; src: url({font_url(one)}) }}'
        for one in faces
    )
    base = "html { font: 10pt/14pt Garamond, Hebrew, Arabic } @page { size: 105mm 148mm; margin: 14mm }"
    fetcher, fonts = LockedFetcher(listed), FontConfiguration()
    sheet = CSS(string=rules + base + css, url_fetcher=fetcher, font_config=fonts, base_url=BASE_URL)
    source = HTML(string=html(body), url_fetcher=fetcher, base_url=BASE_URL)
    return source.render(stylesheets=[sheet], font_config=fonts, pdf_variant=standards.variant(names), pdf_tags=True)


def written(
    body: str, css: str = "", *, names: tuple[str, ...] = BOTH, resources: Mapping[str, Resource] | None = None
) -> bytes:
    """Return a small page as PDF bytes, still labelled."""
    return writer.write(lay_out(body, css, names=names, resources=resources), METADATA, names)


def finished(body: str, css: str = "", resources: Mapping[str, Resource] | None = None) -> pikepdf.Pdf:
    """Return a small page as a finished PDF, opened."""
    return pikepdf.open(io.BytesIO(finish(written(body, css, resources=resources))))


def texts(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """Return the characters of each piece of marked content, by page and number, through the fonts' own tables."""
    found: dict[tuple[int, int], str] = {}
    for number, page in enumerate(pdf.pages):
        maps = {str(name): _characters(font) for name, font in page.Resources.Font.items()}
        mcid, current = -1, ""
        for step in pikepdf.parse_content_stream(page):
            operands: list[Any] = list(step.operands)
            match str(step.operator):
                case "BDC" | "BMC":
                    marks = operands[1] if len(operands) > 1 else {}
                    mcid = int(marks["/MCID"]) if "/MCID" in marks else -1
                case "Tf":
                    current = str(operands[0])
                case "TJ" if mcid >= 0:
                    codes = b"".join(bytes(item) for item in operands[0] if isinstance(item, pikepdf.String))
                    glyphs = [int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2)]
                    text = "".join(maps[current].get(glyph, "\ufffd") for glyph in glyphs)
                    found[number, mcid] = found.get((number, mcid), "") + text
                case _:
                    pass
    return found


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """Return what each glyph of a font stands for."""
    pairs = re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>", font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def outline(pdf: pikepdf.Pdf) -> str:
    """Return the structure tree as text, `Document(P(Hello)L(LI(Lbl(1. )LBody(one))))`, a link's annotation as `@`."""
    words = texts(pdf)
    pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def show(kid: pikepdf.Object, page: int) -> str:
        if not isinstance(kid, pikepdf.Dictionary):
            return words.get((page, int(kid)), "")
        page = pages[kid.Pg.objgen] if "/Pg" in kid else page
        if kid.get("/Type") == "/OBJR":
            return "@"
        if kid.get("/Type") == "/MCR":
            return words.get((page, int(kid.MCID)), "")
        return f"{str(kid.S)[1:]}({''.join(show(inner, page) for inner in kid.get('/K', []))})"

    return show(pdf.Root.StructTreeRoot.K[0], 0)


_SENTENCE = (
    "Notwithstanding the extraordinary circumstances, the unaccompanied soloist considered the philharmonic "
    "interpretation incomprehensible and disproportionate to the occasion. "
)


def hard_document() -> tuple[str, str]:
    """Return body and CSS of a document with everything that is hard to tag, each thing cut by a page break."""
    long = _SENTENCE * 4
    rows = "".join(f"<tr><th scope='row'>row {row}</th><td>{_SENTENCE[:50]}</td></tr>" for row in range(24))
    body = f"""
<section class="titlepage"><h1>On Reading</h1><div>Ann Example</div></section>
<section id="essay"><h2 id="s1">First</h2>
<p id="b1"><span class="cap">W</span>hen <em>two words</em> meet <a href="https://example.org/">a link so long that
it is broken over the end of its line</a> and <a href="#s2">another, inside</a>.<span class="footnote" id="n1"><span>A
note with <em>emphasis</em>.</span></span> {long}</p>
<p id="b2">{long}{long}</p>
<aside class="pullquote" id="pq1" role="doc-pullquote" aria-hidden="true"><p>The lifted words, <a href="#s1">linked</a>,
and {long}</p></aside>
<p id="b3">{long}{long}</p>
<div class="break" aria-hidden="true"></div>
<blockquote><p>{long}{long}</p><p class="attribution">Somebody</p></blockquote>
<hr/>
<ul><li>{long}</li><li><p>two</p><p>{long}</p>
<ol><li>{long}<ul><li>deep {long}</li></ul></li><li>next</li></ol></li></ul>
<dl><dt>Term</dt><dd>{long}</dd><dd>again</dd><dt>Other</dt><dd><p>{long}</p></dd></dl>
<h2 id="s2">Second</h2>
<figure id="f1"><img src="i1.png" alt="A red sheet"/><figcaption>A <em>caption</em></figcaption></figure>
<figure class="decoration"><img src="i1.png" alt="" role="presentation"/></figure>
<table id="t1"><caption>Rows</caption><thead><tr><th scope="col">Head A</th><th scope="col">Head B</th></tr></thead>
<tbody>{rows}<tr><td></td><td>{long}{long}</td></tr></tbody></table>
<table><tr><td>plain</td><th>head</th></tr><tr><th>side</th><td>{long}</td></tr></table>
<blockquote class="verse"><p class="stanza"><span class="line">First line</span><br/>
<span class="line i1">second line</span></p></blockquote>
<pre><code class="language-python">def f():
    return 1
</code></pre>
<p>Hebrew <span lang="he" dir="rtl">שלום עולם</span>, Arabic <span lang="ar" dir="rtl">السلام عليكم</span>, Greek λόγος,
<q>quoted</q>, <code>code</code>.<span class="footnote" id="n2"><span>Another note.</span></span></p>
<div>Loose text <p>then a paragraph</p> and loose text again</div></section>"""
    css = """
@page { @top-center { content: string(head) } @bottom-center { content: counter(page) } }
h1, h2 { string-set: head content() }
h1, h2, p { margin: 0 }
ul { list-style: disc }
p { text-indent: 1em; hyphens: auto; text-align: justify }
.titlepage { break-after: page }
.cap { float: left; font-size: 30pt; line-height: 28pt }
.pullquote { float: right; width: 30mm; border-top: 1pt solid }
.break::before { content: "* * *" }
.footnote { float: footnote }
q::before { content: "“" } q::after { content: "”" }
td, th { border: 0.5pt solid; padding: 3pt }
"""
    return body, css
