"""From bytes to characters: UTF-8 or a message that says what the file is instead."""

from __future__ import annotations

import re
import shlex
import unicodedata

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError

__all__ = ["decode"]

BOM = b"\xef\xbb\xbf"

SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a Word, OpenDocument or ZIP file", "docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", ""),
    (b"{\\rtf", "an RTF file", "rtf"),
    (b"%PDF-", "a PDF", ""),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"\x1f\x8b", "a compressed file", ""),
)
"""How other kinds of files begin, what they are called, and the Pandoc reader for them."""

# The longer marks first: the mark of UTF-16LE begins that of UTF-32LE.
WIDE_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)

LEGACY: tuple[tuple[str, str], ...] = (("cp1252", "WINDOWS-1252"), ("mac_roman", "MACINTOSH"))
"""Python's and iconv's names of what Western editors wrote before UTF-8, the likelier first."""

SAMPLE = 100_000
"""Bytes enough to guess by."""

PUNCTUATION = "“”‘’„‚«»‹›–—…·•°§©®£€\u00a0"


def decode(name: str, data: bytes) -> str:
    """Return the text of `data` without its byte order mark; raise ManuscriptError when it is not UTF-8."""
    for magic, kind, reader in SIGNATURES:
        if data.startswith(magic):
            cure = f"pandoc -f {reader} -t markdown {shlex.quote(name)} -o essay.md" if reader else ""
            hint = f"save it as Markdown, for instance: {cure}" if cure else "save the text as Markdown, in UTF-8"
            raise _refused(f"this is {kind}, not text", Place(name), hint)
    wide = _wide(data)
    if wide:
        raise _refused(f"the file is {wide}, not UTF-8", Place(name, 1, 1), _convert(name, wide))
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(name, data[start:], error.start) from None


def _wide(data: bytes) -> str:
    """Return the iconv name of a 16- or 32-bit encoding, told by its mark or by where its NULs stand; or nothing."""
    for mark, name in WIDE_MARKS:
        if data.startswith(mark):
            return name
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample):
        return ""
    return "UTF-16LE" if odd > even else "UTF-16BE"


def _undecodable(name: str, data: bytes, offset: int) -> ManuscriptError:
    """Return the error for the byte at `offset`, with a guess at the encoding."""
    before = re.sub(rb"\r\n?", b"\n", data[:offset]).decode("utf-8")
    place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
    text = data.decode("utf-8", "surrogateescape")
    bad = len(re.findall("[\udc80-\udcff]", text))
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    message = f"the byte 0x{data[offset]:02X} is not UTF-8"
    if bad > 1:
        message += f", nor are {bad - 1} others after it" if bad > 2 else ", nor is another after it"
    if good > bad:
        return _refused(message, place, "the rest is UTF-8: type the damaged characters again and save")
    ascii_letters = len(re.findall(rb"[A-Za-z]", data))
    if bad > ascii_letters:
        hint = "the text is in an encoding of its script: open it where it was written and save it as UTF-8"
        return _refused(message, place, hint)
    return _refused(message, place, _convert(name, _guess(data)))


def _guess(data: bytes) -> str:
    """Return the iconv name of the legacy encoding that makes most of the bytes into likely letters and punctuation."""
    scores = []
    for order, (codec, label) in enumerate(LEGACY):
        text = data[:SAMPLE].decode(codec, "replace")
        odd = sum(_unlikely(text, at) for at, character in enumerate(text) if character > "\x7f")
        scores.append((odd, order, label))
    return min(scores)[2]


def _unlikely(text: str, at: int) -> bool:
    """Return whether the character at `at` is a wrong guess: a symbol, or a capital after a letter."""
    character = text[at]
    if character in PUNCTUATION:
        return False
    if unicodedata.category(character) == "Ll":
        return False
    return not (character.isupper() and (at == 0 or not text[at - 1].isalpha()))


def _convert(name: str, encoding: str) -> str:
    """Return a hint with the command that converts the file."""
    stem, dot, ending = name.rpartition(".")
    target = f"{stem}-utf8.{ending}" if dot else f"{name}-utf8"
    return f"convert it: iconv -f {encoding} -t UTF-8 {shlex.quote(name)} > {shlex.quote(target)}"


def _refused(message: str, place: Place, hint: str) -> ManuscriptError:
    """Return an error of one diagnostic."""
    return ManuscriptError(Diagnostic(Severity.ERROR, "EP102", message, place, hint))
