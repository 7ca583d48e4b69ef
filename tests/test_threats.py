"""The threat model of CONTRIBUTING, a test for each of its lines: what a hostile essay, project or file may not do."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTLibError
from PIL import Image

from check_samples import finished as sound_pdf
from essay_press import build, editions, layouts
from essay_press.build import Request
from essay_press.check import check, hostile
from essay_press.cli import main
from essay_press.cli.beginning import slug
from essay_press.codes import CODES
from essay_press.errors import EssayPressError
from essay_press.markup.svg import inspect_svg
from essay_press.model import Outcome, Status, portable
from essays import errors_of
from fuzz import edits

Write = Callable[[str, str | bytes], Path]
Text = Callable[..., str]

ROOT = Path(__file__).resolve().parents[1]
SECRET = "the-secret-word-of-another-folder"
ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'


def made(path: Path, *names: str, project: Path | None = None, layout: str = "") -> tuple[Outcome, ...]:
    """Return how the editions called `names` of an essay end, without checks."""
    out = path.parent / "out"
    return build.build([path], Request(editions=names, out=out, check=False, project=project, layout=layout))


def codes(outcomes: tuple[Outcome, ...]) -> set[str]:
    """Return the codes of what was found."""
    return {item.code for outcome in outcomes for item in outcome.diagnostics if item.severity == "error"}


def everything_in(folder: Path) -> bytes:
    """Return what the files of a folder hold, unpacked."""
    found = []
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                plain = io.BytesIO()
                pdf.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
                found.append(plain.getvalue())
        elif path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                found += [book.read(name) for name in book.namelist()]
    return b"\0".join(found)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of what was asked of the network, which refuses everything."""
    asked: list[str] = []

    def refuse(*where: object, **_: object) -> None:
        asked.append(str(where))
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


# ---------------------------------------------------------------- nothing is fetched, nothing from elsewhere gets in
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("![a](http://127.0.0.1:9/a.png)", "EP180"),
        ("![a](//127.0.0.1/a.png)", "EP180"),
        ('<img src="https://127.0.0.1/a.png" alt="a">', "EP180"),
        ("![a](drawing.svg)", "EP185"),
    ],
)
def test_nothing_is_fetched_from_a_network(
    body: str, code: str, write: Write, manuscript_text: Text, no_network: list[str]
) -> None:
    """A picture on the web, in Markdown, in HTML or inside a drawing, is an error, and nobody is asked for it."""
    write("drawing.svg", SVG.format('<image href="http://127.0.0.1:9/a.png"/>'))
    ended = made(write("essay.md", manuscript_text(body)), "epub", "a5")
    assert (codes(ended), no_network) == ({code}, [])


@pytest.mark.parametrize(
    "rule",
    [
        "@import url(http://127.0.0.1:9/a.css);",
        "p { background: url(http://127.0.0.1:9/a.png) }",
        "p { background: url(file:///etc/passwd) }",
        "@import '../../secret.css';",
        "@import 'file:///etc/passwd';",
        "@font-face { font-family: F; src: url(http://127.0.0.1:9/a.ttf) } p { font-family: F }",
        "p::before { content: url(../../secret.txt) }",
        "@page { background: url(data:text/html;base64,AAAA) }",
        "@color-profile device-cmyk { src: url(file:///etc/passwd) }",
    ],
)
def test_a_style_sheet_reaches_nothing(rule: str, write: Write, manuscript_text: Text, no_network: list[str]) -> None:
    """A project's own layout may not import, paint or embed what it does not bring along: the edition fails."""
    write("secret.txt", SECRET)
    write("layouts/own/layout.toml", 'extends = "classic"\nsummary = "x"\n')
    write("layouts/own/print.css", rule)
    essay = write("essay.md", manuscript_text("Text."))
    ended = made(essay, "a5", project=essay.parent, layout="own")
    assert ended[0].status is Status.FAILED
    assert codes(ended) & {"EP402", "EP403", "EP404", "EP405", "EP406", "EP407"}
    assert no_network == []


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("../secret.png", "EP181"),
        ("sub/../../secret.png", "EP181"),
        ("..%2Fsecret.png", "EP181"),
        ("..\\\\secret.png", "EP181"),
        ("/etc/passwd", "EP181"),
        ("file:///etc/passwd", "EP180"),
        ("C:/secret.png", "EP181"),
        ("link.png", "EP181"),
        ("folder/secret.png", "EP181"),
    ],
)
def test_a_picture_comes_from_the_manuscripts_folder(reference: str, code: str, tmp_path: Path) -> None:
    """Neither a path nor a link leads out of it."""
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    Image.new("L", (4, 4)).save(tmp_path / "secret.png")
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    (home / "folder").symlink_to(tmp_path)
    assert [error.split()[1] for error in errors_of(f"![a]({reference})", folder=home)] == [code]


