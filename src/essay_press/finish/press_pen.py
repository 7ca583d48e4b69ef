"""The pen of a page that is flattened: it follows the graphics state, and writes a colour when it is used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pikepdf import Dictionary, Name, Operator

from essay_press.finish.press_letters import Letters
from essay_press.finish.press_state import Colour, State, matrix, times

__all__ = ["TRANSPARENCY", "Pen"]

TRANSPARENCY = frozenset({"/ca", "/CA", "/SMask", "/AIS", "/BM", "/TK"})
"""What of a graphics state lets the ground through."""


class Pen:
    """Follows the state through one stream; colours, alpha and masks are not copied to `out` but remembered."""

    def __init__(self, resources: Any, state: State, fonts: dict[tuple[int, int], Letters]) -> None:
        """Begin with a state in which no colour has been written yet; `fonts` keeps what was read of fonts."""
        self.resources, self.state, self.fonts = resources, state, fonts
        self.state.wrote_fill = self.state.wrote_stroke = None
        self.saved: list[State] = []
        self.out: list[Any] = []

    def colour(self, name: str, operands: list[Any]) -> bool:
        """Take a colour into the state, and return whether it was one; it is written when it is used."""
        if name.lower() not in ("g", "k", "cs", "sc", "scn"):
            return False
        values = [float(value) for value in operands] if name.lower() in ("g", "k") else []
        found: Colour | None = None
        if name.lower() == "g":
            found = (0.0, 0.0, 0.0, 1 - values[0])
        elif name.lower() == "k":
            found = (values[0], values[1], values[2], values[3])
        elif name.lower() == "scn" and isinstance(operands[-1], Name):
            found = str(operands[-1])
        if found is not None and name.isupper():
            self.state.stroke = found
        elif found is not None:
            self.state.fill = found
        return True

    def keep(self, name: str, operands: list[Any]) -> None:
        """Follow what changes the state in other ways."""
        state = self.state
        if name == "q":
            self.saved.append(replace(state, text=replace(state.text)))
        elif name == "Q":
            self.state = self.saved.pop() if self.saved else state
        elif name == "cm":
            state.matrix = times(matrix(operands), state.matrix)
        elif name == "w":
            state.width = float(operands[0])
        elif name == "Tf":
            fonts = self.resources.get("/Font", Dictionary())
            state.text.font = self.letters(fonts.get(str(operands[0])))
            state.text.size = float(operands[1])
        else:
            state.text.take(name, operands)

    def graphics(self, name: Any, item: Any) -> None:
        """Take alpha and mask out of a graphics state; the rest of it, if there is any, stays."""
        found = self.resources.get("/ExtGState", Dictionary()).get(str(name), Dictionary())
        self.state.fill_alpha = float(found.get("/ca", self.state.fill_alpha))
        self.state.stroke_alpha = float(found.get("/CA", self.state.stroke_alpha))
        if "/SMask" in found:
            self.state.mask = found.SMask if isinstance(found.SMask, Dictionary) else None
            self.state.mask_matrix = self.state.matrix
        if {str(key) for key in found} - TRANSPARENCY - {"/Type"}:
            self.out.append(item)

    def write(self, colour: Colour, *, stroke: bool = False) -> None:
        """Write a colour where it is not the current one."""
        if colour == (self.state.wrote_stroke if stroke else self.state.wrote_fill):
            return
        if isinstance(colour, str):
            self.out.append(([Name.Pattern], Operator("CS" if stroke else "cs")))
            self.out.append(([Name(colour)], Operator("SCN" if stroke else "scn")))
        else:
            self.out.append(([round(ink, 4) for ink in colour], Operator("K" if stroke else "k")))
        if stroke:
            self.state.wrote_stroke = colour
        else:
            self.state.wrote_fill = colour

    def letters(self, font: Any) -> Letters | None:
        """Return what is known of the letters of a font, read once."""
        if font is None:
            return None
        if font.objgen not in self.fonts or font.objgen == (0, 0):
            self.fonts[font.objgen] = Letters(font)
        return self.fonts[font.objgen]
