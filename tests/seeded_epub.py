"""Faults of a finished EPUB, each planted in a real one: 31 that were first tried on the validators, and those of text.

What no validator sees (measured in 2026 with EPUBCheck 5.3 and Ace 1.4) are the drifting quote, the spoiler in the
description, hidden lists that are shown, colours and sizes that fight the reader's own, a note without a way back, a
cover that is not declared, and a claim that nobody signs. The gates here see all of them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

from fontTools.ttLib import TTFont

from epub_faults import COVER, CSS, ESSAY, FONTS_CSS, NAV, NCX, NOTES, NOTICE, PACKAGE, Change, cut, swap
from epub_samples import edited
from essay_press import resources
from seeded import Fault, made

__all__ = ["FAULTS"]

BOLD = "EPUB/fonts/eb-garamond-700.ttf"
WHOLE = resources.root("fonts") / "eb-garamond" / "EBGaramond_700Bold.ttf"
EPUBCHECK = ("EPUBCheck",)


# ---------------------------------------------------------------- ways to plant a fault
def files(changes: dict[str, Change | bytes | None]) -> Callable[[], bytes]:
    """Return what plants a fault in some files of the book."""
    return lambda: edited(changes, made("epub"))


def file(name: str, change: Change | bytes | None) -> Callable[[], bytes]:
    """Return what plants a fault in one file of the book; None takes it out."""
    return files({name: change})


def compressed() -> bytes:
    """Return the book with its media type compressed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(made("epub"))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    return out.getvalue()


def exchanged(pattern: str) -> Change:
    """Return a change that lets two pieces change places; `pattern` has a group for each of them."""
    return lambda text: re.sub(pattern, r"\2\1", text, count=1, flags=re.DOTALL)


def every(old: str, new: str) -> Change:
    """Return a change of each `old` into `new`."""
    return lambda text: text.replace(old, new)


def doubled(pattern: str) -> Change:
    """Return a change that says something twice, its id once."""

    def twice(found: re.Match[str]) -> str:
        return found[0] + re.sub(' id="[^"]*"', "", found[0])

    return lambda text: re.sub(pattern, twice, text, count=1, flags=re.DOTALL)


def reprogrammed(change: Callable[[TTFont], object]) -> Callable[[], bytes]:
    """Return what plants a fault in the bold of the book."""

    def plant() -> bytes:
        with ZipFile(io.BytesIO(made("epub"))) as book, TTFont(io.BytesIO(book.read(BOLD))) as font:
            change(font)
            out = io.BytesIO()
            font.save(out)
        return edited({BOLD: out.getvalue()}, made("epub"))

    return plant


LINKS, META, NOTED, IDENTITY = "epub links", "epub accessibility", "epub notes", "epub identity"
STYLE, FONTS, PAGES, TEXT = "epub style", "epub fonts", "epub printed pages", "epub text"
PULLED = "A room remembers the shape of the silence it was given."
QUOTES, START, NEST, SECRET = "epub pull-quotes", "epub start of reading", "epub headings nest", "epub spoilers"
PICTURE = '<p><img src="https://example.org/a.jpg" alt="x"/></p></header>'