@pytest.mark.parametrize("name", ["parts/essay.html", "parts/colophon.html", "epub.css", "layout.toml"])
def test_a_layouts_file_is_no_link_out_of_it(name: str, write: Write, manuscript_text: Text) -> None:
    """A template or sheet that is a link to a file elsewhere is refused, and nothing of it is in an edition."""
    secret = write("elsewhere/secret.txt", f'extends = "classic"\n# {SECRET}\n')
    for file in {"layout.toml", name}:
        path = write(f"project/layouts/own/{file}", 'extends = "classic"\nsummary = "x"\n')
        if file == name:
            path.unlink()
            path.symlink_to(secret)
    essay = write("project/essay.md", manuscript_text("Text."))
    try:
        found = codes(made(essay, "epub", project=essay.parent, layout="own"))
    except EssayPressError as error:
        found = {item.code for item in error.diagnostics}
    assert found == {"EP360"}
    assert SECRET.encode() not in everything_in(essay.parent / "out")


def test_a_layout_folder_may_be_a_link_itself(write: Write, manuscript_text: Text) -> None:
    """Whoever linked it chose where it leads: houses share their layouts so."""
    write("shared/own/layout.toml", 'extends = "classic"\nsummary = "x"\n')
    write("shared/own/epub.css", "p { margin: 0 }")
    essay = write("project/essay.md", manuscript_text("Text."))
    (essay.parent / "layouts").mkdir()
    (essay.parent / "layouts" / "own").symlink_to(essay.parents[1] / "shared" / "own")
    assert codes(made(essay, "epub", project=essay.parent, layout="own")) == set()


def test_what_is_attached_was_read(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """The manuscript and pictures of its own folder are attached, and nothing that was put in their place since."""
    from essay_press.build import sources

    essay = build.read(write("essay.md", manuscript_text("Text.")))
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "essay.md").unlink()
    (tmp_path / "essay.md").symlink_to("secret.txt")
    with pytest.raises(EssayPressError, match="has been changed since it was read"):
        sources.attachments(essay)


# ---------------------------------------------------------------- bombs
def bomb_png(kind: bytes) -> bytes:
    """Return a small PNG whose chunk `kind` unpacks to a hundred million bytes."""
    target = io.BytesIO()
    Image.new("L", (4, 4)).save(target, "PNG")
    sound = target.getvalue()
    packed = b"x\0" + (b"\0" if kind != b"iTXt" else b"\1\0\0\0") + zlib.compress(b"\0" * 100_000_000, 9)
    chunk = struct.pack(">I", len(packed)) + kind + packed + struct.pack(">I", zlib.crc32(kind + packed))
    return sound[:33] + chunk + sound[33:]


def large_png(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that claims so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1000)
    chunks = [(b"IHDR", header), (b"IDAT", packed), (b"IEND", b"")]
    written = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@pytest.mark.parametrize("data", [bomb_png(b"zTXt"), bomb_png(b"iTXt"), large_png(60_000, 60_000)])
def test_a_picture_does_not_swell(data: bytes, tmp_path: Path) -> None:
    """A few kilobytes that claim a billion pixels, or unpack to a hundred megabytes of remarks, are refused."""
    (tmp_path / "bomb.png").write_bytes(data)
    assert len(data) < 200_000
    assert next(error.split()[1] for error in errors_of("![a](bomb.png)", folder=tmp_path)) in ("EP184", "EP186")


def repeated(levels: int, times: int) -> str:
    """Return groups that each show the one before so many times."""
    groups = [f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * times}</g>' for n in range(1, levels)]
    return f'<g id="a0"><rect/></g>{"".join(groups)}<use href="#a{levels - 1}"/>'


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        (repeated(12, 10), "by showing parts again"),
        ('<g id="a"><use xlink:href="#b"/></g><g id="b"><use href="#a"/></g>', "without end"),
        ('<pattern id="p"><rect fill="url(#p)"/></pattern><rect fill="url(#p)"/>', "without end"),
        ("<g>" * 5000 + "</g>" * 5000, "not well-formed"),
    ],
)
def test_a_drawing_does_not_unfold_without_end(inside: str, fault: str) -> None:
    """Parts that show each other are counted before anything is drawn."""
    _, _, faults = inspect_svg(SVG.format(inside).encode())
    assert [fault in each for each in faults] == [True]


