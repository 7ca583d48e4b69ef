"""The word spaces of a file as a picture: a small histogram in SVG, in the colours of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from essay_press.check.typography.statistics import LAST, LOOSE, Bar, Measured
from proof.record import Check

__all__ = ["measured", "picture", "sentence"]

BAR, GAP, HEIGHT, HEAD, FOOT, SIDE = 14, 2, 72, 14, 32, 34
"""Of a bar: its width, the space after it, the greatest height. The room above, for the scale below, and at the left,
where the share of the highest bar is told. In pixels."""
SCALE, WHAT = 14, 150  # from the line to the scale below it; the width of the words that name it
OWN = 1.0  # the font's own space
VERY = 2.0  # times the font's own space, from which a line is very loose


def measured(checks: Iterable[Check]) -> Measured | None:
    """Return what the check of typography measured, where there are filled lines."""
    found = (check.report.typography for check in checks)
    return next((item for item in found if item is not None and item.figures.spaces), None)


def picture(found: Measured) -> str:
    """Return the histogram as an SVG element, with its figures in words for who cannot see it."""
    bars = _shown(found.figures.spaces)
    most = max(bar.lines for bar in bars)
    width, total = len(bars) * (BAR + GAP), sum(bar.lines for bar in bars)
    own = (OWN - bars[0].low) * 10 * (BAR + GAP) - GAP / 2
    parts = [
        f'<text x="-6" y="9" text-anchor="end">{most / total:.0%}</text>',
        f'<path class="own" d="M{own:g} -{HEAD - 4}V{HEIGHT}"><title>the font’s own space</title></path>',
    ]
    for at, bar in enumerate(bars):
        if bar.lines:
            high = max(1.0, round(HEIGHT * bar.lines / most, 1))
            place = f'x="{at * (BAR + GAP)}" y="{HEIGHT - high:g}" width="{BAR}" height="{high:g}"'
            title = f"<title>{bar.low:g} to {bar.high:g}: {bar.lines} lines</title>"
            parts.append(f'<rect {place} class="{_weight(bar)}">{title}</rect>')
    parts.append(f'<path d="M0 {HEIGHT + 0.5}H{width}"/>')
    parts += [
        f'<text x="{at * (BAR + GAP) - GAP / 2:g}" y="{HEIGHT + SCALE}" text-anchor="middle">{bar.low:.1f}</text>'
        for at, bar in enumerate(bars)
        if round(bar.low * 10) % 5 == 0
    ]
    if bars[-1].high >= LAST:  # it holds all that is beyond
        parts.append(f'<text x="{width}" y="{HEIGHT + SCALE}" text-anchor="end">{bars[-1].low:.1f}+</text>')
    parts.append(f'<text x="0" y="{HEIGHT + FOOT - 4}" class="what">times the font’s own space</text>')
    wide, high = SIDE + max(width + BAR, WHAT), HEAD + HEIGHT + FOOT
    box = f'viewBox="-{SIDE} -{HEAD} {wide} {high}" width="{wide}" height="{high}"'
    return f'<svg {box} role="img" aria-label="{sentence(found)}">{"".join(parts)}</svg>'


def sentence(found: Measured) -> str:
    """Return the figures in a line."""
    figures = found.figures
    return (
        f"word spaces of {figures.filled:,} filled lines: mean {figures.mean:.2f}, standard deviation"
        f" {figures.sd:.2f}, {figures.loose:.0%} looser than {LOOSE:g}; {figures.hyphenated:.0%} end in hyphens"
    )


def _shown(bars: Sequence[Bar]) -> Sequence[Bar]:
    """Return the bars from the first that has lines to the last, and at least those round the font's own space."""
    kept = [at for at, bar in enumerate(bars) if bar.lines or 0.75 < bar.low < 1.85]
    return bars[kept[0] : kept[-1] + 1]


def _weight(bar: Bar) -> str:
    return "bad" if bar.low > VERY - 0.05 else "poor" if bar.low > LOOSE - 0.05 else "good"
