"""A quick look: each edition laid out once, and nothing of what takes the time of a second look.

It is for whoever writes, not for a printer or a reader, and must not be taken for the edition itself: its file has a
name of its own, claims no standard, and is neither checked nor kept for the next build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Artifact, Edition, Option

__all__ = ["NOTICE", "edition", "named", "options"]

LEFT_OUT = ("cover_image", "page_map")
"""What an edition can do without: a cover drawn as a picture, the page numbers of another edition."""
NOTICE = Diagnostic(
    Severity.WARNING,
    "EP352",
    "a quick look: laid out once, with lines broken one after the other, nothing moved to where it should be, "
    "no standard claimed, nothing checked",
    hint="build without --quick what is to be printed or read",
)


def edition(full: Edition) -> Edition:
    """Return an edition as it is made for a quick look."""
    needs = tuple(need for need in full.needs if need not in LEFT_OUT)
    return replace(full, standards=(), settle=False, pages=None, needs=needs)


def options(full: Mapping[str, Option]) -> dict[str, Option]:
    """Return the options of a layout with lines broken one after the other."""
    return {name: "engine" if name == "lines" else value for name, value in full.items()}


def named(made: Artifact) -> Artifact:
    """Return a file with a name that tells it from the edition itself: `essay-a5-quick.pdf`, `essay-quick.epub`."""
    path = PurePath(made.filename)
    return replace(made, filename=f"{path.stem}-quick{path.suffix}")
