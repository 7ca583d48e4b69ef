"""The checks of a finished EPUB: silent on a sound one, and each faulty one caught by the check it is for."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

import epub_samples as samples
from epub_faults import (
    COVER,
    CSS,
    ESSAY,
    FONTS_CSS,
    NAV,
    NCX,
    NOTES,
    NOTICE,
    PACKAGE,
    Change,
    caught,
    cut,
    report,
    swap,
)
from essay_press import resources
from essay_press.check import check
from essay_press.check.epub import reports
from essay_press.codes import CODES
from essay_press.formats.epub import package
from essay_press.model import Inputs, PageBreak, PageMap

__all__: list[str] = []


# ---------------------------------------------------------------- a sound book
def test_a_sound_epub_passes_every_check() -> None:
    """No check says anything of the sample, and each that ran looked at something."""
    found = reports(samples.epub().data, samples.essay())
    assert [str(item) for each in found for item in each.diagnostics] == []
    assert [each.name for each in found if not each.examined] == ["EPUBCheck"]


def test_a_sound_epub_with_print_pages_passes_every_check() -> None:
    """Page markers change nothing but the claims that belong to them."""
    page_map = PageMap("a5", "classic", (PageBreak("1", "b1", 0), PageBreak("2", "b3", 8)))
    made = package(samples.composition(), replace(samples.inputs(), page_map=page_map))
    assert [str(item) for each in reports(made.data, samples.essay()) for item in each.diagnostics] == []


def test_a_bare_epub_passes_every_check() -> None:
    """An essay without notes, headings, pictures or spoilers gives no false alarm but that of its other title."""
    sample = samples.plain_composition()
    cover = replace(samples.cover(), alt="Cover: Short")
    made = package(sample, Inputs(cover_image=cover))
    assert [str(item) for each in reports(made.data, sample.essay) for item in each.diagnostics] == []


def test_a_check_without_the_essay_says_that_it_did_not_run() -> None:
    """Text cannot be compared with nothing; everything else runs on the bytes alone."""
    found = reports(samples.epub().data)
    assert {each.name: each.not_run for each in found if each.not_run} == {
        "epub text": "needs the essay (--against)",
        "epub spoilers": "needs the essay (--against)",
        "EPUBCheck": "takes seconds and needs Java",
    }
    assert [str(item) for each in found for item in each.diagnostics] == []


def test_the_house_check_knows_epubs() -> None:
    """`check` hands an EPUB to these checks."""
    found = check(samples.epub().data, "application/epub+zip", essay=samples.essay())
    assert found == reports(samples.epub().data, samples.essay())


# ---------------------------------------------------------------- not a book
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin as a ZIP archive"),
        (b"%PDF-1.7" + b" " * 60, "does not begin as a ZIP archive"),
        (samples.epub().data[:3000], "not a readable ZIP archive"),
        (samples.edited({"META-INF/container.xml": None}), "lacks META-INF/container.xml"),
        (samples.edited({PACKAGE: None}), "lacks EPUB/package.opf"),
        (samples.edited({ESSAY: swap("</h2>", "")}), "essay.xhtml is not well-formed"),
        (samples.edited({NCX: swap("</docTitle>", "")}), "toc.ncx is not well-formed"),
        (samples.epub().data[:200] + b"\xff" * 40 + samples.epub().data[240:], "not a readable ZIP archive"),
        (samples.edited({"META-INF/container.xml": cut("<rootfile .*?/>")}), "names no package document"),
    ],
)
def test_what_is_no_epub_is_said_to_be_none(data: bytes, words: str) -> None:
    """A file that cannot be opened gives an error, and a report of what could not be looked at."""
    found = reports(data)
    assert "EP530" in {item.code for item in found[0].diagnostics}
    assert words in "\n".join(item.message for item in found[0].diagnostics)
    assert found[1].not_run == "the file cannot be opened as an EPUB"


# ---------------------------------------------------------------- container
def test_a_compressed_media_type_is_caught() -> None:
    """EPUBCheck passes it; the readers that look at byte 38 do not."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(samples.epub().data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    assert "`mimetype` is compressed" in str(report("epub container", out.getvalue()).diagnostics)


