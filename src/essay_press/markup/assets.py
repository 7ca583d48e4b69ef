"""Pictures: found inside the manuscript's folder, read to the end, measured and named by position."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from essay_press.diagnostics import Place
from essay_press.extensions.ledger import Findings
from essay_press.markup.svg import inspect_svg
from essay_press.suggest import nearest

__all__ = ["MAX_BYTES", "MAX_PIXELS", "Picture", "read_picture"]

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 80_000_000
_FORMATS = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "WEBP": ("webp", "image/webp")}
_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".svg")
_TRANSPOSED = (5, 6, 7, 8)
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be printed: its file, kind, pixels as seen, and the hash of its bytes."""

    path: Path
    suffix: str
    media_type: str
    width: int
    height: int
    sha256: str


def read_picture(folder: Path, reference: str, place: Place | None, findings: Findings) -> Picture | None:
    """Return the picture that `reference` names below `folder`, or None after saying what is wrong with it."""
    path = _find(folder, reference, place, findings)
    if path is None:
        return None
    size = path.stat().st_size
    if size > MAX_BYTES:
        findings.error(
            "EP186",
            f"the picture `{reference}` has {size / 1048576:.0f} MB; {MAX_BYTES // 1048576} MB is the limit",
            place,
            "save it smaller: 300 pixels for each inch in print are enough",
        )
        return None
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if path.suffix.lower() == ".svg" or data.lstrip()[:5] in (b"<?xml", b"<svg "):
        return _drawing(path, data, digest, reference, place, findings)
    return _photograph(path, data, digest, reference, place, findings)


def _find(folder: Path, reference: str, place: Place | None, findings: Findings) -> Path | None:
    """Return the file, which must be a plain one inside the folder, its name spelled as on the disk."""
    name = unquote(reference.strip())
    if "://" in name or name.startswith(("data:", "//")):
        findings.error(
            "EP180",
            f"the picture `{reference[:80]}` is on the web",
            place,
            "save it beside the manuscript and give its file name, so that the essay can be built offline",
        )
        return None
    parts = name.replace("\\", "/").split("/")
    if not name or name.startswith("/") or ".." in parts or (len(name) > 1 and name[1] == ":") or "\0" in name:
        findings.error(
            "EP181",
            f"the picture `{reference}` is not inside the manuscript's folder",
            place,
            "put it beside the manuscript, or in a folder below, and give its path from there",
        )
        return None
    path = folder
    for part in (part for part in parts if part not in ("", ".")):
        known = sorted(entry.name for entry in os.scandir(path)) if path.is_dir() else []
        if part not in known:
            _missing(path, part, known, reference, place, findings)
            return None
        path = path / part
    if not path.resolve().is_relative_to(folder.resolve()):
        findings.error(
            "EP181",
            f"the picture `{reference}` is a link to a file outside the manuscript's folder",
            place,
            "copy the file itself",
        )
        return None
    if not path.is_file():
        findings.error("EP182", f"`{reference}` is not a file", place, "give the path of a picture")
        return None
    return path


def _missing(
    folder: Path, part: str, known: list[str], reference: str, place: Place | None, findings: Findings
) -> None:
    """Say that a file or folder is not there, and what is."""
    same = next((name for name in known if name.casefold() == part.casefold()), None)
    if same:
        findings.error(
            "EP183",
            f"the picture `{reference}` is spelled `{same}` on the disk",
            place,
            "write the name as it is, capitals too: on other machines it would not be found",
        )
        return
    close = nearest(part, [name for name in known if (folder / name).is_dir() or name.lower().endswith(_SUFFIXES)])
    findings.error(
        "EP182",
        f"the picture `{reference}` is not there",
        place,
        f"did you mean `{close}`?" if close else f"put it at `{reference}`, seen from the manuscript",
    )


def _drawing(
    path: Path, data: bytes, digest: str, reference: str, place: Place | None, findings: Findings
) -> Picture | None:
    width, height, faults = inspect_svg(data)
    for fault in faults:
        findings.error(
            "EP185",
            f"the picture `{reference}` cannot be used: {fault}",
            place,
            "save it as plain SVG: no scripts, no links, fonts as outlines",
        )
    return None if faults else Picture(path, "svg", "image/svg+xml", width, height, digest)


def _photograph(
    path: Path, data: bytes, digest: str, reference: str, place: Place | None, findings: Findings
) -> Picture | None:
    """Read a raster picture to its last pixel."""
    from PIL import Image, UnidentifiedImageError

    try:
        with _strictly(), warnings.catch_warnings():
            # The limit on pixels is ours; Pillow's own only warns.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                kind, (width, height) = image.format or "", image.size
                if kind not in _FORMATS:
                    _wrong_kind(reference, kind, place, findings)
                    return None
                if width * height > MAX_PIXELS:
                    _too_large(reference, width, height, place, findings)
                    return None
                image.load()
                orientation = image.getexif().get(_ORIENTATION, 1)
                frames = getattr(image, "n_frames", 1)
    except Image.DecompressionBombError:
        _too_large(reference, 0, 0, place, findings)
        return None
    except UnidentifiedImageError:
        _wrong_kind(reference, "", place, findings)
        return None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        findings.error(
            "EP184",
            f"the picture `{reference}` is damaged ({str(error).splitlines()[0] if str(error) else 'unreadable'})",
            place,
            "export or copy it again",
        )
        return None
    if frames > 1:
        findings.warning("EP188", f"`{reference}` is animated; only its first frame is printed", place)
    if orientation != 1:
        findings.warning(
            "EP188",
            f"`{reference}` is stored turned, with a note (EXIF) to turn it back; not every reader obeys",
            place,
            f"bake it in: `mogrify -auto-orient {reference}`",
        )
    if orientation in _TRANSPOSED:
        width, height = height, width
    suffix, media_type = _FORMATS[kind]
    return Picture(path, suffix, media_type, width, height, digest)


@contextmanager
def _strictly() -> Iterator[None]:
    """Have Pillow refuse a picture that is cut short: WeasyPrint, once imported, has it draw what there is."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _wrong_kind(reference: str, kind: str, place: Place | None, findings: Findings) -> None:
    what = f"is a {kind} file" if kind else "is no picture that can be read"
    findings.error("EP184", f"`{reference}` {what}", place, "save it as PNG, JPEG, WebP or SVG")


def _too_large(reference: str, width: int, height: int, place: Place | None, findings: Findings) -> None:
    size = f"{width} × {height} pixels" if width else "far too many pixels"
    findings.error(
        "EP186",
        f"the picture `{reference}` has {size}; {MAX_PIXELS // 1_000_000} million is the limit",
        place,
        "save it smaller: 300 pixels for each inch in print are enough",
    )
