"""Only the layout's own faces are in the file: embedded, subset, readable, and none of them faked."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

from essay_press.check import hostile
from essay_press.check.decode import cid_widths
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import FontFace, Layout

__all__ = ["declared", "embedded", "weight_of"]

WEIGHTS = {
    "thin": 100, "ultralight": 200, "extralight": 200, "light": 300, "semilight": 350, "book": 400, "regular": 400,
    "medium": 500, "semibold": 600, "demibold": 600, "bold": 700, "ultrabold": 800, "extrabold": 800, "heavy": 900,
    "black": 900,
}  # fmt: skip
_STYLE = re.compile(r"[-,]?(italic|oblique|condensed|expanded|smallcaps)$", re.IGNORECASE)
_WEIGHT = re.compile(
    r"[-,](?:(ultra|extra|semi|demi)-?)?(thin|light|book|regular|medium|bold|heavy|black)$", re.IGNORECASE
)
# What fontTools raises on a broken program.
UNREADABLE = hostile.BROKEN_FONT
SUBSET_TAG = re.compile(r"[A-Z]{6}\+")
SPARE = 4  # glyphs drawn for each glyph used, from which on a font is no subset
SAMPLE = 24  # outlines compared with those of the declared face
NO_EMBEDDING, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200  # OS/2.fsType


@dataclass(frozen=True, slots=True)
class Program:
    """A font as a PDF has it: full name, kind, the program's bytes or None, the glyph numbers in use."""

    name: str
    kind: str
    data: bytes | None
    to_unicode: bool
    glyphs: tuple[int, ...] = ()

    @property
    def plain(self) -> str:
        """Return the name without the subset tag."""
        return SUBSET_TAG.sub("", self.name, count=1)


def embedded(pdf: pikepdf.Pdf) -> Report:
    """Return whether each font is embedded, subset, extractable, allowed, of the weight its name says, not slanted."""
    programs = _programs(pdf)
    out = [diagnostic for program in programs for diagnostic in _faults(program)]
    return Report("fonts are embedded and whole", tuple(out), len(programs))


def declared(pdf: pikepdf.Pdf, layout: Layout) -> Report:
    """Return whether each embedded font is one of the layout's faces, by its program and not by its name alone."""
    programs = _programs(pdf)
    out = []
    for program in programs:
        font = _open(program.data)
        if font is not None and not any(_is_cut_from(font, program.glyphs, face) for face in layout.fonts):
            families = ", ".join(dict.fromkeys(face.family for face in layout.fonts))
            out.append(
                _error("EP510", program, f"is not a face of layout {layout.name}", f"the layout declares {families}")
            )
    return Report("fonts are the layout's own", tuple(out), len(programs))


def _programs(pdf: pikepdf.Pdf) -> tuple[Program, ...]:
    """Return the fonts of a file by name, each once."""
    found: dict[str, Program] = {}
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
            kind = str(item.get("/Subtype", "")).lstrip("/")
            if kind.startswith("CIDFont"):
                continue
            program = _program(item, kind)
            found.setdefault(program.name or kind, program)
    return tuple(found[name] for name in sorted(found))


def _program(font: Any, kind: str) -> Program:
    name = str(font.get("/BaseFont", "")).lstrip("/")
    holder = font.DescendantFonts[0] if kind == "Type0" else font
    descriptor = holder.get("/FontDescriptor", pikepdf.Dictionary())
    key = next((key for key in ("/FontFile2", "/FontFile3", "/FontFile") if key in descriptor), "")
    data = descriptor[key].read_bytes() if key else None
    glyphs = tuple(sorted(cid_widths(holder.get("/W", [])))) if kind == "Type0" else ()
    return Program(name, kind, data, "/ToUnicode" in font, glyphs)


def _faults(program: Program) -> Iterable[Diagnostic]:
    if program.kind == "Type3":
        yield _error("EP515", program, "is a Type 3 font: drawings without hints or outlines", "use a TrueType face")
        return
    if program.data is None:
        yield _error("EP511", program, "is not embedded", "every font of a file that goes to print is in the file")
        return
    if not SUBSET_TAG.match(program.name):
        yield _error("EP512", program, "is embedded whole", "let the renderer keep only the letters used")
    if not program.to_unicode:
        yield _error("EP516", program, "has no ToUnicode map", "without one its text cannot be copied or read aloud")
    if _STYLE.sub("", program.plain) != program.plain and "oblique" in program.plain.lower():
        yield _error(
            "EP514", program, "is a slanted upright, not an italic", "declare an italic file for this family and weight"
        )
    font = _open(program.data)
    if font is None:
        why = hostile.fault_of(program.data)
        message = f"has a program that cannot be read{f': {why}' if why else ''}"
        yield _error("EP518", program, message, "use a TrueType face with `glyf` outlines")
        return
    if SUBSET_TAG.match(program.name) and _is_whole(program, font):
        yield _error("EP512", program, "is called a subset and is embedded whole", "keep only the letters used")
    yield from _licence_and_weight(program, font)


