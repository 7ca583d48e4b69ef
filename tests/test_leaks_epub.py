"""A leak on any surface of an EPUB without spoilers is found: each is planted, each is caught."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import nullcontext
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, PngImagePlugin

from leak_samples import PASSAGE, TERM, codes, epub, made, repacked, report

Plant = Callable[[dict[str, bytes]], object]
TEXT = "EPUB/text/essay.xhtml"
PACKAGE = "EPUB/package.opf"
NAME = "light-epub-spoiler-free.epub"


def swap(path: str, old: str, new: str) -> Plant:
    """Return what replaces some words of a file, which have to be there."""

    def plant(files: dict[str, bytes]) -> None:
        text = files[path].decode()
        assert old in text
        files[path] = text.replace(old, new, 1).encode()

    return plant


def add(path: str, data: bytes, *, listed: str = "") -> Plant:
    """Return what adds a file; `listed` is its media type in the manifest."""

    def plant(files: dict[str, bytes]) -> None:
        files[path] = data
        if listed:
            item = f'<item id="added" href="{path.removeprefix("EPUB/")}" media-type="{listed}"/></manifest>'
            swap(PACKAGE, "</manifest>", item)(files)

    return plant


def renamed(files: dict[str, bytes]) -> None:
    """Call a picture by what it gives away."""
    name = next(path for path in files if path.endswith(".png"))
    files["EPUB/images/the-keeper-puts-out.png"] = files.pop(name)
    for path in (TEXT, PACKAGE):
        files[path] = files[path].replace(name.rpartition("/")[2].encode(), b"the-keeper-puts-out.png")


def picture(kind: str) -> bytes:
    """Return a picture whose metadata tell."""
    target = io.BytesIO()
    image = Image.new("RGB", (8, 8))
    if kind == "png":
        told = PngImagePlugin.PngInfo()
        told.add_text("Description", PASSAGE, zip=True)
        image.save(target, "PNG", pnginfo=told)
    else:
        exif = image.getexif()
        exif[0x9C9B] = PASSAGE.encode("utf-16-le")
        image.save(target, "JPEG", exif=exif, comment=b"")
    return target.getvalue()


def repainted(kind: str) -> Plant:
    """Return what replaces the book's picture."""

    def plant(files: dict[str, bytes]) -> None:
        name = next(path for path in files if path.endswith(".png"))
        files[name] = picture(kind)

    return plant


def face(letters: str) -> bytes:
    """Return a font whose glyphs stand in the order of these letters."""
    names = [".notdef", *(f"g{number}" for number, _ in enumerate(letters))]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Plain"})
    builder.setupPost()
    target = io.BytesIO()
    builder.font.save(target)
    return target.getvalue()


ESCAPED = 'p::after { content: "\\4f ttoline" }'


def drawing(xml: str) -> Plant:
    """Return what adds a drawing."""
    data = f'<svg xmlns="http://www.w3.org/2000/svg">{xml}</svg>'.encode()
    return add("EPUB/images/a.svg", data, listed="image/svg+xml")


