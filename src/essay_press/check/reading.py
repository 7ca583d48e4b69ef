"""A finished PDF as it is read: its pages with their text, and the text of its structure tree in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from essay_press.check.content import Box, Picture, Run, walk
from essay_press.check.decode import Decoder

__all__ = ["Document", "Figure", "Page", "Tagged", "read"]

BLOCKS = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "LBody", "Lbl", "TD", "TH", "Caption", "Note", "BlockQuote"}
    | {"Div", "Sect", "Art", "Part", "Document", "Code", "Title", "L", "Table", "TR"}
)
SECTIONS = frozenset({"Document", "Part", "Sect", "Art"})
DEPTH = 200  # elements inside elements


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its index from 0, its printed label, its boxes in points, what stands on it."""

    index: int
    label: str
    media: Box
    trim: Box
    bleed: Box
    runs: tuple[Run, ...]
    pictures: tuple[Picture, ...]
    painted: bool

    @property
    def name(self) -> str:
        """Return how a message calls the page."""
        number = str(self.index + 1)
        return f"page {number}" if self.label in ("", number) else f"page {number} (printed {self.label})"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A run in reading order: the roles of the elements it stands in, outermost first, and its block.

    `block` numbers the nearest element that is a block of text, in reading order; runs of one paragraph share it.
    `section` numbers the nearest section in the same way: a part of the edition, such as its colophon. `element`
    numbers the child of the block in which it stands; 0 where it stands in the block itself.
    """

    run: Run
    roles: tuple[str, ...]
    block: int
    section: int = 0
    element: int = 0

    @property
    def role(self) -> str:
        """Return the role of the block."""
        return next((role for role in reversed(self.roles) if role in BLOCKS), "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A Figure element: its text alternative."""

    alt: str


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF, read."""

    pages: tuple[Page, ...]
    tagged: tuple[Tagged, ...]
    figures: tuple[Figure, ...]
    has_structure: bool

    @property
    def runs(self) -> Iterator[Run]:
        """Return every run of every page in drawing order."""
        return (run for page in self.pages for run in page.runs)

    @property
    def artifacts(self) -> tuple[Run, ...]:
        """Return the runs that no structure element holds: artifacts, and what is marked in no way."""
        held = {id(item.run) for item in self.tagged}
        return tuple(run for run in self.runs if id(run) not in held)


def read(pdf: pikepdf.Pdf) -> Document:
    """Return the document in `pdf`."""
    fonts: dict[tuple[int, int], Decoder] = {}
    pages = tuple(_page(page, index, fonts) for index, page in enumerate(pdf.pages))
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return Document(pages, (), (), has_structure=False)
    tree = _Tree(pdf, pages)
    for child in _kids(root):
        tree.element(child, _Where())
    return Document(pages, tuple(tree.tagged), tuple(tree.figures), has_structure=True)


def _page(page: pikepdf.Page, index: int, fonts: dict[tuple[int, int], Decoder]) -> Page:
    media = _box(page.mediabox)
    trim = _box(page.trimbox)
    found = walk(page, index, media, fonts)
    return Page(
        index,
        str(page.label),
        media,
        trim,
        _box(page.bleedbox),
        tuple(found.runs),
        tuple(found.pictures),
        found.painted,
    )


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _kids(element: Any) -> list[Any]:
    found = element.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


@dataclass(frozen=True, slots=True)
class _Where:
    """The place in the structure tree: roles from the root, numbers of block and section, page object."""

    roles: tuple[str, ...] = ()
    block: int = 0
    section: int = 0
    page: Any = None
    element: int = 0


class _Tree:
    """Walks the structure tree in logical order."""

    def __init__(self, pdf: pikepdf.Pdf, pages: tuple[Page, ...]) -> None:
        self.pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        self.roles: Any = pdf.Root.StructTreeRoot.get("/RoleMap", pikepdf.Dictionary())
        self.contents: dict[tuple[int, int], list[Run]] = {}
        for page in pages:
            for run in page.runs:
                if run.mcid >= 0:
                    self.contents.setdefault((page.index, run.mcid), []).append(run)
        self.tagged: list[Tagged] = []
        self.figures: list[Figure] = []
        self.blocks = self.elements = 0

    def element(self, element: Any, where: _Where, *, alone: bool = True) -> None:
        """Walk one structure element that stands at `where`; `alone` says that its parent holds nothing else.

        Code among other words is a part of their paragraph, as a span is.
        """
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element or len(where.roles) > DEPTH:
            return
        role = self.role(str(element.S).lstrip("/"))
        if role == "Code" and not alone:
            role = "Span"
        block, section = where.block, where.section
        if role in BLOCKS:
            self.blocks += 1
            block = self.blocks
            section = block if role in SECTIONS else section
        if role == "Figure":
            self.figures.append(Figure(str(element.get("/Alt", ""))))
        self.elements += 1
        inline = 0 if role in BLOCKS else where.element or self.elements
        here = _Where((*where.roles, role), block, section, element.get("/Pg", where.page), inline)
        kids = list(_kids(element))
        for kid in kids:
            if isinstance(kid, int):
                self.content(kid, here, here.page)
            elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
                self.content(int(kid.MCID), here, kid.get("/Pg", here.page))
            else:
                self.element(kid, here, alone=len(kids) == 1)

    def content(self, mcid: int, where: _Where, page: Any) -> None:
        """Take the runs of one piece of marked content."""
        if page is None or page.objgen not in self.pages:
            return
        for run in self.contents.get((self.pages[page.objgen], mcid), ()):
            self.tagged.append(Tagged(run, where.roles, where.block, where.section, where.element))

    def role(self, role: str) -> str:
        """Return the standard role that the file's role map gives to `role`."""
        for _ in range(8):
            mapped = self.roles.get("/" + role)
            if mapped is None:
                break
            role = str(mapped).lstrip("/")
        return role
