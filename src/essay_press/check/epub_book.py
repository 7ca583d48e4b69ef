"""A finished EPUB as its checks see it: what the bytes say, nothing that the build said."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import CheckError

__all__ = [
    "HEADINGS",
    "OPS",
    "Book",
    "Item",
    "body",
    "classes",
    "elements",
    "epub_type",
    "error",
    "local",
    "read",
    "squeeze",
    "target",
]

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# An EPUB of an essay is far from this; a file that claims more is not opened further.
_NCX = "application/x-dtbncx+xml"

MAX_BYTES = 400 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest; `path` is where it is in the container."""

    id: str
    path: str
    media_type: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A parsed EPUB: its files, package document, manifest, spine (paths), documents (path → `html`), NCX or None."""

    files: Mapping[str, bytes]
    package_path: str
    package: etree._Element
    items: tuple[Item, ...]
    spine: tuple[str, ...]
    documents: Mapping[str, etree._Element]
    ncx: etree._Element | None = None

    @property
    def nav(self) -> etree._Element | None:
        """Return the navigation document."""
        return next((self.documents.get(item.path) for item in self.items if "nav" in item.properties), None)

    @property
    def nav_path(self) -> str:
        """Return where the navigation document is, or nothing."""
        return next((item.path for item in self.items if "nav" in item.properties), "")

    @property
    def ncx_path(self) -> str:
        """Return where the NCX is, or nothing."""
        return next((item.path for item in self.items if item.media_type == _NCX), "")

    @property
    def sheets(self) -> dict[str, str]:
        """Return the style sheets by path, in the order of the manifest."""
        found = [item.path for item in self.items if item.media_type == "text/css" and item.path in self.files]
        return {path: self.files[path].decode("utf-8", "replace") for path in found}

    def reading(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield the documents of the spine in reading order, with their paths."""
        return ((path, self.documents[path]) for path in self.spine if path in self.documents)


def read(data: bytes) -> Book:
    """Return the book in `data`; raises CheckError when it is none, or is not whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise CheckError(error("EP530", "the file unpacks to more than 400 MB"))
            files = {entry.filename: archive.read(entry) for entry in archive.infolist() if entry.filename[-1:] != "/"}
        container = _xml(files["META-INF/container.xml"], "META-INF/container.xml")
        package_path = str(next(node.get("full-path") for node in elements(container) if local(node) == "rootfile"))
        package = _xml(files[package_path], package_path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error) as fault:
        raise CheckError(error("EP530", f"the file is not a readable ZIP archive ({fault})")) from fault
    except KeyError as fault:
        raise CheckError(error("EP530", f"the container lacks {fault.args[0]}")) from fault
    except StopIteration as fault:
        raise CheckError(error("EP530", "META-INF/container.xml names no package document")) from fault
    items = tuple(_items(package, package_path))
    by_id = {item.id: item.path for item in items}
    spine = tuple(by_id.get(node.get("idref") or "", "") for node in elements(package) if local(node) == "itemref")
    texts = [item.path for item in items if item.media_type == "application/xhtml+xml" and item.path in files]
    documents = {path: _xml(files[path], path) for path in texts}
    older = next((item.path for item in items if item.media_type == _NCX and item.path in files), "")
    return Book(files, package_path, package, items, spine, documents, _xml(files[older], older) if older else None)


def _items(package: etree._Element, package_path: str) -> Iterator[Item]:
    """Yield the items of the manifest."""
    for node in elements(package):
        if node.tag == f"{{{OPF}}}item":
            path = target(node.get("href") or "", package_path)[0]
            properties = tuple((node.get("properties") or "").split())
            yield Item(node.get("id") or "", path, node.get("media-type") or "", properties)


def _xml(data: bytes, path: str) -> etree._Element:
    """Return the root of an XML file; raises CheckError where it does not parse."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(declared.iterentities()):  # type: ignore[union-attr]
            raise CheckError(error("EP530", f"{path} declares entities, which no reading system has to follow"))
        return root
    except etree.XMLSyntaxError as fault:
        raise CheckError(error("EP530", f"{path} is not well-formed: {fault.msg}")) from fault


def target(href: str, base: str) -> tuple[str, str]:
    """Return (path in the container, fragment) of a relative `href` in the file at `base`."""
    path, _, fragment = href.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path))) if path else base
    return where, unquote(fragment)


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Yield `root` and the elements below it, in document order."""
    return (node for node in root.iter() if isinstance(node.tag, str))


def body(html: etree._Element) -> etree._Element:
    """Return the body of a content document, or the document itself where it has none."""
    return next((node for node in html if isinstance(node.tag, str) and local(node) == "body"), html)


def local(node: etree._Element) -> str:
    """Return the local name of an element."""
    return str(node.tag).rpartition("}")[2]


def classes(node: etree._Element) -> list[str]:
    """Return the classes of an element."""
    return (node.get("class") or "").split()


def epub_type(node: etree._Element) -> list[str]:
    """Return the values of an element's `epub:type`."""
    return (node.get(f"{{{OPS}}}type") or "").split()


def squeeze(text: str) -> str:
    """Return `text` with each run of white space as one space, none at the ends, and no soft hyphens."""
    return " ".join(text.replace("\u00ad", "").split())


def error(code: str, message: str, hint: str = "") -> Diagnostic:
    """Return an error without a place: it stands in the file that is checked."""
    return Diagnostic(Severity.ERROR, code, message, hint=hint)
