"""Codes in a PDF's strings → text and widths, by the font's own ToUnicode map and width tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pikepdf

__all__ = ["Decoder", "cid_widths", "to_unicode"]

_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")


@dataclass(frozen=True, slots=True)
class Decoder:
    """A font as a reader sees it: its name without the subset tag, the text and the width (1/1000 em) of each code."""

    name: str
    code_bytes: int
    texts: dict[int, str]
    widths: dict[int, float]
    default_width: float

    @classmethod
    def of(cls, font: Any) -> Decoder:
        """Return the decoder of a font dictionary."""
        name = str(font.get("/BaseFont", "")).lstrip("/")
        name = name[7:] if name[6:7] == "+" else name
        texts = to_unicode(font["/ToUnicode"].read_bytes()) if "/ToUnicode" in font else {}
        if font.get("/Subtype") == "/Type0":
            below = font.DescendantFonts[0]
            return cls(name, 2, texts, cid_widths(below.get("/W", [])), float(below.get("/DW", 1000)))
        first = int(font.get("/FirstChar", 0))
        widths = {first + i: float(width) for i, width in enumerate(font.get("/Widths", []))}
        if not texts:
            texts = {code: bytes((code,)).decode("cp1252", "replace") for code in range(32, 256)}
        return cls(name, 1, texts, widths, 0.0)

    def read(self, operand: Any, size: float, spacing: float, word_spacing: float) -> tuple[str, float]:
        """Return the text of a Tj string or TJ array and how far it moves the pen, in text space."""
        items = operand if isinstance(operand, pikepdf.Array) else (operand,)
        out: list[str] = []
        advance = 0.0
        for item in items:
            if not isinstance(item, pikepdf.String):
                advance -= float(item) / 1000 * size
                continue
            data = bytes(item)
            for i in range(0, len(data), self.code_bytes):
                code = int.from_bytes(data[i : i + self.code_bytes])
                out.append(self.texts.get(code, ""))
                advance += self.widths.get(code, self.default_width) / 1000 * size + spacing
                if self.code_bytes == 1 and code == 32:
                    advance += word_spacing
        return "".join(out), advance


def to_unicode(data: bytes) -> dict[int, str]:
    """Return code → text from a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    for kind, body in _SECTION.findall(data):
        tokens = _tokens(body)
        if kind == b"bfchar":
            flat = [token for token in tokens if isinstance(token, bytes)]
            for code, text in zip(flat[::2], flat[1::2], strict=False):
                found[int.from_bytes(code)] = text.decode("utf-16-be", "replace")
        else:
            for low, high, target in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
                if isinstance(low, bytes) and isinstance(high, bytes):
                    found.update(_range(low, high, target))
    return found


def _range(low: bytes, high: bytes, target: bytes | list[bytes]) -> dict[int, str]:
    start, end = int.from_bytes(low), int.from_bytes(high)
    if isinstance(target, list):
        return {start + i: text.decode("utf-16-be", "replace") for i, text in enumerate(target)}
    first = target.decode("utf-16-be", "replace")
    if not first:
        return {}
    return {code: first[:-1] + chr(ord(first[-1]) + code - start) for code in range(start, min(end, start + 65535) + 1)}


def _tokens(body: bytes) -> list[bytes | list[bytes]]:
    out: list[bytes | list[bytes]] = []
    inner: list[bytes] | None = None
    for match in _TOKEN.finditer(body):
        if match[2]:
            inner = []
        elif match[3]:
            out.append(inner or [])
            inner = None
        else:
            digits = b"".join(match[1].split())
            value = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
            if inner is None:
                out.append(value)
            else:
                inner.append(value)
    return out


def cid_widths(table: Any) -> dict[int, float]:
    """Return code → width from the `/W` array of a composite font (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    items = list(table)
    i = 0
    while i + 1 < len(items):
        first = int(items[i])
        if isinstance(items[i + 1], pikepdf.Array):
            widths.update({first + k: float(width) for k, width in enumerate(items[i + 1])})
            i += 2
        elif i + 2 < len(items):
            widths.update(dict.fromkeys(range(first, int(items[i + 1]) + 1), float(items[i + 2])))
            i += 3
        else:
            break
    return widths