def test_a_media_type_that_is_not_first_is_caught() -> None:
    """`mimetype` comes before everything."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(samples.epub().data)) as old, ZipFile(out, "w") as new:
        for entry in reversed(old.infolist()):
            new.writestr(entry, old.read(entry))
    assert "it has to be `mimetype`" in str(report("epub container", out.getvalue()).diagnostics)


def test_an_extra_field_is_caught() -> None:
    """An extra field moves the media type away from byte 38."""
    data = samples.epub().data
    moved = data[:28] + struct.pack("<H", 4) + data[30:38] + b"\0\0\0\0" + data[38:]
    assert "extra field" in str(reports(moved)[0].diagnostics)


def test_a_wrong_media_type_is_caught() -> None:
    """`mimetype` says one thing alone."""
    assert caught("epub container", samples.edited({"mimetype": b"application/zip+epub"})) == ["EP531"]


@pytest.mark.parametrize("name", ["META-INF/encryption.xml", "EPUB/../../x", "/etc/x"])
def test_names_that_do_not_belong_are_caught(name: str) -> None:
    """Nothing is obfuscated, and nothing leads out of the container."""
    assert caught("epub container", samples.edited({name: b"<x/>"})) == ["EP531"]


def test_a_file_twice_is_caught() -> None:
    """Two files of one name are read differently by different readers."""
    out = io.BytesIO(samples.epub().data)
    with ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(CSS, b"")
    assert caught("epub container", out.getvalue()) == ["EP531"]


@pytest.mark.parametrize(
    "changes",
    [{"EPUB/stray.txt": b"x"}, {"EPUB/images/i1.png": None}, {PACKAGE: swap('idref="essay"', 'idref="essays"')}],
)
def test_a_manifest_that_is_not_the_container_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """A stray file, a missing one, and a spine item from nowhere."""
    assert caught("epub manifest", samples.edited(changes)) == ["EP532"]


# ---------------------------------------------------------------- links, contents, start
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({ESSAY: swap('id="b3"', 'id="b2"')}, "EP533"),
        ({NOTICE: swap('href="essay.xhtml"', 'href="essays.xhtml"')}, "EP534"),
        ({ESSAY: swap("notes.xhtml#n2", "notes.xhtml#n9")}, "EP534"),
        ({ESSAY: swap("../images/i1.png", "../images/i2.png")}, "EP534"),
        ({NAV: swap("essay.xhtml#s2", "essay.xhtml#s7")}, "EP534"),
    ],
)
def test_a_link_or_id_gone_wrong_is_caught(changes: dict[str, Change | bytes | None], code: str) -> None:
    """Ids are unique, and links, pictures and lines of the contents lead somewhere."""
    assert caught("epub links", samples.edited(changes)) == [code]


@pytest.mark.parametrize(
    "changes",
    [
        {NCX: swap("Resting", "Rest")},
        {NCX: swap("text/essay.xhtml#s2", "text/essay.xhtml#s1")},
        {NAV: cut('<li><a href="text/resume.xhtml">Resting</a></li>')},
        {NAV: swap("essay.xhtml#s1", "essay.xhtml#b1")},
        {NAV: swap("What happens next", "Counting"), NCX: swap("What happens next", "Counting")},
        {ESSAY: swap('<h3 id="s2">Counting</h3>', "<p>Counting</p>")},
    ],
)
def test_contents_that_do_not_follow_the_headings_are_caught(changes: dict[str, Change | bytes | None]) -> None:
    """The NCX differs, a heading is left out or misplaced, safe words are lost, a heading is none."""
    assert caught("epub contents", samples.edited(changes)) == ["EP535"]


def test_a_book_without_navigation_is_caught() -> None:
    """Every EPUB 3 has a navigation document."""
    assert caught("epub contents", samples.edited({PACKAGE: swap(' properties="nav"', "")})) == ["EP535"]


@pytest.mark.parametrize(
    "changes",
    [
        {
            NAV: swap(
                'href="text/notice.xhtml" epub:type="bodymatter"', 'href="text/essay.xhtml" epub:type="bodymatter"'
            )
        },
        {NAV: swap('<a href="text/notice.xhtml">Bars', '<a href="text/essay.xhtml">Bars')},
        {PACKAGE: swap('href="text/notice.xhtml"/>\n    <reference', 'href="text/essay.xhtml"/>\n    <reference')},
        {PACKAGE: swap('<itemref idref="cover"/>', '<itemref idref="cover"/><itemref idref="nav"/>')},
        {
            PACKAGE: lambda text: text.replace('<itemref idref="notice"/>', "").replace(
                "</spine>", '<itemref idref="notice"/></spine>'
            )
        },
        {NOTICE: swap('href="essay.xhtml"', 'href="essay.xhtml#b1"')},
        {NOTICE: swap('epub:type="bodymatter"', 'epub:type="frontmatter"')},
        {NOTICE: swap(' role="doc-notice"', "")},
    ],
)
def test_reading_that_starts_past_the_warning_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """Landmark, contents, guide, spine order, a link that pops up, a warning that is not marked as one."""
    assert caught("epub start of reading", samples.edited(changes)) == ["EP540"]


# ---------------------------------------------------------------- metadata
@pytest.mark.parametrize(
    "changes",
    [
        {PACKAGE: cut('<meta property="schema:accessibilityHazard">.*?</meta>')},
        {PACKAGE: cut('<meta property="schema:accessibilitySummary">.*?</meta>')},
        {PACKAGE: cut('<meta property="schema:accessMode">visual</meta>')},
        {PACKAGE: swap(">ARIA<", ">pageNavigation<")},
        {PACKAGE: lambda text: re.sub("<meta property=.schema:accessibilityFeature.>[^aA].*?</meta>", "", text)},
        {PACKAGE: swap("WCAG 2.2 Level AA", "WCAG 2.2 AA")},
        {PACKAGE: cut('<meta property="a11y:certifiedBy".*?</meta>')},
        {PACKAGE: cut('<meta property="dcterms:conformsTo".*?</meta>\\s*<meta property="a11y:.*?</meta>')},
        {ESSAY: cut(' alt="[^"]*"')},
    ],
)
def test_untrue_accessibility_metadata_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """What is missing, what is claimed and not there, and a claim that is not the standard's or not the author's."""
    assert caught("epub accessibility", samples.edited(changes)) == ["EP536"]


@pytest.mark.parametrize(
    "changes",
    [
        {PACKAGE: swap("urn:uuid:e033f0d9-fb51-5f4f", "urn:uuid:e033f0d9-fb51-4f4f")},
        {PACKAGE: swap("urn:uuid:", "")},
        {PACKAGE: cut('<meta property="dcterms:modified">.*?</meta>')},
        {PACKAGE: swap("2026-04-02T00:00:00Z", "2026-11-22T14:31:05Z")},
        {PACKAGE: swap("2026-04-02T00:00:00Z", "2026-04-03T00:00:00Z")},
        {PACKAGE: swap("<dc:language>en-GB", "<dc:language>en")},
        {ESSAY: swap(' xml:lang="en-GB"', "")},
        {ESSAY: swap('lang="fr" xml:lang="fr"', 'lang="fr"')},
    ],
)
def test_a_lost_identity_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """A random identifier, a clock's time, another day, a language missing or said once."""
    assert caught("epub identity", samples.edited(changes)) == ["EP537"]


