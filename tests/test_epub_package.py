"""The EPUB that a composition becomes: container, package document, content documents, navigation."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

import epub_samples as samples
from essay_press.errors import RenderError
from essay_press.formats import FORMATS
from essay_press.formats.epub import package
from essay_press.formats.epub.identity import identifier
from essay_press.model import Identifiers, Inputs, PageBreak, PageMap, Part, Person, Role

__all__: list[str] = []

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def read(name: str, data: bytes | None = None) -> str:
    """Return a file of the sample EPUB, or of another one."""
    with ZipFile(io.BytesIO(samples.epub().data if data is None else data)) as archive:
        return archive.read(name).decode()


def names(data: bytes) -> list[str]:
    """Return the names of the files in an EPUB, in their order."""
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def links(xhtml: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield (text, href) of the links in the `nav` of a kind."""
    for nav in etree.fromstring(xhtml.encode()).iter(f"{XHTML}nav"):
        if nav.get(TYPE) == kind:
            yield from (("".join(map(str, link.itertext())), link.get("href", "")) for link in nav.iter(f"{XHTML}a"))


# ---------------------------------------------------------------- container
def test_the_format_is_found_by_its_name() -> None:
    """FORMATS makes an EPUB of a composition."""
    made = FORMATS["epub"](samples.plain_composition(), Inputs())
    assert (made.filename, made.media_type, made.edition) == ("short.epub", "application/epub+zip", "epub")


def test_another_edition_has_another_file_name() -> None:
    """An edition that is not called epub says its name in the file's."""
    sample = samples.plain_composition()
    made = package(replace(sample, edition=replace(sample.edition, name="epub-large")), Inputs())
    assert made.filename == "short-epub-large.epub"


def test_the_media_type_can_be_read_at_byte_38() -> None:
    """The first file is `mimetype`, stored, without an extra field."""
    data = samples.epub().data
    assert (data[30:38], data[38:58]) == (b"mimetype", b"application/epub+zip")


def test_the_container_has_a_fixed_order_and_no_clock() -> None:
    """After mimetype come the container file and the package document, then names in order, all of one moment."""
    with ZipFile(io.BytesIO(samples.epub().data)) as archive:
        entries = archive.infolist()
    found = [entry.filename for entry in entries]
    assert found[:3] == ["mimetype", "META-INF/container.xml", "EPUB/package.opf"]
    assert found[3:] == sorted(found[3:])
    assert {(entry.date_time, entry.create_system) for entry in entries} == {((1980, 1, 1, 0, 0, 0), 3)}
    assert [entry.filename for entry in entries if entry.compress_type == ZIP_STORED] == ["mimetype"]


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Another process, folder and hash seed make the same file."""
    tests = Path(__file__).parent
    code = (
        "import sys, hashlib; sys.path[:0] = [sys.argv[1], sys.argv[2]]; import epub_samples; "
        "print(hashlib.sha256(epub_samples.epub().data).hexdigest())"
    )
    sums = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tests), str(tests.parent / "src")],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "2" else "UTC"},
        )
        sums.append(done.stdout)
    assert sums[0] == sums[1]


# ---------------------------------------------------------------- files and links
def test_file_names_come_from_roles() -> None:
    """No file is named after a heading, and the navigation is not in the spine."""
    package_document = read("EPUB/package.opf")
    spine = [line.split('"')[1] for line in package_document.splitlines() if "<itemref" in line]
    assert spine == ["cover", "notice", "titlepage", "essay", "resume", "notes", "colophon"]


def test_two_parts_of_a_role_have_two_names() -> None:
    """A second part of a role gets a number."""
    sample = samples.plain_composition()
    second = Part("more", Role.ESSAY, "More", '<section class="part" id="more"><h1>More</h1></section>')
    made = package(replace(sample, parts=(*sample.parts, second)), Inputs())
    assert "EPUB/text/essay-2.xhtml" in names(made.data)


def test_links_to_parts_have_no_fragment() -> None:
    """The warning's links lead to files: nothing they skip can show in a pop-up."""
    notice = read("EPUB/text/notice.xhtml")
    assert 'href="resume.xhtml"' in notice
    assert 'href="essay.xhtml"' in notice
    assert "#" not in notice.partition("<body")[2]


