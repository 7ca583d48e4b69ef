"""`@font-face` rules for a layout's faces, each named by its content so that bytes do not depend on folders."""

from __future__ import annotations

from collections.abc import Iterable

from essay_press.formats.pdf.fetcher import font_url
from essay_press.model import FontFace

__all__ = ["sheet"]


def sheet(faces: Iterable[FontFace]) -> str:
    """Return one rule per face; faces meant for the EPUB alone are left out."""
    return "\n".join(_rule(face) for face in faces if face.medium in ("", "print"))


def _rule(face: FontFace) -> str:
    """Return the rule of one face."""
    ranges = f" unicode-range: {face.unicode_range};" if face.unicode_range and face.role == "fallback" else ""
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f"{ranges} src: url({font_url(face)}) }}"
    )
