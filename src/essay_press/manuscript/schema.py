"""Front matter as a whole: from its map to Metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from essay_press.diagnostics import Place
from essay_press.manuscript.credits import accessibility, cover, identifiers, people, series
from essay_press.manuscript.fields import is_empty, known
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.languages import language_tag
from essay_press.manuscript.nodes import Field, Items, Kind, Map, Node, Scalar, quoted, shorten
from essay_press.manuscript.settings import editions, hyphenation, ignored, layout, pages, pull_quotes, strings
from essay_press.manuscript.values import calendar_date, text, texts, web_address, wrong_kind
from essay_press.manuscript.works import spoilers
from essay_press.model import Identifiers, Metadata, Option, Person

__all__ = ["KEYS", "TOOL_KEYS", "metadata"]

KEYS = (
    "title",
    "subtitle",
    "deck",
    "short_title",
    "author",
    "authors",
    "lang",
    "date",
    "modified",
    "first_published",
    "url",
    "publisher",
    "description",
    "rights",
    "dedication",
    "about_author",
    "identifiers",
    "subjects",
    "series",
    "number",
    "cover",
    "accessibility",
    "spoilers",
    "hyphenation",
    "editions",
    "layout",
    "pages",
    "strings",
    "ignore",
    "pull_quotes",
)

TOOL_KEYS_LIST = """
    alias aliases bibliography build canonical_url canonicalurl cascade categories category citation-style
    collection comments created csl css cssclass cssclasses documentclass draft editor engine excerpt execute
    expirydate extra feature_image featured featured_image fontsize format geometry has_children header-includes
    hero heroimage hidden id image images include-after include-before isciklanguage iscjklanguage jupyter keywords
    knitr lastmod lineheight linestretch link-citations linktitle lof lot mainfont markup math mathjax menu menus
    meta_description meta_title nav_order nocite numbersections og_image output outputs pagetitle papersize params
    parent path permalink pin pubdate publish published publishdate readingtime reading_time redirect_from
    redirect_to reference-section-title resources sidebar sitemap slug status sticky tags taxonomies template
    thumbnail toc toc-depth twitter_image type updated updateddate uuid visibility weight
