"""What is attached to a PDF: the manuscript and its pictures to the byte, told as sources, and nothing else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Stream

from essay_press import strings
from essay_press.check.folding import folded, holds
from essay_press.check.reading import Document
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["attachments"]

TOLD, TRUE = "attachments are told", "the manuscript inside"
NEEDS_ESSAY = "needs the essay (--against)"
REBUILD = "build the edition again from this manuscript"
DATE = re.compile(r"D:\d{8,14}(?:Z|[+-]\d{2}'?\d{2}'?)?")
# A name that a reader could save as it stands: no root, no drive, no way up, nothing that a system refuses.
SAFE = re.compile(r'(?!/)(?!(?:.*/)?\.\.?(?:/|$))[^\x00-\x1f\x7f-\x9f\\:*?"<>|]+')


@dataclass(frozen=True, slots=True)
class _Attached:
    """A file in a PDF: the name by which it is listed, its specification, its bytes."""

    name: str
    spec: Any
    stream: Any
    data: bytes


def attachments(pdf: pikepdf.Pdf, document: Document, essay: Essay | None) -> tuple[Report, ...]:
    """Return whether what is attached is told, to machines as PDF/A-3 asks and to the reader on a page, and is true.

    True is: byte for byte what the essay was made of, and nothing else.
    """
    files = tuple(_listed(pdf))
    untold = tuple(_untold(pdf, files))
    if essay is None:
        return Report(TOLD, untold, len(files)), Report(TRUE, not_run=NEEDS_ESSAY)
    return (
        Report(TOLD, (*untold, *_unsaid(document, essay)), len(files) + 1),
        Report(TRUE, tuple(_unlike(files, essay)), len(essay.originals)),
    )


def _listed(pdf: pikepdf.Pdf) -> Iterator[_Attached]:
    """Yield the files in the tree of names."""
    tree = pdf.Root.get("/Names", Dictionary()).get("/EmbeddedFiles")
    if tree is None:
        return
    for name, spec in NameTree(tree).items():
        stream = spec.get("/EF", Dictionary()).get("/F") if isinstance(spec, Dictionary) else None
        data = stream.read_bytes() if isinstance(stream, Stream) else b""
        yield _Attached(str(name), spec, stream, data)


def _untold(pdf: pikepdf.Pdf, files: tuple[_Attached, ...]) -> Iterator[Diagnostic]:
    """Yield what the file does not say, or says wrongly, of its attachments (ISO 19005-3, 6.8; ISO 32000-2, 7.11)."""
    associated = pdf.Root.get("/AF", Array())
    held = {item.objgen for item in associated} if isinstance(associated, Array) else set()
    for file in files:
        for wrong in _faults(file, associated=getattr(file.spec, "objgen", None) in held):
            yield _error("EP595", f"the attached file {file.name} {wrong}")
    known = {file.spec.objgen for file in files if isinstance(file.spec, Dictionary)}
    streams = {file.stream.objgen for file in files if file.stream is not None}
    if held - known:
        yield _error("EP594", "the document is associated with a file that is not in the list of attachments")
    for item in pdf.objects:
        loose = isinstance(item, Stream) and item.get("/Type") == Name.EmbeddedFile and item.objgen not in streams
        hidden = isinstance(item, Dictionary) and "/EF" in item and item.objgen not in known
        if loose or hidden:
            yield _error("EP594", "the file holds another file, which is not in the list of attachments")


def _faults(file: _Attached, *, associated: bool) -> Iterator[str]:
    """Yield what is wrong with the entry of one file, in words that follow its name."""
    if file.stream is None:
        yield "is listed and not there"
        return
    spec, params = file.spec, file.stream.get("/Params", Dictionary())
    if not associated:
        yield "is not associated with the document (/AF)"
    if spec.get("/AFRelationship") != Name.Source:
        yield "is not said to be its source (/AFRelationship)"
    names = {str(spec.get(key, "")) for key in ("/F", "/UF")}
    if names != {file.name}:
        yield f"goes by other names too: {', '.join(sorted(names - {file.name})) or 'none'}"
    if not SAFE.fullmatch(file.name):
        yield "has a name that cannot be saved everywhere"
    if not str(spec.get("/Desc", "")).strip():
        yield "has no description"
    if "/" not in str(file.stream.get("/Subtype", "")).lstrip("/"):
        yield "has no media type"
    if params.get("/Size") != len(file.data):
        yield f"is said to have {params.get('/Size', 'no')} bytes and has {len(file.data)}"
    digest = hashlib.md5(file.data, usedforsecurity=False).digest()
    if bytes(params.get("/CheckSum", b"")) != digest:
        yield "does not match its checksum"
    if not DATE.fullmatch(str(params.get("/ModDate", ""))):
        yield "has no date"


def _unsaid(document: Document, essay: Essay) -> Iterator[Diagnostic]:
    """Yield an error when no page tells the reader that the manuscript is inside, spoilers and all."""
    metadata = essay.metadata
    words = strings.load(metadata.language, metadata.strings)
    line = words["colophon_attached_spoilers" if metadata.spoilers else "colophon_attached"]
    if not holds(folded("".join(item.run.text for item in document.tagged)), line):
        hint = 'set the layout\'s colophon, or say it in its template: t("colophon_attached")'
        message = "no page says that the manuscript is attached"
        yield Diagnostic(Severity.ERROR, "EP595", message, Place(essay.path), hint)


def _unlike(files: tuple[_Attached, ...], essay: Essay) -> Iterator[Diagnostic]:
    """Yield how what is attached differs from what the essay was made of."""
    wanted = {original.name: original for original in essay.originals}
    inside = {file.name: hashlib.sha256(file.data).hexdigest() for file in files}
    place = Place(essay.path)
    for name, original in wanted.items():
        if name not in inside:
            yield _error("EP593", f"{name} is not attached", place)
        elif inside[name] != original.sha256:
            yield _error("EP593", f"the attached {name} is not, byte for byte, the file that was given", place)
    for name in inside:
        if name not in wanted:
            yield _error("EP594", f"{name} is attached, and the essay is not made of it", place)


def _error(code: str, message: str, place: Place | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, message, place, REBUILD)
