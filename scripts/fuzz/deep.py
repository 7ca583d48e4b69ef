"""Targets that get deep: sound manuscripts all the way to pages, and finished editions of every kind, edited.

They are slow, tens of inputs in a second of the fast ones; what the others reach they leave to them.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from lxml import etree

from essay_press import build, check, editions, presets, proofsheet, spoilers
from essay_press.diagnostics import errors_in
from essay_press.errors import ManuscriptError
from essay_press.model import Essay
from essay_press.quotes import marking
from essay_press.quotes.suggestions import suggest
from fuzz import edits, grammar
from fuzz.supply import Supply

__all__ = ["DEEP"]

KINDS = ("a5", "trade", "trade-x1a", "booklet-a4", "zine", "archive", "spoiler-free", "screen", "kdp", "cover-kdp")
SERVICES = ("kdp", "ingramspark", "lulu")
# What may be wrong with pages that an odd manuscript makes: blemishes, and what its author wrote. Lost words, torn
# structure and broken files are faults of the program.
BLEMISHES = frozenset({"EP503", "EP504", "EP506", "EP538"})


def grown(data: bytes) -> None:
    """A manuscript by grammar, to an EPUB with spoilers and without, its sentences suggested and one of them marked."""
    written = grammar.manuscript(data)
    essay = _read(written)
    for one in dict.fromkeys((essay, spoilers.redact(essay))):
        etree.fromstring(f"<body>{one.body}</body>")
        edition = editions.load()["epub" if one is essay else "epub-spoiler-free"]
        _made(essay, edition.name)
    text = written.decode()
    for item in suggest(essay, 3):
        marking.line_of(text, essay, item.sentence)
        try:
            marked = marking.mark("fuzzed.md", written, item.sentence)
        except ManuscriptError:
            continue  # its markup is in the way
        assert len(_read(marked).pull_quotes) == len(essay.pull_quotes) + 1, "a mark that marks nothing"


def pages(data: bytes) -> None:
    """A manuscript by grammar, set: the first byte chooses the edition."""
    name = ("a5", "screen", "spoiler-free", "trade")[(data[:1] or b"\0")[0] % 4]
    _made(_read(grammar.manuscript(data[1:])), name)


def kinds(data: bytes) -> None:
    """A finished edition of any kind, edited, to `check` with all that it can be held against."""
    supply = Supply(data[:2])
    name = supply.choose(KINDS)
    with_essay = supply.below(4)
    file = _edited(lambda: edits.pdf(data[2:], name))
    if file is None:
        return
    services = tuple(presets.service(each) for each in SERVICES) if with_essay != 1 else ()
    essay = _read(edits.ESSAY) if with_essay else None
    check.check(
        file, "application/pdf", essay=essay, edition=editions.load()[name], services=services, pages=40,
        name=f"sound-{name}.pdf", typography="all",
    )  # fmt: skip


def free_epub(data: bytes) -> None:
    """An EPUB without spoilers, edited, searched for what it should not have."""
    edition = editions.load()["epub-spoiler-free"]
    file = edits.epub(data, edition.name)
    check.check(file, "application/epub+zip", essay=_read(edits.ESSAY), edition=edition, name="sound.epub")


def proof(data: bytes) -> None:
    """An edited PDF on a proof sheet, with its guides; small, for what is looked for is not in the paint."""
    file = _edited(lambda: edits.pdf(data))
    if file is not None:
        tuple(proofsheet.draw(file, "fuzzed", editions.load()["a5"], proofsheet.Wishes(True, 20, "", 0)))


def _read(data: bytes) -> Essay:
    """Return the essay in a manuscript that lies beside its pictures."""
    return build.read(grammar.folder() / "fuzzed.md", data)


def _made(essay: Essay, name: str) -> None:
    """Make an edition and hold it against the essay; what is wrong with it must be its author's doing."""
    edition = editions.load()[name]
    if editions.skip_reason(edition, essay):
        return
    made = build.make(essay, edition, build.Request())
    odd = [str(item) for item in errors_in(made.diagnostics) if item.code not in BLEMISHES]
    assert not odd, "\n".join(odd)


def _edited(edit: Callable[[], bytes]) -> bytes | None:
    """Return an edited PDF, or None for an edit that pikepdf does not write."""
    try:
        return edit()
    except (pikepdf.PikepdfError, RuntimeError, ValueError, TypeError, io.UnsupportedOperation, ArithmeticError):
        return None


DEEP: dict[str, Callable[[bytes], None]] = {
    "grown": grown,
    "pages": pages,
    "kinds": kinds,
    "free-epub": free_epub,
    "proof": proof,
}
