"""The proof that a finished edition without spoilers holds none: every removed string, sought on every surface.

The full essay says what was removed; the redacted one says what may be there. Whatever of the former stands in the file
more often than the latter accounts for is a leak, and a leak is an error.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pikepdf

from essay_press.check import expected, leak_account, leak_epub, leak_fonts, leak_pdf
from essay_press.check.epub_book import read as read_epub
from essay_press.check.hostile import BROKEN
from essay_press.check.leak_words import Account, Kind, Secret, Surface, Voice, voice
from essay_press.check.reading import read as read_pdf
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import CheckError
from essay_press.model import Edition, Essay, Layout

__all__ = ["NAME", "in_epub", "in_pdf"]

NAME = "no spoiler on any surface"
SHOWN = 3
"""Leaks on one surface that are told one by one."""
EXCERPT = 60
APART = " \ua66e "
"""A letter, so that no run of words reaches across it; it is found in one word of one psalter."""
CURES = {
    "EP700": "the words are in the text itself: was this file built from another version of the essay?",
    "EP702": "mark them in the picture's text alternative too: `![A boat [that sinks]{.spoiler}](boat.png)`",
    "EP703": 'give the heading safe words: `## Heading {.spoiler safe="…"}`',
    "EP704": 'mark them in the front matter too: `description: How [it ends]{.spoiler safe="it goes"}`',
    "EP705": "rename what is called so: names are seen by whoever has the file",
    "EP706": "leave out of this edition what says so",
    "EP707": "take the words out of the layout's templates and style sheets",
    "EP708": "save the picture without its metadata (EXIF, XMP, comments), or take the words out of the drawing",
}


def in_pdf(
    data: bytes,
    full: Essay | None,
    kept: Essay | None,
    edition: Edition | None,
    name: str = "",
    layout: Layout | None = None,
) -> Report:
    """Return whether a PDF without spoilers gives nothing away; `name` is the file's."""
    if full is None or kept is None or edition is None or edition.spoilers != "removed":
        return _not_run(full, edition)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            document = read_pdf(pdf)
            found = list(leak_pdf.surfaces(data, pdf, document, kept))
            over = list(leak_pdf.leftovers(data, pdf))
            fonts = list(leak_fonts.in_pdf(pdf))
    except BROKEN as error:
        return Report(NAME, (_error("EP712", f"the PDF cannot be searched: {error}", None, "build it again"),), 1)
    layer = found[0].text
    return _report(full, kept, layout, [*_named(full, edition, name), *found], over, fonts, layer)


def in_epub(
    data: bytes,
    full: Essay | None,
    kept: Essay | None,
    edition: Edition | None,
    name: str = "",
    layout: Layout | None = None,
) -> Report:
    """Return whether an EPUB without spoilers gives nothing away, the words of the layout's own sheets aside."""
    if full is None or kept is None or edition is None or edition.spoilers != "removed":
        return _not_run(full, edition)
    try:
        book = read_epub(data)
    except CheckError as error:
        return Report(
            NAME, (_error("EP712", "the EPUB cannot be searched", None, str(error.diagnostics[0].message)),), 1
        )
    sheets = [root / "epub.css" for root in layout.roots] if layout is not None else []
    styles = "\n".join(path.read_text(encoding="utf-8") for path in sheets if path.is_file())
    try:
        found = list(leak_epub.surfaces(book, kept, styles))
        fonts = [item for path, font in leak_epub.programs(book).items() for item in leak_fonts.program(path, font)]
        over = list(leak_epub.leftovers(data, book))
    except BROKEN as error:
        return Report(NAME, (_error("EP712", f"the EPUB cannot be searched: {error}", None, "build it again"),), 1)
    return _report(full, kept, layout, [*_named(full, edition, name), *found], over, fonts, leak_epub.shown(book))


def _not_run(full: Essay | None, edition: Edition | None) -> Report:
    if edition is not None and edition.spoilers != "removed":
        return Report(NAME, not_run=f"edition {edition.name} keeps its spoilers")
    return Report(NAME, not_run="needs the essay (--against)" if full is None else "needs the edition (--edition)")


