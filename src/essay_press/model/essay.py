"""An essay understood: its blocks, and what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place
from essay_press.model.manuscript import Metadata
from essay_press.model.names import portable

__all__ = ["Asset", "Essay", "Heading", "Mention", "Note", "Original", "PullQuote", "SpoilerMark"]

_SPOILER = re.compile(r'\bclass="(?:[^"]* )?spoiler[ "]')


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

    @property
    def reveals(self) -> bool:
        """Return whether any of its words is marked as a spoiler."""
        return _SPOILER.search(self.xhtml) is not None


@dataclass(frozen=True, slots=True)
class SpoilerMark:
    """A passage marked `.spoiler`: its plain text, the safe words to print instead, whether it is a whole block.

    `kind` is `words`, `block`, `heading`, `figure`, `alt` (a text alternative) or `metadata`; `id` is that of the
    element in the body or a note, for `metadata` the front-matter key, and for `alt` empty: `text` and `safe` are then
    the whole alternative with and without what it gives away.
    """

    id: str
    text: str
    safe: str = ""
    block: bool = False
    place: Place | None = None
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Mention:
    """One of `spoilers.terms` in the essay: where it stands, in what (`text`, `heading`, `note` …), whether marked."""

    term: str
    where: str
    marked: bool
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
    """A picture of the essay: `href` is its name in every edition (`i1.png`), `path` the file (absolute), pixels.

    `copies` are other files of the same bytes, which the manuscript names too.
    """

    href: str
    path: Path
    media_type: str
    width: int
    height: int
    sha256: str
    alt: str = ""
    place: Place | None = None
    copies: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """A file that an essay is made of: its name (a path below the manuscript's folder), the file, type, hash, place."""

    name: str
    path: Path
    media_type: str
    sha256: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Essay:
    """A manuscript understood: well-formed XHTML blocks (see CONTRIBUTING, "The essay's XHTML") and what is in them.

    `sha256` is of the manuscript's bytes; `comments` are the places of those in the text, `remarks` of those in the
    front matter.
    """

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
    mentions: tuple[Mention, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sha256: str = ""
    comments: tuple[Place, ...] = ()
    remarks: tuple[Place, ...] = ()

    @property
    def originals(self) -> tuple[Original, ...]:
        """Return the files that the essay is made of, the manuscript first, under names that every system can save.

        A sign that some system refuses becomes `_`; of two names that are then the same to one, the second gets its
        number before it.
        """
        own = Path(self.path).name
        found = [Original(portable(own), self.folder / own, "text/markdown", self.sha256, Place(self.path))]
        taken = {found[0].name.casefold()}
        files: dict[Path, Asset] = {}
        for asset in self.assets:
            for path in (asset.path, *asset.copies):
                files.setdefault(path, asset)
        for number, (path, asset) in enumerate(files.items(), 1):
            inside = path.is_relative_to(self.folder)
            parts = path.relative_to(self.folder).parts if inside else (path.name,)
            name = "/".join(map(portable, parts))
            if name.casefold() in taken:
                head, _, last = name.rpartition("/")
                name = f"{head}/{number}-{last}".lstrip("/")
            taken.add(name.casefold())
            found.append(Original(name, path, asset.media_type, asset.sha256, asset.place))
        return tuple(found)
