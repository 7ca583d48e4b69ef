"""Pictures: found, read, measured, named; and each way in which one can be wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from essay_press.diagnostics import Place
from essay_press.markup import assets
from essay_press.model import CoverArt
from essays import body_of, errors_of, parse_text, warnings_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30">{}</svg>'

Draw = Callable[..., Path]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Return a function that saves a picture of 40 × 30 pixels below the manuscript's folder."""

    def drawer(name: str, kind: str = "PNG", **options: object) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), "teal").save(path, kind, **options)
        return path

    return drawer


def test_an_image_alone_in_a_paragraph_is_a_figure_and_its_title_the_caption(draw: Draw, tmp_path: Path) -> None:
    """The caption may hold inline markup; ids and sizes are there."""
    draw("a.png")
    body = body_of('![A teal field](a.png "A *fine* field[^1]")\n\n[^1]: Note.', tmp_path)
    assert body == (
        '<figure id="f1"><img src="i1.png" alt="A teal field" width="40" height="30"/>'
        '<figcaption id="b1">A <em>fine</em> field'
        '<a class="noteref" role="doc-noteref" id="r1" href="#n1">1</a></figcaption></figure>'
    )


def test_the_four_kinds_are_named_by_position(draw: Draw, tmp_path: Path) -> None:
    """PNG, JPEG, WebP and SVG become i1 to i4; the same file twice is one asset."""
    draw("a.png")
    draw("b.jpeg", "JPEG")
    draw("dir/c d.webp", "WEBP")
    (tmp_path / "d.svg").write_text(SVG.format("<path d='M0 0h9'/>"))
    essay = parse_text("![x](a.png)\n\n![x](b.jpeg)\n\n![x](dir/c d.webp)\n\n![x](d.svg)\n\n![x](a.png)", tmp_path)
    assert [asset.href for asset in essay.assets] == ["i1.png", "i2.jpg", "i3.webp", "i4.svg"]
    assert [(asset.width, asset.height) for asset in essay.assets] == [(40, 30)] * 4
    assert essay.assets[1].media_type == "image/jpeg"
    assert essay.assets[0].place == Place("essay.md", 1, 1)
    assert essay.body.count('src="i1.png"') == 2


@pytest.mark.parametrize("text", ['![](a.png){alt=""}', '<figure><img src="a.png" alt=""></figure>'])
def test_an_empty_alternative_marks_decoration(draw: Draw, tmp_path: Path, text: str) -> None:
    """Decoration is a figure of its own class, without id."""
    draw("a.png")
    assert body_of(text, tmp_path) == (
        '<figure class="decoration"><img src="i1.png" alt="" width="40" height="30" role="presentation"/></figure>'
    )


def test_an_image_in_a_line_stays_there(draw: Draw, tmp_path: Path) -> None:
    """Inline pictures are no figures; the reference form and a class work."""
    draw("a.png")
    assert body_of("An ![icon][i]{.small} here.\n\n[i]: a.png", tmp_path) == (
        '<p class="first" id="b1">An <img src="i1.png" alt="icon" width="40" height="30" class="small"/> here.</p>'
    )


