"""Three renderers that share no code, poppler, pdfium and mupdf, must draw the same pages.

poppler (GPL) and mupdf (AGPL) are only run. Each draws at three times the size, which is then reduced: so hinting, and
hairlines widened to a pixel, weigh little. A point of ink counts as different where the other page has nothing like it
within a point; what then differs is averaged over squares of 6 × 6 points. Measured on our pages, ways of smoothing
edges give up to 25 of 255, pictures in CMYK up to 40; a word that is missing, or stands two points away, gives 58 and
more. The limit lies between. Each program turns inks into light by a rule of its own: where an area (no stroke of a
letter) is coloured, its tone may differ by two fifths of its colourfulness.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["LIMIT", "compare", "missing", "run", "version"]

LIMIT = 48
"""The greatest average difference of 6 × 6 points that is let through, of 255."""
SHOWN = 5
_DPI, _REDUCED = 216, 3
_SQUARE = 2.5  # points to each side of the middle one: 6 × 6
_AREA = 5  # points: what is thinner is a stroke
_TONE = 0.2  # of the colourfulness of each of the two pages
_DULL = 24
_SECONDS = 300
# mutool says this of each file with a structure tree whose elements carry no text, which is a remark.
_REMARKS = ("warning: ",)


@dataclass(frozen=True, slots=True)
class _Renderer:
    """A program: its name, the command it needs, and what draws a file's pages into a folder, saying what it said."""

    name: str
    command: str
    draw: Callable[[Path, Path], tuple[list[Path], str]]


def missing() -> str:
    """Return which renderers there are not, or an empty text; the others are compared all the same."""
    gone = [item.name for item in _RENDERERS if not _there(item)]
    return programs.get("the comparison", *gone) if gone else ""


def version() -> str:
    """Return the versions of the renderers that there are."""
    found = [f"pdfium {pypdfium2.version.PDFIUM_INFO.version}"]
    if pdftoppm := programs.find("pdftoppm"):
        found.append(f"poppler {programs.version(pdftoppm, '-v').rpartition(' ')[2]}")
    if mutool := programs.find("mutool"):
        found.append(f"mupdf {programs.version(mutool, '-v').rpartition(' ')[2]}")
    return ", ".join(found)


def run(files: Sequence[Path]) -> tuple[tuple[Report, ...], ...]:
    """Return, for each file, a report per pair of renderers; `examined` counts pages. Raises ToolError."""
    return tuple(_judge(path) for path in files)


