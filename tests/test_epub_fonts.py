"""Fonts, style and pictures of an EPUB: what goes in, and what it becomes on the way."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

import epub_samples as samples
from essay_press import resources
from essay_press.errors import RenderError
from essay_press.formats.epub import fontvalues, package
from essay_press.formats.epub.cascade import Run, Style, read, runs
from essay_press.formats.epub.fonts import embed, face_rules, family_rules
from essay_press.formats.epub.images import MAX_PIXELS, prepare
from essay_press.model import Asset, FontFace, Inputs, Stylesheet

__all__: list[str] = []

GARAMOND = resources.root("fonts") / "eb-garamond"


def face(name: str = "EBGaramond_400Regular.ttf", weight: int = 400, reserved_name: str = "") -> FontFace:
    """Return a face of EB Garamond."""
    return FontFace("EB Garamond", weight, "normal", GARAMOND / name, "", reserved_name=reserved_name)


def page(body: str) -> etree._Element:
    """Return a content document with `body`."""
    return etree.fromstring(f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')


def styles(body: str, css: str) -> list[Run]:
    """Return the runs of a document under a style sheet."""
    return list(runs(page(body), read([css])))


# ---------------------------------------------------------------- the cascade
def test_text_inherits_its_style() -> None:
    """Emphasis slopes, a heading is bold, and the text after an element is its parent's."""
    css = 'body { font-family: "EB Garamond", serif }'
    families = ("eb garamond", "serif")
    assert styles("<p>a <em>b</em> c</p><h2>d</h2>", css) == [
        Run("a ", Style(families)),
        Run("b", Style(families, italic=True)),
        Run(" c", Style(families)),
        Run("d", Style(families, weight=700)),
    ]


def test_the_heavier_rule_wins() -> None:
    """A class outweighs an element, `!important` outweighs both, whatever their order."""
    css = (
        "p.x { font-style: italic } p { font-style: normal } b { font-weight: 300 !important } b.y { font-weight: 900 }"
    )
    assert styles('<p class="x">a<b class="y">b</b></p>', css) == [
        Run("a", Style(italic=True)),
        Run("b", Style(weight=300, italic=True)),
    ]


def test_rules_in_media_queries_count_and_unknown_selectors_do_not() -> None:
    """What some reader may apply is applied."""
    css = "@media screen { p { font-variant-caps: small-caps } } p::-x-thing, p:nonsense(2) { font-style: italic }"
    assert styles("<p>a</p>", css) == [Run("a", Style(features=frozenset({"smcp"})))]


def test_generated_text_is_text() -> None:
    """An ornament that a style sheet writes needs its glyph too."""
    css = 'hr::before { content: "\\2767"; font-style: italic } hr { text-transform: uppercase }'
    assert styles("<hr/>", css) == [Run("❧", Style(italic=True, transform="uppercase"))]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('italic 700 1.1em/1.3 "EB Garamond", serif', (("eb garamond", "serif"), 700, True)),
        ("small-caps bold 90% Times New Roman, serif", (("times new roman", "serif"), 700, False)),
        ("larger sans-serif", (("sans-serif",), 400, False)),
    ],
)
def test_the_font_shorthand_is_read(value: str, expected: tuple[tuple[str, ...], int, bool]) -> None:
    """Families, weight and slope are found in the shorthand."""
    found = fontvalues.shorthand(value)
    assert (found.families, found.weight, found.italic) == expected


def test_features_follow_their_properties() -> None:
    """Each property switches its own group; settings by name add up."""
    caps = fontvalues.features(frozenset(), "font-variant-caps", "all-small-caps")
    figures = fontvalues.features(caps, "font-variant-numeric", "oldstyle-nums")
    assert figures == {"c2sc", "onum", "smcp"}
    assert fontvalues.features(figures, "font-variant-caps", "normal") == {"onum"}
    assert fontvalues.features(frozenset(), "font-feature-settings", '"swsh" 1, "ss01"') == {"ss01", "swsh"}