def test_a_drawing_may_repeat_itself() -> None:
    """The count is of what is drawn: a pattern used a hundred times is no bomb."""
    inside = '<g id="a"><rect/><rect/></g>' + '<use href="#a"/>' * 100
    assert inspect_svg(SVG.format(inside).encode()) == (9, 9, [])


def test_a_picture_inside_a_drawing_does_not_swell(write: Write, manuscript_text: Text) -> None:
    """What a drawing carries in a `data:` URL is measured before it is decoded."""
    packed = base64.b64encode(large_png(60_000, 60_000)).decode()
    write("a.svg", SVG.format(f'<image width="9" height="9" href="data:image/png;base64,{packed}"/>'))
    ended = made(write("essay.md", manuscript_text("![a](a.svg)")), "a5")
    assert codes(ended) <= {"EP402", "EP403"}
    assert codes(ended)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_unfolded_in_a_drawing(encoding: str) -> None:
    """A document type is refused, in any encoding."""
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}]>{SVG.format("<title>&j;</title>")}'
    _, _, faults = inspect_svg(text.encode(encoding))
    assert any("document type" in fault or "not well-formed" in fault for fault in faults)


@pytest.mark.parametrize(
    "declared", [LAUGHS + "]>", f'<!DOCTYPE x [<!ENTITY j SYSTEM "file://{ROOT}/LICENSE">]>', LAUGHS + "]>@"]
)
def test_entities_are_not_unfolded_in_an_epub(declared: str) -> None:
    """Neither those that laugh, in text or in an attribute, nor those that read a file."""
    with zipfile.ZipFile(io.BytesIO(edits.finished("epub"))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in members if name.endswith("essay.xhtml"))
    where, what = ("<p", '<p title="&j;"') if declared.endswith("@") else ("</p>", "&j;</p>")
    text = re.sub(r"<!DOCTYPE[^>]*>", "", members[name].decode()).replace(where, what, 1)
    members[name] = text.replace("<html", declared.rstrip("@") + "<html", 1).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for each, body in members.items():
            archive.writestr(zipfile.ZipInfo(each), body)
    reports = check(target.getvalue(), "application/epub+zip")
    said = " ".join(item.message for report in reports for item in report.diagnostics)
    assert any(item.severity == "error" for report in reports for item in report.diagnostics)
    assert "MIT License" not in said