def compare(one: Sequence[Image.Image], other: Sequence[Image.Image], names: tuple[str, str]) -> Report:
    """Return whether two renderers, by their `names`, drew the same pages; pages are in colour, a pixel a point."""
    return _compare([_seen(page) for page in one], [_seen(page) for page in other], names)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page in greys, the darkest and lightest within a point of each point, and by how much its tone may differ."""

    grey: Image.Image
    darkest: Image.Image
    lightest: Image.Image
    allowed: Image.Image | None


def _seen(page: Image.Image) -> _Seen:
    grey = page.convert("L")
    red, green, blue = page.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    colour = ImageChops.subtract(strongest, ImageChops.darker(ImageChops.darker(red, green), blue))
    allowed = None
    if colour.getextrema()[1] > _DULL:  # type: ignore[operator]  # one band: two numbers
        areas = colour.filter(ImageFilter.MinFilter(_AREA)).filter(ImageFilter.MaxFilter(_AREA + 2))
        allowed = areas.point([round(value * _TONE) for value in range(256)])
    return _Seen(grey, grey.filter(ImageFilter.MinFilter(3)), grey.filter(ImageFilter.MaxFilter(3)), allowed)


def _compare(one: Sequence[_Seen], other: Sequence[_Seen], names: tuple[str, str]) -> Report:
    found: list[Diagnostic] = []
    if len(one) != len(other):
        found.append(_differ(f"{names[0]} draws {len(one)} pages, {names[1]} {len(other)}"))
    for number, (left, right) in enumerate(zip(one, other, strict=False), 1):
        width, height = left.grey.size
        if max(abs(width - right.grey.width), abs(height - right.grey.height)) > 1:
            sizes = f"{width} × {height} points, {names[1]} {right.grey.width} × {right.grey.height}"
            found.append(_differ(f"page {number}: {names[0]} makes it {sizes}"))
            continue
        greatest, x, y = _difference(left, right)
        if greatest > LIMIT:
            place = f"{x} points from the left and {y} from the top"
            share = f"{greatest / 2.55:.0f} % of black, {LIMIT / 2.55:.0f} % is allowed"
            found.append(_differ(f"page {number}: {names[0]} and {names[1]} differ {place} ({share})"))
    if len(found) > SHOWN:
        found[SHOWN:] = [_differ(f"and {len(found) - SHOWN} pages more")]
    return Report(_title(names), tuple(found), min(len(one), len(other)))


def _difference(one: _Seen, other: _Seen) -> tuple[int, int, int]:
    """Return by how much (0-255) two pages differ where they differ most, and where that is, in points."""
    # Pages of a broken size are rounded up by some and down by others: operations on two pictures take what is common.
    excess = ImageChops.lighter(_beyond(one, other), _beyond(other, one))
    for page in (one, other):
        if page.allowed is not None:
            excess = ImageChops.subtract(excess, page.allowed)
    data = excess.filter(ImageFilter.BoxBlur(_SQUARE)).tobytes()
    at = data.index(greatest := max(data))
    return greatest, at % excess.width, at // excess.width


def _beyond(page: _Seen, other: _Seen) -> Image.Image:
    """Return by how much each point of a page is darker, or lighter, than all points of the other that touch it."""
    darker = ImageChops.subtract(other.darkest, page.grey)
    return ImageChops.lighter(darker, ImageChops.subtract(page.grey, other.lightest))


def _judge(path: Path) -> tuple[Report, ...]:
    """Return the comparisons of one file."""
    drawn: dict[str, list[_Seen]] = {}
    complaints: dict[str, Diagnostic] = {}
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        for item in filter(_there, _RENDERERS):
            place = Path(folder) / item.name
            place.mkdir()
            pages, said = item.draw(path.resolve(), place)
            drawn[item.name] = [_seen(_reduced(page)) for page in pages]
            if said:
                complaints[item.name] = Diagnostic(Severity.ERROR, "EP642", f"{item.name} complains: {said}")
    reports = []
    for one, other in itertools.combinations([item.name for item in _RENDERERS], 2):
        if one in drawn and other in drawn:
            report = _compare(drawn[one], drawn[other], (one, other))
            # Each complaint is told once, with the first comparison that its renderer takes part in.
            told = [complaints.pop(name) for name in (one, other) if name in complaints]
            reports.append(Report(report.name, (*told, *report.diagnostics), report.examined))
        else:
            gone = [item.name for item in _RENDERERS if item.name in (one, other) and item.name not in drawn]
            reports.append(Report(_title((one, other)), not_run=programs.get("the comparison", *gone)))
    return tuple(reports)


def _reduced(path: Path) -> Image.Image:
    """Return a page as it was drawn, a pixel a point."""
    with Image.open(path) as picture:
        return picture.convert("RGB").reduce(_REDUCED)


def _title(names: tuple[str, str]) -> str:
    return f"{names[0]} and {names[1]} draw the same"


def _differ(message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "EP641", message, hint="look at the page in both programs")


def _there(item: _Renderer) -> bool:
    return not item.command or bool(programs.find(item.command))


# ---------------------------------------------------------------- drawing
def _poppler(path: Path, folder: Path) -> tuple[list[Path], str]:
    command = [programs.find("pdftoppm"), "-r", str(_DPI), str(path), str(folder / "page")]
    return _run(command, "poppler", folder)


def _mupdf(path: Path, folder: Path) -> tuple[list[Path], str]:
    options = ["-q", "-r", str(_DPI), "-c", "rgb", "-o", str(folder / "page-%05d.ppm")]
    return _run([programs.find("mutool"), "draw", *options, str(path)], "mupdf", folder)


def _pdfium(path: Path, folder: Path) -> tuple[list[Path], str]:
    try:
        for number, picture in enumerate(_pages(path), 1):
            picture.save(folder / f"page-{number:05d}.ppm")
    except pypdfium2.PdfiumError as fault:
        return [], f"{fault}"
    return sorted(folder.glob("*.ppm")), ""


def _pages(path: Path) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            yield page.render(scale=_DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()


def _run(command: Sequence[str], name: str, folder: Path) -> tuple[list[Path], str]:
    """Return the pages that a program drew, and what it had to say of the file; raises ToolError without either."""
    done = programs.run(command, name, "EP640", _SECONDS)
    pages = sorted(folder.glob("*.ppm"))
    said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith(_REMARKS)]
    if not pages and not said:
        raise ToolError(programs.failure("EP640", f"{name} drew no page of {Path(command[-1]).name}", done))
    return pages, said[0].strip() if said else ""


_RENDERERS = (
    _Renderer("poppler", "pdftoppm", _poppler),
    _Renderer("pdfium", "", _pdfium),
    _Renderer("mupdf", "mutool", _mupdf),
)
