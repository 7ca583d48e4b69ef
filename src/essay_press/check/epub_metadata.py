"""Metadata of an EPUB: accessibility as it is, identity that no clock touches, a cover that shops take."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Iterator

from lxml import etree
from PIL import Image, UnidentifiedImageError

from essay_press.check.epub_book import HEADINGS, Book, elements, error, local
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic
from essay_press.model import Essay

__all__ = ["check_accessibility", "check_cover", "check_identity"]

_CLAIM = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[0-2] Level A{1,3}")
_FEATURES = 5
# The vocabulary of schema.org's `accessibilityFeature` (W3C, Schema.org Accessibility Properties for Discoverability).
_WORDS = """
    ARIA alternativeText annotations audioDescription braille captions ChemML closedCaptions describedMath
    displayTransformability fullRubyAnnotations highContrastAudio highContrastDisplay horizontalWriting index
    largePrint latex latex-chemistry longDescription MathML MathML-chemistry none openCaptions pageBreakMarkers
    pageNavigation readingOrder rubyAnnotations signLanguage structuralNavigation synchronizedAudioText tableOfContents
    tactileGraphic tactileObject taggedPDF timingControl transcript ttsMarkup unknown unlocked verticalWriting
    withAdditionalWordSegmentation withoutAdditionalWordSegmentation
"""
_VOCABULARY = frozenset(_WORDS.split())
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The day that stands for an essay without a date.
_EPOCH = "2000-01-01"
COVER = (1560, 2500)


def _metas(book: Book, name: str) -> list[str]:
    """Return the values of a `meta` property, in order."""
    return [
        (node.text or "").strip()
        for node in elements(book.package)
        if local(node) == "meta" and node.get("property") == name
    ]


def check_accessibility(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the accessibility metadata is there and says what is in the book, no more and no less."""
    found: list[Diagnostic] = []
    for name in ("accessMode", "accessModeSufficient", "accessibilityHazard", "accessibilitySummary"):
        if not any(_metas(book, f"schema:{name}")):
            found.append(error("EP536", f"schema:{name} is missing"))
    features = set(_metas(book, "schema:accessibilityFeature"))
    if len(features) < _FEATURES:
        found.append(error("EP536", f"only {len(features)} accessibility features are named"))
    unknown = sorted(features - _VOCABULARY)
    found += [error("EP536", f"“{word}” is no accessibility feature that programs know") for word in unknown]
    for path, html in book.documents.items():
        title = next((node for node in elements(html) if local(node) == "title"), None)
        if title is None or not "".join(map(str, title.itertext())).strip():
            found.append(error("EP536", f"{path} has no title: a screen reader says it first"))
    nodes = [node for _, html in book.reading() for node in elements(html)]
    images = [node for node in nodes if local(node) == "img" and node.get("role") != "doc-cover"]
    pictures = any(node.get("alt") for node in images)
    pages = any(node.get("role") == "doc-pagebreak" for node in nodes)
    headed = any(local(node) in HEADINGS for node in nodes)
    untold = [node.get("src") for node in images if node.get("alt") is None]
    found += [error("EP536", f"{source} has no text alternative") for source in untold]
    claims = (
        ("the access mode `visual`", "visual" in _metas(book, "schema:accessMode"), pictures, "pictures"),
        ("`alternativeText`", "alternativeText" in features, pictures, "pictures"),
        ("`pageBreakMarkers`", "pageBreakMarkers" in features, pages, "page breaks"),
        ("`pageNavigation`", "pageNavigation" in features, pages, "page breaks"),
        ("`structuralNavigation`", "structuralNavigation" in features, headed, "headings"),
    )
    for what, claimed, true, because in claims:
        if claimed != true:
            says = "claimed" if claimed else "not claimed"
            found.append(error("EP536", f"{what} is {says}, but {because} are {'' if true else 'not '}in the book"))
    found += _conformance(book, essay)
    return Report("epub accessibility", tuple(found), len(features) + len(images) + len(claims))


