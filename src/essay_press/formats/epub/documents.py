"""Content documents: one XHTML file for each part, in the order of the spine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.xhtml import EPUB_TYPE, XML_LANG, element, name, parse, text_of, walk
from essay_press.model import Composition, Inputs, Part, Role
from essay_press.typography.languages import is_rtl

__all__ = ["Document", "open_document", "write"]

_MATTER = {
    Role.COVER: "frontmatter",
    Role.TITLE_PAGE: "frontmatter",
    # A reading app opens at the first body matter: that has to be the warning, not the essay behind it.
    Role.NOTICE: "bodymatter",
    Role.ESSAY: "bodymatter",
    Role.RESUME: "bodymatter",
    Role.NOTES: "backmatter",
    Role.COLOPHON: "backmatter",
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Document:
    """A spine item: its file name below `text/`, the part it sets (None for the cover picture), role, title, tree."""

    filename: str
    part: Part | None
    role: Role
    title: str
    html: etree._Element

    @property
    def body(self) -> etree._Element:
        """Return the `body` element."""
        return self.html[1]

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the document, in order."""
        return tuple(str(node.get("id")) for node in walk(self.html) if node.get("id"))

    @property
    def top_ids(self) -> frozenset[str]:
        """Return the ids that stand at the very top of the file, which a link reaches without a fragment."""
        found = []
        for node in walk(self.body):
            found.append(node.get("id") or "")
            if name(node) in _HEADINGS or (node.text or "").strip():
                break
        return frozenset(filter(None, found))


def write(composition: Composition, inputs: Inputs, title: str, words: Mapping[str, str]) -> tuple[Document, ...]:
    """Return the content documents in reading order, their links not yet resolved.

    With a cover image its page comes first, and a plain cover part (one without a warning) gives way to it.
    """
    language = composition.metadata.language
    documents: list[Document] = []
    if inputs.cover_image is not None:
        documents.append(_cover(inputs.cover_image.alt, language, words["cover"]))
    taken = {document.filename for document in documents}
    for part in composition.parts:
        if part.role is Role.COVER and inputs.cover_image is not None:
            continue
        filename = _filename(part.role, taken)
        taken.add(filename)
        documents.append(_document(part, filename, language, part.title or title))
    return tuple(documents)


def _filename(role: Role, taken: set[str]) -> str:
    """Return a file name from the role and position alone: a name made of a heading could give the plot away."""
    suffixes = chain([""], (f"-{number}" for number in count(2)))
    return next(name for suffix in suffixes if (name := f"{role.value}{suffix}.xhtml") not in taken)


def _document(part: Part, filename: str, language: str, title: str) -> Document:
    """Return the content document of `part`."""
    try:
        fragment = parse(part.xhtml)
    except etree.XMLSyntaxError as error:
        raise RenderError(
            Diagnostic(
                Severity.ERROR,
                "EP430",
                f"the part “{part.name}” is not well-formed XHTML: {error.msg}",
                hint="look at the layout's template of this part",
            )
        ) from error
    html = open_document(language, title, _MATTER[part.role], part.role.value)
    body = html[1]
    for node in list(fragment):
        node.tail = "\n"
        body.append(node)
    if len(body):
        _label(body[0], filename.removesuffix(".xhtml"), part.title)
    return Document(filename, part, part.role, title, html)


def _cover(alt: str, language: str, title: str) -> Document:
    """Return the page that shows the cover image."""
    html = open_document(language, title, "frontmatter", "cover")
    section = element("section", {EPUB_TYPE: "cover", "class": "cover-image", "aria-label": title})
    section.append(element("img", {"role": "doc-cover", "src": "../images/cover.jpg", "alt": alt}))
    html[1].append(section)
    return Document("cover.xhtml", None, Role.COVER, title, html)


def open_document(language: str, title: str, matter: str, kind: str, root: str = "../") -> etree._Element:
    """Return an `html` element with its head and an empty body; `root` leads to the folder that holds `css/`."""
    html = element("html", {XML_LANG: language, "lang": language})
    if is_rtl(language):
        html.set("dir", "rtl")
    html.text = "\n"
    top = _head(title, root)
    top.tail = "\n"
    html.append(top)
    body = element("body", {"class": kind})
    if matter:
        body.set(EPUB_TYPE, matter)
    body.tail = "\n"
    html.append(body)
    return html


def _head(title: str, root: str) -> etree._Element:
    """Return the `head` of a document: character set, title, the two style sheets."""
    node = element("head")
    node.append(element("meta", {"charset": "utf-8"}))
    node.append(element("title", text=title))
    for sheet in ("fonts", "book"):
        link = {"rel": "stylesheet", "type": "text/css", "href": f"{root}css/{sheet}.css"}
        node.append(element("link", link))
    return node


def _label(section: etree._Element, stem: str, title: str) -> None:
    """Name the section after the heading that says its title, else after its first, for those who hear the page."""
    if section.get("aria-label") or section.get("aria-labelledby"):
        return
    headings = [node for node in walk(section) if name(node) in _HEADINGS and text_of(node)]
    if not headings:
        return
    heading = next((node for node in headings if text_of(node) == title), headings[0])
    if not heading.get("id"):
        heading.set("id", f"{stem}-title")
    section.set("aria-labelledby", str(heading.get("id")))
