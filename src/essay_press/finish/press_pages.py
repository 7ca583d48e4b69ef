"""All that the pages of a file draw, found through their resources and turned into ink, each thing once."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from essay_press.finish import press_shadings
from essay_press.finish.press_colour import Inks
from essay_press.finish.press_content import Unprintable, components, recoloured
from essay_press.finish.streams import store

__all__ = ["convert"]

TILING, SHADED = 1, 2
PLAIN = ("/Normal", "/Compatible")


def convert(pdf: pikepdf.Pdf, inks: Inks | None) -> tuple[str, ...]:
    """Turn every colour of every page into ink; return what could not be, in words and with the page's number.

    Without `inks`, black is the only one: all colours become greys.
    """
    work = _Pages(pdf, inks)
    faults = []
    for number, page in enumerate(pdf.pages, 1):
        try:
            work.page(page)
        except Unprintable as fault:
            faults.append(f"page {number}: {fault}")
    work.forget_spaces()
    return tuple(dict.fromkeys(faults))


class _Pages:
    """The pass over a file; resources are shared between pages, so that each object is remembered once done."""

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks | None) -> None:
        self.pdf = pdf
        # What a soft mask is made of becomes grey; in black alone, so does everything.
        self.inks = inks or Inks(b"", 0.0)
        self.grey = inks is None
        self.done: set[tuple[int, int]] = set()
        self.masks: set[tuple[int, int]] = set()
        self.resources: list[Any] = []

    def page(self, page: pikepdf.Page) -> None:
        """Convert a page and all that it draws; what its transparent parts are mixed in is ink, too."""
        page.contents_coalesce()
        resources = page.obj.get("/Resources", Dictionary())
        self.below(resources, mask=self.grey)
        contents = page.obj.get("/Contents")
        if isinstance(contents, Stream):
            store(contents, recoloured(page.obj, resources, self.inks, mask=self.grey))
        space = Name.DeviceGray if self.grey else Name.DeviceCMYK
        page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=space)

    def forget_spaces(self) -> None:
        """Take the colour spaces out of the resources: nothing speaks of them any more."""
        for resources in self.resources:
            if "/ColorSpace" in resources:
                del resources["/ColorSpace"]

    def below(self, resources: Any, *, mask: bool) -> None:
        """Convert what stands in a dictionary of resources."""
        if resources.objgen != (0, 0):
            if resources.objgen in self.done:
                return
            self.done.add(resources.objgen)
        self.resources.append(resources)
        # Soft masks first: they stand among the other forms as well, and only here it is known what they are.
        for state in _values(resources, "/ExtGState"):
            self.state(state)
        for font in _values(resources, "/Font"):
            if font.get("/Subtype") == Name.Type3:
                raise Unprintable("letters drawn as pictures (a Type 3 font)")
        for item in _values(resources, "/XObject"):
            if item.get("/Subtype") == Name.Form:
                self.form(item, mask=mask)
            elif item.get("/Subtype") == Name.Image:
                self.image(item, mask=mask)
        for pattern in _values(resources, "/Pattern"):
            if int(pattern.get("/PatternType", 0)) == TILING:
                self.form(pattern, mask=mask)
            elif int(pattern.get("/PatternType", 0)) == SHADED:
                self.shading(pattern.Shading, mask=mask)
        for shading in _values(resources, "/Shading"):
            self.shading(shading, mask=mask)

    def state(self, state: Any) -> None:
        """Convert the soft mask of a graphics state; refuse what adds one ink to another."""
        blend = state.get("/BM", Name.Normal)
        names = [str(name) for name in blend] if isinstance(blend, Array) else [str(blend)]
        if not set(names) <= {*PLAIN}:
            raise Unprintable(f"a blend mode ({names[0].lstrip('/')})")
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            if "/BC" in mask or "/TR" in mask:
                raise Unprintable("a mask with a backdrop or a curve of its own")
            self.form(mask.G, mask=True)

    def form(self, form: Any, *, mask: bool) -> None:
        """Convert a form, a tile or a mask."""
        if form.objgen in self.done:
            return
        self.done.add(form.objgen)
        resources = form.get("/Resources", Dictionary())
        self.below(resources, mask=mask)
        store(form, recoloured(form, resources, self.inks, mask=mask))
        if "/Group" in form:
            form.Group.CS = Name.DeviceGray if mask else Name.DeviceCMYK

    def shading(self, shading: Any, *, mask: bool) -> None:
        """Convert a gradient."""
        if shading.objgen != (0, 0):
            if shading.objgen in self.done:
                return
            self.done.add(shading.objgen)
        press_shadings.convert(self.pdf, shading, self.inks, mask=mask)

    def image(self, image: Any, *, mask: bool) -> None:
        """Convert a picture; its soft mask, which is grey, stays."""
        if image.objgen in self.done or image.get("/ImageMask", False):
            return
        self.done.add(image.objgen)
        space = image.get("/ColorSpace", Name.DeviceGray)
        if isinstance(image.get("/Mask"), Array) or "/Matte" in image.get("/SMask", Dictionary()):
            raise Unprintable("a picture with a transparent colour")
        indexed = isinstance(space, Array) and space[0] == Name.Indexed
        if not indexed and components(space) == "gray":
            image.ColorSpace = Name.DeviceGray
            return
        try:
            picture = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
        except ValueError as fault:
            # The engine says RGB of a grey picture of 16 bits: there are not as many pixels as it promises.
            raise Unprintable("a picture with other pixels than it says (16 bits of grey: save it with 8)") from fault
        converted = picture.convert("L") if mask else self.inks.picture(picture)
        if converted is picture:
            return  # in CMYK and within the limit: the author's own bytes stay
        store(image, converted.tobytes())
        image.ColorSpace = Name.DeviceGray if converted.mode == "L" else Name.DeviceCMYK
        image.BitsPerComponent = 8
        for key in ("/Decode", "/DecodeParms"):
            if key in image:
                del image[key]


def _values(resources: Any, kind: str) -> list[Any]:
    """Return the resources of a kind, in the order of their names."""
    found = resources.get(kind, Dictionary())
    return [found[key] for key in sorted(found.keys())]