def _is_whole(program: Program, font: TTFont) -> bool:
    """Return whether a program draws many more glyphs than the file uses: parts of composed letters are few."""
    if not program.glyphs or "loca" not in font:
        return False
    drawn = sum(start < end for start, end in pairwise(font["loca"]))
    return bool(drawn > SPARE * len(program.glyphs) + SAMPLE)


def _licence_and_weight(program: Program, font: TTFont) -> Iterable[Diagnostic]:
    if "OS/2" not in font:
        return
    table = font["OS/2"]
    if table.fsType & (NO_EMBEDDING | BITMAPS_ONLY) or (table.fsType & NO_SUBSETTING and "+" in program.name):
        hint = "use a font whose licence allows it"
        yield _error("EP517", program, f"forbids this embedding (fsType {table.fsType})", hint)
    said = weight_of(program.plain)
    if abs(said - table.usWeightClass) > 100:
        yield _error(
            "EP513",
            program,
            f"is called weight {said}, but its outlines are of weight {table.usWeightClass}",
            "declare a file of that weight for the family",
        )


def weight_of(name: str) -> int:
    """Return the weight a font's name ends with; 400 where it says none."""
    while (shorter := _STYLE.sub("", name)) != name:
        name = shorter
    found = _WEIGHT.search(name)
    return WEIGHTS.get(f"{found[1] or ''}{found[2]}".lower(), 400) if found else 400


def _open(data: bytes | None) -> TTFont | None:
    if data is None:
        return None
    try:
        font = hostile.font(data)
        outlines = next((font[name] for name in ("glyf", "CFF ") if name in font), None)
        tables = [font[name] for name in ("head", "maxp", "OS/2", "hmtx") if name in font]
        return font if outlines is not None and tables and font["maxp"].numGlyphs else None
    except UNREADABLE:
        return None


@lru_cache(maxsize=64)
def _face(path: Path, sha256: str) -> TTFont | None:  # the hash is part of the cache's key
    try:
        return TTFont(io.BytesIO(path.read_bytes()), lazy=True)
    except (*UNREADABLE, OSError):
        return None


def _is_cut_from(font: TTFont, glyphs: Sequence[int], face: FontFace) -> bool:
    """Return whether an embedded program is a subset of a face: same design units, revision, weight and outlines."""
    whole = _face(face.path, face.sha256)
    if whole is None or font["head"].unitsPerEm != whole["head"].unitsPerEm:
        return False
    if "OS/2" in font and font["OS/2"].usWeightClass != whole["OS/2"].usWeightClass:
        return False
    if "glyf" not in font or "glyf" not in whole:
        return bool(font["head"].fontRevision == whole["head"].fontRevision)
    try:
        return _same_outlines(font, glyphs, whole)
    except UNREADABLE:
        return False


def _same_outlines(font: TTFont, glyphs: Sequence[int], whole: TTFont) -> bool:
    """Return whether the glyphs in use are drawn alike in the face; a subset of WeasyPrint keeps their numbers.

    Only those in use: parts of composed letters are moved to the end of the subset.
    """
    count = min(font["maxp"].numGlyphs, whole["maxp"].numGlyphs)
    compared = 0
    for number in glyphs or range(1, count):
        if number >= count:
            return False
        mine = font["glyf"][font.getGlyphName(number)]
        if not mine.numberOfContours:
            continue
        theirs = whole["glyf"][whole.getGlyphName(number)]
        if _outline(mine, font) != _outline(theirs, whole):
            return False
        compared += 1
        if compared == SAMPLE:
            break
    return compared > 0


def _outline(glyph: Any, font: TTFont) -> tuple[tuple[int, int], ...]:
    coordinates, _, _ = glyph.getCoordinates(font["glyf"])
    return tuple((int(x), int(y)) for x, y in coordinates)


def _error(code: str, program: Program, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, f"font {program.plain or program.kind} {message}", hint=hint)
