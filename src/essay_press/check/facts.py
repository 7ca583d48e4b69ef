"""What a PDF says of itself: its catalogue, XMP packet, bookmarks and links, read with pikepdf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from lxml import etree

__all__ = [
    "ATTACHED",
    "Bookmark",
    "Facts",
    "Jump",
    "actions",
    "bookmarks",
    "destinations",
    "facts",
    "jumps",
    "leads",
    "links",
]

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
PDFX = "{http://www.npes.org/pdfx/ns/id/}"
ATTACHED = "attached files"
DEPTH = 60  # bookmarks inside bookmarks


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: its words, its depth from 1, whether it leads to a page."""

    title: str
    depth: int
    leads: bool


@dataclass(frozen=True, slots=True)
class Jump:
    """A link inside the file: the page (from 0) and the place to touch, the page that it leads to and the height there.

    Places are in points, left, bottom, right, top; the height is None where the link says none.
    """

    page: int
    rect: tuple[float, float, float, float]
    target: int
    height: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Metadata: title as XMP and the Info dictionary have it, language, claims such as `pdf/a-2a`, all texts."""

    title: str
    info_title: str
    language: str
    claims: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]


def facts(pdf: pikepdf.Pdf) -> Facts:
    """Return the metadata of a file."""
    xmp = _xmp(pdf)
    info = {str(key).lstrip("/"): str(value) for key, value in pdf.docinfo.items()}
    title = "".join(_texts(xmp, f"{DC}title")[:1]) if xmp is not None else ""
    texts = [(f"Info/{key}", value) for key, value in sorted(info.items())]
    if xmp is not None:
        texts += [("XMP", text) for text in map(str.strip, map(str, xmp.itertext())) if text]
        texts += [("XMP", str(value)) for item in xmp.iter() for value in item.attrib.values() if value]
    claims = _claims(xmp) if xmp is not None else ()
    # Before PDF/X-4, the claim stands in the Info dictionary (ISO 15930-1, 6.10).
    if old := info.get("GTS_PDFXConformance", info.get("GTS_PDFXVersion", "")):
        claims = (*claims, old.lower())
    return Facts(title, info.get("Title", ""), str(pdf.Root.get("/Lang", "")), claims, tuple(texts))


def _xmp(pdf: pikepdf.Pdf) -> etree._Element | None:
    if "/Metadata" not in pdf.Root:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(pdf.Root.Metadata.read_bytes(), parser)
    except etree.XMLSyntaxError:
        return None


def _texts(xmp: etree._Element, tag: str) -> list[str]:
    """Return the items of a property, or its plain text."""
    found: list[str] = []
    for element in xmp.iter(tag):
        items = [item.text or "" for item in element.iter(f"{RDF}li")]
        found += items or [element.text or ""]
    return found


def _claims(xmp: etree._Element) -> tuple[str, ...]:
    def value(name: str) -> str:
        for element in xmp.iter(f"{RDF}Description"):
            if element.get(name):
                return str(element.get(name))
        return next((text.strip() for text in _texts(xmp, name)), "")

    claims = []
    if value(f"{PDFA}part"):
        claims.append(f"pdf/a-{value(f'{PDFA}part')}{value(f'{PDFA}conformance').lower()}")
    if value(f"{PDFUA}part"):
        claims.append(f"pdf/ua-{value(f'{PDFUA}part')}")
    if value(f"{PDFX}GTS_PDFXVersion"):
        claims.append(value(f"{PDFX}GTS_PDFXVersion").lower())
    return tuple(claims)


def bookmarks(pdf: pikepdf.Pdf) -> tuple[Bookmark, ...]:
    """Return the outline in its order."""
    pages = {page.obj.objgen for page in pdf.pages}
    named = destinations(pdf)
    root = pdf.Root.get("/Outlines")
    return tuple(_bookmarks(root, 1, pages, named, set())) if root is not None else ()


def _bookmarks(
    parent: Any, depth: int, pages: set[tuple[int, int]], named: dict[str, Any], seen: set[tuple[int, int]]
) -> Iterator[Bookmark]:
    item = parent.get("/First")
    while item is not None and depth < DEPTH and item.objgen not in seen:
        seen.add(item.objgen)
        target = item.get("/Dest", item.get("/A", {}).get("/D"))
        yield Bookmark(str(item.get("/Title", "")), depth, leads(target, pages, named))
        yield from _bookmarks(item, depth + 1, pages, named, seen)
        item = item.get("/Next")


def destinations(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Return the named destinations of a file."""
    found: dict[str, Any] = {}
    for key, value in pdf.Root.get("/Dests", pikepdf.Dictionary()).items():
        found[str(key).lstrip("/")] = value
    if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        for name, value in pikepdf.NameTree(pdf.Root.Names.Dests).items():
            found[str(name)] = value
    return found


