"""A finished PDF as one picture: all its pages at a glance, spreads as a reader holds them, with what guides them."""

from __future__ import annotations

from collections.abc import Iterator

from essay_press.model import Edition
from essay_press.proofsheet.plan import MADE, Sheet, Wishes

__all__ = ["MADE", "Sheet", "Wishes", "draw"]


def draw(data: bytes, name: str, edition: Edition | None, wishes: Wishes) -> Iterator[Sheet]:
    """Yield the contact sheets of the PDF in `data`, each as PNG bytes, as few as the limits of a picture allow.

    `name` stands above them. Without an edition each page stands alone. The same bytes make the same pictures. Raises
    EditionError when pages are asked for that are not there, or a picture would be too large, and CheckError when the
    file cannot be read; all before the first sheet is drawn, but for what only shows when a page is painted.
    """
    # Heavy libraries are imported when a sheet is drawn.
    from essay_press.check.hostile import BROKEN
    from essay_press.proofsheet import guides, paint, plan, source

    try:
        with source.opened(data, edition) as document:
            leaves = document.chosen(plan.numbers(wishes.pages, len(document.leaves)), overlay=wishes.overlay)
            sheets = plan.sheets(document.units(leaves), wishes)
            blocks = guides.measure(document.document, facing=document.facing) if wishes.overlay else {}
            for number, sheet in enumerate(sheets, 1):
                yield paint.paint(document, sheet, paint.Head(name, edition, number, len(sheets)), wishes, blocks)
    except BROKEN as error:
        # Its pages have sizes that cannot be, or lack what a page has: the file may be anybody's.
        raise source.unreadable(str(error)) from error
