"""Cut a folder of long texts into an archive of short essays: `python scripts/archive.py FOLDER OUT --essays 2000`.

For trying out what a magazine's archive asks of a build. Paragraphs stay whole and in their order; each piece has 300
to 3,000 words and front matter of its own. The same texts give the same pieces.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

LEAST, MOST = 300, 3000
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
SKIPPED = ("#", "[^", ":::", "|", "!", "<", "```")


def paragraphs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the stem of a text and each of its paragraphs that can stand anywhere."""
    for path in sorted(folder.glob("*.md")):
        text = FRONT.sub("", path.read_text(encoding="utf-8"))
        for paragraph in text.split("\n\n"):
            if paragraph.strip() and not paragraph.lstrip().startswith(SKIPPED) and "[^" not in paragraph:
                yield path.stem, paragraph.strip("\n")


def pieces(folder: Path, count: int) -> Iterator[str]:
    """Yield so many pieces; when the texts are used up, they begin again at another place."""
    ends = cycle(list(paragraphs(folder)))
    for number in range(count):
        if number % 97 == 0:
            next(ends)
        wanted = LEAST + int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:4], "big") % (MOST - LEAST)
        chosen: list[str] = []
        words, source = 0, ""
        while words < wanted:
            name, paragraph = next(ends)
            size = len(paragraph.split())
            if words >= LEAST and words + size > MOST:
                break
            source = source or name
            chosen.append(paragraph)
            words += size
        head = f"---\ntitle: Piece {number + 1}\nsubtitle: From {source}\nauthor: An Archive\nlang: en-US\n---\n"
        yield "\n\n".join((head, *chosen)) + "\n"


def main() -> None:
    """Write the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of manuscripts")
    parser.add_argument("out", type=Path, help="the folder to write to")
    parser.add_argument("--essays", type=int, default=2000, help="how many (default: 2000)")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    words = 0
    for number, piece in enumerate(pieces(given.folder, given.essays), 1):
        words += len(piece.split())
        (given.out / f"piece-{number:05}.md").write_text(piece, encoding="utf-8")
    print(f"{given.essays} essays, {words:,} words in {given.out}")


if __name__ == "__main__":
    main()
