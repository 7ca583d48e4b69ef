"""Faults of a finished PDF, each planted in a real one: the bytes are changed, or made from another text or style."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, String

from check_samples import broken
from essay_press import resources
from seeded import TEXT, Fault, changed, made, swapped

__all__ = ["FAULTS"]

STORM, BODY_PAGE, HEAD_PAGE = "The great one was in the winter of his second year.", 4, 5
OPENING = TEXT[TEXT.index("The keeper") : TEXT.index("\n\nVisitors")]
CAPTION = ' "The lamp, as the boats saw it"'
PULLED = "A room remembers the shape of the silence it was given."
OTHER = "He spoke of *fog* instead, and of what a lamp is **worth** to those who see it."


# ---------------------------------------------------------------- ways to plant a fault
def bytes_of(change: Callable[[pikepdf.Pdf], object], **how: str) -> Callable[[], bytes]:
    """Return what plants a fault by changing the objects of the finished file."""
    return lambda: broken(change, made(**how))


def text_of(*changes: Callable[[str], str]) -> Callable[[], bytes]:
    """Return what plants a fault by making the file from another text."""
    return lambda: made(text=changed(TEXT, *changes))


def style_of(css: str) -> Callable[[], bytes]:
    """Return what plants a fault by making the file with a style sheet more."""
    return lambda: made(css=css)


def page_of(number: int, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """Return what plants a fault by changing what a page draws."""

    def apply(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[number].Contents
        before = contents.read_bytes()
        after = change(before)
        assert after != before
        contents.write(after)

    return bytes_of(apply)


def xmp_of(pattern: str) -> Callable[[], bytes]:
    """Return what plants a fault by taking something out of the metadata packet."""

    def apply(pdf: pikepdf.Pdf) -> None:
        before = pdf.Root.Metadata.read_bytes().decode()
        after = re.sub(pattern, "", before, flags=re.DOTALL)
        assert after != before
        pdf.Root.Metadata.write(after.encode())

    return bytes_of(apply)


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the structure elements in reading order."""
    found: list[Any] = []

    def visit(element: Any) -> None:
        if isinstance(element, Dictionary) and "/S" in element:
            found.append(element)
            kids = element.get("/K", Array())
            for kid in kids if isinstance(kids, Array) else [kids]:
                visit(kid)

    for kid in pdf.Root.StructTreeRoot.K:
        visit(kid)
    return found


def element(role: str, number: int, change: Callable[[Any, pikepdf.Pdf], object]) -> Callable[[], bytes]:
    """Return what plants a fault in one structure element: the one of `role` that has this number from 0."""

    def apply(pdf: pikepdf.Pdf) -> None:
        change([item for item in elements(pdf) if role == item.S][number], pdf)

    return bytes_of(apply)


def faces(change: Callable[[Any, str], object], family: str = "") -> Callable[[], bytes]:
    """Return what plants a fault in the descriptors of the fonts whose name ends with `family`."""

    def apply(pdf: pikepdf.Pdf) -> None:
        found = [
            item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        named = [(item, str(item.FontName)) for item in found if str(item.FontName).endswith(family)]
        assert named
        for item, name in named:
            change(item, name)

    return bytes_of(apply)


def program(change: Callable[[TTFont], object]) -> Callable[[], bytes]:
    """Return what plants a fault in the font programs themselves."""

    def apply(descriptor: Any, _: str) -> None:
        font = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))
        change(font)
        target = io.BytesIO()
        font.save(target)
        descriptor.FontFile2.write(target.getvalue())

    return faces(apply)


def link(number: int, change: Callable[[Any], object], **how: str) -> Callable[[], bytes]:
    """Return what plants a fault in one of the links of the file, counted from 0."""

    def apply(pdf: pikepdf.Pdf) -> None:
        change([item for page in pdf.pages for item in page.obj.get("/Annots", [])][number])

    return bytes_of(apply, **how)


# ---------------------------------------------------------------- faults that take more than a line
def untagged(stream: bytes) -> bytes:
    """Return a page of which nothing is tagged."""
    return re.sub(rb"<</MCID \d+>>", b"<<>>", stream)


def covered(stream: bytes) -> bytes:
    """Return a page with white paper over the middle of its text."""
    return b"q\n" + stream + b"\nQ\n/Artifact BMC\nq 1 1 1 rg 40 420 340 120 re f Q\nEMC\n"


