"""A paragraph of the tree, with what a layout tells of it, read as runs of text for the choice of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from essay_press.formats.pdf.linebreaking import Face, Run
from essay_press.formats.pdf.paragraphs import Paragraph, TextStyle
from essay_press.formats.pdf.setting import Slot, Source, numbered
from essay_press.markup import tree
from essay_press.model import FontFace

__all__ = ["source"]

SPACES = " \t\n\r\f"


def source(block: etree._Element, found: Paragraph, fonts: Sequence[FontFace]) -> Source | str:
    """Return a paragraph of the tree as runs in these faces, or why it cannot be read as such."""
    if found.odd:
        return found.odd
    elements = list(numbered(block))
    if tuple(str(element.tag) for element in elements) != found.tags:
        return "are not found in the tree"
    if any(found.tags[number] == "br" for number in found.styles):
        return "have breaks of the author's"
    if any(number and found.tags[number] in tree.BLOCKS for number in found.styles):
        return "go on behind a block that they hold"
    reading = _Reading(found, fonts, {element: number for number, element in enumerate(elements)})
    reading.visit(block, 1)
    reading.end()
    if reading.odd or not any(run.text.strip() for run in reading.runs):
        return reading.odd or "hold no text"
    justified = found.align == "justify"
    hyphens = found.styles[0].hyphens if 0 in found.styles else "manual"
    return Source(
        found.key, found.tags, tuple(reading.slots), tuple(reading.runs), tuple(reading.order), justified, hyphens,
        hangs=found.align in ("justify", "start"),
    )  # fmt: skip


class _Reading:
    """A paragraph on its way from the tree to runs."""

    def __init__(self, found: Paragraph, fonts: Sequence[FontFace], numbers: Mapping[etree._Element, int]) -> None:
        """Begin with nothing."""
        self.slots: list[Slot] = []
        self.runs: list[Run] = []
        self.order: list[tuple[int | None, int | None]] = []
        self.odd = ""
        self._found, self._fonts, self._numbers = found, fonts, numbers
        self._spaced = True

    def visit(self, element: etree._Element, depth: int) -> None:
        """Read what is in an element of the lines."""
        number = self._numbers[element]
        before, after = self._found.edges.get(number, (0.0, 0.0))
        self._generated(number, "before")
        self._atom(before)
        self._slot(element, "text", number, number, depth)
        for child in element:
            inner = self._numbers.get(child)
            if inner is not None:
                if (inner, "call") in self._found.generated:
                    self._generated(inner, "call")
                elif inner in self._found.atoms:
                    self._atom(self._found.atoms[inner])
                elif inner in self._found.styles:
                    self.visit(child, depth + 1)
            self._slot(child, "tail", inner, number, depth)
        self._atom(after)
        self._generated(number, "after")

    def end(self) -> None:
        """Take the space from the end of the text."""
        for place in range(len(self.order) - 1, -1, -1):
            slot, run = self.order[place]
            if run is None:
                continue
            if slot is None or not self.runs[run].text.endswith(" "):
                return
            text = self.runs[run].text[:-1]
            old = self.slots[slot]
            self.slots[slot] = Slot(old.number, old.where, old.depth, old.raw, text)
            if text:
                self.runs[run] = _changed(self.runs[run], text)
                return
            self.order[place] = (slot, None)
            if run == len(self.runs) - 1:
                self.runs.pop()

    def _slot(self, element: etree._Element, where: str, number: int | None, inside: int, depth: int) -> None:
        """Read a text node; `inside` is the element whose text it is."""
        raw = (element.text if where == "text" else element.tail) or ""
        if number is None:
            self.odd = self.odd or ("hold a comment" if raw else "")
            return
        letters = []
        for letter in raw:
            space = letter in SPACES
            if not space or not self._spaced:
                letters.append(" " if space else letter)
            self._spaced = space
        text = "".join(letters)
        run = None
        if text:
            style = self._found.styles.get(inside) or self._found.styles.get(0)
            if style is None or (text.strip() and inside not in self._found.styles):
                self.odd = self.odd or "are set in a style that is not measured"
                return
            run = self._run(text, style)
        self.slots.append(Slot(number, where, depth, raw, text))
        self.order.append((len(self.slots) - 1, run))

    def _generated(self, number: int, kind: str) -> None:
        """Read text that is not in the tree."""
        found = self._found.generated.get((number, kind))
        if found is not None and found[0]:
            self.order.append((None, self._run(*found)))
            self._spaced = found[0].endswith(" ")

    def _atom(self, width: float) -> None:
        """Read something of this width, in CSS px, in which no line ends."""
        if width:
            template = next(iter(self._found.styles.values()), None)
            face = self._face(template) if template is not None else None
            if face is None or template is None:
                self.odd = self.odd or "are set in a face that is not measured"
                return
            self.runs.append(Run("\ufffc", face, template.size, breakable=False, width=width))
            self.order.append((None, len(self.runs) - 1))
            self._spaced = False

    def _run(self, text: str, style: TextStyle) -> int:
        """Add a run, and return its number."""
        face = self._face(style)
        if face is None:
            self.odd = self.odd or "are set in a face that is not measured"
        elif style.transform != "none" or style.white_space not in ("normal", "nowrap", "pre-line"):
            self.odd = self.odd or "are set in a style that is not measured"
        else:
            language = style.language if style.hyphens == "auto" else ""
            breakable = style.white_space != "nowrap"
            # Spaces of justified lines are as wide as is chosen for each.
            spacing = style.word_spacing if self._found.align != "justify" else 0.0
            run = Run(text, face, style.size, style.features, language, style.letter_spacing, breakable, None, spacing)
            self.runs.append(run)
            return len(self.runs) - 1
        return 0

    def _face(self, style: TextStyle) -> Face | None:
        """Return the file that a style is set in, with those that lend what it lacks."""
        paths = [_file(self._fonts, family, style) for family in style.families]
        known = [path for path in paths if path is not None]
        return Face(known[0].path, fallback=tuple(one.path for one in known[1:])) if known and paths[0] else None


def _file(fonts: Sequence[FontFace], family: str, style: TextStyle) -> FontFace | None:
    """Return the face of a family in this weight and slope, or in its own where it has but one."""
    own = [face for face in fonts if face.family == family and face.medium in ("", "print")]
    exact = [face for face in own if (face.weight, face.style) == (style.weight, style.slope)]
    if exact:
        return exact[0]
    plain = [face for face in own if face.role == "fallback"]
    return min(plain, key=lambda face: (face.style != style.slope, abs(face.weight - style.weight))) if plain else None


def _changed(run: Run, text: str) -> Run:
    """Return a run with another text."""
    return replace(run, text=text)
