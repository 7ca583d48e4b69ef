"""WeasyPrint, imported once the machine's fonts are shut out: the house imports the engine from here alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from essay_press.formats.pdf import fontconfig, syllables
from essay_press.formats.pdf.swift_import import swift

fontconfig.isolate()
syllables.swift()

with swift():
    from weasyprint import CSS, HTML, VERSION, Document, document, layout
    from weasyprint import css as styles
    from weasyprint.css.counters import CounterStyle
    from weasyprint.css.tokens import Pending
    from weasyprint.draw import text as _drawing
    from weasyprint.layout import inline, percent, preferred
    from weasyprint.matrix import Matrix as _Matrix
    from weasyprint.pdf import tags
    from weasyprint.pdf.metadata import DocumentMetadata
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi as _ffi
    from weasyprint.text.ffi import fontconfig as _library
    from weasyprint.text.fonts import FontConfiguration, font_features
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = [
    "CSS",
    "HTML",
    "SCALED",
    "SCALE_BY",
    "VERSION",
    "CounterStyle",
    "Document",
    "DocumentMetadata",
    "FatalURLFetchingError",
    "FontConfiguration",
    "Pending",
    "URLFetcher",
    "URLFetcherResponse",
    "document",
    "faces_in",
    "font_features",
    "inline",
    "layout",
    "line_break",
    "percent",
    "preferred",
    "scaling",
    "styles",
    "tags",
]

SCALED, SCALE_BY = "set-line", "data-scale"
"""The tag of an element whose text is drawn wider or narrower, and the attribute that says how much (1: as it is)."""

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


@contextmanager
def scaling() -> Iterator[None]:
    """Lay out and draw the text of each element `SCALED` as wide as it says, in the block below.

    CSS scales boxes alone, and a line in a box would be no line of its paragraph. Relied on (70.0), and held by a
    contract test: `layout.inline.split_text_box` is where a text gets its width, `draw.text.draw_first_line` draws it
    with a matrix, and spaces that were justified are in `TextBox.pango_layout.justification_spacing`.
    """
    split, draw = inline.split_text_box, _drawing.draw_first_line
    if getattr(split, "scales", False):  # a block inside another
        yield
        return

    def split_scaled(context: Any, box: Any, width: Any, *rest: Any, **more: Any) -> Any:
        scale = _scale(box)
        if scale == 1.0:
            return split(context, box, width, *rest, **more)
        found, *others = split(context, box, width if width is None else width / scale, *rest, **more)
        if found is not None:
            found.width *= scale
        return (found, *others)

    def draw_scaled(stream: Any, box: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        scale = _scale(box)
        if scale == 1.0:
            return draw(stream, box, overflow, ellipsis, matrix)
        layout, given = box.pango_layout, box.pango_layout.justification_spacing
        layout.justification_spacing = given / scale
        layout.set_text(layout.text, justify=True)
        try:
            return draw(stream, box, overflow, ellipsis, _Matrix(a=scale) @ matrix)
        finally:
            layout.justification_spacing = given

    split_scaled.scales = True  # type: ignore[attr-defined] # functions have attributes
    inline.split_text_box, _drawing.draw_first_line = split_scaled, draw_scaled
    try:
        yield
    finally:
        inline.split_text_box, _drawing.draw_first_line = split, draw


def _scale(box: Any) -> float:
    """Return by how much the text of a box is to be drawn wider."""
    element = box.element
    return float(element.get(SCALE_BY)) if element is not None and element.tag == SCALED else 1.0