def test_a_link_to_another_file_finds_it() -> None:
    """An in-text link across the files names the file."""
    assert 'href="essay.xhtml#s1"' in read("EPUB/text/resume.xhtml")


def test_a_link_to_the_head_of_a_file_needs_no_fragment() -> None:
    """The heading that opens the resume file is reached by the file alone."""
    sample = samples.composition()
    parts = [replace(p, xhtml=p.xhtml.replace("Listen.", '<a href="#s3">Rest.</a>')) for p in sample.parts]
    assert '<a href="resume.xhtml">Rest.</a>' in read(
        "EPUB/text/essay.xhtml", package(replace(sample, parts=tuple(parts)), Inputs()).data
    )


def test_links_that_lead_nowhere_are_all_named() -> None:
    """Every dead link is an error of its own."""
    sample = samples.plain_composition()
    dead = '<section id="essay"><p><a href="part:index">index</a> <a href="#s9">nine</a></p></section>'
    parts = (replace(sample.parts[1], xhtml=dead),)
    with pytest.raises(RenderError) as caught:
        package(replace(sample, parts=parts), Inputs())
    assert [(item.code, "index" in item.message) for item in caught.value.diagnostics] == [
        ("EP431", True),
        ("EP431", False),
    ]


def test_a_part_that_is_not_well_formed_is_refused() -> None:
    """A template's broken markup stops the build and names the part."""
    sample = samples.plain_composition()
    parts = (replace(sample.parts[1], xhtml="<section><p></section>"),)
    with pytest.raises(RenderError, match=r"EP430.*“essay”"):
        package(replace(sample, parts=parts), Inputs())


def test_empty_elements_keep_their_end_tags() -> None:
    """`<span/>` would open a span in readers that take XHTML for HTML; `<br/>` and `<hr/>` are void in both."""
    notice, essay = read("EPUB/text/notice.xhtml"), read("EPUB/text/essay.xhtml")
    assert '<span class="dot on"></span>' in notice
    assert "<br/>" in essay
    assert '<hr class="break"/>' in essay


def test_data_attributes_stay_behind() -> None:
    """What only the build reads is not in the book."""
    assert "data-" not in read("EPUB/text/essay.xhtml")


# ---------------------------------------------------------------- semantics
def test_parts_say_what_they_are() -> None:
    """Each part has the type and role that EPUBCheck and DAISY accept."""
    found = {}
    for stem in ("cover", "notice", "titlepage", "essay", "resume", "notes", "colophon"):
        body = etree.fromstring(read(f"EPUB/text/{stem}.xhtml").encode())[-1]
        found[stem] = (body.get(TYPE), body[0].get(TYPE), body[0].get("role"))
    assert found == {
        "cover": ("frontmatter", "cover", None),
        "notice": ("bodymatter", "notice", "doc-notice"),
        "titlepage": ("frontmatter", "titlepage", None),
        "essay": ("bodymatter", "chapter", "doc-chapter"),
        "resume": ("bodymatter", None, None),
        "notes": ("backmatter", "endnotes", "doc-endnotes"),
        "colophon": ("backmatter", "colophon", "doc-colophon"),
    }


def test_a_section_is_named_after_the_heading_that_says_its_title() -> None:
    """A colophon that opens with a word about the author is still announced as the colophon."""
    sample = samples.plain_composition()
    xhtml = "<section><h1>About the author</h1><p>A.</p><h1>About this edition</h1></section>"
    parts = (*sample.parts, Part("colophon", Role.COLOPHON, "About this edition", xhtml))
    colophon = read("EPUB/text/colophon.xhtml", package(replace(sample, parts=parts), Inputs()).data)
    assert '<h1 id="colophon-title">About this edition</h1>' in colophon
    assert 'aria-labelledby="colophon-title"' in colophon


def test_a_pull_quote_is_hidden_and_typed() -> None:
    """The copy is an aside that assistive technology passes over."""
    tag = '<aside class="pullquote" id="pq1" role="doc-pullquote" aria-hidden="true" epub:type="pullquote">'
    assert f"{tag}<p>{samples.QUOTE}</p></aside>" in read("EPUB/text/essay.xhtml")


