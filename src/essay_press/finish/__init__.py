"""Bytes → bytes, after the layout: what the engine cannot write is put right in the finished file."""

from __future__ import annotations

__all__ = ["finish"]


def finish(data: bytes) -> bytes:
    """Return a PDF, as `formats.pdf` writes it, with a whole structure tree and nothing that PDF/A objects to."""
    from essay_press.finish import structure

    return structure.finish(data)
