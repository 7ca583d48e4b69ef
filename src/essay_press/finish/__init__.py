"""Bytes → bytes, after the layout: what the engine cannot write is put right in the finished file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from essay_press.model import Artifact, Attachment, Edition

__all__ = ["attach", "finish", "for_press", "impose"]


def finish(data: bytes) -> bytes:
    """Return a PDF, as `formats.pdf` writes it, with a whole structure tree and nothing that PDF/A objects to."""
    from essay_press.finish import structure

    return structure.finish(data)


def attach(artifact: Artifact, files: Sequence[Attachment]) -> Artifact:
    """Return a finished PDF with these files inside, or as it is when there are none."""
    if not files:
        return artifact
    from essay_press.finish import attachments

    return replace(artifact, data=attachments.attach(artifact.data, files))


def impose(artifact: Artifact, edition: Edition) -> Artifact:
    """Return a finished PDF on the sheets that its edition asks for, or as it is; raises RenderError."""
    if edition.impose is None:
        return artifact
    from essay_press.finish import sheets

    data, pages, told = sheets.impose(artifact.data, edition.impose)
    return replace(artifact, data=data, pages=pages, diagnostics=(*artifact.diagnostics, *told))


def for_press(artifact: Artifact, edition: Edition) -> Artifact:
    """Return a finished PDF as the printer of its edition's preset wants it, or as it is; raises RenderError."""
    if not edition.preset:
        return artifact
    from essay_press.finish import press, service
    from essay_press.presets import named

    preset = named(edition.preset)
    if preset.service is not None:
        data, pages, told = service.ready(artifact.data, edition, preset, preset.service)
        return replace(artifact, data=data, pages=pages, diagnostics=(*artifact.diagnostics, *told))
    return replace(artifact, data=press.press(artifact.data, edition, preset))
