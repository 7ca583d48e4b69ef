"""A file of PDF 1.3 holds nothing that came later: what can be is said in the older way, what cannot is refused."""

from __future__ import annotations

import warnings
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

from essay_press.finish.press_colour import grey
from essay_press.finish.streams import store

__all__ = ["reduce"]

LATER = frozenset({"/JPXDecode", "/JBIG2Decode"})
"""Ways of packing pictures that came with PDF 1.4 and 1.5."""
DEEP = 8  # bits of an ink in a picture, at most
# Keys that a reader of PDF 1.3 does not know and that would change what it prints or reads.
CATALOGUE = ("/Version", "/Extensions", "/OCProperties", "/Requirements", "/Collection")
PAGE = ("/Group", "/Tabs", "/UserUnit", "/VP")


def reduce(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Say in PDF 1.3 what the file says in a later version; return what that has no words for.

    The structure tree stays: logical structure is part of PDF 1.3, and the checks read the pages by it. Keys that only
    describe (language, XMP) are passed over by a reader that does not know them.
    """
    for name in CATALOGUE:
        if name in pdf.Root:
            del pdf.Root[name]
    for page in pdf.pages:
        for name in PAGE:
            if name in page.obj:
                del page.obj[name]
    faults: dict[str, None] = {}
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Image:
            _picture(item)
        elif isinstance(item, Dictionary) and item.get("/Type") == Name.FontDescriptor:
            program = item.get("/FontFile3")
            if isinstance(program, Stream) and program.get("/Subtype") == Name.OpenType:
                faults[f"the font {str(item.get('/FontName', '')).lstrip('/').partition('+')[2]} is OpenType"] = None
    return tuple(faults)


def _picture(image: Any) -> None:
    """Pack a picture as PDF 1.3 can, with no more than 8 bits of each ink."""
    filters = image.get("/Filter", [])
    names = {str(filters)} if isinstance(filters, Name) else {str(name) for name in filters}
    if not names & LATER and int(image.get("/BitsPerComponent", 1)) <= DEEP:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 16 bits of an ink become 8: that is what is wanted
        picture = pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    picture = picture if picture.mode == "CMYK" else grey(picture)
    store(image, picture.tobytes())
    image.BitsPerComponent = DEEP
    image.ColorSpace = Name.DeviceCMYK if picture.mode == "CMYK" else Name.DeviceGray
    for key in ("/Decode", "/DecodeParms", "/SMaskInData", "/Metadata"):
        if key in image:
            del image[key]
