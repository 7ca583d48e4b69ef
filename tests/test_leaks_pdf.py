"""A leak on any surface of a PDF without spoilers is found: each is planted, each is caught."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from essay_press import build, check, editions
from essay_press.check import leak_fonts, leak_pdf, leaks
from essay_press.check.leak_fonts import Subset
from essay_press.compose import compose
from essay_press.finish import finish
from essay_press.formats.pdf import render
from essay_press.layouts import choose_options, load
from essay_press.model import Essay, Inputs
from leak_samples import PASSAGE, TERM, codes, essay, kept, made, pdf, report, saved

Plant = Callable[[Pdf], object]


def element(opened: Pdf) -> Any:
    """Return the first structure element that is a paragraph."""
    return next(item for item in opened.objects if isinstance(item, Dictionary) and item.get("/S") == "/P")


def font(opened: Pdf) -> Any:
    """Return a font with a map of its characters."""
    return next(item for item in opened.objects if isinstance(item, Dictionary) and "/ToUnicode" in item)


def drawn(words: str, before: bytes = b"/Artifact BMC", after: bytes = b"EMC") -> Plant:
    """Return what draws words on the last page in a font that every reader has."""

    def plant(opened: Pdf) -> None:
        page = opened.pages[-1]
        fonts = page.Resources.get("/Font", Dictionary())
        fonts["/Leak"] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources["/Font"] = fonts
        text = b"(" + words.encode("latin-1") + b") Tj"
        page.contents_add(opened.make_stream(before + b" BT /Leak 6 Tf 30 30 Td " + text + b" ET " + after))

    return plant


def in_form(words: str) -> Plant:
    """Return what draws words in a form that the last page shows."""

    def plant(opened: Pdf) -> None:
        page = opened.pages[-1]
        face = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form = opened.make_stream(b"BT /F 6 Tf 30 30 Td (" + words.encode() + b") Tj ET")
        form.update(
            {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 400, 600]),
             "/Resources": Dictionary(Font=Dictionary(F=face))}
        )  # fmt: skip
        page.Resources["/XObject"] = Dictionary(Leak=form)
        page.contents_add(opened.make_stream(b"/Artifact BMC /Leak Do EMC"))

    return plant


def content(text: bytes) -> Plant:
    """Return what adds bytes to the content of the last page."""
    return lambda opened: opened.pages[-1].contents_add(opened.make_stream(text))


def names(key: str, value: Any) -> Plant:
    """Return what enters something in a name tree of the catalogue."""

    def plant(opened: Pdf) -> None:
        if "/Names" not in opened.Root:
            opened.Root.Names = Dictionary()
        opened.Root.Names[key] = opened.make_indirect(Dictionary(Names=Array(value(opened))))

    return plant


def attached(name: str, data: bytes, description: str = "") -> Plant:
    """Return what attaches a file."""

    def plant(opened: Pdf) -> None:
        stream = opened.make_stream(data, Type=Name.EmbeddedFile)
        spec = Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), Desc=String(description))
        spec["/EF"] = Dictionary(F=stream)
        names("/EmbeddedFiles", lambda _: [String("a"), spec])(opened)

    return plant


def annotated(**entries: Any) -> Plant:
    """Return what puts an annotation on the first page."""

    def plant(opened: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 1, 1]), **entries)
        opened.pages[0].obj["/Annots"] = Array([opened.make_indirect(note)])

    return plant


def pictured(fill: Callable[[Image.Image], dict[str, Any]]) -> Plant:
    """Return what shows a JPEG on the first page, with metadata."""
    image = Image.new("RGB", (8, 8))
    target = io.BytesIO()
    image.save(target, "JPEG", **fill(image))

    def plant(opened: Pdf) -> None:
        stream = Stream(opened, target.getvalue())
        stream.update(
            {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 8, "/Height": 8, "/ColorSpace": Name.DeviceRGB,
             "/BitsPerComponent": 8, "/Filter": Name.DCTDecode}
        )  # fmt: skip
        opened.pages[0].Resources["/XObject"] = Dictionary(Leak=opened.make_indirect(stream))

    return plant


def exif(image: Image.Image) -> dict[str, Any]:
    """Return EXIF with a description."""
    found = image.getexif()
    found[0x010E] = PASSAGE
    return {"exif": found}


def windows(image: Image.Image) -> dict[str, Any]:
    """Return EXIF with a title as Windows writes it, in UTF-16."""
    found = image.getexif()
    found[0x9C9B] = PASSAGE.encode("utf-16-le")
    return {"exif": found}


def mapped(pairs: str) -> Plant:
    """Return what replaces the map of a font by one that lists characters in this order."""

    def plant(opened: Pdf) -> None:
        lines = [b"<%04x> <%04x>" % (number, ord(character)) for number, character in enumerate(pairs, 1)]
        font(opened)["/ToUnicode"] = opened.make_stream(
            b"%d beginbfchar\n" % len(lines) + b"\n".join(lines) + b"\nendbfchar"
        )

    return plant


def labelled(opened: Pdf) -> None:
    """Give page 1 a label with words."""
    opened.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(f"{PASSAGE} "))]))


def metadata(xml: str) -> Plant:
    """Return what writes into the XMP packet, before its end."""

    def plant(opened: Pdf) -> None:
        packet = opened.Root.Metadata.read_bytes().decode()
        opened.Root.Metadata.write(packet.replace("</rdf:Description>", f"{xml}</rdf:Description>", 1).encode())

    return plant


def of_a_part(opened: Pdf) -> None:
    """Give a page metadata of its own."""
    packet = opened.make_stream(f"<x><y>{PASSAGE}</y></x>".encode())
    packet.update({"/Type": Name.Metadata, "/Subtype": Name.XML})
    opened.pages[0].obj["/Metadata"] = packet


def thumbnail(opened: Pdf) -> None:
    """Give page 1 a preview."""
    opened.pages[0].obj["/Thumb"] = opened.make_stream(b"\0")


def set_in(holder: Callable[[Pdf], Any], key: str, text: str = PASSAGE) -> Plant:
    """Return what sets one string of an object."""
    return lambda opened: holder(opened).__setitem__(key, String(text))


PLANTS: dict[str, tuple[Plant, str]] = {
    "text layer": (drawn(PASSAGE), "EP700"),
    "text layer, broken and folded": (drawn("The KEEPER, puts-out his own"), "EP700"),
    "text layer, a term": (drawn(TERM.upper()), "EP700"),
    "text layer, hidden": (drawn(PASSAGE, b"/Artifact BMC 3 Tr"), "EP700"),
    "text layer, in a form": (in_form(PASSAGE), "EP700"),
    "structure tree, title": (set_in(element, "/T"), "EP702"),
    "structure tree, id": (set_in(element, "/ID"), "EP705"),
    "Alt": (set_in(element, "/Alt"), "EP702"),
    "Alt, a term": (set_in(element, "/Alt", f"{TERM}, waiting"), "EP702"),
    "ActualText": (set_in(element, "/ActualText"), "EP702"),
    "E": (set_in(element, "/E"), "EP702"),
    "ActualText in the content": (content(b"/Span <</ActualText (%s)>> BDC EMC" % PASSAGE.encode()), "EP702"),
    "Alt in the content, UTF-16": (
        content(b"/Span <</Alt <%s>>> BDC EMC" % (b"\xfe\xff" + PASSAGE.encode("utf-16-be")).hex().encode()), "EP702"
    ),
    "bookmark": (set_in(lambda opened: opened.Root.Outlines.First, "/Title"), "EP703"),
    "bookmark, a heading": (set_in(lambda opened: opened.Root.Outlines.First, "/Title", "The Drowning"), "EP703"),
    "named destination": (names("/Dests", lambda _: [String("the-keeper-puts-out"), Array()]), "EP705"),
    "named destination, old": (
        lambda opened: opened.Root.__setitem__("/Dests", Dictionary({f"/{TERM}": Array()})), "EP705"
    ),
    "Info, Title": (lambda opened: opened.docinfo.__setitem__("/Title", PASSAGE), "EP704"),
    "Info, Subject": (lambda opened: opened.docinfo.__setitem__("/Subject", f"On {TERM}"), "EP704"),
    "Info, a key of its own": (lambda opened: opened.docinfo.__setitem__("/Draft", PASSAGE), "EP704"),
    "XMP": (metadata(f"<dc:relation>{PASSAGE}</dc:relation>"), "EP704"),
    "XMP, a comment": (metadata(f"<!-- {PASSAGE} -->"), "EP704"),
    "XMP, an attribute": (metadata(f'<dc:type a="{PASSAGE}"/>'), "EP704"),
    "metadata of a page": (of_a_part, "EP708"),
    "attachment, its words": (attached("notes.txt", PASSAGE.encode()), "EP706"),
    "attachment, UTF-16": (attached("notes.txt", f"\ufeff{PASSAGE}".encode("utf-16-be")), "EP706"),
    "attachment, its name": (attached(f"{TERM}.txt", b"-"), "EP706"),
    "attachment, its description": (attached("a.txt", b"-", PASSAGE), "EP706"),
    "attachment, unreadable": (attached("a.bin", b"\x00\xff\x81"), "EP712"),
    "annotation, contents": (annotated(Contents=String(PASSAGE)), "EP706"),
    "annotation, author": (annotated(T=String(PASSAGE)), "EP706"),
    "annotation, rich text": (annotated(RC=String(f"<p>{PASSAGE}</p>")), "EP706"),
    "link": (annotated(A=Dictionary(S=Name.URI, URI=String("https://a.org/the-keeper-puts-out-his"))), "EP706"),
    "form field": (annotated(TU=String(PASSAGE)), "EP706"),
    "script": (names("/JavaScript", lambda _: [String("a"), Dictionary(JS=String(PASSAGE))]), "EP706"),
    "page label": (labelled, "EP705"),
    "a key that nobody knows": (lambda opened: opened.Root.__setitem__("/Foo", String(PASSAGE)), "EP706"),
    "private data": (lambda opened: opened.pages[0].obj.__setitem__("/PieceInfo", Dictionary()), "EP711"),
    "font, letters in reading order": (mapped("thekprusiownlamd"), "EP709"),
    "font, order of the full text": (mapped("Thekprclimbsatduwn"), "EP709"),
    "font, a letter too many": (mapped("abcŽ"), "EP709"),
    "picture, EXIF": (pictured(exif), "EP708"),
    "picture, EXIF in UTF-16": (pictured(windows), "EP708"),
    "picture, comment": (pictured(lambda _: {"comment": PASSAGE.encode()}), "EP708"),
    "picture, XMP": (pictured(lambda _: {"xmp": f"<x>{PASSAGE}</x>".encode()}), "EP708"),
    "thumbnail": (thumbnail, "EP711"),
    "comment in the content": (content(b"%% %s\n" % PASSAGE.encode()), "EP707"),
    "a stream of any kind": (
        lambda opened: opened.Root.__setitem__("/Foo", opened.make_stream(b"\xff" + PASSAGE.encode())), "EP707"
    ),
}  # fmt: skip


def test_the_file_without_a_leak_passes() -> None:
    """In what the house makes of the sample nothing is found, and much was looked at."""
    found = report(pdf())
    assert (codes(found), found.examined > 500) == ([], True)
    assert [item.code for item in made("spoiler-free").diagnostics if item.severity == "error"] == []


@pytest.mark.parametrize("surface", PLANTS)
def test_a_leak_is_caught(surface: str) -> None:
    """Planted on this surface, a removed passage, a term or a tell-tale is an error of its code."""
    plant, code = PLANTS[surface]
    assert code in codes(report(saved(plant)))


def test_a_leak_in_the_running_text_is_caught() -> None:
    """A paragraph that should be gone is found in the text layer and in the structure tree, at its line."""
    leaky = replace(kept(), body=f"{kept().body}\n<p>And so {PASSAGE}.</p>", pull_quotes=())
    layout = load("classic")
    edition = editions.named("spoiler-free")
    composed = compose(leaky, layout, edition, choose_options(layout, leaky.metadata))
    found = report(finish(render(composed, Inputs()).data))
    told = [item for item in found.diagnostics if item.code == "EP700"]
    assert {item.message.partition(" says")[0] for item in told} == {"the text layer", "the structure tree"}
    assert all(item.place is not None and item.place.line == 18 for item in told)


def test_the_full_edition_is_no_spoiler_free_one() -> None:
    """Handed the full edition, the proof finds passages, notes, headings and terms in it."""
    found = report(made("a5").data)
    assert {"EP700", "EP702"} <= set(codes(found))


def marked(words: str) -> Essay:
    """Return the essay with words marked that stand in it more than once."""
    return replace(essay(), spoilers=(*essay().spoilers, replace(essay().spoilers[0], id="x99", text=words)))


def test_a_word_that_occurs_in_kept_text_is_no_leak() -> None:
    """`The keeper climbs at dusk` stands in what is kept; saying it as often as the essay does gives nothing away."""
    twice = marked("at dusk and lights the lamp")
    assert codes(report(pdf(), full=twice)) == []


def test_a_run_that_occurs_once_too_often_is_a_leak() -> None:
    """The same run once more is one more than the essay accounts for."""
    twice = marked("at dusk and lights the lamp")
    assert "EP700" in codes(report(saved(drawn("at dusk and lights the lamp")), full=twice))


def test_what_was_there_before_is_found() -> None:
    """A file that was changed by appending to it still holds what it said before."""
    full = pdf()
    start = int(re.findall(rb"startxref\s+(\d+)", full)[-1])
    with pikepdf.open(io.BytesIO(full)) as opened:
        size, root = int(opened.trailer.Size), opened.Root.objgen[0]
    tail = b"\ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        start,
        len(full) + 1,
    )
    later = full + b"\nxref\n0 0" + tail
    assert "EP710" in codes(report(later))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda data: data + PASSAGE.encode(), "EP710"),
        (lambda data: b"junk\n" + data, "EP710"),
        (lambda data: data.replace(b"\nstartxref", b"\n%" + PASSAGE.encode() + b"\nstartxref", 1), "EP707"),
        (
            lambda data: data.replace(b"\nstartxref", b"\n999 0 obj\n(%s)\nendobj\nstartxref" % PASSAGE.encode(), 1),
            "EP707",
        ),
    ],
    ids=["behind the file", "before the file", "a comment", "an object that nothing lists"],
)
def test_bytes_between_the_objects_are_searched(data: Callable[[bytes], bytes], code: str) -> None:
    """Whatever stands in the file outside its objects is found, too."""
    assert code in codes(report(data(pdf())))


def test_an_object_that_nothing_uses_is_found() -> None:
    """What an editor leaves behind may be the former edition."""
    data = saved(lambda _: None)
    number = max(int(found) for found in re.findall(rb"(?m)^(\d+) 0 obj", data)) + 1
    assert number > 1
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.make_indirect(Dictionary(A=String("old")))
        assert leak_pdf.lost_objects(opened) == 1


def test_an_encrypted_file_is_not_proved() -> None:
    """Of what cannot be searched nothing is said but that."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        opened.save(target, encryption=pikepdf.Encryption(owner="a", user=""))
    assert "EP712" in codes(report(target.getvalue()))


