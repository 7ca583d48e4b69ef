"""What all engines are told alike: face, size, leading, measure, page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

__all__ = ["FACES", "MEASURES", "Face", "Setting"]

FONTS = Path(__file__).resolve().parent.parent.parent / "fonts"
MEASURES = (60, 84, 108)
"""Millimetres: a column, a narrow page, a full one."""


@dataclass(frozen=True, slots=True)
class Face:
    """A family of `fonts/`: its folder there, its name, the files of its roman and its italic."""

    folder: str
    family: str
    roman: str
    italic: str

    @property
    def path(self) -> Path:
        """Return the folder of its files."""
        return FONTS / self.folder


FACES: Mapping[str, Face] = MappingProxyType(
    {
        folder: Face(folder, family, f"{stem}_400Regular.ttf", f"{stem}_400Regular_Italic.ttf")
        for folder, family, stem in (
            ("eb-garamond", "EB Garamond", "EBGaramond"),
            ("literata", "Literata", "Literata"),
            ("inter", "Inter", "Inter"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Setting:
    """A face and a measure in mm; size and leading in PostScript points; the page is as high as 30 lines."""

    face: Face
    measure: int
    size: float = 11.0
    leading: float = 15.0
    lines: int = 30
    margin: float = 20.0
    """Millimetres on all four sides, so that nothing that hangs or runs over leaves the page."""

    @property
    def width(self) -> float:
        """Return the width of the page in mm."""
        return self.measure + 2 * self.margin

    @property
    def height(self) -> float:
        """Return the height of the page in mm; half a point more, so that no rounding costs the last line."""
        return (self.lines * self.leading + 0.5) * 25.4 / 72 + 2 * self.margin

    @property
    def indent(self) -> float:
        """Return the indent of a paragraph in points."""
        return 1.3 * self.size