@pytest.mark.parametrize(
    ("value", "inherited", "expected"),
    [("bolder", 400, 700), ("lighter", 700, 400), ("bolder", 700, 900), ("650", 400, 650), ("normal", 700, 400)],
)
def test_weights_are_numbers(value: str, inherited: int, expected: int) -> None:
    """Names and relative weights are resolved as CSS does."""
    assert fontvalues.weight(value, inherited) == expected


# ---------------------------------------------------------------- embedding
def test_only_faces_that_set_something_go_along() -> None:
    """The bold italic, the Arabic and the print-only face are left out; each other sets something."""
    with ZipFile(io.BytesIO(samples.epub().data)) as archive:
        fonts = [name for name in archive.namelist() if name.startswith("EPUB/fonts/")]
    assert fonts == [
        "EPUB/fonts/eb-garamond-400-italic.ttf",
        "EPUB/fonts/eb-garamond-400.ttf",
        "EPUB/fonts/eb-garamond-700.ttf",
        "EPUB/fonts/jetbrains-mono-400.ttf",
        "EPUB/fonts/noto-serif-hebrew-400.ttf",
    ]


def test_a_face_has_its_own_characters_alone() -> None:
    """A subset holds what the face sets, spaces, hyphens and figures; its date is the original's."""
    (font,) = embed([face()], [page("<p>Ab <em>c</em></p>")], ["body { font-family: EB Garamond } em { font: 1em x }"])
    with TTFont(io.BytesIO(font.data)) as cut, TTFont(GARAMOND / "EBGaramond_400Regular.ttf", lazy=True) as whole:
        letters = {chr(code) for code in cut.getBestCmap()}
        assert (cut["head"].modified, cut["OS/2"].fsType) == (whole["head"].modified, 0)
        assert "SIL Open Font License" in str(cut["name"].getDebugName(13))
    assert {letter for letter in letters if letter.isalpha()} == {"A", "b"}
    assert set("0123456789.- ") <= letters


def test_small_capitals_are_kept_where_they_are_set() -> None:
    """A feature that the style sheet asks for stays in the subset, others do not."""
    css = "body { font-family: 'EB Garamond' } .lead { font-variant-caps: small-caps }"
    kept = []
    for body in ("<p>abc</p>", '<p class="lead">abc</p>'):
        (font,) = embed([face()], [page(body)], [css])
        with TTFont(io.BytesIO(font.data)) as cut:
            kept.append("smcp" in {record.FeatureTag for record in cut["GSUB"].table.FeatureList.FeatureRecord})
    assert kept == [False, True]


def test_capitals_made_by_style_have_their_glyphs() -> None:
    """`text-transform: uppercase` needs letters that the text does not have."""
    css = "body { font-family: 'EB Garamond'; text-transform: uppercase }"
    (font,) = embed([face()], [page("<p>ß</p>")], [css])
    with TTFont(io.BytesIO(font.data)) as cut:
        assert ord("S") in cut.getBestCmap()


def test_a_letter_goes_to_the_first_family_that_has_it() -> None:
    """Hebrew is set in the fallback face, which is only there for it."""
    hebrew = replace(
        face(),
        family="Noto Serif Hebrew",
        path=resources.root("fonts") / "noto-serif-hebrew/NotoSerifHebrew_400Regular.ttf",
    )
    css = 'body { font-family: "EB Garamond", "Noto Serif Hebrew" }'
    assert [font.face for font in embed([face(), hebrew], [page("<p>a</p>")], [css])] == [face()]
    assert [font.face for font in embed([face(), hebrew], [page("<p>aא</p>")], [css])] == [face(), hebrew]


def test_a_place_to_break_a_word_brings_no_face_along() -> None:
    """A soft hyphen that the text face lacks is not drawn in another one: nothing would be set in it."""
    legible = resources.root("fonts") / "atkinson-hyperlegible-next"
    (path,) = legible.glob("*_400Regular.ttf")
    faces = (FontFace("Legible", 400, "normal", path, ""), face())
    assert 0xAD not in TTFont(path).getBestCmap()
    css = 'body { font-family: "Legible", "EB Garamond" }'
    assert [font.face.family for font in embed(faces, [page("<p>hyphen\u00adated</p>")], [css])] == ["Legible"]


