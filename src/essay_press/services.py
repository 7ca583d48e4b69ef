"""What a print-on-demand service asks for beyond a press: pages, margins, papers, its cover. Lengths are in mm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from essay_press.diagnostics import Diagnostic
from essay_press.model import Wrap
from essay_press.tables import FLAG, POSITIVE, TABLE, TEXT, Codes, Kind, Source, one_of, some_of, unfit

__all__ = [
    "KEYS", "OPTIONAL", "SAME", "Paper", "Service", "bleeds", "faults", "from_table", "letters", "lists", "padded",
    "paper_of", "takes", "unbindable", "wrapped",
]  # fmt: skip

SAME = 0.3
"""Sizes of pages that differ by less are one size: printers give inches to two places."""
SMALLEST_LETTERS = 6.0
"""In points: a spine too narrow for letters of this size has none, whatever the printer allows."""
LETTERS = 0.8
"""The share of the room between a spine's clearances that letters take, their ascenders and descenders counted."""
POINT = 25.4 / 72

NATURAL = Kind("a number, 0 or above", lambda value: POSITIVE.fits(value) or (value == 0 and value is not False))
COUNT = Kind("a number of pages", lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0)
SIZE = Kind("width and height in mm, such as [152.4, 228.6]", lambda value: _is_size(value))
SIZES = Kind(
    "a list of widths and heights in mm, such as [[152.4, 228.6]]",
    lambda value: isinstance(value, list) and bool(value) and all(_is_size(item) for item in value),
)
SIDES = ("top", "bottom", "outside", "inside")
REFUSED = ("bookmarks", "encryption", "links", "marks", "profiles", "transparency")

KEYS: dict[str, dict[str, Kind]] = {
    "colours": {"value": some_of("rgb", "cmyk", "gray")},
    "trims": {"value": SIZES, "least": SIZE, "most": SIZE},
    "bleed_sides": {"value": some_of(*SIDES)},
    "pages": {"least": COUNT, "most": COUNT, "multiple": COUNT},
    "last_page": {"value": one_of("blank", "any")},
    "margins": {"value": POSITIVE, "with_bleed": POSITIVE},
    "refuses": {"value": some_of(*REFUSED)},
    "spine_text": {"pages": COUNT, "clearance": POSITIVE, "narrow": NATURAL, "narrow_clearance": POSITIVE},
    "cover_margin": {"value": POSITIVE},
    "barcode": {"width": POSITIVE, "height": POSITIVE, "from_spine": POSITIVE, "from_foot": POSITIVE},
    "conversion": {"profile": TEXT, "sha256": TEXT},
}
"""The tables of a service, each with its values; every table carries its source, date and confidence besides."""
OPTIONAL = frozenset({"conversion"})
"""What only a service needs that takes no light: the profile by which colours become ink."""
OPEN = frozenset({("trims", "least"), ("trims", "most"), ("spine_text", "narrow"), ("spine_text", "narrow_clearance")})
"""Values that not every service has."""
PAPER = {"per_page": POSITIVE, "cover": NATURAL, "black_only": FLAG}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to print on: how much of the spine a page takes, what the cover adds, whether black is its only ink.

    `confidence` is that of the thickness: `high`, `medium` or `low`.
    """

    name: str
    per_page: float
    cover: float
    black_only: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Service:
    """What a print-on-demand service asks for.

    `trims` are the sizes it lists, `smallest` and `largest` those between which it takes any, or None. A page bleeds on
    `bleed_sides`; `multiple` divides the number of pages. Text and art keep `margin` from the trim (`bleed_margin` in a
    file with bleed). Letters stand on a spine from `lettered` pages on, `clearance` from its folds (`narrow_clearance`
    where it is less than `narrow` wide). `barcode` is as in `Wrap`. `profile` and its `sha256` turn colours into ink.
    """

    printer: str
    colours: tuple[str, ...]
    trims: tuple[tuple[float, float], ...]
    smallest: tuple[float, float] | None
    largest: tuple[float, float] | None
    bleed_sides: tuple[str, ...]
    least: int
    most: int
    multiple: int
    last_blank: bool
    margin: float
    bleed_margin: float
    refuses: tuple[str, ...]
    papers: tuple[Paper, ...]
    lettered: int
    clearance: float
    narrow: float
    narrow_clearance: float
    cover_margin: float
    barcode: tuple[float, float, float, float]
    profile: str = ""
    sha256: str = ""


# ---------------------------------------------------------------- the table
def faults(name: str, source: Source, codes: Codes, provenance: dict[str, Kind]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the tables of the service called `name`, whose keys are known and tables."""
    table = source.data[name]
    for key, kinds in KEYS.items():
        if isinstance(table.get(key), dict):
            needed = tuple(value for value in kinds if (key, value) not in OPEN)
            yield from unfit(source, (name, key), {**kinds, **provenance}, codes, (*needed, *provenance))
    papers = table.get("papers")
    if isinstance(papers, dict):
        for paper in papers:
            at = (name, "papers", paper)
            if not isinstance(papers[paper], dict):
                yield from unfit(source, (name, "papers"), {paper: TABLE}, codes)
                continue
            yield from unfit(source, at, {**PAPER, **provenance}, codes, (*PAPER, *provenance))