def read_twice(pdf: pikepdf.Pdf) -> None:
    """Put the copy of a pull-quote into the structure tree, as a paragraph at its end."""
    page = pdf.pages[HEAD_PAGE].obj
    number = 900
    paragraph = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, Pg=page, K=Array([number, number + 1, number + 2]))
    )
    count = iter(range(number, number + 3))
    opening = rb"/Artifact\s*<</Type /Layout>>\s*BDC(?=(?:(?!BDC).)*?TJ)"
    stream = page.Contents.read_bytes()
    stream = re.sub(opening, lambda _: b"/P <</MCID %d>> BDC" % next(count, 999), stream, flags=re.DOTALL)
    page.Contents.write(stream)
    last = [item for item in elements(pdf) if item.S == "/Sect"][-1]
    paragraph.P = last
    last.K.append(paragraph)


def parted(paragraph: Any, pdf: pikepdf.Pdf) -> None:
    """Make two paragraphs of the one that a page turn parts, as the layout engine does."""
    kids = list(paragraph.K)
    rest = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=paragraph.P, Pg=paragraph.Pg, K=Array(kids[len(kids) // 2 :]))
    )
    paragraph.K = Array(kids[: len(kids) // 2])
    siblings = paragraph.P.K
    at = next(index for index, kid in enumerate(siblings) if kid.objgen == paragraph.objgen)
    paragraph.P.K = Array([*list(siblings)[: at + 1], rest, *list(siblings)[at + 1 :]])


def exchanged(paragraph: Any, _: pikepdf.Pdf) -> None:
    """Let a paragraph be read after the one that follows it; on the page nothing changes."""
    siblings = list(paragraph.P.K)
    at = next(index for index, kid in enumerate(siblings) if kid.objgen == paragraph.objgen)
    after = next(index for index in range(at + 1, len(siblings)) if siblings[index].S == "/P")
    siblings[at], siblings[after] = siblings[after], siblings[at]
    paragraph.P.K = Array(siblings)


def whole(descriptor: Any, _: str) -> None:
    """Put the whole face in place of its subset; the name still says that it is one."""
    path = resources.root("fonts") / "eb-garamond" / "EBGaramond_400Regular.ttf"
    descriptor.FontFile2.write(path.read_bytes())


def thin(pdf: pikepdf.Pdf) -> None:
    """Give the bold the program of the regular."""
    found = {
        str(item.FontName).partition("+")[2]: item
        for item in pdf.objects
        if isinstance(item, Dictionary) and item.get("/Type") == "/FontDescriptor"
    }
    found["EB-Garamond-Bold"].FontFile2 = found["EB-Garamond"].FontFile2


def untitled(pdf: pikepdf.Pdf) -> None:
    """Call each font what it is, without the tag of a subset."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == "/Font":
            item.BaseFont = Name("/" + str(item.BaseFont).lstrip("/").partition("+")[2])


def mute(pdf: pikepdf.Pdf) -> None:
    """Take from each font what its glyphs stand for."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and "/ToUnicode" in item:
            del item["/ToUnicode"]


def drop(key: str) -> Callable[[pikepdf.Pdf], None]:
    """Return a change that takes an entry out of the catalogue."""
    return lambda pdf: pdf.Root.__delitem__(key)


def put(key: str, value: Object) -> Callable[[pikepdf.Pdf], None]:
    """Return a change that puts an entry into the catalogue."""
    return lambda pdf: pdf.Root.__setitem__(key, value)


def bookmark(words: str) -> Callable[[pikepdf.Pdf], None]:
    """Return a change of the words of the essay's first heading among the bookmarks."""

    def change(pdf: pikepdf.Pdf) -> None:
        found = [item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/Title") == "The drawer"]
        found[0].Title = String(words)

    return change


def encrypted() -> bytes:
    """Return the file, which opens without a password, encrypted."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(made())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="press", user=""))
    return target.getvalue()


def _set(name: str, value: object) -> Callable[..., None]:
    """Return a change that sets an entry of whatever it is given first."""
    return lambda item, *_: item.__setitem__(name, value)


def _mend(name: str) -> Callable[..., None]:
    """Return a change that takes an entry out of whatever it is given first."""
    return lambda item, *_: item.__delitem__(name)


WORDS, TRIM, SEEN = "every word is on a page", "text stands inside the trim", "text can be seen"
FONTS, OWN, STRESS = "fonts are embedded and whole", "fonts are the layout's own", "stress can be seen"
IDENTITY, LINKS, CLAIMS = "language, title and tags", "bookmarks and links", "claims have their structure"
TIED, NEST, WHOLE = "notes are tied to their calls", "headings nest", "sentences are whole in the structure tree"
ACCESS, ARCHIVE = "PDF/UA-1", "PDF/A-2a"

FAULTS: tuple[Fault, ...] = (
    # the text
    Fault("a lost word", "EP500", WORDS, text_of(swapped("and poured the tea", "and poured tea"))),
    Fault("a lost paragraph", "EP500", WORDS, text_of(swapped(f"{OPENING}\n\n", ""))),
    Fault("a lost note", "EP500", WORDS, text_of(swapped("[^storm]", ""), swapped(f"[^storm]: {STORM}\n", ""))),
    Fault("half a note", "EP500", WORDS, text_of(swapped(" in the winter of his second year", ""))),
    Fault("a lost caption", "EP500", WORDS, text_of(swapped(CAPTION, ""))),
    Fault("a lost table caption", "EP500", WORDS, text_of(swapped("\n: Hours of light in a year\n", ""))),
    Fault("a lost row", "EP500", WORDS, text_of(swapped("| May   |    17 |\n", ""))),
    Fault("a lost subtitle", "EP500", WORDS, text_of(swapped("subtitle: On rooms and weather\n", ""))),
    Fault("a doubled paragraph", "EP502", WORDS, text_of(swapped(OPENING, f"{OPENING}\n\n{OPENING}"))),
    Fault("paragraphs in another order", "EP501", WORDS, element("/P", 13, exchanged)),
    Fault("an untagged page", "EP504", TRIM, page_of(HEAD_PAGE, untagged), (ACCESS,)),
    Fault("text across the trim", "EP503", TRIM, style_of("#b4 { margin-left: -40mm }")),
    Fault("text clipped away", "EP503", TRIM, style_of("#b4 { height: 20pt; overflow: hidden }")),
    Fault("white text on white", "EP503", SEEN, style_of("#b4 { color: white }")),
    Fault("text covered by a box", "EP503", SEEN, page_of(HEAD_PAGE, covered)),
    Fault("a picture without its alternative", "EP505", "pictures keep their text alternatives",
          element("/Figure", 0, _mend("/Alt")), (ACCESS,)),
    # the structure tree
    Fault("a sentence parted in the tree", "EP509", WHOLE, element("/P", 13, parted)),
    Fault("a heading that skips a level", "EP547", NEST, element("/H3", 0, _set("/S", Name.H5)), (ACCESS,)),
    Fault("a heading set twice", "EP547", NEST, text_of(swapped("## What the", "## The drawer\n\n## What the"))),
    Fault("a heading tagged as text", "EP547", NEST, element("/H2", 1, _set("/S", Name.P))),
    Fault("a note that nothing calls", "EP541", TIED, element("/Reference", 0, _set("/S", Name.Span))),
    Fault("a footnote that is none", "EP541", TIED, element("/Note", 0, _set("/S", Name.Span))),
    Fault("a note's link to another note", "EP541", TIED, link(0, _set("/Dest", String("n2")), notes="end")),
    Fault("a note's link to nowhere", "EP564", LINKS, link(0, _set("/Dest", String("n9")), notes="end")),
    Fault("a note without a way back", "EP541", TIED, link(-1, _set("/Dest", String("n2")), notes="end")),
    Fault("a pull-quote read twice", "EP583", "pull-quotes", bytes_of(read_twice)),
    Fault("a pull-quote of other words", "EP581", "pull-quotes",
          text_of(swapped(f"[{PULLED}]{{.pull}}", PULLED), swapped(OTHER, f"[{OTHER}]{{.pull}}"))),
    Fault("a pull-quote left out", "EP581", "pull-quotes", text_of(swapped(f"[{PULLED}]{{.pull}}", PULLED))),
    Fault("a spoiler in a pull-quote above it", "EP317", "pull-quotes give nothing away",
          style_of("#pq2 { float: none; position: absolute; top: 0; left: 0; width: 60mm }")),
    Fault("no structure tree under a claim", "EP549", CLAIMS, bytes_of(drop("/StructTreeRoot")), (ARCHIVE, ACCESS)),
    Fault("no mark of a tagged file", "EP569", IDENTITY, bytes_of(drop("/MarkInfo")), (ARCHIVE, ACCESS)),
    Fault("a parent tree that leads nowhere", "EP549", CLAIMS,
          bytes_of(lambda pdf: _set("/ParentTree", Dictionary(Nums=Array()))(pdf.Root.StructTreeRoot)), (ACCESS,)),
    Fault("claims without a colour intent", "EP549", CLAIMS, bytes_of(drop("/OutputIntents")), (ARCHIVE,)),
    Fault("an encrypted file", "EP549", CLAIMS, encrypted, (ARCHIVE,)),
    Fault("a claim removed", "EP568", "claims its standards", xmp_of("<pdfuaid:part>1</pdfuaid:part>"), (ACCESS,)),
    # the fonts
    Fault("a font that is not embedded", "EP511", FONTS, faces(_mend("/FontFile2")), (ARCHIVE, ACCESS)),
    Fault("a font without the tag of a subset", "EP512", FONTS, bytes_of(untitled)),
    Fault("a whole font under a subset's name", "EP512", FONTS, faces(whole, "+EB-Garamond")),
    Fault("a regular under a bold's name", "EP513", FONTS, bytes_of(thin)),
    Fault("a font that forbids embedding", "EP517", FONTS, program(lambda font: setattr(font["OS/2"], "fsType", 2))),
    Fault("a font that cannot be copied", "EP516", FONTS, bytes_of(mute), (ARCHIVE, ACCESS)),
    Fault("a font that is no font", "EP518", FONTS,
          faces(lambda item, _: item.FontFile2.write(b"no font")), (ARCHIVE,)),
    Fault("a family that the layout has not", "EP510", OWN, lambda: made(layout="modern")),
    Fault("bold that is not bold", "EP519", STRESS, style_of("strong { font-weight: 400 }")),
    # the file
    Fault("no language", "EP562", IDENTITY, bytes_of(drop("/Lang")), (ACCESS,)),
    Fault("another language", "EP562", IDENTITY, bytes_of(put("/Lang", String("fr")))),
    Fault("no title", "EP562", IDENTITY, xmp_of("<dc:title>.*?</dc:title>"), (ACCESS,)),
    Fault("a title that no viewer shows", "EP562", IDENTITY,
          bytes_of(lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False)), (ACCESS,)),
    Fault("a dead link", "EP564", LINKS,
          link(0, _set("/A", Dictionary(S=Name.URI, URI=String("lamps.html"))))),
    Fault("a missing bookmark", "EP566", LINKS,
          bytes_of(bookmark("Else"))),
    Fault("no bookmarks", "EP566", LINKS, bytes_of(drop("/Outlines"))),
    Fault("a wrong page label", "EP567", "page labels",
          bytes_of(put("/PageLabels", Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=11)]))))),
    Fault("a wrong trim", "EP563", "page boxes",
          bytes_of(lambda pdf: pdf.pages[2].obj.__setitem__("/TrimBox", Array([9, 9, 400, 580])))),
    Fault("boxes out of each other", "EP563", "page boxes",
          bytes_of(lambda pdf: pdf.pages[2].obj.__setitem__("/BleedBox", Array([9, 9, 400, 580])))),
    Fault("a script", "EP565", "nothing that runs",
          bytes_of(put("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1")))), (ARCHIVE,)),
    Fault("an attached file", "EP565", "nothing that runs",
          bytes_of(lambda pdf: pdf.attachments.__setitem__("a.txt", b"attached")), (ARCHIVE,)),
    Fault("a file cut short", "EP560", "the file opens", lambda: made()[:900]),
    # the pages and the cover
    Fault("a running head on a blank page", "EP570", "blank pages",
          style_of('@page :blank { @top-center { content: "A Light Kept" } }')),
    Fault("a running head on the cover", "EP571", "running heads",
          style_of('@page cover { @top-center { content: "A Light Kept" } }')),
    Fault("a cover that does not warn", "EP590", "spoiler cover",
          text_of(lambda text: re.sub(r"spoilers:\n(?:  .*\n)+", "", text), swapped("{.spoiler}", "{.x}"))),
    Fault("a spoiler among the bookmarks", "EP591", "spoiler cover",
          bytes_of(bookmark("The lamp, extinguished"))),
    Fault("a spoiler in the metadata", "EP591", "spoiler cover",
          bytes_of(lambda pdf: pdf.docinfo.__setitem__("/Subject", "Extinguished"))),
)  # fmt: skip
