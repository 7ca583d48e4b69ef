"""The streams that a page is drawn from: its own content and the forms in it, where see-through text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Stream

from essay_press.finish.tree import Content

__all__ = ["drawn", "homes"]

_DRAWING = re.compile(rb"(/[^\s/<>\[\]()]+)\s+Do\b")
_MARKED = re.compile(rb"<</MCID (\d+)>>\s*BDC")


def drawn(page: pikepdf.Page) -> Iterator[Stream]:
    """Yield the content of a page and each form that it draws, forms inside forms included."""
    page.contents_coalesce()
    yield from _below(page.Contents, page.Resources)


def homes(pdf: pikepdf.Pdf) -> dict[Content, Stream]:
    """Return the form in which each piece of marked content stands that is not in the page's own content."""
    found: dict[Content, Stream] = {}
    for number, page in enumerate(pdf.pages):
        for form in list(drawn(page))[1:]:
            for mcid in _MARKED.findall(form.read_bytes()):
                found[Content(number, int(mcid))] = form
    return found


def _below(stream: pikepdf.Object, resources: pikepdf.Object) -> Iterator[Stream]:
    """Yield a stream and the forms below it."""
    if not isinstance(stream, Stream):
        return
    yield stream
    named = resources.get("/XObject", Dictionary())
    for name in dict.fromkeys(_DRAWING.findall(stream.read_bytes())):
        form = named.get(name.decode())
        if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
            yield from _below(form, form.get("/Resources", Dictionary()))