def test_languages_are_said_twice_and_directions_once() -> None:
    """A foreign phrase has both language attributes, a Hebrew one its direction too."""
    essay = read("EPUB/text/essay.xhtml")
    assert '<span lang="fr" xml:lang="fr">' in essay
    assert '<span lang="he" xml:lang="he" dir="rtl">' in essay


def test_an_essay_from_right_to_left_turns_its_pages_so() -> None:
    """The document, the package and the spine of a Hebrew essay run from right to left."""
    sample = samples.plain_composition()
    essay = replace(sample.essay, metadata=replace(sample.essay.metadata, language="he"))
    data = package(replace(sample, essay=essay), Inputs()).data
    assert 'lang="he" dir="rtl"' in read("EPUB/text/essay.xhtml", data)
    assert 'page-progression-direction="rtl"' in read("EPUB/package.opf", data)


def test_notes_lead_back_to_every_call() -> None:
    """A note called twice has two links back, told apart by ear; one that ends in a quotation has a line for it."""
    notes = read("EPUB/text/notes.xhtml")
    assert [part.partition('"')[0] for part in notes.split('role="doc-backlink" href="')[1:]] == [
        "essay.xhtml#r1",
        "essay.xhtml#r3",
        "essay.xhtml#r2",
    ]
    assert "in the text (2)" in notes
    assert '</blockquote><p class="backlinks"><a' in notes


def test_notes_are_set_where_the_part_has_none() -> None:
    """A notes part that holds only its heading is filled from the essay."""
    sample = samples.composition()
    bare = '<section class="part notes" id="notes"><h1>Notes</h1></section>'
    parts = tuple(replace(part, xhtml=bare) if part.role is Role.NOTES else part for part in sample.parts)
    notes = read("EPUB/text/notes.xhtml", package(replace(sample, parts=parts), Inputs()).data)
    assert '<ol class="notes"><li id="n1"><p>It is a comedy' in notes


def test_notes_without_a_part_are_an_error() -> None:
    """An edition may not lose its notes."""
    sample = samples.composition()
    parts = tuple(part for part in sample.parts if part.role is not Role.NOTES)
    with pytest.raises(RenderError, match="EP432"):
        package(replace(sample, parts=parts), Inputs())


# ---------------------------------------------------------------- cover
def test_the_cover_image_has_a_page_before_the_warning() -> None:
    """With spoilers the picture comes first, the warning next, both in the book."""
    assert 'role="doc-cover"' in read("EPUB/text/cover.xhtml")
    assert "Contains spoilers" in read("EPUB/text/notice.xhtml")


def test_the_cover_image_takes_the_place_of_a_plain_cover() -> None:
    """Without spoilers the picture is the cover; without a picture the part is."""
    sample = samples.plain_composition()
    assert "<img" in read("EPUB/text/cover.xhtml", package(sample, samples.inputs()).data)
    assert "<p>Short</p>" in read("EPUB/text/cover.xhtml", package(sample, Inputs()).data)


# ---------------------------------------------------------------- navigation
def test_the_contents_enter_through_the_warning() -> None:
    """The essay's line leads to the warning; a heading's safe words stand for it; the resume file needs no fragment."""
    assert list(links(read("EPUB/nav.xhtml"), "toc")) == [
        ("Bars & Falls", "text/notice.xhtml"),
        ("What the drum wants & gets", "text/essay.xhtml#s1"),
        ("What happens next", "text/essay.xhtml#s2"),
        ("Resting", "text/resume.xhtml"),
        ("Notes", "text/notes.xhtml"),
        ("About this edition", "text/colophon.xhtml"),
    ]


def test_the_contents_keep_emphasis() -> None:
    """A title in italics stays in italics."""
    assert "What the <em>drum</em> wants &amp; gets" in read("EPUB/nav.xhtml")


