"""What a PDF standard is to the writer: one module per standard exports a table `STANDARDS` of these."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Standard"]


@dataclass(frozen=True, slots=True)
class Standard:
    """A PDF standard: the engine's variant for it, and how the file's XMP metadata claims it.

    `family` is `a`, `ua`, `x`: a file meets at most one standard of a family. `variant` is empty where the engine's own
    would do harm. `rank` tells whose variant the engine is
    given when there are several, the highest. `claim` is the body of an XMP description, `schema` the declaration that
    PDF/A asks for when the claim's namespace is not one of its predefined ones (ISO 19005-2, 6.6.2.3).
    """

    name: str
    family: str
    variant: str
    rank: int
    claim: str
    schema: str = ""