def _named(full: Essay, edition: Edition, name: str) -> Iterator[Surface]:
    """Yield the file's name, without what the edition adds to it."""
    stem = (name or full.path).replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    yield Surface("the file's name", stem.removesuffix(f"-{edition.name}"), "EP705", Kind.MACHINE)


def _report(
    full: Essay,
    kept: Essay,
    layout: Layout | None,
    surfaces: Sequence[Surface],
    over: Iterable[Diagnostic],
    fonts: Iterable[leak_fonts.Subset],
    shown: str,
) -> Report:
    """Return what was found: the author's own errors first, then leaks by surface, fonts that tell, leftovers."""
    surfaces = _gathered(surfaces)
    sought = leak_account.removed(full, kept)
    allowed = leak_account.account(kept, full, layout)
    terms = [secret for secret in sought if secret.term]
    own = [_unmarked(*item) for item in leak_account.unmarked(kept, full, terms)]
    sought = [secret for secret in sought if not (secret.term and allowed.kept(secret))]
    told = list(_told(_leaks(sought, allowed, surfaces)))
    passages = [secret.text for secret in sought if not secret.term]
    texts = [" ".join(block.words for block in expected.blocks(essay)) for essay in (full, kept)]
    telling = chain.from_iterable(leak_fonts.tells(font, texts, passages, shown) for font in fonts)
    examined = len(surfaces) * max(1, sum(len(secret.needles) for secret in sought))
    return Report(NAME, tuple(dict.fromkeys([*own, *told, *telling, *over])), examined)


def _gathered(surfaces: Iterable[Surface]) -> list[Surface]:
    """Return the surfaces with those of one name as one, a sign between them that no essay has."""
    texts: dict[tuple[str, str, Kind], list[Surface]] = {}
    for surface in surfaces:
        texts.setdefault((surface.name, surface.code, surface.kind), []).append(surface)
    return [
        found[0] if len(found) == 1 else Surface(name, APART.join(item.text for item in found), code, kind)
        for (name, code, kind), found in texts.items()
    ]


def _leaks(
    sought: Sequence[Secret], allowed: Account, surfaces: Sequence[Surface]
) -> Iterator[tuple[Secret, Surface, Voice]]:
    for surface in surfaces:
        if not surface.spoken.letters:
            continue
        for secret in sought:
            needle = allowed.leaks(secret, surface)
            if needle is not None:
                yield secret, surface, needle


def _told(leaks: Iterable[tuple[Secret, Surface, Voice]]) -> Iterator[Diagnostic]:
    """Yield the first leaks of each surface, and how many more there are on it."""
    by_surface: dict[str, list[tuple[Secret, Surface, Voice]]] = {}
    for item in leaks:
        by_surface.setdefault(item[1].name, []).append(item)
    for name, found in by_surface.items():
        yield from (_leak(*item) for item in found[:SHOWN])
        if len(found) > SHOWN:
            yield _error(found[0][1].code, f"{name} gives away {len(found) - SHOWN} passages more", None, "")


def _leak(secret: Secret, surface: Surface, needle: Voice) -> Diagnostic:
    """Return the error of one secret on one surface."""
    said = _excerpt(secret.text, needle)
    what = "which gives the plot away" if secret.term else "which is taken out of this edition"
    message = f"{surface.name} says “{said}”, {what}"
    return _error(surface.code, message, secret.place, CURES.get(surface.code, ""))


def _excerpt(text: str, needle: Voice) -> str:
    """Return the words of a passage that were found, as their author wrote them."""
    words = text.split()
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            if voice(" ".join(words[first:last])).letters == needle.letters:
                return " ".join(words[first:last])[:EXCERPT]
    return text[:EXCERPT]


def _unmarked(term: str, place: Place | None, text: str) -> Diagnostic:
    """Return the author's error: a term that stands in what is kept."""
    at = text.casefold().find(term.casefold())
    near = text[max(0, at - 20) : at + len(term) + 20] if at >= 0 else text[:EXCERPT]
    hint = f'mark it, or the sentence round it: `[{term}]{{.spoiler safe="…"}}`'
    return _error("EP701", f"“{term}” is not marked, so it stays in this edition: “… {near.strip()} …”", place, hint)


def _error(code: str, message: str, place: Place | None, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, hint)
