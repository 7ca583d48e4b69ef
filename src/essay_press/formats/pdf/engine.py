"""WeasyPrint, imported once the machine's fonts are shut out: the house imports the engine from here alone."""

from __future__ import annotations

from essay_press.formats.pdf import fontconfig
from essay_press.formats.pdf.swift_import import swift

fontconfig.isolate()

with swift():
    from weasyprint import CSS, HTML, VERSION, Document
    from weasyprint.css.counters import CounterStyle
    from weasyprint.pdf import tags
    from weasyprint.pdf.metadata import DocumentMetadata
    from weasyprint.text.ffi import ffi as _ffi
    from weasyprint.text.ffi import fontconfig as _library
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
    "VERSION",
    "CounterStyle",
    "Document",
    "DocumentMetadata",
    "FatalURLFetchingError",
    "FontConfiguration",
    "URLFetcher",
    "URLFetcherResponse",
    "faces_in",
    "tags",
]

_SYSTEM_SET, _APPLICATION_SET = 0, 1


def faces_in(font_config: FontConfiguration) -> int:
    """Return how many faces `font_config` can set text in.

    With none, Pango crashes the process on the first letter: parse the sheets with their `@font-face` rules first, and
    lay out only when this is not 0.
    """
    count = 0
    for name in (_SYSTEM_SET, _APPLICATION_SET):
        fonts = _library.FcConfigGetFonts(font_config._config, name)
        count += 0 if fonts == _ffi.NULL else int(fonts.nfont)
    return count