def test_an_archive_does_not_swell() -> None:
    """An EPUB that unpacks to more than 400 MB is not unpacked."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(zipfile.ZipInfo(f"{number}"), bytes(100_000_000), zipfile.ZIP_DEFLATED, 9)
    said = [item.message for report in check(target.getvalue(), "application/epub+zip") for item in report.diagnostics]
    assert "the file unpacks to more than 400 MB" in said


def test_a_stream_of_a_pdf_does_not_swell() -> None:
    """A content stream of half a megabyte that unpacks to five hundred is an error, and not unpacked."""
    with pikepdf.open(io.BytesIO(sound_pdf())) as pdf:
        packed = zlib.compressobj(9)
        data = b"".join([*(packed.compress(b" " * 10_000_000) for _ in range(50)), packed.flush()])
        pdf.pages[0].Contents = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.FlateDecode)
        target = io.BytesIO()
        pdf.save(target)
    (report, *_) = check(target.getvalue(), "application/pdf")
    assert [item.code for item in report.diagnostics] == ["EP560"]


# ---------------------------------------------------------------- fonts
def font_with(change: Callable[[bytearray], None]) -> bytes:
    """Return a sound font with a change in its bytes."""
    data = bytearray((ROOT / "fonts" / "amiri" / "Amiri_400Regular.ttf").read_bytes())
    change(data)
    return bytes(data)


def entry(data: bytearray, tag: bytes) -> int:
    """Return where the directory tells of a table."""
    return next(at for at in range(12, 12 + 16 * data[5], 16) if data[at : at + 4] == tag)


def far(data: bytearray) -> None:
    """Let a table lie far outside the file."""
    struct.pack_into(">I", data, entry(data, b"glyf") + 8, 2**31)


def over(data: bytearray) -> None:
    """Let two tables be one."""
    glyf, head = entry(data, b"glyf"), entry(data, b"head")
    data[head + 8 : head + 12] = data[glyf + 8 : glyf + 12]


def twice(data: bytearray) -> None:
    """Give two tables one name."""
    at = entry(data, b"head")
    data[at : at + 4] = b"glyf"


def many(data: bytearray) -> None:
    """Claim more tables than there can be."""
    struct.pack_into(">H", data, 4, 60_000)


def endless(data: bytearray) -> None:
    """Map four thousand million characters."""
    at = entry(data, b"cmap")
    start = int.from_bytes(data[at + 8 : at + 12])
    struct.pack_into(">HH HHI HHIII III", data, start, 0, 1, 3, 10, 12, 12, 0, 28, 0, 1, 0, 0xFFFFFFFF, 1)


@pytest.mark.parametrize("change", [far, over, twice, many, endless])
def test_a_font_with_hostile_tables_is_not_opened(change: Callable[[bytearray], None]) -> None:
    """Its directory and its map of characters are looked at before anything is taken out of it."""
    with pytest.raises(TTLibError):
        hostile.font(font_with(change))
    assert hostile.font(font_with(lambda _: None))["maxp"].numGlyphs > 1000


def test_a_packed_font_does_not_swell() -> None:
    """WOFF2 that unpacks to a gigabyte is not unpacked to its end, whatever it says of its length."""
    import brotli

    packed = brotli.compress(bytes(200_000_000))
    head = struct.pack(">4sI I HH I I HH", b"wOF2", 0x10000, 48 + len(packed), 1, 0, 1000, len(packed), 1, 0)
    data = head.ljust(48, b"\0") + b"\x01\x10" + packed
    with pytest.raises(TTLibError, match="unpacks to more than 64 MiB"):
        hostile.font(data)


def test_every_packed_face_is_read_as_fonttools_reads_it(tmp_path: Path) -> None:
    """The way to the packed tables is found in real files too: a sound one is let in."""
    from fontTools.ttLib import TTFont

    for path in sorted((ROOT / "fonts").glob("*/*Regular.ttf"))[:3]:
        for flavour in ("woff", "woff2"):
            with TTFont(path) as font:
                font.flavor = flavour
                font.save(tmp_path / "packed")
            assert hostile.font((tmp_path / "packed").read_bytes())["maxp"].numGlyphs > 10


def test_only_faces_of_the_installation_are_set() -> None:
    """A layout names a family of ours; each face is known by its hash, and a changed one is refused."""
    import hashlib

    faces = {face for layout in layouts.available() for face in layout.fonts}
    assert len(faces) > 20
    assert [face.path.name for face in faces if hashlib.sha256(face.path.read_bytes()).hexdigest() != face.sha256] == []


# ---------------------------------------------------------------- words that are code elsewhere
@pytest.mark.parametrize("text", ["{{ 7 * 191 }}", "{% for x in [1] %}y{% endfor %}", "{{ essay.folder }}", "${x}"])
def test_front_matter_is_no_template(text: str, write: Write, manuscript_text: Text) -> None:
    """What looks like a template comes out as it was written."""
    essay = write("essay.md", manuscript_text("Text.", title=text, description=text, author=text))
    assert codes(made(essay, "epub")) == set()
    content = everything_in(essay.parent / "out")
    assert text.split()[0].encode() in content
    assert b"1337" not in content
    assert str(essay.parent).encode() not in content


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ essay.__init__.__globals__ }}",
        "{{ t.__globals__['__builtins__']['open']('/etc/passwd').read() }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../secret.txt' %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ essay.metadata.__setattr__('title', 'x') }}",
    ],
)
def test_a_template_reaches_nothing(template: str, write: Write, manuscript_text: Text) -> None:
    """A project's own layout says what stands on a page, and neither runs a program nor reads a file."""
    write("secret.txt", SECRET)
    write("layouts/own/layout.toml", 'extends = "classic"\nsummary = "x"\n')
    write("layouts/own/parts/colophon.html", f"<section><p>{template}</p></section>")
    essay = write("essay.md", manuscript_text("Text."))
    ended = made(essay, "epub", project=essay.parent, layout="own")
    assert codes(ended) <= {"EP220", "EP221", "EP222"}
    assert codes(ended)


def test_words_with_fields_reach_no_attribute(write: Write, manuscript_text: Text) -> None:
    """`strings` may use the fields that its words have, and nothing behind them."""
    essay = write("essay.md", manuscript_text("Text.", strings={"notes": "{0.__class__}", "colophon": "{x.y}"}))
    assert codes(made(essay, "epub")) == {"EP139"}


