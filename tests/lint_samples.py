"""Constructed pages for the tests of how text is set, and what pdftotext, which is not ours, reads on them."""

from __future__ import annotations

import functools
import random
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from weasyprint import HTML

__all__ = ["FONT", "POPPLER", "SPACE", "Oracle", "ask", "made", "paragraph", "words"]

FONT = Path(__file__).resolve().parent.parent / "fonts" / "eb-garamond" / "EBGaramond_400Regular.ttf"
SPACE = 0.2  # em: its own space
POPPLER = shutil.which("pdftotext")
CSS = f"""
@font-face {{ font-family: G; src: url({FONT.as_uri()}) }}
@page {{ size: 90mm 110mm; margin: 14mm 12mm 16mm; @bottom-center {{ content: counter(page) }} }}
html {{ font: 10pt/14pt G; hyphens: manual }}
body, p, h2 {{ margin: 0 }}
p {{ text-align: justify; text-indent: 12pt; orphans: 1; widows: 1 }}
h2 {{ font: 14pt/14pt G; margin: 14pt 0; break-after: auto }}
h2 + p {{ text-indent: 0 }}
"""


def words(count: int, letter: str, seed: int = 0, *, last: str = "") -> str:
    """Return words of chance lengths that all begin with one letter, by which an oracle knows them again."""
    chance = random.Random(f"{letter}{seed}")
    found = [letter + "".join(chance.choices("aeinorstul", k=chance.randint(1, 8))) for _ in range(count)]
    return " ".join([*found, *([last] if last else [])])


def paragraph(count: int, letter: str, seed: int = 0, *, last: str = "") -> str:
    """Return a paragraph of such words."""
    return f"<p>{words(count, letter, seed, last=last)}</p>"


@functools.cache
def made(body: str, css: str = "", *, tags: bool = False, language: str = "en") -> bytes:
    """Return pages of a body, laid out by the engine alone: nothing of the press is in between."""
    html = f'<html lang="{language}"><head><title>x</title><style>{CSS}{css}</style></head><body>{body}</body></html>'
    return bytes(HTML(string=html).write_pdf(pdf_tags=tags))


class Oracle:
    """What pdftotext reads: the lines of each page from the top, as words with their left and right."""

    def __init__(self, data: bytes) -> None:
        """Ask it."""
        command = ["pdftotext", "-bbox", "-", "-"]
        text = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
        root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>|\sxmlns=\"[^\"]*\"", "", text))
        self.pages: list[list[list[tuple[str, float, float]]]] = []
        for page in root.iter("page"):
            rows: dict[int, list[tuple[str, float, float]]] = {}
            for word in page.iter("word"):
                height = float(word.get("yMax", "0"))
                row = next((key for key in rows if abs(key - height) < 4), round(height))
                place = float(word.get("xMin", "0")), float(word.get("xMax", "0"))
                rows.setdefault(row, []).append((word.text or "", *place))
            self.pages.append([rows[key] for key in sorted(rows)])

    def lines(self, letter: str) -> list[tuple[int, str]]:
        """Return page (from 0) and text of the lines whose words begin with a letter, in order."""
        found = []
        for number, page in enumerate(self.pages):
            for line in page:
                text = " ".join(word for word, _, _ in line)
                if text.startswith(letter):
                    found.append((number, text))
        return found


def ask(data: bytes) -> Oracle:
    """Return what pdftotext reads in a file."""
    return Oracle(data)
