"""Manuscripts → texts to set: paragraphs of running text, with their emphasis and nothing else.

Essays come from a folder where one is named, else from `content/`; German, French and Spanish from `texts/` beside
this. Headings, verse, notes, tables and pictures are left out: each engine would set them differently, and what is
compared are lines.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from essay_press import build

__all__ = ["Paragraph", "Sample", "load", "paragraphs", "sample"]

ROOT = Path(__file__).resolve().parent.parent.parent
OWN = Path(__file__).parent / "texts"
ESSAYS = ("circles", "experience", "gifts", "history", "prudence", "the-poet")
"""Of a corpus: essays of plain and of knotty sentences, of short and of long paragraphs."""

Paragraph = tuple[tuple[str, bool], ...]
"""Runs of text, each with whether it is emphasised."""

_EMPHASIS = frozenset({"em", "i", "cite", "dfn"})
_PLAIN = frozenset({"first", "spoiler"})
_THIN = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0"})


@dataclass(frozen=True, slots=True)
class Sample:
    """A text to set: its name, its language (BCP 47) and its paragraphs."""

    name: str
    language: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def words(self) -> int:
        """Return how many words it has."""
        return sum(_words(paragraph) for paragraph in self.paragraphs)


def load(corpus: Path | None, words: int) -> tuple[Sample, ...]:
    """Return the texts to set, each cut at the end of the paragraph in which it reaches `words` (0: not cut).

    Of a corpus the essays of `ESSAYS` are taken, and others in order of name where some of those are not there.
    """
    if corpus is None:
        essays = [path for path in sorted((ROOT / "content").glob("*.md")) if _language(path).startswith("en")]
    else:
        found = sorted(corpus.rglob("*.md"))
        essays = sorted(found, key=lambda path: (path.stem not in ESSAYS, path.stem))[: len(ESSAYS)]
        if len(essays) < len(ESSAYS):
            message = f"{corpus} holds {len(essays)} essays in Markdown, and {len(ESSAYS)} are needed"
            raise FileNotFoundError(message)
    return tuple(sample(path, words) for path in (*essays, *sorted(OWN.glob("*.md"))))


def paragraphs(body: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of running text of an essay's body, in order.

    Thin and narrow no-break spaces become plain no-break ones: not every face has them, and an engine that finds one
    in another face would set another text.
    """
    for block in _blocks(ET.fromstring(f"<body>{body}</body>")):
        if block.tag == "p" and _PLAIN.issuperset(block.get("class", "").split()):
            runs = [(text.translate(_THIN), emphasis) for text, emphasis in _runs(block, False)]
            if any(text.strip() for text, _ in runs):
                yield _merged(runs)


def _blocks(parent: ET.Element) -> Iterator[ET.Element]:
    """Yield the blocks of an element; those that an author marks as a spoiler stand one deeper."""
    for block in parent:
        if block.tag == "div" and block.get("class") == "spoiler":
            yield from _blocks(block)
        else:
            yield block


def sample(path: Path, words: int = 0) -> Sample:
    """Return the text of one manuscript, cut at the end of the paragraph in which it reaches `words` (0: not cut)."""
    essay = build.read(path)
    taken: list[Paragraph] = []
    for paragraph in paragraphs(essay.body):
        taken.append(paragraph)
        if words and sum(map(_words, taken)) >= words:
            break
    return Sample(path.stem, essay.metadata.language, tuple(taken))


def _language(path: Path) -> str:
    """Return the language that a manuscript says it is in."""
    found = re.search(r"^lang:\s*(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "en"


def _runs(node: ET.Element, emphasis: bool) -> Iterator[tuple[str, bool]]:
    """Yield the runs of text in an element; emphasis within emphasis stands upright; calls of notes are left out."""
    if node.tag == "a" and "noteref" in node.get("class", ""):
        return
    slanted = emphasis != (node.tag in _EMPHASIS)
    yield node.text or "", slanted
    for child in node:
        yield from _runs(child, slanted)
        yield child.tail or "", slanted


def _merged(runs: list[tuple[str, bool]]) -> Paragraph:
    """Return runs with neighbours of one kind joined and white space brought to single spaces, none at the ends."""
    joined: list[tuple[str, bool]] = []
    for text, emphasis in runs:
        text = re.sub(r"[ \t\r\n]+", " ", text)
        if not joined or joined[-1][0].endswith(" "):
            text = text.removeprefix(" ")
        if joined and joined[-1][1] == emphasis:
            joined[-1] = (joined[-1][0] + text, emphasis)
        elif text:
            joined.append((text, emphasis))
    joined[-1] = (joined[-1][0].removesuffix(" "), joined[-1][1])
    return tuple((text, emphasis) for text, emphasis in joined if text)


def _words(paragraph: Paragraph) -> int:
    """Return how many words a paragraph has."""
    return len("".join(text for text, _ in paragraph).split())