@pytest.mark.parametrize(("wanted", "chosen"), [(300, 400), (400, 400), (500, 400), (600, 700), (900, 700)])
def test_the_nearest_weight_is_taken(wanted: int, chosen: int) -> None:
    """A weight that the family lacks is matched as CSS Fonts says."""
    css = f"body {{ font-family: 'EB Garamond'; font-weight: {wanted} }}"
    (font,) = embed([face(), face("EBGaramond_700Bold.ttf", 700)], [page("<p>a</p>")], [css])
    assert font.face.weight == chosen


def test_a_face_with_a_reserved_name_is_whole() -> None:
    """A changed font may not keep a reserved name, so it is not changed."""
    css = "body { font-family: 'EB Garamond' }"
    (font,) = embed([face(reserved_name="Garamond")], [page("<p>a</p>")], [css])
    assert font.data == (GARAMOND / "EBGaramond_400Regular.ttf").read_bytes()


def test_a_face_that_may_not_be_embedded_is_refused(tmp_path: Path) -> None:
    """A font's own permissions are obeyed."""
    path = tmp_path / "locked.ttf"
    with TTFont(GARAMOND / "EBGaramond_400Regular.ttf") as font:
        font["OS/2"].fsType = 2
        font.save(path)
    with pytest.raises(RenderError, match=r"EP435.*locked\.ttf"):
        embed([replace(face(), path=path)], [page("<p>a</p>")], ["body { font-family: 'EB Garamond' }"])


def test_rules_name_the_files() -> None:
    """A rule per font, and families for text and code with their fallbacks and a generic one."""
    (font,) = embed([face()], [page("<p>a</p>")], ["body { font-family: 'EB Garamond' }"])
    assert 'src: url("../fonts/eb-garamond-400.ttf");' in face_rules([font])
    fallback = replace(face(), family="Noto Serif Hebrew", role="fallback")
    code = replace(face(), family="JetBrains Mono", role="code")
    assert family_rules([face(), code, fallback]) == (
        'body {\n  font-family: "EB Garamond", "Noto Serif Hebrew", serif;\n}\n'
        'code, kbd, pre, samp {\n  font-family: "JetBrains Mono", "Noto Serif Hebrew", monospace;\n}\n'
    )


def test_style_sheets_are_joined_in_cascade_order() -> None:
    """One sheet holds all, with one `@charset`."""
    sample = samples.plain_composition()
    sheets = (Stylesheet("a.css", '@charset "utf-8";\np { margin: 0 }'), Stylesheet("b.css", "p { margin: 1em }"))
    with ZipFile(io.BytesIO(package(replace(sample, stylesheets=sheets), Inputs()).data)) as archive:
        css = archive.read("EPUB/css/book.css").decode()
    assert css == '@charset "utf-8";\np { margin: 0 }\n\np { margin: 1em }\n'


# ---------------------------------------------------------------- pictures
def picture(path: Path, media_type: str, size: tuple[int, int]) -> Asset:
    """Return an asset of a picture file."""
    return Asset(f"i1{path.suffix}", path, media_type, *size, "", "A picture")


def made(path: Path, size: tuple[int, int], mode: str = "RGB", **how: object) -> Path:
    """Return the path of a new picture file."""
    Image.new(mode, size, 128 if mode == "L" else "teal").save(path, **how)  # type: ignore[arg-type]  # as given
    return path


def test_a_png_goes_in_byte_for_byte(tmp_path: Path) -> None:
    """A picture that needs no change is not touched."""
    path = made(tmp_path / "a.png", (30, 20))
    (found,) = prepare([picture(path, "image/png", (30, 20))], ["i1.png"])
    assert (found.href, found.data) == ("i1.png", path.read_bytes())