def test_the_name_of_the_file_is_looked_at() -> None:
    """A file is seen by whoever has the folder."""
    assert codes(report(pdf(), f"{TERM.lower()}-spoiler-free.pdf")) == ["EP705"]
    assert codes(report(pdf(), "the_keeperPutsOut.pdf")) == ["EP705"]


def test_a_term_in_kept_text_is_the_authors_error() -> None:
    """It is told once, with the line on which it stands, not as a leak on each surface."""
    loose = replace(essay().metadata.spoilers or _none(), terms=("shore",))
    full = replace(essay(), metadata=replace(essay().metadata, spoilers=loose))
    data = build.make(full, editions.named("spoiler-free"), build.Request(check=False)).data
    found = report(data, full=full)
    assert [(item.code, item.place and item.place.line) for item in found.diagnostics] == [("EP701", 17)]


def _none() -> Any:
    raise AssertionError


@pytest.mark.parametrize("layout", ["classic", "modern"])
def test_a_term_that_every_file_has_in_its_names_is_no_leak(layout: str) -> None:
    """*Identity* is a film, and a word in every PDF; in a bookmark it would be found."""
    terms = ("Identity", "Amendment", "schema", "Registry", "unlocked", "visual", "x", "Widget")
    spoilers = replace(essay().metadata.spoilers or _none(), terms=terms)
    full = replace(essay(), metadata=replace(essay().metadata, spoilers=spoilers))
    for name in ("spoiler-free", "epub-spoiler-free"):
        assert codes(report(made(name, layout).data, "light.pdf", full)) == []
    told = saved(set_in(lambda opened: opened.Root.Outlines.First, "/Title", "Of Identity"))
    assert codes(report(told, full=full)) == ["EP703"]


