"""A small essay and its finished PDF, made once for all tests of `check`, and ways to break a copy of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf

from essay_press.check.reading import Document, read
from essay_press.check.report import Report
from essay_press.diagnostics import Place
from essay_press.model import (
    Edition,
    Essay,
    Extent,
    FontFace,
    Heading,
    Layout,
    Metadata,
    Note,
    Person,
    PullQuote,
    SpoilerMark,
    Spoilers,
    Trim,
    Work,
)

__all__ = ["EDITION", "ESSAY", "LAYOUT", "SENTENCE", "broken", "codes", "document", "finished", "good", "messages"]

FONTS = Path(__file__).resolve().parents[1] / "fonts"
SENTENCE = "A room remembers the shape of the silence it was given."
LORE = (
    "The keeper of the lighthouse wrote in the evenings, when the lamp was turning and the affairs of the office were"
    " done, and what he wrote was seldom finished; the flimsy sheets went into a drawer, one upon the other, until the"
    " drawer would no longer shut."
)
MONTHS = ("January", "February", "March", "April", "May", "July", "August", "October")
MORE = "".join(
    f'<p id="b{number}">{LORE.replace("evenings", f"nights of {month}").replace("lamp", f"{month} wind")}</p>'
    for number, month in enumerate(MONTHS, 21)
)
BODY = f"""
<h2 id="s1">The drawer</h2>
<p id="b1" class="first">{LORE} Difficult, efficient, fluffy words: all of them have ligatures.</p>
<p id="b2">Visitors asked about the storms<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a>, and he spoke
of <em>fog</em> instead. <span class="pull" id="q1">{SENTENCE}</span> So he said, and poured the tea<a class="noteref"
role="doc-noteref" id="r2" href="#n2">2</a>.</p>
<p id="b3">{LORE.replace("evenings", "mornings").replace("seldom", "never quite")} Ελληνικά, Русский, tiếng Việt.</p>
<p id="b4">He knew one Hebrew line, <span lang="he">שלום לכל מי שבא</span>, and one long compound:
counterrevolutionaries notwithstanding, uncharacteristically incomprehensible internationalization remained.</p>
<table id="t1"><caption id="b5">Hours of light in a year</caption><thead><tr><th id="b6" scope="col">Month</th><th
id="b7" scope="col">Hours</th></tr></thead><tbody><tr><td id="b8">June</td><td id="b9">18</td></tr><tr><td
id="b10">I</td><td id="b11">A</td></tr></tbody></table>
<h2 id="s2">What the wind wanted</h2>
<p id="b12" class="first">{LORE.replace("keeper", "wife").replace("he wrote", "she read")}</p>
<blockquote class="verse"><p class="stanza" id="b13"><span class="line">Turn, lamp, and never tell the
sea</span><br/><span class="line i1">how small a room the light can be.</span></p></blockquote>
<ul><li id="b14">salt<ul><li id="b15">sand</li></ul></li><li id="b16">rope</li></ul>
<p id="b17">{LORE.replace("lighthouse", "harbour").replace("flimsy", "yellow").replace("lamp", "tide")}</p>
<hr class="break"/>
<p id="b18" class="first">{LORE.replace("lighthouse", "station").replace("lamp", "signal")}</p>
<p id="b19">{LORE.replace("evenings", "summers").replace("lamp", "world").replace("shut", "open at all")}</p>
{MORE}<p id="b20">At the end the lamp went out, and nobody lit it again until the boats were home.</p>
"""
METADATA = Metadata(
    title="A Light Kept",
    subtitle="On rooms and weather",
    authors=(Person("Ada Verne", "Verne, Ada"),),
    language="en",
    spoilers=Spoilers((Work("The Lamp", "film", 1931),), Extent.ENDING, terms=("extinguished",)),
)
ESSAY = Essay(
    path="light.md",
    folder=Path("/"),
    metadata=METADATA,
    body=BODY,
    headings=(
        Heading("s1", "drawer", 2, "The drawer", "The drawer", place=Place("light.md", 10)),
        Heading("s2", "wind", 2, "What the wind wanted", "What the wind wanted", place=Place("light.md", 30)),
    ),
    pull_quotes=(PullQuote("q1", SENTENCE, SENTENCE, "b2", place=Place("light.md", 14)),),
    spoilers=(SpoilerMark("x1", "nobody lit it again until the boats were home"),),
    notes=(
        Note("n1", 1, "<p>The great one was in the winter of his second year.</p>", ("r1",), Place("light.md", 50)),
        Note("n2", 2, "<p>It was always black tea.</p><p>Never with milk.</p>", ("r2",), Place("light.md", 52)),
    ),
    blocks=tuple((f"b{number}", Place("light.md", 10 + number)) for number in range(1, 29)),
)
EDITION = Edition("a5", "A5", "pdf", ("plain",), Trim(148, 210), double_sided=True, standards=("pdf/a-2a", "pdf/ua-1"))


def face(family: str, folder: str, name: str, weight: int = 400, style: str = "normal") -> FontFace:
    """Return a face of the `fonts` folder."""
    path = FONTS / folder / name
    return FontFace(family, weight, style, path, hashlib.sha256(path.read_bytes()).hexdigest())


LAYOUT = Layout(
    "plain",
    "a plain design for tests",
    (),
    (),
    (
        face("Garamond", "eb-garamond", "EBGaramond_400Regular.ttf"),
        face("Garamond", "eb-garamond", "EBGaramond_400Regular_Italic.ttf", style="italic"),
        face("Garamond", "eb-garamond", "EBGaramond_700Bold.ttf", weight=700),
        face("Hebrew", "noto-serif-hebrew", "NotoSerifHebrew_400Regular.ttf"),
    ),
)
CSS = """
@page { size: 148mm 210mm; margin: 18mm 16mm 22mm; @bottom-center { content: counter(page) } }
@page :left { @top-center { content: "Ada Verne" } } @page :right { @top-center { content: "A Light Kept" } }
@page cover { @top-center { content: none } @bottom-center { content: none } }
@page :blank { @top-center { content: none } @bottom-center { content: none } }
@page :nth(1 of essay) { @top-center { content: none } }
html { font: 11pt/15pt Garamond, Hebrew; hyphens: auto; text-align: justify; orphans: 2; widows: 2 }
h1, h2, p, ul, table, blockquote { margin: 0; padding: 0 }
h2 { font: 700 11pt/15pt Garamond; margin: 15pt 0; break-after: avoid }
.cover { page: cover } .essay { page: essay; break-before: right } ul { padding-left: 1em } caption { text-align: left }
.break { height: 15pt; border: 0; margin: 0; text-align: center } .break::before { content: "*" }
.pullquote { font: italic 16pt/20pt Garamond; padding: 2.5pt 0; text-align: center; hyphens: none; break-inside: avoid }
.note { float: footnote; font: 9pt/12pt Garamond }
::footnote-call { font-size: 7pt; line-height: 0; vertical-align: super }
.note .line { display: block } h1 { line-height: 30pt }
.dropcap { float: left; font-size: 40pt; line-height: 30pt; height: 30pt } th { font-weight: 700 }
"""


def markup(essay: Essay = ESSAY, *, css: str = "", before: str = "b17", cover: str = "") -> str:
    """Return the essay as one HTML document, its notes at their calls, its pull-quote before block `before`."""
    body = essay.body.replace("<hr class", '<div aria-hidden="true" class').replace('"break"/>', '"break"></div>')
    for note in essay.notes:
        at = body.index(f'id="{note.calls[0]}"')
        start, end = body.rindex("<a", 0, at), body.index("</a>", at) + 4
        body = f'{body[:start]}<span class="note" id="{note.id}">{_inline(note.xhtml)}</span>{body[end:]}'
    if before:
        quote = essay.pull_quotes[0]
        aside = f'<aside class="pullquote" aria-hidden="true"><p>{quote.xhtml}</p></aside>'
        body = body.replace(f'<p id="{before}"', f'{aside}<p id="{before}"')
    first = body.index("The keeper")
    body = f'{body[:first]}<span class="dropcap">T</span>{body[first + 1 :]}'
    data = essay.metadata
    warning = cover or (
        f"<h1>{data.title}</h1><p>{data.subtitle}</p><p>{data.authors[0].name}</p>"
        "<p>This essay discusses The Lamp (1931) and gives its ending away.</p>"
    )
    faces = "".join(
        f'@font-face {{ font-family: "{item.family}"; src: url({item.path.as_uri()}); font-weight: {item.weight};'
        f" font-style: {item.style} }}"
        for item in LAYOUT.fonts
    )
    return (
        f'<html lang="{data.language}"><head><title>{data.title}</title><style>{faces}{CSS}{css}</style></head>'
        f'<body><section class="cover">{warning}</section><section class="essay">{body}</section></body></html>'
    )


def _inline(xhtml: str) -> str:
    """Return paragraphs as spans, which HTML allows inside a paragraph."""
    return xhtml.replace("<p>", '<span class="line">').replace("</p>", "</span>")


def drawn(essay: Essay = ESSAY, **how: str) -> bytes:
    """Return the finished PDF of an essay, set by the engine under both standards."""
    from essay_press.finish import finish
    from essay_press.formats.pdf import standards, writer
    from essay_press.formats.pdf.engine import HTML

    names = EDITION.standards
    document = HTML(string=markup(essay, **how)).render(pdf_variant=standards.variant(names), pdf_tags=True)
    return finish(writer.write(document, essay.metadata, names))


@cache
def good() -> bytes:
    """Return the finished PDF of the sample essay, in which no check finds anything."""
    return drawn(ESSAY)


@cache
def finished(essay: Essay = ESSAY, **how: str) -> bytes:
    """Return the finished PDF of a variant of the sample, each made once; `how` goes to `markup`."""
    return drawn(essay, **how)


def broken(change: Callable[[pikepdf.Pdf], object], data: bytes | None = None) -> bytes:
    """Return a copy of the sample PDF after `change`."""
    with pikepdf.open(io.BytesIO(data or good())) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def document(data: bytes | None = None) -> Document:
    """Return a PDF, read; the good sample unless given."""
    with pikepdf.open(io.BytesIO(data or good())) as pdf:
        return read(pdf)


def messages(found: Report) -> str:
    """Return what a report says, one line per finding."""
    return "\n".join(str(item) for item in found.diagnostics)


def codes(found: Report) -> list[str]:
    """Return the codes of a report's diagnostics, in order."""
    return [item.code for item in found.diagnostics]
