"""A manuscript as it is read: who, what, when, which works it gives away."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place
from essay_press.model.pages import PageCount

__all__ = [
    "Accessibility",
    "CoverArt",
    "Extent",
    "Identifiers",
    "Ignore",
    "Manuscript",
    "Metadata",
    "Option",
    "Person",
    "Series",
    "Spared",
    "Spoilers",
    "Wish",
    "Work",
]

Option = str | int | float | bool


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
class Spared:
    """What an edition without spoilers says of itself: the works it does not spoil, and what its title has behind it.

    `mark` is in the essay's language: `spoiler-free`.
    """

    works: tuple[Work, ...] = ()
    mark: str = ""


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
    """A diagnostic that the author has looked at and accepts, with the reason, and where front matter says so."""

    code: str
    reason: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A pull-quote that the front matter lists: words of the essay, cut with `…` or whole, and a `place=` hint."""

    text: str
    where: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """Front matter, checked. Texts are plain; `markup.parse` hands back a copy with typographer's punctuation.

    `places` maps a front-matter key (`spoilers.resume`, `cover.image`) to where it stands, for later errors. `guarded`
    holds (key, text) of each text in which the author marks a spoiler, as it reads without it. `spared` is set by
    `spoilers.redact`, in an essay whose spoilers are gone. `pages` says how many an edition, by its name, is to fill.
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
    pull_quotes: tuple[Wish, ...] = ()
    places: tuple[tuple[str, Place], ...] = ()
    guarded: tuple[tuple[str, str], ...] = ()
    spared: Spared | None = None
    pages: tuple[tuple[str, PageCount], ...] = ()

    @property
    def named_title(self) -> str:
        """Return the title as a shelf or a window shows it: an edition without spoilers says so behind it."""
        return f"{self.title} ({self.spared.mark})" if self.spared is not None else self.title

    def place(self, key: str) -> Place | None:
        """Return where front-matter `key` stands, or None."""
        return dict(self.places).get(key)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A manuscript as read: its checked front matter, its Markdown, and the file's line on which that begins (1-based).

    `path` is as the user gave it (for messages); `folder` is absolute; `sha256` is of the file's bytes. `remarks` are
    the places of the comments in the front matter.
    """

    path: str
    folder: Path
    metadata: Metadata
    markdown: str
    body_line: int
    sha256: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    remarks: tuple[Place, ...] = ()