def test_the_contents_leave_note_calls_out() -> None:
    """A heading's note call, links and spans do not come along."""
    sample = samples.composition()
    xhtml = (
        '<a href="#s2" id="x1">On</a> time<a class="noteref" role="doc-noteref" href="#n1"><b>1</b></a>, <em>now</em>'
    )
    headings = (replace(sample.essay.headings[0], xhtml=xhtml), *sample.essay.headings[1:])
    data = package(replace(sample, essay=replace(sample.essay, headings=headings)), Inputs()).data
    assert '<a href="text/essay.xhtml#s1">On time, <em>now</em></a>' in read("EPUB/nav.xhtml", data)


def test_landmarks_and_guide_start_at_the_warning() -> None:
    """An app that opens at the first body matter opens at the warning."""
    assert list(links(read("EPUB/nav.xhtml"), "landmarks")) == [
        ("Cover", "text/cover.xhtml"),
        ("Start of the essay", "text/notice.xhtml"),
        ("Notes", "text/notes.xhtml"),
    ]
    assert '<reference type="text" title="Start of the essay" href="text/notice.xhtml"/>' in read("EPUB/package.opf")


def test_the_ncx_says_what_the_contents_say() -> None:
    """Labels and targets are the same, in the order of reading."""
    root = etree.fromstring(read("EPUB/toc.ncx").encode())
    ncx = "{http://www.daisy.org/z3986/2005/ncx/}"
    found = [
        (point.findtext(f"{ncx}navLabel/{ncx}text"), point[1].get("src"), point.get("playOrder"))
        for point in root.iter(f"{ncx}navPoint")
    ]
    assert [(label, href) for label, href, _ in found] == list(links(read("EPUB/nav.xhtml"), "toc"))
    assert [order for *_, order in found] == ["1", "2", "3", "4", "5", "6"]


def test_an_essay_without_headings_has_contents() -> None:
    """The essay itself is the one line."""
    data = package(samples.plain_composition(), Inputs()).data
    assert list(links(read("EPUB/nav.xhtml", data), "toc")) == [("Short", "text/essay.xhtml")]


# ---------------------------------------------------------------- metadata
def test_the_identifier_is_stable_and_tells_editions_apart() -> None:
    """A UUID of version 5 over authors, title and edition, unless front matter gives an identifier."""
    sample = samples.composition()
    metadata, edition = sample.metadata, sample.edition
    own = identifier(metadata, edition)
    assert own == "urn:uuid:e033f0d9-fb51-5f4f-a662-8cdd4c09b7d6"
    assert identifier(metadata, replace(edition, name="epub-large")) != own
    assert identifier(replace(metadata, authors=(Person("Cy", "Cy"),)), edition) != own
    given = replace(metadata, identifiers=Identifiers(epub="urn:isbn:9780000000002"))
    assert identifier(given, edition) == "urn:isbn:9780000000002"


@pytest.mark.parametrize(
    ("modified", "published", "expected"),
    [
        (date(2026, 4, 2), date(2026, 3, 1), "2026-04-02T00:00:00Z"),
        (None, date(1841, 3, 1), "1841-03-01T00:00:00Z"),
        (None, None, "2000-01-01T00:00:00Z"),
    ],
)
def test_the_date_of_change_is_the_essay_s(modified: date | None, published: date | None, expected: str) -> None:
    """`modified`, else `date`, else a fixed day: never the day of the build."""
    sample = samples.plain_composition()
    metadata = replace(sample.metadata, modified=modified, date=published)
    data = package(replace(sample, essay=replace(sample.essay, metadata=metadata)), Inputs()).data
    assert f'<meta property="dcterms:modified">{expected}</meta>' in read("EPUB/package.opf", data)


