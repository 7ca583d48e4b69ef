"""Marked content that nobody should hear read aloud becomes an artifact: running heads, folios, ornaments, copies."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pikepdf
from pikepdf import Stream

from essay_press.finish import forms, streams
from essay_press.finish.tree import Content, Label

__all__ = ["LAYOUT", "mark", "pagination"]

LAYOUT = b"/Artifact <</Type /Layout>> BDC"
# The engine writes text in hexadecimal and paths in numbers, so these bytes stand for nothing else in its streams.
_OPENING = re.compile(rb"/\w+\s*<</MCID (\d+)>>\s*BDC")


def pagination(label: Label) -> bytes:
    """Return the opening of a running head or folio (ISO 32000-1, 14.8.2.2.2), with the edge it stands at."""
    margin = str(label.get("margin", ""))
    if margin.startswith("@top"):
        return b"/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC"
    if margin.startswith("@bottom"):
        return b"/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC"
    return b"/Artifact <</Type /Pagination>> BDC"


def mark(pdf: pikepdf.Pdf, openings: Iterable[tuple[Content, bytes]]) -> None:
    """Rewrite the openings of these pieces of marked content, so that they are artifacts of the given kind."""
    by_page: dict[int, dict[int, bytes]] = {}
    for content, opening in openings:
        by_page.setdefault(content.page, {})[content.mcid] = opening
    for number, wanted in sorted(by_page.items()):
        page = pdf.pages[number]
        done = sum(_rewrite_stream(stream, wanted) for stream in forms.drawn(page))
        if done != len(wanted):
            message = f"page {number + 1}: {len(wanted)} artifacts to mark, {done} found"
            raise ValueError(message)


def _rewrite_stream(stream: Stream, wanted: dict[int, bytes]) -> int:
    """Put the wanted openings into a stream and return how many it had."""
    data, done = _rewrite(stream.read_bytes(), wanted)
    if done:
        streams.store(stream, data)
    return done


def _rewrite(stream: bytes, wanted: dict[int, bytes]) -> tuple[bytes, int]:
    """Return a content stream with the wanted openings in place, and how many there were."""
    done = 0

    def replace(match: re.Match[bytes]) -> bytes:
        nonlocal done
        opening = wanted.get(int(match[1]))
        if opening is None:
            return match[0]
        done += 1
        return opening

    return _OPENING.sub(replace, stream), done
