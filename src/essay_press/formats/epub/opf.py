"""The package document: what the book is, what is in it, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from essay_press.formats.epub import xhtml
from essay_press.formats.epub.contents import Landmark
from essay_press.formats.epub.identity import identifier, modified
from essay_press.model import Accessibility, Edition, Metadata, Person
from essay_press.typography.languages import is_rtl

__all__ = ["Item", "package_document"]

_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
# Apple Books shows a book's own fonts only when the book says, in Apple's words, that it brought them.
_IBOOKS = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
# Makers of the text itself; a translator, an illustrator or an editor contributes to it.
_CREATORS = frozenset({"aut", "cre", "dub"})
# ONIX code list 5.
_SCHEMES = (("urn:isbn:", "15"), ("https://doi.org/", "06"))


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the manifest: id, path from the package document, media type, properties, place in the spine or not."""

    id: str
    href: str
    media_type: str
    properties: str = ""
    spine: bool = False


def package_document(
    metadata: Metadata,
    edition: Edition,
    items: Sequence[Item],
    marks: Sequence[Landmark],
    accessibility: Iterable[tuple[str, str]],
    page_source: str,
) -> bytes:
    """Return the package document; `page_source` names the print edition of the page numbers, or is empty."""
    root = xhtml.root("package", {None: _OPF})
    fonts = any(item.media_type.startswith("font/") for item in items)
    for key, value in {"version": "3.0", "unique-identifier": "uid", xhtml.XML_LANG: metadata.language}.items():
        root.set(key, value)
    root.set("dir", "rtl" if is_rtl(metadata.language) else "ltr")
    if fonts:
        root.set("prefix", _IBOOKS)
    block = etree.SubElement(root, f"{{{_OPF}}}metadata", nsmap={"dc": _DC})
    writer = _Metadata(block)
    _identify(writer, metadata, edition)
    _credit(writer, metadata)
    _describe(writer, metadata)
    writer.meta("dcterms:modified", modified(metadata))
    if page_source:
        writer.meta("pageBreakSource", page_source)
    if metadata.accessibility is not None:
        _claim(writer, metadata.accessibility)
    for name, value in accessibility:
        writer.meta(name, value)
    if fonts:
        writer.meta("ibooks:specified-fonts", "true")
    cover = next((item for item in items if item.properties == "cover-image"), None)
    if cover is not None:
        legacy = etree.SubElement(block, f"{{{_OPF}}}meta")
        legacy.set("name", "cover")
        legacy.set("content", cover.id)
    _manifest(root, items)
    _spine(root, items, metadata.language)
    _guide(root, marks)
    text = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


class _Metadata:
    """Writes the metadata block; everything goes in through `add` and `meta`, in order."""

    def __init__(self, block: etree._Element) -> None:
        """Write into `block`."""
        self._block = block

    def add(self, name: str, text: str, identifier: str = "") -> None:
        """Add a Dublin Core element, unless it would be empty."""
        if not text:
            return
        node = etree.SubElement(self._block, f"{{{_DC}}}{name}")
        node.text = text
        if identifier:
            node.set("id", identifier)

    def meta(self, name: str, text: str, refines: str = "", scheme: str = "", identifier: str = "") -> None:
        """Add a `meta` property, unless it would be empty."""
        if not text:
            return
        node = etree.SubElement(self._block, f"{{{_OPF}}}meta")
        node.set("property", name)
        for key, value in (("refines", f"#{refines}" if refines else ""), ("scheme", scheme), ("id", identifier)):
            if value:
                node.set(key, value)
        node.text = text


def _identify(writer: _Metadata, metadata: Metadata, edition: Edition) -> None:
    """Write the identifiers: the book's own first, then that of the work."""
    own = identifier(metadata, edition)
    found = {"uid": own}
    if metadata.identifiers.work and metadata.identifiers.work != own:
        found["work"] = metadata.identifiers.work
    for key, value in found.items():
        writer.add("identifier", value, key)
        for start, code in _SCHEMES:
            if value.startswith(start):
                writer.meta("identifier-type", code, refines=key, scheme="onix:codelist5")


def _credit(writer: _Metadata, metadata: Metadata) -> None:
    """Write titles, language and people."""
    for order, (kind, text) in enumerate((("main", metadata.named_title), ("subtitle", metadata.subtitle)), start=1):
        if text:
            writer.add("title", text, f"title{order}")
            writer.meta("title-type", kind, refines=f"title{order}")
            writer.meta("display-seq", str(order), refines=f"title{order}")
    for number, person in enumerate(metadata.authors, start=1):
        _person(writer, person, number)
    writer.add("language", metadata.language)


def _person(writer: _Metadata, person: Person, number: int) -> None:
    """Write a maker with the name to sort by, the MARC role and the place in the list."""
    key = f"person{number}"
    writer.add("creator" if person.role in _CREATORS else "contributor", person.name, key)
    writer.meta("role", person.role, refines=key, scheme="marc:relators")
    writer.meta("file-as", person.sort_name, refines=key)
    writer.meta("display-seq", str(number), refines=key)


def _describe(writer: _Metadata, metadata: Metadata) -> None:
    """Write date, publisher, rights, description, source, subjects and series."""
    writer.add("date", metadata.date.isoformat() if metadata.date else "")
    writer.add("publisher", metadata.publisher)
    writer.add("rights", metadata.rights)
    writer.add("description", metadata.description)
    writer.add("source", metadata.url or metadata.first_published)
    for subject in metadata.subjects:
        writer.add("subject", subject)
    if metadata.series is not None:
        writer.meta("belongs-to-collection", metadata.series.name, identifier="series")
        writer.meta("collection-type", "series", refines="series")
        writer.meta("group-position", metadata.series.number, refines="series")


def _claim(writer: _Metadata, claim: Accessibility) -> None:
    """Write the claim of conformance that front matter makes, word for word as the standard has it."""
    standard = f"EPUB Accessibility 1.1 - WCAG 2.2 Level {claim.conforms}"
    writer.meta("dcterms:conformsTo", standard, identifier="conformance")
    writer.meta("a11y:certifiedBy", claim.certified_by, refines="conformance")


def _manifest(root: etree._Element, items: Sequence[Item]) -> None:
    """Write the manifest."""
    manifest = etree.SubElement(root, f"{{{_OPF}}}manifest")
    for item in items:
        node = etree.SubElement(manifest, f"{{{_OPF}}}item")
        for key, value in (("id", item.id), ("href", item.href), ("media-type", item.media_type)):
            node.set(key, value)
        if item.properties:
            node.set("properties", item.properties)


def _spine(root: etree._Element, items: Sequence[Item], language: str) -> None:
    """Write the spine."""
    spine = etree.SubElement(root, f"{{{_OPF}}}spine")
    spine.set("toc", "ncx")
    if is_rtl(language):
        spine.set("page-progression-direction", "rtl")
    for item in items:
        if item.spine:
            etree.SubElement(spine, f"{{{_OPF}}}itemref").set("idref", item.id)


def _guide(root: etree._Element, marks: Sequence[Landmark]) -> None:
    """Write the guide of EPUB 2: the cover, and where reading starts."""
    kinds = {"cover": "cover", "bodymatter": "text", "endnotes": "notes"}
    guide = etree.SubElement(root, f"{{{_OPF}}}guide")
    for mark in marks:
        node = etree.SubElement(guide, f"{{{_OPF}}}reference")
        for key, value in (("type", kinds[mark.kind]), ("title", mark.label), ("href", f"text/{mark.href}")):
            node.set(key, value)
