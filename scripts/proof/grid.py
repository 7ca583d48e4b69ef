"""The matrix edition × layout × essay, laid out for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from proof.record import Cell, Mark

__all__ = ["Grid", "grid", "target"]


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    span: int


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    first: bool


@dataclass(frozen=True, slots=True)
class _Square:
    """A square: how its cell ended, what stands in it, where it leads, what a pointer over it says."""

    mark: str
    text: str
    target: str = ""
    title: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    cells: tuple[_Square, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One set of essays: editions down and essays, by layout, across; or essays down and editions across."""

    title: str
    corner: str
    groups: tuple[_Group, ...]
    columns: tuple[_Column, ...]
    rows: tuple[_Row, ...]
    reasons: tuple[_Reason, ...]


def grid(name: str, cells: Sequence[Cell]) -> Grid:
    """Return the matrix of a set of essays: by layout where each edition was set in every layout, else by essay."""
    editions = tuple(dict.fromkeys(cell.edition for cell in cells if cell.edition))
    essays = tuple(dict.fromkeys(cell.essay for cell in cells))
    pairs = [(cell.edition, cell.essay) for cell in cells]
    by_layout = len(set(pairs)) < len(pairs)
    found = {(cell.edition, cell.layout if by_layout else "", cell.essay): cell for cell in cells}
    title = f"{name}: {len(essays)} essays in {len(editions)} editions"
    reasons = _reasons(cells)
    if not by_layout:
        columns = tuple(_Column(edition, False) for edition in editions)
        down = tuple(_Row(essay, tuple(_square(found.get((each, "", essay))) for each in editions)) for essay in essays)
        return Grid(title, "Essay", (), columns, down, reasons)
    layouts = tuple(dict.fromkeys(cell.layout for cell in cells))
    across = [(layout, essay, at == 0) for layout in layouts for at, essay in enumerate(essays)]
    return Grid(
        title=f"{title} and {len(layouts)} layouts",
        corner="Edition",
        groups=tuple(_Group(layout, len(essays)) for layout in layouts),
        columns=tuple(_Column(essay, first) for _, essay, first in across),
        rows=tuple(
            _Row(edition, tuple(_square(found.get((edition, layout, essay)), first) for layout, essay, first in across))
            for edition in editions
        ),
        reasons=reasons,
    )


def target(cell: Cell) -> str:
    """Return the id of a cell's place on the page."""
    return "-".join(filter(None, (cell.set, cell.essay, cell.edition, cell.layout)))


def _square(cell: Cell | None, first: bool = False) -> _Square:
    if cell is None:
        return _Square(Mark.SKIPPED, "–", title="the essay does not ask for this edition", first=first)
    if cell.mark == Mark.SKIPPED:
        return _Square(cell.mark, "·" if cell.is_misfit else "–", title=f"{cell.name}: {cell.reason}", first=first)
    number = str(cell.pages) if cell.pages else "✓"
    text = {Mark.PASSED: number, Mark.WARNED: f"{number}\N{NO-BREAK SPACE}!"}.get(cell.mark, "✕")
    return _Square(cell.mark, text, target(cell), cell.name, first)


def _reasons(cells: Iterable[Cell]) -> tuple[_Reason, ...]:
    """Return why cells were skipped, those aside that a layout does not set."""
    found: dict[str, list[str]] = {}
    for cell in cells:
        if cell.mark == Mark.SKIPPED and not cell.is_misfit:
            found.setdefault(cell.reason or "no reason given", []).append(cell.name)
    return tuple(_Reason(why, tuple(dict.fromkeys(names))) for why, names in found.items())