"""
TOOL_KEYS = frozenset(TOOL_KEYS_LIST.split())
"""Keys of Jekyll, Hugo, Zola, Eleventy, Astro, Ghost, Obsidian, Pandoc and Quarto, in small letters."""

TOOL_KEYS_MEANT = {
    "canonical_url": "url",
    "canonicalurl": "url",
    "categories": "subjects",
    "category": "subjects",
    "created": "date",
    "excerpt": "deck",
    "feature_image": "cover",
    "featured_image": "cover",
    "heroimage": "cover",
    "image": "cover",
    "keywords": "subjects",
    "lastmod": "modified",
    "linktitle": "short_title",
    "meta_description": "description",
    "pubdate": "date",
    "publishdate": "date",
    "tags": "subjects",
    "updated": "modified",
    "updateddate": "modified",
    "uuid": "identifiers",
}

MEANT = {
    "about": "about_author",
    "abstract": "description",
    "alt": "cover.alt",
    "bio": "about_author",
    "biography": "about_author",
    "by": "author",
    "byline": "author",
    "certified_by": "accessibility.certified_by",
    "conforms": "accessibility.conforms",
    "copyright": "rights",
    "creator": "author",
    "creators": "authors",
    "dek": "deck",
    "doi": "identifiers.work",
    "edition": "editions",
    "extent": "spoilers.extent",
    "hyphenate": "hyphenation",
    "hyphens": "hyphenation",
    "isbn": "identifiers.print",
    "isbn-13": "identifiers.print",
    "isbn10": "identifiers.print",
    "isbn13": "identifiers.print",
    "language": "lang",
    "licence": "rights",
    "license": "rights",
    "link": "url",
    "locale": "lang",
    "name": "title",
    "notice": "spoilers.notice",
    "pullquotes": "pull_quotes",
    "quotes": "pull_quotes",
    "resume": "spoilers.resume",
    "running_title": "short_title",
    "standfirst": "deck",
    "subject": "subjects",
    "summary": "description",
    "tagline": "deck",
    "terms": "spoilers.terms",
    "theme": "layout",
    "topics": "subjects",
    "version": "editions",
    "works": "spoilers.works",
    "year": "date",
}
"""Words for which the front matter has another one."""

Value = TypeVar("Value")


def metadata(front: Map, title: str, path: str, findings: Findings) -> Metadata:
    """Return front matter, checked; `title` is the one to suggest when there is none."""
    fields = known(_without_tool_keys(front, findings), "", KEYS, findings, MEANT)

    def read(key: str, reader: Callable[[Field, Findings], Value], default: Value) -> Value:
        return reader(fields[key], findings) if key in fields else default

    def words(key: str) -> str:
        return read(key, text, "")

    _need_title(fields, title, path, findings)
    nothing: tuple[str, tuple[tuple[str, Option], ...]] = ("", ())
    chosen, options = read("layout", layout, nothing)
    found = Metadata(
        title=words("title"),
        subtitle=words("subtitle"),
        deck=words("deck"),
        short_title=words("short_title"),
        authors=_authors(fields, findings),
        language=read("lang", _language, "en"),
        date=read("date", calendar_date, None),
        modified=read("modified", calendar_date, None),
        first_published=words("first_published"),
        url=read("url", web_address, ""),
        publisher=words("publisher"),
        description=words("description"),
        rights=words("rights"),
        dedication=words("dedication"),
        about_author=words("about_author"),
        identifiers=read("identifiers", identifiers, Identifiers()),
        subjects=read("subjects", lambda field, to: texts(field, to, commas=True), ()),
        series=series(fields.get("series"), fields.get("number"), findings),
        cover=read("cover", cover, None),
        accessibility=read("accessibility", accessibility, None),
        spoilers=read("spoilers", spoilers, None),
        hyphenation=read("hyphenation", hyphenation, ()),
        editions=read("editions", editions, ()),
        layout=chosen,
        options=options,
        strings=read("strings", strings, ()),
        ignore=read("ignore", ignored, ()),
        pull_quotes=read("pull_quotes", pull_quotes, ()),
        places=tuple(_places(front)),
        pages=read("pages", pages, ()),
    )
    _look_at_dates(found, fields, path, findings)
    return found


def _without_tool_keys(front: Map, findings: Findings) -> Map:
    """Return the map without the keys of other tools, each of which gets a note."""
    entries = []
    for entry in front.entries:
        key = entry.key.casefold()
        if key not in TOOL_KEYS or entry.key in KEYS:
            entries.append(entry)
            continue
        meant = TOOL_KEYS_MEANT.get(key)
        hint = f"what it says belongs under `{meant}` here" if meant else ""
        findings.note("EP113", f"`{entry.key}` is a key of other tools and is passed over", entry.place, hint)
    return Map(tuple(entries), front.place)


def _need_title(fields: dict[str, Field], title: str, path: str, findings: Findings) -> None:
    """Report a title that is missing or empty."""
    field = fields.get("title")
    hint = f"add `title: {quoted(title)}`"
    if field is None:
        findings.error("EP114", "the front matter has no `title`", Place(path, 1, 1), hint)
    elif is_empty(field):
        if isinstance(field.node, Scalar) and field.node.kind is Kind.NULL and field.node.text:
            hint = f'to YAML `{field.node.text}` means nothing: quote it: title: "{field.node.text}"'
        findings.error("EP114", "`title` is empty", field.place, hint)


def _authors(fields: dict[str, Field], findings: Findings) -> tuple[Person, ...]:
    """Return the people behind `author` and `authors`, of which one may be given."""
    one, many = fields.get("author"), fields.get("authors")
    if one and many:
        later = max(one, many, key=lambda field: field.place)
        findings.error("EP126", "both `author` and `authors` are given", later.place, "keep `authors` with all names")
    field = many or one
    return people(field, findings) if field else ()


def _language(field: Field, findings: Findings) -> str:
    """Return a language tag; `no` is Norwegian here, whatever YAML makes of it."""
    node = field.node
    if not isinstance(node, Scalar):
        wrong_kind(field, "a language tag", findings, "write `lang: en`")
        return "en"
    value = node.text.strip() if node.kind is Kind.BOOL else text(field, findings)
    if not value:
        return "en"
    tag, hint = language_tag(value)
    if not tag:
        findings.error("EP120", f"`{shorten(value)}` is not a language tag", node.place, hint)
    return tag or "en"


def _look_at_dates(found: Metadata, fields: dict[str, Field], path: str, findings: Findings) -> None:
    """Report dates that are missing or the wrong way round."""
    if found.date and found.modified and found.modified < found.date:
        message = f"`modified` ({found.modified}) is before `date` ({found.date})"
        findings.warning("EP118", message, fields["modified"].place, "`date` is the day of first publication")
    if not any(key in fields and fields[key].given for key in ("date", "modified")):
        hint = "add `date: YYYY-MM-DD`; without one, readers' devices cannot tell a newer file from an older"
        findings.note("EP119", "the essay has neither `date` nor `modified`", Place(path, 1, 1), hint)


def _places(node: Node, prefix: str = "") -> Iterator[tuple[str, Place]]:
    """Give the dotted name and the place of every key, and of every item of a list by its number from 0."""
    if isinstance(node, Map):
        for entry in node.entries:
            yield prefix + entry.key, entry.place
            yield from _places(entry.node, f"{prefix}{entry.key}.")
            if entry.key == "author" and not prefix and all(other.key != "authors" for other in node.entries):
                yield "authors", entry.place
    elif isinstance(node, Items):
        for index, item in enumerate(node.nodes):
            yield f"{prefix}{index}", item.place
            yield from _places(item, f"{prefix}{index}.")
