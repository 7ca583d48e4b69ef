"""The engines, by the name that the tables give them: each sets texts at a setting and returns finished PDFs.

An engine that is not installed says so through `missing`, and the bench goes on without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from typography.engines import lualatex, own, typst, weasyprint
from typography.samples import Sample
from typography.setting import Setting

__all__ = ["ENGINES", "Engine"]

Set = Callable[[Sequence[Sample], Setting], list[bytes]]


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine sets texts of one language, its version, and why it cannot (an empty text if it can).

    What is `kept` need not be set again as long as its version is the same.
    """

    set: Set
    version: Callable[[], str]
    missing: Callable[[], str] = lambda: ""
    kept: bool = False


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        "WeasyPrint": Engine(weasyprint.set_texts, weasyprint.version, kept=True),
        "Typst, spaces alone": Engine(typst.set_spaces, typst.version, typst.missing, kept=True),
        "Typst": Engine(typst.set_texts, typst.version, typst.missing, kept=True),
        "LuaLaTeX": Engine(lualatex.set_texts, lualatex.version, lualatex.missing, kept=True),
        "LuaLaTeX, none overfull": Engine(lualatex.set_within, lualatex.version, lualatex.missing, kept=True),
        "us, engine's lines": Engine(own.set_greedy, own.version),
        "us": Engine(own.set_total_fit, own.version, own.missing_total_fit),
    }
)
