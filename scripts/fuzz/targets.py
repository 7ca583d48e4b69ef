"""What is fuzzed: functions from bytes that must come back, or end in an error of the house."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from lxml import etree

from essay_press import check, editions, layouts, manuscript, markup, quotes, spoilers
from essay_press.check import epub_fonts, fonts, leak_fonts
from essay_press.compose import compose
from essay_press.diagnostics import errors_in
from essay_press.errors import EssayPressError
from essay_press.extensions.ledger import Findings
from essay_press.formats import FORMATS
from essay_press.markup import assets
from essay_press.markup.svg import inspect_svg
from essay_press.model import Essay, Inputs, Manuscript, Metadata
from fuzz import edits
from fuzz.deep import DEEP
from fuzz.manuscripts import manuscripts

__all__ = ["TARGETS", "Target"]

Target = Callable[[bytes], None]

NOWHERE = Path("/nonexistent")
LEFT_OVER = re.compile("[\x02\x03]|klzzwxh|wzxhzdk")
# What an EPUB of a manuscript without pictures may be told by its checks: front matter that says too little, and
# what its author wrote. Anything else is a fault of the program.
EXPECTED = re.compile(r"EP(538|54[0-9]|50[0-9]|55[0-9]|7\d\d)")


def front_matter(data: bytes) -> None:
    """A manuscript's file: its bytes, its front matter."""
    manuscript.read("fuzzed.md", data)


def text(data: bytes) -> None:
    """Markdown: what is read is well-formed, has its ids once, and no mark of ours is left in it."""
    essay = _parsed(data.decode("utf-8", "replace"))
    body = etree.fromstring(f"<body>{essay.body}</body>")
    ids = [node.get("id") for node in body.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), "an id is given twice"
    for note in essay.notes:
        etree.fromstring(f"<div>{note.xhtml}</div>")
    everything = essay.body + "".join(note.xhtml for note in essay.notes)
    assert not LEFT_OVER.search(everything), "a mark of ours is left over"
    spoilers.redact(essay)


def drawing(data: bytes) -> None:
    """An SVG picture: what is let in does not reach out."""
    width, height, faults = inspect_svg(data)
    assert faults or (width and height), "a drawing without a size was let in"


def picture(data: bytes) -> None:
    """A picture of pixels, read to its end, as the manuscript's pictures are."""
    assets._photograph(Path("x.png"), data, "", "x.png", None, Findings())


def epub(data: bytes) -> None:
    """An EPUB with something wrong in it, to `check`."""
    check.check(edits.epub(data), "application/epub+zip", essay=_sound())


def epub_bytes(data: bytes) -> None:
    """Any bytes that pretend to be an EPUB, to `check`."""
    check.check(data, "application/epub+zip")


def pdf(data: bytes) -> None:
    """A PDF with something wrong in it, to `check`."""
    try:
        file = edits.pdf(data)
    except (RuntimeError, ValueError, TypeError, io.UnsupportedOperation, ArithmeticError):
        return  # an edit that pikepdf does not write
    check.check(file, "application/pdf", essay=_sound(), edition=editions.load()["a5"])


def pdf_bytes(data: bytes) -> None:
    """Any bytes that pretend to be a PDF, to `check`."""
    check.check(b"%PDF-1.7\n" + data, "application/pdf")


def font(data: bytes) -> None:
    """A font with something wrong in it, as `check` finds it in a file."""
    body = edits.font(data)
    opened = fonts._open(body)
    if opened is not None:
        fonts._is_whole(fonts.Program("ABCDEF+X-Bold", "Type0", body, True, (1, 2)), opened)
        for face in layouts.load("classic").fonts[:2]:
            fonts._is_cut_from(opened, (1, 2, 3), face)
    tuple(leak_fonts.program("x", body))
    tuple(epub_fonts._font(body, epub_fonts._Face("x", "x.ttf", 400, False), frozenset("abc")))


def build(data: bytes) -> None:
    """A whole manuscript on its way to an EPUB that its own checks accept, with spoilers and without."""
    essay = _lifted(manuscript.read("fuzzed.md", data))
    edition = editions.load()["epub"]
    layout = layouts.load("classic")
    options = layouts.choose_options(layout, essay.metadata)
    for one in dict.fromkeys((essay, spoilers.redact(essay))):
        made = FORMATS["epub"](compose(one, layout, edition, options), Inputs())
        found = [item for report in check.check(made.data, made.media_type, essay=one) for item in report.diagnostics]
        odd = [str(item) for item in errors_in(found) if not EXPECTED.fullmatch(item.code)]
        assert not odd, "\n".join(odd)


@cache
def _sound() -> Essay:
    return _lifted(manuscript.read("sound.md", edits.ESSAY))


def _parsed(written: str) -> Essay:
    return _lifted(Manuscript("fuzzed.md", NOWHERE, Metadata(title="A Title"), written, 1))


def _lifted(read: Manuscript) -> Essay:
    return quotes.lift(markup.parse(read))


@settings(database=None, deadline=None, suppress_health_check=list(HealthCheck), max_examples=100)
@given(manuscripts())
def _whole(data: bytes) -> None:
    """Manuscripts of hypothesis, the whole way to an EPUB."""
    try:
        build(data)
    except EssayPressError:
        return


def _drawn(data: bytes) -> None:
    """Manuscripts of hypothesis, its decisions drawn from bytes."""
    inner: Any = _whole
    inner.hypothesis.fuzz_one_input(data)


TARGETS: dict[str, Target] = {
    "front-matter": front_matter,
    "text": text,
    "drawing": drawing,
    "picture": picture,
    "epub": epub,
    "epub-bytes": epub_bytes,
    "pdf": pdf,
    "pdf-bytes": pdf_bytes,
    "font": font,
    "build": build,
    "whole": _drawn,
    **DEEP,
}
