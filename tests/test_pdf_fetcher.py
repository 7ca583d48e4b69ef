"""The fetcher serves what is listed and refuses the rest, in words a writer understands."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from essay_press.errors import RenderError
from essay_press.formats.pdf import strict, svg
from essay_press.formats.pdf.fetcher import LockedFetcher, RefusedError, Resource, font_url, layout_url
from pdf_samples import FACES, lay_out, picture

PLAIN_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


def refusal(url: str, listed: dict[str, Resource] | None = None, **options: int) -> str:
    """Return the one diagnostic for a URL that is refused, as `code message`."""
    fetcher = LockedFetcher(listed or {}, **options)
    with pytest.raises(RefusedError):
        fetcher.fetch(url)
    (diagnostic,) = fetcher.diagnostics
    return f"{diagnostic.code} {diagnostic.message}"


def test_a_listed_file_is_served_with_its_type(tmp_path: Path) -> None:
    """Bytes and media type come back, whatever the file is called on disk."""
    file = tmp_path / "Ünï cöde 1.png"
    file.write_bytes(picture())
    response = LockedFetcher({"press://essay/i1.png": Resource(file, "image/png")}).fetch("press://essay/i1.png")
    assert (response.read(), response.content_type) == (picture(), "image/png")


def test_bytes_are_served_under_a_name_with_spaces() -> None:
    """A sheet in memory is found under its quoted name."""
    url = layout_url("layouts/my own/print.css")
    response = LockedFetcher({url: Resource(b"p {}", "text/css")}).fetch(url)
    assert (url, response.read()) == ("press://layout/layouts/my%20own/print.css", b"p {}")


@pytest.mark.parametrize(
    "url",
    ["http://example.org/a.png", "https://example.org/a.png", "file:///etc/passwd", "ftp://example.org/a", "FILE:///a"],
)
def test_network_and_files_are_refused(url: str) -> None:
    """No scheme but the house's own reaches anything."""
    assert refusal(url).startswith("EP402 the page asks for `")


@pytest.mark.parametrize("path", ["other.png", "../secret.png", "%2e%2e/secret.png", "/etc/passwd", "i1.png/../x"])
def test_what_is_not_listed_is_refused(path: str) -> None:
    """There is no folder to climb out of: a name is on the list or it is not."""
    listed = {"press://essay/i1.png": Resource(picture(), "image/png")}
    assert refusal(f"press://essay/{path}", listed).endswith("is not a file of this essay")


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    """A picture that is no longer the one the manuscript was read with stops the build."""
    file = tmp_path / "a.png"
    file.write_bytes(picture())
    listed = {"press://essay/i1.png": Resource(file, "image/png", sha256="0" * 64)}
    assert refusal("press://essay/i1.png", listed) == "EP402 `a.png` changed while the edition was built"


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    """The message has the name, not the folder."""
    listed = {"press://essay/i1.png": Resource(tmp_path / "gone.png", "image/png")}
    assert refusal("press://essay/i1.png", listed) == "EP402 `gone.png` cannot be read: No such file or directory"


def test_an_enormous_picture_is_refused_before_it_is_decoded() -> None:
    """Pixels are counted from the header."""
    listed = {"press://essay/i1.png": Resource(picture(size=(40, 30)), "image/png")}
    assert refusal("press://essay/i1.png", listed, max_pixels=1000) == (
        "EP402 `i1.png` has 1,200 pixels; 1,000 are allowed"
    )


def test_a_picture_that_is_none_is_refused() -> None:
    """Bytes that Pillow cannot open do not reach the page."""
    listed = {"press://essay/i1.png": Resource(b"not a picture", "image/png")}
    assert refusal("press://essay/i1.png", listed) == "EP402 `i1.png` is not a picture that can be read"


def test_a_small_inline_picture_is_served() -> None:
    """A `data:` URL with a picture is allowed."""
    url = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"
    assert LockedFetcher({}).fetch(url).read() == picture()


def test_inline_text_and_large_inline_pictures_are_refused() -> None:
    """A `data:` URL may carry a small picture and nothing else."""
    assert refusal("data:text/css,p{}") == "EP402 a `data:` URL carries `text/css`; only small pictures are allowed"
    assert refusal("data:image/png," + "a" * 200_001).startswith("EP402 an inline picture takes 200,016 characters")


def test_a_webp_picture_is_drawn() -> None:
    """WebP goes through as it is."""
    resources = {"press://essay/i1.webp": Resource(picture("WEBP"), "image/webp")}
    assert len(lay_out('<p><img src="i1.webp" alt="x"/></p>', resources=resources).pages) == 1


@pytest.mark.parametrize(
    ("inner", "fault"),
    [
        ("<script>1</script>", "contains <script>"),
        ('<rect onload="x()"/>', "has an event handler (onload)"),
        ('<image href="file:///etc/passwd"/>', "refers to another file (file:///etc/passwd)"),
        ('<use href="other.svg#a"/>', "refers to another file (other.svg#a)"),
        ("<style>@import 'a.css';</style>", "refers to another file in its style sheet"),
        ('<rect fill="url(http://x/a)"/>', "refers to another file in `fill`"),
        ("<foreignObject/>", "contains <foreignobject>"),
    ],
)
def test_an_svg_that_reaches_outside_is_refused(inner: str, fault: str) -> None:
    """Each way out of a drawing is named."""
    assert list(svg.faults(PLAIN_SVG.format(inner).encode())) == [fault]


def test_a_doctype_in_an_svg_is_refused_in_any_encoding() -> None:
    """Entities cannot be declared, not even in UTF-16."""
    source = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN_SVG.format("&a;")
    assert list(svg.faults(source.encode("utf-16"))) == ["declares a document type (DOCTYPE)"]


def test_a_harmless_svg_passes() -> None:
    """References inside the drawing, links and style sheets are fine."""
    inner = (
        '<style>rect { fill: url("#a") }</style><a href="https://example.org/"><rect fill="url( \'#a\')"/></a>'
        '<use href="#a"/><image href="data:image/png;base64,AAAA"/>'
    )
    assert list(svg.faults(PLAIN_SVG.format(inner).encode())) == []


def test_a_refusal_stops_the_layout_with_a_diagnostic() -> None:
    """A page that asks for something else ends in RenderError, not in WeasyPrint's own BaseException."""
    with pytest.raises(RenderError) as caught, strict.watch():
        lay_out('<p><img src="https://example.org/a.png" alt="x"/></p>')
    assert [item.code for item in caught.value.diagnostics] == ["EP402"]


def test_addresses_do_not_depend_on_folders() -> None:
    """A face is named by its content."""
    assert font_url(FACES[0]) == f"press://fonts/{FACES[0].sha256}.ttf"
