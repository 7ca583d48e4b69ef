"""The figures as tables: plain text that is Markdown too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from typography.goals import Goal, reached
from typography.matrix import Cell
from typography.reading import Reading, pooled

__all__ = ["Row", "by_measure", "goal_table", "reading_table", "rows"]

HEADS = (
    "", "mean", "sd", "p95", "max", "> 1.6 ×", "hyphens", "ladders", "overfull", "rivers", "widows", "orphans", "runts",
    "pages", "lines",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A heading under which engines are compared, and the readings of each."""

    head: str
    readings: tuple[tuple[str, Reading], ...]


def by_measure(cells: Iterable[Cell]) -> dict[tuple[str, int], Reading]:
    """Return the reading of each engine at each measure, over all languages and faces."""
    groups: dict[tuple[str, int], list[Reading]] = {}
    for cell in cells:
        if not cell.fault:
            groups.setdefault((cell.engine, cell.measure), []).append(cell.reading)
    return {key: pooled(readings) for key, readings in groups.items()}


def rows(cells: Sequence[Cell], engines: Sequence[str], keys: Sequence[str]) -> list[Row]:
    """Return the cells pooled by some of `measure`, `language` and `face`, in order, with the engines as given."""
    groups: dict[tuple[object, ...], dict[str, list[Reading]]] = {}
    for cell in cells:
        if not cell.fault:
            group = groups.setdefault(tuple(getattr(cell, key) for key in keys), {})
            group.setdefault(cell.engine, []).append(cell.reading)
    return [
        Row(_head(keys, values), tuple((name, pooled(group[name])) for name in engines if name in group))
        for values, group in sorted(groups.items(), key=lambda item: [str(value).zfill(4) for value in item[0]])
    ]


def reading_table(listed: Iterable[Row]) -> str:
    """Return readings as a table, the engines of each heading below it."""
    lines: list[Sequence[str]] = [HEADS]
    for row in listed:
        lines.append([f"**{row.head}**", *[""] * (len(HEADS) - 1)])
        lines += [[name, *_figures(reading)] for name, reading in row.readings]
    return _table(lines)


def goal_table(listed: Sequence[Goal], absent: Mapping[str, str]) -> str:
    """Return the goals with what was found, and below them how many are reached, and what could not be compared."""
    lines: list[Sequence[str]] = [("measure", "against", "what", "to reach", "that is", "we have", "", "")]
    for goal in listed:
        limit = f"≤ {_number(goal.limit)} {goal.unit}".strip()
        rule = goal.rule.format(f"{_number(goal.theirs)} {goal.unit}".strip())
        lines.append(
            (
                f"{goal.measure} mm",
                goal.peer,
                goal.what,
                rule,
                limit,
                f"{_number(goal.found)} {goal.unit}".strip(),
                "reached" if goal.reached else "MISSED",
                goal.remark,
            )
        )
    count, total = reached(listed)
    told = [_table(lines), "", f"{count} of {total} goals reached."]
    for name, why in absent.items():
        told.append(f"Not compared with {name}, so that what is to be reached there is not: {why}.")
    return "\n".join(told)


def _head(keys: Sequence[str], values: Sequence[object]) -> str:
    """Return what a group is called."""
    return ", ".join(f"{value} mm" if key == "measure" else str(value) for key, value in zip(keys, values, strict=True))


def _figures(reading: Reading) -> list[str]:
    """Return the cells of one reading, in the order of `HEADS`."""
    spaces = [f"{value:.2f}" for value in (reading.mean, reading.sd, reading.p95, reading.most)]
    shares = [f"{100 * value:.1f} %" for value in (reading.loose, reading.hyphens)]
    counts = [reading.ladders, reading.overfull, reading.rivers, reading.widows, reading.orphans, reading.runts]
    return [*spaces, *shares, *map(str, counts), str(reading.pages), str(reading.lines)]


def _number(value: float) -> str:
    """Return a figure of a goal, without more digits than it is judged by."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


def _table(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells as a Markdown table whose columns stand under each other; the first is set left."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    out = []
    for number, line in enumerate(lines):
        cells = [
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        out.append(f"| {' | '.join(cells)} |")
        if not number:
            rule = ["-" * width if not column else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
            out.append(f"| {' | '.join(rule)} |")
    return "\n".join(out)
