"""Manuscripts by grammar: nearly always sound, so that they get past the front door, and as odd as a sound one can be.

Bytes decide: what stands where, how deep, in which script. `pieces` (in `manuscripts`) are for what is not sound.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from fuzz.supply import Supply

__all__ = ["folder", "manuscript"]

DEEPEST = 4
WORDS = (
    "memory", "is", "not", "a", "film", "you", "run;", "it", "picture", "stays", "with", "Hamlet", "dies.", "Nobody",
    "breathes,", "so", "as", "not", "to", "lose", "1984", "20 kg", "p. 7", "don't", '"quoted"', "--", "...", "x²",
    "naïve", "Straße", "œuvre", "שלום", "سلام", "東京", "मन", "ﬁ", "e\u0301", "zero\u200bwidth", "soft\u00adhyphen",
    "no\u00a0break", "NATO", "well-known", "https://example.org/a_b", "end?", "end!", "«mot»", "1–2",
)  # fmt: skip
LANGUAGES = ("en", "en-GB", "de", "de-CH", "fr", "es", "it", "pl", "nl", "pt-BR", "cs", "he", "ar", "la", "tlh")
LINE = 12
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'


@cache
def folder() -> Path:
    """Return a folder with the pictures that manuscripts show."""
    home = Path(tempfile.mkdtemp(prefix="essay-press-fuzz-"))
    Image.effect_noise((60, 40), 50).save(home / "grey.png")
    Image.new("RGB", (40, 90), (200, 30, 30)).save(home / "tall.jpg")
    (home / "drawn.svg").write_text(SVG, encoding="utf-8")
    return home


def manuscript(data: bytes) -> bytes:
    """Return a manuscript: front matter with any of its keys, and blocks of every kind, inside each other too."""
    writer = _Writer(Supply(data))
    front = writer.front()
    body = "\n\n".join(writer.block(0) for _ in range(1 + writer.supply.below(9)))
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    return "\n".join(["---", *lines, "---", "", body, *writer.notes, ""]).encode()


class _Writer:
    """Writes as its bytes decide."""

    def __init__(self, supply: Supply) -> None:
        """Begin without notes or spoilers."""
        self.supply = supply
        self.notes: list[str] = []
        self.spoils = bool(supply.below(3))
        self._headings = 0

    # ---------------------------------------------------------------- front matter
    def front(self) -> dict[str, Any]:
        """Return front matter: a title, and any of the other keys."""
        supply, words = self.supply, self.words
        keys: dict[str, Any] = {
            "subtitle": words(5), "deck": words(9), "short_title": words(2), "lang": supply.choose(LANGUAGES),
            "modified": "2025-01-01", "first_published": words(3), "url": "https://example.org/é",
            "publisher": words(2), "description": words(12), "rights": words(4), "dedication": words(4),
            "about_author": words(15), "subjects": [words(2), words(1)],
            "author": supply.choose(("Ann Example", ["Ann", "Bo"], {"name": words(2)})),
            "series": {"name": words(2), "number": str(supply.below(30))},
            "identifiers": {"print": "978-0-306-40615-7"}, "hyphenation": supply.choose(("auto", "none")),
            "layout": supply.choose(("classic", "modern", {"name": "classic", "drop_cap": bool(supply.below(2))})),
            "cover": {"image": "grey.png", "alt": words(3)},
            "pages": {"a5": supply.choose((8, 16, "multiple-of-4"))}, "strings": {"notes": words(1)},
            "ignore": [{"code": "EP576", "reason": words(4)}],
        }  # fmt: skip
        found = {
            "title": words(4),
            "date": "2024-05-01",
            **{key: value for key, value in keys.items() if not supply.below(4)},
        }
        if self.spoils:
            works = [
                {"title": words(2), "kind": supply.choose(("film", "novel", "play")), "year": 1900 + supply.below(99)}
            ]
            extent = supply.choose(("premise", "plot", "ending"))
            found["spoilers"] = {"works": works, "extent": extent, "terms": ["Rosebud", "the sled"]}
        return found

    # ---------------------------------------------------------------- words
    def words(self, most: int) -> str:
        """Return some plain words."""
        return " ".join(self.supply.choose(WORDS) for _ in range(1 + self.supply.below(most)))

    def line(self, depth: int = 0) -> str:
        """Return words with inline markup among them; `depth` DEEPEST: with none that holds other."""
        return " ".join(self._inline(depth) for _ in range(1 + self.supply.below(LINE)))

    def _inline(self, depth: int) -> str:
        """Return a word, or words in a mark."""
        supply = self.supply
        kind = supply.below(22) if depth < DEEPEST else 0
        if kind < 10:
            return self.words(4)
        inner = self.line(depth + 1) if kind < 18 else ""
        if kind == 15:
            return f"[{inner}]{{.pull}}" if not depth else inner
        if kind in (16, 17):
            safe = f' safe="{self.words(2)}"'.replace('""', '"') if supply.below(2) else ""
            return f"[{inner}]{{.spoiler{safe if safe.count(chr(34)) == 2 else ''}}}" if self.spoils else inner
        if kind == 18:
            self.notes.append(f"\n[^n{len(self.notes)}]: {self.words(9)}" + ("\n\n    More of it." * supply.below(2)))
            return f"word[^n{len(self.notes) - 1}]"
        marks = {
            10: f"*{inner}*", 11: f"**{inner}**", 12: f"[{inner}](https://example.org/{supply.below(9)} \"t\")",
            13: f"[{inner}]{{lang={supply.choose(LANGUAGES)}}}", 14: f"<small>{inner}</small>",
            19: f"`{self.words(2)}`", 20: "<br>", 21: "H<sub>2</sub>O",
        }  # fmt: skip
        return marks[kind]

    # ---------------------------------------------------------------- blocks
    def block(self, depth: int) -> str:
        """Return a block, blocks inside it where it holds some."""
        supply = self.supply
        kind = supply.below(24) if depth < DEEPEST else 0
        if kind < 9:
            return f"{self.line(min(depth, 1))}. {self.line(min(depth, 1))}"
        inner = (
            "\n\n".join(self.block(depth + 1) for _ in range(1 + supply.below(2))) if kind in (9, 11, 12, 13) else ""
        )
        if kind == 9:
            return "\n".join(f"> {line}" for line in inner.splitlines()) + (
                "\n>\n> -- " + self.words(2)
            ) * supply.below(2)
        if kind == 10:
            self._headings += 1
            return f"{'#' * (2 + supply.below(3))} {self.line(DEEPEST)} {{#h{self._headings}}}"
        if kind == 11 and self.spoils:
            return f"::: spoiler\n{inner}\n:::"
        if kind in (12, 13):
            head = supply.choose(("- ", "1. "))
            return "\n".join(head + inner.replace("\n", "\n    ") for _ in range(1 + supply.below(3)))
        return self._leaf(kind)

    def _leaf(self, kind: int) -> str:
        """Return a block that holds no others."""
        supply = self.supply
        if kind in (14, 15):
            indents = ("", "  ", "    ")
            lines = [supply.choose(indents) + self.words(7) for _ in range(1 + supply.below(6))]
            return "\n".join(["::: verse", *lines, "", self.words(5), ":::"])
        if kind in (16, 17):
            picture = supply.choose(("grey.png", "tall.jpg", "drawn.svg"))
            title = ' "A *caption* of it"' * supply.below(2)
            return f"![{self.words(4)}]({picture}{title})".replace('"quoted"', "quoted")
        if kind in (18, 19, 20):
            count = 1 + supply.below(7)
            rule = "|".join(supply.choose(("---", ":--", ":-:", "--:")) for _ in range(count))
            rows = [
                "| " + " | ".join(self.line(DEEPEST) for _ in range(count)) + " |" for _ in range(1 + supply.below(5))
            ]
            return "\n".join([rows[0], f"|{rule}|", *rows[1:]])
        if kind == 21:
            return f"```{supply.choose(('', 'py', 'text'))}\n{self.words(9)}\n\n  {self.words(3)}\n```"
        return supply.choose(("* * *", f"    {self.words(3)}", f"<div>{self.words(3)}</div>"))
