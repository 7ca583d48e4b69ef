"""Layouts kept for as long as there is room: of a long text the engine's pages are let go of, and made once more.

To settle an edition takes several layouts, of which one is printed. What is weighed is their geometry; the engine's
pages take a megabyte each. Those of an essay are kept, since the best layout need not be the last one. Those of a book
are not: its best layout is made once more where it is not the last.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

from essay_press.formats.pdf.engine import Document

__all__ = ["MOST", "Kept", "Shelf"]

MOST = 60
"""Pages of earlier layouts that are kept in all: two layouts of an essay, none of a book."""


class Kept:
    """A layout on a shelf: the engine's document, or how to make it once more, to the last digit the same."""

    __slots__ = ("__weakref__", "_document", "_make", "pages")

    def __init__(self, document: Document, make: Callable[[], Document]) -> None:
        """Keep a document; `make` lays it out again. `pages` says how many it has."""
        self._document: Document | None = document
        self._make = make
        self.pages = len(document.pages)

    @property
    def there(self) -> bool:
        """Return whether its pages have not been let go of."""
        return self._document is not None

    def document(self) -> Document:
        """Return the document, laid out once more if its pages were let go of."""
        if self._document is None:
            self._document = self._make()
        return self._document

    def let_go(self) -> None:
        """Keep no more than how to make it again."""
        self._document = None


class Shelf:
    """The layouts of one edition that somebody still holds, as long as their pages are not too many."""

    def __init__(self, most: int) -> None:
        """Begin with none; `most` is how many pages of earlier ones are kept while another is made."""
        self._most = most
        self._kept: list[weakref.ref[Kept]] = []

    def add(self, make: Callable[[], Document]) -> Kept:
        """Return a layout that `make` makes now, with room made for it before."""
        self._clear()
        kept = Kept(make(), make)
        self._kept.append(weakref.ref(kept))
        return kept

    def _clear(self) -> None:
        """Let go of the oldest layouts while there are too many pages; what nobody holds is gone already."""
        held = [kept for ref in self._kept if (kept := ref()) is not None and kept.there]
        pages = sum(kept.pages for kept in held)
        let_go = pages > self._most
        while pages > self._most:
            oldest = held.pop(0)
            pages -= oldest.pages
            oldest.let_go()
        self._kept = [weakref.ref(kept) for kept in held]
        if let_go:
            gc.collect()  # boxes hold each other