def test_a_turned_photograph_has_the_size_it_is_seen_in(tmp_path: Path) -> None:
    """EXIF orientation 6 swaps width and height, and is warned of."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(tmp_path / "t.jpg", "JPEG", exif=exif)
    essay = parse_text("![x](t.jpg)", tmp_path)
    assert (essay.assets[0].width, essay.assets[0].height) == (30, 40)
    assert [item.code for item in essay.diagnostics] == ["EP188"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![](a.png)", "EP187"),
        ('<figure><img src="a.png"></figure>', "EP187"),
        ("![x](none.png)", "EP182"),
        ("![x](A.PNG)", "EP183"),
        ("![x](../a.png)", "EP181"),
        ("![x](/etc/passwd)", "EP181"),
        ("![x](C:/a.png)", "EP181"),
        ("![x](out.png)", "EP181"),
        ("![x](https://a.b/c.png)", "EP180"),
        ("![x](data:image/png;base64,AA)", "EP180"),
        ("![x](cut.png)", "EP184"),
        ("![x](text.png)", "EP184"),
        ("![x](a.gif)", "EP184"),
        ("![x](dir)", "EP182"),
        ("![x]()", "EP181"),
    ],
)
def test_a_picture_that_cannot_be_used_is_an_error(draw: Draw, tmp_path: Path, text: str, code: str) -> None:
    """Each with its own code, at the place of the image."""
    data = draw("inside/a.png").read_bytes()
    folder = tmp_path / "inside"
    draw("outside.png")
    draw("inside/a.gif", "GIF")
    (folder / "dir").mkdir()
    (folder / "out.png").symlink_to(tmp_path / "outside.png")
    noise = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(noise, "PNG")
    (folder / "cut.png").write_bytes(noise.getvalue()[:2000])
    (folder / "text.png").write_text("no picture")
    assert data
    assert [error.split()[1] for error in errors_of(f"Words.\n\n{text}", folder)] == [code]
    assert errors_of(f"Words.\n\n{text}", folder)[0].startswith("3:")


def test_enormous_pictures_are_refused(draw: Draw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many pixels are seen before they are decoded, too many bytes before they are read."""
    draw("a.png")
    monkeypatch.setattr(assets, "MAX_PIXELS", 1000)
    assert errors_of("![x](a.png)", tmp_path) == ["1:1 EP186"]
    monkeypatch.setattr(assets, "MAX_BYTES", 10)
    assert errors_of("![x](a.png)", tmp_path) == ["1:1 EP186"]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        "<g onclick='x()'/>",
        "<image href='https://a.b/c.png'/>",
        "<image xmlns:x='http://www.w3.org/1999/xlink' x:href='file:///etc/passwd'/>",
        "<use href='other.svg#a'/>",
        "<rect fill='url(http://a.b/c)'/>",
        "<rect style='fill:ur\\6c(http://a.b/c)'/>",
        "<style>@import 'a.css';</style>",
        '<style>rect{fill:url( "x.svg#a" )}</style>',
        "<a href='javascript:alert(1)'/>",
        "<set attributeName='href' to='x'/>",
        "<g",
        "&undefined;",
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(tmp_path: Path, inside: str) -> None:
    """Scripts, handlers, foreign content, references outside and broken XML."""
    (tmp_path / "d.svg").write_text(SVG.format(inside))
    assert set(errors_of("![x](d.svg)", tmp_path)) == {"1:1 EP185"}


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"),
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg viewBox="0 0 1 1"/>',
        '<?xml-stylesheet href="a.css"?>' + SVG.format("<?php x?>"),
    ],
)
def test_an_svg_needs_a_size_a_namespace_and_no_document_type(tmp_path: Path, text: str) -> None:
    """Entities are never resolved; a picture without a size cannot be placed."""
    (tmp_path / "d.svg").write_text(text)
    assert errors_of("![x](d.svg)", tmp_path) == ["1:1 EP185"]


def test_an_svg_may_refer_to_itself(tmp_path: Path) -> None:
    """Gradients by fragment and embedded rasters are drawing; units become pixels."""
    inside = "<defs><linearGradient id='g'/></defs><rect fill='url(#g)'/><image href='data:image/png;base64,AA=='/>"
    text = SVG.format(inside).replace("viewBox", 'width="1in" viewBox')
    (tmp_path / "d.svg").write_text(text)
    asset = parse_text("![x](d.svg)", tmp_path).assets[0]
    assert (asset.width, asset.height) == (96, 72)


def test_the_cover_is_an_asset_too(draw: Draw, tmp_path: Path) -> None:
    """It is called cover, and an error in it stands at the front matter's key."""
    draw("a.png")
    front: dict[str, Any] = {"cover": CoverArt("a.png", 'A "teal" field')}
    essay = parse_text("Words.", tmp_path, **front)
    assert [(asset.href, asset.alt) for asset in essay.assets] == [("cover.png", "A “teal” field")]
    places = (("cover.image", Place("essay.md", 4, 10)),)
    missing: dict[str, Any] = {"cover": CoverArt("b.png", "x"), "places": places}
    assert errors_of("Words.", tmp_path, **missing) == ["4:10 EP182"]


def test_a_caption_that_cannot_be_printed_is_warned_of(draw: Draw, tmp_path: Path) -> None:
    """In a line of text, or on decoration."""
    draw("a.png")
    assert warnings_of('In ![x](a.png "lost") line.', tmp_path) == ["1:4 EP169"]
    assert warnings_of('![](a.png "lost"){alt=""}', tmp_path) == ["1:1 EP169"]
