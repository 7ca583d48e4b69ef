"""Fonts in the book: only the faces that set something, each with only the characters and features it sets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz
from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.cascade import Style, read, runs
from essay_press.model import FontFace

__all__ = ["Font", "embed", "face_rules", "family_rules"]

# In every face that is embedded: spaces and hyphens, which reading systems set of their own accord, and figures and
# their full stop, which number lists.
_ALWAYS = " \u00a0\u00ad-\u2010\u20110123456789."
# Features that CSS switches on by itself, and those that scripts cannot do without.
_DEFAULT_FEATURES = frozenset(
    {"calt", "ccmp", "clig", "curs", "fina", "init", "isol", "kern", "liga", "locl", "mark", "medi", "mkmk", "rclt"}
    | {"rlig"}
)
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17)
_PACKED = (".woff", ".woff2")
_SUFFIX = {".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class Font:
    """A font file of the book: its name below `fonts/`, media type, bytes, and the face that it is."""

    href: str
    media_type: str
    data: bytes = field(repr=False)
    face: FontFace


@dataclass(slots=True)
class _Use:
    """What a face sets."""

    characters: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)


def embed(faces: Iterable[FontFace], documents: Iterable[etree._Element], sheets: Sequence[str]) -> tuple[Font, ...]:
    """Return the fonts that the documents, under the style sheets, use; raise RenderError when one may not go along."""
    declared = [face for face in faces if face.medium in ("", "epub")]
    uses: dict[FontFace, _Use] = {}
    cascade = read(sheets)
    gathered: dict[Style, set[str]] = {}
    for document in documents:
        for run in runs(document, cascade):
            gathered.setdefault(run.style, set()).update(_cased(run.text, run.style.transform))
    for style, characters in gathered.items():
        stack = [face for family in style.families if (face := _choose(declared, family, style)) is not None]
        for character in sorted(characters):
            face = next((item for item in stack if ord(character) in _coverage(item.path)), None)
            # Spaces, and places where a word may break, need no face of their own: no reading system asks it for them.
            if face is not None and not character.isspace() and character != "\N{SOFT HYPHEN}":
                use = uses.setdefault(face, _Use())
                use.characters.add(character)
                use.features |= style.features
    used = [face for face in declared if face in uses]
    forbidden = [_forbidden(face) for face in used if _fs_type(face.path) != 0]
    if forbidden:
        raise RenderError(forbidden)
    return tuple(Font(_href(face), _SUFFIX[face.path.suffix.lower()], _subset(face, uses[face]), face) for face in used)


def face_rules(fonts: Sequence[Font]) -> str:
    """Return the `@font-face` rules of the fonts, for a style sheet in `css/`."""
    rules = []
    for font in fonts:
        lines = [
            f'  font-family: "{font.face.family}";',
            f"  font-weight: {font.face.weight};",
            f"  font-style: {font.face.style};",
            f'  src: url("../fonts/{font.href}");',
        ]
        rules.append("@font-face {\n" + "\n".join(lines) + "\n}\n")
    return "".join(rules)


def family_rules(faces: Iterable[FontFace]) -> str:
    """Return the rules that give the text and its code their families, fallback families after them.

    They come first in the cascade, so that a layout says only what differs. Generic families close the lists: readers
    may switch a book's own fonts off.
    """
    families: dict[str, list[str]] = {"text": [], "code": [], "fallback": []}
    for face in faces:
        if face.medium in ("", "epub") and face.role in families and face.family not in families[face.role]:
            families[face.role].append(face.family)

    def stack(own: list[str], generic: str) -> str:
        return ", ".join([*(f'"{family}"' for family in [*own, *families["fallback"]]), generic])

    rules = f"body {{\n  font-family: {stack(families['text'][:1], 'serif')};\n}}\n"
    if families["code"]:
        rules += f"code, kbd, pre, samp {{\n  font-family: {stack(families['code'], 'monospace')};\n}}\n"
    return rules


def _cased(text: str, transform: str) -> str:
    """Return the characters that `text` is set with."""
    if transform == "uppercase":
        return text.upper()
    if transform == "lowercase":
        return text.lower()
    return text + text.title() if transform == "capitalize" else text


def _choose(faces: Sequence[FontFace], family: str, style: Style) -> FontFace | None:
    """Return the face of a family that CSS Fonts 4 (section 5.2) matches to a style, or None."""
    members = [face for face in faces if face.family.casefold() == family]
    sloped = [face for face in members if (face.style != "normal") == style.italic] or members
    return min(sloped, key=lambda face: _distance(face.weight, style.weight), default=None)


def _distance(weight: int, wanted: int) -> tuple[int, int]:
    """Return how far a weight is from the wanted one: first the side that CSS looks on, then the steps."""
    if 400 <= wanted <= 500:
        side = 0 if wanted <= weight <= 500 else 1 if weight < wanted else 2
    elif wanted < 400:
        side = 0 if weight <= wanted else 1
    else:
        side = 0 if weight >= wanted else 1
    return side, abs(weight - wanted)


@lru_cache(maxsize=64)
def _face(path: Path) -> Any:  # HarfBuzz's own
    """Return a font file as HarfBuzz reads it; one of the web is unpacked first."""
    data = path.read_bytes()
    if path.suffix.lower() in _PACKED:
        from fontTools.ttLib import TTFont

        unpacked = io.BytesIO()
        with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
            font.flavor = None
            font.save(unpacked)
        data = unpacked.getvalue()
    return uharfbuzz.Face(data)


@lru_cache(maxsize=64)
def _coverage(path: Path) -> frozenset[int]:
    """Return the characters that a font file has."""
    return frozenset(_face(path).unicodes)


def _fs_type(path: Path) -> int:
    """Return the embedding permissions of a font file (OS/2 `fsType`); 0 allows everything."""
    return int.from_bytes(_face(path).reference_table("OS/2").data[8:10], "big")


def _forbidden(face: FontFace) -> Diagnostic:
    """Return the error of a face that its maker does not allow in a book."""
    return Diagnostic(
        Severity.ERROR,
        "EP435",
        f"{face.path.name} does not permit embedding (fsType {_fs_type(face.path)}), so the EPUB may not carry it",
        hint='choose another face, or declare it with `medium = "print"`',
    )


def _href(face: FontFace) -> str:
    """Return the file name of a face: family, weight, slope."""
    stem = "-".join("".join(letter if letter.isalnum() else " " for letter in face.family.lower()).split())
    slope = "" if face.style == "normal" else f"-{face.style}"
    return f"{stem}-{face.weight}{slope}{face.path.suffix.lower()}"


def _subset(face: FontFace, use: _Use) -> bytes:
    """Return the font with the characters and features of `use`; whole if its licence reserves its name."""
    if face.reserved_name or face.path.suffix.lower() in _PACKED:
        # A subset is a modified version, and the licence keeps the name for the original.
        return face.path.read_bytes()
    return _cut(face.path, "".join(sorted(use.characters)), tuple(sorted(_DEFAULT_FEATURES | use.features)))


@lru_cache(maxsize=32)
def _cut(path: Path, characters: str, features: tuple[str, ...]) -> bytes:
    """Return the font at `path` with `characters`, those that every face carries, and `features` alone.

    By HarfBuzz, as the engine cuts those of the PDFs, in a twentieth of the time that fontTools takes.
    """
    wanted = uharfbuzz.SubsetInput()
    for kept, asked in (
        (wanted.unicode_set, map(ord, characters + _ALWAYS)),
        (wanted.layout_feature_tag_set, (int.from_bytes(feature.encode(), "big") for feature in features)),
        (wanted.name_id_set, _NAMES),
    ):
        kept.clear()
        kept.update(asked)
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return bytes(uharfbuzz.subset(_face(path), wanted).blob.data)
