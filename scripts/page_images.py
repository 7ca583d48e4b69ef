"""Draw the README's page images from the sample essays: `make images`.

The covers and the spreads come from the PDFs, the screen pages from the files inside the EPUB, laid out at the size of
a telephone. Pictures are reduced to a palette, so that the repository stays small.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pypdfium2
from PIL import Image

from essay_press import build, editions
from essay_press.check import quote_distance
from essay_press.formats.pdf.engine import CSS, HTML, FontConfiguration
from essay_press.formats.pdf.fetcher import BASE_URL, LockedFetcher, Resource
from essay_press.model import Artifact
from typography import pictures, samples

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
GROUND, GAP, COLOURS = "#d9d9d9", 10, 48
# Each layout, with an edition and a sample that show its pull-quotes on both sides of a sheet.
QUOTED = (
    ("classic", "a5", "crease"),
    ("modern", "a5", "whiplash"),
    ("magazine", "a4", "whiplash"),
    ("large-print", "large-print", "whiplash"),
    ("zine", "booklet-a4", "whiplash"),
)
SCREEN = "@page { size: 80mm 130mm; margin: 7mm 6mm } html { font-size: 9.5pt; line-height: 1.4 }"


def main() -> int:
    """Write every image and say how large each is."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    classic = _make("whiplash", "a5", "classic")
    modern = _make("whiplash", "a4", "modern")
    large = _make("whiplash", "large-print", "large-print")
    columns = _make("whiplash", "a4", "magazine")
    folded = _make("crease", "a5", "classic")
    free = _make("whiplash", "spoiler-free", "classic")
    zine = _make("jetee", "zine", "zine")
    epub = _make("whiplash", "epub", "classic")
    _save("covers.png", [_page(found, 0, 360) for found in (classic, modern, columns, large)])
    _save("magazine.png", [_page(columns, 1, 520), _page(columns, 2, 520)])
    _save("spoiler-free.png", [_page(free, 0, 520), _page(free, 6, 520)])
    _save("zine.png", [_page(zine, 0, 480)])
    _save("spread.png", [_page(classic, 5, 520), _page(classic, 6, 520)])
    _save("modern.png", [_page(modern, 1, 520), _page(modern, 2, 520)])
    _save("notes.png", [_page(folded, 6, 520), _page(folded, 7, 520)])
    _typography()
    for name, pages in _pull_quotes():
        _save(name, pages)
    _save("epub.png", [*_screens(epub.data, "notice.xhtml", 1), *_screens(epub.data, "essay.xhtml", 2)])
    return 0


def _pull_quotes() -> Iterator[tuple[str, list[Image.Image]]]:
    """Yield, for each layout, a verso and a recto that have a pull-quote, as far as our essays have both."""
    for layout, edition, essay in QUOTED:
        sides: list[list[Image.Image]] = [[], []]
        # What one essay has on a left page only, another has on a right one.
        for name in dict.fromkeys((essay, "whiplash", "crease", "jetee", "doigt")):
            if all(sides):
                break
            source = build.read(ROOT / "content" / f"{name}.md")
            request = build.Request(layout=layout, check=False)
            # A booklet's pages as they are read, before they go on sheets.
            artifact = build.make(source, replace(editions.load()[edition], impose=None), request)
            found = quote_distance.distances_in(artifact.data, source)
            for page in sorted({int(item.label) - 1 for item in found if item.label.isdecimal()}):
                side = sides[(page + 1) % 2]
                if not side:
                    side.append(_page(artifact, page, 400))
        yield f"quotes-{layout}.png", [*sides[0], *sides[1]]


def _make(essay: str, edition: str, layout: str) -> Artifact:
    """Return one edition of a sample essay."""
    request = build.Request(layout=layout, check=False)
    return build.make(build.read(ROOT / "content" / f"{essay}.md"), editions.load()[edition], request)


def _typography() -> None:
    """Write one spread as three engines set it, below each other, and marks that hang, seen from near."""
    texts = [samples.sample(ROOT / "content" / f"{name}.md") for name in ("crease", "whiplash", "jetee")]
    for engine, picture in pictures.spreads(texts[0]).items():
        _save(f"lines-{engine}.png", [picture])
    _save("hanging.png", [pictures.hanging(texts)])


def _page(artifact: Artifact, index: int, height: int) -> Image.Image:
    """Return a page of a PDF, `height` pixels high."""
    return _draw(artifact.data, index, height)


def _draw(data: bytes, index: int, height: int) -> Image.Image:
    """Return a page of a PDF, `height` pixels high."""
    page = pypdfium2.PdfDocument(data)[index]
    picture = page.render(scale=3 * height / page.get_height()).to_pil().convert("RGB")
    width = round(picture.width * height / picture.height)
    small: Image.Image = picture.resize((width, height), Image.Resampling.LANCZOS)
    return small


def _screens(data: bytes, name: str, count: int) -> list[Image.Image]:
    """Return the first screens of a file in an EPUB, as an app of a telephone's size would show them."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        files = {item: book.read(item) for item in book.namelist()}
    path = next(item for item in files if item.endswith(f"/{name}"))

    listed = {BASE_URL + item: Resource(content, _kind(item)) for item, content in files.items()}
    faces = FontConfiguration()
    page = HTML(string=files[path].decode(), base_url=BASE_URL + path, url_fetcher=LockedFetcher(listed))
    pdf = page.write_pdf(stylesheets=[CSS(string=SCREEN, font_config=faces)], font_config=faces)
    return [_draw(pdf, index, 420) for index in range(count)]


def _kind(name: str) -> str:
    """Return the media type of a file by its ending."""
    kinds = {".css": "text/css", ".ttf": "font/ttf", ".otf": "font/otf", ".png": "image/png", ".jpg": "image/jpeg"}
    return kinds.get(PurePosixPath(name).suffix, "application/octet-stream")


def _save(name: str, pictures: list[Image.Image]) -> None:
    """Write pictures side by side, on grey."""
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    height = max(picture.height for picture in pictures) + 2 * GAP
    sheet = Image.new("RGB", (width, height), GROUND)
    left = GAP
    for picture in pictures:
        sheet.paste(picture, (left, GAP))
        left += picture.width + GAP
    path = IMAGES / name
    sheet.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    sys.exit(main())
