"""The faces that a layout asks for, from the families in `fonts/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from essay_press import resources
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import FontFace
from essay_press.tables import Source, did_you_mean

__all__ = ["faces"]


def faces(chain: Iterable[Source]) -> tuple[tuple[FontFace, ...], list[Diagnostic]]:
    """Return the faces that faultless tables ask for, in their order and each once, and what `fonts/` lacks."""
    found: dict[FontFace, None] = {}
    lacking: list[Diagnostic] = []
    for source in chain:
        for index, wish in enumerate(source.data.get("fonts", ())):
            family = _manifest().get(wish["family"])
            if family is None:
                message = f"there is no font family `{wish['family']}`"
                hint = did_you_mean(wish["family"], tuple(_manifest()), "there are ")
                place = source.place("fonts", index, "family")
                lacking.append(Diagnostic(Severity.ERROR, "EP210", message, place, hint))
                continue
            known = {_style(face): face for face in family["faces"]}
            for style in wish.get("styles", known):
                if style in known:
                    found.setdefault(_face(wish, family, known[style]))
                    continue
                message = f"{wish['family']} has no face `{style}`"
                place = source.place("fonts", index, "styles")
                lacking.append(Diagnostic(Severity.ERROR, "EP211", message, place, f"it has {', '.join(known)}"))
    return tuple(found), lacking


@cache
def _manifest() -> dict[str, Any]:
    """Return `fonts/MANIFEST.toml`."""
    return tomllib.loads((resources.root("fonts") / "MANIFEST.toml").read_text(encoding="utf-8"))


def _style(face: dict[str, Any]) -> str:
    """Return the name of a face within its family: `400`, `700 italic`."""
    return f"{face['weight']}" if face["style"] == "normal" else f"{face['weight']} {face['style']}"


def _face(wish: dict[str, Any], family: dict[str, Any], face: dict[str, Any]) -> FontFace:
    """Return one face of a family as a layout wants it."""
    return FontFace(
        family=family["family"],
        weight=int(face["weight"]),
        style=face["style"],
        path=resources.root("fonts") / wish["family"] / face["file"],
        sha256=face["sha256"],
        licence=family["licence"],
        reserved_name=", ".join(family.get("reserved_names", [])),
        unicode_range=family.get("unicode_range", ""),
        medium=wish.get("medium", ""),
        role=wish.get("role", "text"),
    )
