"""Typst at its best: optimised breaks over whole paragraphs, hyphenation, and letters that may move apart.

The limits of tracking are those that its reference recommends for `par.justification-limits`. Wider ones make spaces as
even as one likes, and letters as uneven: at ±3 % of an em they are as even as TeX's. Without tracking it sets as it
does unless told otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module, metadata, util
from typing import Any

from typography.samples import Paragraph, Sample
from typography.setting import Setting

__all__ = ["missing", "set_spaces", "set_texts", "source", "version"]

PREAMBLE = """
#set page(width: {width}mm, height: {height}mm, margin: {margin}mm)
#set text(font: "{family}", size: {size}pt, lang: "{language}", region: {region}, hyphenate: true,
  fallback: false, top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, linebreaks: "optimized", first-line-indent: {indent}pt,
  leading: {leading}pt - 1em, spacing: {leading}pt - 1em,
  justification-limits: (spacing: (min: 66.67%, max: 150%), tracking: (min: {shrink}em, max: {stretch}em)))
"""
TRACKING = (-0.01, 0.02)
"""Of an em between letters, at the tightest and the loosest."""


def missing() -> str:
    """Return why there is no Typst, or an empty text."""
    return "" if util.find_spec("typst") else "the package `typst` is not installed: pip install 'essay-press[bench]'"


def version() -> str:
    """Return which version it is."""
    return metadata.version("typst")


def set_texts(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return a PDF for each text, at Typst's best."""
    return _set(samples, setting, TRACKING)


def set_spaces(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return a PDF for each text, in which only the spaces give."""
    return _set(samples, setting, (0.0, 0.0))


def _set(samples: Sequence[Sample], setting: Setting, tracking: tuple[float, float]) -> list[bytes]:
    """Return a PDF for each text."""
    compiler: Any = import_module("typst")
    made = []
    for sample in samples:
        text = source(sample, setting, tracking).encode()
        made.append(compiler.compile(text, font_paths=[str(setting.face.path)], ignore_system_fonts=True))
    return made


def source(sample: Sample, setting: Setting, tracking: tuple[float, float] = TRACKING) -> str:
    """Return a text as Typst reads it; letters stand in strings, so that no sign is taken for a command."""
    language, _, region = sample.language.partition("-")
    head = PREAMBLE.format(
        width=setting.width,
        height=setting.height,
        margin=setting.margin,
        family=setting.face.family,
        size=setting.size,
        language=language,
        region=f'"{region}"' if region else "none",
        indent=setting.indent,
        leading=setting.leading,
        shrink=tracking[0],
        stretch=tracking[1],
    )
    return head + "\n\n".join(map(_markup, sample.paragraphs))


def _markup(paragraph: Paragraph) -> str:
    """Return one paragraph."""
    return "".join(f"#emph{_string(text)}" if emphasis else f"#{_string(text)}" for text, emphasis in paragraph)


def _string(text: str) -> str:
    """Return a text as a literal of Typst's: quotes and backslashes are escaped as in JSON."""
    return f"({json.dumps(text, ensure_ascii=False)})"
