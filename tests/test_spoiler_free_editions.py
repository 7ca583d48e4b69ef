"""The editions without spoilers as a reader meets them: cover, title, identity, bars, gaps; and the others' marks."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pikepdf
import pypdfium2
import pytest
from lxml import etree

from essay_press import editions, layouts
from essay_press.compose import compose
from essay_press.formats.epub.identity import identifier
from essay_press.formats.pdf import cover
from essay_press.formats.pdf.metadata import full_title
from essay_press.formats.pdf.render import lay_out
from leak_samples import epub, essay, kept, made, pdf

DESIGNS = ("classic", "modern")


def words(page: int) -> str:
    """Return the words on a page of the PDF, in one line."""
    return " ".join(pypdfium2.PdfDocument(pdf())[page].get_textpage().get_text_range().split())


def files() -> dict[str, str]:
    """Return the text files of the EPUB."""
    with ZipFile(io.BytesIO(epub())) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".opf", ".ncx"))]
        return {name: archive.read(name).decode() for name in names}


@pytest.mark.parametrize("layout", [*DESIGNS, "large-print"])
def test_the_cover_says_that_nothing_is_given_away(layout: str) -> None:
    """In the place of the warning, in every design, for print and for the picture on an EPUB."""
    design = layouts.load(layout)
    chosen = layouts.choose_options(design, kept().metadata)
    for edition in (editions.named("epub-spoiler-free"), cover.edition(layout)):
        part = compose(kept(), design, edition, chosen).parts[0]
        said = " ".join("".join(map(str, etree.fromstring(part.xhtml).itertext())).split())
        assert "Spoiler-free edition Nothing here spoils The Lamp (1931)." in said
        assert "Contains spoilers" not in said


def test_the_pages_say_where_something_is_missing() -> None:
    """The cover, a bar in a line, a line for the blocks, the imprint."""
    count = len(pypdfium2.PdfDocument(pdf()))
    body = " ".join(words(page) for page in range(1, count))
    assert "Nothing here spoils The Lamp (1931)." in words(0)
    assert re.search(r"At the end spoiler removed ?, and the boats", body)
    assert "Who was in the boat. Left out here: a paragraph, a quotation, and a figure." in body
    assert "What would spoil the story is left out of this edition." in body
    assert "The full edition: https://example.org/a-light-kept" in body


def test_its_title_and_identity_are_its_own() -> None:
    """On a shelf beside the full edition neither is taken for the other."""
    with pikepdf.open(io.BytesIO(pdf())) as opened, pikepdf.open(io.BytesIO(made("a5").data)) as other:
        titles = [str(item.docinfo["/Title"]) for item in (opened, other)]
        packets = [item.Root.Metadata.read_bytes().decode() for item in (opened, other)]
    assert titles == ["A Light Kept: On rooms and weather (spoiler-free)", "A Light Kept: On rooms and weather"]
    found = [re.findall(r"<dc:identifier>(.*?)</dc:identifier>", packet) for packet in packets]
    assert (len(found[0]), found[0] == found[1]) == (1, False)
    names = ("epub", "epub-spoiler-free")
    assert len({identifier(kept().metadata, editions.named(name)) for name in names}) == 2
    assert ">A Light Kept (spoiler-free)</dc:title>" in files()["EPUB/package.opf"]
    assert full_title(essay().metadata) == titles[1]


def test_an_epub_without_spoilers_opens_at_the_essay() -> None:
    """There is no warning to pass; its contents have the safe words, and page numbers are those of its own print."""
    found = files()
    assert "doc-notice" not in "".join(found.values())
    links = list(etree.fromstring(found["EPUB/nav.xhtml"].encode()).iter("{*}a"))
    assert [str(link.get("href")) for link in links if "bodymatter" in link.values()] == ["text/essay.xhtml"]
    labels = ["".join(map(str, link.itertext())) for link in links]
    assert labels[:3] == ["A Light Kept", "What the Woman Saw", "The Morning After"]
    assert 'role="doc-pagebreak"' in found["EPUB/text/essay.xhtml"]


def ruled(layout: str, **options: str) -> set[str]:
    """Return the tags of the boxes that a design draws a rule beside, in the margin, with these options."""
    design = layouts.load(layout)
    chosen = layouts.choose_options(design, essay().metadata, tuple(options.items()))
    edition = editions.named("large-print" if layout == "large-print" else "a5")
    pages = lay_out(compose(essay(), design, edition, chosen)).document.pages
    boxes = [box for page in pages for box in page._page_box.descendants() if box.element_tag in ("div", "p", "h2")]
    return {
        box.element_tag for box in boxes if box.style["border_left_width"] > 1 and box.style["margin_left"].value < 0
    }


@pytest.mark.parametrize("layout", [*DESIGNS, "large-print"])
def test_the_others_may_mark_spoilers_in_the_margin(layout: str) -> None:
    """A rule beside each marked block and each paragraph that holds a mark; off by default."""
    assert ruled(layout) == set()
    assert ruled(layout, spoiler_marks="true") == {"div", "p", "h2"}
