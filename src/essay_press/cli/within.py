"""The limits that a command keeps to: what it reads may be anybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from essay_press.build import limits
from essay_press.build.limits import Limits
from essay_press.diagnostics import Place

__all__ = ["allowed", "read"]


def allowed(switches: Mapping[str, Any]) -> Limits:
    """Return how much memory and computing each job of a command may have."""
    return limits.allowed(switches["max_memory"], switches["max_seconds"])


def read(path: Path, within: Limits, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function makes of the manuscript at `path`, called within limits in a process of its own.

    Raises what `limits.apart` raises.
    """
    return limits.apart(Place(str(path)), "the essay cannot be read", within, function, path, *arguments)
