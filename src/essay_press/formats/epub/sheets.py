"""Style sheets: those of the composition in one file, in cascade order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from essay_press.model import Stylesheet

__all__ = ["join"]

_CHARSET = re.compile(r'^\s*@charset\s+"[^"]*";\s*', re.IGNORECASE)


def join(sheets: Sequence[Stylesheet]) -> str:
    """Return one style sheet of all, with the single `@charset` that a file may have."""
    bodies = [_CHARSET.sub("", sheet.css).strip() for sheet in sheets]
    return '@charset "utf-8";\n' + "\n\n".join(filter(None, bodies)) + "\n"
