"""Python-Markdown's tables; a row with more cells than the heading is reported, where Python-Markdown loses words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor

from essay_press.extensions.ledger import STAMP, Ledger, unstamp

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["TablesExtension"]


class _Tables(TableProcessor):
    """Tables whose rows are counted."""

    def __init__(self, parser: BlockParser, ledger: Ledger) -> None:
        """Keep the ledger for rows that are too long."""
        super().__init__(parser, {"use_align_attribute": True})
        self.ledger = ledger

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        cells = self._split_row(row)  # type: ignore[attr-defined]  # the stubs leave out what is private
        if any(unstamp(cell).strip() for cell in cells[len(align) :]):
            found = STAMP.search(row)
            self.ledger.findings.error(
                "EP174",
                f"this row has {len(cells)} cells, but the table's heading has {len(align)}",
                self.ledger.place(found[1] if found else None),
                "give the heading as many cells; write `\\|` for a bar that parts no cells",
            )
        super()._build_row(row, parent, align)  # type: ignore[misc]  # the same


class TablesExtension(Extension):
    """Register the tables where Python-Markdown has its own."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger."""
        super().__init__(**options)
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the processor."""
        md.parser.blockprocessors.register(_Tables(md.parser, self.ledger), "table", 75)