@pytest.mark.parametrize(
    "line",
    [
        '<dc:identifier id="work">https://doi.org/10.1000/182</dc:identifier>',
        '<meta property="identifier-type" refines="#work" scheme="onix:codelist5">06</meta>',
        '<meta property="title-type" refines="#title2">subtitle</meta>',
        '<dc:creator id="person1">Ann Example</dc:creator>',
        '<dc:contributor id="person2">Bo Ørn</dc:contributor>',
        '<meta property="role" refines="#person2" scheme="marc:relators">trl</meta>',
        '<meta property="file-as" refines="#person1">Example, Ann</meta>',
        '<meta property="group-position" refines="#series">3</meta>',
        "<dc:subject>Teaching</dc:subject>",
        "<dc:source>https://example.org/tempo</dc:source>",
        '<meta property="dcterms:conformsTo" id="conformance">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>',
        '<meta property="a11y:certifiedBy" refines="#conformance">Example Editions</meta>',
        '<meta property="schema:accessMode">visual</meta>',
        '<meta property="schema:accessibilityFeature">alternativeText</meta>',
        '<meta name="cover" content="cover-image"/>',
        '<item id="cover-image" href="images/cover.jpg" media-type="image/jpeg" properties="cover-image"/>',
    ],
)
def test_the_package_document_says(line: str) -> None:
    """Front matter is in the metadata, in the words of the standard."""
    assert line in read("EPUB/package.opf")


def test_nothing_is_claimed_that_is_not_there() -> None:
    """A bare essay has no access mode visual, no claim of conformance, no empty element."""
    text = read("EPUB/package.opf", package(samples.plain_composition(), Inputs()).data)
    for absent in ("visual", "alternativeText", "conformsTo", "certifiedBy", "pageBreak", "dc:date", "></"):
        assert absent not in text


# ---------------------------------------------------------------- pages of the printed edition
def test_print_pages_are_marked_where_they_begin() -> None:
    """Markers stand before the first whole word of each page, never in a heading; the page list leads to them."""
    breaks = (
        PageBreak("1", "b1", 0),
        PageBreak("2", "s1", 0),
        PageBreak("3", "b3", 8),
        PageBreak("iv", "b13", 9),
    )
    page_map = PageMap("a5", "classic", breaks)
    data = package(samples.composition(), Inputs(page_map=page_map)).data
    essay, resume = read("EPUB/text/essay.xhtml", data), read("EPUB/text/resume.xhtml", data)
    marker = '<{0} id="page{1}" class="pagebreak" role="doc-pagebreak" aria-label="{1}" epub:type="pagebreak"></{0}>'
    assert '<p id="b1" class="first">' + marker.format("span", 1) + "In the first film" in essay
    assert marker.format("div", 2) + '\n<h2 id="s1">' in essay
    assert "The lesson " + marker.format("span", 3) + "lasts an hour" in essay
    assert 'aria-label="iv"' in resume
    assert list(links(read("EPUB/nav.xhtml", data), "page-list")) == [
        ("1", "text/essay.xhtml#page1"),
        ("2", "text/essay.xhtml#page2"),
        ("3", "text/essay.xhtml#page3"),
        ("iv", "text/resume.xhtml#page4"),
    ]
    assert "Example Editions, a5 edition, layout classic</meta>" in read("EPUB/package.opf", data)


def test_note_calls_do_not_count_where_a_page_begins() -> None:
    """The print edition sets its calls apart from the text, so its page map does not count them."""
    page_map = PageMap("a5", "classic", (PageBreak("1", "b3", 31),))
    data = package(samples.composition(), Inputs(page_map=page_map)).data
    marker = '<span id="page1" class="pagebreak" role="doc-pagebreak" aria-label="1" epub:type="pagebreak"></span>'
    assert f"2</a> a {marker}week." in read("EPUB/text/essay.xhtml", data)


def test_a_page_that_ends_inside_the_last_word_is_marked_after_it() -> None:
    """A word cut by the page break keeps its marker behind it, at the end of a paragraph too."""
    page_map = PageMap("a5", "classic", (PageBreak("1", "b3", 31), PageBreak("2", "b3", 33)))
    data = package(samples.composition(), Inputs(page_map=page_map)).data
    assert re.search(r'week\.<span id="page2"[^>]*></span></p>', read("EPUB/text/essay.xhtml", data))


def test_a_page_that_begins_nowhere_is_an_error() -> None:
    """A page map of another text cannot be set."""
    page_map = PageMap("a5", "classic", (PageBreak("1", "b99", 0), PageBreak("2", "b1", 5000)))
    with pytest.raises(RenderError) as caught:
        package(samples.composition(), Inputs(page_map=page_map))
    assert [item.code for item in caught.value.diagnostics] == ["EP434", "EP434"]
