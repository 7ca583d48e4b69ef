"""Turn a Markdown manuscript into the files a publisher would ship: typeset PDF and EPUB 3."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
