"""WeasyPrint as anyone would call it: `text-align: justify; hyphens: auto`."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from essay_press.formats.pdf.engine import CSS, HTML, VERSION, FontConfiguration
from typography.samples import Paragraph, Sample
from typography.setting import Setting

__all__ = ["markup", "set_texts", "version"]

SHEET = """
@font-face {{ font-family: Bench; src: url({roman}) }}
@font-face {{ font-family: Bench; font-style: italic; src: url({italic}) }}
@page {{ size: {width}mm {height}mm; margin: {margin}mm }}
html {{ font: {size}pt/{leading}pt Bench; hyphens: auto; text-align: justify }}
body, p {{ margin: 0 }}
p {{ orphans: 2; text-indent: {indent}pt; widows: 2 }}
p:first-child {{ text-indent: 0 }}
em {{ font-style: italic; line-height: 0 }}
"""


def version() -> str:
    """Return which version it is."""
    return str(VERSION)


def set_texts(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return a PDF for each text."""
    sheet = SHEET.format(
        roman=(setting.face.path / setting.face.roman).as_uri(),
        italic=(setting.face.path / setting.face.italic).as_uri(),
        width=setting.width,
        height=setting.height,
        margin=setting.margin,
        size=setting.size,
        leading=setting.leading,
        indent=setting.indent,
    )
    return [_pdf(sample, sheet) for sample in samples]


def markup(paragraph: Paragraph) -> str:
    """Return a paragraph's content as HTML."""
    return "".join(f"<em>{escape(text)}</em>" if emphasis else escape(text) for text, emphasis in paragraph)


def _pdf(sample: Sample, sheet: str) -> bytes:
    """Return one text as a PDF."""
    body = "\n".join(f"<p>{markup(paragraph)}</p>" for paragraph in sample.paragraphs)
    page = f'<html lang="{sample.language}"><head><title>{sample.name}</title></head><body>{body}</body></html>'
    faces = FontConfiguration()
    data = HTML(string=page).write_pdf(stylesheets=[CSS(string=sheet, font_config=faces)], font_config=faces)
    assert isinstance(data, bytes)
    return data
