"""How a document is set, for the terminal and as JSON: its word spaces as a small histogram, and a table of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from essay_press.check.typography.statistics import LOOSE, Bar, Measured
from essay_press.codes import CODES

__all__ = ["as_json", "lines"]

ROWS = 6  # of the histogram
BLOCKS = " ▁▂▃▄▅▆▇█"
SHOWN = (0.7, 1.9)  # bars between these are shown even where they are empty
VERY = 2.0  # times the font's own space, from which a line is very loose


def lines(measured: Measured) -> Iterator[str]:
    """Yield the lines that a person reads."""
    figures = measured.figures
    set_ = f"{measured.size:g} pt" + (f" on {measured.leading:g} pt" if measured.leading else "")
    letters = f", {measured.letters:.0f} letters and spaces in a line" if measured.letters else ""
    yield ""
    yield f"{figures.pages:,} pages, {figures.lines:,} lines, {set_}{letters}"
    if figures.spaces:
        yield ""
        yield f"Word spaces of {figures.filled:,} filled lines, as multiples of the font's own:"
        yield from _histogram(figures.spaces)
        yield ""
        spread = f"from {figures.least:.2f} to {figures.most:.2f}, 95 % of them up to {figures.p95:.2f}"
        yield f"  mean {figures.mean:.2f}, standard deviation {figures.sd:.2f}; {spread}"
        yield f"  {figures.loose:.1%} of the lines are looser than {LOOSE:g}, {figures.hyphenated:.1%} end in hyphens"
    else:
        yield "No line is filled to the right edge: the text is set ragged."
    yield ""
    alone = figures.orphans + figures.widows
    for code, count, of in (
        ("EP572", figures.headings_at_foot, ""),
        ("EP573", alone, ""),
        *((rule.code, rule.found, f" of {rule.examined:,}") for rule in measured.rules),
    ):
        found = click.style(f"{count:>5,}", fg="yellow") if count else f"{count:>5,}"
        yield f"  {code}  {CODES[code]:<44} {found}{of}"
    if measured.guessed:
        yield ""
        # Type 3 fonts have no name: a browser writes those.
        names = ", ".join(name or "a font without a name" for name in measured.guessed)
        yield f"The file does not say how wide a space of {names} is: taken from its last lines."


def as_json(measured: Measured) -> dict[str, Any]:
    """Return the figures as JSON has them."""
    figures = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(measured.figures).items()
        if name != "spaces"
    }
    return {
        **figures,
        "size": measured.size,
        "leading": measured.leading or None,
        "letters": round(measured.letters, 1) or None,
        "spaces": [asdict(bar) for bar in measured.figures.spaces],
        "rules": [
            {"code": rule.code, "title": CODES[rule.code], "examined": rule.examined, "found": rule.found}
            for rule in measured.rules
        ],
        "guessed": list(measured.guessed),
    }


def _histogram(bars: Sequence[Bar]) -> Iterator[str]:
    """Yield a histogram, the highest bar ROWS lines high, two columns for each bar."""
    shown = _trimmed(bars)
    total, most = sum(bar.lines for bar in bars), max(bar.lines for bar in bars)
    for row in reversed(range(ROWS)):
        label = f"{most / total:.0%}" if row == ROWS - 1 else ""
        cells = [2 * _cell(bar.lines / most, row) for bar in shown]
        while cells and not cells[-1].strip():
            cells.pop()
        coloured = (_coloured(cell, bar) for cell, bar in zip(cells, shown, strict=False))
        yield f"  {label:>5} │{''.join(coloured)}"
    yield f"        └{'──' * len(shown)}"
    scale = [" "] * (2 * len(shown) + 4)
    for at, bar in enumerate(shown):
        if round(bar.low * 10) % 5 == 0 or at == 0:
            text = f"{bar.low:g}" if round(bar.low * 10) % 10 else f"{bar.low:.1f}"
            scale[2 * at : 2 * at + len(text)] = text
    yield f"         {''.join(scale).rstrip()}"


def _trimmed(bars: Sequence[Bar]) -> Sequence[Bar]:
    """Return the bars without the empty ones at both ends."""
    kept = [at for at, bar in enumerate(bars) if bar.lines or SHOWN[0] <= bar.low < SHOWN[1]]
    return bars[kept[0] : kept[-1] + 1]


def _cell(height: float, row: int) -> str:
    """Return the block that stands in a row, counted from the foot, of a bar of a height from 0 to 1."""
    eighths = round(height * ROWS * 8) - 8 * row
    if row == 0 and height > 0:
        eighths = max(eighths, 1)  # one line among a thousand is seen too
    return BLOCKS[min(max(eighths, 0), 8)]


def _coloured(cell: str, bar: Bar) -> str:
    """Return a cell in yellow where lines are loose, in red where they are very loose."""
    colour = "red" if bar.low >= VERY - 1e-9 else "yellow" if bar.low >= LOOSE - 1e-9 else ""
    return click.style(cell, fg=colour) if colour and cell.strip() else cell
