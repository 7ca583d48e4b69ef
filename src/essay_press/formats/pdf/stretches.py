"""A long text laid out in stretches, side by side in processes of their own, and put together; or in one.

The bytes do not depend on how many there are. Each process reads the whole text, lays out its pages, hears how many
stand before them, and prints them.
"""

from __future__ import annotations

import math
import os
import pickle
import struct
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, Any

from essay_press.diagnostics import Diagnostic, Severity, errors_in
from essay_press.forking import can_fork, fork
from essay_press.formats.pdf import joining, once
from essay_press.formats.pdf.engine import Document
from essay_press.formats.pdf.paging import Unsplittable, paging
from essay_press.model import Composition

__all__ = ["LONG", "Made", "Stretch", "make", "reason"]

LONG = 60_000
"""Characters of text for which a process of its own pays: it takes a third of a second to begin."""
GREATEST = 250_000
"""Characters of text that one process lays out at most, for the sake of its memory: about 100 pages of A5."""
COUNT = struct.Struct(">q")
BROKEN = (Unsplittable, OSError, EOFError, pickle.UnpicklingError)


@dataclass(frozen=True, slots=True)
class Made:
    """A whole PDF, how many pages it has, and what was said on the way."""

    data: bytes
    pages: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The pages of a stretch: their PDF, the height of each in CSS px and its bookmarks, what was said."""

    piece: joining.Piece
    bookmarks: tuple[tuple[float, Any], ...]
    aims: frozenset[str]
    """The names that its links lead to."""
    diagnostics: tuple[Diagnostic, ...]


Print = Callable[[AbstractContextManager[None]], Stretch]
"""Prints a stretch that is laid out within the context manager it is given."""


def reason(composition: Composition) -> str:
    """Return why a text is laid out in one piece, however long, or nothing."""
    edition, options = composition.edition, dict(composition.options)
    if not once.wanted(edition) or edition.tagged:
        return f"edition {edition.name} is settled, or tagged: each page depends on all"
    if not options.get("chapters"):
        return "its sections do not begin pages (the option `chapters` makes them)"
    if not edition.double_sided:
        return f"edition {edition.name} is single-sided, and its chapters begin on no side of their own"
    spoilers = composition.essay.metadata.spoilers
    if spoilers is not None and spoilers.resume:
        return "its cover names the page on which to resume"
    return ""


def make(composition: Composition, jobs: int, print_: Print) -> Made | None:
    """Return the PDF of a composition, laid out by up to `jobs` processes; None where the engine has to write it alone.

    `print_` returns a stretch.
    """
    length = len(composition.essay.body)
    why = reason(composition)
    told = (_piecewise(why),) if why and length >= 2 * LONG else ()
    hands = 1 if why or not can_fork() else max(1, min(jobs, length // LONG))
    for count in dict.fromkeys((hands, 1)):
        try:
            found = _in_rounds(count, length, print_) if count > 1 else [print_(nullcontext())]
            made = _whole(found)
        except BROKEN:
            continue
        return replace(made, diagnostics=(*told, *made.diagnostics))
    return None


def _piecewise(why: str) -> Diagnostic:
    """Return the note that a long text is laid out in one piece."""
    message = f"the text is laid out in one piece, which takes longer: {why}"
    return Diagnostic(Severity.NOTE, "EP355", message)


def _whole(found: Sequence[Stretch]) -> Made:
    """Return stretches put together; raises Unsplittable where one has what cannot be."""
    said = tuple(dict.fromkeys(item for one in found for item in one.diagnostics))
    names = frozenset(name for one in found for name in one.piece.anchors)
    if errors_in(said) or any(not one.aims <= names for one in found):
        message = "the engine is to tell of its fault"
        raise Unsplittable(message)
    pages = [_Page(height, marks) for one in found for height, marks in one.bookmarks]
    tree = Document(pages, None, None, None, {}, None).make_bookmark_tree(0.75, transform_pages=True)
    return Made(joining.join([one.piece for one in found], tree), len(pages), said)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the engine needs of a page to make a tree of bookmarks."""

    height: float
    bookmarks: Any


# ---------------------------------------------------------------- processes
@dataclass(frozen=True, slots=True)
class _Child:
    """A process that lays out a stretch: its number, what it writes, and where to tell it the pages before its own."""

    pid: int
    answers: IO[bytes]
    ear: IO[bytes]


def _in_rounds(hands: int, length: int, print_: Print) -> list[Stretch]:
    """Return the stretches of a text of that length, made by so many processes at a time, as many times as it takes."""
    count = hands * math.ceil(length / (hands * GREATEST))
    found: list[Stretch] = []
    for first in range(0, count, hands):
        before = sum(len(one.bookmarks) for one in found)
        found += _side_by_side(range(first, first + hands), count, before, print_)
    return found


def _side_by_side(numbers: range, count: int, before: int, print_: Print) -> list[Stretch]:
    """Return some of `count` stretches, with `before` pages before them, a process for each; raises where one fails."""
    children: list[_Child] = []
    try:
        for number in numbers:
            children.append(_begin(number, count, print_, children))
        for child in children:
            pages = COUNT.unpack(_read(child.answers, COUNT.size))[0]
            child.ear.write(COUNT.pack(before))
            child.ear.flush()
            before += pages
        return [pickle.loads(_read(child.answers)) for child in children]
    finally:
        # A child that is still to hear hears nothing any more, and ends.
        for child in children:
            child.ear.close()
            child.answers.close()
        for child in children:
            os.waitpid(child.pid, 0)


def _begin(number: int, count: int, print_: Print, others: Sequence[_Child]) -> _Child:
    """Return a process at work on a stretch."""
    hearing, telling = os.pipe()

    def child(pipe: IO[bytes]) -> int:
        os.close(telling)
        for other in others:
            other.ear.close()
        with os.fdopen(hearing, "rb") as ear:
            found = print_(paging(number, count, partial(_ask, pipe, ear)))
        pipe.write(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
        return 0

    pid, reading = fork(child)
    os.close(hearing)
    return _Child(pid, os.fdopen(reading, "rb"), os.fdopen(telling, "wb"))


def _ask(pipe: IO[bytes], ear: IO[bytes], pages: int) -> int:
    """Tell how many pages a stretch has, and return how many stand before them."""
    pipe.write(COUNT.pack(pages))
    pipe.flush()
    return int(COUNT.unpack(_read(ear, COUNT.size))[0])


def _read(pipe: IO[bytes], size: int = -1) -> bytes:
    """Return what comes through a pipe, so many bytes or all; raises EOFError for less, or nothing."""
    found = pipe.read(size)
    if not found or len(found) < size:
        message = "a process ended before it had said all"
        raise EOFError(message)
    return found
