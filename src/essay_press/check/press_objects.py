"""What no press can print, or PDF/X does not let near one: every object that a page or the catalogue leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from essay_press.check.press_words import OLD, report, titled
from essay_press.check.report import Report

__all__ = ["only_print"]

# What leads away from what a page prints.
ASIDE = frozenset({"/Parent", "/P", "/Dest", "/StructTreeRoot", "/Pages", "/Outlines", "/Dests", "/OutputIntents"})
PLAIN = frozenset({"/Normal", "/Compatible"})
SEEN_BY_EYES = frozenset({"/ICCBased", "/CalRGB", "/CalGray", "/Lab"})
LATER = {"/JPXDecode": "JPEG 2000", "/JBIG2Decode": "JBIG2"}
DEEP = 8  # bits of an ink in a picture


def only_print(pdf: pikepdf.Pdf, standard: str) -> Report:
    """Return whether a file holds nothing but what is printed; no transparency, no later PDF, if it is PDF/X-1a.

    `examined` counts the objects.
    """
    out: list[str] = []
    count = 0
    for page, item in _things(pdf):
        count += 1
        where = f"page {page} has " if page else "the file has "
        out += [where + what for what in _never(item)]
        if standard == OLD:
            out += [f"{where}{what}, and {titled(standard)} allows none" for what in _not_yet(item)]
    if "/OCProperties" in pdf.Root and standard == OLD:
        out.append(f"the file has layers, and {titled(standard)} allows none")
    names = pdf.Root.get("/Names", Dictionary())
    out += [f"the file has {what}" for key, what in FILE.items() if key in pdf.Root or key in names]
    return report("nothing but print", "EP525", out, count)


FILE = {
    "/EmbeddedFiles": "attached files",
    "/AF": "attached files",
    "/JavaScript": "scripts",
    "/AA": "actions that run by themselves",
    "/OpenAction": "an action on opening",
}


def _things(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    """Yield every dictionary, stream and array, with the number of the first page that leads to it (0: none does)."""
    seen: set[tuple[int, int]] = {page.obj.objgen for page in pdf.pages}
    starts = [(number, page.obj) for number, page in enumerate(pdf.pages, 1)]
    for number, start in [*starts, (0, pdf.Root)]:
        stack: list[Any] = [start]
        while stack:
            item = stack.pop()
            yield number, item
            values = list(item) if isinstance(item, Array) else [v for k, v in item.items() if str(k) not in ASIDE]
            for value in values:
                if not isinstance(value, Object) or not isinstance(value, Dictionary | Stream | Array):
                    continue
                if value.objgen != (0, 0) and value.objgen in seen:
                    continue
                seen.add(value.objgen)
                stack.append(value)


def _never(item: Any) -> Iterator[str]:
    """Yield what no PDF/X may hold: what depends on other files, on the press, or on somebody who clicks."""
    if isinstance(item, Array):
        return
    if "/OPI" in item:
        yield "a picture that stands for another one (OPI)"
    if "/Alternates" in item:
        yield "a picture with alternates"
    if "/PS" in (str(item.get("/Subtype", "")), str(item.get("/Subtype2", ""))):
        yield "a piece of PostScript"
    if item.get("/Subtype") == Name.Form and "/Ref" in item:
        yield "a page of another file"
    if "/HTP" in item or "/TR" in item or item.get("/TR2", Name.Default) != Name.Default:
        yield "a curve of its own for the inks"
    if item.get("/Type") == Name.ExtGState and "/HT" in item:
        yield "a screen of its own for the inks"
    if "/S" in item and item.get("/S") in (Name.JavaScript, Name.Launch, Name.URI, Name.SubmitForm):
        yield "an action"


def _not_yet(item: Any) -> Iterator[str]:
    """Yield what PDF 1.3 does not know, and colours that are no inks."""
    if isinstance(item, Array):
        if len(item) > 1 and isinstance(item[0], Name) and str(item[0]) in SEEN_BY_EYES:
            yield f"colours in the space {str(item[0]).lstrip('/')}"
        return
    if isinstance(item, Stream):
        yield from _stream(item)
    if item.get("/S") == Name.Transparency:
        yield "a transparent group"
    if isinstance(item.get("/SMask"), Dictionary | Stream):
        yield "a soft mask"
    alphas = [float(item[key]) for key in ("/ca", "/CA") if key in item and item.get("/Subtype") is None]
    if min(alphas, default=1.0) < 1:
        yield f"paint that is {min(alphas) * 100:.0f} % opaque"
    blend = item.get("/BM", Name.Normal)
    names = {str(name) for name in blend} if isinstance(blend, Array) else {str(blend)}
    if not names <= PLAIN:
        yield f"the blend mode {min(names - PLAIN).lstrip('/')}"
    if "/OC" in item:
        yield "something on a layer"


def _stream(item: Any) -> Iterator[str]:
    """Yield what came later of the ways to pack pictures and fonts."""
    filters = item.get("/Filter", Array())
    names = {str(filters)} if isinstance(filters, Name) else {str(name) for name in filters}
    for name in sorted(names & LATER.keys()):
        yield f"a picture packed as {LATER[name]}"
    if item.get("/Subtype") == Name.Image and int(item.get("/BitsPerComponent", 1)) > DEEP:
        yield "a picture with 16 bits of an ink"
    if item.get("/Subtype") == Name.OpenType:
        yield "an OpenType font"