def _conformance(book: Book, essay: Essay | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with a claim of conformance: it is a person's, in the standard's words, with a name to it."""
    claims, by = _metas(book, "dcterms:conformsTo"), _metas(book, "a11y:certifiedBy")
    for claim in claims:
        if not _CLAIM.fullmatch(claim):
            yield error("EP536", f"dcterms:conformsTo says “{claim}”, which no standard says")
    if bool(claims) != bool(by):
        yield error("EP536", "a claim of conformance and the name of who certifies it go together")
    if essay is not None and bool(claims) != (essay.metadata.accessibility is not None):
        yield error("EP536", "the claim of conformance is not the one that front matter makes")


def check_identity(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the identifier is a URI, the date of change a given day, and the language said everywhere."""
    found: list[Diagnostic] = []
    wanted = book.package.get("unique-identifier")
    identifier = next((node.text or "" for node in elements(book.package) if node.get("id") == wanted), "")
    if not re.match(r"[a-z][a-z0-9+.-]*:.", identifier):
        found.append(error("EP537", f"the identifier “{identifier}” is no URI"))
    if identifier.startswith("urn:uuid:") and not _is_named_uuid(identifier):
        found.append(error("EP537", f"{identifier} is not a UUID made from a name, so it may change with each build"))
    for node in elements(book.ncx) if book.ncx is not None else ():
        if node.get("name") == "dtb:uid" and node.get("content") != identifier:
            found.append(error("EP537", f"the NCX is of another book: it calls itself “{node.get('content')}”"))
    modified = _metas(book, "dcterms:modified")
    if len(modified) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", modified[0]):
        found.append(error("EP537", f"dcterms:modified is {modified or 'missing'}; it has to be the start of a day"))
    language = book.package.get(_LANG) or ""
    spoken = [node.text or "" for node in elements(book.package) if local(node) == "language"]
    if not language or language not in spoken:
        found.append(error("EP537", "the package document does not say its language"))
    for path, html in book.documents.items():
        if (html.get("lang"), html.get(_LANG)) != (language, language):
            found.append(error("EP537", f"{path} does not say in both attributes that its language is {language}"))
    found += [
        error("EP537", f"{path}: {local(node)} says its language in one attribute only")
        for path, html in book.documents.items()
        for node in elements(html)
        if node.get("lang") != node.get(_LANG)
    ]
    if essay is not None:
        found += _as_written(essay, identifier, modified, language)
    return Report("epub identity", tuple(found), 3 + len(book.documents))


def _is_named_uuid(identifier: str) -> bool:
    """Return whether a `urn:uuid:` is of version 5."""
    try:
        return uuid.UUID(identifier.removeprefix("urn:uuid:")).version == 5
    except ValueError:
        return False


def _as_written(essay: Essay, identifier: str, modified: list[str], language: str) -> Iterator[Diagnostic]:
    """Yield where the identity is not what front matter says."""
    metadata = essay.metadata
    if metadata.identifiers.epub and identifier != metadata.identifiers.epub:
        yield error("EP537", f"the identifier is {identifier}, front matter says {metadata.identifiers.epub}")
    day = metadata.modified or metadata.date
    expected = f"{day.isoformat() if day else _EPOCH}T00:00:00Z"
    if modified and modified[0] != expected:
        yield error("EP537", f"dcterms:modified is {modified[0]}, the essay's date says {expected}")
    if language != metadata.language:
        yield error("EP537", f"the language is {language}, front matter says {metadata.language}")


def check_cover(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the cover is a JPEG of 1560 × 2500 pixels in RGB, declared in both ways, with its words.

    Amazon asks for 2500 pixels of height or more, Apple for four million pixels or fewer: this size serves both.
    """
    name = "epub cover"
    item = next((item for item in book.items if "cover-image" in item.properties), None)
    if item is None or item.path not in book.files:
        return Report(name, (error("EP538", "no item of the manifest is the cover image"),))
    found: list[Diagnostic] = []
    try:
        with Image.open(io.BytesIO(book.files[item.path])) as image:
            image.load()
            facts = (image.format, image.mode, image.size)
    except (UnidentifiedImageError, OSError) as fault:
        return Report(name, (error("EP538", f"{item.path} cannot be read as an image ({fault})"),), 1)
    if facts != ("JPEG", "RGB", COVER):
        shown = f"{facts[0]}, {facts[1]}, {facts[2][0]} × {facts[2][1]}"
        found.append(error("EP538", f"the cover is {shown}; it has to be JPEG, RGB, {COVER[0]} × {COVER[1]}"))
    older = [node.get("content") for node in elements(book.package) if node.get("name") == "cover"]
    if older != [item.id]:
        found.append(error("EP538", '`<meta name="cover">` does not name the cover image'))
    found += _alternative(book, essay)
    return Report(name, tuple(found), 1)


def _alternative(book: Book, essay: Essay | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with the page that shows the cover, and with its text alternative."""
    first = next(iter(book.reading()), ("", etree.Element("html")))[1]
    shown = [node for node in elements(first) if node.get("role") == "doc-cover"]
    if not shown:
        yield error("EP538", "the first page does not show the cover")
        return
    alt = shown[0].get("alt") or ""
    if not alt:
        yield error("EP538", "the cover has no text alternative")
    elif essay is not None and essay.metadata.title not in alt:
        yield error("EP538", "the cover's text alternative does not name the essay")