def jpeg(mode: str, size: tuple[int, int], kind: str = "JPEG") -> bytes:
    """Return a cover image of another make."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {PACKAGE: swap(' properties="cover-image"', "")},
        {PACKAGE: cut('<meta name="cover".*?/>')},
        {"EPUB/images/cover.jpg": jpeg("RGB", (1600, 2560))},
        {"EPUB/images/cover.jpg": jpeg("L", (1560, 2500))},
        {"EPUB/images/cover.jpg": jpeg("RGB", (1560, 2500), "PNG")},
        {"EPUB/images/cover.jpg": b"not a picture"},
        {COVER: cut(' alt="[^"]*"', ' alt=""')},
        {COVER: cut(' alt="[^"]*"', ' alt="Cover"')},
        {COVER: swap(' role="doc-cover"', "")},
    ],
)
def test_a_cover_that_shops_refuse_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """Not declared, too large, grey, no JPEG, no picture, without words or without its page."""
    assert caught("epub cover", samples.edited(changes)) == ["EP538"]


# ---------------------------------------------------------------- pull-quotes and notes
ASIDE = re.compile(r"<aside.*?</aside>", re.DOTALL)


def moved_quote(text: str) -> str:
    """Return the essay with its pull-quote between a heading and its text."""
    quote = ASIDE.findall(text)[0]
    return ASIDE.sub("", text).replace("gets</h2>\n", f"gets</h2>{quote}", 1)


@pytest.mark.parametrize(
    "changes",
    [
        {ESSAY: swap("<p>A standard tells", "<p>The standard tells")},
        {ESSAY: swap(' aria-hidden="true" epub:type="pullquote"', ' epub:type="pullquote"')},
        {ESSAY: swap(' role="doc-pullquote"', "")},
        {ESSAY: lambda text: ASIDE.sub(lambda found: found[0] + found[0].replace("pq1", "pq2"), text)},
        {ESSAY: moved_quote},
        {
            NOTICE: swap(
                "</section>", f'<aside class="pullquote" aria-hidden="true"><p>{samples.QUOTE}</p></aside></section>'
            )
        },
    ],
)
def test_a_pull_quote_gone_wrong_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """Not a copy, read twice, not named as one, set twice, between a heading and its text, on the warning."""
    assert caught("epub pull-quotes", samples.edited(changes)) == ["EP539"]


def test_a_cut_pull_quote_is_compared_piece_by_piece() -> None:
    """A sentence shortened with an ellipsis is a copy as long as its pieces are, in their order."""
    good = "A standard tells you … where you do."
    bad = "where you do … A standard tells you"
    codes = [
        caught("epub pull-quotes", samples.edited({ESSAY: swap(f"<p>{samples.QUOTE}</p>", f"<p>{words}</p>")}))
        for words in (good, bad)
    ]
    essay = samples.essay()
    short = replace(essay, pull_quotes=(replace(essay.pull_quotes[0], text=good),))
    data = samples.edited({ESSAY: swap(f"<p>{samples.QUOTE}</p>", f"<p>{good}</p>")})
    found = next(item for item in reports(data, short) if item.name == "epub pull-quotes")
    assert (codes, found.diagnostics, found.examined) == ([["EP539"], ["EP539"]], (), 1)


@pytest.mark.parametrize(
    "changes",
    [
        {NOTES: cut('<a class="backlink"[^>]*href="essay.xhtml#r2".*?</a>')},
        {NOTES: cut('href="essay.xhtml#r3"', 'href="essay.xhtml#r1"')},
        {ESSAY: swap("notes.xhtml#n2", "notes.xhtml#notes-title")},
        {ESSAY: swap(' epub:type="noteref"', "")},
        {ESSAY: cut('<a class="noteref" role="doc-noteref" id="r2".*?</a>')},
        {NOTES: cut('<li id="n2">.*?</li>')},
    ],
)
def test_a_note_without_a_way_back_is_caught(changes: dict[str, Change | bytes | None]) -> None:
    """No backlink, a backlink to another call, a call to no note, no pop-up, a note nothing calls, a lost note."""
    assert caught("epub notes", samples.edited(changes)) == ["EP541"]


# ---------------------------------------------------------------- style and fonts
@pytest.mark.parametrize(
    "rule",
    [
        "body { color: #000; }",
        "p.first { background-color: white }",
        "@media screen { html { background: #fff } }",
        "h2 { font-size: 14px }",
        "aside { margin: 12pt calc(1em + 2mm) }",
        ".pullquote { position: absolute }",
        ".part { page-break-before: always }",
        "h1 { break-before: page }",
        ".cover { background-image: url(https://example.org/a.png) }",
        '@import "other.css";',
        '@font-face { font-family: X; src: url("https://example.org/x.ttf") }',
        "nav { display: block !important }",
        "p { margin: 0 }}",
    ],
)
def test_css_that_fights_the_reader_is_caught(rule: str) -> None:
    """Colours of the page, absolute lengths, positions, page breaks, far files, shown lists, what cannot be read."""
    assert caught("epub style", samples.edited({CSS: lambda text: text + rule})) == ["EP542"]


def test_hidden_lists_need_their_rule() -> None:
    """Without `[hidden]`, a system that knows `nav` as a block shows the lists made for machines."""
    data = samples.edited({CSS: cut(r"\[hidden\] \{.*?\}")})
    assert caught("epub style", data) == ["EP542"]


def test_a_style_attribute_is_read_too() -> None:
    """Raw markup may bring its own style along."""
    assert caught("epub style", samples.edited({ESSAY: swap('id="b3"', 'id="b3" style="margin: 3px"')})) == ["EP542"]


GARAMOND = (resources.root("fonts") / "eb-garamond" / "EBGaramond_400Regular.ttf").read_bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {FONTS_CSS: swap("eb-garamond-700.ttf", "eb-garamond-900.ttf")},
        {
            FONTS_CSS: lambda text: text.replace('"Noto Serif Hebrew"', '"Hebrew"').replace(
                '"Hebrew";', '"Noto Serif Hebrew";'
            )
        },
        {"EPUB/fonts/eb-garamond-400.ttf": GARAMOND},
        {"EPUB/fonts/eb-garamond-400.ttf": b"no font"},
        {
            PACKAGE: swap(
                'href="fonts/eb-garamond-700.ttf" media-type="font/ttf"',
                'href="fonts/eb-garamond-700.ttf" media-type="text/plain"',
            )
        },
    ],
)
def test_fonts_gone_wrong_are_caught(changes: dict[str, Change | bytes | None]) -> None:
    """A rule without a file, a family nothing uses, a whole font, no font, a file that is not declared as one."""
    assert "EP543" in caught("epub fonts", samples.edited(changes))


def test_a_font_that_may_not_be_embedded_is_caught() -> None:
    """The permissions are read from the font in the book."""
    with ZipFile(io.BytesIO(samples.epub().data)) as archive:
        data = bytearray(archive.read("EPUB/fonts/eb-garamond-400.ttf"))
    tables = {
        bytes(data[at : at + 4]): struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * data[5], 16)
    }
    struct.pack_into(">H", data, tables[b"OS/2"] + 8, 2)
    found = report("epub fonts", samples.edited({"EPUB/fonts/eb-garamond-400.ttf": bytes(data)}))
    assert ["fsType 2" in item.message for item in found.diagnostics] == [True]


def test_every_code_that_a_check_gives_is_in_the_table() -> None:
    """The codes of this room have their titles."""
    assert {f"EP{number}" for number in range(530, 547)} <= set(CODES)


def test_a_book_without_bodies_is_looked_at_all_the_same() -> None:
    """Whatever a foreign file lacks, the checks say so and do not stumble."""
    bare = b'<html xmlns="http://www.w3.org/1999/xhtml"/>'
    found = reports(samples.edited({ESSAY: bare, NOTICE: bare, NAV: bare}), samples.essay())
    codes = {item.code for each in found for item in each.diagnostics}
    assert {"EP534", "EP535", "EP540", "EP541", "EP544"} <= codes
