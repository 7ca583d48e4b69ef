"""A file on disk becomes a Manuscript: its front matter checked, every error with its line."""

from __future__ import annotations

from pathlib import Path

from essay_press.diagnostics import Place, errors_in, sort
from essay_press.errors import ManuscriptError
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.frontmatter import guess_title, split
from essay_press.manuscript.remarks import remarks
from essay_press.manuscript.schema import metadata
from essay_press.manuscript.source import Lines, Source, read_source
from essay_press.manuscript.tree import parse
from essay_press.manuscript.values import CONTROL
from essay_press.model import Manuscript, Metadata

__all__ = ["read"]

CONTROL_NAMES = {
    0x00: "NUL",
    0x08: "backspace",
    0x0B: "vertical tab, Word's line break",
    0x0C: "form feed, a page break",
    0x1B: "escape",
    0x7F: "delete",
}


def read(path: str | Path, data: bytes | None = None) -> Manuscript:
    """Return the manuscript at `path`; raise ManuscriptError with all that is wrong with the file.

    With `data`, they are read as if the file held them: what a change would make of it is known before it is written.
    """
    source = read_source(path, data)
    findings = Findings()
    clean = _without_controls(source, findings)
    parts = split(clean, findings)
    found: Metadata | None = None
    if parts:
        front = parse(parts.front, source.path, findings)
        if front is not None:
            found = metadata(front, guess_title(parts.body, source.path), source.path, findings)
        if not parts.body.strip():
            message = "there is no text below the front matter"
            findings.error("EP127", message, Place(source.path, parts.body_line, 1), "write the essay there")
    diagnostics = sort(findings.items)
    if found is None or parts is None or errors_in(diagnostics):
        raise ManuscriptError(diagnostics)
    return Manuscript(
        path=source.path,
        folder=source.folder,
        metadata=found,
        markdown=parts.body,
        body_line=parts.body_line,
        sha256=source.sha256,
        diagnostics=diagnostics,
        remarks=remarks(parts.front, source.path),
    )


def _without_controls(source: Source, findings: Findings) -> Source:
    """Return the source with U+FFFD for each control character, so that the search for errors can go on."""
    lines: Lines | None = None
    for match in CONTROL.finditer(source.text):
        lines = lines or Lines(source.path, source.text)
        point = ord(match.group())
        label = f" ({CONTROL_NAMES[point]})" if point in CONTROL_NAMES else ""
        hint = "remove it; editors can show and find control characters"
        meant = bytes([point]).decode("cp1252", "ignore") if 0x80 <= point < 0xA0 else ""
        if meant:
            hint = f"it was probably meant to be `{meant}`: type that in its place"
        findings.error("EP103", f"a control character, U+{point:04X}{label}", lines.place(match.start()), hint)
    if lines is None:
        return source
    return Source(source.path, source.folder, CONTROL.sub("\ufffd", source.text), source.sha256)
