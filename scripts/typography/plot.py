"""A picture of what is bought with what: the share of loose lines against that of hyphenated ones, at each measure."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import escape
from math import ceil

import pypdfium2

from essay_press.formats.pdf.engine import CSS, HTML, FontConfiguration
from typography.reading import Reading
from typography.setting import FACES

__all__ = ["draw", "rendered"]

SIZE, GAP, LEFT, TOP, FOOT = 210, 62, 56, 44, 92
ROOM = 1.12
"""How much further than the last point an axis goes."""
STEPS = (1, 2, 5, 10, 20)
MOST_TICKS = 5
DOTS = 2
LETTERS = "Inter, Helvetica, Arial, sans-serif"
GREY, INK = "#767676", "#1a1a1a"
# Colours that the colour-blind tell apart (Okabe and Ito 2008), and shapes for print in black.
LOOKS = {
    "WeasyPrint": ("#E69F00", "square"),
    "Typst, spaces alone": ("#56B4E9", "ring"),
    "Typst": ("#0072B2", "circle"),
    "LuaLaTeX": ("#009E73", "diamond"),
    "LuaLaTeX, none overfull": ("#009E73", "hollow"),
    "us, engine's lines": ("#CC79A7", "cross"),
    "us": ("#D55E00", "star"),
}
SHAPES = {
    "square": '<rect x="-4.5" y="-4.5" width="9" height="9" fill="{0}"/>',
    "ring": '<circle r="4.5" fill="#fff" stroke="{0}" stroke-width="2"/>',
    "circle": '<circle r="5" fill="{0}"/>',
    "diamond": '<path d="M0-6 6 0 0 6-6 0Z" fill="{0}"/>',
    "hollow": '<path d="M0-6 6 0 0 6-6 0Z" fill="#fff" stroke="{0}" stroke-width="2"/>',
    "cross": '<path d="M-4.5-4.5 4.5 4.5M-4.5 4.5 4.5-4.5" stroke="{0}" stroke-width="2.4"/>',
    "star": '<path d="M0-7.5 2.1-2.4 7.5-2.1 3.3 1.4 4.7 6.7 0 3.7-4.7 6.7-3.3 1.4-7.5-2.1-2.1-2.4Z" fill="{0}"/>',
}


def draw(found: Mapping[tuple[str, int], Reading]) -> str:
    """Return an SVG with a field for each measure; every field has its own scale, both axes are in per cent."""
    measures = sorted({measure for _, measure in found})
    engines = [name for name in LOOKS if any(engine == name for engine, _ in found)]
    width = LEFT + len(measures) * SIZE + (len(measures) - 1) * GAP + 20
    height = TOP + SIZE + FOOT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{LETTERS}" font-size="11" fill="{INK}">',
        f"<title>{_told(found, engines, measures)}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, measure in enumerate(measures):
        points = {name: found[name, measure] for name in engines if (name, measure) in found}
        parts.append(f'<g transform="translate({LEFT + number * (SIZE + GAP)} {TOP})">{_field(measure, points)}</g>')
    parts += [_legend(engines, height), "</svg>"]
    return "\n".join(parts) + "\n"


def rendered(svg: str) -> bytes:
    """Return a picture as PNG, two dots to each of its own: drawn by WeasyPrint, and turned into dots by pdfium.

    Its letters are ours, since WeasyPrint is given no others here.
    """
    found = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert found is not None
    face = FACES["inter"]
    rules = (
        f"@font-face {{ font-family: Inter; src: url({(face.path / face.roman).as_uri()}) }}",
        f"@page {{ margin: 0; size: {found[1]}px {found[2]}px }}",
        "body { margin: 0 } svg { display: block }",
    )
    faces = FontConfiguration()
    sheet = CSS(string="\n".join(rules), font_config=faces)
    data = HTML(string=f"<body>{svg}</body>").write_pdf(stylesheets=[sheet], font_config=faces)
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=DOTS * 96 / 72).to_pil()
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _field(measure: int, points: Mapping[str, Reading]) -> str:
    """Return the field of one measure: its axes, and a mark for each engine."""
    across = _scale([100 * point.hyphens for point in points.values()])
    up = _scale([100 * point.loose for point in points.values()])
    out = [f'<text y="-16" font-size="13" font-weight="bold">{measure} mm</text>']
    for value in across[1]:
        x = value / across[0] * SIZE
        out.append(f'<path d="M{x:.1f} 0V{SIZE}" stroke="#e4e4e4"/>')
        out.append(f'<text x="{x:.1f}" y="{SIZE + 15}" text-anchor="middle" fill="{GREY}">{value}</text>')
    for value in up[1]:
        y = SIZE - value / up[0] * SIZE
        out.append(f'<path d="M0 {y:.1f}H{SIZE}" stroke="#e4e4e4"/>')
        out.append(f'<text x="-7" y="{y + 4:.1f}" text-anchor="end" fill="{GREY}">{value}</text>')
    out.append(f'<path d="M0 0V{SIZE}H{SIZE}" fill="none" stroke="{GREY}"/>')
    out.append(f'<text x="{SIZE / 2}" y="{SIZE + 32}" text-anchor="middle">hyphenated lines, %</text>')
    out.append(f'<text transform="translate(-32 {SIZE / 2}) rotate(-90)" text-anchor="middle">loose lines, %</text>')
    for name, point in points.items():
        x, y = 100 * point.hyphens / across[0] * SIZE, SIZE - 100 * point.loose / up[0] * SIZE
        out.append(f'<g transform="translate({x:.1f} {y:.1f})">{_mark(name)}</g>')
    return "\n".join(out)


def _legend(engines: list[str], height: int) -> str:
    """Return what each mark stands for, in two rows."""
    columns = ceil(len(engines) / 2)
    out = []
    for number, name in enumerate(engines):
        x, y = LEFT + number % columns * 190, height - 34 + number // columns * 19
        out.append(f'<g transform="translate({x} {y})">{_mark(name)}<text x="13" y="4">{escape(name)}</text></g>')
    return "\n".join(out)


def _mark(name: str) -> str:
    """Return the mark of an engine, around the origin."""
    colour, shape = LOOKS[name]
    return SHAPES[shape].format(colour)


def _scale(values: list[float]) -> tuple[float, list[int]]:
    """Return the end of an axis and the whole numbers to write at it."""
    end = max(*values, 1.0) * ROOM
    step = next((step for step in STEPS if end / step <= MOST_TICKS), STEPS[-1])
    return end, list(range(0, int(end) + 1, step))


def _told(found: Mapping[tuple[str, int], Reading], engines: list[str], measures: list[int]) -> str:
    """Return the picture in words, for who cannot see it."""
    told = [
        f"{name} at {measure} mm: {100 * found[name, measure].loose:.1f} % loose, "
        f"{100 * found[name, measure].hyphens:.1f} % hyphenated"
        for measure in measures
        for name in engines
        if (name, measure) in found
    ]
    return escape("; ".join(told))
