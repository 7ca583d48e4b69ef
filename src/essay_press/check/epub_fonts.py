"""Fonts of an EPUB: every one used, allowed, cut to size, and found where the style sheets look for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import tinycss2

from essay_press.check import hostile
from essay_press.check.epub_book import Book, error, squeeze, target
from essay_press.check.epub_style import address
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity

__all__ = ["check_fonts"]

# Characters that a face may carry without being asked: spaces, hyphens, and what numbers lists.
_SPARE = frozenset("\u00a0\u00ad-\u2010\u2011\u200b\u200c\u200d\u25cc.0123456789")
_ENOUGH = 300_000
_SLANTED = 0x0201  # OS/2.fsSelection: italic, oblique
_STEP = 100


@dataclass(frozen=True, slots=True)
class _Face:
    """A `@font-face` rule: its family, folded, the path of its file, the weight and style that it is declared for."""

    family: str
    path: str
    weight: int = 400
    slanted: bool = False


def check_fonts(book: Book) -> Report:
    """Return whether the fonts in the book are those that the style sheets declare and use, and no more than needed."""
    faces = [face for path, css in book.sheets.items() for face in _faces(css, path)]
    fonts = {item.path for item in book.items if item.media_type.startswith(("font/", "application/vnd.ms-opentype"))}
    found = [error("EP543", f"{path}: no @font-face rule names it") for path in sorted(fonts - {f.path for f in faces})]
    named = {family for css in book.sheets.values() for family in _families(css)}
    characters = _characters(book)
    weight = 0
    for face in faces:
        if face.path not in fonts or face.path not in book.files:
            found.append(error("EP543", f"the face {face.family} has no font file {face.path} in the book"))
            continue
        if face.family not in named:
            found.append(error("EP543", f"{face.path}: nothing is set in {face.family}"))
        weight += len(book.files[face.path])
        found += _font(book.files[face.path], face, characters)
    if weight > _ENOUGH:
        message = f"the fonts weigh {weight // 1000} kB together; an essay needs no more than {_ENOUGH // 1000}"
        hint = "use fewer faces, or faces that may be subset"
        found.append(Diagnostic(Severity.WARNING, "EP543", message, hint=hint))
    return Report("epub fonts", tuple(found), len(fonts))


def _style(slanted: bool) -> str:
    """Return what a style is called."""
    return "an italic" if slanted else "upright"


def _faces(css: str, path: str) -> Iterator[_Face]:
    """Yield the `@font-face` rules of a sheet."""
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type != "at-rule" or node.lower_at_keyword != "font-face":
            continue
        family, file, weight, slanted = "", "", 400, False
        for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
            if item.type == "declaration" and item.lower_name == "font-family":
                family = next(iter(_names(item.value)), "")
            elif item.type == "declaration" and item.lower_name == "src":
                file = next(filter(None, map(address, item.value)), "")
            elif item.type == "declaration" and item.lower_name == "font-weight":
                weight = _weight(tinycss2.serialize(item.value))
            elif item.type == "declaration" and item.lower_name == "font-style":
                slanted = tinycss2.serialize(item.value).strip().lower() != "normal"
        yield _Face(family, target(file, path)[0], weight, slanted)


def _weight(value: str) -> int:
    """Return a `font-weight` as a number; of a range the first."""
    word = value.split()[0].lower() if value.split() else ""
    return {"bold": 700}.get(word, int(word) if word.isdecimal() else 400)


def _families(css: str) -> Iterator[str]:
    """Yield the families that style rules name, folded."""
    for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if node.type != "qualified-rule":
            continue
        for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
            if item.type == "declaration" and item.lower_name in ("font", "font-family"):
                yield from _names(item.value)


def _names(value: list[tinycss2.ast.Node]) -> Iterator[str]:
    """Yield the family names of a value: strings, and runs of identifiers between commas."""
    words: list[str] = []
    for token in [*value, None]:
        if token is not None and token.type == "ident":
            words.append(token.value)
        elif token is not None and token.type == "string":
            yield token.value.casefold()
        elif (token is None or token.type == "literal") and words:
            yield " ".join(words).casefold()
            words = []


def _characters(book: Book) -> frozenset[str]:
    """Return the characters that the book may show: its texts in any case, and what style sheets generate."""
    texts = ["".join(map(str, html.itertext())) for html in book.documents.values()]
    for css in book.sheets.values():
        for node in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
            tokens = node.content if node.type in ("qualified-rule", "at-rule") and node.content else []
            texts += [token.value for token in tokens if token.type == "string"]
    text = "".join(texts)
    forms = [text, text.upper(), text.lower(), text.title()]
    return frozenset("".join([*forms, *(unicodedata.normalize(form, text) for form in ("NFC", "NFD"))]))


def _font(data: bytes, face: _Face, characters: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with one font file."""
    path = face.path
    try:
        with hostile.font(data) as font:
            permission = int(font["OS/2"].fsType)
            weight = int(font["OS/2"].usWeightClass)
            slanted = bool(font["OS/2"].fsSelection & _SLANTED)
            covered = {chr(code) for code in font.getBestCmap()}
            names = {record.nameID: squeeze(record.toUnicode()) for record in font["name"].names}
    except hostile.BROKEN_FONT as fault:
        yield error("EP543", f"{path} is not a font that can be read ({fault})")
        return
    if abs(weight - face.weight) > _STEP:
        yield error("EP543", f"{path} is declared as weight {face.weight}, and is of weight {weight}")
    if slanted != face.slanted:
        yield error("EP543", f"{path} is declared as {_style(face.slanted)}, and is {_style(slanted)}")
    if permission != 0:
        yield error("EP543", f"{path} does not permit embedding (fsType {permission})")
    if not names.get(13) and not names.get(14):
        yield error("EP543", f"{path} does not carry its licence (name 13 or 14)")
    # A name that the licence reserves may not stay on a changed font, so such a font is whole.
    if "reserved font name" in (names.get(0, "") + names.get(13, "")).casefold():
        return
    # A bracket brings its mirror image along, which text from right to left would show in its place.
    idle = {character for character in covered - characters - _SPARE if not unicodedata.mirrored(character)}
    if idle:
        shown = " ".join(sorted(character for character in idle if character.isprintable())[:5])
        yield error("EP543", f"{path} is not subset: {len(idle)} of its characters are not in the book ({shown} …)")
    if not (covered & characters) - _SPARE:
        yield error("EP543", f"{path} has no character that the book shows")
