"""Ghostscript as a witness of the inks: the pages separated by a program that shares no line with this one.

Ghostscript is under the AGPL: it is run as a program where it is on PATH, and never required.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageMath

from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.presets import Preset

__all__ = ["Plates", "separate", "witness"]

NAME = "inks as Ghostscript sees them"
MISSING = "Ghostscript is not installed (gs)"
DOTS = 100  # per inch
TOLERANCE = 2.0  # percent of ink: four plates of 256 steps, each rounded
SECONDS = 300
BLACK, FAINT, CLOSE = 0.6, 0.04, 0.15  # black text has so much black, and no more than a breath of each other ink
# Inside the bleed: the marks outside it are on every plate.
DEVICE = ("-dSAFER", "-q", "-dNOPAUSE", "-dBATCH", "-dUseBleedBox", "-sDEVICE=tiff32nc", f"-r{DOTS}")
TEXT_ALONE = ("-dFILTERIMAGE", "-dFILTERVECTOR")


@dataclass(frozen=True, slots=True)
class Plates:
    """What a page puts on the plates: the greatest sum of inks in percent, and the greatest of C, M, Y and K."""

    page: int
    total: float
    inks: tuple[float, float, float, float]
    muddy: int = 0


def witness(data: bytes, preset: Preset) -> Report:
    """Return whether no place of a page takes more ink than the preset allows, and black text is on one plate.

    `examined` counts the pages; `not_run` without Ghostscript, or where it does not answer.
    """
    if shutil.which("gs") is None:
        return Report(NAME, not_run=MISSING)
    try:
        pages, texts = separate(data), separate(data, *TEXT_ALONE)
    except (OSError, subprocess.SubprocessError) as fault:
        return Report(NAME, not_run=f"Ghostscript did not answer: {fault}")
    if not pages:
        return Report(NAME, not_run="Ghostscript drew no page")
    out = [
        f"page {plates.page}: {plates.total:.0f} % of ink on one place; the limit is {preset.ink_limit:g}"
        for plates in pages
        if plates.total > preset.ink_limit + TOLERANCE
    ]
    out += [f"page {text.page}: black text on more plates than the black one" for text in texts if text.muddy]
    hint = "another program separates the page otherwise than our own preflight reckons: trust it, and look at the page"
    found = (Diagnostic(Severity.ERROR, "EP587", message, hint=hint) for message in out)
    return Report(NAME, tuple(found), len(pages))


def separate(data: bytes, *options: str) -> tuple[Plates, ...]:
    """Return what each page of a PDF puts on the four plates; raises OSError or SubprocessError."""
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        source = Path(folder) / "pages.pdf"
        source.write_bytes(data)
        target = f"-sOutputFile={Path(folder) / 'page-%05d.tif'}"
        command = ["gs", *DEVICE, *options, target, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return tuple(_plates(number, path) for number, path in enumerate(sorted(Path(folder).glob("*.tif")), 1))


def _plates(page: int, path: Path) -> Plates:
    """Return what a separated page has on its plates."""
    with Image.open(path) as picture:
        bands = picture.split()
    total = ImageMath.lambda_eval(
        lambda args: args["c"] + args["m"] + args["y"] + args["k"], **dict(zip("cmyk", bands, strict=True))
    )
    cyan, magenta, yellow, black = (float(band.getextrema()[1]) / 2.55 for band in bands)  # type: ignore[arg-type]
    return Plates(page, float(total.getextrema()[1]) / 2.55, (cyan, magenta, yellow, black), _muddy(bands))


def _muddy(bands: tuple[Image.Image, ...]) -> int:
    """Return how many pixels are meant to be black and are not in black alone: three plates in nearly equal parts."""
    cyan, magenta, yellow, black = bands
    most = ImageChops.lighter(ImageChops.lighter(cyan, magenta), yellow)
    least = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    whole = ImageMath.lambda_eval(
        lambda args: args["convert"](
            (args["m"] + args["k"] > BLACK * 255)
            * (args["l"] > FAINT * 255)
            * (args["m"] - args["l"] < CLOSE * 255),
            "L",
        ),
        m=most, l=least, k=black,
    )  # fmt: skip
    return int(sum(whole.histogram()[1:]))
