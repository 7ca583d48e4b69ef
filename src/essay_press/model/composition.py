"""An edition of an essay, ready for a format: parts, sheets, words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from essay_press.model.design import Edition, Layout
from essay_press.model.essay import Essay
from essay_press.model.manuscript import Metadata, Option
from essay_press.model.names import portable

__all__ = ["Composition", "Measures", "Part", "Role", "Stylesheet"]


class Role(StrEnum):
    """What a part is; both formats decide by it how a part opens and how it is announced."""

    NOTICE = "notice"
    COVER = "cover"
    TITLE_PAGE = "titlepage"
    ESSAY = "essay"
    RESUME = "resume"
    NOTES = "notes"
    COLOPHON = "colophon"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an edition: one well-formed XHTML fragment (a single `<section>`). EPUB writes one file per part."""

    name: str
    role: Role
    title: str
    xhtml: str


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A sheet of CSS and the name by which messages call it (`layouts/classic/print.css`)."""

    name: str
    css: str


@dataclass(frozen=True, slots=True)
class Measures:
    """By what a layout's own measures are multiplied to fill a number of pages: its type, its leading, its margins."""

    size: float = 1.0
    leading: float = 1.0
    margins: float = 1.0


@dataclass(frozen=True, slots=True)
class Composition:
    """An edition of an essay, ready for a format: its parts in reading order, CSS in cascade order, faces, pictures."""

    essay: Essay
    edition: Edition
    layout: Layout
    parts: tuple[Part, ...]
    stylesheets: tuple[Stylesheet, ...]
    options: tuple[tuple[str, Option], ...] = ()
    strings: tuple[tuple[str, str], ...] = ()
    measures: Measures = Measures()

    @property
    def metadata(self) -> Metadata:
        """Return the essay's metadata."""
        return self.essay.metadata

    @property
    def stem(self) -> str:
        """Return the file name of the essay without its ending, as every system can save it."""
        return portable(Path(self.essay.path).stem)
