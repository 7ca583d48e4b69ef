"""Tables no wider than their page: the type of one that is too wide is made smaller, down to a limit.

In columns a table that is too wide for one, or whose cells run on over many lines, first goes across all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lxml import etree

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.constraints.finding import Finding, Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment
from essay_press.markup import tree

__all__ = ["refine"]

TOO_WIDE = 400.0
# Type of 10 pt set at this share of its size is 6.5 pt, the least that is printed in tables.
SMALLEST = 0.65
ROUNDING = 1.0
# Cells of more lines than this stand in too narrow a column.
MOST_LINES = 2
MM = 25.4 / 96


def refine(scene: Scene, constraints: Constraints) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return the constraints with the share of its size at which the type of each table that is too wide is set."""
    sizes, spans = dict(constraints.sizes), set(constraints.spans)
    smallest = float(dict(scene.composition.options).get("smallest_table", SMALLEST))
    places = dict(scene.composition.essay.blocks)
    findings = []
    for table in scene.html.iter("table"):
        key = table.get("id") or ""
        for part in scene.layout.fragments.get(key, ()):
            page = scene.layout.pages[part.page]
            if part.column and tree.holder(table).tag == "section":
                if key not in spans and _is_narrow(scene, table, part):
                    spans.add(key)
                    findings.append(Finding(TOO_WIDE))
                    break
                continue
            excess = part.right - page.right
            if excess <= ROUNDING:
                continue
            size = sizes.get(key, 1.0) * (page.right - part.left) / (part.right - part.left) * 0.99
            sizes[key] = max(smallest, min(size, sizes.get(key, 1.0)))
            first = next((tree.get(cell, "id") for cell in table.iter("th", "td") if cell.get("id")), "")
            wide = Diagnostic(
                Severity.WARNING,
                "EP423",
                f"page {part.page + 1}: a table is {excess * MM:.0f} mm wider than the text, at its smallest type",
                places.get(first),
                "drop a column, shorten its words, or turn the table round",
            )
            findings.append(Finding(TOO_WIDE, wide))
            break
    return replace(constraints, sizes=sizes, spans=tuple(sorted(spans))), tuple(findings)


def _is_narrow(scene: Scene, table: etree._Element, part: Fragment) -> bool:
    """Return whether a table is too wide for its column, or the column too narrow for the table's words."""
    columns = scene.layout.columns
    column = next(each for each in columns if (each.page, each.number) == (part.page, part.column))
    if part.right - column.right > ROUNDING:
        return True
    cells = {tree.get(cell, "id") for cell in table.iter("td", "th")} if table.find("thead") is not None else set()
    lines = Counter(line.key for line in scene.layout.lines if line.key in cells)
    return max(lines.values(), default=0) > MOST_LINES
