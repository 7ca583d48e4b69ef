"""Wrappers of outside validators: each runs one and returns its findings as diagnostics."""

from __future__ import annotations

__all__: list[str] = []