# ---------------------------------------------------------------- the terminal
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.mark.parametrize(
    "command",
    [
        ["build", "{essay}", "-e", "epub", "-v"],
        ["epub", "{essay}", "--json"],
        ["build", "{broken}"],
        ["check", "{broken}"],
        ["spoilers", "{essay}"],
        ["quotes", "{essay}", "--suggest"],
        ["build", "{gone}"],
        ["build", "{essay}", "-e", ESCAPES],
        ["explain", ESCAPES],
        [f"x{ESCAPES}"],
        ["new", "A Title", "-o", "{new}"],
        ["layouts"],
        ["layouts", "--json"],
    ],
)
def test_nothing_printed_steers_the_terminal(
    command: list[str], write: Write, manuscript_text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths, keys, names of layouts and messages are shown with their control characters as escapes."""
    name = f"a{ESCAPES}\nok: all is well"
    paths = {
        "essay": write(
            f"{name}.md", manuscript_text("Text. [A mark]{.spoiler} " + "And a sentence of some length. " * 9)
        ),
        "broken": write(f"{name}-b.md", f'---\n"k{ESCAPES}": 1\ntitle: A\n"\\e[31mkey": x\n---\n\nText {ESCAPES}\n'),
    }
    folder = paths["essay"].parent
    paths |= {"gone": folder / f"gone{ESCAPES}.md", "new": folder / f"new{ESCAPES}.md"}
    summary = json.dumps(ESCAPES)[1:-1].replace("\x9b", "\\u009b")
    write("layouts/own/layout.toml", f'extends = "classic"\nsummary = "{summary}"\n')
    monkeypatch.chdir(folder)
    args = [word.format(**paths) for word in command]
    result = CliRunner().invoke(main, args, color=True)
    printed = re.sub(r"\x1b\[(0|1|2|3[1-6])m", "", result.output)
    assert result.output
    assert CONTROL.findall(printed) == []
    assert not [line for line in printed.splitlines() if line.startswith("ok: ")]


# ---------------------------------------------------------------- names
@pytest.mark.parametrize(
    "title", ["../../etc/cron", "/etc/passwd", "..", "CON", "nul", "a/b\\c", "x" * 300, "...", "\u202e"]
)
def test_no_title_becomes_a_path_that_leads_out(title: str) -> None:
    """A new manuscript is named by letters and digits, and never by a device of Windows."""
    name = slug(title)
    assert re.fullmatch(r"[\w-]{1,70}", name)
    assert portable(f"{name}.md") == f"{name}.md"


@pytest.mark.parametrize(
    ("name", "made_of_it"),
    [
        ("con", "con_"),
        ("NUL", "NUL_"),
        ("com1.notes", "com1_.notes"),
        ("Lpt9", "Lpt9_"),
        ("contents", "contents"),
        ("a:b?c", "a_b_c"),
        ("back\\slash", "back_slash"),
        ("ends with dots..", "ends with dots__"),
        ("..", "__"),
        ("plain", "plain"),
    ],
)
def test_editions_have_names_that_every_system_can_save(name: str, made_of_it: str) -> None:
    """Devices of Windows, its forbidden signs and dots at the end become underscores."""
    assert portable(name) == made_of_it


def test_what_is_made_stays_in_its_folder(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """A manuscript of an odd name is written beside the others, whatever its name and title say."""
    essay = write("con.md", manuscript_text("Text.", title="../../up", short_title="/abs"))
    twin = write("a:b\\..\\c.md", manuscript_text("Text."))
    for path in (essay, twin):
        assert codes(made(path, "epub")) == set()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a_b_.._c.epub", "con_.epub"]


def test_too_long_a_name_is_told_with_its_cure(write: Write, manuscript_text: Text) -> None:
    """The manuscript's name fits, the edition's does not."""
    ended = made(write("n" * 251 + ".md", manuscript_text("Text.")), "epub")
    (fault,) = [item for item in ended[0].diagnostics if item.severity == "error"]
    assert (fault.code, "shorter name" in fault.hint) == ("EP312", True)


def test_a_link_in_the_output_folder_costs_no_file(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """A downloaded project may come with `build/essay.epub`, a link to a file of yours."""
    mine = write("mine.txt", "precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "essay.epub").symlink_to(mine)
    ended = made(write("essay.md", manuscript_text("Text.")), "epub")
    assert (codes(ended), mine.read_text(encoding="utf-8")) == ({"EP314"}, "precious")


def test_every_code_of_this_room_is_in_the_table() -> None:
    """The tests above name codes that exist."""
    named = set(re.findall(r"EP\d{3}", Path(__file__).read_text(encoding="utf-8")))
    assert sorted(named - set(CODES)) == []
    assert editions.load()
    assert os.sep not in portable("a/b")
