"""Extensions of Python-Markdown, one in each file; all that share a run write to its `Ledger`."""

from __future__ import annotations

__all__: list[str] = []
