"""Decisions drawn from bytes: the same bytes decide the same, and one byte changed changes one decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

__all__ = ["Supply"]

T = TypeVar("T")


class Supply:
    """Bytes that are used up by decisions; when none is left, every answer is the least."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self._data = data
        self._at = 0

    @property
    def is_empty(self) -> bool:
        """Return whether all bytes are used up."""
        return self._at >= len(self._data)

    def below(self, limit: int) -> int:
        """Return a number from 0 to `limit` - 1, of as many bytes as it takes."""
        width = max(1, ((limit - 1).bit_length() + 7) // 8)
        return int.from_bytes(self.take(width).ljust(width, b"\0")) % limit

    def choose(self, among: Sequence[T]) -> T:
        """Return one of several."""
        return among[self.below(len(among))]

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes, fewer at the end."""
        found = self._data[self._at : self._at + count]
        self._at += count
        return found
