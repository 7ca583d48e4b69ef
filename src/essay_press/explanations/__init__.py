"""What each message means: what it is, why it matters, how it is cured, for every code of `codes.CODES`.

The words are data: a TOML file for each hundred of codes, a table `[EP123]` with `what`, `why` and `cure` for each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from essay_press.codes import BINDING, CODES
from essay_press.suggest import nearest, neighbours

__all__ = ["FILES", "Explanation", "explain", "explanations", "near"]

FILES = ("manuscript", "layouts", "editions", "rendering", "checks", "tools", "leaks", "typography")
"""The tables, in the order of their codes: EP1xx, EP2xx …."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code in words: its title, what it is, why it matters, the cure, and whether front matter may ignore it."""

    code: str
    title: str
    what: str
    why: str
    cure: str
    binding: bool = False


@cache
def explanations() -> tuple[Explanation, ...]:
    """Return all explanations in the order of their codes."""
    folder = files("essay_press.explanations")
    found: list[Explanation] = []
    for name in FILES:
        table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        found += [
            Explanation(code, CODES.get(code, ""), binding=code in BINDING, **words) for code, words in table.items()
        ]
    return tuple(found)


def explain(code: str) -> Explanation | None:
    """Return the explanation of a code, in capitals or not, with its EP or without; None where there is none."""
    return next((item for item in explanations() if item.code == _plain(code)), None)


def near(word: str, most: int = 3) -> tuple[Explanation, ...]:
    """Return what may have been meant: codes of nearly that number, or those whose title has the word."""
    plain = _plain(word)
    if plain[2:].isdigit():
        codes = neighbours(plain, CODES, most)
        return tuple(item for item in explanations() if item.code in codes)
    wanted = word.casefold()
    named = [item for item in explanations() if wanted in item.title.casefold()]
    return tuple((named or _alike(wanted))[:most])


def _alike(word: str) -> list[Explanation]:
    """Return the explanations whose title has a word that is spelled nearly so."""
    words = _words(item.title for item in explanations())
    meant = nearest(word, sorted(words))
    return [item for item in explanations() if meant and meant in _words((item.title,))]


def _words(titles: Iterable[str]) -> set[str]:
    """Return the words of titles, in small letters; those of one or two letters say nothing."""
    return {word.strip("`,.:;").casefold() for title in titles for word in title.split() if len(word) > 2}


def _plain(code: str) -> str:
    """Return a code as the table has it."""
    plain = code.strip().upper()
    return plain if plain.startswith("EP") else f"EP{plain}"
