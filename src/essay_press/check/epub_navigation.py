"""Finding one's way: ids, links, contents, and where reading starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from essay_press.check.epub_book import HEADINGS, Book, body, elements, epub_type, error, local, squeeze, target
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic
from essay_press.model import Essay

__all__ = ["check_contents", "check_links", "check_start", "ncx_targets", "notice_path"]

_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def check_links(book: Book) -> Report:
    """Return whether ids are unique in each document, and every link and picture leads to something."""
    found: list[Diagnostic] = []
    ids = {path: [node.get("id") for node in elements(html) if node.get("id")] for path, html in book.documents.items()}
    for path, named in ids.items():
        twice = [(name, count) for name, count in Counter(named).items() if count > 1]
        found += [error("EP533", f"{path}: the id `{name}` stands there {count} times") for name, count in twice]
    examined = sum(map(len, ids.values()))
    places = {path: frozenset(named) for path, named in ids.items()}
    for path, html in book.documents.items():
        for node in elements(html):
            for key in ("href", "src"):
                value = node.get(key)
                if value is None or (key == "href" and _OUTSIDE.match(value)):
                    continue
                examined += 1
                if _OUTSIDE.match(value):
                    hint = "a book is read without a network: the file has to be in it"
                    found.append(error("EP534", f"{path}: `{value}` is fetched from elsewhere", hint))
                    continue
                file, fragment = target(value, path)
                if file not in book.files:
                    found.append(error("EP534", f"{path}: `{value}` names a file that the book does not have"))
                elif fragment and fragment not in places.get(file, ()):
                    found.append(error("EP534", f"{path}: `{value}` names a place that {file} does not have"))
    found += _dangling(book)
    return Report("epub links", tuple(found), examined)


def _dangling(book: Book) -> Iterator[Diagnostic]:
    """Yield the statements of the package document about an id that it does not have."""
    known = {node.get("id") for node in elements(book.package)}
    for node in elements(book.package):
        about = node.get("refines") or ""
        if about.startswith("#") and about[1:] not in known:
            what = node.get("property") or local(node)
            yield error("EP534", f"{book.package_path}: `{what}` says something about `{about}`, which is not there")


def check_contents(book: Book, essay: Essay | None = None) -> Report:
    """Return whether the contents list every heading of the essay once and in order, and the NCX says the same.

    With the essay, the words are compared too: a heading's own, or the safe ones that its author gave.
    """
    name = "epub contents"
    nav = book.nav
    if nav is None:
        return Report(name, (error("EP535", "the book has no navigation document"),))
    lines = list(_nav_lines(nav, book.nav_path))
    found: list[Diagnostic] = []
    if book.ncx is not None:
        older = list(ncx_targets(book, "navPoint"))
        found += [
            error("EP535", f"contents and NCX differ: “{new[0]}” → {new[1]}, “{old[0]}” → {old[1]}")
            for new, old in zip(lines, older, strict=False)
            if new != old
        ]
        if len(lines) != len(older):
            found.append(error("EP535", f"the contents have {len(lines)} lines, the NCX has {len(older)}"))
    headings = list(_headings(book))
    wanted = [place for place, _ in headings]
    listed = [(label, _place(book, where)) for label, where in lines]
    reached = [place for _, place in listed if place in wanted]
    if reached != wanted:
        missing = [text for place, text in headings if place not in reached]
        what = f"“{missing[0]}” is not among them" if missing else "they stand in another order, or twice"
        found.append(error("EP535", f"the contents do not follow the headings: {what}"))
    if essay is not None:
        found += _labels(essay, headings, {place: label for label, place in reversed(listed)})
    return Report(name, tuple(found), len(headings) + len(lines))


def _labels(
    essay: Essay, headings: list[tuple[tuple[str, str], str]], labels: dict[tuple[str, str], str]
) -> Iterator[Diagnostic]:
    """Yield the lines of the contents whose words are neither the heading's nor its safe ones."""
    if len(headings) != len(essay.headings):
        counts = f"the essay has {len(essay.headings)} headings, the EPUB {len(headings)}"
        yield error("EP535", counts)
        return
    for heading, (place, text) in zip(essay.headings, headings, strict=True):
        label = labels.get(place, "")
        if label != (squeeze(heading.safe) or text):
            yield error("EP535", f"the contents call “{text}” “{label}”")


