"""Designs and the editions that they set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from essay_press.model.manuscript import Option
from essay_press.model.pages import PageCount

__all__ = ["Edition", "FontFace", "Imposition", "Layout", "Leeway", "OptionSpec", "Trim", "Wrap"]


@dataclass(frozen=True, slots=True)
class Trim:
    """A page: width and height of the trimmed sheet in mm, bleed in mm, and whether printer's marks are drawn."""

    width: float
    height: float
    bleed: float = 0.0
    marks: bool = False


@dataclass(frozen=True, slots=True)
class Imposition:
    """How pages are laid on sheets that are folded; `scheme` is `booklet` or `zine`, lengths are in mm.

    `width` and `height` are those of the sheet as it is printed; `signature` is how many pages are folded into each
    other (0: all); `caliper` is the thickness of a sheet, by which each inner one is moved towards the fold.
    """

    scheme: str
    width: float
    height: float
    signature: int = 0
    caliper: float = 0.1

    @property
    def grid(self) -> tuple[int, int]:
        """Return how many pages stand beside and above each other on a side of a sheet."""
        return (4, 2) if self.scheme == "zine" else (2, 1)

    @property
    def capacity(self) -> int:
        """Return how many pages there may be, or 0 where any number will do."""
        return 8 if self.scheme == "zine" else 0


@dataclass(frozen=True, slots=True)
class Wrap:
    """A printed cover on one sheet: back, spine and front. All lengths are in mm.

    `pages` is how many the book has (0: not counted yet), `spine` how wide they make its back, `clearance` how far from
    a fold letters on the spine stay, `lettered` whether there are any; `margin` keeps text from trim and folds. The
    barcode's area stands at the foot of the back: its width and height, its distance from spine and foot.
    """

    pages: int = 0
    spine: float = 0.0
    clearance: float = 0.0
    lettered: bool = False
    margin: float = 0.0
    barcode: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Edition:
    """A table of `layouts/editions.toml`: what is made, on what page, by which layouts (the first is the default).

    `page_source` names the edition whose page numbers an EPUB carries, or round whose pages a cover goes; `trim` is the
    page of the book, also of a cover; `paper` is one of the preset's. `attach` is `source` where the manuscript and
    its pictures go inside the file, or empty; `spoilers` is `kept` or `removed`. `screen` says that the pages are read
    on one: layouts add their `screen.css`. `options` take the place of a layout's defaults, where it has such options.
    `pages` is how many it is to fill, as far as the layout has leeway. `settle` says whether pages are laid out anew
    until they are as they should be, or once, and `tagged` whether the file has a structure tree.
    """

    name: str
    summary: str
    format: str
    layouts: tuple[str, ...]
    trim: Trim | None = None
    double_sided: bool = False
    standards: tuple[str, ...] = ()
    applies: str = "always"
    scale: float = 1.0
    needs: tuple[str, ...] = ()
    impose: Imposition | None = None
    preset: str = ""
    page_source: str = ""
    screen: bool = False
    options: tuple[tuple[str, Option], ...] = ()
    spoilers: str = "kept"
    attach: str = ""
    paper: str = ""
    wrap: Wrap | None = None
    pages: PageCount | None = None
    settle: bool = True
    tagged: bool = True

    @property
    def sheet(self) -> Trim | None:
        """Return the trimmed sheet: a page, or a cover laid open."""
        if self.wrap is None or self.trim is None:
            return self.trim
        return replace(self.trim, width=round(2 * self.trim.width + self.wrap.spine, 4))


@dataclass(frozen=True, slots=True)
class FontFace:
    """A face in `fonts/`: CSS family, weight (100-900), style (`normal`, `italic`), file (absolute).

    `role` is `text`, `display`, `code`, `fallback` or, of a face that abbreviations have a second time, `capitals`;
    `unicode_range` is a CSS `unicode-range` for fallback faces, or empty; `medium` is `""` (everywhere), `print` or
    `epub`.
    """

    family: str
    weight: int
    style: str
    path: Path
    sha256: str
    licence: str = "OFL-1.1"
    reserved_name: str = ""
    unicode_range: str = ""
    medium: str = ""
    role: str = "text"


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a layout: its default, the values allowed (all of that type when empty), what it does.

    A colour (`#rrggbb`) names the contrast it must have against white (WCAG 2.2, 1.4.3: 4.5; 1.4.6: 7).
    """

    name: str
    default: Option
    summary: str = ""
    choices: tuple[Option, ...] = ()
    contrast: float = 0.0


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far a layout may depart from its own measures to fill a number of pages.

    Shares of the size of its type, of its leading and of its margins (0.04: from 96 to 104 %); `leave_out` names the
    parts that it can do without where that is not enough.
    """

    size: float = 0.0
    leading: float = 0.0
    margins: float = 0.0
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A design: its folders (child first), the parts it sets, its faces, and its options with their defaults.

    `copier` says that its printed pages are made to be photocopied; a check holds it to that. `fit` is the leeway that
    it has to fill a number of pages.
    """

    name: str
    summary: str
    roots: tuple[Path, ...]
    parts: tuple[str, ...]
    fonts: tuple[FontFace, ...]
    options: tuple[OptionSpec, ...] = ()
    copier: bool = False
    fit: Leeway = Leeway()