def test_an_edition_that_keeps_its_spoilers_is_not_searched() -> None:
    """The proof says that it did not run, and why."""
    kept_so = leaks.in_pdf(made("a5").data, essay(), essay(), editions.named("a5"))
    assert kept_so.not_run == "edition a5 keeps its spoilers"
    unknown = check.check(made("a5").data, check.PDF, essay=essay())[-1]
    assert (unknown.name, unknown.not_run) == (leaks.NAME, "needs the edition (--edition)")


def test_a_leak_fails_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """No file is written when something leaked."""
    monkeypatch.setattr("essay_press.finish.finish", lambda data: saved(drawn(PASSAGE), finish(data)))
    path = (essay().folder / "light.md",)
    (outcome,) = build.build(path, build.Request(editions=("spoiler-free",), out=tmp_path))
    assert (outcome.status.value, outcome.exit_code, list(tmp_path.iterdir())) == ("failed", 1, [])


def test_glyphs_in_their_own_order_tell_nothing() -> None:
    """A subset by glyph numbers, or by letters, is as it should be; in reading order it is not."""
    text = "The quick brown fox jumps over the lazy dog."
    letters = dict.fromkeys(character for character in text if character.isalpha())
    read, sort = Subset("A", tuple(letters)), Subset("A", tuple(sorted(letters)))
    assert [len(list(leak_fonts.tells(item, [text], [], text))) for item in (read, sort)] == [1, 0]