def from_table(table: dict[str, Any]) -> Service:
    """Return the service that a faultless table describes."""
    trims, pages, spine, barcode = table["trims"], table["pages"], table["spine_text"], table["barcode"]
    clearance = float(spine["clearance"])
    conversion = table.get("conversion", {})
    return Service(
        printer=table["printer"],
        colours=tuple(table["colours"]["value"]),
        trims=tuple(_size(item) for item in trims["value"]),
        smallest=_size(trims["least"]) if "least" in trims else None,
        largest=_size(trims["most"]) if "most" in trims else None,
        bleed_sides=tuple(table["bleed_sides"]["value"]),
        least=pages["least"],
        most=pages["most"],
        multiple=pages["multiple"],
        last_blank=table["last_page"]["value"] == "blank",
        margin=float(table["margins"]["value"]),
        bleed_margin=float(table["margins"]["with_bleed"]),
        refuses=tuple(table["refuses"]["value"]),
        papers=tuple(_paper(name, item) for name, item in table["papers"].items()),
        lettered=spine["pages"],
        clearance=clearance,
        narrow=float(spine.get("narrow", 0)),
        narrow_clearance=float(spine.get("narrow_clearance", clearance)),
        cover_margin=float(table["cover_margin"]["value"]),
        barcode=(
            float(barcode["width"]),
            float(barcode["height"]),
            float(barcode["from_spine"]),
            float(barcode["from_foot"]),
        ),
        profile=conversion.get("profile", ""),
        sha256=conversion.get("sha256", ""),
    )


def _paper(name: str, table: dict[str, Any]) -> Paper:
    return Paper(name, float(table["per_page"]), float(table["cover"]), table["black_only"], table["confidence"])


def _size(value: list[float]) -> tuple[float, float]:
    return float(value[0]), float(value[1])


def _is_size(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(POSITIVE.fits(item) for item in value)


# ---------------------------------------------------------------- what follows from it
def paper_of(service: Service, name: str) -> Paper:
    """Return a paper by its name, the first one when that is empty; raises KeyError when there is none."""
    if not name:
        return service.papers[0]
    return {paper.name: paper for paper in service.papers}[name]


def padded(service: Service, pages: int) -> int:
    """Return how many pages a book has in the end: a multiple of what divides, and a blank one last where asked."""
    wanted = pages + 1 if service.last_blank else pages
    return -(-wanted // service.multiple) * service.multiple


def unbindable(service: Service, pages: int) -> str:
    """Return why a book of so many pages, blank ones at the end not counted, cannot be bound, or an empty text."""
    if padded(service, pages) < service.least:
        return f"{service.printer} binds from {service.least} pages on, and the essay makes {pages}"
    if padded(service, pages) > service.most:
        return f"{service.printer} binds {service.most} pages at most, and the essay makes {pages}"
    return ""


def lists(service: Service, width: float, height: float) -> bool:
    """Return whether a size is one of those that the service lists."""
    return any(abs(width - wide) < SAME and abs(height - high) < SAME for wide, high in service.trims)


def takes(service: Service, width: float, height: float) -> bool:
    """Return whether a book may be trimmed to this size."""
    if lists(service, width, height):
        return True
    if service.smallest is None or service.largest is None:
        return False
    (least_wide, least_high), (most_wide, most_high) = service.smallest, service.largest
    return least_wide - SAME < width < most_wide + SAME and least_high - SAME < height < most_high + SAME


def bleeds(service: Service, bleed: float, *, recto: bool) -> tuple[float, float, float, float]:
    """Return by how much a page bleeds on its left, foot, right and head; a recto is bound at its left."""
    outside, inside, foot, head = (bleed if side in service.bleed_sides else 0.0 for side in _ORDER)
    left, right = (inside, outside) if recto else (outside, inside)
    return left, foot, right, head


_ORDER = ("outside", "inside", "bottom", "top")


def wrapped(service: Service, paper: Paper, pages: int) -> Wrap:
    """Return the cover of a book of so many pages, blank ones counted: its spine and what may stand on it."""
    spine = round(paper.cover + pages * paper.per_page, 4)
    clearance = service.narrow_clearance if spine < service.narrow else service.clearance
    bare = Wrap(pages, spine, clearance, margin=service.cover_margin, barcode=service.barcode)
    return replace(bare, lettered=pages >= service.lettered and letters(bare) >= SMALLEST_LETTERS)


def letters(wrap: Wrap) -> float:
    """Return how large letters on a spine may be, in points: they stay clear of its folds."""
    return max(0.0, wrap.spine - 2 * wrap.clearance) * LETTERS / POINT
