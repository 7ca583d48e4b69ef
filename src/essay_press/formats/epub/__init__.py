"""EPUB 3: a composition in, one file out, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence

from essay_press.formats.epub import images
from essay_press.formats.epub.accessibility import properties
from essay_press.formats.epub.container import PACKAGE, pack
from essay_press.formats.epub.contents import contents, landmarks
from essay_press.formats.epub.documents import Document, write
from essay_press.formats.epub.fonts import Font, embed, face_rules, family_rules
from essay_press.formats.epub.identity import identifier
from essay_press.formats.epub.links import Targets, resolve
from essay_press.formats.epub.nav import nav
from essay_press.formats.epub.ncx import ncx
from essay_press.formats.epub.notes import add_backlinks
from essay_press.formats.epub.opf import Item, package_document
from essay_press.formats.epub.pages import mark
from essay_press.formats.epub.semantics import annotate
from essay_press.formats.epub.sheets import join
from essay_press.formats.epub.xhtml import name, serialise, walk
from essay_press.model import Artifact, Composition, CoverImage, Inputs, Metadata, PageMap

__all__ = ["package"]

_XHTML = "application/xhtml+xml"


def package(composition: Composition, inputs: Inputs) -> Artifact:
    """Return the EPUB of `composition`.

    Raises RenderError when a link leads nowhere, notes have no part, a face may not be embedded, or the page map is of
    another text.
    """
    metadata, words = composition.metadata, dict(composition.strings)
    title, book = metadata.title, metadata.named_title
    documents = write(composition, inputs, title, words)
    add_backlinks(documents, composition.essay.notes, words)
    for document in documents:
        annotate(document.body, document.role)
    markers = mark(documents, inputs.page_map)
    targets = Targets(documents)
    resolve(documents, targets)
    entries = contents(documents, targets, composition.essay.headings, title, words)
    marks = landmarks(documents, words)
    navigation = nav(entries, marks, markers, metadata.language, words)
    pictures = images.prepare(composition.essay.assets, _sources(documents))
    for document in documents:
        images.link(document.body, pictures)
    css = join(composition.stylesheets)
    faces = composition.layout.fonts
    trees = [*(item.html for item in documents), navigation]
    fonts = embed(faces, trees, [family_rules(faces), css])
    items = _items(documents, pictures, fonts, inputs.cover_image)
    facts = properties([item.body for item in documents], words, pages=bool(markers))
    source = _page_source(metadata, inputs.page_map)
    head = {"identifier": identifier(metadata, composition.edition), "title": book, "language": metadata.language}
    files = {
        PACKAGE: package_document(metadata, composition.edition, items, marks, facts, source),
        "EPUB/nav.xhtml": serialise(navigation),
        "EPUB/toc.ncx": ncx(entries, markers, documents, head, words),
        "EPUB/css/fonts.css": (face_rules(fonts) + family_rules(font.face for font in fonts)).encode(),
        "EPUB/css/book.css": css.encode(),
        **{f"EPUB/text/{item.filename}": serialise(item.html) for item in documents},
        **{f"EPUB/images/{item.href}": item.data for item in pictures},
        **{f"EPUB/fonts/{item.href}": item.data for item in fonts},
    }
    if inputs.cover_image is not None:
        files["EPUB/images/cover.jpg"] = inputs.cover_image.data
    notes = tuple(diagnostic for picture in pictures for diagnostic in picture.diagnostics)
    return Artifact(_filename(composition), "application/epub+zip", pack(files), composition.edition.name, 0, notes)


def _filename(composition: Composition) -> str:
    """Return the name of the file: the essay's, and the edition's where that says more than the ending does."""
    edition = composition.edition.name
    return f"{composition.stem}.epub" if edition == "epub" else f"{composition.stem}-{edition}.epub"


def _sources(documents: Sequence[Document]) -> list[str]:
    """Return the pictures that the documents show, by their names in the essay."""
    return [str(node.get("src")) for item in documents for node in walk(item.body) if name(node) == "img"]


def _page_source(metadata: Metadata, page_map: PageMap | None) -> str:
    """Return what the page numbers are those of: the print edition's ISBN, else its name; empty without pages."""
    if page_map is None or not page_map.breaks:
        return ""
    by = f"{metadata.publisher}, " if metadata.publisher else ""
    return metadata.identifiers.print or f"{by}{page_map.edition} edition, layout {page_map.layout}"


def _items(
    documents: Sequence[Document], pictures: Sequence[images.Picture], fonts: Sequence[Font], cover: CoverImage | None
) -> list[Item]:
    """Return the manifest: navigation, styles, texts in reading order, pictures, fonts."""
    items = [
        Item("nav", "nav.xhtml", _XHTML, "nav"),
        Item("ncx", "toc.ncx", "application/x-dtbncx+xml"),
        Item("css-fonts", "css/fonts.css", "text/css"),
        Item("css-book", "css/book.css", "text/css"),
    ]
    for document in documents:
        stem = document.filename.removesuffix(".xhtml")
        items.append(Item(stem, f"text/{document.filename}", _XHTML, spine=True))
    if cover is not None:
        items.append(Item("cover-image", "images/cover.jpg", "image/jpeg", "cover-image"))
    for number, picture in enumerate(pictures, start=1):
        items.append(Item(f"image-{number}", f"images/{picture.href}", picture.media_type))
    for number, font in enumerate(fonts, start=1):
        items.append(Item(f"font-{number}", f"fonts/{font.href}", font.media_type))
    return items