def test_the_author_s_cover_picture_keeps_out_of_the_cover_s_way(tmp_path: Path) -> None:
    """A picture called cover.jpg and the book's cover image are two files."""
    path = made(tmp_path / "a.jpg", (30, 20))
    (found,) = prepare([replace(picture(path, "image/jpeg", (30, 20)), href="cover.jpg")], ["cover.jpg"])
    assert (found.source, found.href) == ("cover.jpg", "cover-art.jpg")


def test_a_picture_that_nothing_shows_stays_behind(tmp_path: Path) -> None:
    """Only pictures of the text are in the book: the author's cover picture is for the cover."""
    path = made(tmp_path / "a.png", (30, 20))
    assert prepare([picture(path, "image/png", (30, 20))], []) == ()


@pytest.mark.parametrize(
    ("mode", "how", "expected"),
    [
        ("RGB", {"quality": 80}, ("i1.jpg", "image/jpeg", "JPEG")),
        ("RGB", {"lossless": True}, ("i1.png", "image/png", "PNG")),
        ("RGBA", {"quality": 80}, ("i1.png", "image/png", "PNG")),
    ],
)
def test_webp_becomes_what_every_reader_shows(
    tmp_path: Path, mode: str, how: dict[str, object], expected: tuple[str, str, str]
) -> None:
    """A photograph becomes a JPEG; a drawing without loss, or with transparency, a PNG."""
    if mode == "RGBA":
        path = tmp_path / "a.webp"
        Image.new("RGBA", (30, 20), (0, 128, 128, 100)).save(path)
    else:
        path = made(tmp_path / "a.webp", (30, 20), mode, **how)
    (found,) = prepare([picture(path, "image/webp", (30, 20))], ["i1.webp"])
    with Image.open(io.BytesIO(found.data)) as image:
        assert (found.href, found.media_type, image.format) == expected


def test_a_turned_photograph_is_set_upright(tmp_path: Path) -> None:
    """What a camera's tag turns is turned in the picture itself: many readers do not know the tag."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = made(tmp_path / "a.jpg", (40, 20), exif=exif)
    (found,) = prepare([picture(path, "image/jpeg", (20, 40))], ["i1.jpg"])
    with Image.open(io.BytesIO(found.data)) as image:
        assert (image.size, image.getexif().get(0x0112, 1)) == ((20, 40), 1)


def test_a_picture_for_the_press_becomes_rgb(tmp_path: Path) -> None:
    """CMYK shows in false colours, or not at all."""
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (30, 20)).save(path)
    (found,) = prepare([picture(path, "image/jpeg", (30, 20))], ["i1.jpg"])
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.mode == "RGB"


def test_a_large_picture_is_made_smaller_and_says_so(tmp_path: Path) -> None:
    """Apple refuses pictures of more than four million pixels."""
    path = made(tmp_path / "a.png", (4000, 1500), "L")
    (found,) = prepare([picture(path, "image/png", (4000, 1500))], ["i1.png"])
    assert found.width * found.height <= MAX_PIXELS
    assert abs(found.width / found.height - 4000 / 1500) < 0.01
    assert [item.code for item in found.diagnostics] == ["EP433"]


def test_a_drawing_stays_a_drawing(tmp_path: Path) -> None:
    """SVG is one of EPUB's own picture types; its page says that it is one picture."""
    path = tmp_path / "a.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8")
    sample = samples.composition()
    asset = replace(picture(path, "image/svg+xml", (10, 10)), href="i1.svg")
    parts = tuple(replace(part, xhtml=part.xhtml.replace("i1.png", "i1.svg")) for part in sample.parts)
    data = package(replace(sample, essay=replace(sample.essay, assets=(asset,)), parts=parts), Inputs()).data
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("EPUB/images/i1.svg") == path.read_bytes()
        assert 'src="../images/i1.svg"' in archive.read("EPUB/text/essay.xhtml").decode()
        assert 'role="img"' in archive.read("EPUB/text/essay.xhtml").decode()
