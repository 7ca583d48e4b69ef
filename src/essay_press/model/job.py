"""What a job needs of another, what it makes, and how it ended."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from essay_press.diagnostics import Diagnostic

__all__ = [
    "Artifact",
    "Attachment",
    "CoverImage",
    "Ignored",
    "Inputs",
    "Outcome",
    "PageBreak",
    "PageMap",
    "Settled",
    "Status",
]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Where a printed page begins: its folio, the id of the block, the non-space characters of it that stand before."""

    label: str
    block_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class PageMap:
    """Where the pages of a printed edition begin in the essay, and how many it has."""

    edition: str
    layout: str
    breaks: tuple[PageBreak, ...]
    pages: int = 0


@dataclass(frozen=True, slots=True)
class CoverImage:
    """A raster cover: JPEG bytes, pixels, and its text alternative."""

    data: bytes = field(repr=False)
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What an edition's pages were asked for until they were settled, so that another one set alike need not ask.

    `key` tells what was set; `constraints` are the format's own; `diagnostics` is all that was said on the way.
    """

    key: str
    constraints: object = field(repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an edition needs of another one, or may use; in how many processes its parts may be laid out."""

    page_map: PageMap | None = None
    cover_image: CoverImage | None = None
    page_count: int | None = None
    settled: Settled | None = None
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file: its name, media type, bytes, the edition it is, pages (0 where there are none)."""

    filename: str
    media_type: str
    data: bytes = field(repr=False)
    edition: str
    pages: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    page_map: PageMap | None = None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an edition: its name (a path below the manuscript's folder), media type, bytes, words for a reader.

    `modified` is the day that the file gives for it, never that of the disk.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    description: str
    modified: datetime.date


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding that the author accepts in front matter, and the reason given there."""

    diagnostic: Diagnostic
    reason: str


class Status(StrEnum):
    """How a job ended."""

    BUILT = "built"
    CACHED = "cached"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a job; a job never raises across a process. `ignored` was found too, and accepted by the author."""

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
    ignored: tuple[Ignored, ...] = ()
