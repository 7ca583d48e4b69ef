"""Imposition: the pages of a finished PDF, laid on sheets of paper to be printed, folded, and stapled or cut.

A page becomes a form that its sheet draws; fonts and pictures are used where they are, never copied.
"""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.finish import claims
from essay_press.finish.folding import Cell, Side, sides
from essay_press.finish.marks import MM, Block, marks
from essay_press.model import Imposition

__all__ = ["impose"]

SLACK = 0.5  # points of difference in the size of pages that no cutter sees
PILE = 16  # sheets that still fold flat, one in the other
Rectangle = tuple[float, float, float, float]


def impose(data: bytes, imposition: Imposition) -> tuple[bytes, int, tuple[Diagnostic, ...]]:
    """Return the PDF of the sheets, the number of their sides, and what the person at the printer has to know.

    Structure, bookmarks, links and the claims that rest on them are gone; metadata and output intents stay. Raises
    RenderError when the pages differ in size, or are more or larger than the sheet takes.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = list(pdf.pages)
        block = _block(pages, imposition)
        plan = sides(len(pages), imposition)
        told = _told(len(pages), plan, imposition)
        sheets = _Sheets(pdf, pages, block, imposition)
        for side in plan:
            sheets.add(side)
        del pdf.pages[: len(pages)]
        claims.withdraw(pdf)
        _advise(pdf, imposition)
        target = io.BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return target.getvalue(), len(plan), told


class _Sheets:
    """Adds sides of sheets to the end of a file, whose first pages they draw."""

    def __init__(self, pdf: Pdf, pages: list[Page], block: Block, imposition: Imposition) -> None:
        self.pdf = pdf
        self.pages = pages
        self.block = block
        self.imposition = imposition
        columns, rows = imposition.grid
        self.width, self.height = (block.right - block.left) / columns, (block.top - block.bottom) / rows
        self.register = pdf.make_indirect(_register())

    def add(self, side: Side) -> None:
        """Add one side: its pages, then its marks."""
        block = self.block
        forms = Dictionary()
        drawn: list[str] = []
        for number, cell in enumerate(side.cells):
            if cell.page < len(self.pages):
                forms[f"/P{number}"] = self.form(self.pages[cell.page])
                drawn.append(self.draw(cell, side, f"/P{number}"))
        resources = Dictionary(XObject=forms)
        if lines := marks(block, side, self.imposition):
            resources.ColorSpace = Dictionary(Register=self.register)
            drawn.append(lines)
        bleed = block.bleed
        page = Dictionary(
            Type=Name.Page,
            MediaBox=_array(0, 0, block.width, block.height),
            BleedBox=_array(block.left - bleed, block.bottom - bleed, block.right + bleed, block.top + bleed),
            TrimBox=_array(block.left, block.bottom, block.right, block.top),
            Resources=resources,
            Contents=self.pdf.make_stream("\n".join(drawn).encode("ascii")),
        )
        self.pdf.pages.append(Page(self.pdf.make_indirect(page)))

    def form(self, page: Page) -> Stream:
        """Return a page as a form, its bleed included."""
        form = self.pdf.make_indirect(page.as_form_xobject())
        if (resources := page.obj.get("/Resources")) is not None and resources.is_indirect:
            form.Resources = resources  # else each form has a copy of its own
        form.BBox = _array(*_within(page.bleedbox, page.mediabox))
        assert isinstance(form, Stream)
        return form

    def draw(self, cell: Cell, side: Side, name: str) -> str:
        """Return the operators that draw a page in its cell, clipped where its neighbours begin."""
        block = self.block
        columns, rows = self.imposition.grid
        left, bottom = block.left + cell.column * self.width, block.bottom + cell.row * self.height
        # Bleed runs outwards only: at a fold the next page begins.
        x0 = left - (block.bleed if cell.column == 0 else 0)
        x1 = left + self.width + (block.bleed if cell.column == columns - 1 else 0)
        y0 = bottom - (block.bleed if cell.row == 0 else 0)
        y1 = bottom + self.height + (block.bleed if cell.row == rows - 1 else 0)
        # Folded, an inner sheet stands out by the thickness of those round it: its pages move back to the spine.
        creep = side.depth * self.imposition.caliper * MM
        left += creep if cell.column == 0 else -creep
        trim = _rectangle(self.pages[cell.page].trimbox)
        sign = -1 if cell.turned else 1
        x = left + (trim[2] if cell.turned else -trim[0])
        y = bottom + (trim[3] if cell.turned else -trim[1])
        clip = f"{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re W n"
        return f"q {clip} {sign} 0 0 {sign} {x:.3f} {y:.3f} cm {name} Do Q"


def _block(pages: list[Page], imposition: Imposition) -> Block:
    """Return where the pages stand on the sheet; raises RenderError when they cannot."""
    trims = [_rectangle(page.trimbox) for page in pages]
    width, height = trims[0][2] - trims[0][0], trims[0][3] - trims[0][1]
    for number, trim in enumerate(trims, 1):
        if abs(trim[2] - trim[0] - width) > SLACK or abs(trim[3] - trim[1] - height) > SLACK:
            raise RenderError(_fault(f"page {number} differs in size from page 1", "pages of a sheet are of one size"))
    columns, rows = imposition.grid
    sheet = imposition.width * MM, imposition.height * MM
    left, bottom = (sheet[0] - columns * width) / 2, (sheet[1] - rows * height) / 2
    if min(left, bottom) < -SLACK:
        size = f"{imposition.width:g} × {imposition.height:g} mm"
        message = f"{columns * rows} pages of {width / MM:.1f} × {height / MM:.1f} mm do not fit on a sheet of {size}"
        raise RenderError(_fault(message, "take a larger sheet or a smaller trim"))
    if imposition.capacity and len(pages) > imposition.capacity:
        message = f"the essay needs {len(pages)} pages, and the sheet holds {imposition.capacity}"
        raise RenderError(_fault(message, "shorten the essay, or make a booklet of it"))
    bleeds = [_rectangle(page.bleedbox) for page in pages]
    bleed = min(trim[0] - each[0] for trim, each in zip(trims, bleeds, strict=True))
    # What the sheet cuts off anyway is no bleed.
    bleed = max(0.0, min(bleed, left, bottom))
    return Block(left, bottom, left + columns * width, bottom + rows * height, bleed, *sheet)


def _told(pages: int, plan: tuple[Side, ...], imposition: Imposition) -> tuple[Diagnostic, ...]:
    """Return how many sheets there are, which pages stay blank, and how to print them."""
    size = f"{imposition.width:g} × {imposition.height:g} mm"
    if imposition.scheme == "zine":
        count = "one side of a sheet"
        hint = "print at 100 %; fold into eight, cut along the line, push the ends together"
    else:
        number = len(plan) // 2
        count = f"{number} sheet{'s' * (number > 1)}"
        bind = "fold each signature by itself and sew them" if imposition.signature else "fold the pile and staple it"
        hint = f"print on both sides, flipped on the short edge, at 100 %; {bind}"
    message = f"{pages} page{'s' * (pages > 1)} on {count} of {size}"
    last = sum(len(side.cells) for side in plan)
    if last == pages + 1:
        message += f"; page {last} at the end stays blank"
    elif last > pages:
        message += f"; pages {pages + 1} {'and' if last == pages + 2 else 'to'} {last} at the end stay blank"
    told = [Diagnostic(Severity.NOTE, "EP440", message, hint=hint)]
    deepest = max(side.depth for side in plan) + 1
    if deepest > PILE:
        message = f"{deepest} sheets folded into each other spring open, and their inner pages are cut narrower"
        hint = "give the edition's `impose` a `signature`, such as 16 pages, and sew the signatures"
        told.append(Diagnostic(Severity.NOTE, "EP441", message, hint=hint))
    return tuple(told)


def _advise(pdf: Pdf, imposition: Imposition) -> None:
    """Have viewers offer the right settings when printing: no scaling, sheets turned over the short edge."""
    chosen = pdf.Root.get("/ViewerPreferences", Dictionary())
    chosen.PrintScaling = Name("/None")
    chosen.Duplex = Name.Simplex if imposition.scheme == "zine" else Name.DuplexFlipShortEdge
    pdf.Root.ViewerPreferences = chosen


def _register() -> Object:
    """Return the colour of marks, which every plate of a press prints (ISO 32000-1, 8.6.6.4)."""
    mixed = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, mixed])


def _rectangle(box: Object) -> Rectangle:
    """Return a box as left, bottom, right, top."""
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _within(box: Object, limit: Object) -> Rectangle:
    """Return what of a box lies inside another."""
    a, b = _rectangle(box), _rectangle(limit)
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def _array(*values: float) -> Array:
    return Array([round(value, 3) for value in values])


def _fault(message: str, hint: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "EP442", message, hint=hint)
