"""The PDF that a contact sheet shows: its pages as a reader holds them, their numbers, and their pixels."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from essay_press.check.content import Box
from essay_press.check.reading import Document, Page, read
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import CheckError
from essay_press.model import Edition
from essay_press.proofsheet.plan import POINTS, Leaf, Unit

__all__ = ["Source", "opened", "unreadable"]


@dataclass(frozen=True)
class Source:
    """An open PDF: what it says (`document`), the renderer's handle on it, how its pages are held.

    `facing` tells spreads from single pages; `grid` is how many pages stand beside and above each other on a side of a
    printed sheet, (0, 0) where each page is by itself; `from_right` is for scripts that are read from right to left.
    """

    document: Document
    renderer: Any
    facing: bool
    grid: tuple[int, int]
    from_right: bool

    @property
    def is_imposed(self) -> bool:
        """Return whether a page of the file is a side of a printed sheet."""
        return self.grid != (0, 0)

    @property
    def folds(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return where the sheets are folded: x and y in points, none for pages by themselves."""
        trim = self.leaves[0].trim
        return (
            tuple(trim.left + trim.width * part / self.grid[0] for part in range(1, self.grid[0])),
            tuple(trim.bottom + trim.height * part / self.grid[1] for part in range(1, self.grid[1])),
        )

    @property
    def leaves(self) -> tuple[Page, ...]:
        """Return the pages of the file."""
        return self.document.pages

    def shown(self, index: int, *, overlay: bool) -> Box:
        """Return the part of a page that is shown: the trimmed page; the whole, with guides or on a printed sheet."""
        page = self.leaves[index]
        return page.media if overlay or self.is_imposed else page.trim.crossed(page.media)

    def chosen(self, indices: Sequence[int], *, overlay: bool) -> tuple[Leaf, ...]:
        """Return these pages with the size at which they are shown."""
        boxes = [(index, self.shown(index, overlay=overlay)) for index in indices]
        return tuple(Leaf(index, box.width, box.height) for index, box in boxes)

    def units(self, leaves: Sequence[Leaf]) -> tuple[Unit, ...]:
        """Return the pages as they stand together: the first page of a book is a right one, its back is a left one."""
        if not self.facing:
            return tuple(Unit(None, leaf, is_spread=False) for leaf in leaves)
        spreads: dict[int, dict[bool, Leaf]] = {}
        for leaf in leaves:
            is_recto = leaf.index % 2 == 0
            spreads.setdefault((leaf.index + 1) // 2, {})[is_recto != self.from_right] = leaf
        return tuple(Unit(pair.get(False), pair.get(True), is_spread=True) for pair in spreads.values())

    def numbers(self, index: int) -> tuple[str, str]:
        """Return the number that is printed on a page, or nothing, and what comes after: its place in the file."""
        if self.is_imposed:
            side = f", {'back' if index % 2 else 'front'}" if len(self.leaves) > 1 else ""
            return f"sheet {index // 2 + 1}", side
        page, count = self.leaves[index], len(self.leaves)
        printed = " ".join(run.text for run in page.runs if run.artifact == "Pagination")
        said = re.search(rf"(?<!\w){re.escape(page.label)}(?!\w)", printed, re.IGNORECASE) if page.label else None
        if said and page.label == str(index + 1):
            return page.label, f" / {count}"
        return f"{page.label}   " if said else "", f"{index + 1} / {count}"

    def pixels(self, index: int, box: Box, ppi: int) -> Image.Image:
        """Return a page, cut to `box`, as an RGB picture."""
        page = self.renderer[index]
        try:
            page.set_cropbox(box.left, box.bottom, box.right, box.top)
            picture: Image.Image = page.render(scale=ppi / POINTS).to_pil()
            return picture.convert("RGB")
        finally:
            page.close()


@contextmanager
def opened(data: bytes, edition: Edition | None) -> Iterator[Source]:
    """Yield the PDF in `data`; raises CheckError when it cannot be read or has no page."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            document = read(pdf)
            preferences = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary())
            from_right = preferences.get("/Direction") == "/R2L"
        renderer = pypdfium2.PdfDocument(data)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, AttributeError, LookupError, TypeError, ValueError) as error:
        # pikepdf names the stream in memory first, and that is nobody's.
        raise unreadable(str(error).rpartition(">: ")[2]) from error
    try:
        if not document.pages:
            raise unreadable("it has no pages")
        sheet = edition.impose if edition is not None else None
        facing = edition is not None and edition.double_sided and sheet is None
        yield Source(document, renderer, facing, sheet.grid if sheet else (0, 0), from_right)
    finally:
        renderer.close()


def unreadable(reason: str) -> CheckError:
    """Return the error of a PDF that cannot be shown."""
    hint = "build it again, or copy it again"
    return CheckError(Diagnostic(Severity.ERROR, "EP560", f"the PDF cannot be read: {reason}", hint=hint))