PLANTS: dict[str, tuple[Plant, str]] = {
    "text": (swap(TEXT, "So the film", f"So {PASSAGE}. The film"), "EP700"),
    "text, folded and broken": (swap(TEXT, "So the film", "The kee\u00adper PUTS-out his own <em>l</em>amp"), "EP700"),
    "text, a term": (swap(TEXT, "So the film", f"So {TERM} and the film"), "EP700"),
    "text, one word": (swap(TEXT, "So the film", "Widow. So the film"), "EP700"),
    "text, hidden": (swap(TEXT, "</section>", f'<p hidden="hidden">{PASSAGE}</p></section>'), "EP700"),
    "text, another file": (add("EPUB/text/old.xhtml", f"<p>{PASSAGE}</p>".encode(), listed="application/xml"), "EP700"),
    "alt": (swap(TEXT, 'alt="The harbour', f'alt="{PASSAGE}, the harbour'), "EP702"),
    "alt, what was taken out of it": (swap(TEXT, "with boats", "with an empty mooring"), "EP702"),
    "title attribute": (swap(TEXT, '<p class="first', f'<p title="{PASSAGE}" class="first'), "EP702"),
    "aria-label": (swap(TEXT, "<section ", f'<section aria-label="{PASSAGE}" '), "EP702"),
    "contents": (swap("EPUB/nav.xhtml", "The Morning After", "The Drowning"), "EP703"),
    "contents, one word": (swap("EPUB/nav.xhtml", "What the Woman Saw", "What the Widow Saw"), "EP703"),
    "NCX": (swap("EPUB/toc.ncx", "The Morning After", "The Drowning"), "EP703"),
    "title of a page": (swap(TEXT, "<title>", f"<title>{PASSAGE} "), "EP703"),
    "description": (swap(PACKAGE, "how it ends", "how it goes dark"), "EP704"),
    "subject": (swap(PACKAGE, "</metadata>", f"<dc:subject>{TERM}</dc:subject></metadata>"), "EP704"),
    "a property": (swap(PACKAGE, "</metadata>", f'<meta property="x:y">{PASSAGE}</meta></metadata>'), "EP704"),
    "id": (swap(TEXT, 'id="s2"', 'id="the-keeper-puts-out"'), "EP705"),
    "id, in one word": (swap(TEXT, 'id="s2"', 'id="theKeeperPutsOut"'), "EP705"),
    "class": (swap(TEXT, 'class="first"', f'class="first {TERM.lower()}"'), "EP705"),
    "data": (swap(TEXT, '<p class="first', f'<p data-was="{PASSAGE}" class="first'), "EP705"),
    "link": (swap(TEXT, "example.org/a-light-kept", f"example.org/{TERM}"), "EP705"),
    "id of the manifest": (swap(PACKAGE, 'id="image-1"', f'id="{TERM}"'), "EP705"),
    "file name": (renamed, "EP705"),
    "CSS content": (swap("EPUB/css/book.css", "body {", f'p::after {{ content: "{PASSAGE}" }}\nbody {{'), "EP707"),
    "CSS content, escaped": (swap("EPUB/css/book.css", "body {", f"{ESCAPED}\nbody {{"), "EP707"),
    "CSS comment": (swap("EPUB/css/book.css", "body {", f"/* {PASSAGE} */\nbody {{"), "EP707"),
    "CSS in an attribute": (swap(TEXT, '<p class="first', f"<p style=\"--x: '{PASSAGE}'\" class=\"first"), "EP707"),
    "comment": (swap(TEXT, "</body>", f"<!-- {PASSAGE} --></body>"), "EP707"),
    "comment outside": (swap(TEXT, "<html", f"<!-- {PASSAGE} --><html"), "EP707"),
    "processing instruction": (swap(TEXT, "</body>", f"<?was {PASSAGE}?></body>"), "EP707"),
    "picture, PNG text": (repainted("png"), "EP708"),
    "picture, EXIF": (repainted("jpeg"), "EP708"),
    "drawing, title": (drawing(f"<title>{PASSAGE}</title>"), "EP708"),
    "drawing, metadata": (drawing(f"<metadata>{PASSAGE}</metadata>"), "EP708"),
    "font, letters in reading order": (add("EPUB/fonts/a.ttf", face("thekprusiownlamd"), listed="font/ttf"), "EP709"),
    "font, a letter too many": (add("EPUB/fonts/a.ttf", face("abŽ"), listed="font/ttf"), "EP709"),
    "preview": (add("META-INF/thumbnail.png", picture("jpeg")), "EP711"),
    "unlisted file": (add("EPUB/notes.bin", PASSAGE.encode()), "EP711"),
}  # fmt: skip


def test_the_file_without_a_leak_passes() -> None:
    """In what the house makes of the sample nothing is found, and much was looked at."""
    found = report(epub(), NAME)
    assert (codes(found), found.examined > 500) == ([], True)
    assert [item.code for item in made("epub-spoiler-free").diagnostics if item.severity == "error"] == []


@pytest.mark.parametrize("surface", PLANTS)
def test_a_leak_is_caught(surface: str) -> None:
    """Planted on this surface, a removed passage, a term or a tell-tale is an error of its code."""
    plant, code = PLANTS[surface]
    assert code in codes(report(repacked(plant), NAME))


def test_packing_anew_plants_nothing() -> None:
    """What the plants are packed with leaves a file in which nothing is found."""
    assert codes(report(repacked(lambda _: None), NAME)) == []


def test_the_full_edition_is_no_spoiler_free_one() -> None:
    """Handed the full edition, the proof finds text, alternatives and pictures in it."""
    assert {"EP700", "EP702"} <= set(codes(report(made("epub").data, NAME)))


def test_the_name_of_the_file_is_looked_at() -> None:
    """A shop shows it."""
    assert codes(report(epub(), f"{TERM}-epub-spoiler-free.epub")) == ["EP705"]


def _appended(entry: str, data: str, **extra: bytes) -> bytes:
    target = io.BytesIO(epub())
    with (
        ZipFile(target, "a", ZIP_DEFLATED) as archive,
        pytest.warns() if entry in archive.namelist() else nullcontext(),
    ):
        archive.writestr(entry, data)
        archive.comment = extra.get("comment", b"")
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        lambda: _appended("EPUB/css/book.css", PASSAGE),
        lambda: _appended("mimetype2", "", comment=PASSAGE.encode()),
        lambda: PASSAGE.encode() + epub(),
        lambda: _behind(),
    ],
    ids=["a file twice", "a comment of the archive", "bytes before it", "bytes between its files"],
)
def test_what_was_there_before_is_found(data: Callable[[], bytes]) -> None:
    """An archive may hold more than the files that it lists."""
    assert "EP710" in codes(report(data(), NAME))


def _behind() -> bytes:
    """Return the EPUB with bytes between its last file and its directory."""
    with ZipFile(io.BytesIO(epub())) as archive:
        start = archive.start_dir
    data = bytearray(epub()[:start] + PASSAGE.encode() + epub()[start:])
    end = data.rfind(b"PK\x05\x06")
    data[end + 16 : end + 20] = (start + len(PASSAGE)).to_bytes(4, "little")
    return bytes(data)
