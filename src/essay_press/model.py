"""The frozen data that moves between rooms: every class here pickles, hashes and holds tuples only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place

__all__ = [
    "Accessibility",
    "Artifact",
    "Asset",
    "Composition",
    "CoverArt",
    "CoverImage",
    "Edition",
    "Essay",
    "Extent",
    "FontFace",
    "Heading",
    "Identifiers",
    "Ignore",
    "Inputs",
    "Layout",
    "Manuscript",
    "Metadata",
    "Note",
    "Option",
    "OptionSpec",
    "Outcome",
    "PageBreak",
    "PageMap",
    "Part",
    "Person",
    "PullQuote",
    "Role",
    "Series",
    "SpoilerMark",
    "Spoilers",
    "Status",
    "Stylesheet",
    "Trim",
    "Work",
]

Option = str | int | float | bool


# ---------------------------------------------------------------- the manuscript
class Extent(StrEnum):
    """How far an essay gives its works away; each step includes the one before."""

    PREMISE = "premise"
    PLOT = "plot"
    ENDING = "ending"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who made the essay; `role` is a MARC relator code such as `aut`, `trl` or `ill`."""

    name: str
    sort_name: str
    role: str = "aut"


@dataclass(frozen=True, slots=True)
class Work:
    """A work that an essay discusses; `kind` is one of the kinds in the front-matter schema, such as `film`."""

    title: str
    kind: str
    year: int | None = None
    creator: str = ""


@dataclass(frozen=True, slots=True)
class Spoilers:
    """What the spoiler cover says: the works, how far, and the heading after which nothing is spoiled.

    `resume` is the author's name of that heading (`Heading.name`), `terms` are words that give the plot away.
    """

    works: tuple[Work, ...]
    extent: Extent
    notice: str = ""
    terms: tuple[str, ...] = ()
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Identifiers:
    """An ISBN, DOI, URL or URN for the work and for its print and EPUB editions, as URIs (`urn:isbn:…`); or empty."""

    work: str = ""
    print: str = ""
    epub: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The series an essay belongs to and its place in it."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class CoverArt:
    """The author's own picture for the cover: a path below the manuscript's folder and its text alternative."""

    image: str
    alt: str


@dataclass(frozen=True, slots=True)
class Accessibility:
    """A conformance claim made by a person: WCAG level `A`, `AA` or `AAA`, and who certifies it."""

    conforms: str
    certified_by: str


