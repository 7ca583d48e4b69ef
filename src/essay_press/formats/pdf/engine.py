"""WeasyPrint, imported once the machine's fonts are shut out: the house imports the engine from here alone."""

from __future__ import annotations

from essay_press.formats.pdf import fontconfig

fontconfig.isolate()

# ruff: isort: off
from weasyprint import CSS, HTML, VERSION, Document  # noqa: E402 - fonts must be shut out before the engine looks for them
from weasyprint.css.counters import CounterStyle  # noqa: E402 - as above
from weasyprint.pdf import tags  # noqa: E402 - as above
from weasyprint.pdf.metadata import DocumentMetadata  # noqa: E402 - as above
from weasyprint.text.ffi import ffi as _ffi, fontconfig as _library  # noqa: E402 - as above
from weasyprint.text.fonts import FontConfiguration, font_features  # noqa: E402 - as above
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402 - as above
# ruff: isort: on

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
    "font_features",
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