FAULTS: tuple[Fault, ...] = (
    # the 31
    Fault("a compressed media type", "EP531", "epub container", compressed),
    Fault("no date of change", "EP537", IDENTITY, file(PACKAGE, cut('<meta property="dcterms:modified">.*?</meta>')),
          EPUBCHECK),
    Fault("an id twice", "EP533", LINKS, file(ESSAY, swap('id="b3"', 'id="b2"')), EPUBCHECK),
    Fault("a link to a file that is not there", "EP534", LINKS,
          file(NOTICE, swap('href="essay.xhtml"', 'href="essays.xhtml"')), EPUBCHECK),
    Fault("a link to a place that is not there", "EP534", LINKS, file(ESSAY, swap("notes.xhtml#n1", "notes.xhtml#n9")),
          EPUBCHECK),
    Fault("a cover without words", "EP538", "epub cover", file(COVER, cut(' alt="[^"]*"'))),
    Fault("no list of pages", "EP548", PAGES, file(NAV, cut('<nav epub:type="page-list".*?</nav>'))),
    Fault("pages of no named edition", "EP548", PAGES,
          file(PACKAGE, cut('<meta property="pageBreakSource">.*?</meta>'))),
    Fault("a page that the list sends nowhere", "EP534", LINKS, file(NAV, swap("#page4", "#page44")), EPUBCHECK),
    Fault("a page without a language", "EP537", IDENTITY, file(ESSAY, swap(' xml:lang="en-GB" lang="en-GB"', ""))),
    Fault("contents in another order", "EP535", "epub contents",
          file(NAV, exchanged(r'(<li><a href="text/essay.xhtml#s1">.*?)(<li><a href="text/essay.xhtml#s3">.*?</li>)')),
          EPUBCHECK),
    Fault("a claim that no standard knows", "EP536", META, file(PACKAGE, swap("WCAG 2.2 Level AA", "WCAG 2.2 AA"))),
    Fault("no word on hazards", "EP536", META,
          file(PACKAGE, cut('<meta property="schema:accessibilityHazard">.*?</meta>'))),
    Fault("a feature that nobody knows", "EP536", META,
          file(PACKAGE, swap(">structuralNavigation<", ">structuralNav<"))),
    Fault("a claim that nobody signs", "EP536", META,
          file(PACKAGE, cut('<meta property="a11y:certifiedBy".*?</meta>'))),
    Fault("a role in the wrong place", "EP538", "epub cover",
          file(COVER, swap('<section epub:type="cover"', '<section role="doc-cover" epub:type="cover"')), EPUBCHECK),
    Fault("a file that is not in the manifest", "EP532", "epub manifest", file("EPUB/stray.txt", b"x"), EPUBCHECK),
    Fault("pale text", "EP542", STYLE, file(CSS, swap("p {\n  margin: 0;", "p {\n  color: #aaaaaa; margin: 0;"))),
    Fault("a font that is not there", "EP543", FONTS, file("EPUB/fonts/eb-garamond-400-italic.ttf", None), EPUBCHECK),
    Fault("hidden lists that are shown", "EP542", STYLE,
          file(CSS, swap("[hidden] {\n  display: none;\n}", "nav { display: block !important; }"))),
    Fault("headings that skip a level", "EP547", NEST,
          file(ESSAY, lambda text: every("</h2>", "</h4>")(every("<h2", "<h4")(text)))),
    Fault("sizes and colours of a printed page", "EP542", STYLE,
          file(CSS, swap("body {\n", "body { color: #000; background: #fff; font-size: 12px;\n"))),
    Fault("a pull-quote that drifted", "EP539", QUOTES, file(ESSAY, swap("<p>A room remembers", "<p>A room forgets"))),
    Fault("a spoiler in the description", "EP591", SECRET,
          file(PACKAGE, swap("An essay about patience.", "The lamp is extinguished. An essay about patience."))),
    Fault("an NCX of another book", "EP537", IDENTITY, file(NCX, cut('content="urn:uuid:[^"]*"', 'content="x"')),
          EPUBCHECK),
    Fault("a picture on the web", "EP534", LINKS, file(ESSAY, swap("</header>", PICTURE)), EPUBCHECK),
    Fault("metadata about nothing", "EP534", LINKS, file(PACKAGE, swap('refines="#conformance"', 'refines="#nope"')),
          EPUBCHECK),
    Fault("a page without a title", "EP536", META, file(ESSAY, swap("<title>A Light Kept</title>", "<title></title>")),
          EPUBCHECK),
    Fault("a note call that does not say so", "EP541", NOTED, file(ESSAY, swap('role="doc-noteref" ', ""))),
    Fault("a note without a way back", "EP541", NOTED, file(NOTES, cut('<a class="backlink"[^>]*#r1".*?</a>'))),
    Fault("a cover that is not declared", "EP538", "epub cover", file(PACKAGE, swap(' properties="cover-image"', ""))),
    # the text
    Fault("a lost word", "EP544", TEXT, file(ESSAY, swap("poured the tea", "poured tea"))),
    Fault("a lost paragraph", "EP544", TEXT, file(ESSAY, cut('<p id="b16">.*?</p>'))),
    Fault("a lost note", "EP544", TEXT, file(NOTES, cut('<li id="n2">.*?</li>')), EPUBCHECK),
    Fault("a doubled note", "EP546", TEXT, file(NOTES, doubled('<p>The great one.*?</p>'))),
    Fault("a lost subtitle", "EP544", TEXT, files({
        name: every("On rooms and weather", "") for name in (ESSAY, NOTICE, "EPUB/text/titlepage.xhtml")
    })),
    Fault("a lost caption", "EP544", TEXT, file(ESSAY, cut("<figcaption.*?</figcaption>"))),
    Fault("a lost table caption", "EP544", TEXT, file(ESSAY, cut("<caption.*?</caption>"))),
    Fault("a picture without its words", "EP536", META, file(ESSAY, cut(' alt="A lamp[^"]*"'))),
    Fault("a doubled paragraph", "EP546", TEXT, file(ESSAY, doubled('<p id="b16">.*?</p>'))),
    Fault("paragraphs in another order", "EP544", TEXT,
          file(ESSAY, exchanged('(<p class="first" id="b4">.*?</p>)(\n<p id="b5">.*?</p>)'))),
    Fault("a pull-quote read twice", "EP539", QUOTES,
          file(ESSAY, swap(' aria-hidden="true" epub:type="pullquote"', ' epub:type="pullquote"'))),
    Fault("pull-quotes swapped for one", "EP539", QUOTES,
          file(ESSAY, lambda text: re.sub("<p>[^/]*Nobody writes to the wind.*?</p>", f"<p>{PULLED}</p>", text))),
    # what a reader is sent to
    Fault("pages that the list exchanges", "EP548", PAGES,
          file(NAV, lambda text: re.sub("#page[23]", lambda found: f"#page{5 - int(found[0][-1])}", text))),
    Fault("a page that begins twice", "EP548", PAGES, file(ESSAY, swap('aria-label="7"', 'aria-label="6"'))),
    Fault("a heading of another level", "EP547", NEST,
          file(ESSAY, lambda text: text.replace('<h3 id="s2">What lay in it</h3>', '<h2 id="s2">What lay in it</h2>'))),
    Fault("a note's link to another note", "EP541", NOTED, file(ESSAY, swap("notes.xhtml#n1", "notes.xhtml#n2"))),
    Fault("an essay that opens past its warning", "EP540", START,
          file(NAV, cut('text/notice.xhtml(?=" epub:type="bodymatter")', "text/essay.xhtml"))),
    Fault("a warning that is none", "EP540", START, file(NOTICE, swap(' role="doc-notice"', ""))),
    # the fonts
    Fault("a regular under a bold's name", "EP543", FONTS,
          reprogrammed(lambda font: setattr(font["OS/2"], "usWeightClass", 400))),
    Fault("an italic that is upright", "EP543", FONTS,
          file(FONTS_CSS, swap("font-style: italic", "font-style: normal"))),
    Fault("a font that forbids embedding", "EP543", FONTS,
          reprogrammed(lambda font: setattr(font["OS/2"], "fsType", 2))),
    Fault("a font that is not subset", "EP543", FONTS, file(BOLD, WHOLE.read_bytes())),
)  # fmt: skip
