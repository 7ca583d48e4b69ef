"""The pass that makes a PDF ready for the press: inks for lights, boxes and marks, the output intent, its identity."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pikepdf

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.finish import press_flat, press_identity, press_marks, press_old, press_pages
from essay_press.finish.press_colour import Inks
from essay_press.finish.streams import mend_endings
from essay_press.model import Edition
from essay_press.presets import Preset

__all__ = ["press", "vendored"]

VERSIONS = {"pdf/x-1a:2001": "1.3", "pdf/x-4": "1.6"}
"""The version of PDF that each standard is made of (ISO 15930-1, 6.1; ISO 15930-7, 6.1)."""
INK = "give colours as #rrggbb; in an SVG, do without blend modes, filters and embedded letters"
FLAT = (
    "give it a full colour, or put it on the paper or on one flat colour; give a picture hard edges;"
    " a printer who takes PDF/X-4 (edition trade) prints it as it is"
)
OLD = "use a TrueType font, or the edition trade, which is PDF/X-4"


def press(data: bytes, edition: Edition, preset: Preset) -> bytes:
    """Return a finished PDF as its printer wants it; the same bytes for the same bytes.

    Every colour becomes CMYK by the preset's profile, greys and black text the black ink alone; links go; for PDF/X-1a,
    transparency is flattened. Raises RenderError with all that cannot be turned into ink or flattened, and when the
    profile is not the one that the preset names.
    """
    profile = vendored(preset.name, preset.intent.profile, preset.intent.sha256)
    trim = edition.trim
    if trim is None:
        message = f"edition {edition.name} has no trim"
        raise ValueError(message)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _refuse(
            "EP445", press_pages.convert(pdf, Inks(profile, preset.ink_limit / 100)), INK, " cannot be printed in ink"
        )
        if old := preset.standard == "pdf/x-1a:2001":
            _refuse("EP444", press_flat.flatten(pdf), FLAT, ", which PDF/X-1a cannot print")
            _refuse("EP447", press_old.reduce(pdf), OLD, ", which PDF/X-1a cannot hold")
        press_marks.add(pdf, preset, trim.bleed, marks=trim.marks)
        press_identity.unlink(pdf)
        press_identity.declare(pdf, preset.intent, profile)
        press_identity.identify(pdf, data, preset.standard)
        mend_endings(pdf)
        target = io.BytesIO()
        pdf.save(
            target,
            force_version=VERSIONS[preset.standard],
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable if old else pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return target.getvalue()


def _refuse(code: str, faults: tuple[str, ...], hint: str, words: str) -> None:
    """Raise RenderError with everything that cannot be printed, if there is any."""
    if faults:
        raise RenderError(Diagnostic(Severity.ERROR, code, f"{fault}{words}", hint=hint) for fault in faults)


def vendored(preset: str, path: Path, sha256: str) -> bytes:
    """Return the bytes of a preset's profile, or raise RenderError when they are not those that were vendored."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RenderError(_fault(preset, path, f"cannot be read: {error.strerror or error}")) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RenderError(_fault(preset, path, "is not the one that the preset names"))
    return data


def _fault(preset: str, path: Path, words: str) -> Diagnostic:
    message = f"the profile {path.name} of preset {preset} {words}"
    return Diagnostic(Severity.ERROR, "EP446", message, hint="install essay-press again, or mend the checksum")