def leads(target: Any, pages: set[tuple[int, int]], named: dict[str, Any]) -> bool:
    """Return whether a destination, named or not, ends on a page of the file."""
    found = _explicit(target, named)
    return found is not None and getattr(found[0], "objgen", None) in pages


def _explicit(target: Any, named: dict[str, Any]) -> pikepdf.Array | None:
    """Return a destination, named or not, as its array: the page, how it is shown, where."""
    if isinstance(target, pikepdf.String | pikepdf.Name | str):
        target = named.get(str(target).lstrip("/") if isinstance(target, pikepdf.Name) else str(target))
    if isinstance(target, pikepdf.Dictionary):
        target = target.get("/D")
    return target if isinstance(target, pikepdf.Array) and len(target) else None


def jumps(pdf: pikepdf.Pdf) -> Iterator[Jump]:
    """Yield the links that lead to a page of the file."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    named = destinations(pdf)
    for index, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            action = annotation.get("/A", pikepdf.Dictionary())
            found = _explicit(annotation.get("/Dest", action.get("/D")), named)
            target = numbers.get(getattr(found[0], "objgen", (0, 0))) if found is not None else None
            if annotation.get("/Subtype") != "/Link" or found is None or target is None:
                continue
            x0, y0, x1, y1 = (float(value) for value in annotation.Rect)
            exact = len(found) > 3 and found[1] == "/XYZ" and found[3] is not None
            yield Jump(index, (x0, y0, x1, y1), target, float(found[3]) if exact else None)


def links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str, bool]]:
    """Yield (page index, web address or empty, whether it leads somewhere) for each link."""
    pages = {page.obj.objgen for page in pdf.pages}
    named = destinations(pdf)
    for index, page in enumerate(pdf.pages):
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                continue
            action = annotation.get("/A", pikepdf.Dictionary())
            if action.get("/S") == "/URI":
                address = str(action.get("/URI", ""))
                yield index, address, address.lower().startswith(("http://", "https://", "mailto:"))
            else:
                yield index, "", leads(annotation.get("/Dest", action.get("/D")), pages, named)


def actions(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what a document for print must not carry: scripts, launches, attachments, media."""
    root = pdf.Root
    names = root.get("/Names", pikepdf.Dictionary())
    if "/JavaScript" in names:
        yield "JavaScript"
    if "/EmbeddedFiles" in names or "/AF" in root:
        yield ATTACHED
    if "/AA" in root or any("/AA" in page.obj for page in pdf.pages):
        yield "actions that run by themselves"
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") not in (None, "/GoTo"):
        yield f"an action on opening ({str(opening.S).lstrip('/')})"
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            kind = str(annotation.get("/Subtype", "")).lstrip("/")
            if kind in ("FileAttachment", "RichMedia", "Screen", "Movie", "Sound", "3D", "Widget"):
                yield f"an annotation of kind {kind}"
            action = str(annotation.get("/A", pikepdf.Dictionary()).get("/S", "/GoTo")).lstrip("/")
            if action not in ("GoTo", "URI"):
                yield f"a link that runs {action}"