@dataclass(frozen=True, slots=True)
class Ignore:
    """A diagnostic that the author has looked at and accepts, with the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Front matter, checked. Texts are plain; `markup.parse` hands back a copy with typographer's punctuation.

    `places` maps a front-matter key (`spoilers.resume`, `cover.image`) to where it stands, for later errors.
    """

    title: str
    subtitle: str = ""
    deck: str = ""
    short_title: str = ""
    authors: tuple[Person, ...] = ()
    language: str = "en"
    date: datetime.date | None = None
    modified: datetime.date | None = None
    first_published: str = ""
    url: str = ""
    publisher: str = ""
    description: str = ""
    rights: str = ""
    dedication: str = ""
    about_author: str = ""
    identifiers: Identifiers = Identifiers()
    subjects: tuple[str, ...] = ()
    series: Series | None = None
    cover: CoverArt | None = None
    accessibility: Accessibility | None = None
    spoilers: Spoilers | None = None
    hyphenation: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    layout: str = ""
    options: tuple[tuple[str, Option], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()
    ignore: tuple[Ignore, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()

    def place(self, key: str) -> Place | None:
        """Return where front-matter `key` stands, or None."""
        return dict(self.places).get(key)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript as read: its checked front matter, its Markdown, and the file's line on which that begins (1-based).

    `path` is as the user gave it (for messages); `folder` is absolute; `sha256` is of the file's bytes.
    """

    path: str
    folder: Path
    metadata: Metadata
    markdown: str
    body_line: int
    sha256: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


# ---------------------------------------------------------------- the essay
@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body. `id` comes from its position (`s3`), `name` is the author's (`{#rest}`, else a slug)."""

    id: str
    name: str
    level: int
    text: str
    xhtml: str
    safe: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A sentence of the essay that is set again, large.

    `source_id` is the id of the block it stands in, `id` that of the `<span class="pull">` round it; `xhtml` is the
    inline copy (emphasis kept, note calls and ids gone); `where` is the author's `place=` hint, or empty.
    """

    id: str
    text: str
    xhtml: str
    source_id: str
    where: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SpoilerMark:
    """A passage marked `.spoiler`: its plain text, the safe words to print instead, whether it is a whole block."""

    id: str
    text: str
    safe: str = ""
    block: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number (from 1, in the order of first call), its id (`n1`), the ids of its calls (`r1` …).

    `xhtml` is block content (`<p>…</p>`).
    """

    id: str
    number: int
    xhtml: str
    calls: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture of the essay: `href` is its name in every edition (`i1.png`), `path` the file (absolute), pixels."""

    href: str
    path: Path
    media_type: str
    width: int
    height: int
    sha256: str
    alt: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Essay:
    """A manuscript understood: well-formed XHTML blocks (see CONTRIBUTING, "The essay's XHTML") and what is in them."""

    path: str
    folder: Path
    metadata: Metadata
    body: str
    headings: tuple[Heading, ...] = ()
    pull_quotes: tuple[PullQuote, ...] = ()
    spoilers: tuple[SpoilerMark, ...] = ()
    notes: tuple[Note, ...] = ()
    assets: tuple[Asset, ...] = ()
    blocks: tuple[tuple[str, Place], ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


# ---------------------------------------------------------------- layouts and editions
@dataclass(frozen=True, slots=True)
class Trim:
    """A page: width and height of the trimmed sheet in mm, bleed in mm, and whether printer's marks are drawn."""

    width: float
    height: float
    bleed: float = 0.0
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """A table of `layouts/editions.toml`: what is made, on what page, by which layouts (the first is the default)."""

    name: str
    summary: str
    format: str
    layouts: tuple[str, ...]
    trim: Trim | None = None
    double_sided: bool = False
    standards: tuple[str, ...] = ()
    applies: str = "always"
    scale: float = 1.0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FontFace:
    """A face in `fonts/`: CSS family, weight (100-900), style (`normal`, `italic`), file (absolute).

    `role` is `text`, `display`, `code` or `fallback`; `unicode_range` is a CSS `unicode-range` for fallback faces, or
    empty; `medium` is `""` (everywhere), `print` or `epub`.
    """

    family: str
    weight: int
    style: str
    path: Path
    sha256: str
    licence: str = "OFL-1.1"
    reserved_name: str = ""
    unicode_range: str = ""
    medium: str = ""
    role: str = "text"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a layout: its default, the values allowed (all of that type when empty), what it does.

    A colour (`#rrggbb`) names the contrast it must have against white (WCAG 2.2, 1.4.3: 4.5; 1.4.6: 7).
    """

    name: str
    default: Option
    summary: str = ""
    choices: tuple[Option, ...] = ()
    contrast: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """A design: its folders (child first), the parts it sets, its faces, and its options with their defaults."""

    name: str
    summary: str
    roots: tuple[Path, ...]
    parts: tuple[str, ...]
    fonts: tuple[FontFace, ...]
    options: tuple[OptionSpec, ...] = ()


# ---------------------------------------------------------------- the composition
class Role(StrEnum):
    """What a part is; both formats decide by it how a part opens and how it is announced."""

    NOTICE = "notice"
    COVER = "cover"
    TITLE_PAGE = "titlepage"
    ESSAY = "essay"
    RESUME = "resume"
    NOTES = "notes"
    COLOPHON = "colophon"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an edition: one well-formed XHTML fragment (a single `<section>`). EPUB writes one file per part."""

    name: str
    role: Role
    title: str
    xhtml: str


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A sheet of CSS and the name by which messages call it (`layouts/classic/print.css`)."""

    name: str
    css: str


@dataclass(frozen=True, slots=True)
class Composition:
    """An edition of an essay, ready for a format: its parts in reading order, CSS in cascade order, faces, pictures."""

    essay: Essay
    edition: Edition
    layout: Layout
    parts: tuple[Part, ...]
    stylesheets: tuple[Stylesheet, ...]
    options: tuple[tuple[str, Option], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()

    @property
    def metadata(self) -> Metadata:
        """Return the essay's metadata."""
        return self.essay.metadata

    @property
    def stem(self) -> str:
        """Return the file name of the essay without its ending."""
        return Path(self.essay.path).stem


# ---------------------------------------------------------------- what a job needs, makes and says
@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a printed page begins: its folio, the id of the block, the non-space characters of it that stand before."""

    label: str
    block_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class PageMap:
    """Where the pages of a printed edition begin in the essay."""

    edition: str
    layout: str
    breaks: tuple[PageBreak, ...]


@dataclass(frozen=True, slots=True)
class CoverImage:
    """A raster cover: JPEG bytes, pixels, and its text alternative."""

    data: bytes = field(repr=False)
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an edition needs of another one."""

    page_map: PageMap | None = None
    cover_image: CoverImage | None = None
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file: its name, media type, bytes, the edition it is, pages (0 where there are none)."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    edition: str
    pages: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


class Status(StrEnum):
    """How a job ended."""

    BUILT = "built"
    CACHED = "cached"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a job; a job never raises across a process."""

    essay: str
    edition: str
    status: Status
    path: Path | None = None
    sha256: str = ""
    pages: int = 0
    size: int = 0
    seconds: float = 0.0
    diagnostics: tuple[Diagnostic, ...] = ()
    exit_code: int = 0