def _nav_lines(nav: etree._Element, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (label, target) of the contents, in order."""
    for node in elements(nav):
        if local(node) == "nav" and "toc" in epub_type(node):
            for link in elements(node):
                if local(link) == "a":
                    yield squeeze("".join(map(str, link.itertext()))), target(link.get("href") or "", path)


def ncx_targets(book: Book, kind: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (label, target) of the entries of a kind in the NCX, in order: `navPoint` or `pageTarget`."""
    for node in elements(book.ncx) if book.ncx is not None else ():
        if local(node) == kind:
            label = next((item for item in node if local(item) == "navLabel"), None)
            content = next((item for item in node if local(item) == "content"), None)
            words = "" if label is None else squeeze("".join(map(str, label.itertext())))
            yield words, target("" if content is None else content.get("src") or "", book.ncx_path)


def _headings(book: Book) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield (place, text) of the headings below the title in the essay's documents."""
    for path, html in book.reading():
        if "bodymatter" not in epub_type(body(html)) or _is_notice(html):
            continue
        for node in elements(body(html)):
            if local(node) in HEADINGS - {"h1"}:
                yield (path, node.get("id") or ""), _heading_text(node)


def _heading_text(node: etree._Element) -> str:
    """Return the text of a heading without its note calls."""
    calls = "string(.//*[@role='doc-noteref'])"
    if not node.xpath(calls):
        return squeeze("".join(map(str, node.itertext())))
    texts = node.xpath(".//text()[not(ancestor::*[@role='doc-noteref'])]")
    return squeeze("".join(map(str, texts)))  # type: ignore[arg-type]  # the stubs allow any result of an XPath


def _place(book: Book, where: tuple[str, str]) -> tuple[str, str]:
    """Return the place that a target reaches: a file without a fragment opens at its first heading."""
    path, fragment = where
    html = book.documents.get(path)
    if fragment or html is None:
        return where
    first = next((node for node in elements(body(html)) if local(node) in HEADINGS), None)
    return path, "" if first is None else first.get("id") or ""


def _is_notice(html: etree._Element) -> bool:
    """Return whether a document is the warning."""
    return any(node.get("role") == "doc-notice" for node in elements(html))


def notice_path(book: Book) -> str:
    """Return where the warning is, or nothing."""
    return next((path for path, html in book.reading() if _is_notice(html)), "")


def check_start(book: Book, essay: Essay | None = None) -> Report:
    """Return whether reading starts at the warning, in every list that a reading system may open a book by.

    Without a warning it starts at the essay. The warning's own links have no fragment, since some systems show the
    target of such a link in a pop-up, and nothing but the cover comes before it.
    """
    found: list[Diagnostic] = []
    notice = notice_path(book)
    if essay is not None and essay.metadata.spoilers is not None and not notice:
        found.append(error("EP540", "the essay has spoilers, but the EPUB has no warning (`doc-notice`)"))
    if book.nav_path in book.spine:
        found.append(error("EP540", "the navigation document is in the spine"))
    start = notice or next((path for path, html in book.reading() if "bodymatter" in epub_type(body(html))), "")
    starts = dict(_starts(book))
    for where, path in starts.items():
        if path != start:
            found.append(error("EP540", f"{where} leads to {path or 'nothing'}; it has to lead to {start}"))
    if notice:
        found += _before_and_after(book, notice)
    return Report("epub start of reading", tuple(found), len(starts) + len(book.spine))


def _starts(book: Book) -> Iterator[tuple[str, str]]:
    """Yield (name, path) of every pointer to where reading starts."""
    nav = book.nav
    marks: list[str] = []
    if nav is not None:
        links = [node for node in elements(nav) if local(node) == "a"]
        marks = [target(node.get("href") or "", book.nav_path)[0] for node in links if "bodymatter" in epub_type(node)]
    yield "the landmark `bodymatter`", marks[0] if marks else ""
    guide = [node for node in elements(book.package) if local(node) == "reference" and node.get("type") == "text"]
    yield "the guide's `text`", target(guide[0].get("href") or "", book.package_path)[0] if guide else ""
    lines = list(_nav_lines(nav, book.nav_path)) if nav is not None else []
    yield "the first line of the contents", lines[0][1][0] if lines else ""


def _before_and_after(book: Book, notice: str) -> Iterator[Diagnostic]:
    """Yield what precedes the warning besides the cover, and its links with a fragment."""
    for path in book.spine[: book.spine.index(notice)]:
        html = book.documents.get(path)
        if html is not None and not any(node.get("role") == "doc-cover" for node in elements(html)):
            yield error("EP540", f"{path} comes before the warning")
    html = book.documents[notice]
    if "bodymatter" not in epub_type(body(html)):
        yield error("EP540", f"{notice} is not marked as body matter, so a reading app may skip it")
    for node in elements(body(html)):
        href = node.get("href") or ""
        if "#" in href and not _OUTSIDE.match(href):
            yield error("EP540", f"the warning's link `{href}` has a fragment, which some apps show as a pop-up")
