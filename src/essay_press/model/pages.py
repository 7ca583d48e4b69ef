"""How many pages an edition is to fill."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PageCount", "page_count"]


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many pages an edition is to fill: `number`, or any multiple of it."""

    number: int
    multiple: bool = False

    def takes(self, pages: int) -> bool:
        """Return whether so many pages are what is wanted."""
        return pages % self.number == 0 if self.multiple else pages == self.number

    def __str__(self) -> str:
        """Return it as people write it."""
        return f"multiple-of-{self.number}" if self.multiple else str(self.number)


def page_count(value: object) -> PageCount | None:
    """Return what `16`, "16" or "multiple-of-4" ask for, or None where it is none of these."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = re.fullmatch(r"(multiple-of-)?([1-9]\d{0,3})", str(value).strip())
    if found is None or (found[1] and int(found[2]) < 2):
        return None
    return PageCount(int(found[2]), bool(found[1]))
