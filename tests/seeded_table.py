"""The seeded faults as a table, for the tests and for a report: which fault, which gate turns red, with which code."""

from __future__ import annotations

from dataclasses import dataclass

import seeded_epub
import seeded_pdf

__all__ = ["Row", "markdown", "rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: `kind` is PDF or EPUB, `outside` the outside validators that see the fault as well."""

    kind: str
    name: str
    code: str
    gate: str
    outside: tuple[str, ...] = ()


def rows() -> tuple[Row, ...]:
    """Return all seeded faults in the order of the suites; nothing is built for it."""
    suites = (("PDF", seeded_pdf.FAULTS), ("EPUB", seeded_epub.FAULTS))
    return tuple(Row(kind, item.name, item.code, item.gate, item.outside) for kind, found in suites for item in found)


def markdown() -> str:
    """Return the table in Markdown."""
    lines = ["| file | fault | gate | code | also seen by |", "|---|---|---|---|---|"]
    lines += [f"| {row.kind} | {row.name} | {row.gate} | {row.code} | {', '.join(row.outside)} |" for row in rows()]
    return "\n".join(lines) + "\n"
